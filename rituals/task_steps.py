"""The steps of action items: remind their owners, who may be away or gone; tell once a week what is overdue."""

from datetime import datetime, time

from rituals import assignments, leavers
from rituals.absence import back_at
from rituals.calendar import LocalSlot, local_date, moment
from rituals.messages import Direct
from rituals.ports import Transaction
from rituals.reminders import DIGEST_AT, REMIND_AT, next_digest
from rituals.task_copies import digest_slot, reminder_slot
from rituals.task_messages import TaskReminder
from rituals.tasks import Task, TaskId
from rituals.team import Person, Team, away_on
from rituals.ticker import Due
from rituals.timeline import PlannedStep, Subject


async def remind(tx: Transaction, due: Due) -> None:
    """The steps *remind_before*, *remind_today* and *remind_back*: who is away is reminded when they are back."""
    task, owner = await _still_open(tx, due)
    if task is None or owner is None or task.due is None:
        return
    if await _is_away(tx, due, owner):
        await _wait_for(tx, due, task, owner)
        return
    day, today = local_date(task.due, due.team.timezone), local_date(due.now, due.team.timezone)
    (row,) = await assignments.rows_of(tx, due.team, owner, [task], due.now)
    message = TaskReminder(row, day == today, row.item, passed=day < today)
    slot = reminder_slot(task, due.step.name, due.team)
    await tx.outbox.show(slot, Direct(owner.id), message, until=due.step.last_at)


async def _still_open(tx: Transaction, due: Due) -> tuple[Task | None, Person | None]:
    """The action item with its owner; the question who takes over goes out where the owner has left."""
    task = await tx.tasks.get(due.team.id, TaskId(due.step.subject_id))
    if task is None or not task.is_open:
        return None, None
    owner = next((p for p in await tx.people.of(due.team.id) if p.id == task.owner), None)
    if owner is not None and not owner.active:
        await leavers.ask_who_takes_over(tx, due.team, owner, due.now)
        return task, None
    return task, owner


async def _is_away(tx: Transaction, due: Due, person: Person) -> bool:
    today = local_date(due.now, due.team.timezone)
    return person.id in away_on(today, await tx.people.absences(due.team.id, today, today))


async def _wait_for(tx: Transaction, due: Due, task: Task, owner: Person) -> None:
    """Remind on the morning of the return, unless the reminder of the day itself comes then anyway."""
    assert task.due is not None  # noqa: S101
    back = await back_at(tx, due.team, owner.id, due.now, REMIND_AT)
    returns, day = local_date(back, due.team.timezone), local_date(task.due, due.team.timezone)
    if due.step.name == "remind_before" and returns == day:
        return
    step = PlannedStep("remind_back", back, _end_of_day(due.team, back))
    await tx.steps.put(due.team.id, Subject.TASK, task.id, [step])


def _end_of_day(team: Team, at: datetime) -> datetime:
    return moment(LocalSlot(local_date(at, team.timezone), time(23, 59)), team.timezone)


async def overdue(tx: Transaction, due: Due) -> datetime | None:
    """The step *overdue*: once a week an owner reads what is overdue, however much it is; again as long as it is."""
    task, owner = await _still_open(tx, due)
    if task is None:
        return None
    following = next_digest(due.team, due.now)
    if owner is None:
        return following if task.owner is not None else None
    if await _is_away(tx, due, owner):
        return await back_at(tx, due.team, owner.id, due.now, DIGEST_AT)
    slot = digest_slot(owner.id, due.team, due.now)
    digest = await assignments.overdue_of(tx, due.team, owner, due.now)
    if digest.total and not await tx.outbox.shown_in(slot):
        await tx.outbox.show(slot, Direct(owner.id), digest, until=_end_of_day(due.team, due.now))
    return following
