"""What a transaction speaks to: a connection of either database, and the errors that it raises."""

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Dialect
from sqlalchemy.exc import DBAPIError

from bot.storage.compiled import Compiler, Text, Values
from bot.storage.memory import Memory


class Outcome(NamedTuple):
    """The driver's rows, and how many rows were changed."""

    rows: Sequence[Sequence[Any]]
    changed: int


class Connection(Protocol):
    """Runs compiled statements. Raises sqlalchemy.exc.DBAPIError's kinds, whichever the driver is."""

    @property
    def compiler(self) -> Compiler: ...

    @property
    def memory(self) -> Memory | None:
        """What need not be asked again; None where others write too, or where the file is seen as it was."""

    async def run(self, text: Text, rows: Sequence[Values]) -> Outcome:
        """One statement; with several rows of values, once for each of them."""


def told(error: Exception, sql: str, base: type[Exception], dialect: Dialect | None = None) -> BaseException:
    """A driver's error as SQLAlchemy's of the same kind; people's words, which were its values, are left out."""
    return DBAPIError.instance(sql, None, error, base, hide_parameters=True, dialect=dialect)
