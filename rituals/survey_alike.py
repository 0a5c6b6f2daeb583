"""Two surveys over nearly the same people: what is in one of them and not in the other would be somebody's answers."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from rituals.calendar import local_date
from rituals.ports import Transaction
from rituals.suppression import THRESHOLD
from rituals.survey import Survey
from rituals.team import Person, PersonId, Team

ALIKE_WITHIN = timedelta(days=60)
"""After this time people's answers are others, and a difference says nothing about anybody."""


async def alike(tx: Transaction, team: Team, survey: Survey, asked: Iterable[Person], now: datetime) -> datetime | None:
    """When the same questions went to nearly the same people; None where no difference would give anybody away."""
    people = await tx.people.of(team.id)
    wanted = {person.id for person in asked}
    for other in await tx.surveys.of(team.id):
        if other.opened_at is None or now - other.opened_at > ALIKE_WITHIN or not survey.compares_with(other):
            continue
        before = {participant.person for participant in await tx.ballots.asked(other.id)}
        there = _there_then(people, local_date(other.opened_at, team.timezone))
        if 0 < len((wanted ^ before) & there) < THRESHOLD:
            return other.opened_at
    return None


def _there_then(people: Iterable[Person], day: date) -> frozenset[PersonId]:
    """Those who could have been asked both times: who comes and who goes makes no difference that somebody chose."""
    return frozenset(p.id for p in people if p.active and (p.joined is None or p.joined <= day))
