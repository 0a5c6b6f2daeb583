"""Pages of a list, and the buttons that turn them."""

from hypothesis import given
from hypothesis import strategies as st

from rituals.paging import page_of, pages_of, turns


@given(st.integers(0, 60), st.integers(-3, 40), st.integers(1, 9))
def test_every_thing_is_on_one_page(total: int, page: int, shown: int) -> None:
    things = list(range(total))
    pages = pages_of(total, shown)
    assert [thing for number in range(pages) for thing in page_of(things, number, shown)[1]] == things
    number, _ = page_of(things, page, shown)
    assert 0 <= number < pages
    names = [button.name for button in turns("x.y", (1,), number, pages)]
    assert ("earlier" in names, "later" in names) == (number > 0, number < pages - 1)
