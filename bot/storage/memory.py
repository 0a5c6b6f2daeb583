"""What was read of a SQLite file and cannot have changed since: it need not be asked for again."""

from collections import Counter
from collections.abc import Hashable, Iterable
from typing import Any

from sqlalchemy.util import LRUCache

_KEPT = 5000
"""Answers that are remembered; the one that nobody asked for the longest goes first."""


class Memory:
    """Answers by question, each good until one of its tables is written to.

    Correct because everything that this process writes goes through one connection, which tells of it (`wrote`), and
    because SQLite tells when another connection has committed anything (`PRAGMA data_version`, see `began`). A
    transaction that was undone has taken back what it wrote: what was read of it is forgotten too.
    """

    def __init__(self) -> None:
        self._writes: Counter[str] = Counter()
        self._written: set[str] = set()
        self._answers: LRUCache[Hashable, tuple[Iterable[str], int, Any]] = LRUCache(_KEPT)
        self._others: int | None = None

    def began(self, others: int | None) -> None:
        """The write lock is held now. `others` changes whenever somebody else has committed; None: nothing is known."""
        if others is None or others != self._others:
            self._answers.clear()
        self._others = others

    def turn(self) -> None:
        """A transaction begins."""
        self._written.clear()

    def wrote(self, tables: Iterable[str]) -> None:
        for table in tables:
            self._writes[table] += 1
            self._written.add(table)

    def undone(self) -> None:
        """The transaction took back all that it wrote."""
        self._writes.update(self._written)

    def recall(self, question: Hashable) -> Any:
        """The answer, in a tuple of its own; None if there is none that still holds."""
        found = self._answers.get(question)
        return found[2] if found is not None and found[1] == self._stamp(found[0]) else None

    def keep(self, question: Hashable, tables: Iterable[str], answer: Any) -> None:
        """Remember what was read of these tables a moment ago."""
        self._answers[question] = (tables, self._stamp(tables), (answer,))

    def _stamp(self, tables: Iterable[str]) -> int:
        """The number of writes only grows: as long as it is the same, nothing was written."""
        writes = self._writes
        return sum([writes[table] for table in tables])
