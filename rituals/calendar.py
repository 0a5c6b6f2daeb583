"""Schedule → slots → moments: the rhythm of a ritual, its time zone, and what a day off does to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from rituals.daysoff import NO_DAYS_OFF, DaysOff, Holiday
from rituals.localtime import LocalSlot, local_date, moment, time_of_day, zone
from rituals.recurrence import BIWEEKLY_EPOCH, Every, On, period, period_number, week_number
from rituals.wrongvalues import WrongDayOff, WrongTimeOfDay, WrongValue

__all__ = [
    "NO_DAYS_OFF",
    "DayOff",
    "DaysOff",
    "Every",
    "Holiday",
    "LocalSlot",
    "NotHeld",
    "On",
    "Planned",
    "Schedule",
    "WrongValue",
    "local_date",
    "moment",
]

_WEEK = timedelta(days=7)
_DAY = timedelta(days=1)


class DayOff(StrEnum):
    """What a ritual does when its date is a public holiday or the team's own day off."""

    SKIP = "skip"
    NEXT_WORKDAY = "next workday"
    PREVIOUS_WORKDAY = "previous workday"

    @classmethod
    def parse(cls, text: str) -> "DayOff":
        """The rule as the team file writes it, in any case. Raises WrongDayOff."""
        try:
            return cls(" ".join(text.split()).lower())
        except ValueError:
            raise WrongDayOff("day_off", text, tuple(cls)) from None


class NotHeld(StrEnum):
    """Why a slot is not held."""

    DAY_OFF = "day off"
    MEETS_NEIGHBOUR = "meets neighbour"
    """The workday it would move to is that of the next (or the previous) slot, or lies beyond it."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A slot after the day-off rule. The slot keeps its key, so a moved one cannot collide with the next regular one.

    `held` is the local date and time when it is held, None when it is not, and then `not_held` says why; `moved_from`
    is the slot's date when it was moved; `because` is the holiday that changed anything.
    """

    slot: LocalSlot
    held: LocalSlot | None
    moved_from: date | None = None
    because: Holiday | None = None
    not_held: NotHeld | None = None


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a ritual happens: a rhythm, a day in it, a wall time (no seconds) in an IANA time zone, and a day-off rule.

    `starting` is the first date on which it may happen, and the anchor of `2 weeks`; without it the rhythm has no
    beginning, and `2 weeks` keeps the parity of BIWEEKLY_EPOCH. Raises MisfitOn, UnknownTimezone, WrongTimeOfDay.
    """

    every: Every
    on: On
    at: time
    timezone: str
    day_off: DayOff = DayOff.NEXT_WORKDAY
    starting: date | None = None

    def __post_init__(self) -> None:
        self.on.check_fits(self.every)
        zone(self.timezone)
        if self.at.tzinfo is not None or self.at.second or self.at.microsecond:
            raise WrongTimeOfDay("at", self.at, ("00:00 … 23:59",))

    @classmethod
    def parse(
        cls,
        *,
        every: str,
        on: str,
        at: str,
        timezone: str,
        day_off: str = DayOff.NEXT_WORKDAY,
        starting: date | None = None,
    ) -> "Schedule":
        """The schedule of the team file's words. Raises a WrongValue that names the field and what is allowed."""
        return cls(Every.parse(every), On.parse(on), time_of_day(at), timezone, DayOff.parse(day_off), starting)

    def slots(self, after: date | LocalSlot, days_off: DaysOff = NO_DAYS_OFF) -> Iterator[LocalSlot]:
        """The slots later than a date (that whole day) or than a slot, strictly increasing, without end.

        After a slot that was the first workday of a period comes the next period's, even when the days off were
        edited meanwhile: one a period.
        """
        day = self._last_day_done(after)
        while True:
            day = self._day_after(day, days_off)
            yield LocalSlot(day, self.at)

    def next_slot(self, after: date | LocalSlot, days_off: DaysOff = NO_DAYS_OFF) -> LocalSlot:
        """The first of `slots`."""
        return LocalSlot(self._day_after(self._last_day_done(after), days_off), self.at)

    def moment(self, slot: LocalSlot) -> datetime:
        """The instant (aware, UTC) of a slot in the schedule's time zone."""
        return moment(slot, self.timezone)

    def planned(self, slot: LocalSlot, days_off: DaysOff) -> Planned:
        """What the day-off rule makes of a slot. Pure: ask again when it fires, the calendar may have been edited."""
        because = days_off.why_off(slot.date)
        if because is None:
            return Planned(slot, slot)
        if self.day_off is DayOff.SKIP:
            return Planned(slot, None, because=because, not_held=NotHeld.DAY_OFF)
        day = self._moved(slot.date, days_off)
        if day is None:
            return Planned(slot, None, because=because, not_held=NotHeld.MEETS_NEIGHBOUR)
        return Planned(slot, LocalSlot(day, slot.at), moved_from=slot.date, because=because)

    def plans(self, after: datetime, days_off: DaysOff = NO_DAYS_OFF) -> Iterator[Planned]:
        """Every slot still to come at an aware instant, in order, held or not; a moved one counts by its new date."""
        return (plan for plan, _ in self._coming(after, days_off))

    def next_moment(self, after: datetime, days_off: DaysOff = NO_DAYS_OFF) -> datetime:
        """The first instant (aware, UTC) later than `after` when the ritual is held."""
        return next(instant for plan, instant in self._coming(after, days_off) if plan.held is not None)

    def _coming(self, after: datetime, days_off: DaysOff) -> Iterator[tuple[Planned, datetime]]:
        """The plans later than `after`, each with its instant (of the slot itself, when it is not held)."""
        today = local_date(after, self.timezone)
        day = self._day_up_to(today, days_off)
        if day < (self.starting or day) or (day < today and days_off.why_off(day) is None):
            day = self._day_after(day, days_off)
        while True:
            plan = self.planned(LocalSlot(day, self.at), days_off)
            instant = moment(plan.held or plan.slot, self.timezone)
            if instant > after:
                yield plan, instant
            day = self._day_after(day, days_off)

    def _last_day_done(self, after: date | LocalSlot) -> date:
        """The date after which to look for the next slot."""
        if not isinstance(after, LocalSlot):
            return after
        if self.on.weekday is None:
            return self._end_of_turn(after.date)
        return after.date if after.at >= self.at else after.date - _DAY

    def _day_after(self, day: date, days_off: DaysOff) -> date:
        if self.starting is not None and day < self.starting:
            day = self.starting - _DAY
        if self.every.is_weekly:
            return self._weekly_after(day)
        return self._monthly_after(day, days_off)

    def _day_up_to(self, day: date, days_off: DaysOff) -> date:
        """The rhythm's latest date that is not after `day`; it may lie before `starting`."""
        if self.every.is_weekly:
            return self._weekly_after(day) - self._stride
        return self._monthly_up_to(day, days_off)

    @property
    def _stride(self) -> timedelta:
        return _WEEK if self.every is Every.WEEK else 2 * _WEEK

    def _weekly_after(self, day: date) -> date:
        weekday = self.on.weekday or 0
        found = day + timedelta(days=(weekday - day.weekday() - 1) % 7 + 1)
        if self.every is Every.TWO_WEEKS and (week_number(found) - self._anchor_week(weekday)) % 2:
            found += _WEEK
        return found

    def _anchor_week(self, weekday: int) -> int:
        """The week of the first slot: that of the first such weekday from `starting` on."""
        start = self.starting or BIWEEKLY_EPOCH
        return week_number(start + timedelta(days=(weekday - start.weekday()) % 7))

    def _monthly_after(self, day: date, days_off: DaysOff) -> date:
        months = self.every.months
        number = period_number(day, months)
        while (found := self.on.within(number, months, days_off.next_workday)) <= day:
            number += 1
        return found

    def _monthly_up_to(self, day: date, days_off: DaysOff) -> date:
        months = self.every.months
        number = period_number(day, months)
        while (found := self.on.within(number, months, days_off.next_workday)) > day:
            number -= 1
        return found

    def _moved(self, day: date, days_off: DaysOff) -> date | None:
        """The workday to hold a slot on instead; None when a neighbouring slot is there or nearer."""
        if self.day_off is DayOff.NEXT_WORKDAY:
            moved = days_off.next_workday(day)
            return moved if moved < self._day_after(self._end_of_turn(day), days_off) else None
        moved = days_off.previous_workday(day)
        return moved if moved > self._day_up_to(self._start_of_turn(day) - _DAY, days_off) else None

    def _start_of_turn(self, day: date) -> date:
        """From when on a slot is the only one: a first workday has its whole period, whatever was edited."""
        return day if self.on.weekday is not None else self._period_of(day)[0]

    def _end_of_turn(self, day: date) -> date:
        return day if self.on.weekday is not None else self._period_of(day)[1] - _DAY

    def _period_of(self, day: date) -> tuple[date, date]:
        months = self.every.months
        return period(period_number(day, months), months)
