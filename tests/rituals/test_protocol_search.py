"""The excerpt that shows why a protocol was found."""

import re

from hypothesis import given
from hypothesis import strategies as st

from rituals.protocol_search import AROUND, EXCERPT, Piece, excerpt, hit_of, passages
from tests.messengers.gallery_meeting import AMENDED, OBJECTED
from tests.rituals.test_protocol import CCO, a_protocol


def places(query: str, text: str) -> tuple[tuple[int, int], ...]:
    return tuple(found.span() for found in re.finditer(re.escape(query), text))


def joined(pieces: tuple[Piece, ...]) -> str:
    return "".join(piece.text for piece in pieces)


def test_the_words_found_are_marked_where_they_stand() -> None:
    text = "Весь бюджет на рекламу"
    assert excerpt(text, ((5, 11), (15, 22))) == (
        Piece("Весь "), Piece("бюджет", found=True), Piece(" на "), Piece("рекламу", found=True),
    )  # fmt: skip


@given(st.lists(st.text("абв", min_size=1, max_size=12), min_size=1, max_size=120), st.data())
def test_an_excerpt_is_short_and_has_the_first_word_found(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    spans = [found.span() for found in re.finditer(r"\w+", text)]
    chosen = sorted(data.draw(st.sets(st.sampled_from(spans), min_size=1, max_size=4)))
    pieces = excerpt(text, chosen)
    marked = [piece.text for piece in pieces if piece.found]
    assert marked[0] == text[slice(*chosen[0])]
    assert len(joined(pieces)) <= AROUND + EXCERPT + 30
    bare = joined(pieces).removeprefix("… ").removesuffix(" …")
    assert bare in text


def test_the_passage_that_has_the_most_of_it_is_shown() -> None:
    def both(query: str, text: str) -> list[tuple[int, int]]:
        return sorted(span for word in query.split() for span in places(word, text))

    protocol = a_protocol(CCO)
    hit = hit_of(protocol, "решение 3", both)
    assert joined(hit.excerpt) == "решение 3"
    assert [piece.text for piece in hit.excerpt if piece.found] == ["решение", "3"]
    assert hit_of(protocol, "нет такого", both).excerpt == ()


def test_all_that_people_said_is_searched() -> None:
    everything = "\n".join([*passages(AMENDED), *passages(OBJECTED)])
    for words in (
        "Кто обновляет прайс",
        "Прайс обновляет маркетинг",
        "К пятому числу цен ещё нет",
        "Разослать дилерам новый прайс — Вера Ким",
        "Купить песочные часы",
        "готова половина",
        "Стенд на выставке",
        "Вера Ким: Скидка только",
        "Олег Ли",
    ):
        assert words in everything
