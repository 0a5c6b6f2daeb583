"""Finds what Telegram marks by itself in any text: commands, mentions, hashtags, addresses."""

import re

from bot.rehearsal.telegram.entities import QUOTES, STYLES, Entity, FormattedText, tidy, utf16_length

_PATTERNS = (
    ("url", re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]»]", re.IGNORECASE)),
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("bot_command", re.compile(r"(?<![\w/@<>])/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z0-9_]{3,32})?(?![\w/@])")),
    ("mention", re.compile(r"(?<![\w@/.])@[a-zA-Z0-9_]{4,32}(?!\w)")),
    ("hashtag", re.compile(r"(?<![\w#&])#(?=\w*[^\W\d])\w{1,256}")),
)


def with_detected(formatted: FormattedText) -> FormattedText:
    """The same text with what Telegram would find by itself, never inside code or links."""
    taken = [(e.offset, e.end) for e in formatted.entities if e.type not in QUOTES and e.type not in STYLES]
    found: list[Entity] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(formatted.text):
            start = utf16_length(formatted.text[: match.start()])
            end = start + utf16_length(match.group())
            if all(end <= begin or start >= stop for begin, stop in taken):
                taken.append((start, end))
                found.append(Entity(kind, start, end - start))
    return tidy(formatted.text, [*formatted.entities, *found]) if found else formatted
