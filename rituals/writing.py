"""Write down what a meeting recorded: the lines of the card and of the protocol."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from rituals.agenda import Item
from rituals.hosting import streak_of, venue_of
from rituals.kinds import is_private, kind_of
from rituals.meeting import Decision, Meeting, Passed, Review
from rituals.messages import Who
from rituals.ports import Transaction
from rituals.protocol import DecisionLine, ItemLine, Present, Protocol, ReviewLine, TaskLine
from rituals.room import Room
from rituals.tasks import Task, TaskState
from rituals.team import Person, PersonId


def _name(people: Sequence[Person], person: PersonId | None) -> str | None:
    return next((p.name for p in people if p.id == person), None)


def _who(people: Sequence[Person], person: PersonId | None) -> Who | None:
    return next((Who.of(p) for p in people if p.id == person), None)


def decision_line(decision: Decision) -> DecisionLine:
    return DecisionLine(decision.seq, decision.text, topic=decision.topic)


def task_line(task: Task, people: Sequence[Person]) -> TaskLine:
    return TaskLine(task.id, task.text, _who(people, task.owner), task.due, task.has_time, task.topic)


def review_line(review: Review, task: Task, people: Sequence[Person]) -> ReviewLine:
    """What became of a promise, with what was agreed instead."""
    dropped = task.state is TaskState.DROPPED
    due = task.due if task.is_open and review.why is not None else None
    split = task.state is TaskState.SPLIT
    return ReviewLine(task.text, _name(people, task.owner), review.outcome, review.why, due, task.moves, dropped, split)


async def review_lines(tx: Transaction, meeting: Meeting, people: Sequence[Person]) -> tuple[ReviewLine, ...]:
    """All that has been reviewed so far, in order."""
    lines = []
    for task_id in meeting.to_review:
        review = meeting.reviews.get(task_id)
        task = await tx.tasks.get(meeting.occurrence.team, task_id) if review else None
        if review is not None and task is not None:
            lines.append(review_line(review, task, people))
    return tuple(lines)


async def write_protocol(tx: Transaction, room: Room, now: datetime, *, by_itself: bool) -> Protocol:
    """Version 1 of the protocol of a meeting that has just been closed."""
    meeting = room.meeting
    here = {attendance.person for attendance in meeting.attendance.values()}
    lines = {item.id: _item_line(item, room) for item in room.items}
    readers = tuple(dict.fromkeys((*(p.id for p in room.circle), *here))) if is_private(meeting.ritual) else None
    directors = [p for p in room.people if p.active and p.is_director and (readers is None or p.id in readers)]
    passed = [item for item, how in meeting.passed.items() if how is Passed.DISCUSSED and item in lines]
    return Protocol(
        team=room.team.id,
        number=await tx.protocols.number(room.team.id),
        occurrence=meeting.id,
        version=1,
        made_at=now,
        ritual=meeting.ritual.name,
        kind=meeting.ritual.kind,
        planned_at=meeting.occurrence.starts_at,
        started_at=meeting.started_at or now,
        closed_at=now,
        chair=room.name_of(meeting.chair),
        present=present_in(room),
        absent=tuple(p.name for p in room.expected if p.id not in here),
        away=tuple(p.name for p in room.missing if p.id not in here),
        reviews=await review_lines(tx, meeting, room.people),
        items=tuple(lines[item] for item in passed),
        decisions=tuple(decision_line(d) for d in meeting.decisions if d.item not in passed),
        tasks=tuple(task_line(task, room.people) for task in room.tasks if task.item not in passed),
        deferred=tuple(replace(line, decisions=(), tasks=()) for item, line in lines.items() if item not in passed),
        directors=tuple(map(Who.of, directors)),
        roles=tuple(p.role for p in directors if p.role is not None),
        by_itself=by_itself,
        topics=meeting.topics,
        readers=readers,
        venue=await venue_of(tx, room.team, meeting.ritual, meeting.occurrence),
        streak=1 + await streak_of(tx, meeting.ritual) if kind_of(meeting.ritual.kind).is_hosted else 0,
    )


def _item_line(item: Item, room: Room) -> ItemLine:
    return ItemLine(
        item.id,
        item.text,
        room.name_of(item.by),
        item.department,
        item.link,
        tuple(decision_line(d) for d in room.meeting.decisions if d.item == item.id),
        tuple(task_line(task, room.people) for task in room.tasks if task.item == item.id),
        item.carried,
        item.topic,
        int(room.meeting.spent.get(item.id, timedelta()).total_seconds()),
    )


def present_in(room: Room) -> tuple[Present, ...]:
    """Who is here, in the order of arrival."""
    names = {p.id: p.name for p in room.people}
    arrived = sorted(room.meeting.attendance.values(), key=lambda attendance: attendance.at)
    return tuple(Present(names[a.person], a.late) for a in arrived if a.person in names)
