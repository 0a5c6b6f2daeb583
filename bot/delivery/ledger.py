"""The ledger of the rates: kept by one process alone, or by all replicas together in the database."""

import asyncio
from collections.abc import Sequence
from typing import Protocol

import structlog

from bot.delivery.rates import Bucket, Rate
from bot.storage.outage import is_outage
from bot.storage.transaction import Database

log = structlog.get_logger(__name__)

Counted = tuple[str, Rate]
"""A rate and what it is a rate of."""


class Ledger(Protocol):
    """What others have used of the rates that they share with this process."""

    async def take(self, ours: Sequence[Counted], theirs: Sequence[Counted]) -> tuple[float, float]:
        """Count one more in all of these; or count nothing, and say how many seconds each of the two must wait."""

    def owe(self, counted: Sequence[Counted], calls: int) -> None:
        """Count what is done already. It never waits."""

    def close(self, counted: Sequence[Counted], seconds: float) -> None:
        """Nothing conforms for so long."""


class Alone:
    """Nobody shares the rates: what this process counts by itself is all."""

    async def take(self, ours: Sequence[Counted], theirs: Sequence[Counted]) -> tuple[float, float]:
        del ours, theirs
        return 0.0, 0.0

    def owe(self, counted: Sequence[Counted], calls: int) -> None:
        """It is counted here."""

    def close(self, counted: Sequence[Counted], seconds: float) -> None:
        """It is closed here."""


ALONE = Alone()


class Shared:
    """Several replicas count in one table, by the database's clock. What is owed is written as soon as it can be."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._owed: list[tuple[Counted, int, float]] = []
        self._writing: asyncio.Task[None] | None = None

    async def take(self, ours: Sequence[Counted], theirs: Sequence[Counted]) -> tuple[float, float]:
        async with self._database.begin() as tx:
            now, full_at = await tx.rates.locked([key for key, _ in (*ours, *theirs)])
            buckets = {key: Bucket(rate, full_at[key]) for key, rate in (*ours, *theirs)}
            waits = [max((buckets[key].free_at(now) - now for key, _ in some), default=0.0) for some in (ours, theirs)]
            if not any(waits):
                for bucket in buckets.values():
                    bucket.take(now)
                await tx.rates.put({key: bucket.full_at for key, bucket in buckets.items()})
        return waits[0], waits[1]

    def owe(self, counted: Sequence[Counted], calls: int) -> None:
        self._owed += [(one, calls, 0.0) for one in counted]
        self._write_soon()

    def close(self, counted: Sequence[Counted], seconds: float) -> None:
        self._owed += [(one, 0, seconds) for one in counted]
        self._write_soon()

    async def written(self) -> None:
        """Wait until nothing is owed."""
        while self._writing is not None:
            await asyncio.wait([self._writing])

    def _write_soon(self) -> None:
        if self._writing is None:
            self._writing = asyncio.get_running_loop().create_task(self._write())

    async def _write(self) -> None:
        try:
            while self._owed:
                owed, self._owed = self._owed, []
                await self._count(owed)
        except Exception as error:
            if not is_outage(error):
                raise
            log.warning("rates could not be shared, the database is away", error=type(error).__name__)
        finally:
            self._writing = None

    async def _count(self, owed: Sequence[tuple[Counted, int, float]]) -> None:
        async with self._database.begin() as tx:
            now, full_at = await tx.rates.locked(sorted({key for (key, _), _, _ in owed}))
            for (key, rate), calls, seconds in owed:
                bucket = Bucket(rate, full_at[key])
                bucket.take(now, calls)
                if seconds:
                    bucket.close_until(now + seconds)
                full_at[key] = bucket.full_at
            await tx.rates.put(full_at)
