"""People's words on their way into a template: harmless, and otherwise exactly what was written.

Between here and the dialect their spaces and line breaks travel as two of Unicode's noncharacters, which are made for
a program's inner use: so a template's own white space collapses as in HTML, and people's does not.
"""

import re
from functools import lru_cache

from jinja2 import Undefined
from markupsafe import Markup

KEPT_SPACE, KEPT_BREAK = "\ufdd0", "\ufdd1"

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_PLANES = "".join(f"{chr((plane << 16) + 0xFFFE)}{chr((plane << 16) + 0xFFFF)}" for plane in range(17))
_DROPPED = re.compile(f"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{_PLANES}]")
_TURNING = re.compile(
    "[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc"
    "\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_FIRST_STRONG, _END = "\u2068", "\u2069"
_ISOLATES = frozenset("\u2066\u2067\u2068")
_SHORT = 400


def cleaned(text: str) -> str:
    """The text without control characters, lone surrogates and noncharacters; tabs are spaces, line ends line feeds."""
    if text.isprintable():
        return text if text.isascii() else isolated(text)
    text = _LINE_ENDS.sub("\n", text).replace("\t", " ")
    return isolated(_DROPPED.sub("", text))


def isolated(text: str) -> str:
    """The text with every line that could turn its surroundings around shut into a first-strong isolate.

    A line break ends isolates (Unicode Bidirectional Algorithm, P1 and BD9), so each line is shut by itself. Isolates
    that the line leaves open are closed, and one more is opened for each end that it has too many; what it says stays.
    """
    if not _TURNING.search(text):
        return text
    return "\n".join(_shut(line) if _TURNING.search(line) else line for line in text.split("\n"))


def _shut(line: str) -> str:
    is_open = surplus = 0
    for char in line:
        if char in _ISOLATES:
            is_open += 1
        elif char == _END and is_open:
            is_open -= 1
        elif char == _END:
            surplus += 1
    return _FIRST_STRONG * (surplus + 1) + line + _END * (is_open + 1)


_ESCAPES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;", " ": KEPT_SPACE, "\n": KEPT_BREAK}
)


@lru_cache(maxsize=4096)
def _as_markup(text: str) -> Markup:
    return Markup(cleaned(text).translate(_ESCAPES))  # noqa: S704  This is the escaping.


def as_markup(text: str) -> Markup:
    """People's words as harmless markup of the dialect; their spaces and line breaks survive.

    Names and the items of a live card come again with every edit, so short words are remembered.
    """
    return _as_markup(text) if len(text) <= _SHORT else _as_markup.__wrapped__(text)


def as_written(text: str) -> str:
    """The spaces and line breaks of `as_markup` turned back."""
    return text.replace(KEPT_SPACE, " ").replace(KEPT_BREAK, "\n")


def printed(value: object) -> object:
    """What `{{ value }}` prints: words and numbers. Anything else was meant otherwise, and is refused.

    Raises TypeError for None, truth values, moments (use `moment` or `date`), people (`mention` or `.name`) and
    whatever else has no words of its own.
    """
    kind = type(value)
    if kind is Markup or kind is int:
        return value
    if isinstance(value, str):
        return value if isinstance(value, Markup) else as_markup(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    if isinstance(value, Undefined):
        return str(value)  # raises, with the name that is missing
    raise TypeError(f"a template prints {value!r}: choose the words for it")
