"""The use cases of action items: give one, say how it stands, move it, hand it over; the reminders in between."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import ClassVar

from rituals.agenda import clean
from rituals.calendar import LocalSlot, local_date, moment
from rituals.card import save_and_show
from rituals.errors import NoSuchTask, NotYourTask, TooMany
from rituals.meeting_messages import owner_field
from rituals.messages import Button, Direct, Field, Form, Message, Style, Who
from rituals.planning import days_off_of
from rituals.ports import Transaction
from rituals.protocol import Protocol
from rituals.room import NOTHING, About, Room
from rituals.tasks import HEAVY_LOAD, Task, TaskId
from rituals.team import Person, PersonId, Role, Team, away_on
from rituals.ticker import Due
from rituals.timeline import PlannedStep, Subject

REMIND_AT = time(10, 0)
"""When reminders come, in the team's zone: after the morning's first letters."""

MOST_TASKS = 1000
"""Open action items of a team; every list looks at all of them."""

TASKS_SHOWN = 8
"""Action items with buttons on one page of the list."""


@dataclass(frozen=True, slots=True)
class TaskRow:
    """An action item in a list. `number` counts in the list, from 1."""

    id: TaskId
    number: int
    text: str
    owner: str | None
    due: datetime | None
    has_time: bool
    overdue: bool
    moves: int
    reason: str | None
    protocol: int | None


@dataclass(frozen=True, slots=True)
class TaskGiven(Message):
    """An action item was recorded. `load` is how many the owner has open, if that is too many."""

    template: ClassVar[str] = "tasks/given"
    task: TaskId
    text: str
    owner: Who | None
    due: datetime | None
    has_time: bool
    load: int = 0

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        row = []
        if self.owner is None:
            row.append(Button("set_owner", "task.owner", (self.task,), Style.PRIMARY))
        if self.due is None:
            row.append(Button("set_date", "task.date", (self.task,), Style.PRIMARY))
        return (tuple(row),) if row else ()


@dataclass(frozen=True, slots=True)
class YourTasks(Message):
    """After a meeting: what it gave this person to do, and where it comes from."""

    template: ClassVar[str] = "tasks/yours"
    protocol: int
    name: str
    kind: str
    tasks: tuple[TaskRow, ...]

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        return ((Button("mine", "task.list", ("mine", 0)),),)


@dataclass(frozen=True, slots=True)
class TaskForYou(Message):
    """Somebody gave this person an action item outside of a meeting."""

    template: ClassVar[str] = "tasks/for_you"
    task: TaskRow
    by: str

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        return (task_buttons(self.task.id),)


@dataclass(frozen=True, slots=True)
class TaskReminder(Message):
    """The day before an action item is due, and the day that it is."""

    template: ClassVar[str] = "tasks/reminder"
    repeatable: ClassVar[bool] = False
    task: TaskRow
    today: bool
    item: str | None

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        return (task_buttons(self.task.id),)


@dataclass(frozen=True, slots=True)
class TaskList(Message):
    """Open action items: mine, or the team's."""

    template: ClassVar[str] = "tasks/list"
    tasks: tuple[TaskRow, ...]
    all: bool
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // TASKS_SHOWN))

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        scope = "all" if self.all else "mine"
        rows = []
        if not self.all:
            rows = [
                (
                    Button("done", "task.done", (t.id,), label=f"✓ {t.number}"),
                    Button("not_done", "task.not_done", (t.id,), label=f"✗ {t.number}"),
                    Button("new_date", "task.date", (t.id,), label=f"⏲ {t.number}"),
                )
                for t in self.tasks
            ]
        turn = []
        if self.page > 0:
            turn.append(Button("earlier", "task.list", (scope, self.page - 1)))
        if self.page + 1 < self.pages:
            turn.append(Button("later", "task.list", (scope, self.page + 1)))
        other = (
            Button("everybody", "task.list", ("all", 0)) if not self.all else Button("mine", "task.list", ("mine", 0))
        )
        return (*rows, *((tuple(turn),) if turn else ()), (other,))


@dataclass(frozen=True, slots=True)
class TaskSettled(Message):
    """What was said about an action item, confirmed. `how` is done, dropped, date, owner or noted."""

    template: ClassVar[str] = "tasks/settled"
    how: str
    text: str
    due: datetime | None = None
    has_time: bool = False
    owner: str | None = None
    moves: int = 0

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        return ((Button("mine", "task.list", ("mine", 0)),),)


@dataclass(frozen=True, slots=True)
class DateForm(Form):
    """By when?"""

    template: ClassVar[str] = "tasks/date_form"
    press: ClassVar[str] = "task.dated"
    task: TaskId
    text: str
    moves: int

    def args(self) -> tuple[int | str, ...]:
        return (self.task,)

    def fields(self) -> tuple[Field, ...]:
        return (Field("due", max_length=100),)


@dataclass(frozen=True, slots=True)
class OwnerForm(Form):
    """Who does it?"""

    template: ClassVar[str] = "tasks/owner_form"
    press: ClassVar[str] = "task.owned"
    task: TaskId
    text: str
    people: tuple[Who, ...]

    def args(self) -> tuple[int | str, ...]:
        return (self.task,)

    def fields(self) -> tuple[Field, ...]:
        return (owner_field(self.people, optional=False),)


def task_buttons(task: TaskId) -> tuple[Button, ...]:
    return (
        Button("done", "task.done", (task,), Style.PRIMARY),
        Button("not_done", "task.not_done", (task,)),
        Button("new_date", "task.date", (task,)),
    )


# -- use cases ---------------------------------------------------------------------------------------------------


async def give(
    tx: Transaction,
    team: Team,
    by: Person,
    text: str,
    owner: PersonId | None,
    due: datetime | None,
    now: datetime,
    *,
    has_time: bool = False,
    room: Room | None = None,
    about: About = NOTHING,
) -> Task:
    """Record an action item: in the meeting that goes on, about something of it, or outside of any. Raises TooMany."""
    if len(await tx.tasks.open_in(team.id)) >= MOST_TASKS:
        raise TooMany("tasks", MOST_TASKS)
    task = await tx.tasks.add(
        Task(
            id=TaskId(0),
            team=team.id,
            text=clean(text),
            owner=owner,
            due=due,
            has_time=has_time,
            created_at=now,
            created_by=by.id,
            occurrence=room.meeting.id if room else None,
            item=about.item if room else None,
            topic=about.topic if room else "",
        )
    )
    await plan_reminders(tx, team, task, now)
    if room is not None:
        room.meeting.check_running()
        await save_and_show(tx, replace(room, tasks=(*room.tasks, task)), now)
    else:
        await tell_owner(tx, task, by, now)
    return task


async def tell_owner(tx: Transaction, task: Task, by: Person, now: datetime) -> None:
    """A private word to whom somebody else gave an action item outside of a meeting, or handed one over."""
    if task.is_open and task.owner is not None and task.owner != by.id:
        slot = f"task:{task.id}:given:{now:%Y%m%d%H%M%S}"
        await tx.outbox.show(slot, Direct(task.owner), TaskForYou(await row_of(tx, task, 1, now), by.name))


async def given(tx: Transaction, team: Team, task: Task) -> TaskGiven:
    """The confirmation of an action item, with what is missing and whether its owner has too many."""
    people = await tx.people.of(team.id)
    owner = next((Who.of(p) for p in people if p.id == task.owner), None)
    return TaskGiven(task.id, task.text, owner, task.due, task.has_time, await load_of(tx, team, task.owner))


async def load_of(tx: Transaction, team: Team, owner: PersonId | None) -> int:
    """How many action items an owner has open if that is more than one person can keep in mind, else 0."""
    count = sum(task.owner == owner for task in await tx.tasks.open_in(team.id)) if owner else 0
    return count if count > HEAVY_LOAD else 0


async def task_of(tx: Transaction, team: Team, task: TaskId) -> Task:
    found = await tx.tasks.get(team.id, task)
    if found is None:
        raise NoSuchTask
    return found


async def own_task(tx: Transaction, team: Team, task: TaskId, by: Person, chair: PersonId | None = None) -> Task:
    """An action item that this person may speak for: its owner, who gave it, the chair, directors, admins."""
    found = await task_of(tx, team, task)
    ours = {found.owner, found.created_by, chair}
    if by.id in ours or by.is_director or by.admin or by.role is Role.MODERATOR or found.owner is None:
        return found
    people = await tx.people.of(team.id)
    raise NotYourTask(next((p.name for p in people if p.id == found.owner), ""))


async def hand_over(tx: Transaction, team: Team, task: Task, by: Person, now: datetime) -> None:
    """Store an action item with another owner, and tell them; what a meeting that goes on gives is told at its end."""
    await keep(tx, team, task, now)
    if task.occurrence not in await tx.meetings.open_in(team.id):
        await tell_owner(tx, task, by, now)


async def keep(tx: Transaction, team: Team, task: Task, now: datetime) -> None:
    """Store a changed action item; its reminders follow."""
    await tx.tasks.save(task)
    await plan_reminders(tx, team, task, now)


async def plan_reminders(tx: Transaction, team: Team, task: Task, now: datetime) -> None:
    """One the workday before, one on the day; none for what is done, has no owner or no date."""
    await tx.steps.cancel(Subject.TASK, task.id, "changed", now)
    if not task.is_open or task.owner is None or task.due is None:
        return
    day = local_date(task.due, team.timezone)
    before = days_off_of(team).previous_workday(day)
    end = moment(LocalSlot(day, time(23, 59)), team.timezone)
    today = moment(LocalSlot(day, REMIND_AT), team.timezone)
    steps = (
        PlannedStep("remind_before", moment(LocalSlot(before, REMIND_AT), team.timezone), today),
        PlannedStep("remind_today", min(today, task.due - timedelta(hours=1)) if task.has_time else today, end),
    )
    await tx.steps.put(team.id, Subject.TASK, task.id, [step for step in steps if step.due_at > now])


async def row_of(tx: Transaction, task: Task, number: int, now: datetime) -> TaskRow:
    """An action item as a list shows it."""
    people = await tx.people.of(task.team)
    owner = next((p.name for p in people if p.id == task.owner), None)
    protocol = await tx.protocols.of_meeting(task.occurrence) if task.occurrence else None
    return TaskRow(
        task.id,
        number,
        task.text,
        owner,
        task.due,
        task.has_time,
        task.due is not None and task.due < now,
        task.moves,
        task.reason,
        protocol.number if protocol else None,
    )


async def list_tasks(
    tx: Transaction, team: Team, reader: Person, page: int, now: datetime, *, everybody: bool
) -> TaskList:
    """A page of open action items; a page that does not exist is the last one."""
    tasks = [t for t in await tx.tasks.open_in(team.id) if everybody or t.owner == reader.id]
    last = max(0, (len(tasks) - 1) // TASKS_SHOWN)
    page = max(0, min(page, last))
    first = page * TASKS_SHOWN
    rows = [
        await row_of(tx, task, number, now) for number, task in enumerate(tasks[first : first + TASKS_SHOWN], first + 1)
    ]
    return TaskList(tuple(rows), everybody, len(tasks), page)


async def hand_out(tx: Transaction, protocol: Protocol, now: datetime) -> None:
    """After a meeting: each owner gets their action items in private."""
    tasks = [task for task in await tx.tasks.of_meeting(protocol.occurrence) if task.is_open]
    for owner in dict.fromkeys(task.owner for task in tasks if task.owner is not None):
        mine = [task for task in tasks if task.owner == owner]
        rows = [replace(await row_of(tx, task, n, now), protocol=protocol.number) for n, task in enumerate(mine, 1)]
        message = YourTasks(protocol.number, protocol.ritual, protocol.kind, tuple(rows))
        await tx.outbox.show(f"meeting:{protocol.occurrence}:tasks:{owner}", Direct(owner), message)


# -- steps -------------------------------------------------------------------------------------------------------


async def remind(tx: Transaction, due: Due) -> None:
    """The steps *remind_before* and *remind_today*; who is away is left in peace."""
    task = await tx.tasks.get(due.team.id, TaskId(due.step.subject_id))
    if task is None or not task.is_open or task.owner is None or task.due is None:
        return
    today = local_date(due.now, due.team.timezone)
    if task.owner in away_on(today, await tx.people.absences(due.team.id, today, today)):
        return
    item = await tx.agenda.get(due.team.id, task.item) if task.item else None
    message = TaskReminder(
        await row_of(tx, task, 1, due.now), due.step.name == "remind_today", item.text if item else None
    )
    slot = f"task:{task.id}:{due.step.name}:{local_date(task.due, due.team.timezone)}"
    await tx.outbox.show(slot, Direct(task.owner), message, until=due.step.last_at)
