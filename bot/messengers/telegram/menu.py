"""Tells Telegram which commands there are and what the bot is, in both languages, when that has changed."""

import hashlib
from dataclasses import dataclass

import msgspec
import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
)

from bot.messengers.telegram.verdicts import words_of
from bot.messengers.telegram.words import Profile, ShortProfile
from bot.rendering.plain import plain
from bot.rendering.renderer import Locale, Reader, Renderer
from bot.storage.transaction import Database
from handlers.registry import Command, Registry
from rituals.messages import Message
from rituals.ports import Clock

log = structlog.get_logger(__name__)

LANGUAGES: tuple[tuple[Locale, str], ...] = (("en", ""), ("ru", "ru"))
"""Our locale and Telegram's language code; without a code: everybody whose language is not named."""

WORDS = "help/commands"
DESCRIPTION_LIMIT = 256
PROFILE_LIMIT = 512
SHORT_PROFILE_LIMIT = 120
"""Characters (core.telegram.org/bots/api#botcommand, #setmydescription, #setmyshortdescription)."""

_FACT = "telegram:menu"


@dataclass(frozen=True, slots=True)
class Menu:
    """What people of one language read: the commands as (name, description), and what the bot is.

    Who is an admin of a group Telegram knows itself, and of the roles in a team no menu depends: so that none is ever
    out of date. What an admin of the team may do besides stands on their home.
    """

    code: str
    private: tuple[tuple[str, str], ...]
    groups: tuple[tuple[str, str], ...]
    admins: tuple[tuple[str, str], ...]
    profile: str
    short_profile: str


class Menus:
    """Knows what was published last (a fingerprint in the database); people's apps keep the menus."""

    def __init__(self, bot: Bot, database: Database, registry: Registry, renderer: Renderer, clock: Clock) -> None:
        self._bot = bot
        self._database = database
        self._registry = registry
        self._renderer = renderer
        self._clock = clock

    async def publish(self) -> None:
        """Set what has changed since the last time. A refusal is logged: the bot works without a menu."""
        wanted = [self._menu(locale, code) for locale, code in LANGUAGES]
        print_ = hashlib.sha256(msgspec.json.encode((self._bot.id, wanted))).hexdigest()
        async with self._database.read() as tx:
            if await tx.facts.get(_FACT) == print_:
                return
        try:
            for menu in wanted:
                await self._set(menu)
        except AiogramError as error:
            log.warning("telegram: the menu of commands was not accepted", reason=words_of(error))
            return
        async with self._database.begin() as tx:
            await tx.facts.put(_FACT, print_)

    def _menu(self, locale: Locale, code: str) -> Menu:
        reader = Reader(locale, "UTC", self._clock())
        listed = [command for command in self._registry.commands.values() if command.menu]
        return Menu(
            code,
            tuple(self._entry(command, reader) for command in listed if command.in_private and not command.admins),
            tuple(self._entry(command, reader) for command in listed if command.in_groups and not command.admins),
            tuple(self._entry(command, reader) for command in listed if command.in_groups),
            self._profile(Profile(), reader, PROFILE_LIMIT),
            self._profile(ShortProfile(), reader, SHORT_PROFILE_LIMIT),
        )

    def _entry(self, command: Command, reader: Reader) -> tuple[str, str]:
        return command.name, self._renderer.words(WORDS, command.name, reader)[:DESCRIPTION_LIMIT]

    def _profile(self, message: Message, reader: Reader, limit: int) -> str:
        return plain(self._renderer.message(message, reader))[:limit]

    async def _set(self, menu: Menu) -> None:
        code = menu.code or None
        await self._bot.set_my_commands(_drawn(menu.private), BotCommandScopeAllPrivateChats(), code)
        await self._bot.set_my_commands(_drawn(menu.groups), BotCommandScopeAllGroupChats(), code)
        await self._bot.set_my_commands(_drawn(menu.admins), BotCommandScopeAllChatAdministrators(), code)
        await self._bot.set_my_description(menu.profile, code)
        await self._bot.set_my_short_description(menu.short_profile, code)


def _drawn(entries: tuple[tuple[str, str], ...]) -> list[BotCommand]:
    return [BotCommand(command=name, description=words) for name, words in entries]
