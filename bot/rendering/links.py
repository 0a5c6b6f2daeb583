"""Which addresses both messengers take for a link; a message with any other one would be refused as a whole."""

import re

ADDRESS_LIMIT = 2048
"""Characters; Slack takes 3000 (docs.slack.dev, block elements), Telegram publishes no number."""

_WEB = re.compile(
    r"https?://(?:localhost|[^\s:@/?#<>\"'\\]+\.[^\s:@/?#<>\"'\\]+)(?::\d{1,5})?(?:[/?#][^\s<>\"]*)?", re.IGNORECASE
)
_TELEGRAM = re.compile(r"tg://[a-z]+(?:\?[^\s<>\"]*)?", re.IGNORECASE)


def is_link(address: str | None) -> bool:
    """Whether this is an address of the web, or one of Telegram's own."""
    if not address or len(address) > ADDRESS_LIMIT:
        return False
    return bool(_WEB.fullmatch(address) or _TELEGRAM.fullmatch(address))
