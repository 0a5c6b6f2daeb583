"""SQLAlchemy Core statements as a driver takes them: compiled once, and run without SQLAlchemy's own machinery.

A statement is a value: two that were built alike share one text. Rows are SQLAlchemy's own.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Dialect, Executable, Float, Numeric, Row, Table
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine.result import SimpleResultMetaData
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.util import find_tables
from sqlalchemy.types import TypeEngine
from sqlalchemy.util import LRUCache

if TYPE_CHECKING:
    from sqlalchemy.sql.type_api import _ResultProcessorType

Values = Mapping[str, Any]
Maker = Callable[[Any], Any]
Insert = Callable[[Any], postgresql.Insert]
"""Makes an INSERT that can say ON CONFLICT. Both databases spell it alike, their dialects are two classes."""

_KEPT = 1000
"""Texts of statements that are built anew each time; there are some hundreds of them."""


class Prepared:
    """A statement that a module keeps for what happens often: it is not even built again.

    What changes in it is a `bindparam`, given by name when it is run. One with an INSERT is built by a function that is
    given the database's own kind of it.
    """

    def __init__(self, statement: Executable | Callable[[Insert], Executable]) -> None:
        self._statement = statement
        self.texts: dict[tuple[str, tuple[str, ...], bool], Text] = {}

    def built(self, insert: Insert) -> Executable:
        return self._statement if isinstance(self._statement, Executable) else self._statement(insert)


class Text:
    """One compiled statement with the names of its tables. `reads`: it changes nothing."""

    def __init__(self, compiled: SQLCompiler, dialect: Dialect) -> None:
        found = find_tables(compiled.statement, check_columns=True, include_selects=True, include_crud=True)  # type: ignore[arg-type]
        self.tables = tuple({table.name for table in found if isinstance(table, Table)})
        self.sql = compiled.string
        self.reads = not (compiled.isinsert or compiled.isupdate or compiled.isdelete)
        self.compiled = compiled
        self._expands = bool(compiled.post_compile_params or compiled.literal_execute_params)
        self._makers = cast("Mapping[str, Maker]", compiled._bind_processors)  # noqa: SLF001
        self._places = tuple((name, self._makers.get(name)) for name in compiled.positiontup or ())
        self._written = compiled.construct_params(escape_names=False, _check=False)
        columns = compiled._result_columns  # noqa: SLF001
        names = [column.keyname for column in columns]
        twice = frozenset(name for name in names if names.count(name) > 1)
        self._shape = SimpleResultMetaData(names, _ambiguous_keys=twice or None)
        readers = [_reader(column.type, dialect) for column in columns]
        self._readers = readers if any(readers) else None

    def whole(self, values: Values) -> Values:
        """These values with those that were written within the statement."""
        return {**self._written, **values} if self._written else values

    def bound(self, values: Values) -> tuple[str, Sequence[Any]]:
        """The driver's text and values, for values by their names in the statement."""
        if self._expands:
            return self._expanded(values)
        return self.sql, [maker(values[name]) if maker else values[name] for name, maker in self._places]

    def _expanded(self, values: Values) -> tuple[str, Sequence[Any]]:
        """For `IN`, whose text depends on how many there are."""
        state = self.compiled._process_parameters_for_postcompile(dict(values))  # noqa: SLF001
        makers = {**self._makers, **cast("Mapping[str, Maker]", state.processors)}
        names = state.positiontup or ()
        return state.statement, [
            maker(state.parameters[name]) if (maker := makers.get(name)) else state.parameters[name] for name in names
        ]

    def rows(self, raw: Iterable[Sequence[Any]]) -> list[Row[Any]]:
        """The driver's rows with their columns' names and types."""
        shape, readers, places = self._shape, self._readers, self._shape._key_to_index  # noqa: SLF001
        return [Row(shape, readers, places, values) for values in raw]


def _reader(kind: TypeEngine[Any], dialect: Dialect) -> "_ResultProcessorType[Any] | None":
    """What makes a value of what the driver gives. A number is one already, of the driver's own kind."""
    return None if isinstance(kind, Numeric | Float) else kind.dialect_impl(dialect).result_processor(dialect, None)


class Compiler:
    """Compiles for one database, each statement once."""

    def __init__(self, dialect: Dialect, insert: Insert) -> None:
        self.dialect = dialect
        self.insert = insert
        self._texts: LRUCache[Any, Text] = LRUCache(_KEPT)

    def ready(self, statement: Executable | Prepared, rows: Sequence[Values]) -> tuple[Text, Sequence[Values]]:
        """The text for values of these names, and the values with all that is written within the statement."""
        if isinstance(statement, Prepared):
            return self._prepared(statement, rows)
        found = statement._generate_cache_key()  # type: ignore[attr-defined]  # noqa: SLF001
        if found is None:
            text = self._compiled(statement, rows, None)
            return text, [text.whole(row) for row in rows]
        key = (found.key, tuple(rows[0]), len(rows) > 1)
        text = cast("Text", self._texts.get(key))
        if not text:
            text = self._texts[key] = self._compiled(statement, rows, found)
        params = text.compiled.construct_params
        return text, [params(row, found.bindparams, escape_names=False, _collected_params=found.params) for row in rows]

    def _prepared(self, statement: Prepared, rows: Sequence[Values]) -> tuple[Text, Sequence[Values]]:
        key = (self.dialect.name, tuple(rows[0]), len(rows) > 1)
        text = statement.texts.get(key)
        if text is None:
            text = statement.texts[key] = self._compiled(statement.built(self.insert), rows, None)
        return text, [text.whole(row) for row in rows]

    def _compiled(self, statement: Executable, rows: Sequence[Values], cache_key: Any) -> Text:
        compiled = statement._compiler(  # type: ignore[attr-defined]  # noqa: SLF001
            self.dialect, cache_key=cache_key, column_keys=list(rows[0]), for_executemany=len(rows) > 1
        )
        return Text(compiled, self.dialect)
