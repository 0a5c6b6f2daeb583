"""Where updates leave the stage: each bot's long poll or its webhook, never both."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.rehearsal.telegram.errors import ApiError, flood
from bot.rehearsal.telegram.journal import Journal
from bot.rehearsal.telegram.webhooks import Answer, Webhook, WebhookCourier
from bot.rehearsal.telegram.world import BotAccount

_AGAIN_AFTER = timedelta(seconds=1)


class PostOffice:
    """The webhooks that are set. Only addresses of this machine are ever delivered to."""

    def __init__(self, clock: Callable[[], datetime], journal: Journal, *, allow_http: bool, pace: float) -> None:
        self._clock = clock
        self._journal = journal
        self._pace = pace
        self._set: dict[int, tuple[datetime, float]] = {}
        self._couriers: dict[int, WebhookCourier] = {}
        self._hooks: dict[int, Webhook] = {}
        self.allow_http = allow_http

    def hook(self, bot: BotAccount) -> Webhook | None:
        return self._hooks.get(bot.id)

    def last_error(self, bot: BotAccount) -> str:
        courier = self._couriers.get(bot.id)
        return courier.last_error if courier else ""

    def refuse_haste(self, bot: BotAccount) -> None:
        """At most one setWebhook a second. Raises ApiError 429. Both clocks must agree that it is too soon."""
        now, real = self._clock(), time.monotonic()
        before = self._set.get(bot.id)
        if before and now - before[0] < _AGAIN_AFTER and real - before[1] < _AGAIN_AFTER.total_seconds():
            raise flood(1)
        self._set[bot.id] = (now, real)

    async def set(self, bot: BotAccount, hook: Webhook, answer: Answer, *, local: bool) -> None:
        """Replace the webhook; a long poll that is open ends with 409."""
        bot.queue.end_poll(ApiError(409, "terminated by setWebhook request"))
        await self.remove(bot)
        self._hooks[bot.id] = hook
        if not local:
            self._journal.warn(f"webhook {hook.url} is not on this machine: nothing will be delivered")
            return
        courier = WebhookCourier(hook, bot.queue, self._journal, answer, self._pace)
        self._couriers[bot.id] = courier
        courier.start()

    async def remove(self, bot: BotAccount) -> None:
        self._hooks.pop(bot.id, None)
        courier = self._couriers.pop(bot.id, None)
        if courier is not None:
            await courier.stop()

    async def close(self) -> None:
        """Stop all deliveries; the updates stay in their queues."""
        couriers = list(self._couriers.values())
        self._couriers.clear()
        for courier in couriers:
            await courier.stop()
