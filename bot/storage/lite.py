"""A connection of a SQLite file: a statement takes microseconds and is run at once, what may take long runs beside."""

import asyncio
import sqlite3
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar, cast

from sqlalchemy.dialects import sqlite

from bot.storage.compiled import Compiler, Insert, Text, Values
from bot.storage.connection import Outcome, told
from bot.storage.engine import BUSY_TIMEOUT, PRAGMAS, make_private
from bot.storage.memory import Memory
from bot.storage.unbroken import unbroken

Result = TypeVar("Result")

AT_ONCE = 0.02
"""Seconds that a question may hold up everybody else in the process; then it is asked again beside."""

IN_A_ROW = 0.005
"""Seconds for which one transaction's statements follow one another before everybody else has a turn: a transaction of
many statements, such as the planning of two hundred rituals, must not hold up answers to people."""

_OPERATIONS = 1000
"""How often SQLite looks at the clock meanwhile: a thousand of its operations take some ten microseconds."""

_FOREVER = float("inf")

COMPILER = Compiler(sqlite.dialect(), cast("Insert", sqlite.insert))


class LiteConnection:
    """Used by one transaction at a time. It is opened when it is first needed.

    Statements run where they are called, without a thread: two hops would cost twenty times what the statement does.
    Beside the loop, in a thread of its own, are: opening, waiting for another process's lock, the commit with its
    `fsync`, and whatever turned out to take long. `unhurried`: everything beside, for housekeeping.
    """

    compiler = COMPILER

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self._path = path
        self._read_only = read_only
        self._raw: sqlite3.Connection | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sqlite")
        self._until = _FOREVER
        self._turn_ends = 0.0
        self.memory = None if read_only else Memory()
        self.unhurried = False

    # -- the transaction ---------------------------------------------------------------------------------------------

    async def begin(self) -> None:
        """Begin, with the write lock unless it only reads. Raises OperationalError where another process keeps it."""
        if self._raw is None:
            await self._beside(self._open)
        assert self._raw is not None  # noqa: S101  _open has set it
        word = "BEGIN" if self._read_only else "BEGIN IMMEDIATE"
        try:
            self._raw.execute(word)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise told(error, word, sqlite3.Error) from error
            await self._beside(self._patiently, self.say, word)
        if self.memory is not None:
            self.memory.began(self._raw.execute("PRAGMA data_version").fetchone()[0])

    async def commit(self) -> None:
        await self._beside(self.say, "COMMIT")

    def say(self, word: str) -> None:
        """A word about the transaction itself, such as ROLLBACK."""
        assert self._raw is not None  # noqa: S101  There is a transaction.
        try:
            self._raw.execute(word)
        except sqlite3.Error as error:
            raise told(error, word, sqlite3.Error) from error

    async def run(self, text: Text, rows: Sequence[Values]) -> Outcome:
        """One statement; with several rows of values, once for each of them."""
        await self._let_others_in()
        if self.memory is not None and not text.reads:
            self.memory.wrote(text.tables)
        if len(rows) > 1:
            sql, values = text.sql, [text.bound(row)[1] for row in rows]
            return await self._beside(self._run_many, sql, values) if self.unhurried else self._run_many(sql, values)
        sql, value = text.bound(rows[0])
        if self.unhurried:
            return await self._beside(self._run, sql, value)
        if not text.reads:
            return self._run(sql, value)
        try:
            return self._run_within(sql, value)
        except _TooLong:
            return await self._beside(self._patiently, self._run, sql, value)

    async def _let_others_in(self) -> None:
        """They cannot write meanwhile, nor can they see what is not committed."""
        if time.monotonic() > self._turn_ends:
            await asyncio.sleep(0)
            self._turn_ends = time.monotonic() + IN_A_ROW

    # -- the connection ----------------------------------------------------------------------------------------------

    async def close(self) -> None:
        """Close it; what was not committed is undone."""
        raw, self._raw = self._raw, None
        if self.memory is not None:
            self.memory.began(None)
        if raw is not None:
            await self._beside(raw.close)

    async def end(self) -> None:
        """Close it for good."""
        await self.close()
        self._thread.shutdown(wait=False)

    async def _beside(self, work: Callable[..., Result], *arguments: Any) -> Result:
        """Do it in the thread. Who is cancelled meanwhile learns of it afterwards."""
        return await unbroken(_in(self._thread, work, *arguments))

    def _open(self) -> None:
        make_private(self._path)
        try:
            self._raw = raw = sqlite3.connect(
                self._path, BUSY_TIMEOUT, isolation_level=None, check_same_thread=False, cached_statements=1000
            )
            for pragma in PRAGMAS:
                raw.execute(f"PRAGMA {pragma}")
            if self._read_only:
                raw.execute("PRAGMA query_only = ON")
            raw.execute("PRAGMA busy_timeout = 0")
        except sqlite3.Error as error:
            raise told(error, "PRAGMA", sqlite3.Error) from error
        raw.set_progress_handler(self._is_too_long, _OPERATIONS)

    def _patiently(self, work: Callable[..., Result], *arguments: Any) -> Result:
        """Wait for another process that has a lock (`team import` beside `run`)."""
        self.say(f"PRAGMA busy_timeout = {BUSY_TIMEOUT * 1000}")
        try:
            return work(*arguments)
        finally:
            self.say("PRAGMA busy_timeout = 0")

    # -- statements --------------------------------------------------------------------------------------------------

    def _run(self, sql: str, values: Sequence[Any]) -> Outcome:
        assert self._raw is not None  # noqa: S101
        try:
            cursor = self._raw.execute(sql, values)
            rows = cursor.fetchall() if cursor.description else ()
        except sqlite3.Error as error:
            raise told(error, sql, sqlite3.Error) from error
        return Outcome(rows, cursor.rowcount)

    def _run_many(self, sql: str, values: Sequence[Sequence[Any]]) -> Outcome:
        assert self._raw is not None  # noqa: S101
        try:
            cursor = self._raw.executemany(sql, values)
        except sqlite3.Error as error:
            raise told(error, sql, sqlite3.Error) from error
        return Outcome((), cursor.rowcount)

    def _run_within(self, sql: str, values: Sequence[Any]) -> Outcome:
        """A question that is given up when it takes long. Raises _TooLong: it did nothing and can be asked again."""
        self._until = time.monotonic() + AT_ONCE
        try:
            return self._run(sql, values)
        except Exception as error:
            code = getattr(getattr(error, "orig", None), "sqlite_errorcode", None)
            if code in {sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_BUSY}:
                raise _TooLong from error
            raise
        finally:
            self._until = _FOREVER

    def _is_too_long(self) -> bool:
        return time.monotonic() > self._until


class _TooLong(Exception):  # noqa: N818
    """A question was given up, to be asked again beside the loop."""


async def _in(thread: ThreadPoolExecutor, work: Callable[..., Result], *arguments: Any) -> Result:
    return await asyncio.get_running_loop().run_in_executor(thread, work, *arguments)
