"""Which dates a rhythm names: every Monday, every second one, the last Friday of a month, a quarter's first workday."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from rituals.wrongvalues import MisfitOn, WrongEvery, WrongOn

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_PLACES = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}
_PLACE_NAMES = {place: name for name, place in _PLACES.items()}
_FIRST_WORKDAY = "first workday"
_ALLOWED_IN_MONTH = ("first mon … fourth sun", "last mon … last sun", _FIRST_WORKDAY)

BIWEEKLY_EPOCH = date(2024, 1, 1)
"""Without a start of its own, `2 weeks` means the even weeks counted from the Monday of 2024's first ISO week.

Up to 2026 these are the odd ISO weeks. ISO week numbers cannot be the rule themselves: 2026 has 53 of them, and after
week 53 comes week 1, odd after odd.
"""


def _written(text: str) -> str:
    return " ".join(text.split()).lower()


class Every(StrEnum):
    """How often a ritual happens."""

    WEEK = "week"
    TWO_WEEKS = "2 weeks"
    MONTH = "month"
    QUARTER = "quarter"

    @classmethod
    def parse(cls, text: str) -> "Every":
        """The rhythm as the team file writes it, in any case. Raises WrongEvery."""
        try:
            return cls(_written(text))
        except ValueError:
            raise WrongEvery("every", text, tuple(cls)) from None

    @property
    def is_weekly(self) -> bool:
        return self is Every.WEEK or self is Every.TWO_WEEKS

    @property
    def months(self) -> int:
        """Months in one period of a rhythm that is not weekly."""
        return 1 if self is Every.MONTH else 3


@dataclass(frozen=True, slots=True)
class On:
    """A day within a period: `mon`, `first mon`, `last fri`, `first workday`.

    `weekday` is 0 (Monday) … 6, None for the first workday; `place` is 1 … 4, -1 the last, None for a plain weekday.
    In a quarter, `first` … `fourth` count from its first day, and `last` is the last one before the next quarter.
    """

    weekday: int | None
    place: int | None

    @classmethod
    def parse(cls, text: str) -> "On":
        """The day as the team file writes it, in any case. Raises WrongOn."""
        written = _written(text)
        if written == _FIRST_WORKDAY:
            return cls(weekday=None, place=1)
        match = re.fullmatch(rf"(?:({'|'.join(_PLACES)}) )?({'|'.join(WEEKDAYS)})", written)
        if match is None:
            raise WrongOn("on", text, ("mon … sun", *_ALLOWED_IN_MONTH))
        return cls(weekday=WEEKDAYS.index(match[2]), place=_PLACES[match[1]] if match[1] else None)

    def __str__(self) -> str:
        if self.weekday is None:
            return _FIRST_WORKDAY
        name = WEEKDAYS[self.weekday]
        return name if self.place is None else f"{_PLACE_NAMES[self.place]} {name}"

    def check_fits(self, every: Every) -> None:
        """Raises MisfitOn when the rhythm has no such day."""
        if every.is_weekly != (self.place is None):
            allowed = WEEKDAYS if every.is_weekly else _ALLOWED_IN_MONTH
            raise MisfitOn("on", f"{self} (every {every})", allowed)

    def within(self, number: int, months: int, next_workday: Callable[[date], date]) -> date:
        """The day in a period (see `period`). `next_workday` gives the first workday after a date."""
        if self.weekday is None:
            return next_workday(period(number, months)[0] - timedelta(days=1))
        return _weekday_within(number, months, self.weekday, self.place or 1)


def week_number(day: date) -> int:
    """A number for each week from Monday to Sunday that grows by one a week, for ever."""
    return (day.toordinal() - 1) // 7


def period_number(day: date, months: int) -> int:
    """The number of the month (`months` = 1) or quarter (3) of a date; it grows by one a period, for ever."""
    return (day.year * 12 + day.month - 1) // months


@lru_cache(maxsize=4096)
def period(number: int, months: int) -> tuple[date, date]:
    """The first day of a period of that number, and of the next one."""
    return _first_of(number * months), _first_of((number + 1) * months)


def _first_of(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


@lru_cache(maxsize=16384)
def _weekday_within(number: int, months: int, weekday: int, place: int) -> date:
    start, end = period(number, months)
    if place == -1:
        last = end - timedelta(days=1)
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    return start + timedelta(days=(weekday - start.weekday()) % 7 + 7 * (place - 1))
