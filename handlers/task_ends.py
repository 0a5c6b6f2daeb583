"""Asking what else becomes of an action item: it is split, dropped, or goes to who takes over what somebody left."""

from handlers.registry import Ask, Reply, Request, Say, Topic
from handlers.tasks import keep, show_in_meeting
from handlers.words import names_of, person_named, when
from rituals import assignments, leavers
from rituals.agenda import clean
from rituals.meeting_messages import WHY_LIMIT
from rituals.ports import Transaction
from rituals.task_forms import DropForm, HeirForm, SplitForm
from rituals.task_messages import TakenOver, TaskSettled, TaskSplit
from rituals.tasks import Task, TaskId
from rituals.team import PersonId

topic = Topic()

PARTS = ("first", "second")
"""The parts that the form asks for."""


@topic.press("task.split")
async def ask_split(tx: Transaction, ask: Request) -> Reply:
    """*Split*: into which parts, whose, by when?"""
    task = await assignments.own_task(tx, ask.team, TaskId(ask.number()), ask.person)
    task.check_open()
    return Ask(SplitForm(task.id, task.text, names_of(await tx.people.of(ask.team.id))))


@topic.press("task.parts")
async def split(tx: Transaction, ask: Request) -> Reply:
    """The form *Split*: the whole ends, the parts begin."""
    task = await assignments.own_task(tx, ask.team, TaskId(ask.number()), ask.person)
    task.check_open()
    wanted = [await _part(tx, ask, task, name) for name in PARTS]
    parts = await assignments.split(tx, ask.team, task, wanted, ask.person, ask.now)
    await show_in_meeting(tx, ask, task)
    rows = await assignments.rows_of(tx, ask.team, ask.person, parts, ask.now)
    return Say(TaskSplit(task.text, tuple(rows)))


async def _part(tx: Transaction, ask: Request, task: Task, name: str) -> Task:
    text = clean(ask.values.get(name, ""))
    owner = await person_named(tx, ask.team, ask.values.get(f"{name}_owner", ""))
    due = when(ask, ask.values.get(f"{name}_due", ""))
    return task.part(text, owner.id, due.moment, has_time=due.has_time, by=ask.person.id, now=ask.now)


@topic.press("task.drop")
async def ask_drop(tx: Transaction, ask: Request) -> Reply:
    """*Drop*: why?"""
    task = await assignments.own_task(tx, ask.team, TaskId(ask.number()), ask.person)
    task.check_open()
    return Ask(DropForm(task.id, task.text))


@topic.press("task.dropped")
async def dropped(tx: Transaction, ask: Request) -> Reply:
    """The form *Drop*."""
    task = await assignments.own_task(tx, ask.team, TaskId(ask.number()), ask.person)
    await keep(tx, ask, task, task.dropped(clean(ask.values.get("why", ""), WHY_LIMIT), ask.now))
    return Say(TaskSettled("dropped", task.text))


@topic.press("task.heir")
async def ask_heir(tx: Transaction, ask: Request) -> Reply:
    """*Hand over all*: who does what somebody left behind?"""
    person, count = await leavers.leaver(tx, ask.team, PersonId(ask.number()), ask.person)
    return Ask(HeirForm(person.id, person.name, count, names_of(await tx.people.of(ask.team.id))))


@topic.press("task.inherited")
async def inherited(tx: Transaction, ask: Request) -> Reply:
    """The form *Hand over all*."""
    person, _ = await leavers.leaver(tx, ask.team, PersonId(ask.number()), ask.person)
    heir = await person_named(tx, ask.team, ask.values.get("owner", ""))
    count = await leavers.take_over(tx, ask.team, person, heir, ask.person, ask.now)
    return Say(TakenOver(person.name, heir.name, count, await assignments.load_of(tx, ask.team, heir.id)))
