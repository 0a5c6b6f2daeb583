"""The picture of a cup's result as PNG: drawn by Typst after the layout in cup.typ, 1080 by 1080 for a phone."""

from dataclasses import asdict, dataclass
from functools import cache
from importlib import resources

import msgspec
import typst

from bot.documents.labels import Labels
from bot.documents.pdf import breakable, fonts
from bot.rendering.cutting import shortened
from bot.rendering.reader import Locale
from rituals.cup_messages import CupPicture, Fame

PIXELS_PER_INCH = 144.0
"""The layout is 540 points wide."""

LONGEST_NAMES = 160
"""Characters of the winners' names: more of them would be too small to read."""

MOST_LINES = 3
"""Winners who have a line each; more of them stand in one sentence."""


@dataclass(frozen=True, slots=True)
class _Tile:
    days: str
    people: str


@dataclass(frozen=True, slots=True)
class _Picture:
    """What the layout shows; empty words are left out."""

    lang: Locale
    cup: str
    days: str
    won: str
    people: tuple[str, ...]
    row: str
    hall: str
    team: str
    fame: tuple[_Tile, ...]


def cup_picture(document: CupPicture, labels: Labels) -> bytes:
    """The bytes of the picture; the same facts give the same ones on the same machine."""
    said = msgspec.json.encode(asdict(_said(document, labels))).decode()
    found = typst.Compiler(_layout(), font_paths=fonts()).compile(
        format="png", ppi=PIXELS_PER_INCH, sys_inputs={"picture": said}
    )
    assert isinstance(found, bytes)  # noqa: S101  It is a list only for pictures of several pages.
    return found


def _said(document: CupPicture, labels: Labels) -> _Picture:
    asked = document.question
    return _Picture(
        labels.languages[0],
        _soft(labels.line("cup", question=asked)),
        labels.line("days", first=asked.first, last=asked.last),
        labels.line("won", winners=document.winners),
        _lines(document.winners, labels),
        labels.line("row", streak=document.streak) if document.streak > 1 else "",
        labels.line("fame"),
        _soft(document.team),
        tuple(_tile(fame, labels) for fame in document.fame),
    )


def _tile(fame: Fame, labels: Labels) -> _Tile:
    return _Tile(labels.line("days", first=fame.first, last=fame.last), _people(fame.names, labels))


def _lines(winners: tuple[str, ...], labels: Labels) -> tuple[str, ...]:
    if len(winners) > MOST_LINES:
        return (_people(winners, labels),)
    return tuple(_soft(shortened(name, LONGEST_NAMES)) for name in winners)


def _people(names: tuple[str, ...], labels: Labels) -> str:
    return _soft(shortened(labels.line("people", called=names), LONGEST_NAMES))


def _soft(words: str) -> str:
    """Words that may be broken after their hyphens, and anywhere only where a piece is too long for a line."""
    return "-\u200b".join(str(breakable(piece)) for piece in words.split("-"))


@cache
def _layout() -> bytes:
    return resources.files("bot.documents").joinpath("cup.typ").read_bytes()
