"""Steps in the database: what is to be done at its time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Executable, Row, Table, bindparam, select, update

from bot.storage.compiled import Insert, Prepared
from bot.storage.sql import Sql
from bot.storage.survey_tables import surveys
from bot.storage.tables import occurrences, rituals, tasks
from bot.storage.tables import steps as _steps
from rituals.team import TeamId
from rituals.timeline import PlannedStep, Reason, Step, StepId, StepState, Subject

_TABLE_OF: dict[Subject, Table] = {
    Subject.OCCURRENCE: occurrences,
    Subject.TASK: tasks,
    Subject.RITUAL: rituals,
    Subject.PROTOCOL: occurrences,
    Subject.SURVEY: surveys,
}


_ANEW = ("due_at", "last_at", "state", "attempts", "done_at", "why")


def _putting(insert: Insert) -> Executable:
    new = insert(_steps)
    anew = {name: new.excluded[name] for name in _ANEW}
    return new.on_conflict_do_update(index_elements=["subject", "subject_id", "name"], set_=anew)


_PUT = Prepared(_putting)

_DUE = Prepared(
    select(_steps.c.id)
    .where(_steps.c.state == StepState.WAITING, _steps.c.due_at <= bindparam("now"))
    .order_by(_steps.c.due_at, _steps.c.id)
    .limit(bindparam("most"))
)

_TAKE = Prepared(
    select(_steps)
    .where(
        _steps.c.id == bindparam("step"),
        _steps.c.state == StepState.WAITING,
        _steps.c.due_at <= bindparam("now"),
    )
    .with_for_update(skip_locked=True, key_share=True)
)


class StepRows:
    """The steps; see rituals.ports.Steps."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def put(self, team: TeamId, subject: Subject, subject_id: int, steps: Sequence[PlannedStep]) -> None:
        """Plan these; one of the same name that still waits is moved, one that ended begins anew."""
        rows = [_planned(team, subject, subject_id, step) for step in steps]
        if rows:
            await self._sql.run(_PUT, rows)

    async def cancel(
        self, subject: Subject, subject_id: int, why: str, now: datetime, *, keep: Sequence[str] = ()
    ) -> None:
        """End all that still wait as skipped, with the reason; `keep` names those that go on."""
        of_it = (_steps.c.subject == subject) & (_steps.c.subject_id == subject_id)
        waiting = update(_steps).where(of_it, _steps.c.state == StepState.WAITING, _steps.c.name.not_in(keep))
        await self._sql.run(waiting.values(state=StepState.SKIPPED, why=why, done_at=now))

    async def due(self, now: datetime, limit: int) -> Sequence[StepId]:
        """Steps that wait and whose time has come, the oldest first; unlocked."""
        return [StepId(row.id) for row in await self._sql.all(_DUE, now=now, most=limit)]

    async def waiting(self, team: TeamId, limit: int) -> Sequence[Step]:
        """What the team's rituals will do next, the earliest first."""
        to_come = (_steps.c.team_id == team) & (_steps.c.state == StepState.WAITING)
        earliest = select(_steps).where(to_come).order_by(_steps.c.due_at, _steps.c.id).limit(limit)
        return [_step(row) for row in await self._sql.all(earliest)]

    async def troubled(self, team: TeamId, since: datetime) -> Sequence[Step]:
        """Those that were late, or were given up because of an outage, since then; in the order of their time."""
        given_up = (_steps.c.state == StepState.SKIPPED) & (_steps.c.why == Reason.OUTAGE)
        troubled = (_steps.c.team_id == team) & (_steps.c.done_at >= since)
        found = select(_steps).where(troubled, (_steps.c.state == StepState.LATE) | given_up)
        return [_step(row) for row in await self._sql.all(found.order_by(_steps.c.due_at, _steps.c.id))]

    async def take(self, step: StepId, now: datetime) -> Step | None:
        """Lock one for this transaction; None if it no longer waits, is not due, or another replica has it."""
        if self._sql.is_postgres and not await self._lock_subject(step):
            return None
        row = await self._sql.first(_TAKE, step=step, now=now)
        return None if row is None else _step(row)

    async def save(self, step: Step) -> None:
        """How it ended, or when it is tried again."""
        values = {
            "due_at": step.due_at,
            "last_at": step.last_at,
            "state": step.state,
            "attempts": step.attempts,
            "done_at": step.done_at,
            "why": step.why,
        }
        await self._sql.change(_steps, {"id": step.id, "team_id": step.team}, values)

    async def next_moment(self) -> datetime | None:
        """When the next step is due."""
        waiting = select(_steps.c.due_at).where(_steps.c.state == StepState.WAITING)
        moment: datetime | None = await self._sql.value(waiting.order_by(_steps.c.due_at).limit(1))
        return moment

    async def _lock_subject(self, step: StepId) -> bool:
        """Lock what the step belongs to first, as people's use cases do: two orders would be a deadlock."""
        of_it = await self._sql.first(select(_steps.c.subject, _steps.c.subject_id).where(_steps.c.id == step))
        if of_it is None:
            return False
        table = _TABLE_OF[of_it.subject]
        lock = (
            select(table.c.id).where(table.c.id == of_it.subject_id).with_for_update(skip_locked=True, key_share=True)
        )
        return await self._sql.first(lock) is not None


def _planned(team: TeamId, subject: Subject, subject_id: int, step: PlannedStep) -> dict[str, Any]:
    return {
        "team_id": team,
        "subject": subject,
        "subject_id": subject_id,
        "name": step.name,
        "due_at": step.due_at,
        "last_at": step.last_at,
        "state": StepState.WAITING,
        "attempts": 0,
        "done_at": None,
        "why": None,
    }


def _step(row: Row[Any]) -> Step:
    return Step(
        id=StepId(row.id),
        team=TeamId(row.team_id),
        subject=row.subject,
        subject_id=row.subject_id,
        name=row.name,
        due_at=row.due_at,
        last_at=row.last_at,
        state=row.state,
        attempts=row.attempts,
        done_at=row.done_at,
        why=row.why,
    )
