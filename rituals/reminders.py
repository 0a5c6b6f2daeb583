"""When the reminders of an action item come: the workday before, the day, and once a week while it is overdue."""

from datetime import datetime, time, timedelta

from rituals.calendar import LocalSlot, local_date, moment
from rituals.planning import days_off_of
from rituals.ports import Transaction
from rituals.tasks import Task
from rituals.team import Team
from rituals.timeline import PlannedStep, Subject

REMIND_AT = time(10, 0)
"""When reminders come, in the team's zone: after the morning's first letters."""

DIGEST_AT = time(9, 0)
"""When owners read what is overdue: on the first workday of a week, before its first meeting. Not every day: a reminder
that comes daily is not read any more."""

FOR_EVER = timedelta(days=3660)
"""A step that goes on as long as its action item is open."""


def next_digest(team: Team, after: datetime) -> datetime:
    """The morning of the first workday of the week that follows."""
    return this_digest(team, after + timedelta(days=7))


def this_digest(team: Team, at: datetime) -> datetime:
    """The morning of the first workday of the week of that moment."""
    day = local_date(at, team.timezone)
    monday = day - timedelta(days=day.weekday())
    days_off = days_off_of(team)
    first = monday if days_off.is_workday(monday) else days_off.next_workday(monday)
    return moment(LocalSlot(first, DIGEST_AT), team.timezone)


async def plan_reminders(tx: Transaction, team: Team, task: Task, now: datetime) -> None:
    """One the workday before, one on the day, then one a week; none for what is done, has no owner or no date."""
    await tx.steps.cancel(Subject.TASK, task.id, "changed", now)
    if not task.is_open or task.owner is None or task.due is None:
        return
    day = local_date(task.due, team.timezone)
    before = days_off_of(team).previous_workday(day)
    end = moment(LocalSlot(day, time(23, 59)), team.timezone)
    today = moment(LocalSlot(day, REMIND_AT), team.timezone)
    overdue = next_digest(team, max(task.due, now))
    steps = (
        PlannedStep("remind_before", moment(LocalSlot(before, REMIND_AT), team.timezone), today),
        PlannedStep("remind_today", min(today, task.due - timedelta(hours=1)) if task.has_time else today, end),
        PlannedStep("overdue", overdue, overdue + FOR_EVER),
    )
    await tx.steps.put(team.id, Subject.TASK, task.id, [step for step in steps if step.due_at > now])
