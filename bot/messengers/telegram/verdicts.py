"""What Telegram's refusals and the network's troubles mean for a message that was to be shown."""

import re
from datetime import timedelta

from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramAPIError,
    TelegramEntityTooLarge,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiohttp import ClientConnectorError, ConnectionTimeoutError

from bot.messengers.port import Cause, Later, Moved, Never, Result, Unknown
from bot.messengers.telegram.addresses import Spot, place_of

SOON = timedelta(seconds=1)
"""For troubles that say nothing about how long they last; delivery makes it longer every time."""

_NOT_MODIFIED = "message is not modified"
_TOKEN = re.compile(r"/bot\d+:[^/\s'\"]+")
_CAUSES: tuple[tuple[str, Cause], ...] = (
    ("message to edit not found", Cause.MESSAGE_GONE),
    ("message can't be edited", Cause.MESSAGE_GONE),
    ("there is no text in the message to edit", Cause.MESSAGE_GONE),
    ("there is no caption in the message to edit", Cause.MESSAGE_GONE),
    ("bot was blocked by the user", Cause.PERSON_UNREACHABLE),
    ("bot can't initiate conversation with a user", Cause.PERSON_UNREACHABLE),
    ("user is deactivated", Cause.PERSON_UNREACHABLE),
    ("bot can't send messages to", Cause.PERSON_UNREACHABLE),
    ("bot was kicked", Cause.CHAT_GONE),
    ("bot is not a member", Cause.CHAT_GONE),
    ("chat was deleted", Cause.CHAT_GONE),
    ("message thread not found", Cause.CHAT_GONE),
    ("topic_deleted", Cause.CHAT_GONE),
    ("topic_closed", Cause.NO_RIGHTS),
    ("not enough rights", Cause.NO_RIGHTS),
    ("have no rights to send a message", Cause.NO_RIGHTS),
    ("chat_admin_required", Cause.NO_RIGHTS),
    ("chat_write_forbidden", Cause.NO_RIGHTS),
    ("chat_restricted", Cause.NO_RIGHTS),
)
"""Words of the open Bot API server (telegram-bot-api, Client.cpp, fail_query_with_error) and of Telegram behind it."""


def is_unchanged(error: AiogramError) -> bool:
    """Whether the message shows already what it was to show: that is success."""
    return _NOT_MODIFIED in str(error).lower()


def surely_unsent(error: BaseException) -> bool:
    """Whether the request cannot have reached Telegram: there was no connection."""
    return isinstance(error.__cause__, ClientConnectorError | ConnectionTimeoutError)


def verdict(error: AiogramError, spot: Spot, *, repeatable: bool) -> Result:
    """The result of a call that failed. `repeatable`: doing it twice does no harm (an edit, a deletion)."""
    words = words_of(error)
    if isinstance(error, TelegramRetryAfter):
        return Later(timedelta(seconds=error.retry_after), words, limited=True)
    if isinstance(error, TelegramMigrateToChat):
        return Moved(place_of(error.migrate_to_chat_id))
    if isinstance(error, TelegramNetworkError | TelegramServerError | ClientDecodeError):
        return _lost(error, words, repeatable=repeatable)
    return Never(Cause.TOKEN_DEAD if isinstance(error, TelegramUnauthorizedError) else _cause(words, spot), words)


def _lost(error: AiogramError, words: str, *, repeatable: bool) -> Result:
    """There was no answer of the Bot API, so it may have happened or not."""
    if isinstance(error, TelegramEntityTooLarge):
        return Never(Cause.REFUSED, words)
    if surely_unsent(error):
        return Later(SOON, words, everywhere=True)
    if isinstance(error, TelegramNetworkError) or not repeatable:
        return Unknown(words)
    return Later(SOON, words)


def _cause(words: str, spot: Spot) -> Cause:
    lowered = words.lower()
    if "chat not found" in lowered:
        return Cause.PERSON_UNREACHABLE if spot.chat > 0 else Cause.CHAT_GONE
    return next((cause for part, cause in _CAUSES if part in lowered), Cause.REFUSED)


def words_of(error: AiogramError) -> str:
    """Telegram's own words for logs and reports: never the content of a message, never the token of an address."""
    if isinstance(error, ClientDecodeError):
        return f"an answer that is not the Bot API's: {type(error.original).__name__}"
    if not isinstance(error, TelegramAPIError):
        return type(error).__name__
    lines = error.message.splitlines() or [type(error).__name__]
    return _TOKEN.sub("/bot…", lines[-1])
