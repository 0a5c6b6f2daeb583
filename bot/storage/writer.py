"""The one writer of a SQLite file: transactions take turns on one connection, and those that wait share one commit."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from bot.storage.connection import Connection
from bot.storage.lite import LiteConnection
from bot.storage.unbroken import finished

AfterCommit = Callable[[], None]


@dataclass(slots=True)
class Unit:
    """The connection of one transaction, and what is to be told once it is committed."""

    connection: Connection
    after_commit: list[AfterCommit] = field(default_factory=list)


@dataclass(slots=True)
class _Group:
    """Transactions that will be committed together. `broken` is what took all of them down before that."""

    members: list[Unit] = field(default_factory=list)
    closing: asyncio.Task[None] | None = None
    broken: BaseException | None = None


@dataclass(slots=True)
class _Turn:
    """One transaction's turn: its group, and whether it has a savepoint: the first has none, nor anything to spare."""

    group: _Group | None = None
    savepoint: bool = False


class Writer:
    """Lets one transaction run at a time, first come first served, and commits as seldom as it can.

    The first one begins a group. When it has ended, the commit queues up behind those that wait by then; they join
    the group, each in a savepoint, and when the commit's turn comes it is one for all. So a lone transaction
    is committed at once, and a crowd pays for one `fsync`. Nobody is let go before the commit that holds their work;
    if it fails, it fails for all of the group. A cancellation is felt between statements, or after the commit.

    Within a transaction wait for the database only: others wait for its end, those that have ended too.
    """

    def __init__(self, connection: LiteConnection) -> None:
        self._connection = connection
        self._line = asyncio.Lock()
        self._group: _Group | None = None

    @asynccontextmanager
    async def begin(self, *, unhurried: bool = False) -> AsyncIterator[Unit]:
        """One transaction: committed when the block has ended well, rolled back alone when it raised."""
        await self._line.acquire()
        turn = _Turn()
        try:
            unit = await self._enter(turn)
            self._connection.unhurried = unhurried
            yield unit
        except BaseException:
            await self._undo(turn)
            raise
        finally:
            self._connection.unhurried = False
        await self._finish(turn, unit)

    async def close(self) -> None:
        """Close the connection, after the transactions that have ended are committed."""
        while self._group is not None and self._group.closing is not None:
            await asyncio.wait([self._group.closing])
        async with self._line:
            await self._connection.end()

    async def _enter(self, turn: _Turn) -> Unit:
        """Join the group that is open, or begin one."""
        if self._group is None:
            try:
                await self._connection.begin()
            except BaseException:
                await self._drop_connection()
                raise
            self._group = _Group()
        group = turn.group = self._group
        if group.members:
            try:
                self._connection.say("SAVEPOINT turn")
                turn.savepoint = True
            except Exception as error:
                await self._lose(group, error)
                raise
        if self._connection.memory is not None:
            self._connection.memory.turn()
        return Unit(self._connection)

    async def _undo(self, turn: _Turn) -> None:
        """Roll one transaction back and let the next one run; when that fails the whole group is lost."""
        group = turn.group
        if self._connection.memory is not None and group is not None:
            self._connection.memory.undone()
        try:
            if turn.savepoint:
                self._connection.say("ROLLBACK TO turn")
                self._connection.say("RELEASE turn")
            elif group is not None and not group.members:
                self._group = None
                self._connection.say("ROLLBACK")
        except Exception as error:  # noqa: BLE001  Whatever it was, the members of the group will raise it.
            if group is not None:
                await self._lose(group, error)
        finally:
            self._line.release()

    async def _finish(self, turn: _Turn, unit: Unit) -> None:
        """Hand the turn on and wait for the commit."""
        group = turn.group
        assert group is not None  # noqa: S101  _enter has set it
        try:
            if turn.savepoint:
                self._connection.say("RELEASE turn")
            group.members.append(unit)
            group.closing = group.closing or asyncio.create_task(self._close(group))
        except Exception as error:
            await self._lose(group, error)
            raise
        finally:
            self._line.release()
        await finished(group.closing)

    async def _close(self, group: _Group) -> None:
        """Commit a group when its turn has come, then tell what its members want told."""
        async with self._line:
            if group.broken is not None:
                raise group.broken
            self._group = None
            try:
                await self._connection.commit()
            except BaseException as error:
                await self._lose(group, error)
                raise
        for unit in group.members:
            for tell in unit.after_commit:
                tell()

    async def _lose(self, group: _Group, error: BaseException) -> None:
        """Nothing of this group will be kept, and its members raise the error."""
        group.broken = error
        self._group = None
        await self._drop_connection()

    async def _drop_connection(self) -> None:
        """The connection may be in any state: the next group gets a new one. SQLite undoes what was not committed."""
        with suppress(Exception):
            await self._connection.close()
