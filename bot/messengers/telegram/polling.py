"""Fetches updates by long poll; an update is confirmed to Telegram only after its effects are committed."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import msgspec
import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramConflictError

from bot.desk import is_outage
from bot.messengers.telegram.lanes import Lanes, lane_of
from bot.messengers.telegram.patience import Patience
from bot.messengers.telegram.session import GetRawUpdates
from bot.messengers.telegram.wire import ALLOWED, Update, id_of, read

log = structlog.get_logger(__name__)

LONG_POLL = 25
"""Seconds; Telegram allows 50, proxies often less."""

MARGIN = 10
"""Seconds by which the HTTP call may last longer than the poll."""

GLANCE = 1.0
"""Seconds after which others are asked for while something slow is still worked on. Below half a second Telegram hands
out one update at a time to who asks with the same offset (telegram-bot-api, Client.cpp, process_get_updates_query)."""

FINISH_WITHIN = 4.0
"""Seconds that what has begun gets when the bot stops; what is not finished comes again at the next start."""

Take = Callable[[Update], Awaitable[None]]


class Polling:
    """Knows which updates were begun and which are done. The lowest unfinished one is where Telegram starts again."""

    def __init__(
        self,
        bot: Bot,
        take: Take,
        lanes: Lanes,
        *,
        glance: float = GLANCE,
        pause: float = 1.0,
        patience: Patience | None = None,
    ) -> None:
        self._bot = bot
        self._take = take
        self._lanes = lanes
        self._glance = glance
        self._pause = pause
        self._patience = patience or Patience(pause)
        self._open: dict[int, asyncio.Task[None]] = {}
        self._done: set[int] = set()
        self._offset: int | None = None

    async def run(self) -> None:
        """Fetch and work until cancelled; then finish what was begun. Trouble is waited out, never raised."""
        try:
            while True:
                await self._round()
        finally:
            await self._finish()

    async def _round(self) -> None:
        try:
            updates = await self._fetch(0 if self._open else LONG_POLL)
        except AiogramError as error:
            await self._leave_webhook(error)
            await self._patience.lose(error)
            return
        except Exception:
            log.exception("telegram: updates cannot be fetched")
            await self._patience.rest()
            return
        self._patience.gain()
        if not updates and not self._open:
            self._forget()
        for update in updates:
            self._begin(update)
        if self._open:
            await asyncio.wait(self._open.values(), timeout=self._glance)

    async def _fetch(self, seconds: int) -> list[dict[str, Any]]:
        self._move()
        call = GetRawUpdates(offset=self._offset, timeout=seconds, allowed_updates=list(ALLOWED))
        return await self._bot(call, request_timeout=seconds + MARGIN)

    def _begin(self, raw: dict[str, Any]) -> None:
        number = id_of(raw)
        if number is None or number in self._open or number in self._done:
            return
        if self._offset is None:
            self._offset = number
        try:
            update = read(raw)
        except msgspec.ValidationError as error:
            log.warning("telegram: an update is not understood", update=number, reason=str(error))
            self._done.add(number)
            return
        self._open[number] = asyncio.create_task(self._work(update), name=f"telegram update {number}")

    async def _work(self, update: Update) -> None:
        """Take one update, again and again while the database is away."""
        pause = self._pause
        async with self._lanes.turn(lane_of(update)):
            while not await self._took(update):
                await asyncio.sleep(pause)
                pause = min(2 * pause, 30 * self._pause)
        self._done.add(update.update_id)
        del self._open[update.update_id]

    async def _took(self, update: Update) -> bool:
        try:
            await self._take(update)
        except Exception as error:
            if is_outage(error):
                log.warning("telegram: the database is away, the update waits", update=update.update_id)
                return False
            log.exception("telegram: an update could not be answered", update=update.update_id)
        return True

    def _move(self) -> None:
        """The lowest unfinished update is asked for again; all before it are thereby confirmed."""
        if self._open:
            self._offset = min(self._open)
        elif self._done:
            self._offset = max(self._done) + 1
        self._done = {number for number in self._done if self._offset is not None and number >= self._offset}

    def _forget(self) -> None:
        """All is confirmed. After a week of silence the ids begin anew anywhere, maybe below the old ones."""
        self._offset = None
        self._done.clear()

    async def _leave_webhook(self, error: AiogramError) -> None:
        """A webhook that an earlier installation left keeps updates from being polled."""
        if isinstance(error, TelegramConflictError) and "webhook is active" in str(error):
            log.warning("telegram: a webhook was set; it is taken away, because the bot polls")
            with suppress(AiogramError):
                await self._bot.delete_webhook()

    async def _finish(self) -> None:
        """Let what was begun end, then confirm it; what is not confirmed comes again and is not done twice."""
        if self._open:
            await asyncio.wait(self._open.values(), timeout=FINISH_WITHIN)
        unfinished = list(self._open.values())
        for task in unfinished:
            task.cancel()
        await asyncio.gather(*unfinished, return_exceptions=True)
        if self._done:
            with suppress(AiogramError, TimeoutError):
                self._move()
                confirm = GetRawUpdates(offset=self._offset, limit=1, timeout=0, allowed_updates=list(ALLOWED))
                await self._bot(confirm, request_timeout=1)
