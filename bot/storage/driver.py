"""SQLite's driver, with one way to its thread and back for each statement where aiosqlite, as it comes, has four."""

import sqlite3
from collections.abc import Iterable
from typing import Any

import aiosqlite
from aiosqlite.cursor import Cursor


class Connection(aiosqlite.Connection):
    """A connection whose cursors fetch all rows together with the statement. To be awaited, as aiosqlite's own."""

    def cursor(self) -> "WholeCursor":  # type: ignore[override]  # It is there at once.
        return WholeCursor(self, self._conn.cursor())


class WholeCursor(Cursor):
    """Knows all rows of its statement as soon as that is done. What costs no look at the file is done in place."""

    def __init__(self, connection: Connection, cursor: sqlite3.Cursor) -> None:
        super().__init__(connection, cursor)
        self._rows: list[Any] = []
        self._idle = True

    async def execute(self, sql: str, parameters: Iterable[Any] | None = None) -> "WholeCursor":
        self._idle = False  # Until it has come back: after a cancellation the thread may still be at it.
        self._rows = await self._execute(self._run, sql, () if parameters is None else parameters)  # type: ignore[no-untyped-call]
        self._idle = True
        return self

    def _run(self, sql: str, parameters: Any) -> list[Any]:
        self._cursor.execute(sql, parameters)
        return self._cursor.fetchall() if self._cursor.description else []

    async def fetchall(self) -> list[Any]:
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        if self._idle:
            self._cursor.close()
        else:
            await super().close()


def connected(database: str, **options: Any) -> Connection:
    """The connection of a SQLite file, to be awaited; the options are those of `sqlite3.connect`."""
    connection = Connection(lambda: sqlite3.connect(database, **options), iter_chunk_size=64)
    connection._thread.daemon = True  # noqa: SLF001  As SQLAlchemy has it: no thread holds up the end.
    return connection
