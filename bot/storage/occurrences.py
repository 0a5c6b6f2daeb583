"""Occurrences in the database: once a slot, for ever."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, bindparam, func, select

from bot.storage.compiled import Prepared
from bot.storage.sql import Sql
from bot.storage.tables import occurrences
from rituals.team import PersonId, TeamId
from rituals.timeline import Occurrence, OccurrenceId, OccurrenceState, RitualId

_GET = Prepared(
    select(occurrences)
    .where(occurrences.c.id == bindparam("occurrence"), occurrences.c.team_id == bindparam("team"))
    .with_for_update(key_share=True)
)

_AT_SLOT = Prepared(
    select(occurrences)
    .where(occurrences.c.ritual_id == bindparam("ritual"), occurrences.c.slot == bindparam("slot"))
    .with_for_update(key_share=True)
)

_ADD_ONCE = Prepared(
    lambda insert: (
        insert(occurrences).on_conflict_do_nothing(index_elements=["ritual_id", "slot"]).returning(occurrences.c.id)
    )
)

_OVER = (OccurrenceState.HELD, OccurrenceState.SKIPPED, OccurrenceState.MISSED)


class OccurrenceRows:
    """The occurrences; see rituals.ports.Occurrences."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def get(self, team: TeamId, occurrence: OccurrenceId) -> Occurrence | None:
        """Locked for this transaction."""
        return await self._sql.known(_GET, _first_of, occurrence=occurrence, team=team)

    async def add(self, occurrence: Occurrence) -> Occurrence | None:
        """Store a new one (its id is ignored); None if the ritual has had that slot already."""
        number = await self._sql.value(_ADD_ONCE, **_values(occurrence))
        return None if number is None else replace(occurrence, id=OccurrenceId(number))

    async def save(self, occurrence: Occurrence) -> None:
        mine = {"id": occurrence.id, "team_id": occurrence.team}
        await self._sql.change(occurrences, mine, _values(occurrence))

    async def at_slot(self, ritual: RitualId, slot: str) -> Occurrence | None:
        """The occurrence of that slot, however it ended; locked for this transaction."""
        row = await self._sql.first(_AT_SLOT, ritual=ritual, slot=slot)
        return None if row is None else occurrence_of(row)

    async def upcoming(self, team: TeamId) -> Sequence[Occurrence]:
        """Those that are not over, the earliest first."""
        to_come = (occurrences.c.team_id == team) & occurrences.c.state.not_in(_OVER)
        earliest = select(occurrences).where(to_come).order_by(occurrences.c.starts_at, occurrences.c.id)
        return [occurrence_of(row) for row in await self._sql.all(earliest)]

    async def past(self, ritual: RitualId, limit: int) -> Sequence[Occurrence]:
        """Those that are over, the latest first."""
        over = (occurrences.c.ritual_id == ritual) & occurrences.c.state.in_(_OVER)
        latest = select(occurrences).where(over).order_by(occurrences.c.starts_at.desc(), occurrences.c.id.desc())
        return [occurrence_of(row) for row in await self._sql.all(latest.limit(limit))]

    async def held(self, ritual: RitualId) -> int:
        """How many have been held."""
        ours = (occurrences.c.ritual_id == ritual) & (occurrences.c.state == OccurrenceState.HELD)
        count: int = await self._sql.value(select(func.count()).select_from(occurrences).where(ours))
        return count


def _first_of(rows: Sequence[Row[Any]]) -> Occurrence | None:
    return occurrence_of(rows[0]) if rows else None


def occurrence_of(row: Row[Any]) -> Occurrence:
    """A row of `occurrences` as an occurrence."""
    return Occurrence(
        id=OccurrenceId(row.id),
        team=TeamId(row.team_id),
        ritual=RitualId(row.ritual_id),
        slot=row.slot,
        starts_at=row.starts_at,
        state=row.state,
        reason=row.reason,
        note=row.note,
        moved_from=row.moved_from,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        by=None if row.by_id is None else PersonId(row.by_id),
        place=row.place,
    )


def _values(occurrence: Occurrence) -> dict[str, Any]:
    return {
        "team_id": occurrence.team,
        "ritual_id": occurrence.ritual,
        "slot": occurrence.slot,
        "starts_at": occurrence.starts_at,
        "state": occurrence.state,
        "reason": occurrence.reason,
        "note": occurrence.note,
        "moved_from": occurrence.moved_from,
        "opened_at": occurrence.opened_at,
        "closed_at": occurrence.closed_at,
        "by_id": occurrence.by,
        "place": occurrence.place,
    }
