"""Where a text may be cut: at a line, else at a word, else between two characters as people see them."""

import unicodedata
from functools import lru_cache

_JOINER = "\u200d"
_REGIONAL = range(0x1F1E6, 0x1F200)
_SKIN = range(0x1F3FB, 0x1F400)
_TAGS = range(0xE0020, 0xE0080)
_ELLIPSIS = "…"


@lru_cache(maxsize=4096)
def _leans(char: str) -> bool:
    """Whether a character belongs to the one before it: accents, joiners, skin tones, variation selectors."""
    code = ord(char)
    return char == _JOINER or code in _SKIN or code in _TAGS or unicodedata.category(char) in {"Mn", "Mc", "Me"}


def between_characters(text: str, at: int) -> bool:
    """Whether a cut before `text[at]` leaves emoji families, flags and accented letters whole."""
    if _leans(text[at]) or text[at - 1] == _JOINER or text[at - 1 : at + 1] == "\r\n":
        return False
    if ord(text[at]) not in _REGIONAL:
        return True
    before = at
    while before and ord(text[before - 1]) in _REGIONAL:
        before -= 1
    return (at - before) % 2 == 0


def place_to_cut(text: str, most: int) -> int:
    """Where to cut a text that is longer than `most` characters: 0 < place <= most.

    The last line break of the second half, else its last space, else the last place between two characters.
    """
    half = most // 2
    for mark in ("\n", " "):
        at = text.rfind(mark, half, most + 1)
        if at > 0:
            return at
    for at in range(most, half, -1):
        if between_characters(text, at):
            return at
    return most


def shortened(text: str, most: int) -> str:
    """The text in one line of at most `most` characters: whole words, and an ellipsis where some are missing."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    if most < 2:  # noqa: PLR2004  No room for a word and the ellipsis.
        return _ELLIPSIS[:most]
    return line[: place_to_cut(line, most - 1)].rstrip(" ,;:.—–-") + _ELLIPSIS
