"""Puts the Telegram messenger together and runs it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError
from aiogram.types import User
from aiohttp import web

from bot.desk import Desk
from bot.messengers.telegram.answers import Answers
from bot.messengers.telegram.dialogues import Dialogues
from bot.messengers.telegram.inbound import Ear
from bot.messengers.telegram.interviewer import Interviewer
from bot.messengers.telegram.lanes import Lanes
from bot.messengers.telegram.letters import Count, Letters, uncounted
from bot.messengers.telegram.members import Members
from bot.messengers.telegram.menu import Menus
from bot.messengers.telegram.outbound import TelegramMessenger
from bot.messengers.telegram.patience import Patience
from bot.messengers.telegram.polling import Polling
from bot.messengers.telegram.ranks import Ranks
from bot.messengers.telegram.reception import Reception
from bot.messengers.telegram.session import TIMEOUT, make_bot
from bot.messengers.telegram.webhook import PATH, Webhook
from bot.messengers.telegram.wire import ALLOWED
from bot.storage.facts import TELEGRAM_NAME
from bot.storage.transaction import Database
from rituals.ports import Clock

log = structlog.get_logger(__name__)

FIRST_PAUSE = 1.0
"""Seconds after the first failure to reach Telegram."""


@dataclass(frozen=True, slots=True)
class TelegramPart:
    """What the rest of the process needs of Telegram: the messenger, and in webhook mode the routes."""

    messenger: TelegramMessenger
    routes: list[web.RouteDef]
    patience: Patience

    @property
    def trouble(self) -> str | None:
        """What is wrong with Telegram now; None while it works."""
        return self.patience.trouble


@asynccontextmanager
async def telegram(
    *,
    token: str,
    desk: Desk,
    database: Database,
    clock: Clock,
    api_url: str | None = None,
    webhook_url: str | None = None,
    webhook_secret: str | None = None,
    count: Count = uncounted,
    timeout: float = TIMEOUT,  # noqa: ASYNC109  Of each call to Telegram, not of this one.
    pause: float = FIRST_PAUSE,
) -> AsyncIterator[TelegramPart]:
    """Telegram while the context lasts: long polling, or a webhook where `webhook_url` (the public address) is given.

    Telegram need not be reachable at the start: the messenger says Later, and updates are fetched once it is. At the
    end what was begun is finished within five seconds. `count` is told of every answer that is sent beside delivery,
    with its chat. Raises ValueError for what is no token, and for a webhook without a secret.
    """
    bot = make_bot(token, api_url, timeout)
    lanes = Lanes()
    webhook = Webhook(webhook_secret or "", lanes) if webhook_url is not None else None
    patience = Patience(pause)
    errand = _Errand(bot, desk, database, clock, patience, count)
    running = asyncio.create_task(
        errand.poll(lanes, pause)
        if webhook is None
        else errand.listen(webhook, f"{webhook_url}".rstrip("/") + PATH, webhook_secret),
        name="telegram",
    )
    try:
        yield TelegramPart(TelegramMessenger(bot), [webhook.route()] if webhook is not None else [], patience)
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        await bot.session.close()


class _Errand:
    """Introduces the bot, tells Telegram its menus, and then takes updates one way or the other."""

    def __init__(
        self, bot: Bot, desk: Desk, database: Database, clock: Clock, patience: Patience, count: Count
    ) -> None:
        self._bot = bot
        self._desk = desk
        self._database = database
        self._clock = clock
        self._patience = patience
        self._count = count

    async def poll(self, lanes: Lanes, pause: float) -> None:
        reception = self._reception(await self._introduced())
        await self._publish()
        await Polling(self._bot, reception.take, lanes, pause=pause, patience=self._patience).run()

    async def listen(self, webhook: Webhook, url: str, secret: str | None) -> None:
        reception = self._reception(await self._introduced())
        webhook.take = reception.take
        await self._publish()
        while not await self._set_webhook(url, secret):
            pass

    async def _set_webhook(self, url: str, secret: str | None) -> bool:
        """It stays set when the bot stops: Telegram keeps the updates meanwhile."""
        try:
            done = await self._bot.set_webhook(url, secret_token=secret, allowed_updates=list(ALLOWED))
        except AiogramError as error:
            await self._patience.lose(error)
            return False
        self._patience.gain()
        return done

    async def _introduced(self) -> User:
        """The bot's own account; its name is kept, because links into the private chat are made of it."""
        me = await self._me()
        try:
            async with self._database.begin() as tx:
                await tx.facts.put(TELEGRAM_NAME, me.username or "")
        except Exception:
            log.exception("telegram: the bot's name could not be kept, there are no links into the private chat yet")
        return me

    async def _me(self) -> User:
        while True:
            try:
                me = await self._bot.get_me()
            except AiogramError as error:
                await self._patience.lose(error)
            else:
                self._patience.gain()
                return me

    async def _publish(self) -> None:
        """The bot works without a menu, so no trouble with it may stop the bot."""
        menus = Menus(self._bot, self._database, self._desk.registry, self._desk.renderer, self._clock)
        try:
            await menus.publish()
        except Exception:
            log.exception("telegram: the menu of commands could not be set")

    def _reception(self, me: User) -> Reception:
        desk, database, clock, username = self._desk, self._database, self._clock, me.username or ""
        ranks = Ranks(self._bot)
        letters = Letters(self._bot, self._count)
        answers = Answers(self._bot, letters, desk, database, ranks, username)
        interviewer = Interviewer(letters, desk, database, answers, clock)
        return Reception(
            Ear(me.id, username, desk.registry.commands),
            desk,
            database,
            answers,
            Dialogues(database, desk, answers, interviewer, clock),
            Members(desk, database, answers, ranks, clock),
            ranks,
            clock,
        )
