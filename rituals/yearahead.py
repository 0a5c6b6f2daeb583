"""What a calendar tells of a ritual: its rhythm, and every meeting from the first known one to a year ahead."""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from rituals.calendar import DaysOff, LocalSlot, Planned, Schedule, local_date, moment
from rituals.team import TeamId
from rituals.timeline import Occurrence, OccurrenceState, Reason, Ritual, RitualId

AHEAD = timedelta(days=366)
"""How far a calendar knows the days off; beyond that it has the mere rhythm."""

BEHIND = 60
"""Occurrences that are over which a calendar keeps, a ritual: a year of Mondays and some more."""

_DAY = timedelta(days=1)
_NOT_HELD = frozenset({OccurrenceState.SKIPPED, OccurrenceState.MISSED})


class Fate(StrEnum):
    """What becomes of a slot. UNKNOWN: it went by without an occurrence, so a calendar has nothing there."""

    AS_PLANNED = "as_planned"
    MOVED = "moved"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Meeting:
    """One slot of a rhythm. `starts_at` (aware, UTC) is when it is held, or would have been; `because` a holiday."""

    slot: LocalSlot
    starts_at: datetime
    fate: Fate = Fate.AS_PLANNED
    reason: Reason | None = None
    because: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """A ritual in a calendar.

    `meetings` are the slots of its rhythm without a gap, the earliest first; `between` those that are held beside it
    (*Run now*, an earlier schedule). `ends`: there is nothing after the last of them, the ritual rests. `had_rule`,
    `had_workdays`: an earlier schedule may still stand in calendars, a rule or first workdays.
    """

    team: TeamId
    ritual: RitualId
    name: str
    kind: str
    schedule: Schedule
    duration: timedelta
    meetings: tuple[Meeting, ...]
    between: tuple[Meeting, ...] = ()
    ends: bool = False
    had_rule: bool = False
    had_workdays: bool = False

    def next_at(self, now: datetime) -> datetime | None:
        """When the next one is held."""
        return next(iter(self.coming(now, 1)), None)

    def coming(self, now: datetime, count: int) -> tuple[datetime, ...]:
        """When the next ones are held, the earliest first."""
        held = (m.starts_at for m in (*self.meetings, *self.between) if m.fate in {Fate.AS_PLANNED, Fate.MOVED})
        return tuple(sorted(at for at in held if at >= now)[:count])


def series_of(
    ritual: Ritual, occurrences: Sequence[Occurrence], days_off: DaysOff, locale: str, now: datetime
) -> Series:
    """The ritual from the earliest of its `occurrences` (in any order) to a year ahead of `now`.

    What is stored of a slot is its truth; what is still to come goes by the schedule and the days off, whose names are
    told in `locale`.
    """
    year = _Year(ritual, days_off, locale, now)
    known = {LocalSlot.parse(o.slot): o for o in occurrences if o.reason is not Reason.RESCHEDULED}
    meetings = tuple(year.meetings(known))
    on_time = {meeting.slot for meeting in meetings}
    earlier = [LocalSlot.parse(o.slot) for o in occurrences if _of_an_earlier_schedule(o, on_time)]
    beside = sorted(slot for slot, o in known.items() if slot not in on_time and o.state not in _NOT_HELD)
    return Series(
        ritual.team,
        ritual.id,
        ritual.name,
        ritual.kind,
        ritual.schedule,
        ritual.duration,
        meetings,
        tuple(Meeting(slot, known[slot].starts_at) for slot in beside),
        ends=ritual.rests and ritual.paused_until is None,
        had_rule=ritual.schedule.on.weekday is None and bool(earlier),
        had_workdays=ritual.schedule.on.weekday is not None and any(_is_first_workday(s, days_off) for s in earlier),
    )


def _of_an_earlier_schedule(occurrence: Occurrence, on_time: Container[LocalSlot]) -> bool:
    """Whether it was planned by a schedule that is not the ritual's any more; nobody asked for it between the times."""
    asked_for = occurrence.by is not None and occurrence.reason is not Reason.MOVED
    return not asked_for and LocalSlot.parse(occurrence.slot) not in on_time


def _is_first_workday(slot: LocalSlot, days_off: DaysOff) -> bool:
    return days_off.next_workday(slot.date.replace(day=1) - _DAY) == slot.date


@dataclass(frozen=True, slots=True)
class _Year:
    """A ritual seen from one moment."""

    ritual: Ritual
    days_off: DaysOff
    locale: str
    now: datetime

    def meetings(self, known: Mapping[LocalSlot, Occurrence]) -> Iterator[Meeting]:
        schedule = self.ritual.schedule
        horizon = local_date(self.now, schedule.timezone) + AHEAD
        for slot in schedule.slots(self._first(known) - _DAY, self.days_off):
            if slot.date > horizon:
                return
            meeting = self._stored(slot, known[slot]) if slot in known else self._foreseen(slot)
            yield meeting
            if meeting.reason is Reason.PAUSED and meeting.starts_at > self.now and self.ritual.paused_until is None:
                return

    def _first(self, known: Mapping[LocalSlot, Occurrence]) -> date:
        """The date of the earliest occurrence that the rhythm of today has; without any, of the first slot to come.

        That one may lie before today, when days off have moved it into the time to come.
        """
        schedule = self.ritual.schedule
        regular = (slot for slot in sorted(known) if schedule.next_slot(slot.date - _DAY, self.days_off) == slot)
        first = next(regular, None) or next(schedule.plans(self.now, self.days_off)).slot
        return first.date

    def _stored(self, slot: LocalSlot, occurrence: Occurrence) -> Meeting:
        found = Meeting(slot, occurrence.starts_at, reason=occurrence.reason, because=occurrence.note or "")
        if occurrence.state in _NOT_HELD:
            return replace(found, fate=Fate.CANCELLED)
        if occurrence.state is OccurrenceState.PLANNED and self._rests_at(occurrence.starts_at):
            return replace(found, fate=Fate.CANCELLED, reason=Reason.PAUSED, because="")
        if occurrence.starts_at != self.ritual.schedule.moment(slot):
            return replace(found, fate=Fate.MOVED)
        return replace(found, reason=None, because="")

    def _foreseen(self, slot: LocalSlot) -> Meeting:
        planned = self.ritual.schedule.planned(slot, self.days_off)
        starts_at = moment(planned.held or slot, self.ritual.schedule.timezone)
        if starts_at <= self.now:
            return Meeting(slot, starts_at, Fate.UNKNOWN)
        if self._rests_at(starts_at):
            return Meeting(slot, starts_at, Fate.CANCELLED, Reason.PAUSED)
        return self._by_days_off(planned, starts_at)

    def _by_days_off(self, planned: Planned, starts_at: datetime) -> Meeting:
        if planned.because is None:
            return Meeting(planned.slot, starts_at)
        fate = Fate.CANCELLED if planned.held is None else Fate.MOVED
        return Meeting(planned.slot, starts_at, fate, Reason.DAY_OFF, planned.because.name(self.locale))

    def _rests_at(self, at: datetime) -> bool:
        until = self.ritual.paused_until
        return self.ritual.rests and at > self.now and (until is None or at < until)
