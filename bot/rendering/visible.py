"""Whether a text has anything to see: a messenger refuses a message, a label or a choice without it."""

import unicodedata

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zs", "Zl", "Zp", "Mn", "Me"})
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and symbols without ink: the fillers of Hangul, the empty Braille pattern."""


def is_visible(text: str) -> bool:
    """Whether any character leaves ink: spaces, controls, joiners and lone accents do not."""
    return any(char not in _BLANK and unicodedata.category(char) not in _UNSEEN for char in text)
