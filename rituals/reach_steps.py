"""Before a vote or a survey begins: who sees to it learns in good time whom no private message reaches."""

from collections.abc import Sequence

from rituals.audience import away_at
from rituals.calendar import local_date
from rituals.cup import away_throughout
from rituals.cup_steps import roll_at
from rituals.kinds import circle_of, kind_of
from rituals.kinds.cup import CUP
from rituals.messages import Direct
from rituals.planning import days_off_of, held_at
from rituals.ports import Transaction
from rituals.reachability import HELLO, ReachBefore, readiness
from rituals.team import Person, PersonId, Team
from rituals.ticker import Due
from rituals.timeline import Occurrence, OccurrenceState, Ritual


async def tell_before(tx: Transaction, due: Due) -> None:
    """The step *reach*: admins and directors read who cannot get the private messages; nothing where all can."""
    occurrence, ritual = due.occurrence, due.ritual
    assert occurrence is not None and ritual is not None  # noqa: S101, PT018
    if occurrence.state is not OccurrenceState.PLANNED:
        return
    found = await readiness(tx, due.team.id, await _asked(tx, due.team, ritual, occurrence))
    if not found.out_of_reach:
        return
    names = tuple(person.name for person in found.out_of_reach)
    has_link = await tx.codes.link(HELLO) is not None
    for person in await _who_sees_to_it(tx, due):
        message = ReachBefore(
            ritual.name,
            ritual.kind,
            occurrence.starts_at,
            found.reachable,
            found.total,
            names,
            may_invite=person.admin and has_link,
        )
        slot = f"reach:{occurrence.id}:before"
        await tx.outbox.show(slot, Direct(person.id), message, until=occurrence.starts_at)


async def _who_sees_to_it(tx: Transaction, due: Due) -> Sequence[Person]:
    """The admins and the directors who are not away today."""
    away = await away_at(tx, due.team, due.now)
    people = await tx.people.of(due.team.id)
    return [p for p in people if p.active and (p.admin or p.is_director) and p.id not in away]


async def _asked(tx: Transaction, team: Team, ritual: Ritual, occurrence: Occurrence) -> Sequence[Person]:
    """Whom it will write to: electors, or who takes part; not who is away as long as it goes on."""
    if ritual.kind == CUP.name:
        people: Sequence[Person] = (await roll_at(tx, team, ritual, occurrence)).electors
    else:
        people = circle_of(ritual).of(await tx.people.of(team.id))
    away = await _away(tx, team, ritual, occurrence)
    return [person for person in people if person.id not in away]


async def _away(tx: Transaction, team: Team, ritual: Ritual, occurrence: Occurrence) -> frozenset[PersonId]:
    steps = kind_of(ritual.kind).steps(held_at(ritual, occurrence.starts_at, team))
    first = local_date(occurrence.starts_at, team.timezone)
    last = local_date(max(step.due_at for step in steps), team.timezone)
    return away_throughout(first, last, await tx.people.absences(team.id, first, last), days_off_of(team))
