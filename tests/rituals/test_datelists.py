"""Dates as lists: what files and tables write is read back as it was, and what people write too."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rituals.datelists import (
    days_within,
    range_text,
    ranges_of,
    read_range,
    spoken_ranges,
    spoken_text,
)
from rituals.errors import NotADate, TooMany
from rituals.wrongvalues import WrongValue

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
DAYS = st.frozensets(st.dates(date(2026, 1, 1), date(2026, 3, 31)), max_size=60)


@given(DAYS)
def test_what_is_written_is_read_back(days: frozenset[date]) -> None:
    assert days_within(*ranges_of(days)) == days
    assert frozenset().union(*(read_range(range_text(one)) for one in ranges_of(days))) == days


@given(DAYS)
def test_ranges_are_in_order_and_do_not_touch(days: frozenset[date]) -> None:
    ranges = ranges_of(days)
    assert all(before[1] + timedelta(days=1) < after[0] for before, after in pairwise(ranges))


@given(DAYS, st.sampled_from(["ru", "en"]))
def test_what_a_form_begins_with_is_understood(days: frozenset[date], locale: str) -> None:
    assert spoken_ranges(spoken_text(days), NOW, "Europe/Moscow", locale) == days


@pytest.mark.parametrize(
    "text", ["2026-12-28..2026-12-30", "2026-12-28 – 2026-12-30", "2026-12-28 to 2026-12-30", "2026-12-28…2026-12-30"]
)
def test_a_range_is_written_in_several_ways(text: str) -> None:
    assert read_range(text) == {date(2026, 12, 28), date(2026, 12, 29), date(2026, 12, 30)}


@pytest.mark.parametrize(
    "text", ["", "tomorrow", "2026-02-30", "2026-12-30..2026-12-28", "2026-01-01..2030-01-01", "2026-01-01..x", ".."]
)
def test_what_is_no_range_is_refused_with_what_is_allowed(text: str) -> None:
    with pytest.raises(WrongValue) as refused:
        read_range(text)
    assert refused.value.allowed


def test_people_write_dates_in_their_own_way() -> None:
    said = spoken_ranges("31.12; 4 – 5 января\n20 февраля 2027,", NOW, "Europe/Moscow", "ru")
    assert said == {date(2026, 12, 31), date(2027, 1, 4), date(2027, 1, 5), date(2027, 2, 20)}
    with pytest.raises(NotADate) as refused:
        spoken_ranges("31.12, потом", NOW, "Europe/Moscow", "ru")
    assert refused.value.text == "потом"
    with pytest.raises(TooMany):
        spoken_ranges("01.01.2027 – 31.12.2030", NOW, "Europe/Moscow", "ru")
