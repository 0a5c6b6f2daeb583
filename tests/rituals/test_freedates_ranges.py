"""Ranges of days, as people write them when they go away."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rituals.freedates import parse_range

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)  # Tuesday


def away(text: str, locale: str = "en", now: datetime = NOW) -> tuple[str, str] | None:
    found = parse_range(text, now, "Europe/Moscow", locale)
    return (found[0].isoformat(), found[1].isoformat()) if found else None


@pytest.mark.parametrize("locale", ["ru", "en"])
@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("12.12–20.12", "2026-12-12", "2026-12-20"),
        ("12.12 - 20.12", "2026-12-12", "2026-12-20"),
        ("2026-12-12 — 2026-12-20", "2026-12-12", "2026-12-20"),
        ("2026-12-12-2026-12-20", "2026-12-12", "2026-12-20"),
        ("12.12-20.12.2026", "2026-12-12", "2026-12-20"),
        ("с 1 по 10 июля", "2027-07-01", "2027-07-10"),
        ("с 1 июля по 10 июля", "2027-07-01", "2027-07-10"),
        ("с 1 по 10 июля 2027", "2027-07-01", "2027-07-10"),
        ("с 1 по 10 числа", "2026-12-01", "2026-12-10"),
        ("1-10 july", "2027-07-01", "2027-07-10"),
        ("july 1-10", "2027-07-01", "2027-07-10"),
        ("July 1 – July 10, 2027", "2027-07-01", "2027-07-10"),
        ("from 1st to 10th of july", "2027-07-01", "2027-07-10"),
        ("1–10.07", "2027-07-01", "2027-07-10"),
        ("25.12–08.01", "2026-12-25", "2027-01-08"),
        ("20.11–30.11", "2026-11-20", "2026-11-30"),  # it has begun already
        ("from friday to monday", "2026-11-27", "2026-11-30"),
        ("с понедельника по пятницу", "2026-11-30", "2026-12-04"),
        ("завтра – пятница", "2026-11-25", "2026-11-27"),
        ("tomorrow", "2026-11-25", "2026-11-25"),
        ("в пятницу", "2026-11-27", "2026-11-27"),
        ("12.12", "2026-12-12", "2026-12-12"),
        ("до пятницы", "2026-11-24", "2026-11-27"),
        ("until 12 july", "2026-11-24", "2027-07-12"),
        ("this week", "2026-11-24", "2026-11-29"),
        ("next week", "2026-11-30", "2026-12-06"),
        ("на следующей неделе", "2026-11-30", "2026-12-06"),
        ("на неделю", "2026-11-24", "2026-11-30"),
        ("for 3 days", "2026-11-24", "2026-11-26"),
        ("на две недели", "2026-11-24", "2026-12-07"),
    ],
)
def test_ranges_in_both_languages(text: str, first: str, last: str, locale: str) -> None:
    assert away(text, locale) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "garbage",
        "с 1 по 10",
        "12.12.2026 – 01.12.2026",
        "30.12 – 20.12",
        "31.02–05.03",
        "-",
        "с",
        "12.12 –",
        "for 0 days",
        "x" * 300,
    ],
)
def test_what_is_no_range_stays_unknown(text: str) -> None:
    assert away(text) is None


@given(st.dates(date(2026, 11, 24), date(2027, 5, 1)), st.integers(0, 150))
def test_numbers_read_back(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    expected = (first.isoformat(), last.isoformat())
    assert away(f"{first:%d.%m.%Y}–{last:%d.%m.%Y}") == expected
    assert away(f"{first:%Y-%m-%d} - {last:%Y-%m-%d}") == expected
    assert away(f"с {first:%d.%m} по {last:%d.%m}") == expected


@given(st.text(max_size=100) | st.text(alphabet="0123456789.-– спо", max_size=30))
def test_any_text_is_survived(text: str) -> None:
    found = parse_range(text, NOW, "Europe/Moscow", "ru")
    assert found is None or found[0] <= found[1]
