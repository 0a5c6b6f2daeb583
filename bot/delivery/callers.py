"""Who calls a drainer to a place where something may be due: in this process alone, by a task a busy place."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Protocol

from bot.storage.transaction import Database
from rituals.team import Place

Drain = Callable[[Place], Awaitable[None]]
"""Shows what is due in one place, one after another, until nothing is."""


class Caller(Protocol):
    """Sees to it that a place is drained soon after each call, and by one drainer at a time as far as it can.

    What is to be shown is in the database, and claimed there: a call that is lost or comes twice costs time only.
    """

    def working(self, drain: Drain) -> AbstractAsyncContextManager[None]:
        """Drainers are called while the block lasts; it ends when all of them have ended."""

    def rest(self) -> None:
        """Call nobody any more. Those who are at work may go on."""

    def call(self, places: Iterable[Place]) -> None:
        """Something may be due there. Cheap; ignored while not working."""

    async def sweep(self) -> None:
        """Find what processes that died have left."""

    async def finished(self) -> bool:
        """Wait until all who were called have ended; False if there were none."""


class InProcess:
    """A task for each place that is busy. Called again while one drains, it looks again before it ends."""

    def __init__(self) -> None:
        self._drain: Drain | None = None
        self._tasks: dict[Place, asyncio.Task[None]] = {}
        self._called_again: set[Place] = set()

    @asynccontextmanager
    async def working(self, drain: Drain) -> AsyncIterator[None]:
        self._drain = drain
        try:
            yield
        finally:
            self.rest()
            await self.finished()

    def rest(self) -> None:
        self._drain = None

    def call(self, places: Iterable[Place]) -> None:
        if self._drain is None:
            return
        for place in places:
            self._called_again.add(place)
            if place not in self._tasks:
                self._tasks[place] = asyncio.get_running_loop().create_task(self._go(place, self._drain))

    async def sweep(self) -> None:
        """Nobody else is here."""

    async def finished(self) -> bool:
        if not self._tasks:
            return False
        await asyncio.wait(list(self._tasks.values()))
        return True

    async def _go(self, place: Place, drain: Drain) -> None:
        try:
            while place in self._called_again:
                self._called_again.discard(place)
                await drain(place)
        finally:
            del self._tasks[place]


def caller_for(database: Database) -> Caller:
    """The caller that fits: PostgreSQL may be shared by replicas."""
    if database.is_sqlite:
        return InProcess()
    from bot.delivery.jobs import Jobs  # noqa: PLC0415  procrastinate is loaded only where there is a PostgreSQL.

    return Jobs(database.url)
