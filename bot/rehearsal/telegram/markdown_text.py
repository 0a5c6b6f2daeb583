"""Reads the common part of MarkdownV2, with its complaints about characters that were not escaped."""

import re
from dataclasses import dataclass, field

from bot.rehearsal.telegram.entities import Entity, utf16_length
from bot.rehearsal.telegram.html_text import parse_error
from bot.rehearsal.telegram.links import checked_link

_RESERVED = "_*[]()~`>#+-=|{}.!"
_MARKS = {
    "__": ("underline", "Underline"),
    "||": ("spoiler", "Spoiler"),
    "*": ("bold", "Bold"),
    "_": ("italic", "Italic"),
    "~": ("strikethrough", "Strikethrough"),
}


@dataclass(slots=True)
class _Mark:
    sign: str
    offset: int
    begin: int


@dataclass(slots=True)
class MarkdownReader:
    """One reading of one MarkdownV2 text: styles, code, links and quotes that begin a line."""

    raw: str
    at: int = 0
    parts: list[str] = field(default_factory=list)
    offset: int = 0
    stack: list[_Mark] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)
    quote: int | None = None

    def read(self) -> tuple[str, list[Entity]]:
        """The text and its raw entities. Raises ApiError 400 "can't parse entities: …"."""
        while self.at < len(self.raw):
            self._step()
        self._end_quote()
        if self.stack:
            mark = self.stack[-1]
            name = "Link" if mark.sign == "[" else _MARKS[mark.sign][1]
            raise parse_error(f"Can't find end of {name} entity at byte offset {self._bytes_before(mark.begin)}")
        return "".join(self.parts), self.entities

    def _bytes_before(self, index: int) -> int:
        return len(self.raw[:index].encode("utf-8"))

    def _take(self, text: str) -> None:
        self.parts.append(text)
        self.offset += utf16_length(text)

    def _step(self) -> None:
        char = self.raw[self.at]
        if char == "\\" and self.raw[self.at + 1 : self.at + 2] and ord(self.raw[self.at + 1]) < 127:  # noqa: PLR2004
            self._take(self.raw[self.at + 1])
            self.at += 2
        elif char == "`":
            self._code()
        elif char == ">" and (self.at == 0 or self.raw[self.at - 1] == "\n"):
            self.quote = self.offset if self.quote is None else self.quote
            self.at += 1
        elif char == "\n":
            self._line_end()
        elif not self._mark():
            self._plain(char)

    def _plain(self, char: str) -> None:
        if char in _RESERVED:
            raise parse_error(f"Character '{char}' is reserved and must be escaped with the preceding '\\'")
        self._take(char)
        self.at += 1

    def _line_end(self) -> None:
        if self.raw[self.at + 1 : self.at + 2] != ">":
            self._end_quote()
        self._take("\n")
        self.at += 1

    def _end_quote(self) -> None:
        if self.quote is not None:
            self.entities.append(Entity("blockquote", self.quote, self.offset - self.quote))
            self.quote = None

    def _code(self) -> None:
        sign = "```" if self.raw.startswith("```", self.at) else "`"
        closing = re.compile(r"(?:\\.|[^\\])*?(?=" + sign + ")", re.DOTALL).match(self.raw, self.at + len(sign))
        if closing is None:
            name = "Pre" if sign == "```" else "Code"
            raise parse_error(f"Can't find end of {name} entity at byte offset {self._bytes_before(self.at)}")
        inside, end = closing.group(), closing.end()
        language, body = "", inside
        if sign == "```" and "\n" in inside:
            language, body = inside.split("\n", 1)
        start = self.offset
        self._take(re.sub(r"\\([\\`])", r"\1", body))
        kind = "pre" if sign == "```" else "code"
        self.entities.append(Entity(kind, start, self.offset - start, language=language or None))
        self.at = end + len(sign)

    def _mark(self) -> bool:
        """Open or close a style or a link at this place; False when none begins or ends here."""
        if self.raw[self.at] == "[":
            self.stack.append(_Mark("[", self.offset, self.at))
            self.at += 1
            return True
        if self.raw[self.at] == "]" and self.stack and self.stack[-1].sign == "[":
            self._link(self.stack.pop())
            return True
        sign = next((mark for mark in _MARKS if self.raw.startswith(mark, self.at)), "")
        if not sign:
            return False
        if self.stack and self.stack[-1].sign == sign:
            mark = self.stack.pop()
            self.entities.append(Entity(_MARKS[sign][0], mark.offset, self.offset - mark.offset))
        else:
            self.stack.append(_Mark(sign, self.offset, self.at))
        self.at += len(sign)
        return True

    def _link(self, mark: _Mark) -> None:
        self.at += 1
        url = ""
        if self.raw[self.at : self.at + 1] == "(":
            end = self.raw.find(")", self.at)
            if end < 0:
                raise parse_error(f"Can't find end of a URL at byte offset {self._bytes_before(self.at)}")
            url = self.raw[self.at + 1 : end].replace("\\", "")
            self.at = end + 1
        checked = checked_link(url or "".join(self.parts))
        if checked:
            self.entities.append(Entity("text_link", mark.offset, self.offset - mark.offset, url=checked))


def read_markdown(raw: str) -> tuple[str, list[Entity]]:
    return MarkdownReader(raw).read()
