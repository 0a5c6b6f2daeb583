"""Rituals in the database."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select

from bot.storage.codec import decode, encode
from bot.storage.compiled import Prepared
from bot.storage.sql import Sql
from bot.storage.tables import rituals
from rituals.calendar import Schedule
from rituals.kinds import options_of
from rituals.team import Circle, TeamId
from rituals.timeline import Ritual, RitualId

_GET = Prepared(
    select(rituals)
    .where(rituals.c.id == bindparam("ritual"), rituals.c.team_id == bindparam("team"), ~rituals.c.removed)
    .with_for_update(key_share=True)
)


_TO_PLAN = Prepared(
    select(rituals)
    .where(rituals.c.next_run_at <= bindparam("now"), ~rituals.c.removed)
    .order_by(rituals.c.next_run_at, rituals.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, key_share=True)
)


class RitualRows:
    """The rituals that are not removed; see rituals.ports.Rituals."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def get(self, team: TeamId, ritual: RitualId) -> Ritual | None:
        """Locked for this transaction."""
        return await self._sql.known(_GET, _first_of, ritual=ritual, team=team)

    async def of(self, team: TeamId) -> Sequence[Ritual]:
        """The team's rituals by id."""
        mine = (rituals.c.team_id == team) & ~rituals.c.removed
        return [ritual_of(row) for row in await self._sql.all(select(rituals).where(mine).order_by(rituals.c.id))]

    async def add(self, ritual: Ritual) -> Ritual:
        """Store a new ritual (its id is ignored)."""
        number = await self._sql.value(rituals.insert().values(_values(ritual)).returning(rituals.c.id))
        return replace(ritual, id=RitualId(number))

    async def save(self, ritual: Ritual) -> None:
        mine = {"id": ritual.id, "team_id": ritual.team}
        await self._sql.change(rituals, mine, _values(ritual))

    async def to_plan(self, now: datetime, limit: int) -> Sequence[Ritual]:
        """Those whose `next_run_at` has come, the oldest first, locked against other replicas."""
        return [ritual_of(row) for row in await self._sql.all(_TO_PLAN, now=now, most=limit)]

    async def next_moment(self) -> datetime | None:
        """When the next ritual is to be planned."""
        due = (rituals.c.next_run_at.is_not(None)) & ~rituals.c.removed
        moment: datetime | None = await self._sql.value(
            select(rituals.c.next_run_at).where(due).order_by(rituals.c.next_run_at).limit(1)
        )
        return moment


def _first_of(rows: Sequence[Row[Any]]) -> Ritual | None:
    return ritual_of(rows[0]) if rows else None


def ritual_of(row: Row[Any]) -> Ritual:
    """A row of `rituals` as a ritual."""
    return Ritual(
        id=RitualId(row.id),
        team=TeamId(row.team_id),
        name=row.name,
        kind=row.kind,
        schedule=Schedule.parse(
            every=row.every,
            on=row.on_day,
            at=row.at_time,
            timezone=row.timezone,
            day_off=row.day_off,
            starting=row.starting,
        ),
        duration=row.duration,
        variant=row.variant,
        paused_at=row.paused_at,
        paused_until=row.paused_until,
        removed=row.removed,
        planned_until=row.planned_until,
        next_run_at=row.next_run_at,
        options=decode(row.options, options_of(row.kind)),
        circle=None if row.circle is None else decode(row.circle, Circle),
    )


def _values(ritual: Ritual) -> dict[str, Any]:
    schedule = ritual.schedule
    return {
        "team_id": ritual.team,
        "name": ritual.name,
        "kind": ritual.kind,
        "every": str(schedule.every),
        "on_day": str(schedule.on),
        "at_time": f"{schedule.at:%H:%M}",
        "timezone": schedule.timezone,
        "day_off": str(schedule.day_off),
        "starting": schedule.starting,
        "duration": ritual.duration,
        "variant": ritual.variant,
        "paused_at": ritual.paused_at,
        "paused_until": ritual.paused_until,
        "removed": ritual.removed,
        "planned_until": ritual.planned_until,
        "next_run_at": ritual.next_run_at,
        "options": encode(ritual.options),
        "circle": None if ritual.circle is None else encode(ritual.circle),
    }
