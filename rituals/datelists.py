"""Dates as lists of single days and ranges: how files and tables write them, and how people do."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from rituals.dateranges import parse_range
from rituals.errors import NotADate, TooMany
from rituals.wrongvalues import WrongValue

_DAY = timedelta(days=1)
_SEPARATOR = ".."
_BETWEEN = re.compile(r"\.\.|…|–|—| +- +| +to +")
_APART = re.compile(r"[,;\n]+")

LONGEST_RANGE = 366
"""Days of one range: a longer one is a year that was mistyped."""

MOST_DAYS = 366
"""Dates that somebody may name in a chat at a time."""

ALLOWED = ("a date such as 2026-12-31", "a range such as 2026-12-28..2026-12-30")

DateRange = tuple[date, date]
"""The first day and the last, both included."""


def ranges_of(days: Iterable[date]) -> tuple[DateRange, ...]:
    """The days in order, those that follow one another as one range."""
    found: list[DateRange] = []
    for day in sorted(days):
        if found and found[-1][1] + _DAY == day:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return tuple(found)


def days_within(*ranges: DateRange) -> frozenset[date]:
    """Every day of some ranges."""
    return frozenset(first + n * _DAY for first, last in ranges for n in range((last - first).days + 1))


def range_text(days: DateRange) -> str:
    """`2026-12-31`, or `2026-12-28..2026-12-30`."""
    first, last = days
    return str(first) if first == last else f"{first}{_SEPARATOR}{last}"


def read_range(text: str) -> frozenset[date]:
    """The days of a date or a range as a file writes it. Raises WrongValue."""
    try:
        said = [date.fromisoformat(part.strip()) for part in _BETWEEN.split(text)]
    except ValueError:
        said = []
    if len(said) not in {1, 2} or not 0 <= (said[-1] - said[0]).days < LONGEST_RANGE:
        raise WrongValue("", text, ALLOWED)
    return days_within((said[0], said[-1]))


def spoken_ranges(text: str, now: datetime, timezone: str, locale: str) -> frozenset[date]:
    """The days that somebody wrote in a chat, one after the other: "28.12–30.12, 9 января".

    Raises NotADate with what is none, TooMany.
    """
    days: frozenset[date] = frozenset()
    for said in filter(None, map(str.strip, _APART.split(text))):
        found = parse_range(said, now, timezone, locale)
        if found is None:
            raise NotADate(said[:100])
        if (found[1] - found[0]).days >= LONGEST_RANGE:
            raise TooMany("days", MOST_DAYS)
        days |= days_within(found)
    if len(days) > MOST_DAYS:
        raise TooMany("days", MOST_DAYS)
    return days


def spoken_text(days: Iterable[date]) -> str:
    """The same as somebody would write it, to be changed: `28.12.2026 – 30.12.2026, 09.01.2027`."""
    ranges = ((f"{first:%d.%m.%Y}", f"{last:%d.%m.%Y}") for first, last in ranges_of(days))
    return ", ".join(first if first == last else f"{first} – {last}" for first, last in ranges)
