"""A message cut into what Telegram can hold: each piece is one Telegram message of words, a picture or a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.messengers.telegram import markup
from bot.rendering.document import LabelledButton, Rendered
from rituals.messages import Attachment, Style
from rituals.team import AccountKey, PersonId

_STYLES = {Style.PRIMARY: "primary", Style.DANGER: "danger"}


class Kind(StrEnum):
    """The first letter of a piece's name in delivery's books: a picture cannot be edited into words."""

    WORDS = ""
    PICTURE = "p"
    FILE = "d"


@dataclass(frozen=True, slots=True)
class Piece:
    """One Telegram message; with a `file` the words are its caption."""

    html: str = ""
    keyboard: InlineKeyboardMarkup | None = None
    file: Attachment | None = None

    @property
    def kind(self) -> Kind:
        if self.file is None:
            return Kind.WORDS
        return Kind.PICTURE if self.file.is_picture else Kind.FILE


def named(kind: Kind, message: int) -> str:
    """How delivery keeps a message: `17`, `p18` for a picture, `d19` for a file."""
    return f"{kind}{message}"


def read_name(name: str) -> tuple[Kind, int]:
    kind = Kind(name[:1]) if name[:1] in {Kind.PICTURE, Kind.FILE} else Kind.WORDS
    return kind, int(name.removeprefix(kind))


def pieces(content: Rendered, mentions: Mapping[PersonId, AccountKey]) -> tuple[Piece, ...]:
    """Pictures come first, then the words with the buttons, then files; one file alone carries short words itself."""
    if not mentions and not content.attachments:
        return _same_for_all(content)
    return _pieces(content, mentions)


@lru_cache(maxsize=500)
def _same_for_all(content: Rendered) -> tuple[Piece, ...]:
    """Of words that many read at the same time."""
    return _pieces(content, {})


def _pieces(content: Rendered, mentions: Mapping[PersonId, AccountKey]) -> tuple[Piece, ...]:
    files = content.attachments
    if len(files) == 1 and (caption := _caption(content, mentions)) is not None:
        return (replace(caption, file=files[0]),)
    words = (
        [Piece(part.html, keyboard(part.keyboard)) for part in markup.parts(content, mentions)]
        if content.blocks
        else []
    )
    pictures = [Piece(file=file) for file in files if file.is_picture]
    others = [Piece(file=file) for file in files if not file.is_picture]
    found = [*pictures, *words, *others]
    if found and not words:
        found[-1] = replace(found[-1], keyboard=keyboard(content.buttons))
    return tuple(found)


def _caption(content: Rendered, mentions: Mapping[PersonId, AccountKey]) -> Piece | None:
    """The words as a caption, if they are short enough for one."""
    if not content.blocks:
        return Piece(keyboard=keyboard(content.buttons))
    part = markup.caption(content, mentions)
    return Piece(part.html, keyboard(part.keyboard)) if part is not None else None


def keyboard(rows: Sequence[Sequence[LabelledButton]]) -> InlineKeyboardMarkup | None:
    """Buttons as Telegram takes them; None for none, which takes a keyboard away when a message is edited."""
    drawn = [[_button(button) for button in row] for row in rows if row]
    return InlineKeyboardMarkup(inline_keyboard=drawn) if drawn else None


def _button(button: LabelledButton) -> InlineKeyboardButton:
    if button.url is not None:
        return InlineKeyboardButton(text=button.label, url=button.url)
    return InlineKeyboardButton(text=button.label, callback_data=button.payload, style=_STYLES.get(button.style))
