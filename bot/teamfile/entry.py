"""One mapping of a team file while it is read: which keys it may have, and a note of everything that is wrong."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from bot.teamfile.problems import Problem, quoted, unknown_key, wrong_value
from bot.teamfile.yamltree import Listing, Mapping, Node, Scalar
from rituals.wrongvalues import WrongValue

Value = TypeVar("Value")
Default = TypeVar("Default")

_BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}


class Claims:
    """What may stand in a file only once: accounts, places, names, roles. Knows the line of the first."""

    def __init__(self, problems: list[Problem]) -> None:
        self._problems = problems
        self._lines: dict[tuple[str, str], int] = {}

    def claim(self, what: str, key: str, line: int) -> None:
        """Note a problem if that was claimed before."""
        if (what, key) in self._lines:
            self._problems.append(Problem(line, f"{what} {quoted(key)} is on line {self._lines[what, key]} already"))
        self._lines.setdefault((what, key), line)


class Entry:
    """A mapping with the keys that it may have. Every value is read once; what is wrong goes to `problems`."""

    def __init__(self, node: Mapping, where: str, keys: Sequence[str], problems: list[Problem]) -> None:
        self.node = node
        self.where = where
        self._problems = problems
        problems.extend(unknown_key(line, key, where, keys) for key, line in node.key_lines.items() if key not in keys)

    @property
    def line(self) -> int:
        return self.node.line

    def line_of(self, key: str) -> int:
        """Where the value stands, the key without one, or the whole entry."""
        value = self.node.values.get(key)
        if value is None or (isinstance(value, Scalar) and value.is_empty):
            return self.node.key_lines.get(key, self.line)
        return value.line

    def note(self, problem: Problem) -> None:
        """Note a problem that is not of one key."""
        self._problems.append(problem)

    def wrong(self, key: str, sentence: str, *allowed: str) -> None:
        """Note a problem at the line of a key."""
        self._problems.append(Problem(self.line_of(key), sentence, allowed))

    def required(self, key: str, read: Callable[[str], Value]) -> Value | None:
        """The value of a key that must be there; None after a problem."""
        if key not in self.node.values:
            self._problems.append(Problem(self.line, f"{self.where} has no {quoted(key)}"))
        return self.optional(key, read, None)

    def optional(self, key: str, read: Callable[[str], Value], default: Default) -> Value | Default:
        """The value of a key; the default without the key, or after a problem."""
        node = self.node.values.get(key)
        return default if node is None else self._read(key, node, read, default)

    def flag(self, key: str, default: Default) -> bool | Default:
        """`true` or `false`, without quotes."""
        node = self.node.values.get(key)
        if node is None:
            return default
        if isinstance(node, Scalar) and node.plain and node.text in _BOOLEANS:
            return _BOOLEANS[node.text]
        given = quoted(node.text) if isinstance(node, Scalar) else "a list or a mapping"
        self.wrong(key, f"{key}: {given} is not allowed", "true", "false")
        return default

    def items(self, key: str) -> list[Node]:
        """What a list holds; nothing without the key."""
        node = self.node.values.get(key)
        if isinstance(node, Listing):
            return node.items
        if node is not None:
            self.wrong(key, f"{key} must be a list", "a list", "leaving the key out")
        return []

    def entries(
        self, key: str, where: str, keys: Sequence[str], more: Callable[[Mapping], Sequence[str]] = lambda _: ()
    ) -> list["Entry"]:
        """The mappings of a list, each as an entry of its own, with `more` keys that depend on what it says."""
        found = []
        for node in self.items(key):
            if isinstance(node, Mapping):
                found.append(Entry(node, where, (*keys, *more(node)), self._problems))
            else:
                self._problems.append(Problem(node.line, f"{where} must be a mapping", tuple(keys)))
        return found

    def words(self, key: str, read: Callable[[str], Value]) -> list[tuple[int, Value]]:
        """The texts of a list, read, with their lines."""
        lines_and_values = ((node.line, self._read(key, node, read, None)) for node in self.items(key))
        return [(line, value) for line, value in lines_and_values if value is not None]

    def _read(self, key: str, node: Node, read: Callable[[str], Value], default: Default) -> Value | Default:
        if not isinstance(node, Scalar):
            shape = "a list" if isinstance(node, Listing) else "a mapping"
            self._problems.append(Problem(node.line, f"{key} must be a single value, not {shape}"))
            return default
        if node.is_empty:
            line = self.node.key_lines.get(key, node.line)
            self._problems.append(Problem(line, f"{key} has no value"))
            return default
        try:
            return read(node.text)
        except WrongValue as wrong:
            self._problems.append(wrong_value(node.line, key, wrong))
            return default
