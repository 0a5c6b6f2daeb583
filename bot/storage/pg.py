"""Connections of PostgreSQL: a small pool, and transactions in as few round trips as they can."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress

import psycopg
from psycopg.conninfo import make_conninfo
from psycopg.pq import TransactionStatus
from sqlalchemy import URL
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from bot.storage.compiled import Compiler, Text, Values
from bot.storage.connection import Outcome, told
from bot.storage.unbroken import unbroken

STANDING_STILL = 10
"""Seconds that a transaction may stand still: a replica that is frozen in one gives up its locks then."""

SILENCE: Mapping[str, int] = {
    "connect_timeout": 10,
    "keepalives_idle": 5,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}
"""A server gone without a word is noticed within 15 seconds (postgresql.org/docs/current/libpq-connect.html)."""

MOST = 20
"""Connections at once; who comes then waits."""

COMPILER = Compiler(PGDialect_psycopg(paramstyle="format"), postgresql.insert)  # type: ignore[no-untyped-call]


class PgConnection:
    """One connection, used by one transaction at a time. psycopg prepares what it has seen a few times."""

    compiler = COMPILER
    memory = None

    def __init__(self, raw: psycopg.AsyncConnection) -> None:
        self._raw = raw
        self._cursor = raw.cursor()

    @property
    def is_idle(self) -> bool:
        return self._raw.info.transaction_status is TransactionStatus.IDLE

    async def say(self, word: str) -> None:
        """A word about the transaction itself, such as BEGIN."""
        try:
            await self._cursor.execute(word.encode())
        except psycopg.Error as error:
            raise told(error, word, psycopg.Error, COMPILER.dialect) from error

    async def run(self, text: Text, rows: Sequence[Values]) -> Outcome:
        """One statement; with several rows of values, once for each of them."""
        cursor = self._cursor
        try:
            if len(rows) > 1:
                await cursor.executemany(text.sql, [text.bound(row)[1] for row in rows])
                return Outcome((), cursor.rowcount)
            await cursor.execute(*text.bound(rows[0]))
            return Outcome(await cursor.fetchall() if cursor.description else (), cursor.rowcount)
        except psycopg.Error as error:
            raise told(error, text.sql, psycopg.Error, COMPILER.dialect) from error

    async def close(self) -> None:
        with suppress(psycopg.Error):
            await self._raw.close()


class Pool:
    """Lends connections; the one that was used last goes out first. One that broke is not taken back."""

    def __init__(self, url: URL) -> None:
        address = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._address = make_conninfo(address, **SILENCE)
        self._room = asyncio.Semaphore(MOST)
        self._free: list[PgConnection] = []

    @asynccontextmanager
    async def begin(self, *, read_only: bool = False) -> AsyncIterator[PgConnection]:
        """One transaction: committed when the block has ended well, rolled back when it raised."""
        async with self._room:
            connection = await self._begun("BEGIN READ ONLY" if read_only else "BEGIN")
            try:
                yield connection
                await unbroken(connection.say("COMMIT"))
            except BaseException:
                await unbroken(self._undo(connection))
                raise
            self._free.append(connection)

    async def close(self) -> None:
        while self._free:
            await self._free.pop().close()

    async def _begun(self, word: str) -> PgConnection:
        """A connection that has begun. One that has broken in the pool, as all do when the server ends, is replaced."""
        while self._free:
            connection = self._free.pop()
            try:
                await unbroken(connection.say(word))
            except asyncio.CancelledError:
                await unbroken(self._undo(connection))
                raise
            except Exception:  # noqa: BLE001  Whatever it was: a new connection says whether the database is there.
                await connection.close()
            else:
                return connection
        connection = await self._connected()
        try:
            await connection.say(f"SET idle_in_transaction_session_timeout = '{STANDING_STILL}s'")
            await connection.say(word)
        except BaseException:
            await unbroken(connection.close())
            raise
        return connection

    async def _connected(self) -> PgConnection:
        try:
            return PgConnection(await psycopg.AsyncConnection.connect(self._address, autocommit=True))
        except psycopg.Error as error:
            raise told(error, "", psycopg.Error, COMPILER.dialect) from None  # the driver's words hold the address

    async def _undo(self, connection: PgConnection) -> None:
        with suppress(Exception):
            await connection.say("ROLLBACK")
        if connection.is_idle:
            self._free.append(connection)
        else:
            await connection.close()
