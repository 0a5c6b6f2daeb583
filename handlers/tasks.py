"""Asking about action items: my list, how one stands, another date, another owner."""

from dataclasses import replace

from handlers.meeting import about_in_form, explain_form
from handlers.registry import Ask, Reply, Request, Say, Topic, Turn
from handlers.words import names_of, person_named, when
from rituals import assignments, conduct, leavers
from rituals.agenda import clean
from rituals.card import show_card
from rituals.errors import AlreadyClosed, UnknownButton
from rituals.escalation import waiting
from rituals.meeting_messages import WHY_LIMIT
from rituals.ports import Transaction
from rituals.room import NOTHING, Room, enter
from rituals.task_forms import DateForm, OwnerForm
from rituals.task_messages import Scope, TaskCard, TaskSettled, TaskStuck
from rituals.tasks import Outcome, Task, TaskId, WhatNow
from rituals.team import PersonId
from rituals.timeline import OccurrenceId

topic = Topic()

EXPLAINED = {outcome.value: outcome for outcome in (Outcome.PARTLY, Outcome.NOT_DONE)}
"""What asks for an explanation."""

SCOPES = {
    "all": Scope.ALL,
    "все": Scope.ALL,
    "всех": Scope.ALL,
    "sales": Scope.SALES,
    "продажи": Scope.SALES,
    "marketing": Scope.MARKETING,
    "маркетинг": Scope.MARKETING,
}
"""What may be written after `/tasks`."""


@topic.command("tasks")
async def tasks(tx: Transaction, ask: Request) -> Reply:
    """`/tasks`: my open action items; `/tasks all`: the team's, or a department's for directors and admins."""
    scope = SCOPES.get(ask.text.strip().lower(), Scope.MINE)
    return Say(await assignments.list_tasks(tx, ask.team, ask.person, scope, 0, ask.now))


@topic.press("task.list")
async def page(tx: Transaction, ask: Request) -> Reply:
    """Another page, or another list."""
    try:
        scope = Scope(ask.word())
    except ValueError as error:
        raise UnknownButton from error
    return Turn(await assignments.list_tasks(tx, ask.team, ask.person, scope, ask.number(1), ask.now))


@topic.press("task.card")
async def card(tx: Transaction, ask: Request) -> Reply:
    """One action item, with everything that can be done about it."""
    task = await assignments.seen_task(tx, ask.team, TaskId(ask.number()), ask.person)
    (row,) = await assignments.rows_of(tx, ask.team, ask.person, [task], ask.now)
    return Say(TaskCard(row, task.is_open, assignments.may_speak(task, ask.person), task.may_move))


@topic.press("task.done")
async def done(tx: Transaction, ask: Request) -> Reply:
    """*Done*."""
    task = await assignments.own_task(tx, ask.team, TaskId(ask.number()), ask.person)
    done = task.done(ask.now)
    await assignments.keep(tx, ask.team, done, ask.now)
    await _review(tx, ask, done, Outcome.DONE, None)
    return Turn(TaskSettled("done", task.text))


@topic.press("task.partly")
async def partly(tx: Transaction, ask: Request) -> Reply:
    """*Partly*: what is left, why, and what now?"""
    return await _explain(tx, ask, Outcome.PARTLY)


@topic.press("task.not_done")
async def not_done(tx: Transaction, ask: Request) -> Reply:
    """*Not done*: why, and what now?"""
    return await _explain(tx, ask, Outcome.NOT_DONE)


async def _explain(tx: Transaction, ask: Request, outcome: Outcome) -> Reply:
    task = await assignments.own_task(tx, ask.team, TaskId(ask.number()), ask.person)
    task.check_open()
    return Ask(explain_form(task, OccurrenceId(0), outcome, names_of(await tx.people.of(ask.team.id))))


@topic.press("task.explained")
async def explained(tx: Transaction, ask: Request) -> Reply:
    """The form *Not done*, from a list or from the review in a meeting."""
    task_id, occurrence = TaskId(ask.number()), OccurrenceId(ask.number(1))
    outcome = EXPLAINED.get(ask.word(2))
    if outcome is None:
        raise UnknownButton
    room = await _room(tx, ask, occurrence)
    task = await assignments.own_task(tx, ask.team, task_id, ask.person, _chair_of(room, task_id))
    why = clean(ask.values.get("why", ""), WHY_LIMIT)
    changed, said = await _what_now(tx, ask, task.not_done(why), why)
    kept = await keep(tx, ask, task, changed)
    await _review(tx, ask, kept, outcome, why)
    return Say(await _told(tx, ask, kept, said))


async def _room(tx: Transaction, ask: Request, occurrence: OccurrenceId) -> Room | None:
    """The meeting in which a form was opened; None outside of any, and when it was closed while somebody typed."""
    if not occurrence:
        return None
    try:
        return await enter(tx, ask.team, occurrence, ask.now, ask.person)
    except AlreadyClosed:
        return None


async def _given_in_private(tx: Transaction, occurrence: OccurrenceId) -> OccurrenceId | None:
    """A meeting in private that was closed while somebody typed: what it gave stays between those who were there."""
    protocol = await tx.protocols.of_meeting(occurrence) if occurrence else None
    return occurrence if protocol is not None and protocol.readers is not None else None


def _chair_of(room: Room | None, task: TaskId) -> PersonId | None:
    """Who chairs speaks for what the meeting reviews, and for nothing else of the team."""
    return room.meeting.chair if room is not None and task in room.meeting.to_review else None


async def keep(tx: Transaction, ask: Request, before: Task, task: Task) -> Task:
    """Store what was said of an action item; the new owner is told, and the former one."""
    if task.owner != before.owner:
        kept = await assignments.hand_over(tx, ask.team, before, task, ask.person, ask.now)
        await leavers.ask_again(tx, ask.team, (before.owner,) if before.owner else (), ask.now)
    else:
        kept = await assignments.keep(tx, ask.team, task, ask.now)
    await show_in_meeting(tx, ask, kept)
    return kept


async def _what_now(tx: Transaction, ask: Request, task: Task, why: str) -> tuple[Task, TaskSettled | TaskStuck]:
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
        case WhatNow.SPLIT:
            return task, TaskStuck(task.id, task.text, task.moves, noted=True)
        case WhatNow.DROP:
            return task.dropped(why, ask.now), TaskSettled("dropped", task.text)


async def _told(tx: Transaction, ask: Request, task: Task, said: TaskSettled | TaskStuck) -> TaskSettled | TaskStuck:
    """The answer with what followed by itself: it went to the directors, or its new owner has too many."""
    if isinstance(said, TaskStuck):
        return said
    raised = said.how == "date" and task.raised in await waiting(tx, ask.team)
    load = await assignments.load_of(tx, ask.team, task.owner) if said.how == "owner" else 0
    return replace(said, raised=raised, load=load)


def _move(ask: Request, task: Task) -> tuple[Task, TaskSettled]:
    due = when(ask, ask.values.get("due", ""))
    moved = task.moved(due.moment, has_time=due.has_time, now=ask.now)
    said = TaskSettled("date", task.text, moved.due, moved.has_time, moves=moved.moves)
    return moved, said


async def _review(tx: Transaction, ask: Request, task: Task, outcome: Outcome, why: str | None) -> None:
    """Write it into the meeting that reviews this action item, wherever it was said: nobody is asked twice."""
    for occurrence in await tx.meetings.open_in(ask.team.id):
        room = await enter(tx, ask.team, occurrence, ask.now, None)
        if room.meeting.is_running and task.id in room.meeting.to_review:
            await conduct.review(tx, room, task, outcome, ask.person.id, why, ask.now)


@topic.press("task.date")
async def ask_date(tx: Transaction, ask: Request) -> Reply:
    """*New date*; what was moved too often gets none, but three other ways out."""
    task = await assignments.own_task(tx, ask.team, TaskId(ask.number()), ask.person)
    task.check_open()
    return Ask(DateForm(task.id, task.text, task.moves)) if task.may_move else Say(_stuck(task))


def _stuck(task: Task) -> TaskStuck:
    return TaskStuck(task.id, task.text, task.moves)


@topic.press("task.dated")
async def dated(tx: Transaction, ask: Request) -> Reply:
    """The form *New date*."""
    task = await assignments.own_task(tx, ask.team, TaskId(ask.number()), ask.person)
    if task.is_open and not task.may_move:
        return Say(_stuck(task))
    moved, said = _move(ask, task)
    kept = await keep(tx, ask, task, moved)
    return Say(await _told(tx, ask, kept, said))


@topic.press("task.owner")
async def ask_owner(tx: Transaction, ask: Request) -> Reply:
    """*Who does it?*"""
    task = await assignments.own_task(tx, ask.team, TaskId(ask.number()), ask.person)
    task.check_open()
    return Ask(OwnerForm(task.id, task.text, names_of(await tx.people.of(ask.team.id))))


@topic.press("task.owned")
async def owned(tx: Transaction, ask: Request) -> Reply:
    """The form *Who does it?*"""
    task = await assignments.own_task(tx, ask.team, TaskId(ask.number()), ask.person)
    owner = await person_named(tx, ask.team, ask.values.get("owner", ""))
    kept = await keep(tx, ask, task, task.given_to(owner.id))
    return Say(await _told(tx, ask, kept, TaskSettled("owner", task.text, owner=owner.name)))


async def show_in_meeting(tx: Transaction, ask: Request, task: Task) -> None:
    """An action item of the meeting that goes on stands on its card."""
    if task.occurrence in await tx.meetings.open_in(ask.team.id) and task.occurrence is not None:
        await show_card(tx, await enter(tx, ask.team, task.occurrence, ask.now, None), ask.now)


@topic.press("task.given")
async def given(tx: Transaction, ask: Request) -> Reply:
    """The form *Action item*."""
    occurrence = OccurrenceId(ask.number())
    room = await _room(tx, ask, occurrence)
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
        about=about_in_form(ask, room) if room else NOTHING,
        after=None if room else await _given_in_private(tx, occurrence),
    )
    return Say(await assignments.given(tx, ask.team, task))
