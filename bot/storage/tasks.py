"""Action items in the database."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select, update

from bot.storage.compiled import Prepared
from bot.storage.sql import Sql
from bot.storage.tables import tasks
from rituals.agenda import ItemId
from rituals.tasks import Task, TaskId, TaskState
from rituals.team import PersonId, TeamId
from rituals.timeline import OccurrenceId


class TaskRows:
    """The action items; see rituals.ports.Tasks."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def get(self, team: TeamId, task: TaskId) -> Task | None:
        """Locked for this transaction."""
        mine = (tasks.c.id == task) & (tasks.c.team_id == team)
        row = await self._sql.first(select(tasks).where(mine).with_for_update(key_share=True))
        return None if row is None else _task(row)

    async def add(self, task: Task) -> Task:
        """Store a new action item (its id is ignored)."""
        number = await self._sql.value(tasks.insert().values(_values(task)).returning(tasks.c.id))
        return replace(task, id=TaskId(number))

    async def save(self, task: Task) -> None:
        mine = (tasks.c.id == task.id) & (tasks.c.team_id == task.team)
        await self._sql.run(update(tasks).where(mine).values(_values(task)))

    async def open_in(self, team: TeamId) -> Sequence[Task]:
        """All open action items of the team, the earliest date first, those without one last."""
        still_open = (tasks.c.team_id == team) & (tasks.c.state == TaskState.OPEN)
        earliest = select(tasks).where(still_open).order_by(tasks.c.due.is_(None), tasks.c.due, tasks.c.id)
        return [_task(row) for row in await self._sql.all(earliest)]

    async def closed_since(self, team: TeamId, since: datetime) -> Sequence[Task]:
        """What was done or dropped from then on, the earliest first."""
        closed = (tasks.c.team_id == team) & (tasks.c.closed_at >= since)
        rows = await self._sql.all(select(tasks).where(closed).order_by(tasks.c.closed_at, tasks.c.id))
        return [_task(row) for row in rows]

    async def of_meeting(self, occurrence: OccurrenceId) -> Sequence[Task]:
        """What this meeting recorded, in order; the parts of what was split instead of the whole."""
        return [_task(row) for row in await self._sql.all(_OF_MEETING, occurrence=occurrence)]


_OF_MEETING = Prepared(
    select(tasks)
    .where(tasks.c.occurrence_id == bindparam("occurrence"), tasks.c.state != TaskState.SPLIT)
    .order_by(tasks.c.id)
)


def _task(row: Row[Any]) -> Task:
    return Task(
        id=TaskId(row.id),
        team=TeamId(row.team_id),
        text=row.text,
        owner=None if row.owner_id is None else PersonId(row.owner_id),
        due=row.due,
        has_time=row.has_time,
        created_at=row.created_at,
        created_by=None if row.created_by_id is None else PersonId(row.created_by_id),
        occurrence=None if row.occurrence_id is None else OccurrenceId(row.occurrence_id),
        item=None if row.item_id is None else ItemId(row.item_id),
        state=row.state,
        reason=row.reason,
        moves=row.moves,
        closed_at=row.closed_at,
        parent=None if row.parent_id is None else TaskId(row.parent_id),
        raised=None if row.raised_item_id is None else ItemId(row.raised_item_id),
        topic=row.topic,
    )


def _values(task: Task) -> dict[str, Any]:
    return {
        "team_id": task.team,
        "text": task.text,
        "owner_id": task.owner,
        "due": task.due,
        "has_time": task.has_time,
        "created_at": task.created_at,
        "created_by_id": task.created_by,
        "occurrence_id": task.occurrence,
        "item_id": task.item,
        "state": task.state,
        "reason": task.reason,
        "moves": task.moves,
        "closed_at": task.closed_at,
        "parent_id": task.parent,
        "raised_item_id": task.raised,
        "topic": task.topic,
    }
