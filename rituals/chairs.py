"""The use cases around the chair: whose turn it is, telling them, *I can't, ask the next*."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from rituals.calendar import local_date
from rituals.chairing import HISTORY, Turns
from rituals.errors import NotTheChair
from rituals.kinds import circle_of, meeting_options
from rituals.messages import Button, Direct, Message
from rituals.parts import Part, Partaking
from rituals.ports import Transaction
from rituals.team import Person, PersonId, Role, Team, away_on
from rituals.timeline import Occurrence, OccurrenceId, Ritual


@dataclass(frozen=True, slots=True)
class YourTurn(Message):
    """A private word to who chairs next time. `instead_of`: who cannot; `moderated`: among the first, led meetings."""

    template: ClassVar[str] = "meeting/your_turn"
    repeatable: ClassVar[bool] = False
    occurrence: OccurrenceId
    name: str
    kind: str
    at: datetime
    instead_of: str | None = None
    moderated: bool = False
    passed_on: bool = False

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        if self.passed_on:
            return ()
        return ((Button("cannot", "chair.cannot", (self.occurrence,)),),)


@dataclass(frozen=True, slots=True)
class ChairHandedOver(Message):
    """In the middle of a meeting: somebody gave this person the chair; `left`: by leaving the team."""

    template: ClassVar[str] = "meeting/chair_handed_over"
    occurrence: OccurrenceId
    name: str
    kind: str
    by: str
    left: bool = False


def turn_slot(occurrence: OccurrenceId, person: PersonId) -> str:
    return f"meeting:{occurrence}:turn:{person}"


async def turns_of(tx: Transaction, team: Team, ritual: Ritual, occurrence: Occurrence) -> Turns:
    """Whose turn it is to chair this occurrence, as things stand."""
    day = local_date(occurrence.starts_at, team.timezone)
    parts = await tx.parts.of(occurrence.id) if occurrence.id else ()
    chosen = [p.person for p in parts if p.part is Part.CHAIR]
    declined = {p.person for p in parts if p.part is Part.DECLINED}
    options = meeting_options(ritual)
    return Turns(
        team,
        options.chair,
        circle_of(ritual),
        tuple(await tx.people.of(team.id)),
        away_on(day, await tx.people.absences(team.id, day, day)) | declined,
        tuple(await tx.meetings.chairs(ritual.id, HISTORY)),
        moderated=bool(options.moderated) and await tx.occurrences.held(ritual.id) < options.moderated,
        chosen=chosen[-1] if chosen else None,
    )


async def let_moderator_in(tx: Transaction, team: Team, ritual: Ritual, occurrence: Occurrence, now: datetime) -> None:
    """Whoever moderates one of the first meetings belongs to it, in private too."""
    turns = await turns_of(tx, team, ritual, occurrence)
    for person in turns.people if turns.moderated else ():
        if person.active and person.role is Role.MODERATOR:
            await tx.parts.put(Partaking(occurrence.id, person.id, Part.GUEST, now))


async def tell_turn(
    tx: Transaction, team: Team, ritual: Ritual, occurrence: Occurrence, *, instead_of: str | None = None
) -> Person | None:
    """Tell whose turn it is where that is not always the same person's. Returns who chairs."""
    turns = await turns_of(tx, team, ritual, occurrence)
    chair = turns.chair
    if chair is not None and (turns.is_told or instead_of is not None):
        message = YourTurn(
            occurrence.id, ritual.name, ritual.kind, occurrence.starts_at, instead_of, moderated=turns.moderated
        )
        slot = turn_slot(occurrence.id, chair.id)
        await tx.outbox.show(slot, Direct(chair.id), message, until=occurrence.starts_at)
    return chair


async def decline(
    tx: Transaction, team: Team, ritual: Ritual, occurrence: Occurrence, by: Person, now: datetime
) -> Person | None:
    """*I can't, ask the next*, before the meeting. Raises NotTheChair. Returns who is asked; None: nobody is left."""
    turns = await turns_of(tx, team, ritual, occurrence)
    if turns.chair is None or turns.chair.id != by.id:
        raise NotTheChair(turns.chair.name if turns.chair else "")
    await tx.parts.put(Partaking(occurrence.id, by.id, Part.DECLINED, now))
    await tx.parts.take_back(occurrence.id, by.id, Part.CHAIR)
    await _tell_no_more(tx, ritual, occurrence, by)
    return await tell_turn(tx, team, ritual, occurrence, instead_of=by.name)


async def _tell_no_more(tx: Transaction, ritual: Ritual, occurrence: Occurrence, person: Person) -> None:
    """Who was told that it is their turn reads that it is not any more."""
    slot = turn_slot(occurrence.id, person.id)
    if await tx.outbox.shown_in(slot):
        over = YourTurn(occurrence.id, ritual.name, ritual.kind, occurrence.starts_at, passed_on=True)
        await tx.outbox.show(slot, Direct(person.id), over, until=occurrence.starts_at)


async def choose(
    tx: Transaction, team: Team, ritual: Ritual, occurrence: Occurrence, person: Person, now: datetime
) -> None:
    """Somebody is named to chair an occurrence that has not begun, and told so; who was to, is told too."""
    before = (await turns_of(tx, team, ritual, occurrence)).chair
    for part in await tx.parts.of(occurrence.id):
        if part.part is Part.CHAIR or (part.part is Part.DECLINED and part.person == person.id):
            await tx.parts.take_back(occurrence.id, part.person, part.part)
    await tx.parts.put(Partaking(occurrence.id, person.id, Part.CHAIR, now))
    if before is not None and before.id != person.id:
        await _tell_no_more(tx, ritual, occurrence, before)
    await tell_turn(tx, team, ritual, occurrence)
