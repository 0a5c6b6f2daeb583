"""Delivers updates to a webhook of this machine: in order within a lane, lanes side by side, with retries."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import aiohttp

from bot.rehearsal.telegram.journal import Journal
from bot.rehearsal.telegram.params import Params
from bot.rehearsal.telegram.updates import PendingUpdate, UpdateQueue

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
_LONGEST_PAUSE = 60
_LONGEST_ASKED_PAUSE = 3600
_TIMEOUT = aiohttp.ClientTimeout(total=60)
_NOT_IN_ANSWER = ("setwebhook", "deletewebhook", "close", "logout")
Answer = Callable[[str, Params], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where updates go; `last_error` is kept beside it by the courier."""

    url: str
    secret: str = ""
    max_connections: int = 40
    allowed: tuple[str, ...] = ()


class WebhookCourier:
    """Carries one bot's updates to its webhook. `pace` multiplies the pauses between attempts (real seconds)."""

    def __init__(self, hook: Webhook, queue: UpdateQueue, journal: Journal, answer: Answer, pace: float) -> None:
        self.hook = hook
        self.last_error = ""
        self._queue = queue
        self._journal = journal
        self._answer = answer
        self._pace = pace
        self._lanes: dict[str, asyncio.Task[None]] = {}
        self._room = asyncio.Semaphore(hook.max_connections)
        self._session: aiohttp.ClientSession | None = None
        self._stopped = False

    def start(self) -> None:
        """Begin to carry; must be called inside the event loop."""
        self._session = aiohttp.ClientSession(timeout=_TIMEOUT)
        self._queue.served = True
        self._queue.on_arrival = self._open_lanes
        self._open_lanes()

    async def stop(self) -> None:
        self._stopped = True
        self._queue.on_arrival = None
        lanes = [lane for lane in self._lanes.values() if lane is not asyncio.current_task()]
        for lane in lanes:
            lane.cancel()
        await asyncio.gather(*lanes, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    def _open_lanes(self) -> None:
        for update in self._queue.ready(limit=1000):
            if update.lane not in self._lanes and not self._stopped:
                self._lanes[update.lane] = asyncio.create_task(self._carry_lane(update.lane))

    def _next(self, lane: str) -> PendingUpdate | None:
        return next((update for update in self._queue.ready(limit=1000) if update.lane == lane), None)

    async def _carry_lane(self, lane: str) -> None:
        attempts = 0
        while not self._stopped and (update := self._next(lane)) is not None:
            async with self._room:
                asked = await self._attempt(update)
            if asked is None:
                self._queue.confirm(update)
                attempts = 0
                continue
            pause = asked or (0 if attempts == 0 else min(2**attempts, _LONGEST_PAUSE))
            attempts += 1
            await asyncio.sleep(pause * self._pace)
        self._lanes.pop(lane, None)

    async def _attempt(self, update: PendingUpdate) -> float | None:
        """One delivery: None when it was accepted, else the pause the receiver asked for (0: it did not say)."""
        if self._session is None:
            raise RuntimeError("the courier was not started")
        headers = {SECRET_HEADER: self.hook.secret} if self.hook.secret else {}
        try:
            async with self._session.post(self.hook.url, json=update.as_json(), headers=headers) as response:
                body = await response.text()
        except (aiohttp.ClientError, TimeoutError, ConnectionError) as error:
            return self._failed(update, f"{type(error).__name__}: {error}", 0)
        if not 200 <= response.status < 300:  # noqa: PLR2004
            asked = response.headers.get("Retry-After", "")
            wait = min(int(asked), _LONGEST_ASKED_PAUSE) if asked.isdecimal() else 0
            return self._failed(update, f"Wrong response from the webhook: {response.status} {response.reason}", wait)
        self._journal.delivered(self.hook.url, update)
        await self._call_in_answer(body)
        return None

    def _failed(self, update: PendingUpdate, error: str, wait: float) -> float:
        self.last_error = error
        self._journal.warn(f"webhook: update {update.id} was not accepted: {error}")
        return wait

    async def _call_in_answer(self, body: str) -> None:
        """A 2xx body may hold one method call, whose result nobody hears of."""
        try:
            call = json.loads(body) if body.strip() else {}
        except ValueError:
            return
        method = str(call.pop("method", "")) if isinstance(call, dict) else ""
        if method and not method.lower().startswith("get") and method.lower() not in _NOT_IN_ANSWER:
            await self._answer(method, Params(call))
