"""Mornings: when people can be reminded of something who are at work today, tomorrow, or after their holidays."""

from datetime import datetime, time, timedelta

from rituals.calendar import LocalSlot, local_date, moment
from rituals.planning import days_off_of
from rituals.ports import Transaction
from rituals.team import PersonId, Team, back_on

LONGEST_ABSENCE = timedelta(days=366)
"""How far ahead absences that follow one another are looked for."""


def next_morning(team: Team, now: datetime, at: time) -> datetime:
    """That wall time on the next workday after today."""
    return moment(LocalSlot(days_off_of(team).next_workday(local_date(now, team.timezone)), at), team.timezone)


async def back_at(tx: Transaction, team: Team, person: PersonId, now: datetime, at: time) -> datetime:
    """That wall time on the first workday on which a person who is away is there again."""
    today = local_date(now, team.timezone)
    absences = await tx.people.absences(team.id, today, today + LONGEST_ABSENCE)
    day = back_on(person, today, absences)
    while not days_off_of(team).is_workday(day):
        day = back_on(person, days_off_of(team).next_workday(day), absences)
    return moment(LocalSlot(day, at), team.timezone)
