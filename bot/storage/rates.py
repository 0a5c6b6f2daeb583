"""Rates that all replicas use up together: one number a key, in seconds of the database's own clock (PostgreSQL)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, delete, func, select

from bot.storage.rate_tables import rates
from bot.storage.sql import Sql

_NOW = func.extract("epoch", func.clock_timestamp())

FORGET_AFTER = 3600.0
"""Seconds for which a bucket that is as good as new is kept."""


class RateRows:
    """When each bucket will be as good as new (bot/delivery/rates.py has the arithmetic)."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def locked(self, keys: Sequence[str]) -> tuple[float, dict[str, float]]:
        """The database's second, and the buckets of these keys, locked until the end of the transaction."""
        asked = _of(sorted(keys))
        rows = await self._sql.all(asked)
        if len(rows) < len(keys):
            new = self._sql.insert(rates).on_conflict_do_nothing()
            await self._sql.run(new, [{"key": key, "full_at": 0.0} for key in sorted(keys)])
            rows = await self._sql.all(asked)
        return float(rows[0].now), {row.key: row.full_at for row in rows}

    async def put(self, full_at: dict[str, float]) -> None:
        """Keep them."""
        await self._sql.put(rates, [{"key": key, "full_at": at} for key, at in sorted(full_at.items())])

    async def sweep(self) -> int:
        """Forget those that remember nothing."""
        return await self._sql.count(delete(rates).where(rates.c.full_at < _NOW - FORGET_AFTER))


def _of(keys: Sequence[str]) -> Select[Any]:
    """In one order for everybody, so that two who want the same rates wait for one another and not both for ever."""
    return select(rates, _NOW.label("now")).where(rates.c.key.in_(keys)).order_by(rates.c.key).with_for_update()
