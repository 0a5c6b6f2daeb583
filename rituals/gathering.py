"""The use cases of an agenda: call for it, add to it, vote, take back, publish it, offer to skip an empty one."""

from dataclasses import replace
from datetime import datetime

from rituals.agenda import MOST_ITEMS, Item, ItemId, ItemState, clean, take_turns
from rituals.agenda_messages import (
    AgendaLine,
    AgendaPanel,
    AgendaPosted,
    CallForAgenda,
    CallToDirector,
    NothingFromYours,
    OfferToSkip,
)
from rituals.calendar import local_date
from rituals.card import save_and_show
from rituals.conduct import due_for_review
from rituals.errors import NoRituals, NoSuchItem, NoSuchRitual, NotHeldYet, NotYourItem, TooMany
from rituals.kinds import is_held
from rituals.messages import Chats, Direct, Who
from rituals.planning import live_of, next_of
from rituals.ports import Transaction
from rituals.room import Room, enter
from rituals.team import DIRECTOR_OF, Audience, Department, Person, Team, away_on, director_of, who_chairs
from rituals.ticker import Due
from rituals.timeline import Occurrence, OccurrenceId, OccurrenceState, Ritual, RitualId, Variant

TAKES_ITEMS = frozenset({"standup", "review", "breakfast", "strategy"})
"""Kinds that have an agenda."""


def call_slot(occurrence: OccurrenceId) -> str:
    return f"agenda:{occurrence}:call"


def agenda_slot(occurrence: OccurrenceId) -> str:
    return f"agenda:{occurrence}"


# -- which meeting -----------------------------------------------------------------------------------------------


async def meetings_with_agenda(tx: Transaction, team: Team, now: datetime) -> list[tuple[Ritual, Occurrence | None]]:
    """The rituals that take items, the next to happen first; one that is going on comes before all."""
    found = []
    for ritual in await tx.rituals.of(team.id):
        if is_held(ritual.kind) and takes_items(ritual):
            occurrence = await live_of(tx, ritual) or await next_of(tx, ritual)
            found.append((ritual, occurrence))
    if not found:
        raise NoRituals
    return sorted(found, key=lambda pair: (pair[1] is None, pair[1].starts_at if pair[1] else now))


def takes_items(ritual: Ritual) -> bool:
    """Whether the ritual has an agenda: a stand-up in writing has none."""
    return ritual.kind in TAKES_ITEMS and ritual.variant is Variant.MEETING


async def ritual_with_agenda(tx: Transaction, team: Team, ritual: RitualId) -> Ritual:
    """A ritual that has an agenda and is held; a Refusal for any other."""
    found = await ritual_of(tx, team, ritual)
    if not takes_items(found):
        raise NoSuchRitual
    if not is_held(found.kind):
        raise NotHeldYet(found.name)
    return found


async def ritual_of(tx: Transaction, team: Team, ritual: RitualId) -> Ritual:
    """A ritual of this team, of whatever kind."""
    found = await tx.rituals.get(team.id, ritual)
    if found is None:
        raise NoSuchRitual
    return found


# -- what people do ----------------------------------------------------------------------------------------------


async def add(
    tx: Transaction,
    team: Team,
    ritual: Ritual,
    text: str,
    by: Person | None,
    now: datetime,
    *,
    link: str | None = None,
    reopens: int | None = None,
    department: Department | None = None,
) -> tuple[Item, int, bool]:
    """Add an item. Returns it, its place in the order, and whether the meeting is going on.

    `by` None keeps no name, and no moment finer than the hour by which one could be found; `department` is whose
    business it is then, for what comes up by itself. `reopens`: the protocol of a decision that was objected to.
    Raises TooMany, and what `clean` raises.
    """
    if len(await tx.agenda.waiting(ritual.id)) >= MOST_ITEMS:
        raise TooMany("items", MOST_ITEMS)
    item = await tx.agenda.add(
        Item(
            id=ItemId(0),
            team=team.id,
            ritual=ritual.id,
            text=clean(text),
            by=by.id if by else None,
            department=by.department if by else department,
            created_at=now if by else now.replace(minute=0, second=0, microsecond=0),
            link=link,
            reopens=reopens,
        )
    )
    room = await _running(tx, team, ritual, now)
    if room is not None:
        room.meeting.item_added(room.items, now)
        await save_and_show(tx, room, now)
    await refresh(tx, team, ritual, now)
    items = room.meeting.queue(room.items) if room else take_turns(await tx.agenda.waiting(ritual.id))
    return item, next(n for n, other in enumerate(items, 1) if other.id == item.id), room is not None


async def vote(tx: Transaction, team: Team, item: ItemId, by: Person, now: datetime) -> Ritual:
    """Vote for an item, or take the vote back."""
    found, ritual = await _waiting(tx, team, item)
    await tx.agenda.vote(found.id, by.id)
    await refresh(tx, team, ritual, now)
    return ritual


async def take_back(tx: Transaction, team: Team, item: ItemId, by: Person, now: datetime) -> tuple[Item, Ritual]:
    """Take an item off the agenda: who added it, and admins."""
    found, ritual = await _waiting(tx, team, item)
    if found.by != by.id and not by.admin:
        raise NotYourItem
    room = await _running(tx, team, ritual, now)
    if room is not None and found.id in room.meeting.passed:
        raise NoSuchItem
    await _take_off(tx, team, found, ritual, room, now)
    return found, ritual


async def withdraw(tx: Transaction, team: Team, item: ItemId, now: datetime) -> None:
    """Take off the agenda what has settled itself; what a meeting has come to already stays in its protocol."""
    found = await tx.agenda.get(team.id, item)
    if found is None or found.state is not ItemState.WAITING:
        return
    ritual = await ritual_of(tx, team, found.ritual)
    room = await _running(tx, team, ritual, now)
    if room is None or (found.id not in room.meeting.passed and room.meeting.item != found.id):
        await _take_off(tx, team, found, ritual, room, now)


async def _take_off(tx: Transaction, team: Team, item: Item, ritual: Ritual, room: Room | None, now: datetime) -> None:
    await tx.agenda.save(replace(item, state=ItemState.REMOVED))
    if room is not None:
        room = replace(room, items=tuple(other for other in room.items if other.id != item.id))
        if room.meeting.item == item.id:
            room.meeting.item_removed(room.items, now)
        await save_and_show(tx, room, now)
    await refresh(tx, team, ritual, now)


async def _waiting(tx: Transaction, team: Team, item: ItemId) -> tuple[Item, Ritual]:
    found = await tx.agenda.get(team.id, item)
    if found is None or found.state is not ItemState.WAITING:
        raise NoSuchItem
    return found, await ritual_of(tx, team, found.ritual)


async def _running(tx: Transaction, team: Team, ritual: Ritual, now: datetime) -> Room | None:
    """The meeting of this ritual that is open; None without one (also while a stand-up in writing goes on)."""
    live = await live_of(tx, ritual)
    if live is None or live.id not in await tx.meetings.open_in(team.id):
        return None
    return await enter(tx, team, live.id, now)


# -- what people see ---------------------------------------------------------------------------------------------


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
            item.reopens,
            item.moves,
        )
        for number, item in enumerate(take_turns(await tx.agenda.waiting(ritual.id)), 1)
    )


async def panel(tx: Transaction, team: Team, ritual: Ritual, reader: Person, page: int = 0) -> AgendaPanel:
    """The agenda for one person. A page that does not exist is the last one."""
    lines = await lines_of(tx, team, ritual)
    items = await tx.agenda.waiting(ritual.id)
    occurrence = await live_of(tx, ritual) or await next_of(tx, ritual)
    mine = tuple(item.id for item in items if reader.admin or item.by == reader.id)
    voted = await tx.agenda.voted(ritual.id, reader.id)
    at = occurrence.starts_at if occurrence else None
    shown = AgendaPanel(ritual.id, ritual.name, ritual.kind, at, lines, mine, tuple(sorted(voted)))
    return replace(shown, page=max(0, min(page, shown.pages - 1)))


async def refresh(tx: Transaction, team: Team, ritual: Ritual, now: datetime) -> None:
    """Bring the call and the published agenda of the next meeting up to date, where they have been posted."""
    occurrence = await next_of(tx, ritual)
    if occurrence is None:
        return
    published = bool(await tx.outbox.shown_in(agenda_slot(occurrence.id)))
    if await tx.outbox.shown_in(call_slot(occurrence.id)):
        await _show_call(tx, team, ritual, occurrence, closed=published)
    if published:
        await _show_agenda(tx, team, ritual, occurrence, now)


async def _show_call(
    tx: Transaction, team: Team, ritual: Ritual, occurrence: Occurrence, *, closed: bool = False
) -> None:
    items = await tx.agenda.waiting(ritual.id)
    message = CallForAgenda(
        ritual.id,
        ritual.name,
        ritual.kind,
        occurrence.starts_at,
        len(items),
        tuple(item.text for item in take_turns(items) if item.carried),
        occurrence.note if occurrence.moved_from else None,
        closed,
        occurrence.state is OccurrenceState.SKIPPED,
    )
    await tx.outbox.show(call_slot(occurrence.id), Chats(team.id, Audience.EACH), message, until=occurrence.starts_at)


async def _show_agenda(
    tx: Transaction, team: Team, ritual: Ritual, occurrence: Occurrence, now: datetime, *, is_open: bool = True
) -> AgendaPosted:
    people = await tx.people.of(team.id)
    day = local_date(occurrence.starts_at, team.timezone)
    away = away_on(day, await tx.people.absences(team.id, day, day))
    chair = who_chairs(team, people, away, await tx.meetings.last_chair(ritual.id))
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
    )
    await tx.outbox.show(
        agenda_slot(occurrence.id), Chats(team.id, Audience.COMMON), message, until=occurrence.starts_at
    )
    return message


# -- steps -------------------------------------------------------------------------------------------------------


async def call(tx: Transaction, due: Due) -> None:
    """The step *call*: a post in each department's chat, a private word to the directors."""
    occurrence, ritual = due.occurrence, due.ritual
    assert occurrence is not None and ritual is not None  # noqa: S101, PT018
    await _show_call(tx, due.team, ritual, occurrence)
    items = await tx.agenda.waiting(ritual.id)
    for department, director in await _directors(tx, due):
        own = sum(item.department is department for item in items)
        message = CallToDirector(ritual.id, ritual.name, ritual.kind, occurrence.starts_at, department, own)
        slot = f"agenda:{occurrence.id}:call:{director.id}"
        await tx.outbox.show(slot, Direct(director.id), message, until=occurrence.starts_at)


async def publish(tx: Transaction, due: Due) -> None:
    """The step *agenda*: the agenda in the chats; a director whose department has added nothing is asked."""
    occurrence, ritual = due.occurrence, due.ritual
    assert occurrence is not None and ritual is not None  # noqa: S101, PT018
    if occurrence.state is not OccurrenceState.PLANNED:
        return
    if await tx.outbox.shown_in(call_slot(occurrence.id)):
        await _show_call(tx, due.team, ritual, occurrence, closed=True)
    posted = await _show_agenda(tx, due.team, ritual, occurrence, due.now)
    if not posted.lines and not posted.due and posted.chair is not None:
        offer = OfferToSkip(occurrence.id, ritual.name, ritual.kind, occurrence.starts_at)
        slot = f"agenda:{occurrence.id}:skip"
        await tx.outbox.show(slot, Direct(posted.chair.id), offer, until=occurrence.starts_at)
    for department, director in await _directors(tx, due):
        if all(line.department is not department for line in posted.lines):
            message = NothingFromYours(ritual.id, ritual.name, ritual.kind, occurrence.starts_at, department)
            slot = f"agenda:{occurrence.id}:nothing:{director.id}"
            await tx.outbox.show(slot, Direct(director.id), message, until=occurrence.starts_at)


async def close_agenda(tx: Transaction, team: Team, ritual: Ritual, occurrence: Occurrence, now: datetime) -> None:
    """The call and the published agenda lose their buttons: the card has taken over, or there is no meeting."""
    if await tx.outbox.shown_in(call_slot(occurrence.id)):
        await _show_call(tx, team, ritual, occurrence, closed=True)
    if await tx.outbox.shown_in(agenda_slot(occurrence.id)):
        await _show_agenda(tx, team, ritual, occurrence, now, is_open=False)


async def _directors(tx: Transaction, due: Due) -> list[tuple[Department, Person]]:
    """The directors of both departments who are not away today."""
    people = await tx.people.of(due.team.id)
    today = local_date(due.now, due.team.timezone)
    away = away_on(today, await tx.people.absences(due.team.id, today, today))
    found = ((department, director_of(department, people)) for department in DIRECTOR_OF)
    return [(department, p) for department, p in found if p is not None and p.id not in away]
