"""The live card of a meeting: its facts, and showing it in every chat."""

from datetime import datetime, timedelta

from rituals.agenda import Item
from rituals.audience import show
from rituals.hosting import venue_of
from rituals.kinds import is_private
from rituals.meeting import Meeting, Phase
from rituals.meeting_messages import ItemNow, LateComer, MeetingCard, ReviewNow
from rituals.parts import Part
from rituals.ports import Transaction
from rituals.room import Room
from rituals.tasks import Load, heavy_in
from rituals.timeline import GRACE, OccurrenceId
from rituals.writing import decision_line, present_in, review_lines, task_line

CARD_SHOWS_NEXT = 3
"""Items that the card announces beside the current one."""

CHAIR_WANTED_AFTER = timedelta(minutes=10)
"""Nobody has started for so long: from now on anybody may take the chair."""


def card_slot(occurrence: OccurrenceId) -> str:
    return f"meeting:{occurrence}:card"


async def save_and_show(tx: Transaction, room: Room, now: datetime) -> None:
    """Keep what happened and bring the card up to date in every chat."""
    await tx.meetings.save(room.meeting)
    await show_card(tx, room, now)


async def show_card(tx: Transaction, room: Room, now: datetime) -> None:
    """Show the live card as the meeting stands."""
    await put_card(tx, room, await card_of(tx, room, now))


async def put_card(tx: Transaction, room: Room, card: MeetingCard) -> None:
    """Show this card wherever the meeting is shown."""
    meeting = room.meeting
    await show(tx, room.team, meeting.ritual, meeting.id, card_slot(meeting.id), card, without=room.away)


def marker_of(meeting: Meeting) -> str:
    """Where the meeting stands, for buttons: a press that carries another marker is late."""
    at = meeting.under_review or meeting.item or meeting.topic
    return f"{meeting.phase}{at}"


async def card_of(tx: Transaction, room: Room, now: datetime) -> MeetingCard:
    """The card's facts."""
    meeting = room.meeting
    queue = meeting.queue(room.items)
    plan = meeting.phase is Phase.PLAN
    here = (meeting.item, meeting.topic)
    current = [task for task in room.tasks if plan or (task.item, task.topic) == here]
    decisions = [decision for decision in meeting.decisions if plan or (decision.item, decision.topic) == here]
    return MeetingCard(
        occurrence=meeting.id,
        name=meeting.ritual.name,
        kind=meeting.ritual.kind,
        topic=meeting.topic,
        next_topic=meeting.next_topic,
        venue=await venue_of(tx, room.team, meeting.ritual, meeting.occurrence),
        on_their_way=_on_their_way(room),
        starts_at=meeting.occurrence.starts_at,
        phase=meeting.phase,
        marker=marker_of(meeting),
        chair=room.who(meeting.chair),
        present=present_in(room),
        expected=len(room.expected),
        minutes_left=meeting.minutes_left(now),
        minutes=meeting.minutes,
        late_by=_late_by(meeting),
        chair_wanted=chair_is_wanted(meeting, now),
        review=await _review_now(tx, room),
        reviewed=await review_lines(tx, meeting, room.people) if meeting.phase is Phase.REVIEW else (),
        item=_item_now(room, queue),
        coming=tuple(item.text for item in queue if item.id != meeting.item)[:CARD_SHOWS_NEXT],
        decisions=tuple(map(decision_line, decisions)),
        tasks=tuple(task_line(task, room.people) for task in current),
        unfinished=sum(task.is_unfinished for task in room.tasks),
        private=is_private(meeting.ritual),
        heavy=await _heavy(tx, room) if current else (),
    )


async def _heavy(tx: Transaction, room: Room) -> tuple[Load, ...]:
    """Whom this meeting has given something although they have too many already."""
    owners = {task.owner for task in room.tasks}
    open_ones = await tx.tasks.open_in(room.team.id)
    return heavy_in(open_ones, [person for person in room.people if person.id in owners])


def _on_their_way(room: Room) -> tuple[LateComer, ...]:
    """Who has said that they come later, and is not here yet."""
    here = room.meeting.attendance
    late = [part for part in room.parts if part.part is Part.LATE and part.person not in here]
    return tuple(LateComer(name, part.minutes) for part in late if (name := room.name_of(part.person)))


def _late_by(meeting: Meeting) -> int:
    opened = meeting.occurrence.opened_at
    late = opened - meeting.occurrence.starts_at if opened else timedelta(0)
    return int(late / timedelta(minutes=1)) if late > GRACE else 0


def chair_is_wanted(meeting: Meeting, now: datetime) -> bool:
    """Whether anybody may take the chair: nobody has it, or who has it does not start."""
    opened = meeting.occurrence.opened_at
    if meeting.phase is not Phase.GATHERING or opened is None:
        return False
    return meeting.chair is None or now - opened >= CHAIR_WANTED_AFTER


def _item_now(room: Room, queue: list[Item]) -> ItemNow | None:
    item = next((item for item in queue if item.id == room.meeting.item), None)
    if item is None:
        return None
    done = len(room.meeting.passed)
    return ItemNow(
        item.text,
        room.name_of(item.by),
        item.department,
        item.link,
        item.carried,
        done + 1,
        done + len(queue),
        item.reopens,
        item.moves,
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
