"""How a repository speaks to the database within one transaction."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, Executable, Row, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.unbroken import unbroken
from rituals.ports import Clock
from rituals.team import Place


class Sql:
    """Statements of one transaction. Knows which database it is, the clock, and which places will look different.

    A cancelled task leaves a statement only after its end: the connection is shared with others on SQLite.
    """

    def __init__(self, connection: AsyncConnection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock
        self.is_postgres = connection.dialect.name == "postgresql"
        self.places: set[Place] = set()
        self.kept: list[Executable] = []
        """Statements that hold even if the transaction is rolled back: they are run again then."""

    def now(self) -> datetime:
        return self._clock()

    async def run(self, statement: Executable, rows: Sequence[Mapping[str, Any]] | None = None) -> CursorResult[Any]:
        """Execute one statement; with rows, once for each of them.

        Rows belong here and not into `insert().values([…])`, which SQLAlchemy would have to compile every time.
        """
        execute = self._connection.execute(statement, rows[0] if rows and len(rows) == 1 else rows)
        result = await execute if self.is_postgres else await unbroken(execute)
        return cast("CursorResult[Any]", result)

    async def all(self, statement: Executable) -> Sequence[Row[Any]]:
        return (await self.run(statement)).all()

    async def first(self, statement: Executable) -> Row[Any] | None:
        return (await self.run(statement)).first()

    async def one(self, statement: Executable) -> Row[Any]:
        """The row that is there for sure."""
        return (await self.run(statement)).one()

    async def value(self, statement: Executable) -> Any:
        """The first column of the first row, None without one."""
        row = await self.first(statement)
        return None if row is None else row[0]

    async def count(self, statement: Executable) -> int:
        """How many rows a statement changed; of an INSERT too, where SQLAlchemy does not keep the number by itself."""
        return (await self.run(statement.execution_options(preserve_rowcount=True))).rowcount

    def insert(self, table: Table) -> postgresql.Insert:
        """An INSERT that can say ON CONFLICT. Both databases spell it alike, their dialects are two classes."""
        return postgresql.insert(table) if self.is_postgres else cast("postgresql.Insert", sqlite.insert(table))

    async def put(self, table: Table, rows: Sequence[Mapping[str, Any]], *, keep: Iterable[str] = ()) -> None:
        """Insert rows of one shape, or replace the values of those that have the key already (but not of `keep`)."""
        if not rows:
            return
        keys = {column.name for column in table.primary_key}
        insert = self.insert(table)
        changed = {name: insert.excluded[name] for name in rows[0] if name not in keys and name not in set(keep)}
        if changed:
            await self.run(insert.on_conflict_do_update(index_elements=list(table.primary_key), set_=changed), rows)
        else:
            await self.run(insert.on_conflict_do_nothing(), rows)
