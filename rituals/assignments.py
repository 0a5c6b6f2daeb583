"""The use cases of action items: give one, say how it stands, move it, split it, hand it over, list them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from rituals import escalation, task_copies
from rituals.agenda import clean
from rituals.agreement import await_word
from rituals.audience import closed_to
from rituals.card import save_and_show
from rituals.errors import NoSuchTask, NotYourTask, TooMany
from rituals.messages import Direct, Who
from rituals.paging import page_of
from rituals.ports import Transaction
from rituals.protocol import Protocol
from rituals.reading import may_read, may_see
from rituals.reminders import plan_reminders, this_digest
from rituals.room import NOTHING, About, Room
from rituals.task_messages import (
    TASKS_SHOWN,
    Scope,
    TaskForYou,
    TaskGiven,
    TaskList,
    TaskRow,
    TasksOverdue,
    TaskTaken,
    YourTasks,
)
from rituals.tasks import HEAVY_LOAD, Task, TaskId, heavy_in
from rituals.team import Person, PersonId, Role, Team
from rituals.timeline import OccurrenceId

MOST_TASKS = 1000
"""Open action items of a team; every list looks at all of them."""


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
    after: OccurrenceId | None = None,
) -> Task:
    """Record an action item: in the meeting that goes on, about something of it, or outside of any. Raises TooMany.

    `after`: the meeting that gave it and is over by now.
    """
    await check_room(tx, team)
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
            occurrence=room.meeting.id if room else after,
            item=about.item if room else None,
            topic=about.topic if room else "",
        )
    )
    await plan_reminders(tx, team, task, now)
    if room is not None:
        room.meeting.check_running()
        await save_and_show(tx, replace(room, tasks=(*room.tasks, task)), now)
    else:
        await tell_owner(tx, team, task, by, now)
    return task


async def check_room(tx: Transaction, team: Team) -> None:
    """Raises TooMany when the team can take no more action items."""
    if len(await tx.tasks.open_in(team.id)) >= MOST_TASKS:
        raise TooMany("tasks", MOST_TASKS)


async def tell_owner(tx: Transaction, team: Team, task: Task, by: Person, now: datetime) -> None:
    """A private word to whom somebody else gave an action item outside of a meeting, or handed one over."""
    owner = next((p for p in await tx.people.of(team.id) if p.id == task.owner), None)
    if task.is_open and owner is not None and owner.id != by.id:
        slot = await task_copies.next_given_slot(tx, task.id)
        (row,) = await rows_of(tx, team, owner, [task], now)
        await tx.outbox.show(slot, Direct(owner.id), TaskForYou(row, by.name))


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


def may_speak(task: Task, by: Person, chair: PersonId | None = None) -> bool:
    """Who says how it stands: its owner, who gave it, the chair, directors, admins; anybody where nobody owns it."""
    ours = by.id in {task.owner, task.created_by, chair}
    return ours or by.is_director or by.admin or by.role is Role.MODERATOR or task.owner is None


async def own_task(tx: Transaction, team: Team, task: TaskId, by: Person, chair: PersonId | None = None) -> Task:
    """An action item that this person may speak for. Raises NoSuchTask, NotYourTask."""
    found = await seen_task(tx, team, task, by)
    if may_speak(found, by, chair):
        return found
    people = await tx.people.of(team.id)
    raise NotYourTask(next((p.name for p in people if p.id == found.owner), ""))


async def seen_task(tx: Transaction, team: Team, task: TaskId, by: Person) -> Task:
    """An action item that this person may see. Raises NoSuchTask."""
    found = await task_of(tx, team, task)
    if not await visible(tx, team, [found], by):
        raise NoSuchTask
    return found


async def visible(tx: Transaction, team: Team, tasks: Sequence[Task], reader: Person) -> list[Task]:
    """Those of these action items that this person may see; of a meeting in private while it goes on, too."""
    meetings = {task.occurrence for task in tasks if task.occurrence}
    protocols = await tx.archive.of_meetings(team.id, meetings)
    closed = await closed_to(tx, team, reader, meetings - protocols.keys())
    seen = [t for t in tasks if may_see(reader, t, protocols.get(t.occurrence) if t.occurrence else None)]
    return [t for t in seen if t.occurrence not in closed or reader.id in {t.owner, t.created_by}]


# -- what becomes of them ----------------------------------------------------------------------------------------


async def hand_over(tx: Transaction, team: Team, before: Task, task: Task, by: Person, now: datetime) -> Task:
    """Store an action item with another owner, and tell both; what a meeting that goes on gives is told at its end."""
    kept = await keep(tx, team, task, now)
    if task.occurrence not in await tx.meetings.open_in(team.id):
        await tell_owner(tx, team, kept, by, now)
        await _tell_former(tx, team, before, kept, by, now)
    return kept


async def _tell_former(tx: Transaction, team: Team, before: Task, task: Task, by: Person, now: datetime) -> None:
    names = {p.id: p.name for p in await tx.people.of(team.id) if p.active}
    if before.owner in names and before.owner not in {by.id, task.owner} and task.owner in names:
        slot = f"task:{task.id}:taken:{now:%Y%m%d%H%M%S}"
        message = TaskTaken(task.id, task.text, names[task.owner], by.name)
        await tx.outbox.show(slot, Direct(before.owner), message)


async def keep(tx: Transaction, team: Team, task: Task, now: datetime) -> Task:
    """Store a changed action item; its reminders follow, what stands about it, and the directors' agenda."""
    before = await task_of(tx, team, task.id)
    await tx.tasks.save(task)
    await plan_reminders(tx, team, task, now)
    names = {person.id: person.name for person in await tx.people.of(team.id)}
    await task_copies.settle(tx, team, before, task, names.get(task.owner) if task.owner else None)
    await show_digest(tx, team, before.owner, now)
    return await escalation.follow(tx, team, task, now)


async def show_digest(tx: Transaction, team: Team, owner: PersonId | None, now: datetime) -> None:
    """What this week's list of what is overdue says by now, where the owner has read it."""
    reader = next((p for p in await tx.people.of(team.id) if p.id == owner), None)
    slot = task_copies.digest_slot(reader.id, team, this_digest(team, now)) if reader is not None else ""
    if reader is not None and await tx.outbox.shown_in(slot):
        await tx.outbox.show(slot, Direct(reader.id), await overdue_of(tx, team, reader, now))


async def overdue_of(tx: Transaction, team: Team, owner: Person, now: datetime) -> TasksOverdue:
    """What somebody has let pass."""
    late = [t for t in await tx.tasks.open_in(team.id) if t.owner == owner.id and t.is_overdue(now)]
    return TasksOverdue(tuple(await rows_of(tx, team, owner, late[:TASKS_SHOWN], now)), len(late))


async def split(
    tx: Transaction, team: Team, task: Task, parts: Iterable[Task], by: Person, now: datetime
) -> list[Task]:
    """An action item goes on in its parts, each with an owner who is told, and reminders of its own."""
    await check_room(tx, team)
    whole = task.split(now)
    await keep(tx, team, whole, now)
    stored = []
    for part in parts:
        added = await tx.tasks.add(part)
        await plan_reminders(tx, team, added, now)
        if added.occurrence not in await tx.meetings.open_in(team.id):
            await tell_owner(tx, team, added, by, now)
        stored.append(added)
    return stored


async def hand_out(tx: Transaction, protocol: Protocol, now: datetime) -> None:
    """After a meeting: each owner gets their action items in private, and the directors' word is awaited."""
    team = await tx.teams.get(protocol.team)
    people = {p.id: p for p in await tx.people.of(team.id)}
    tasks = [task for task in await tx.tasks.of_meeting(protocol.occurrence) if task.is_open]
    for owner in dict.fromkeys(task.owner for task in tasks if task.owner in people):
        assert owner is not None  # noqa: S101
        rows = await rows_of(tx, team, people[owner], [task for task in tasks if task.owner == owner], now)
        message = YourTasks(protocol.number, protocol.ritual, protocol.kind, tuple(rows))
        await tx.outbox.show(f"meeting:{protocol.occurrence}:tasks:{owner}", Direct(owner), message)
    await await_word(tx, team, protocol, now)


# -- lists -------------------------------------------------------------------------------------------------------


async def rows_of(
    tx: Transaction, team: Team, reader: Person, tasks: Sequence[Task], now: datetime, first: int = 1
) -> list[TaskRow]:
    """Action items as a list shows them to this person, numbered from `first` on."""
    people = {p.id: p for p in await tx.people.of(team.id)}
    protocols = await tx.archive.of_meetings(team.id, {task.occurrence for task in tasks if task.occurrence})
    raised = await escalation.waiting(tx, team) if any(task.raised for task in tasks) else frozenset()
    rows = []
    for number, task in enumerate(tasks, first):
        protocol = protocols.get(task.occurrence) if task.occurrence else None
        source = protocol if protocol is not None and may_read(reader, protocol) else None
        parent = await tx.tasks.get(team.id, task.parent) if task.parent else None
        owner = people.get(task.owner) if task.owner else None
        rows.append(
            TaskRow(
                task.id,
                number,
                task.text,
                owner.name if owner else None,
                task.due,
                task.has_time,
                task.is_overdue(now),
                task.moves,
                task.reason,
                source.number if source else None,
                next((item.text for item in source.items if item.id == task.item), None) if source else None,
                parent.text if parent else None,
                raised=task.raised in raised,
                gone=owner is not None and not owner.active,
            )
        )
    return rows


async def list_tasks(tx: Transaction, team: Team, reader: Person, scope: Scope, page: int, now: datetime) -> TaskList:
    """A page of open action items, the overdue ones first.

    A page that does not exist is the last one; a department that the reader may not single out means all.
    """
    leads = reader.is_director or reader.admin
    people = {p.id: p for p in await tx.people.of(team.id)}
    everybodys = await tx.tasks.open_in(team.id)
    departments = (Scope.SALES, Scope.MARKETING) if leads else ()
    scope = scope if scope in {Scope.MINE, *departments} else Scope.ALL
    if scope is Scope.MINE:
        wanted = [task for task in everybodys if task.owner == reader.id]
    else:
        owned = {p.id for p in people.values() if scope is Scope.ALL or scope.value == p.department.value}
        wanted = [task for task in everybodys if task.owner in owned or (scope is Scope.ALL and task.owner is None)]
        wanted = await visible(tx, team, wanted, reader)
    page, shown = page_of(wanted, page, TASKS_SHOWN)
    rows = await rows_of(tx, team, reader, shown, now, page * TASKS_SHOWN + 1)
    message = TaskList(tuple(rows), scope, len(wanted), page, sum(task.is_overdue(now) for task in wanted), departments)
    if scope is Scope.MINE:
        return message
    gone = dict.fromkeys(task.owner for task in wanted if task.owner in people and not people[task.owner].active)
    left = tuple(Who.of(people[owner]) for owner in gone if owner is not None) if leads else ()
    return replace(message, heavy=heavy_in(wanted, people.values()), left=left)
