"""The use cases of a meeting: open, gather, start, review, discuss, record, close. Load, decide, save, show."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from rituals.agenda import Item, ItemId, ItemState, clean
from rituals.calendar import local_date
from rituals.errors import AlreadyClosed, NoMeetingNow, NoSuchRitual, NotOpenYet
from rituals.kinds import kind_of
from rituals.meeting import Meeting, Passed, Phase, Review
from rituals.meeting_messages import ChairReminder, ChairWanted, ItemNow, MeetingCard, ReviewNow
from rituals.messages import At, Chats, Direct, Who
from rituals.planning import held_at, next_of
from rituals.ports import Transaction
from rituals.protocol import Present, Protocol
from rituals.protocol_messages import ProtocolPosted
from rituals.tasks import Outcome, Task
from rituals.team import (
    Audience,
    Person,
    PersonId,
    Team,
    away_on,
    participants,
    who_chairs,
)
from rituals.ticker import Due
from rituals.timeline import Occurrence, OccurrenceId, OccurrenceState, PlannedStep, Reason, Subject
from rituals.writing import decision_line, review_lines, task_line, write_protocol

PULSE = timedelta(minutes=1)
"""How often a running meeting's card is brought up to date: it shows the minutes left."""

CARD_SHOWS_NEXT = 3
"""Items that the card announces beside the current one."""


@dataclass(frozen=True, slots=True)
class Room:
    """A meeting with everything around it that a use case needs."""

    team: Team
    people: tuple[Person, ...]
    away: frozenset[PersonId]
    meeting: Meeting
    items: tuple[Item, ...]
    tasks: tuple[Task, ...]

    def name_of(self, person: PersonId | None) -> str | None:
        return next((p.name for p in self.people if p.id == person), None)

    def who(self, person: PersonId | None) -> Who | None:
        return next((Who.of(p) for p in self.people if p.id == person), None)

    @property
    def chair_name(self) -> str:
        return self.name_of(self.meeting.chair) or ""

    @property
    def expected(self) -> tuple[Person, ...]:
        """Who takes part today."""
        return tuple(p for p in participants(self.people) if p.id not in self.away)

    @property
    def expected_who(self) -> tuple[Who, ...]:
        return tuple(map(Who.of, self.expected))


def card_slot(occurrence: OccurrenceId) -> str:
    return f"meeting:{occurrence}:card"


def protocol_slot(occurrence: OccurrenceId) -> str:
    return f"meeting:{occurrence}:protocol"


# -- loading -----------------------------------------------------------------------------------------------------


async def enter(tx: Transaction, team: Team, occurrence: OccurrenceId, now: datetime) -> Room:
    """Load a meeting that is open; a Refusal says when it is not yet, or is over."""
    meeting = await tx.meetings.get(team.id, occurrence)
    if meeting is None:
        raise await _why_not_open(tx, team, occurrence)
    if meeting.phase is Phase.CLOSED or meeting.occurrence.is_over:
        protocol = await tx.protocols.of_meeting(occurrence)
        raise AlreadyClosed(meeting.ritual.name, protocol.number if protocol else None)
    return await _furnish(tx, team, meeting, now)


async def _why_not_open(tx: Transaction, team: Team, occurrence: OccurrenceId) -> Exception:
    found = await tx.occurrences.get(team.id, occurrence)
    ritual = await tx.rituals.get(team.id, found.ritual) if found else None
    if found is None or ritual is None:
        return NoSuchRitual()
    if found.is_over:
        return AlreadyClosed(ritual.name, None)
    return NotOpenYet(ritual.name, found.starts_at)


async def enter_current(tx: Transaction, team: Team, now: datetime) -> Room:
    """The meeting that goes on in this team, for commands that do not say which."""
    for occurrence in await tx.meetings.open_in(team.id):
        return await enter(tx, team, occurrence, now)
    upcoming = await tx.occurrences.upcoming(team.id)
    coming = next((o for o in upcoming if o.state is OccurrenceState.PLANNED), None)
    ritual = await tx.rituals.get(team.id, coming.ritual) if coming else None
    raise NoMeetingNow(ritual.name if ritual else None, coming.starts_at if coming else None)


async def _furnish(tx: Transaction, team: Team, meeting: Meeting, now: datetime) -> Room:
    today = local_date(now, team.timezone)
    return Room(
        team,
        tuple(await tx.people.of(team.id)),
        away_on(today, await tx.people.absences(team.id, today, today)),
        meeting,
        tuple(await tx.agenda.waiting(meeting.ritual.id)),
        tuple(await tx.tasks.of_meeting(meeting.id)),
    )


# -- the card ----------------------------------------------------------------------------------------------------


async def save_and_show(tx: Transaction, room: Room, now: datetime) -> None:
    """Keep what happened and bring the card up to date in every chat."""
    await tx.meetings.save(room.meeting)
    await show_card(tx, room, now)


async def show_card(tx: Transaction, room: Room, now: datetime) -> None:
    """Show the live card as the meeting stands."""
    await tx.outbox.show(card_slot(room.meeting.id), Chats(room.team.id, Audience.COMMON), await card_of(tx, room, now))


def marker_of(meeting: Meeting) -> str:
    """Where the meeting stands, for buttons: a press that carries another marker is late."""
    at = meeting.under_review or meeting.item or ""
    return f"{meeting.phase}{at}"


async def card_of(tx: Transaction, room: Room, now: datetime) -> MeetingCard:
    """The card's facts."""
    meeting = room.meeting
    queue = meeting.queue(room.items)
    current = [task for task in room.tasks if task.item == meeting.item or meeting.phase is Phase.PLAN]
    decisions = [d for d in meeting.decisions if d.item == meeting.item or meeting.phase is Phase.PLAN]
    return MeetingCard(
        occurrence=meeting.id,
        name=meeting.ritual.name,
        kind=meeting.ritual.kind,
        starts_at=meeting.occurrence.starts_at,
        phase=meeting.phase,
        marker=marker_of(meeting),
        chair=room.who(meeting.chair),
        present=present_in(room),
        expected=len(room.expected),
        minutes_left=meeting.minutes_left(now),
        minutes=meeting.minutes_of(meeting.phase),
        late_by=_late_by(meeting),
        chair_wanted=_chair_wanted(meeting, now),
        review=await _review_now(tx, room),
        reviewed=await review_lines(tx, meeting, room.people) if meeting.phase is Phase.REVIEW else (),
        item=_item_now(room, queue),
        coming=tuple(item.text for item in queue if item.id != meeting.item)[:CARD_SHOWS_NEXT],
        decisions=tuple(map(decision_line, decisions)),
        tasks=tuple(task_line(task, room.people) for task in current),
        unfinished=sum(task.is_unfinished for task in room.tasks),
    )


def present_in(room: Room) -> tuple[Present, ...]:
    """Who is here, in the order of arrival."""
    names = {p.id: p.name for p in room.people}
    arrived = sorted(room.meeting.attendance.values(), key=lambda attendance: attendance.at)
    return tuple(Present(names[a.person], a.late) for a in arrived if a.person in names)


def _late_by(meeting: Meeting) -> int:
    opened = meeting.occurrence.opened_at
    late = opened - meeting.occurrence.starts_at if opened else timedelta(0)
    return int(late / timedelta(minutes=1)) if late > timedelta(minutes=10) else 0


def _chair_wanted(meeting: Meeting, now: datetime) -> bool:
    opened = meeting.occurrence.opened_at
    waiting = meeting.phase is Phase.GATHERING and opened is not None
    return waiting and (meeting.chair is None or (opened is not None and now - opened >= timedelta(minutes=10)))


def _item_now(room: Room, queue: list[Item]) -> ItemNow | None:
    item = next((item for item in queue if item.id == room.meeting.item), None)
    if item is None:
        return None
    done = len(room.meeting.passed)
    return ItemNow(
        item.text, room.name_of(item.by), item.department, item.link, item.carried, done + 1, done + len(queue)
    )


async def _review_now(tx: Transaction, room: Room) -> ReviewNow | None:
    meeting = room.meeting
    task = await tx.tasks.get(room.team.id, meeting.under_review) if meeting.under_review else None
    if task is None:
        return None
    position = meeting.to_review.index(task.id) + 1
    return ReviewNow(
        task.id, task.text, room.who(task.owner), task.due, task.has_time, task.moves, position, len(meeting.to_review)
    )


# -- steps -------------------------------------------------------------------------------------------------------


async def open_meeting(tx: Transaction, due: Due) -> None:
    """The step *open*: the meeting card in the chats."""
    occurrence, ritual, now = due.occurrence, due.ritual, due.now
    assert occurrence is not None and ritual is not None  # noqa: S101, PT018
    if occurrence.state is not OccurrenceState.PLANNED:
        return
    today = local_date(now, due.team.timezone)
    people = tuple(await tx.people.of(due.team.id))
    away = away_on(today, await tx.people.absences(due.team.id, today, today))
    chair = who_chairs(due.team, people, away, await tx.meetings.last_chair(ritual.id))
    opened = replace(occurrence, state=OccurrenceState.OPEN, opened_at=now)
    meeting = Meeting(opened, ritual, kind_of(ritual.kind).stages, chair.id if chair else None)
    room = Room(due.team, people, away, meeting, tuple(await tx.agenda.waiting(ritual.id)), ())
    await save_and_show(tx, room, now)


async def remind_chair(tx: Transaction, due: Due) -> None:
    """The step *remind_chair*: nobody has started, a private word to the chair."""
    room = await _still_gathering(tx, due)
    if room is None or room.meeting.chair is None:
        return
    meeting = room.meeting
    message = ChairReminder(meeting.id, meeting.ritual.name, meeting.ritual.kind, len(meeting.attendance))
    await tx.outbox.show(f"meeting:{meeting.id}:remind_chair", Direct(room.meeting.chair), message)


async def ask_deputy(tx: Transaction, due: Due) -> None:
    """The step *ask_deputy*: still nobody has started, ask the deputy or the other director; the card asks all."""
    room = await _still_gathering(tx, due)
    if room is not None:
        await ask_another_chair(tx, room, due.now)
        await show_card(tx, room, due.now)


async def ask_another_chair(tx: Transaction, room: Room, now: datetime) -> Person | None:
    """Ask the next who could chair, in private. None when there is nobody."""
    meeting = room.meeting
    without = room.away | ({meeting.chair} if meeting.chair else set())
    other = who_chairs(room.team, room.people, without, None)
    if other is not None:
        message = ChairWanted(
            meeting.id, meeting.ritual.name, meeting.ritual.kind, room.name_of(meeting.chair), len(meeting.attendance)
        )
        await tx.outbox.show(
            f"meeting:{meeting.id}:chair_wanted", Direct(other.id), message, until=now + timedelta(hours=2)
        )
    return other


async def _still_gathering(tx: Transaction, due: Due) -> Room | None:
    assert due.occurrence is not None  # noqa: S101
    meeting = await tx.meetings.get(due.team.id, due.occurrence.id)
    if meeting is None or meeting.phase is not Phase.GATHERING:
        return None
    return await _furnish(tx, due.team, meeting, due.now)


async def pulse(tx: Transaction, due: Due) -> datetime | None:
    """The step *pulse*: the minutes left, every minute while the meeting goes on."""
    assert due.occurrence is not None  # noqa: S101
    meeting = await tx.meetings.get(due.team.id, due.occurrence.id)
    if meeting is None or not meeting.is_running:
        return None
    await show_card(tx, await _furnish(tx, due.team, meeting, due.now), due.now)
    return due.now + PULSE


async def close_by_itself(tx: Transaction, due: Due) -> Protocol | None:
    """At the end of the working day what still runs ends with a protocol, and what nobody started is given up."""
    assert due.occurrence is not None  # noqa: S101
    meeting = await tx.meetings.get(due.team.id, due.occurrence.id)
    if meeting is None or meeting.phase is Phase.CLOSED:
        return None
    room = await _furnish(tx, due.team, meeting, due.now)
    if meeting.is_running:
        return await finish(tx, room, due.now, by_itself=True)
    await _give_up(tx, room, due.now)
    return None


async def _give_up(tx: Transaction, room: Room, now: datetime) -> None:
    """Nobody started: the items wait for the next time, and the card says so."""
    meeting = room.meeting
    meeting.occurrence = meeting.occurrence.skipped(Reason.NOBODY_STARTED, now=now)
    meeting.phase = Phase.CLOSED
    for item in room.items:
        await tx.agenda.save(replace(item, carried=item.carried + 1))
    await tx.meetings.save(meeting)
    card = replace(await card_of(tx, room, now), held=False)
    await tx.outbox.show(card_slot(meeting.id), Chats(room.team.id, Audience.COMMON), card)


# -- what people do ----------------------------------------------------------------------------------------------


async def start(tx: Transaction, room: Room, by: Person, now: datetime) -> None:
    """Begin with what was promised last time."""
    meeting = room.meeting
    meeting.check_lead(by, room.chair_name)
    due = await due_for_review(tx, room, now)
    meeting.start(by.id, [task.id for task in due], room.items, now)
    meeting.occurrence = replace(meeting.occurrence, state=OccurrenceState.RUNNING)
    await tx.steps.put(
        room.team.id,
        Subject.OCCURRENCE,
        meeting.id,
        [PlannedStep("pulse", now + PULSE, now + timedelta(days=2))],
    )
    await save_and_show(tx, room, now)


async def due_for_review(tx: Transaction, room: Room, now: datetime) -> list[Task]:
    """The action items of this ritual's earlier meetings, and of no meeting, that are due by the end of today."""
    held = held_at(room.meeting.ritual, room.meeting.occurrence.starts_at, room.team)
    until = max(held.end_of_work(), now)
    mine = {occurrence.id for occurrence in await tx.occurrences.past(room.meeting.ritual.id, 100)}
    tasks = await tx.tasks.open_in(room.team.id)
    ours = [task for task in tasks if task.occurrence is None or task.occurrence in mine]
    return [task for task in ours if (task.due or task.created_at) <= until]


async def review(
    tx: Transaction, room: Room, task: Task, outcome: Outcome, by: PersonId, why: str | None, now: datetime
) -> None:
    """Record in the meeting what became of a promise."""
    room.meeting.review(Review(task.id, outcome, now, by, why), room.items, now)
    await save_and_show(tx, room, now)


async def move_on(tx: Transaction, room: Room, by: Person, now: datetime) -> None:
    """*Next*."""
    room.meeting.check_lead(by, room.chair_name)
    room.meeting.next(room.items, now)
    await save_and_show(tx, room, now)


async def defer(tx: Transaction, room: Room, by: Person, now: datetime) -> Item:
    """*Defer*: the item under discussion waits for the next meeting."""
    room.meeting.check_lead(by, room.chair_name)
    item_id = room.meeting.defer(room.items, now)
    await save_and_show(tx, room, now)
    return next(item for item in room.items if item.id == item_id)


async def decide(tx: Transaction, room: Room, by: PersonId, text: str, now: datetime) -> int:
    """*Decision*: returns its number in the protocol."""
    decision = room.meeting.decide(clean(text), by, now)
    await save_and_show(tx, room, now)
    return decision.seq


async def take_chair(tx: Transaction, room: Room, by: PersonId, now: datetime) -> None:
    """Somebody else chairs from now on."""
    room.meeting.chair = by
    await save_and_show(tx, room, now)


def current_item(room: Room) -> Item | None:
    return next((item for item in room.items if item.id == room.meeting.item), None)


def current_item_id(room: Room | None) -> ItemId | None:
    return room.meeting.item if room else None


# -- the end -----------------------------------------------------------------------------------------------------


async def finish(tx: Transaction, room: Room, now: datetime, *, by_itself: bool = False) -> Protocol:
    """Close: the protocol goes out at once, what was not discussed is carried over."""
    meeting = room.meeting
    meeting.close(now)
    meeting.occurrence = replace(meeting.occurrence, state=OccurrenceState.HELD, closed_at=now)
    await _settle_items(tx, room)
    protocol = await write_protocol(tx, room, now, by_itself=by_itself)
    await tx.protocols.add(protocol)
    await tx.meetings.save(meeting)
    await tx.steps.cancel(Subject.OCCURRENCE, meeting.id, "over", now)
    card = replace(await card_of(tx, room, now), protocol=protocol.number)
    await tx.outbox.show(card_slot(meeting.id), Chats(room.team.id, Audience.COMMON), card)
    await show_protocol(tx, protocol, [p.id for p in room.expected])
    return protocol


async def _settle_items(tx: Transaction, room: Room) -> None:
    for item in room.items:
        if room.meeting.passed.get(item.id) is Passed.DISCUSSED:
            await tx.agenda.save(replace(item, state=ItemState.DISCUSSED, occurrence=room.meeting.id))
        else:
            await tx.agenda.save(replace(item, carried=item.carried + 1))


async def show_protocol(tx: Transaction, protocol: Protocol, readers: list[PersonId]) -> None:
    """The protocol in the common chats, and in private to each reader."""
    slot = protocol_slot(protocol.occurrence)
    message = ProtocolPosted(protocol)
    await tx.outbox.show(slot, Chats(protocol.team, Audience.COMMON), message)
    for reader in readers:
        await tx.outbox.show(slot, Direct(reader), message)


async def show_new_version(tx: Transaction, protocol: Protocol) -> None:
    """A changed protocol, wherever it stands."""
    slot = protocol_slot(protocol.occurrence)
    for place in await tx.outbox.shown_in(slot):
        await tx.outbox.show(slot, At(place), ProtocolPosted(protocol))


async def next_meeting(tx: Transaction, room: Room) -> Occurrence | None:
    return await next_of(tx, room.meeting.ritual)
