"""Text with its entities, in UTF-16 units as Telegram counts, cleaned and trimmed as TDLib does."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

STYLES = ("bold", "italic", "underline", "strikethrough", "spoiler")
QUOTES = ("blockquote", "expandable_blockquote")
CODES = ("pre", "code")
_ORDER = (*QUOTES, "pre", "code", "text_link", "text_mention", "custom_emoji", "date_time", *STYLES)


def utf16_length(text: str) -> int:
    return len(text) + sum(1 for char in text if ord(char) > 0xFFFF)  # noqa: PLR2004


def utf16_slice(text: str, offset: int, length: int) -> str:
    """The part of `text` at an offset and of a length in UTF-16 units."""
    raw = text.encode("utf-16-le", "surrogatepass")
    return raw[2 * offset : 2 * (offset + length)].decode("utf-16-le", "replace")


@dataclass(frozen=True, slots=True)
class Entity:
    """A marked range; offset and length are UTF-16 units."""

    type: str
    offset: int
    length: int
    url: str | None = None
    user_id: int | None = None
    language: str | None = None
    custom_emoji_id: str | None = None
    unix_time: int | None = None
    date_time_format: str | None = None

    @property
    def end(self) -> int:
        return self.offset + self.length

    def as_json(self) -> dict[str, Any]:
        """A MessageEntity without the `user` of a text mention, which the caller adds."""
        names = ("url", "language", "custom_emoji_id", "unix_time", "date_time_format")
        extra = {name: getattr(self, name) for name in names if getattr(self, name) is not None}
        return {"type": self.type, "offset": self.offset, "length": self.length, **extra}


@dataclass(frozen=True, slots=True)
class FormattedText:
    """A text and its entities in order."""

    text: str
    entities: tuple[Entity, ...] = ()

    @property
    def length(self) -> int:
        """Code points: what the limits of 4096 and 1024 count."""
        return len(self.text)


def _cleaned(char: str) -> str:
    """What TDLib leaves of a character: no carriage returns, no control characters, no direction overrides."""
    if char == "\r" or "\u2028" <= char <= "\u202e":
        return ""
    return " " if char < " " and char != "\n" else char


def _clean(text: str, entities: Iterable[Entity]) -> tuple[str, list[Entity]]:
    moved = [0]
    parts: list[str] = []
    at = 0
    for char in text:
        kept = _cleaned(char)
        parts.append(kept)
        units = utf16_length(char)
        moved.extend(min(at + step, at + utf16_length(kept)) for step in range(1, units + 1))
        at = moved[-1]
    last = len(moved) - 1

    def shift(entity: Entity) -> Entity:
        start, end = moved[min(entity.offset, last)], moved[min(entity.end, last)]
        return replace(entity, offset=start, length=end - start)

    return "".join(parts), [shift(entity) for entity in entities]


def _trim(text: str, entities: Iterable[Entity]) -> tuple[str, list[Entity]]:
    lead = utf16_length(text) - utf16_length(text.lstrip())
    text = text.strip()
    size = utf16_length(text)
    trimmed = []
    for entity in entities:
        start, end = max(entity.offset - lead, 0), min(entity.end - lead, size)
        if end > start:
            trimmed.append(replace(entity, offset=start, length=end - start))
    return text, trimmed


def _style_ranges(style: str, entities: list[Entity], codes: list[Entity]) -> list[Entity]:
    """The ranges of one style: overlapping and touching ones joined, those under code cut out."""
    joined: list[tuple[int, int]] = []
    for entity in sorted((e for e in entities if e.type == style), key=lambda e: e.offset):
        if joined and entity.offset <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], entity.end))
        else:
            joined.append((entity.offset, entity.end))
    for code in codes:
        joined = [
            (start, end)
            for begin, stop in joined
            for start, end in ((begin, min(stop, code.offset)), (max(begin, code.end), stop))
            if end > start
        ]
    return [Entity(style, start, end - start) for start, end in joined]


def _unnested(entities: list[Entity]) -> list[Entity]:
    """Drop every range that begins inside an earlier one: links, code and quotes do not nest in their like."""
    kept: list[Entity] = []
    for entity in sorted(entities, key=_place):
        if not kept or entity.offset >= kept[-1].end:
            kept.append(entity)
    return kept


def _place(entity: Entity) -> tuple[int, int, int]:
    rank = _ORDER.index(entity.type) if entity.type in _ORDER else len(_ORDER)
    return entity.offset, -entity.length, rank


def tidy(text: str, entities: Iterable[Entity] = ()) -> FormattedText:
    """The text as the server keeps it: cleaned, trimmed, its entities sorted and without forbidden nesting."""
    text, cleaned = _clean(text, entities)
    text, ranges = _trim(text, cleaned)
    quotes = _unnested([e for e in ranges if e.type in QUOTES])
    solid = _unnested([e for e in ranges if e.type not in QUOTES and e.type not in STYLES])
    codes = [e for e in solid if e.type in CODES]
    styles = [piece for style in STYLES for piece in _style_ranges(style, ranges, codes)]
    return FormattedText(text, tuple(sorted([*quotes, *solid, *styles], key=_place)))
