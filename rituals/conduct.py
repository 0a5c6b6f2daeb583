"""The use cases of a meeting: open, gather, start, review, discuss, record, close. Load, decide, save, show."""

from dataclasses import replace
from datetime import datetime, timedelta

from rituals.agenda import Item, ItemState, clean
from rituals.audience import show
from rituals.balance import tell_if_one_sided
from rituals.card import card_of, chair_is_wanted, put_card, save_and_show, show_card
from rituals.chairing import next_after
from rituals.chairs import ChairHandedOver, let_moderator_in, turns_of
from rituals.errors import NobodyOfThatName
from rituals.kinds import is_private, kind_of, stages_of
from rituals.meeting import Meeting, Passed, Phase, Review
from rituals.meeting_messages import ChairReminder, ChairWanted
from rituals.messages import Direct
from rituals.notices import tell_skipped
from rituals.places import addresses_of
from rituals.planning import held_at, next_of
from rituals.ports import Transaction
from rituals.protocol import Protocol
from rituals.protocol_messages import ProtocolPosted
from rituals.room import About, Room, furnish
from rituals.tasks import Outcome, Task
from rituals.team import Person, PersonId, Role, Team
from rituals.ticker import Due
from rituals.timeline import Occurrence, OccurrenceId, OccurrenceState, PlannedStep, Reason, Ritual, Subject
from rituals.writing import write_protocol

PULSE = timedelta(minutes=1)
"""How often a running meeting's card is brought up to date: it shows the minutes left."""

WHILE_GATHERING = ("remind_chair", "ask_deputy")
"""Steps that count from the moment when the meeting was opened, not from when it should have been."""

REVIEWED_BACK_TO = 100
"""Past meetings whose action items a meeting looks at: two years of a weekly one."""


def protocol_slot(occurrence: OccurrenceId) -> str:
    return f"meeting:{occurrence}:protocol"


def reminder_slot(occurrence: OccurrenceId) -> str:
    return f"meeting:{occurrence}:remind_chair"


def wanted_slot(occurrence: OccurrenceId) -> str:
    return f"meeting:{occurrence}:chair_wanted"


# -- steps -------------------------------------------------------------------------------------------------------


async def open_meeting(tx: Transaction, due: Due) -> None:
    """The step *open*: the meeting card in the chats."""
    occurrence, ritual, now = due.occurrence, due.ritual, due.now
    assert occurrence is not None and ritual is not None  # noqa: S101, PT018
    if occurrence.state is not OccurrenceState.PLANNED:
        return
    await let_moderator_in(tx, due.team, ritual, occurrence, now)
    chair = (await turns_of(tx, due.team, ritual, occurrence)).chair
    opened = replace(occurrence, state=OccurrenceState.OPEN, opened_at=now)
    meeting = Meeting(opened, ritual, stages_of(ritual), chair.id if chair else None)
    room = await furnish(tx, due.team, meeting, now)
    if len(room.expected) < kind_of(ritual.kind).least:
        await _too_few(tx, room, occurrence, now)
        return
    await tx.steps.put(due.team.id, Subject.OCCURRENCE, occurrence.id, _while_gathering(ritual, due.team, now))
    await save_and_show(tx, room, now)


async def _too_few(tx: Transaction, room: Room, occurrence: Occurrence, now: datetime) -> None:
    """Not held: too few of those who must be there are. Those who are there are told; the items wait."""
    ritual = room.meeting.ritual
    skipped = occurrence.skipped(Reason.TOO_FEW, now=now, note=", ".join(p.name for p in room.missing) or None)
    await tx.occurrences.save(skipped)
    await tx.steps.cancel(Subject.OCCURRENCE, occurrence.id, Reason.TOO_FEW, now)
    following = await next_of(tx, ritual)
    await tell_skipped(tx, room.team, ritual, skipped, following.starts_at if following else None, by=None)


def _while_gathering(ritual: Ritual, team: Team, opened_at: datetime) -> list[PlannedStep]:
    steps = kind_of(ritual.kind).steps(held_at(ritual, opened_at, team))
    return [step for step in steps if step.name in WHILE_GATHERING]


async def remind_chair(tx: Transaction, due: Due) -> None:
    """The step *remind_chair*: nobody has started, a private word to the chair."""
    room = await _still_gathering(tx, due)
    if room is not None and room.meeting.chair is not None:
        message = _reminder(room.meeting)
        await tx.outbox.show(reminder_slot(room.meeting.id), Direct(room.meeting.chair), message)


def _reminder(meeting: Meeting, *, settled: bool = False) -> ChairReminder:
    return ChairReminder(meeting.id, meeting.ritual.name, meeting.ritual.kind, len(meeting.attendance), settled=settled)


async def ask_deputy(tx: Transaction, due: Due) -> None:
    """The step *ask_deputy*: still nobody has started, ask the deputy or the other director; the card asks all."""
    room = await _still_gathering(tx, due)
    if room is not None:
        await ask_another_chair(tx, room, due.now)
        await show_card(tx, room, due.now)


async def ask_another_chair(tx: Transaction, room: Room, now: datetime) -> Person | None:
    """Ask the next who could chair, in private. None when there is nobody: then anybody may, and the card says so."""
    meeting = room.meeting
    other = next_after(await turns_of(tx, room.team, meeting.ritual, meeting.occurrence), meeting.chair)
    if other is not None:
        slot, until = wanted_slot(meeting.id), now + timedelta(hours=2)
        await tx.outbox.show(slot, Direct(other.id), _question(room), until=until)
    else:
        meeting.chair = None
        await save_and_show(tx, room, now)
    return other


async def vacate(tx: Transaction, room: Room, now: datetime) -> None:
    """Whoever chairs has left the team: the next who could has the chair, and is told so."""
    meeting, left = room.meeting, room.chair_name
    other = next_after(await turns_of(tx, room.team, meeting.ritual, meeting.occurrence), meeting.chair)
    meeting.chair = other.id if other is not None else None
    await save_and_show(tx, room, now)
    if other is not None:
        message = ChairHandedOver(meeting.id, meeting.ritual.name, meeting.ritual.kind, left, left=True)
        await _tell_chair(tx, other, message, now)


async def _tell_chair(tx: Transaction, chair: Person, message: ChairHandedOver, now: datetime) -> None:
    await tx.outbox.show(f"meeting:{message.occurrence}:handed_over:{now:%H%M%S}", Direct(chair.id), message)


def _question(room: Room, *, settled: bool = False) -> ChairWanted:
    meeting = room.meeting
    chair = room.name_of(meeting.chair)
    here = len(meeting.attendance)
    return ChairWanted(meeting.id, meeting.ritual.name, meeting.ritual.kind, chair, here, settled=settled)


async def _ask_nobody_any_more(tx: Transaction, room: Room) -> None:
    """The meeting has begun, or is given up: what asked somebody to lead it loses its buttons."""
    meeting = room.meeting
    asked = (
        (reminder_slot(meeting.id), _reminder(meeting, settled=True)),
        (wanted_slot(meeting.id), _question(room, settled=True)),
    )
    for slot, message in asked:
        for address in await addresses_of(tx, room.team.id, slot):
            await tx.outbox.show(slot, address, message)


async def _still_gathering(tx: Transaction, due: Due) -> Room | None:
    assert due.occurrence is not None  # noqa: S101
    meeting = await tx.meetings.get(due.team.id, due.occurrence.id)
    if meeting is None or meeting.phase is not Phase.GATHERING:
        return None
    return await furnish(tx, due.team, meeting, due.now)


async def pulse(tx: Transaction, due: Due) -> datetime | None:
    """The step *pulse*: the minutes left, every minute while the meeting goes on."""
    assert due.occurrence is not None  # noqa: S101
    meeting = await tx.meetings.get(due.team.id, due.occurrence.id)
    if meeting is None or not meeting.is_running:
        return None
    room = await furnish(tx, due.team, meeting, due.now)
    await show_card(tx, room, due.now)
    await tell_if_one_sided(tx, room, due.now)
    return due.now + PULSE


async def close_by_itself(tx: Transaction, due: Due) -> Protocol | None:
    """At the end of the working day what still runs ends with a protocol, and what nobody started is given up."""
    assert due.occurrence is not None  # noqa: S101
    meeting = await tx.meetings.get(due.team.id, due.occurrence.id)
    if meeting is None or meeting.phase is Phase.CLOSED:
        return None
    room = await furnish(tx, due.team, meeting, due.now)
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
    await _ask_nobody_any_more(tx, room)
    await put_card(tx, room, replace(await card_of(tx, room, now), held=False))


# -- what people do ----------------------------------------------------------------------------------------------


async def start(tx: Transaction, room: Room, by: Person, now: datetime) -> None:
    """Begin with what was promised last time."""
    meeting = room.meeting
    meeting.check_lead(by, room.chair_name)
    due = await due_for_review(tx, room.team, meeting.ritual, meeting.occurrence, now)
    meeting.start(by.id, [task.id for task in due], room.items, now)
    meeting.occurrence = replace(meeting.occurrence, state=OccurrenceState.RUNNING)
    await tx.steps.put(
        room.team.id,
        Subject.OCCURRENCE,
        meeting.id,
        [PlannedStep("pulse", now + PULSE, now + timedelta(days=2))],
    )
    await _ask_nobody_any_more(tx, room)
    await save_and_show(tx, room, now)


async def due_for_review(
    tx: Transaction, team: Team, ritual: Ritual, occurrence: Occurrence, now: datetime
) -> list[Task]:
    """The action items of this ritual's earlier meetings, and of no meeting, that are due by the end of that day.

    What a meeting gave in private is not reviewed in the chats, where the ritual is held by now.
    """
    until = max(held_at(ritual, occurrence.starts_at, team).end_of_work(), now)
    mine = {earlier.id for earlier in await tx.occurrences.past(ritual.id, REVIEWED_BACK_TO)}
    ours = [task for task in await tx.tasks.open_in(team.id) if task.occurrence is None or task.occurrence in mine]
    due = [task for task in ours if (task.due or task.created_at) <= until]
    if is_private(ritual):
        return due
    protocols = await tx.archive.of_meetings(team.id, {task.occurrence for task in due if task.occurrence})
    private = {occurrence for occurrence, protocol in protocols.items() if protocol.readers is not None}
    return [task for task in due if task.occurrence not in private]


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


async def decide(tx: Transaction, room: Room, about: About, by: PersonId, text: str, now: datetime) -> int:
    """*Decision*: returns its number in the protocol."""
    decision = room.meeting.decide(clean(text), about.item, by, now, about.topic)
    await save_and_show(tx, room, now)
    return decision.seq


async def may_take_chair(tx: Transaction, room: Room, by: Person, now: datetime) -> bool:
    """Whether somebody may chair instead: who leads any meeting, who was asked to, anybody once the chair is wanted."""
    meeting = room.meeting
    if by.is_director or by.admin or by.role is Role.MODERATOR or meeting.chair == by.id:
        return True
    asked = not meeting.is_running and Direct(by.id) in await addresses_of(tx, room.team.id, wanted_slot(meeting.id))
    return asked or chair_is_wanted(meeting, now)


async def take_chair(tx: Transaction, room: Room, by: PersonId, now: datetime) -> None:
    """Somebody else chairs from now on."""
    room.meeting.chair = by
    await save_and_show(tx, room, now)


async def hand_over(tx: Transaction, room: Room, to: Person, by: Person, now: datetime) -> None:
    """Who leads gives the chair to somebody else, in the middle of the meeting. Raises NotTheChair, NotStarted."""
    meeting = room.meeting
    meeting.check_running()
    meeting.check_lead(by, room.chair_name)
    if to not in room.circle:
        raise NobodyOfThatName(to.name, tuple(who.name for who in room.could_lead))
    await take_chair(tx, room, to.id, now)
    if to.id != by.id:
        message = ChairHandedOver(meeting.id, meeting.ritual.name, meeting.ritual.kind, by.name)
        await _tell_chair(tx, to, message, now)


# -- the end -----------------------------------------------------------------------------------------------------


async def finish(tx: Transaction, room: Room, now: datetime, *, by_itself: bool = False) -> Protocol:
    """Close: the protocol goes out at once, what was not discussed is carried over."""
    meeting = room.meeting
    meeting.close(now, {task.item for task in room.tasks if task.item is not None})
    meeting.occurrence = replace(meeting.occurrence, state=OccurrenceState.HELD, closed_at=now)
    await _settle_items(tx, room)
    protocol = await write_protocol(tx, room, now, by_itself=by_itself)
    await tx.protocols.add(protocol)
    await tx.meetings.save(meeting)
    await tx.steps.cancel(Subject.OCCURRENCE, meeting.id, "over", now)
    await put_card(tx, room, replace(await card_of(tx, room, now), protocol=protocol.number))
    await show_protocol(tx, room, protocol)
    return protocol


async def _settle_items(tx: Transaction, room: Room) -> None:
    for item in room.items:
        if room.meeting.passed.get(item.id) is Passed.DISCUSSED:
            await tx.agenda.save(replace(item, state=ItemState.DISCUSSED, occurrence=room.meeting.id))
        else:
            await tx.agenda.save(replace(item, carried=item.carried + 1))


async def show_protocol(tx: Transaction, room: Room, protocol: Protocol) -> None:
    """The protocol where the meeting was shown, and in private to each reader."""
    slot = protocol_slot(protocol.occurrence)
    message = ProtocolPosted(protocol)
    await show(tx, room.team, room.meeting.ritual, room.meeting.id, slot, message, without=room.away)
    for reader in room.readers:
        await tx.outbox.show(slot, Direct(reader), message)


async def show_new_version(tx: Transaction, protocol: Protocol) -> None:
    """A changed protocol, wherever it stands or waits; in private it stays its reader's, in their language."""
    slot = protocol_slot(protocol.occurrence)
    for address in await addresses_of(tx, protocol.team, slot, kept=True):
        await tx.outbox.show(slot, address, ProtocolPosted(protocol))


async def next_meeting(tx: Transaction, room: Room) -> Occurrence | None:
    return await next_of(tx, room.meeting.ritual)
