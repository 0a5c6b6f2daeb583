"""The use cases of an agenda: call for it, add to it, vote, take back, publish it, offer to skip an empty one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from rituals.agenda import MOST_ITEMS, Item, ItemId, ItemState, clean
from rituals.agenda_board import (
    away_slot,
    call_slot,
    ordered,
    parts_of,
    read_slot,
    refresh,
    show_agenda,
    show_call,
    skip_slot,
)
from rituals.agenda_messages import (
    CallToDirector,
    NothingFromYours,
    OfferToSkip,
    ReadReminder,
    SomebodyIsAway,
)
from rituals.audience import may_look, show, takes_part, taking_part
from rituals.calendar import local_date
from rituals.card import save_and_show
from rituals.chairs import let_moderator_in, tell_turn
from rituals.errors import NoRituals, NoSuchItem, NoSuchRitual, NotHeldYet, NotYourItem, TooMany
from rituals.kinds import has_agenda, is_held, is_private, kind_of, topics_of
from rituals.kinds.declaration import Called
from rituals.messages import Direct
from rituals.parts import Part
from rituals.planning import held_at, live_of, next_of
from rituals.ports import Transaction
from rituals.room import Room, enter
from rituals.team import DIRECTOR_OF, Department, Person, PersonId, Team, away_on, director_of
from rituals.ticker import Due
from rituals.timeline import Occurrence, OccurrenceId, OccurrenceState, Ritual, RitualId
from rituals.vacancies import ask_who_follows


def director_slot(occurrence: OccurrenceId, director: PersonId) -> str:
    return f"agenda:{occurrence}:call:{director}"


# -- which meeting -----------------------------------------------------------------------------------------------


async def meetings_with_agenda(tx: Transaction, team: Team, now: datetime) -> list[tuple[Ritual, Occurrence | None]]:
    """The rituals that take items, the next to happen first; one that is going on comes before all."""
    found = []
    for ritual in await tx.rituals.of(team.id):
        if has_agenda(ritual):
            occurrence = await live_of(tx, ritual) or await next_of(tx, ritual)
            found.append((ritual, occurrence))
    if not found:
        raise NoRituals
    return sorted(found, key=lambda pair: (pair[1] is None, pair[1].starts_at if pair[1] else now))


def next_for(meetings: Sequence[tuple[Ritual, Occurrence | None]], person: Person, *, in_private: bool) -> Ritual:
    """The meeting that somebody means who does not say which: the next that they take part in, else one in the chats.

    What is said in a chat is not meant for a meeting in private, while there is another one.
    """
    own = [ritual for ritual, _ in meetings if takes_part(ritual, person) and (in_private or not is_private(ritual))]
    open_ones = [ritual for ritual, _ in meetings if not is_private(ritual)]
    return next(iter([*own, *open_ones]), meetings[0][0])


async def ritual_with_agenda(tx: Transaction, team: Team, ritual: RitualId) -> Ritual:
    """A ritual that has an agenda and is held; a Refusal for any other."""
    found = await ritual_of(tx, team, ritual)
    if not is_held(found.kind):
        raise NotHeldYet(found.name)
    if not has_agenda(found):
        raise NoSuchRitual
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
    topic: str = "",
    reopens: int | None = None,
    department: Department | None = None,
) -> tuple[Item, int, bool]:
    """Add an item. Returns it, its place in the order, and whether the meeting is going on.

    A topic that meetings of this ritual do not have counts as none. `by` None keeps no name, and no moment finer than
    the hour by which one could be found; `department` is whose business it is then, for what comes up by itself.
    `reopens`: the protocol of a decision that was objected to. Raises TooMany, and what `clean` raises.
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
            topic=topic if topic in topics_of(ritual) else "",
        )
    )
    room = await _running(tx, team, ritual, now)
    if room is not None:
        room.meeting.item_added(room.items, now)
        await save_and_show(tx, room, now)
    await refresh(tx, team, ritual, now)
    items = room.meeting.queue(room.items) if room else await ordered(tx, ritual)
    return item, next(n for n, other in enumerate(items, 1) if other.id == item.id), room is not None


async def vote(tx: Transaction, team: Team, item: ItemId, by: Person, now: datetime) -> Ritual:
    """Vote for an item, or take the vote back. In private only those vote who take part."""
    found, ritual = await _waiting(tx, team, item)
    if not may_look(ritual, by, await parts_of(tx, ritual)):
        raise NoSuchItem
    await tx.agenda.vote(found.id, by.id)
    await refresh(tx, team, ritual, now)
    return ritual


async def own_item(tx: Transaction, team: Team, item: ItemId, by: Person) -> tuple[Item, Ritual]:
    """An item that this person may take away: who added it, and admins of what they can see.

    Raises NoSuchItem, NotYourItem.
    """
    found, ritual = await _waiting(tx, team, item)
    if found.by != by.id and not may_look(ritual, by, await parts_of(tx, ritual)):
        raise NoSuchItem
    if found.by != by.id and not by.admin:
        raise NotYourItem
    return found, ritual


async def take_back(tx: Transaction, team: Team, item: ItemId, by: Person, now: datetime) -> tuple[Item, Ritual]:
    """Take an item off the agenda. Raises what `own_item` raises."""
    found, ritual = await own_item(tx, team, item, by)
    room = await _running(tx, team, ritual, now)
    if room is not None and found.id in room.meeting.passed:
        raise NoSuchItem
    await _take_off(tx, team, found, ritual, room, now)
    return found, ritual


async def withdraw(tx: Transaction, team: Team, item: ItemId, now: datetime) -> None:
    """Take off the agenda what has settled itself; what a meeting has come to already stays in its protocol."""
    found = await tx.agenda.get(team.id, item)
    if found is not None and found.state is ItemState.KEPT_BACK:
        await tx.agenda.save(replace(found, state=ItemState.REMOVED))
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


async def put_elsewhere(
    tx: Transaction, team: Team, item: ItemId, ritual: Ritual, by: Person, now: datetime
) -> tuple[Item, int, bool]:
    """Give an item to another meeting: taken back here, added there, still of whom it was. Returns what `add` does."""
    found, _ = await take_back(tx, team, item, by, now)
    author = next((person for person in await tx.people.of(team.id) if person.id == found.by), None)
    return await add(tx, team, ritual, found.text, author, now, link=found.link, department=found.department)


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
    return await enter(tx, team, live.id, now, None)


# -- steps -------------------------------------------------------------------------------------------------------


async def call(tx: Transaction, due: Due) -> None:
    """The step *call*: a post in each department's chat, a private word to the directors."""
    occurrence, ritual = due.occurrence, due.ritual
    assert occurrence is not None and ritual is not None  # noqa: S101, PT018
    await let_moderator_in(tx, due.team, ritual, occurrence, due.now)
    await show_call(tx, due.team, ritual, occurrence)
    await tell_turn(tx, due.team, ritual, occurrence)
    await ask_who_follows(tx, due.team)
    if kind_of(ritual.kind).least > 1:
        await _tell_who_is_away(tx, due.team, ritual, occurrence)
    if kind_of(ritual.kind).called is Called.PARTICIPANTS:
        return
    for department, director in await _directors(tx, due):
        await call_director(tx, due.team, ritual, occurrence, department, director)


async def call_director(
    tx: Transaction, team: Team, ritual: Ritual, occurrence: Occurrence, department: Department, director: Person
) -> None:
    """A private word to a director: what will your department bring? Shown again it tells how things stand now."""
    own = sum(item.department is department for item in await tx.agenda.waiting(ritual.id))
    steps = kind_of(ritual.kind).steps(held_at(ritual, occurrence.starts_at, team))
    agenda_at = next((step.due_at for step in steps if step.name == "agenda"), None)
    message = CallToDirector(
        ritual.id,
        ritual.name,
        ritual.kind,
        occurrence.starts_at,
        department,
        own,
        agenda_at,
        in_private=is_private(ritual),
    )
    slot = director_slot(occurrence.id, director.id)
    await tx.outbox.show(slot, Direct(director.id), message, until=occurrence.starts_at)


async def _tell_who_is_away(tx: Transaction, team: Team, ritual: Ritual, occurrence: Occurrence) -> None:
    """While there is still time to move it: somebody without whom it makes no sense will not be there."""
    day = local_date(occurrence.starts_at, team.timezone)
    gone = away_on(day, await tx.people.absences(team.id, day, day))
    people = await taking_part(tx, team, ritual, occurrence.id)
    away = [p for p in people if p.id in gone]
    if away and len(people) - len(away) < kind_of(ritual.kind).least:
        message = SomebodyIsAway(
            occurrence.id,
            ritual.id,
            ritual.name,
            ritual.kind,
            occurrence.starts_at,
            tuple(p.name for p in away),
        )
        slot = away_slot(occurrence.id)
        await show(tx, team, ritual, occurrence.id, slot, message, until=occurrence.starts_at, without=gone)


async def remind_to_read(tx: Transaction, due: Due) -> None:
    """The step *remind_to_read*: those who have not said that they have read the agenda, and are not away."""
    occurrence, ritual = due.occurrence, due.ritual
    assert occurrence is not None and ritual is not None  # noqa: S101, PT018
    read = {part.person for part in await tx.parts.of(occurrence.id) if part.part is Part.HAS_READ}
    today = local_date(due.now, due.team.timezone)
    away = away_on(today, await tx.people.absences(due.team.id, today, today))
    items = len(await tx.agenda.waiting(ritual.id))
    for person in await taking_part(tx, due.team, ritual, occurrence.id):
        if person.id not in read | away:
            message = ReadReminder(occurrence.id, ritual.name, ritual.kind, occurrence.starts_at, items)
            slot = read_slot(occurrence.id, person.id)
            await tx.outbox.show(slot, Direct(person.id), message, until=occurrence.starts_at)


async def publish(tx: Transaction, due: Due) -> None:
    """The step *agenda*: the agenda in the chats; a director whose department has added nothing is asked."""
    occurrence, ritual = due.occurrence, due.ritual
    assert occurrence is not None and ritual is not None  # noqa: S101, PT018
    if occurrence.state is not OccurrenceState.PLANNED:
        return
    if await tx.outbox.shown_in(call_slot(occurrence.id)):
        await show_call(tx, due.team, ritual, occurrence, closed=True)
    posted = await show_agenda(tx, due.team, ritual, occurrence, due.now)
    if not posted.lines and not posted.due and posted.chair is not None:
        offer = OfferToSkip(occurrence.id, ritual.name, ritual.kind, occurrence.starts_at)
        slot = skip_slot(occurrence.id)
        await tx.outbox.show(slot, Direct(posted.chair.id), offer, until=occurrence.starts_at)
    if is_private(ritual):
        return
    for department, director in await _directors(tx, due):
        if all(line.department is not department for line in posted.lines):
            message = NothingFromYours(ritual.id, ritual.name, ritual.kind, occurrence.starts_at, department)
            slot = f"agenda:{occurrence.id}:nothing:{director.id}"
            await tx.outbox.show(slot, Direct(director.id), message, until=occurrence.starts_at)


async def _directors(tx: Transaction, due: Due) -> list[tuple[Department, Person]]:
    """The directors of both departments who are not away today."""
    people = await tx.people.of(due.team.id)
    today = local_date(due.now, due.team.timezone)
    away = away_on(today, await tx.people.absences(due.team.id, today, today))
    found = ((department, director_of(department, people)) for department in DIRECTOR_OF)
    return [(department, p) for department, p in found if p is not None and p.id not in away]
