"""Who a meeting is for: where it is shown, who takes part in one occurrence of it, who may look into it."""

from collections.abc import Collection, Iterable
from datetime import datetime

from rituals.calendar import local_date
from rituals.errors import NotYourMeeting
from rituals.kinds import circle_of, is_private, where_of
from rituals.messages import Address, Chats, Direct, Message
from rituals.parts import Part, Partaking
from rituals.ports import Transaction
from rituals.team import Audience, Person, PersonId, Team, away_on
from rituals.timeline import OccurrenceId, Ritual


def takes_part(ritual: Ritual, person: Person, parts: Iterable[Partaking] = ()) -> bool:
    """Whether somebody belongs to a meeting: to its circle, or as a guest of this occurrence."""
    invited = any(p.person == person.id and p.part is Part.GUEST for p in parts)
    return person.active and (invited or circle_of(ritual).holds(person))


def may_look(ritual: Ritual, person: Person, parts: Iterable[Partaking] = ()) -> bool:
    """Whether somebody may see what a meeting talks about. What is held in the chats is everybody's."""
    return not is_private(ritual) or takes_part(ritual, person, parts)


async def check_may_look(tx: Transaction, team: Team, ritual: Ritual, occurrence: OccurrenceId, by: Person) -> None:
    """Raises NotYourMeeting, with who takes part."""
    if not is_private(ritual):
        return
    parts = await tx.parts.of(occurrence)
    if not may_look(ritual, by, parts):
        people = await tx.people.of(team.id)
        raise NotYourMeeting(ritual.name, ritual.kind, tuple(p.name for p in people if takes_part(ritual, p, parts)))


async def closed_to(
    tx: Transaction, team: Team, person: Person, occurrences: Iterable[OccurrenceId]
) -> frozenset[OccurrenceId]:
    """Those of these occurrences that somebody may not look into."""
    closed = set()
    for number in occurrences:
        occurrence = await tx.occurrences.get(team.id, number)
        ritual = await tx.rituals.get(team.id, occurrence.ritual) if occurrence else None
        if ritual is not None and not may_look(ritual, person, await tx.parts.of(number)):
            closed.add(number)
    return frozenset(closed)


async def taking_part(tx: Transaction, team: Team, ritual: Ritual, occurrence: OccurrenceId) -> tuple[Person, ...]:
    """Who belongs to one occurrence, guests too."""
    parts = await tx.parts.of(occurrence)
    return tuple(p for p in await tx.people.of(team.id) if takes_part(ritual, p, parts))


async def addresses(tx: Transaction, team: Team, ritual: Ritual, occurrence: OccurrenceId) -> tuple[Address, ...]:
    """Where a meeting is shown: in the chats of the ritual, or in private to each who takes part."""
    if not is_private(ritual):
        return (Chats(team.id, Audience(where_of(ritual))),)
    return tuple(Direct(p.id) for p in await taking_part(tx, team, ritual, occurrence))


async def away_at(tx: Transaction, team: Team, *moments: datetime) -> frozenset[PersonId]:
    """Who is away on the day of any of these moments, and left in peace."""
    days = [local_date(at, team.timezone) for at in moments]
    absences = await tx.people.absences(team.id, min(days), max(days))
    return frozenset(person for day in days for person in away_on(day, absences))


async def show(
    tx: Transaction,
    team: Team,
    ritual: Ritual,
    occurrence: OccurrenceId,
    slot: str,
    message: Message,
    *,
    until: datetime | None = None,
    without: Collection[PersonId] = (),
) -> None:
    """Show something of a meeting wherever the meeting is shown; `without` are left in peace."""
    for address in await addresses(tx, team, ritual, occurrence):
        if not (isinstance(address, Direct) and address.person in without):
            await tx.outbox.show(slot, address, message, until=until)
