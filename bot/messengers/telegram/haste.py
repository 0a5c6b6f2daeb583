"""Calls that a person waits for: what surely had no effect is tried once more at once, and no trouble is raised."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog
from aiogram.exceptions import AiogramError, TelegramRetryAfter

from bot.messengers.telegram.verdicts import surely_unsent, words_of

log = structlog.get_logger(__name__)

Answer = TypeVar("Answer")

LONGEST_WAIT = 5.0
"""Seconds that an answer may be held back by a rate; after that it has lost its sense."""

NO_CONNECTION_WAIT = 0.5


async def at_once(call: Callable[[], Awaitable[Answer]]) -> Answer:
    """The call's answer. Raises AiogramError, after a second try if the first surely did nothing."""
    try:
        return await call()
    except AiogramError as error:
        wait = _wait(error)
        if wait is None:
            raise
        await asyncio.sleep(wait)
        return await call()


async def went_well(what: str, call: Callable[[], Awaitable[object]], update: str) -> bool:
    """Whether the call succeeded; a failure is logged with the update's key, never with people's words."""
    try:
        await at_once(call)
    except AiogramError as error:
        log.warning("telegram: an answer did not arrive", what=what, update=update, reason=words_of(error))
        return False
    return True


def _wait(error: AiogramError) -> float | None:
    if isinstance(error, TelegramRetryAfter):
        return float(error.retry_after) if error.retry_after <= LONGEST_WAIT else None
    return NO_CONNECTION_WAIT if surely_unsent(error) else None
