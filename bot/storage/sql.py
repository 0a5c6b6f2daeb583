"""How a repository speaks to the database within one transaction."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Executable, Row, Table, bindparam, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import NoResultFound

from bot.storage.compiled import Insert, Prepared
from bot.storage.connection import Connection, Outcome
from rituals.ports import Clock
from rituals.team import Place

Statement = Executable | Prepared
Made = TypeVar("Made")

_NOTHING: Sequence[Mapping[str, Any]] = ({},)


class Sql:
    """Statements of one transaction. Knows which database it is, the clock, and which places will look different.

    What changes in a Prepared statement is given by name.
    """

    def __init__(self, connection: Connection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock
        self._compiler = connection.compiler
        self.is_postgres = self._compiler.dialect.name == "postgresql"
        self.places: set[Place] = set()
        self.kept: list[Executable] = []
        """Statements that hold even if the transaction is rolled back: they are run again then."""

    def now(self) -> datetime:
        return self._clock()

    async def run(self, statement: Statement, rows: Sequence[Mapping[str, Any]] | None = None) -> Outcome:
        """Execute one statement; with rows, once for each of them.

        Rows belong here and not into `insert().values([…])`, which SQLAlchemy would have to compile every time.
        """
        text, values = self._compiler.ready(statement, rows or _NOTHING)
        return await self._connection.run(text, values)

    async def all(self, statement: Statement, **values: Any) -> Sequence[Row[Any]]:
        text, bound = self._compiler.ready(statement, (values,))
        return text.rows((await self._connection.run(text, bound)).rows)

    async def first(self, statement: Statement, **values: Any) -> Row[Any] | None:
        text, bound = self._compiler.ready(statement, (values,))
        rows = text.rows((await self._connection.run(text, bound)).rows[:1])
        return rows[0] if rows else None

    async def one(self, statement: Statement, **values: Any) -> Row[Any]:
        """The row that is there for sure. Raises NoResultFound."""
        row = await self.first(statement, **values)
        if row is None:
            raise NoResultFound
        return row

    async def value(self, statement: Statement, **values: Any) -> Any:
        """The first column of the first row, None without one."""
        row = await self.first(statement, **values)
        return None if row is None else row[0]

    async def count(self, statement: Statement, **values: Any) -> int:
        """How many rows a statement changed."""
        return (await self.run(statement, (values,))).changed

    async def known(self, statement: Prepared, make: Callable[[Sequence[Row[Any]]], Made], **values: Any) -> Made:
        """What is made of the rows, a value that nobody changes; where it is known already nobody is asked."""
        memory = self._connection.memory
        if memory is None:
            return make(await self.all(statement, **values))
        question = (statement, make, *values.values())
        found: tuple[Made] | None = memory.recall(question)
        if found is not None:
            return found[0]
        made = make(await self.all(statement, **values))
        memory.keep(question, self._compiler.ready(statement, (values,))[0].tables, made)
        return made

    def insert(self, table: Table) -> postgresql.Insert:
        """An INSERT that can say ON CONFLICT. Both databases spell it alike, their dialects are two classes."""
        return self._compiler.insert(table)

    async def put(self, table: Table, rows: Sequence[Mapping[str, Any]], *, keep: Iterable[str] = ()) -> None:
        """Insert rows of one shape, or replace the values of those that have the key already (but not of `keep`)."""
        if rows:
            await self.run(_putting(table, tuple(rows[0]), tuple(keep)), rows)

    async def change(self, table: Table, which: Mapping[str, Any], values: Mapping[str, Any]) -> int:
        """Give new values to the rows that have those of `which`; how many there were."""
        return await self.count(
            _changing(table, tuple(which)), **{_ITS + name: value for name, value in which.items()}, **values
        )


_ITS = "its_"
"""Before the name of a column that a row is found by: the bare name is that of the new value."""


@cache
def _changing(table: Table, which: tuple[str, ...]) -> Prepared:
    """What it sets are the values that are given by a column's own name."""
    return Prepared(update(table).where(*(table.c[name] == bindparam(_ITS + name) for name in which)))


@cache
def _putting(table: Table, names: tuple[str, ...], keep: tuple[str, ...]) -> Prepared:
    keys = {column.name for column in table.primary_key}

    def put(insert: Insert) -> Executable:
        new = insert(table)
        changed = {name: new.excluded[name] for name in names if name not in keys and name not in keep}
        if not changed:
            return new.on_conflict_do_nothing()
        return new.on_conflict_do_update(index_elements=list(table.primary_key), set_=changed)

    return Prepared(put)
