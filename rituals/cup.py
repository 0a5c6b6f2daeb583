"""The cup: which month a round judges, who votes and who can be chosen, who has had it and for how long."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from rituals.calendar import DaysOff, Every, LocalSlot, Schedule
from rituals.kinds.cup import CupOptions
from rituals.team import Absence, Department, Person, PersonId, TeamId
from rituals.timeline import OccurrenceId, Ritual, RitualId

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """The days that a round judges, both included: a month, or a quarter."""

    first: date
    last: date

    def workdays(self, days_off: DaysOff) -> tuple[date, ...]:
        count = (self.last - self.first).days + 1
        return tuple(day for n in range(count) if days_off.is_workday(day := self.first + n * _DAY))


def judged(schedule: Schedule, slot: LocalSlot) -> Period:
    """The month before the slot; of a quarterly cup the quarter before."""
    months = 3 if schedule.every is Every.QUARTER else 1
    number = (slot.date.year * 12 + slot.date.month - 1) // months - 1
    return Period(_first_of(number * months), _first_of((number + 1) * months) - _DAY)


def _first_of(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


# -- who votes, who can be chosen ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Roll:
    """Who votes for whom. A round without both is not held."""

    electors: tuple[Person, ...]
    candidates: tuple[Person, ...]

    @property
    def is_enough(self) -> bool:
        return bool(self.electors and self.candidates)


def options_of_cup(ritual: Ritual) -> CupOptions:
    assert isinstance(ritual.options, CupOptions)  # noqa: S101  The kind declares them.
    return ritual.options


def chosen_from(options: CupOptions) -> Department:
    """The department whose people can win."""
    return Department.SALES if options.mirror else Department.MARKETING


def voting(options: CupOptions) -> Department:
    """The department whose people vote."""
    return Department.MARKETING if options.mirror else Department.SALES


def roll_of(
    people: Iterable[Person],
    options: CupOptions,
    period: Period,
    absences: Sequence[Absence],
    days_off: DaysOff,
    holders: Iterable[PersonId],
) -> Roll:
    """The roll of a round: `people` who take part, by department and by whether they were there in that period.

    A team of which nobody was there is new: everybody counts. The holder rests, if the team says so, unless nobody
    else could be chosen.
    """
    there = _there(tuple(people), period, absences, days_off)
    standing = tuple(
        p for p in there if p.department is chosen_from(options) and (options.directors_stand or not p.is_director)
    )
    resting = frozenset(holders) if options.holder_rests else frozenset()
    rested = tuple(p for p in standing if p.id not in resting)
    return Roll(tuple(p for p in there if p.department is voting(options)), rested or standing)


def _there(
    people: tuple[Person, ...], period: Period, absences: Sequence[Absence], days_off: DaysOff
) -> tuple[Person, ...]:
    """Who worked at least a day in that period; newcomers have not."""
    since = {p.id: p.joined or period.first for p in people}
    if all(first > period.last for first in since.values()):
        since = dict.fromkeys(since, period.first)
    workdays = period.workdays(days_off)
    away = {p.id: [a for a in absences if a.person == p.id] for p in people}
    return tuple(
        p for p in people if any(day >= since[p.id] and not any(a.covers(day) for a in away[p.id]) for day in workdays)
    )


def away_throughout(first: date, last: date, absences: Iterable[Absence], days_off: DaysOff) -> frozenset[PersonId]:
    """Who is away on every workday of these days: nobody waits for them."""
    by_person: dict[PersonId, list[Absence]] = {}
    for absence in absences:
        by_person.setdefault(absence.person, []).append(absence)
    days = Period(first, last).workdays(days_off) if by_person else ()
    return frozenset(
        person for person, theirs in by_person.items() if days and all(any(a.covers(d) for a in theirs) for d in days)
    )


# -- who has had it --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Award:
    """How a round ended. No `winners`: too few voted, the cup stayed where it was."""

    occurrence: OccurrenceId
    team: TeamId
    ritual: RitualId
    first: date
    last: date
    closed_at: datetime
    winners: tuple[PersonId, ...] = ()


def streak_of(person: PersonId, history: Iterable[Award]) -> int:
    """How many times in a row this person has won, up to the newest; a round without a winner breaks nothing."""
    streak = 0
    for award in history:
        if award.winners and person not in award.winners:
            break
        streak += person in award.winners
    return streak
