"""YAML text → a tree of scalars, lists and mappings that know their lines; everything cleverer than that is refused.

Tags, anchors and aliases are refused before anything is made of them, so neither a forged `!!python/object` nor a file
of nested aliases can do harm. What a plain scalar means is decided by who reads it: `on`, `NO` and `10:00` stay text.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from bot.teamfile.problems import Problem, WrongTeamFile, quoted

MOST_BYTES = 1_000_000
"""A team of ten thousand people fits; reading more than that would only keep the terminal waiting."""

DEEPEST = 12
"""Lists and mappings within one another; a team file needs four."""

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text as it stands in the file. `plain`: written without quotes."""

    line: int
    text: str
    plain: bool

    @property
    def is_empty(self) -> bool:
        """Nothing, or YAML's null."""
        return self.plain and self.text in _NULLS


@dataclass(frozen=True, slots=True)
class Listing:
    """A list."""

    line: int
    items: "list[Node]" = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys with values, in the order of the file. `key_lines` says where each key stands."""

    line: int
    values: "dict[str, Node]" = field(default_factory=dict)
    key_lines: dict[str, int] = field(default_factory=dict)


Node = Scalar | Listing | Mapping


def tree_of(raw: bytes) -> Node:
    """The one document of a file. Raises WrongTeamFile with every problem of its form, a syntax error among them."""
    text = _text(raw)
    growing = _Growing()
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            growing.take(event)
    except YAMLError as error:
        raise WrongTeamFile([*growing.problems, _syntax(error, text)]) from None
    if growing.problems:
        raise WrongTeamFile(growing.problems)
    if growing.root is None or (isinstance(growing.root, Scalar) and growing.root.is_empty):
        raise WrongTeamFile([Problem(1, "the file is empty")])
    return growing.root


def _text(raw: bytes) -> str:
    """The bytes as text. Raises WrongTeamFile when there are too many, or when they are not UTF-8."""
    if len(raw) > MOST_BYTES:
        raise WrongTeamFile([Problem(1, f"the file has {len(raw)} bytes", (f"up to {MOST_BYTES}",))])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise WrongTeamFile([Problem(line, "this is not UTF-8 text", ("text saved as UTF-8",))]) from None


def _syntax(error: YAMLError, text: str) -> Problem:
    """What YAML itself could not read."""
    if isinstance(error, ReaderError):
        line = text.count("\n", 0, error.position) + 1
        return Problem(line, f"the character U+{_code_of(error.character):04X} cannot stand in YAML")
    if not isinstance(error, MarkedYAMLError):
        return Problem(1, f"this is not YAML: {' '.join(str(error).split())}")
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark is not None else 1
    said = " ".join(part for part in (error.problem, error.context) if part)
    if "'\\t'" in said:
        return Problem(line, "a tab stands where YAML wants spaces", ("spaces",))
    return Problem(line, f"this is not YAML: {said}")


def _code_of(character: Any) -> int:
    return character if isinstance(character, int) else ord(character)


class _Growing:
    """The tree while it grows out of the parser's events. Knows where it stands, and what was refused so far."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.root: Node | None = None
        self._open: list[Listing | Mapping] = []
        self._keys: list[Scalar | None] = []
        self._documents = 0

    def take(self, event: Event) -> None:
        line = event.start_mark.line + 1
        match event:
            case DocumentStartEvent():
                self._documents += 1
                if self._documents == 2:  # noqa: PLR2004  The first one too many.
                    self.problems.append(Problem(line, "a second document begins here", ("one document a file",)))
            case MappingEndEvent() | SequenceEndEvent():
                self._open.pop()
                self._keys.pop()
            case NodeEvent():
                self.problems.extend(_too_clever(event, line))
                self._put(_node(event, line))

    def _put(self, node: Node) -> None:
        self._attach(node)
        if isinstance(node, Scalar):
            return
        if len(self._open) == DEEPEST:
            deep = Problem(node.line, "lists and mappings are nested too deeply", (f"up to {DEEPEST} levels",))
            raise WrongTeamFile([*self.problems, deep])
        self._open.append(node)
        self._keys.append(None)

    def _attach(self, node: Node) -> None:
        """Put a node where it belongs: the root, a list's next item, a mapping's next key or value."""
        if not self._open:
            self.root = self.root or node
            return
        parent, key = self._open[-1], self._keys[-1]
        if isinstance(parent, Listing):
            parent.items.append(node)
        elif key is None:
            self._keys[-1] = self._key(parent, node)
        else:
            parent.values.setdefault(key.text, node)
            self._keys[-1] = None

    def _key(self, parent: Mapping, node: Node) -> Scalar:
        if not isinstance(node, Scalar):
            self.problems.append(Problem(node.line, "a list or a mapping cannot be a key", ("a word",)))
            return Scalar(node.line, "", plain=False)
        first = parent.key_lines.setdefault(node.text, node.line)
        if node.text in parent.values:
            self.problems.append(Problem(node.line, f"the key {quoted(node.text)} is on line {first} already"))
        return node


def _node(event: NodeEvent, line: int) -> Node:
    match event:
        case MappingStartEvent():
            return Mapping(line)
        case SequenceStartEvent():
            return Listing(line)
        case ScalarEvent():
            return Scalar(line, event.value, plain=event.style is None)
        case _:
            return Scalar(line, "", plain=True)


def _too_clever(event: NodeEvent, line: int) -> Iterator[Problem]:
    """What YAML offers beyond text, lists and mappings."""
    if isinstance(event, AliasEvent):
        yield Problem(line, f"the alias {quoted(f'*{event.anchor}')} is not allowed here", ("the value itself",))
        return
    if event.anchor is not None:
        yield Problem(line, f"the anchor {quoted(f'&{event.anchor}')} is not allowed here", ("the value itself",))
    tag = getattr(event, "tag", None)
    if tag is not None:
        yield Problem(line, f"the YAML tag {quoted(str(tag))} is not allowed here", ("a value without a tag",))
