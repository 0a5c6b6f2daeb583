"""Who is an admin of a group: the bot, which may whisper to anybody there then; a person, who may set a team up."""

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
        admin = await self.runs(chat, self._bot.id)
        if admin is not None:
            self._known[chat] = (admin, self._seconds() + REMEMBERED)
        return admin is True

    async def runs(self, chat: int, user: int) -> bool | None:
        """Whether somebody is an admin of a group at this moment; None when Telegram does not tell.

        Asked for where much depends on it and seldom (setting a team up), so it is not remembered.
        """
        try:
            member = await self._bot.get_chat_member(chat, user)
        except AiogramError as error:
            log.info("telegram: a rank is not known", chat=chat, user=user, reason=type(error).__name__)
            return None
        return member.status in {ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.CREATOR}

    def forget(self, chat: int) -> None:
        """The rank may have changed."""
        self._known.pop(chat, None)
