"""Writes a message as Telegram's HTML: parts that fit its limits, and the keyboard under the last one.

The tags are those of core.telegram.org/bots/api#html-style and no others; people's words are escaped after they were
cut, so no part ends inside a tag, an entity or a character.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import escape

from bot.rendering.cutting import shortened
from bot.rendering.document import (
    Block,
    Heading,
    Inline,
    Items,
    LabelledButton,
    Look,
    Mark,
    Mention,
    Moment,
    Paragraph,
    Pre,
    Quote,
    Rendered,
    Text,
)
from bot.rendering.links import is_link
from bot.rendering.plain import joined, list_lines, plain_blocks
from bot.rendering.splitting import Size, split
from bot.rendering.visible import is_visible
from rituals.team import AccountKey, PersonId

TEXT_LIMIT = 4000
"""Characters after parsing; Telegram takes 4096 (sendMessage)."""

CAPTION_LIMIT = 1000
"""Characters after parsing; Telegram takes 1024 (sendPhoto)."""

_RANGES = 90  # Telegram keeps about a hundred entities and silently drops the rest.
_ADDRESSES = 6000  # With the words they stay below the 32,768 bytes that a request's text may have.
_ROOM = Size(TEXT_LIMIT, _RANGES, _ADDRESSES)
_CAPTION_ROOM = replace(_ROOM, text=CAPTION_LIMIT)

ROW_LIMIT = 8
"""Buttons that a phone shows side by side."""

KEYBOARD_LIMIT = 100
"""Buttons under one message."""

LABEL_LIMIT = 64
"""Characters; more are not shown on a phone."""

_KEYBOARD_BYTES = 9000  # "REPLY_MARKUP_TOO_LONG" begins somewhere above; Telegram publishes no number.
_BUTTON_BYTES = 48  # The JSON around a label and its payload.
_NO_WORDS = "…"

_TAGS = ((Mark.STRIKE, "s"), (Mark.ITALIC, "i"), (Mark.BOLD, "b"))
_FORMATS = {Look.FULL: "wDt", Look.DAY: "wD", Look.CLOCK: "t", Look.SHORT: "dt"}
"""core.telegram.org/bots/api#date-time-entity-formatting: weekday, long or short date, short time."""

Mentions = Mapping[PersonId, AccountKey]
Keyboard = tuple[tuple[LabelledButton, ...], ...]


@dataclass(frozen=True, slots=True)
class TelegramPart:
    """One Telegram message: its HTML, and rows of buttons with labels and addresses that Telegram takes."""

    html: str
    keyboard: Keyboard = ()


def parts(rendered: Rendered, mentions: Mentions) -> list[TelegramPart]:
    """The message in as many parts as it takes; none if there are neither words nor buttons.

    `mentions`: the accounts (`telegram:1001`) of those who can be mentioned; others are named.
    """
    pages = [page for page in split(rendered.blocks, _ROOM) if is_visible(plain_blocks(page))]
    texts = [_html(page, mentions) for page in pages]
    keyboards = _keyboards(rendered.buttons)
    if keyboards and not texts:
        texts.append(_NO_WORDS)
    first, *more = keyboards or [()]
    written = [TelegramPart(text) for text in texts[:-1]] + [TelegramPart(text, first) for text in texts[-1:]]
    return written + [TelegramPart(_NO_WORDS, keyboard) for keyboard in more]


def caption(rendered: Rendered, mentions: Mentions) -> TelegramPart | None:
    """The whole message as the caption of a picture or file; None if it does not fit."""
    pages = split(rendered.blocks, _CAPTION_ROOM)
    keyboards = _keyboards(rendered.buttons)
    if len(pages) > 1 or len(keyboards) > 1:
        return None
    visible = pages and is_visible(plain_blocks(pages[0]))
    return TelegramPart(_html(pages[0], mentions) if visible else "", keyboards[0] if keyboards else ())


def _html(blocks: tuple[Block, ...], mentions: Mentions) -> str:
    return joined(blocks, lambda block: _block(block, mentions))


def _block(block: Block, mentions: Mentions) -> str:
    match block:
        case Paragraph(spans):
            return _spans(spans, mentions)
        case Heading(spans):
            return _spans(tuple(replace(span, marks=span.marks | {Mark.BOLD}) for span in spans), mentions)
        case Quote(spans, folded):
            return f"<blockquote{' expandable' if folded else ''}>{_spans(spans, mentions)}</blockquote>"
        case Pre(text):
            return f"<pre>{escape(text, quote=False)}</pre>"
        case Items():
            return "\n".join(list_lines(block, lambda spans: _spans(spans, mentions)))


def _spans(spans: tuple[Inline, ...], mentions: Mentions) -> str:
    return "".join(_span(span, mentions) for span in spans)


def _span(span: Inline, mentions: Mentions) -> str:
    html = escape(span.text, quote=False)
    match span:
        case Text(_, marks, href) if href is not None and is_link(href):
            return _marked(f'<a href="{escape(href)}">{html}</a>', marks)
        case Text(_, marks, _) if Mark.CODE in marks:
            return f"<code>{html}</code>"
        case Mention(person, _, marks) if (user := _user(mentions.get(person))) is not None:
            return _marked(f'<a href="tg://user?id={user}">{html}</a>', marks)
        case Moment(at, _, marks, look) if at.timestamp() > 0:
            return _marked(f'<tg-time unix="{int(at.timestamp())}" format="{_FORMATS[look]}">{html}</tg-time>', marks)
        case _:
            return _marked(html, span.marks)


def _marked(html: str, marks: frozenset[Mark]) -> str:
    for mark, tag in _TAGS:
        if mark in marks:
            html = f"<{tag}>{html}</{tag}>"
    return html


def _user(account: AccountKey | None) -> str | None:
    """The number in `telegram:1001`."""
    messenger, _, number = (account or "").partition(":")
    return number if messenger == "telegram" and number.isascii() and number.isdecimal() else None


def _keyboards(rows: Keyboard) -> list[Keyboard]:
    """The buttons in as many keyboards as Telegram's limits ask for: nearly always one, none for no buttons."""
    keyboards: list[Keyboard] = []
    current: list[tuple[LabelledButton, ...]] = []
    buttons = size = 0
    for row in _rows(rows):
        weight = sum(_weight(button) for button in row)
        if current and (buttons + len(row) > KEYBOARD_LIMIT or size + weight > _KEYBOARD_BYTES):
            keyboards.append(tuple(current))
            current, buttons, size = [], 0, 0
        current.append(row)
        buttons += len(row)
        size += weight
    return [*keyboards, tuple(current)] if current else keyboards


def _rows(rows: Keyboard) -> list[tuple[LabelledButton, ...]]:
    """Rows of eight at most; a button whose address Telegram would refuse is left out, as it would cost the message."""
    drawn = [[_button(button) for button in row if button.url is None or is_link(button.url)] for row in rows]
    return [tuple(row[at : at + ROW_LIMIT]) for row in drawn for at in range(0, len(row), ROW_LIMIT)]


def _button(button: LabelledButton) -> LabelledButton:
    label = shortened(button.label, LABEL_LIMIT)
    return replace(button, label=label if is_visible(label) else _NO_WORDS)


def _weight(button: LabelledButton) -> int:
    return _BUTTON_BYTES + len(button.label.encode()) + len((button.url or button.payload).encode())
