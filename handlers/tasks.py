"""Asking about action items: my list, how one stands, another date, another owner."""

from dataclasses import replace

from handlers.meeting import explain_form
from handlers.registry import Ask, Reply, Request, Say, Topic, Turn
from handlers.words import person_named, when
from rituals import assignments, conduct
from rituals.assignments import DateForm, OwnerForm, TaskSettled
from rituals.conduct import Room
from rituals.errors import UnknownButton
from rituals.messages import Who
from rituals.ports import Transaction
from rituals.tasks import Outcome, Task, TaskId, WhatNow
from rituals.team import participants
from rituals.timeline import OccurrenceId

topic = Topic()

EVERYBODY = frozenset({"all", "все", "всех"})


@topic.command("tasks")
async def tasks(tx: Transaction, ask: Request) -> Reply:
    """`/tasks`: my open action items; `/tasks all`: the team's."""
    everybody = ask.text.strip().lower() in EVERYBODY
    return Say(await assignments.list_tasks(tx, ask.team, ask.person, 0, ask.now, everybody=everybody))


@topic.press("task.list")
async def page(tx: Transaction, ask: Request) -> Reply:
    """Another page, or the other list."""
    everybody = ask.word() == "all"
    return Turn(await assignments.list_tasks(tx, ask.team, ask.person, ask.number(1), ask.now, everybody=everybody))


@topic.press("task.done")
async def done(tx: Transaction, ask: Request) -> Reply:
    """*Done*."""
    task = await assignments.own_task(tx, ask.team, TaskId(ask.number()), ask.person)
    await assignments.keep(tx, ask.team, task.done(ask.now), ask.now)
    return Turn(TaskSettled("done", task.text))


@topic.press("task.not_done")
async def not_done(tx: Transaction, ask: Request) -> Reply:
    """*Not done*: why, and what now?"""
    task = await assignments.own_task(tx, ask.team, TaskId(ask.number()), ask.person)
    return Ask(explain_form(task, OccurrenceId(0), Outcome.NOT_DONE, await _names(tx, ask)))


async def _names(tx: Transaction, ask: Request) -> tuple[Who, ...]:
    return tuple(Who.of(p) for p in participants(await tx.people.of(ask.team.id)))


@topic.press("task.explained")
async def explained(tx: Transaction, ask: Request) -> Reply:
    """The form *Not done*, from a list or from the review in a meeting."""
    task_id, occurrence = TaskId(ask.number()), OccurrenceId(ask.number(1))
    try:
        outcome = Outcome(ask.word(2))
    except ValueError as error:
        raise UnknownButton from error
    room = await conduct.enter(tx, ask.team, occurrence, ask.now) if occurrence else None
    chair = room.meeting.chair if room else None
    task = await assignments.own_task(tx, ask.team, task_id, ask.person, chair)
    why = ask.values.get("why", "").strip()
    changed, said = await _what_now(tx, ask, task.not_done(why), why)
    await assignments.keep(tx, ask.team, changed, ask.now)
    if room is not None:
        await _review(tx, ask, room, changed, outcome, why)
    return Say(said)


async def _what_now(tx: Transaction, ask: Request, task: Task, why: str) -> tuple[Task, TaskSettled]:
    """What becomes of an action item that was not done."""
    try:
        choice = WhatNow(ask.values.get("now", ""))
    except ValueError as error:
        raise UnknownButton from error
    match choice:
        case WhatNow.NEW_DATE:
            return _move(ask, task)
        case WhatNow.NEW_OWNER:
            owner = await person_named(tx, ask.team, ask.values.get("owner", ""))
            return task.given_to(owner.id), TaskSettled("owner", task.text, owner=owner.name)
        case WhatNow.DROP:
            return task.dropped(why, ask.now), TaskSettled("dropped", task.text)


def _move(ask: Request, task: Task) -> tuple[Task, TaskSettled]:
    due = when(ask, ask.values.get("due", ""))
    moved = task.moved(due.moment, has_time=due.has_time, now=ask.now)
    said = TaskSettled("date", task.text, moved.due, moved.has_time, moves=moved.moves)
    return moved, said


async def _review(tx: Transaction, ask: Request, room: Room, task: Task, outcome: Outcome, why: str) -> None:
    """Write it into the meeting, unless the meeting has gone past it."""
    if task.id in room.meeting.to_review and room.meeting.is_running:
        await conduct.review(tx, room, task, outcome, ask.person.id, why, ask.now)


@topic.press("task.date")
async def ask_date(tx: Transaction, ask: Request) -> Reply:
    """*New date*."""
    task = await assignments.own_task(tx, ask.team, TaskId(ask.number()), ask.person)
    return Ask(DateForm(task.id, task.text, task.moves))


@topic.press("task.dated")
async def dated(tx: Transaction, ask: Request) -> Reply:
    """The form *New date*."""
    task = await assignments.own_task(tx, ask.team, TaskId(ask.number()), ask.person)
    moved, said = _move(ask, task)
    await assignments.keep(tx, ask.team, moved, ask.now)
    await _show_in_meeting(tx, ask, moved)
    return Say(said)


@topic.press("task.owner")
async def ask_owner(tx: Transaction, ask: Request) -> Reply:
    """*Who does it?*"""
    task = await assignments.own_task(tx, ask.team, TaskId(ask.number()), ask.person)
    return Ask(OwnerForm(task.id, task.text, await _names(tx, ask)))


@topic.press("task.owned")
async def owned(tx: Transaction, ask: Request) -> Reply:
    """The form *Who does it?*"""
    task = await assignments.own_task(tx, ask.team, TaskId(ask.number()), ask.person)
    owner = await person_named(tx, ask.team, ask.values.get("owner", ""))
    given = task.given_to(owner.id)
    await assignments.keep(tx, ask.team, given, ask.now)
    await _show_in_meeting(tx, ask, given)
    return Say(TaskSettled("owner", task.text, owner=owner.name))


async def _show_in_meeting(tx: Transaction, ask: Request, task: Task) -> None:
    """An action item of the meeting that goes on stands on its card."""
    if task.occurrence in await tx.meetings.open_in(ask.team.id) and task.occurrence is not None:
        room = await conduct.enter(tx, ask.team, task.occurrence, ask.now)
        tasks = tuple(task if other.id == task.id else other for other in room.tasks)
        await conduct.show_card(tx, replace(room, tasks=tasks), ask.now)


@topic.press("task.given")
async def given(tx: Transaction, ask: Request) -> Reply:
    """The form *Action item*."""
    occurrence = OccurrenceId(ask.number())
    room = await conduct.enter(tx, ask.team, occurrence, ask.now) if occurrence else None
    chosen, by_when = ask.values.get("owner", "").strip(), ask.values.get("due", "").strip()
    owner = (await person_named(tx, ask.team, chosen)).id if chosen else None
    due = when(ask, by_when) if by_when else None
    task = await assignments.give(
        tx,
        ask.team,
        ask.person,
        ask.values.get("text", ""),
        owner,
        due.moment if due else None,
        ask.now,
        has_time=due is not None and due.has_time,
        room=room,
    )
    return Say(await assignments.given(tx, ask.team, task))
