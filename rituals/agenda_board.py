"""What stands of an agenda: the call for it, the agenda itself, one person's panel, and who has read it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from rituals.agenda import Item, in_order
from rituals.agenda_messages import (
    AgendaLine,
    AgendaPanel,
    AgendaPosted,
    CallForAgenda,
    OfferToSkip,
    ReadIt,
    ReadReminder,
    SomebodyIsAway,
)
from rituals.audience import away_at, may_look, show, taking_part
from rituals.chairs import turns_of
from rituals.conduct import due_for_review
from rituals.hosting import streak_of, venue_of
from rituals.kinds import is_private, kind_of, topics_of
from rituals.kinds.declaration import Called
from rituals.messages import Chats, Message, Who
from rituals.numbers import week_in_numbers
from rituals.parts import Part, Partaking
from rituals.places import addresses_of
from rituals.planning import live_of, next_of
from rituals.ports import Transaction
from rituals.team import Audience, Person, PersonId, Team
from rituals.timeline import Occurrence, OccurrenceId, OccurrenceState, Ritual


def call_slot(occurrence: OccurrenceId) -> str:
    return f"agenda:{occurrence}:call"


def agenda_slot(occurrence: OccurrenceId) -> str:
    return f"agenda:{occurrence}"


def skip_slot(occurrence: OccurrenceId) -> str:
    return f"agenda:{occurrence}:skip"


def away_slot(occurrence: OccurrenceId) -> str:
    return f"meeting:{occurrence}:away"


def read_slot(occurrence: OccurrenceId, reader: PersonId) -> str:
    return f"agenda:{occurrence}:read:{reader}"


async def ordered(tx: Transaction, ritual: Ritual) -> list[Item]:
    return in_order(await tx.agenda.waiting(ritual.id), topics_of(ritual))


async def parts_of(tx: Transaction, ritual: Ritual) -> Sequence[Partaking]:
    """Who is invited to the next meeting, or to the one that goes on."""
    occurrence = await live_of(tx, ritual) or await next_of(tx, ritual)
    return await tx.parts.of(occurrence.id) if occurrence else ()


async def lines_of(tx: Transaction, team: Team, ritual: Ritual) -> tuple[AgendaLine, ...]:
    """The agenda in the order of discussion."""
    names = {p.id: p.name for p in await tx.people.of(team.id)}
    return tuple(
        AgendaLine(
            item.id,
            number,
            item.text,
            names.get(item.by) if item.by else None,
            item.department,
            item.link,
            item.votes,
            item.carried,
            topic=item.topic,
            reopens=item.reopens,
            moves=item.moves,
        )
        for number, item in enumerate(await ordered(tx, ritual), 1)
    )


async def panel(tx: Transaction, team: Team, ritual: Ritual, reader: Person, page: int = 0) -> AgendaPanel:
    """The agenda for one person; of a meeting in private others see what they have added themselves.

    A page that does not exist is the last one.
    """
    items = await tx.agenda.waiting(ritual.id)
    lines = await lines_of(tx, team, ritual)
    closed_to = not may_look(ritual, reader, await parts_of(tx, ritual))
    if closed_to:
        items = [item for item in items if item.by == reader.id]
        lines = tuple(line for line in lines if line.id in {item.id for item in items})
    occurrence = await live_of(tx, ritual) or await next_of(tx, ritual)
    mine = tuple(item.id for item in items if reader.admin or item.by == reader.id)
    voted = await tx.agenda.voted(ritual.id, reader.id)
    at = occurrence.starts_at if occurrence else None
    shown = AgendaPanel(ritual.id, ritual.name, ritual.kind, at, lines, mine, tuple(sorted(voted)), closed_to=closed_to)
    return replace(shown, page=max(0, min(page, shown.pages - 1)))


async def refresh(tx: Transaction, team: Team, ritual: Ritual, now: datetime) -> None:
    """Bring the call and the published agenda of the next meeting up to date, where they have been posted."""
    occurrence = await next_of(tx, ritual)
    if occurrence is None:
        return
    published = bool(await tx.outbox.shown_in(agenda_slot(occurrence.id)))
    if await tx.outbox.shown_in(call_slot(occurrence.id)):
        await show_call(tx, team, ritual, occurrence, closed=published)
    if published:
        await show_agenda(tx, team, ritual, occurrence, now)


async def show_call(
    tx: Transaction, team: Team, ritual: Ritual, occurrence: Occurrence, *, closed: bool = False
) -> None:
    items = await tx.agenda.waiting(ritual.id)
    called = kind_of(ritual.kind).called
    in_public = is_private(ritual) and called is Called.DEPARTMENTS
    message = CallForAgenda(
        ritual.id,
        ritual.name,
        ritual.kind,
        occurrence.starts_at,
        len(items),
        () if in_public else tuple(item.text for item in await ordered(tx, ritual) if item.carried),
        occurrence.note if occurrence.moved_from else None,
        closed,
        occurrence.state is OccurrenceState.SKIPPED,
        tuple(p.name for p in await taking_part(tx, team, ritual, occurrence.id)) if in_public else (),
    )
    slot, until = call_slot(occurrence.id), occurrence.starts_at
    if called is Called.DEPARTMENTS:
        await tx.outbox.show(slot, Chats(team.id, Audience.EACH), message, until=until)
    else:
        gone = await away_at(tx, team, occurrence.starts_at)
        await show(tx, team, ritual, occurrence.id, slot, message, until=until, without=gone)


async def show_agenda(
    tx: Transaction, team: Team, ritual: Ritual, occurrence: Occurrence, now: datetime, *, is_open: bool = True
) -> AgendaPosted:
    kind = kind_of(ritual.kind)
    chair = (await turns_of(tx, team, ritual, occurrence)).chair
    has_read, unread = await _readers(tx, team, ritual, occurrence) if kind.asks_to_read else ((), ())
    due = await due_for_review(tx, team, ritual, occurrence, now)
    message = AgendaPosted(
        ritual.id,
        ritual.name,
        ritual.kind,
        occurrence.starts_at,
        Who.of(chair) if chair else None,
        await lines_of(tx, team, ritual),
        len(due),
        is_open,
        occurrence.state is OccurrenceState.SKIPPED,
        occurrence.id,
        topics_of(ritual),
        await venue_of(tx, team, ritual, occurrence),
        await streak_of(tx, ritual),
        await week_in_numbers(tx, team, now) if kind.in_numbers else None,
        has_read,
        unread,
        is_private(ritual),
        kind.is_hosted,
    )
    slot, until = agenda_slot(occurrence.id), occurrence.starts_at
    gone = await away_at(tx, team, now, occurrence.starts_at)
    await show(tx, team, ritual, occurrence.id, slot, message, until=until, without=gone)
    return message


async def _readers(
    tx: Transaction, team: Team, ritual: Ritual, occurrence: Occurrence
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who has said that they have read the agenda, and who has not."""
    read = {part.person for part in await tx.parts.of(occurrence.id) if part.part is Part.HAS_READ}
    people = await taking_part(tx, team, ritual, occurrence.id)
    return tuple(p.name for p in people if p.id in read), tuple(p.name for p in people if p.id not in read)


async def has_read(
    tx: Transaction, team: Team, ritual: Ritual, occurrence: Occurrence, by: Person, now: datetime
) -> ReadIt:
    """*I have read it*: the agenda says so to everybody."""
    await tx.parts.put(Partaking(occurrence.id, by.id, Part.HAS_READ, now))
    if await tx.outbox.shown_in(agenda_slot(occurrence.id)):
        await show_agenda(tx, team, ritual, occurrence, now)
    return ReadIt((await _readers(tx, team, ritual, occurrence))[1])


async def close_agenda(tx: Transaction, team: Team, ritual: Ritual, occurrence: Occurrence, now: datetime) -> None:
    """The call and the published agenda lose their buttons: the card has taken over, or there is no meeting."""
    if await tx.outbox.shown_in(call_slot(occurrence.id)):
        await show_call(tx, team, ritual, occurrence, closed=True)
    if await tx.outbox.shown_in(agenda_slot(occurrence.id)):
        await show_agenda(tx, team, ritual, occurrence, now, is_open=False)
    await _ask_no_more(tx, team, ritual, occurrence)


async def _ask_no_more(tx: Transaction, team: Team, ritual: Ritual, occurrence: Occurrence) -> None:
    """Whether to skip or to move it, and who has read the agenda: nobody needs to know any more."""
    named = (occurrence.id, ritual.name, ritual.kind, occurrence.starts_at)
    away = SomebodyIsAway(occurrence.id, ritual.id, ritual.name, ritual.kind, occurrence.starts_at, (), settled=True)
    asked: list[tuple[str, Message]] = [
        (skip_slot(occurrence.id), OfferToSkip(*named, settled=True)),
        (away_slot(occurrence.id), away),
    ]
    if kind_of(ritual.kind).asks_to_read:
        readers = await taking_part(tx, team, ritual, occurrence.id)
        asked += [(read_slot(occurrence.id, p.id), ReadReminder(*named, 0, settled=True)) for p in readers]
    for slot, message in asked:
        for address in await addresses_of(tx, team.id, slot):
            await tx.outbox.show(slot, address, message)
