"""Those that only read a SQLite file, beside the one that writes (WAL lets them)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.storage.lite import LiteConnection

MOST = 4
"""Connections at once; who comes then waits."""


class Readers:
    """Each looks at the file as it was when it began, and cannot write by mistake."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._room = asyncio.Semaphore(MOST)
        self._free: list[LiteConnection] = []

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[LiteConnection]:
        """Read until the block ends."""
        async with self._room:
            connection = self._free.pop() if self._free else LiteConnection(self._path, read_only=True)
            try:
                await connection.begin()
                yield connection
                connection.say("ROLLBACK")
            except BaseException:
                await connection.end()
                raise
            self._free.append(connection)

    async def close(self) -> None:
        while self._free:
            await self._free.pop().end()
