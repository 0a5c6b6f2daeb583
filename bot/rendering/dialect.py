"""Reads the small semantic HTML of templates/ into blocks, and refuses what is not part of it.

Blocks: `<p>` `<h>` (heading) `<ul>` `<ol start="3">` `<li>` (an item's nested lists come after its words)
`<quote>` `<quote folded>` `<pre>` (as it stands, without markup inside). Words outside of a block are a paragraph.
Inline: `<b>` `<i>` `<s>` `<code>` `<a href="https://…">` `<br>` `<person id="7">name</person>`
`<time at="ISO 8601" look="full|day|clock|short">words</time>`.
White space collapses as in HTML (`&nbsp;` does not); an empty block vanishes.

It is XML but for `<br>`, `<quote folded>` and `&nbsp;`, which `normal` turns into XML when a template is loaded: the
standard library's expat reads it seven times faster than html.parser and complains of every tag left open.
"""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, lru_cache
from typing import Any
from xml.parsers import expat

from bot.rendering.document import (
    Block,
    Heading,
    Inline,
    Items,
    ListItem,
    Look,
    Mark,
    Mention,
    Moment,
    Paragraph,
    Pre,
    Quote,
    Text,
)
from bot.rendering.people_words import as_written
from rituals.team import PersonId

_MARKS = {"b": Mark.BOLD, "i": Mark.ITALIC, "s": Mark.STRIKE, "code": Mark.CODE}
_LEAVES = frozenset({"time", "person", "a"})
_INLINE = frozenset(_MARKS) | _LEAVES
_LINES = frozenset({"p", "h", "quote", "pre"})
_ATTRIBUTES: dict[str, frozenset[str]] = {
    "ol": frozenset({"start"}),
    "quote": frozenset({"folded"}),
    "a": frozenset({"href"}),
    "time": frozenset({"at", "look"}),
    "person": frozenset({"id"}),
}
_NO_ATTRIBUTES: frozenset[str] = frozenset()
_KNOWN = _INLINE | _LINES | {"ul", "ol", "li", "br"}
_SPACES = re.compile("[ \t\n\r\f]+")
_NORMAL = (("<br>", "<br/>"), ("<quote folded>", '<quote folded="">'), ("&nbsp;", "\u00a0"))
_LONGEST = 1 << 20


_PLAIN: frozenset[Mark] = frozenset()


class DialectError(ValueError):
    """A template that says something which the dialect does not have."""


def normal(source: str) -> str:
    """A template's source with the three shorthands of the dialect written as XML."""
    for short, full in _NORMAL:
        source = source.replace(short, full)
    return source


@cache
def _with(marks: frozenset[Mark], mark: Mark) -> frozenset[Mark]:
    return marks | {mark}


@dataclass(slots=True)
class _Line:
    """The spans of one block while it is read; `last` is the character before, a space at the beginning."""

    verbatim: bool = False
    folded: bool = False
    pieces: list[list[Any] | Moment | Mention] = field(default_factory=list)  # a run of text: [words, marks, address]
    last: str = " "

    def add(self, data: str, marks: frozenset[Mark], href: str | None) -> None:
        if not self.verbatim:
            if "\n" in data or "  " in data or "\t" in data:
                data = _SPACES.sub(" ", data)
            if data[0] == " " and self.last in " \n":
                data = data[1:]
        if data:
            self.last = data[-1]
            self._join(data, marks, href)

    def _join(self, data: str, marks: frozenset[Mark], href: str | None) -> None:
        before = self.pieces[-1] if self.pieces else None
        if isinstance(before, list) and before[1] is marks and before[2] == href:
            before[0] += data
        else:
            self.pieces.append([data, marks, href])

    def line_break(self, marks: frozenset[Mark], href: str | None) -> None:
        self._trim()
        self._join("\n", marks, href)
        self.last = "\n"

    def put(self, span: Moment | Mention) -> None:
        self.pieces.append(span)
        self.last = "x"

    def _trim(self) -> None:
        """Take away the template's own space at the end."""
        before = self.pieces[-1] if self.pieces else None
        if self.last == " " and isinstance(before, list):
            before[0] = before[0][:-1]
            if not before[0]:
                self.pieces.pop()

    def finished(self) -> tuple[Inline, ...]:
        """The spans with people's white space restored; nothing when nobody could see them."""
        if not self.verbatim:
            self._trim()
        seen = False
        spans: list[Inline] = []
        for piece in self.pieces:
            if isinstance(piece, list):
                text = as_written(piece[0])
                seen = seen or not text.isspace()
                spans.append(Text(text, piece[1], piece[2]))
            else:
                seen = True
                spans.append(piece)
        return tuple(spans) if seen else ()


@dataclass(slots=True)
class _List:
    start: int | None
    items: list[ListItem] = field(default_factory=list)


@dataclass(slots=True)
class _Item:
    line: _Line = field(default_factory=_Line)
    inner: list[Items] = field(default_factory=list)


class _Reading:
    """One reading of one message."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._line: _Line | None = None
        self._block = ""
        self._lists: list[_List | _Item] = []
        self._marks: list[frozenset[Mark]] = [_PLAIN]
        self._href: str | None = None
        self._leaf: tuple[str, Mapping[str, str], list[str]] | None = None

    # -- what expat calls ----------------------------------------------------------------------------------------

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "m":
            return
        if tag not in _KNOWN or (attributes and not attributes.keys() <= _ATTRIBUTES.get(tag, _NO_ATTRIBUTES)):
            raise DialectError(f"the dialect has no <{tag}{''.join(f' {name}' for name in attributes)}>")
        if self._leaf or (self._block == "pre"):
            raise DialectError(f"<{tag}> stands where only words may")
        if tag == "br":
            self._words().line_break(self._marks[-1], self._href)
        elif tag in _INLINE:
            self._start_inline(tag, attributes)
        else:
            self._start_block(tag, attributes)

    def end(self, tag: str) -> None:
        if tag in _MARKS:
            self._marks.pop()
        elif tag == "a":
            self._href = None
        elif tag in _LEAVES:
            self._end_leaf()
        elif tag == "m":
            self._end_paragraph()
        elif tag != "br":
            self._end_block(tag)

    def data(self, data: str) -> None:
        if self._leaf:
            self._leaf[2].append(data)
        elif self._line or not data.isspace():
            self._words().add(data, self._marks[-1], self._href)

    # -- inline --------------------------------------------------------------------------------------------------

    def _words(self) -> _Line:
        """The line that takes words now; outside of all blocks a new paragraph."""
        if self._line is None:
            if self._lists:
                raise DialectError("words stand in a list outside of its items, or after an item's nested list")
            self._block, self._line = "p", _Line()
        return self._line

    def _start_inline(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._words()
        if tag in _MARKS:
            self._marks.append(_with(self._marks[-1], _MARKS[tag]))
        elif tag == "a":
            if self._href is not None or not attributes.get("href"):
                raise DialectError("a link needs an address, and stands in no other link")
            self._href = attributes["href"]
        else:
            self._leaf = (tag, attributes, [])

    def _end_leaf(self) -> None:
        assert self._leaf  # noqa: S101  expat has matched the tags
        tag, attributes, pieces = self._leaf
        self._leaf = None
        words = as_written(_SPACES.sub(" ", "".join(pieces)).strip(" ")).replace("\n", " ")
        if not words or words.isspace():
            raise DialectError(f"<{tag}> needs words")
        marks = self._marks[-1]
        try:
            if tag == "person":
                self._words().put(Mention(PersonId(int(attributes["id"])), words, marks))
            else:
                at, look = datetime.fromisoformat(attributes["at"]), Look(attributes.get("look", Look.FULL))
                self._words().put(Moment(at, words, marks, look))
        except (KeyError, ValueError) as error:
            raise DialectError(f"<{tag}> is not written as it should be: {error}") from error

    # -- blocks --------------------------------------------------------------------------------------------------

    def _start_block(self, tag: str, attributes: Mapping[str, str]) -> None:
        if len(self._marks) > 1 or self._href is not None:
            raise DialectError(f"<{tag}> stands inside an inline tag")
        if tag == "li":
            self._start_item()
        elif tag in _LINES:
            self._no_list(tag)
            self._end_paragraph()
            self._block, self._line = tag, _Line(verbatim=tag == "pre", folded="folded" in attributes)
        else:
            self._start_list(tag, attributes)

    def _no_list(self, tag: str) -> None:
        if self._lists or (self._line and self._block != "p"):
            raise DialectError(f"<{tag}> stands inside another block")

    def _start_item(self) -> None:
        if not self._lists or not isinstance(self._lists[-1], _List):
            raise DialectError("<li> stands outside of a list")
        item = _Item()
        self._lists.append(item)
        self._block, self._line = "li", item.line

    def _start_list(self, tag: str, attributes: Mapping[str, str]) -> None:
        if self._lists and isinstance(self._lists[-1], _List):
            raise DialectError(f"<{tag}> stands in a list outside of its items")
        if not self._lists:
            self._no_list(tag)
            self._end_paragraph()
        self._line = None
        try:
            self._lists.append(_List(int(attributes.get("start", "1")) if tag == "ol" else None))
        except ValueError as error:
            raise DialectError("a list starts with a number") from error

    def _end_block(self, tag: str) -> None:
        if tag in _LINES:
            self._end_line(tag)
            return
        done = self._lists.pop()
        if isinstance(done, _Item):
            self._end_item(done)
        elif done.items:
            self._keep_list(Items(tuple(done.items), done.start))

    def _end_item(self, item: _Item) -> None:
        self._line = None
        owner = self._lists[-1]
        assert isinstance(owner, _List)  # noqa: S101  an item begins only in a list
        spans, inner = item.line.finished(), tuple(item.inner)
        if spans or inner:
            owner.items.append(ListItem(spans, inner))

    def _keep_list(self, items: Items) -> None:
        owner = self._lists[-1] if self._lists else None
        if isinstance(owner, _Item):
            owner.inner.append(items)
        else:
            self.blocks.append(items)

    def _end_paragraph(self) -> None:
        if self._line and not self._lists:
            self._end_line("p")

    def _end_line(self, tag: str) -> None:
        line, self._line, self._block = self._line, None, ""
        if line is None:  # the paragraph was cut short by another block
            raise DialectError(f"</{tag}> comes after another block")
        if spans := line.finished():
            self.blocks.append(_made(tag, spans, folded=line.folded))


def _made(tag: str, spans: tuple[Inline, ...], *, folded: bool) -> Block:
    match tag:
        case "h":
            return Heading(spans)
        case "quote":
            return Quote(spans, folded)
        case "pre":
            return Pre("".join(span.text for span in spans).removeprefix("\n").rstrip("\n"))
        case _:
            return Paragraph(spans)


@lru_cache(maxsize=256)
def parse(html: str) -> tuple[Block, ...]:
    """The blocks of a message. Raises DialectError where the markup is not this dialect.

    The last ones are remembered: a card goes to several chats at once.
    """
    reading = _Reading()
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    with suppress(ValueError):
        parser.buffer_size = min(max(len(html), 64), _LONGEST)
    handlers: tuple[Callable[..., None], ...] = (reading.start, reading.end, reading.data)
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = handlers
    try:
        parser.Parse(f"<m>{html}</m>", True)  # noqa: FBT003  The last piece; expat takes no keyword.
    except expat.ExpatError as error:
        raise DialectError(f"{error}: {_near(html, error)}") from error
    return tuple(reading.blocks)


def _near(html: str, error: expat.ExpatError) -> str:
    """The line of the markup that expat stumbled over."""
    lines = html.splitlines() or [""]
    return lines[min(error.lineno, len(lines)) - 1].strip()[:120]
