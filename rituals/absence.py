"""Mornings: when people can be reminded of something who are at work today, tomorrow, or after their holidays."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from rituals.calendar import LocalSlot, local_date, moment
from rituals.planning import days_off_of
from rituals.ports import Transaction
from rituals.team import Absence, Person, PersonId, Team, away_on, back_on

LONGEST_ABSENCE = timedelta(days=366)
"""How far ahead absences that follow one another are looked for."""


def next_morning(team: Team, now: datetime, at: time) -> datetime:
    """That wall time on the next workday after today."""
    return moment(LocalSlot(days_off_of(team).next_workday(local_date(now, team.timezone)), at), team.timezone)


MORNING = time(9, 0)
"""When what waited for somebody who was away reaches them: before the day's first meeting."""


def first_day_back(team: Team, person: PersonId, today: date, absences: Sequence[Absence]) -> date:
    """The first workday, from today on, on which a person is there."""
    days_off = days_off_of(team)
    day = back_on(person, today, absences)
    while not days_off.is_workday(day):
        day = back_on(person, days_off.next_workday(day), absences)
    return day


def return_of(team: Team, person: Person, absences: Sequence[Absence], now: datetime) -> datetime | None:
    """The morning, by their own clock, on which somebody who is away today is there again; None for who is there."""
    today = local_date(now, team.timezone)
    if person.id not in away_on(today, absences):
        return None
    back = first_day_back(team, person.id, today, absences)
    return moment(LocalSlot(back, MORNING), person.timezone or team.timezone)


async def there_first(tx: Transaction, team: Team, people: Iterable[Person], now: datetime) -> tuple[Person, ...]:
    """The same people, those who are not away today first: whoever is asked should be able to answer."""
    today = local_date(now, team.timezone)
    away = away_on(today, await tx.people.absences(team.id, today, today))
    return tuple(sorted(people, key=lambda person: person.id in away))


async def back_at(tx: Transaction, team: Team, person: PersonId, now: datetime, at: time) -> datetime:
    """That wall time on the first workday on which a person who is away is there again."""
    today = local_date(now, team.timezone)
    absences = await tx.people.absences(team.id, today, today + LONGEST_ABSENCE)
    return moment(LocalSlot(first_day_back(team, person, today, absences), at), team.timezone)
