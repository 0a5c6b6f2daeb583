"""A paper as PDF: typeset by Typst after the layout in paper.typ, on A4, with tables that run on over pages."""

import re
from datetime import UTC, datetime
from functools import cache
from importlib import resources

import msgspec
import typst

from bot.documents.paper import Paper
from bot.rendering.cutting import between_characters

LONGEST_WORD = 24
"""Characters: a longer word (an address, a line without spaces) may be broken anywhere, so that it fits a column."""

_LONG_WORD = re.compile(rf"\S{{{LONGEST_WORD + 1},}}")
_BREAK_HERE = "\u200b"
_DIRECTIONS = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
"""Marks of direction have no ink, but a PDF would take them for the letters next to them when it is searched."""


def pdf(paper: Paper) -> bytes:
    """The bytes of a tagged PDF; the same paper gives the same ones on the same machine.

    What people wrote reaches the layout as data and never as markup. The fonts come with the library (Libertinus
    Serif: Latin, Cyrillic, Greek, Hebrew); a character that they lack is taken from the system's, and is a box where
    no font has it.
    """
    return typeset("paper.typ", paper, paper.made_at)


def typeset(layout: str, paper: object, made_at: datetime) -> bytes:
    """The facts after a layout of this folder, which reads them as `sys.inputs.paper`."""
    facts = msgspec.json.encode(breakable(msgspec.to_builtins(paper, builtin_types=()))).decode()
    compiler = typst.Compiler(_layout(layout), font_paths=fonts())
    moment = int(made_at.astimezone(UTC).timestamp())
    found = compiler.compile(format="pdf", sys_inputs={"paper": facts}, timestamp=moment)
    assert isinstance(found, bytes)  # noqa: S101  It is a list only for pictures of several pages.
    return found


@cache
def _layout(name: str) -> bytes:
    return resources.files("bot.documents").joinpath(name).read_bytes()


@cache
def fonts() -> typst.Fonts:
    """Looked up once: that takes a tenth of a second."""
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=True)


def breakable(facts: object) -> object:
    """The facts with places to break in every word that is too long for a line, and without marks of direction."""
    match facts:
        case str():
            return _LONG_WORD.sub(_broken, facts.translate(_DIRECTIONS))
        case dict():
            return {key: value if key == "link" else breakable(value) for key, value in facts.items()}
        case list() | tuple():
            return [breakable(value) for value in facts]
        case _:
            return facts


def _broken(found: re.Match[str]) -> str:
    word = found[0]
    pieces, start = [], 0
    for place in range(1, len(word)):
        if place - start >= LONGEST_WORD and between_characters(word, place):
            pieces.append(word[start:place])
            start = place
    return _BREAK_HERE.join([*pieces, word[start:]])
