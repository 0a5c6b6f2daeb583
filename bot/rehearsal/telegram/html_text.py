"""Reads the HTML of messages as TDLib does: the same tags, the same leniency, the same complaints."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.rehearsal.telegram.entities import Entity, utf16_length
from bot.rehearsal.telegram.errors import ApiError, bad_request
from bot.rehearsal.telegram.links import checked_link, mentioned_user

_SIMPLE = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
}
_TAGS = frozenset(_SIMPLE) | {"a", "pre", "code", "blockquote", "tg-emoji", "tg-time"}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#(\d{1,9})|#[xX]([0-9a-fA-F]{1,8})|(lt|gt|amp|quot));?")
_TIME_FORMAT = re.compile(r"[rR]|(?:[wW]|[dD]|[tT])*")
_MOST = 0x10FFFF


def parse_error(message: str) -> ApiError:
    return bad_request(f"can't parse entities: {message}")


def decoded(match: re.Match[str]) -> str:
    """The character of a reference, or the reference itself where it names none."""
    decimal, hexadecimal, name = match.groups()
    if name:
        return _NAMED[name]
    code = int(decimal) if decimal else int(hexadecimal, 16)
    if not 0 < code <= _MOST or 0xD800 <= code <= 0xDFFF:  # noqa: PLR2004
        return match.group()
    return chr(code)


@dataclass(slots=True)
class _Open:
    tag: str
    attributes: dict[str, str]
    offset: int
    index: int


@dataclass(slots=True)
class HtmlReader:
    """One reading of one text; `known` says which users the bot may mention by id."""

    raw: str
    known: Callable[[int], bool]
    at: int = 0
    parts: list[str] = field(default_factory=list)
    offset: int = 0
    stack: list[_Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def read(self) -> tuple[str, list[Entity]]:
        """The text and its raw entities (not yet tidied). Raises ApiError 400 "can't parse entities: …"."""
        while self.at < len(self.raw):
            char = self.raw[self.at]
            if char == "<":
                self._tag()
            elif char == "&":
                self._reference()
            else:
                self._take(char)
                self.at += 1
        if self.stack:
            raise parse_error(f'Can\'t find end tag corresponding to start tag "{self.stack[-1].tag}"')
        return "".join(self.parts), self.entities

    def _take(self, char: str) -> None:
        self.parts.append(char)
        self.offset += utf16_length(char)

    def _reference(self) -> None:
        match = _REFERENCE.match(self.raw, self.at)
        taken = decoded(match) if match else "&"
        whole = match.group() if match else "&"
        if match and taken == whole:
            taken = whole = "&"
        self._take(taken)
        self.at += len(whole)

    def _bytes_before(self, index: int) -> int:
        return len(self.raw[:index].encode("utf-8"))

    def _tag(self) -> None:
        begin = self.at
        if self.raw.startswith("</", begin):
            self._end_tag(begin)
        else:
            self._start_tag(begin)

    def _word_end(self, start: int) -> int:
        at = start
        while at < len(self.raw) and self.raw[at] != ">" and not self.raw[at].isspace():
            at += 1
        return at

    def _start_tag(self, begin: int) -> None:
        where = self._bytes_before(begin)
        self.at = self._word_end(begin + 1)
        if self.at >= len(self.raw):
            raise parse_error(f"Unclosed start tag at byte offset {where}")
        tag = self.raw[begin + 1 : self.at].lower()
        if tag not in _TAGS:
            raise parse_error(f'Unsupported start tag "{tag}" at byte offset {where}')
        attributes = self._attributes(tag, where)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise parse_error(f'Tag "span" must have class "tg-spoiler" at byte offset {where}')
        self.stack.append(_Open(tag, attributes, self.offset, len(self.parts)))

    def _skip_spaces(self) -> None:
        while self.at < len(self.raw) and self.raw[self.at].isspace():
            self.at += 1

    def _attributes(self, tag: str, where: int) -> dict[str, str]:
        found: dict[str, str] = {}
        while True:
            self._skip_spaces()
            if self.at >= len(self.raw):
                raise parse_error(f"Unclosed start tag at byte offset {where}")
            if self.raw[self.at] == ">":
                self.at += 1
                return found
            name = self._attribute_name()
            if not name:
                raise parse_error(f'Empty attribute name in the tag "{tag}" at byte offset {where}')
            found[name] = self._attribute_value(where)

    def _attribute_name(self) -> str:
        start = self.at
        while self.at < len(self.raw) and self.raw[self.at] not in "=>" and not self.raw[self.at].isspace():
            self.at += 1
        return self.raw[start : self.at].lower()

    def _attribute_value(self, where: int) -> str:
        self._skip_spaces()
        if self.raw[self.at : self.at + 1] != "=":
            return ""
        self.at += 1
        self._skip_spaces()
        quote = self.raw[self.at : self.at + 1]
        if not quote:
            raise parse_error(f"Unclosed start tag at byte offset {where}")
        if quote in "'\"":
            return self._quoted(quote, where)
        start = self.at
        while self.at < len(self.raw) and (self.raw[self.at].isalnum() or self.raw[self.at] in ".-"):
            self.at += 1
        if self.at < len(self.raw) and self.raw[self.at] != ">" and not self.raw[self.at].isspace():
            raise parse_error(f"Unexpected end of name token at byte offset {self._bytes_before(start)}")
        return self.raw[start : self.at].lower()

    def _quoted(self, quote: str, where: int) -> str:
        end = self.raw.find(quote, self.at + 1)
        if end < 0:
            raise parse_error(f"Unclosed start tag at byte offset {where}")
        value = _REFERENCE.sub(decoded, self.raw[self.at + 1 : end])
        self.at = end + 1
        return value

    def _end_tag(self, begin: int) -> None:
        where = self._bytes_before(begin)
        if not self.stack:
            raise parse_error(f"Unexpected end tag at byte offset {where}")
        self.at = self._word_end(begin + 2)
        name = self.raw[begin + 2 : self.at].lower()
        self._skip_spaces()
        if self.raw[self.at : self.at + 1] != ">":
            raise parse_error(f"Unclosed end tag at byte offset {where}")
        self.at += 1
        opened = self.stack.pop()
        if name and name != opened.tag:
            message = f'Unmatched end tag at byte offset {where}, expected "</{opened.tag}>", found "</{name}>"'
            raise parse_error(message)
        self._close(opened)

    def _close(self, opened: _Open) -> None:
        length = self.offset - opened.offset
        entity = self._entity(opened, length)
        if entity is not None and length:
            self.entities.append(entity)

    def _entity(self, opened: _Open, length: int) -> Entity | None:
        offset, attributes = opened.offset, opened.attributes
        if opened.tag == "a":
            return self._link(opened, length)
        if opened.tag == "pre":
            return self._pre(offset, length)
        return self._marked(opened.tag, attributes, offset, length)

    @staticmethod
    def _marked(tag: str, attributes: dict[str, str], offset: int, length: int) -> Entity:
        match tag:
            case "code":
                language = attributes.get("class", "").removeprefix("language-")
                return Entity("code", offset, length, language=language or None)
            case "blockquote":
                kind = "expandable_blockquote" if "expandable" in attributes else "blockquote"
                return Entity(kind, offset, length)
            case "tg-emoji":
                return Entity("custom_emoji", offset, length, custom_emoji_id=_emoji(attributes))
            case "tg-time":
                return _time(attributes, offset, length)
            case _:
                return Entity(_SIMPLE[tag], offset, length)

    def _link(self, opened: _Open, length: int) -> Entity | None:
        url = opened.attributes.get("href") or "".join(self.parts[opened.index :])
        user = mentioned_user(url)
        if user is not None:
            return Entity("text_mention", opened.offset, length, user_id=user) if self.known(user) else None
        checked = checked_link(url)
        return Entity("text_link", opened.offset, length, url=checked) if checked else None

    def _pre(self, offset: int, length: int) -> Entity:
        """`<pre><code class="language-x">` over the same text is one block with a language."""
        inner = next((e for e in self.entities if e.type == "code" and (e.offset, e.length) == (offset, length)), None)
        if inner is None or not length:
            return Entity("pre", offset, length)
        self.entities.remove(inner)
        return Entity("pre", offset, length, language=inner.language)


def _emoji(attributes: dict[str, str]) -> str:
    identifier = attributes.get("emoji-id", "")
    if not identifier.isdecimal() or int(identifier) == 0:
        raise parse_error("Invalid custom emoji identifier specified")
    return identifier


def _time(attributes: dict[str, str], offset: int, length: int) -> Entity:
    unix = attributes.get("unix", "")
    if not unix.isdecimal() or int(unix) == 0:
        raise parse_error("Invalid date specified")
    form = attributes.get("format", "")
    if not _TIME_FORMAT.fullmatch(form):
        raise parse_error("Invalid date format used")
    return Entity("date_time", offset, length, unix_time=int(unix), date_time_format=form or None)


def read_html(raw: str, known: Callable[[int], bool]) -> tuple[str, list[Entity]]:
    """Text and entities of `raw`; a `code` outside `pre` loses its language, for which the API has no place."""
    text, entities = HtmlReader(raw, known).read()
    return text, [Entity("code", e.offset, e.length) if e.type == "code" else e for e in entities]
