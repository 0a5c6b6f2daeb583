"""Whether the bot is an admin of a group: an admin may whisper to anybody there at any time."""

from collections.abc import Callable
from time import monotonic

import structlog
from aiogram import Bot
from aiogram.enums import ChatMemberStatus
from aiogram.exceptions import AiogramError

log = structlog.get_logger(__name__)

REMEMBERED = 300.0
"""Seconds; a change is also told by an update, which makes this forget at once."""


class Ranks:
    """Remembers the bot's rank in each group for five minutes."""

    def __init__(self, bot: Bot, seconds: Callable[[], float] = monotonic) -> None:
        self._bot = bot
        self._seconds = seconds
        self._known: dict[int, tuple[bool, float]] = {}

    async def is_admin(self, chat: int) -> bool:
        """False also when Telegram does not tell."""
        known = self._known.get(chat)
        if known is not None and self._seconds() < known[1]:
            return known[0]
        try:
            member = await self._bot.get_chat_member(chat, self._bot.id)
        except AiogramError as error:
            log.info("telegram: the bot's own rank is not known", chat=chat, reason=type(error).__name__)
            return False
        admin = member.status in {ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.CREATOR}
        self._known[chat] = (admin, self._seconds() + REMEMBERED)
        return admin

    def forget(self, chat: int) -> None:
        """The rank may have changed."""
        self._known.pop(chat, None)
