"""What to do while Telegram cannot be reached: say so once, in words that help, and wait longer every time."""

import asyncio

import structlog
from aiogram.exceptions import (
    AiogramError,
    TelegramConflictError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)

from bot.messengers.telegram.verdicts import words_of

log = structlog.get_logger(__name__)

LONGEST = 30
"""How many first pauses the longest pause has."""

_ADVICE: tuple[tuple[type[AiogramError], str], ...] = (
    (
        TelegramUnauthorizedError,
        "Telegram refuses LETUCHKA_TELEGRAM_TOKEN: take it from @BotFather again and restart",
    ),
    (
        TelegramNotFound,
        "Telegram does not know LETUCHKA_TELEGRAM_TOKEN, or LETUCHKA_TELEGRAM_API_URL is no Bot API server",
    ),
    (
        TelegramConflictError,
        "another program fetches updates with the same LETUCHKA_TELEGRAM_TOKEN: stop one of the two",
    ),
)


class Patience:
    """Counts how often in a row something went wrong. `pause` is the first wait in seconds; each doubles the last."""

    def __init__(self, pause: float) -> None:
        self._pause = pause
        self._next = pause
        self._said: str | None = None
        self._reached = False

    @property
    def trouble(self) -> str | None:
        """What is wrong with Telegram now; None while it works."""
        return self._said or (None if self._reached else "not reached yet")

    async def lose(self, error: AiogramError) -> None:
        """Say what is wrong, unless it was just said, and wait."""
        words = next((advice for kind, advice in _ADVICE if isinstance(error, kind)), "Telegram cannot be reached")
        if words != self._said:
            self._said = words
            level = log.error if not words.endswith("reached") else log.warning
            level(f"telegram: {words}", reason=words_of(error))
        if isinstance(error, TelegramRetryAfter):
            await asyncio.sleep(error.retry_after)
        else:
            await self.rest()

    async def rest(self) -> None:
        await asyncio.sleep(self._next)
        self._next = min(2 * self._next, LONGEST * self._pause)

    def gain(self) -> None:
        """It works (again)."""
        if self._said is not None:
            log.info("telegram: it works again")
        self._said = None
        self._reached = True
        self._next = self._pause
