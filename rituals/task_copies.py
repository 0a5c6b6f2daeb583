"""What stands in private about an action item: brought up to date when it is settled elsewhere."""

from collections.abc import AsyncIterator
from datetime import datetime

from rituals.calendar import local_date
from rituals.places import addresses_of
from rituals.ports import Transaction
from rituals.task_messages import TaskSettled
from rituals.tasks import Task, TaskId, TaskState
from rituals.team import PersonId, Team

REMINDERS = ("remind_before", "remind_today", "remind_back")
"""The steps that ask the owner how it stands."""

_ENDS = {TaskState.DONE: "done", TaskState.DROPPED: "dropped", TaskState.SPLIT: "split"}


def reminder_slot(task: Task, step: str, team: Team) -> str:
    assert task.due is not None  # noqa: S101  Nobody is reminded of what has no date.
    return f"task:{task.id}:{step}:{local_date(task.due, team.timezone)}"


def digest_slot(owner: PersonId, team: Team, at: datetime) -> str:
    """What was overdue on that day."""
    return f"tasks:overdue:{owner}:{local_date(at, team.timezone)}"


async def next_given_slot(tx: Transaction, task: TaskId) -> str:
    """Where the next owner reads that it is theirs: each time it is given to somebody is a message of its own."""
    slots = [slot async for slot in _given(tx, task)]
    return _given_slot(task, len(slots) + 1)


def _given_slot(task: TaskId, number: int) -> str:
    return f"task:{task}:given:{number}"


async def _given(tx: Transaction, task: TaskId) -> AsyncIterator[str]:
    number = 1
    while await tx.outbox.shown_in(slot := _given_slot(task, number)):
        yield slot
        number += 1


async def settle(tx: Transaction, team: Team, before: Task, after: Task, owner: str | None) -> None:
    """Say what has become of it where the owner was asked, and where it was given. `owner`: the new one's name.

    A new date leaves standing who was given it; only the reminders of the former date are answered by it.
    """
    how = _how(before, after)
    if how is None:
        return
    slots = [] if before.due is None else [reminder_slot(before, step, team) for step in REMINDERS]
    if how != "date":
        slots += [slot async for slot in _given(tx, before.id)]
    date = (after.due, after.has_time, after.moves) if how == "date" else (None, False, 0)
    settled = TaskSettled(how, after.text, date[0], date[1], owner if how == "owner" else None, date[2])
    for slot in slots:
        for address in await addresses_of(tx, team.id, slot):
            await tx.outbox.show(slot, address, settled)


def _how(before: Task, after: Task) -> str | None:
    """What has become of it; None where only a reason was added."""
    if before.is_open and not after.is_open:
        return _ENDS[after.state]
    if before.owner != after.owner:
        return "owner"
    return "date" if before.due != after.due else None
