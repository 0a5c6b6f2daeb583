"""The door of one chat: how fast messages may go to it, one after another."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager

from bot.delivery.ledger import ALONE, Counted, Ledger
from bot.delivery.rates import Bucket, Rate
from bot.delivery.turnstile import Monotonic, Sleep

MOST_DOORS = 4096
"""So many chats are remembered before those that rest are forgotten: a bucket that is as new need not be kept."""


class Door:
    """Knows the rates of one chat and when each slot was last seen there. One goes in at a time."""

    def __init__(
        self,
        chat: str,
        rates: Iterable[Rate],
        edit_rates: Iterable[Rate],
        gap: float,
        monotonic: Monotonic,
        sleep: Sleep,
        ledger: Ledger = ALONE,
    ) -> None:
        self._chat = chat
        self._ledger = ledger
        self._always = tuple(Bucket(rate) for rate in rates)
        self._edits = tuple(Bucket(rate) for rate in edit_rates)
        self._gap = gap
        self._monotonic = monotonic
        self._sleep = sleep
        self._lock = asyncio.Lock()
        self._seen: dict[int, float] = {}
        self._closed_until = 0.0

    @asynccontextmanager
    async def open_for(self, slot: int, *, edit: bool) -> AsyncIterator[None]:
        """Wait until the chat's rates conform; at the end of the block the message counts as sent.

        What waits inside the block waits on: a rate that conforms now conforms later too, for nobody else comes in.
        """
        async with self._lock:
            buckets = self._always + self._edits if edit else self._always
            while (free_at := self._free_at(buckets, slot)) > (now := self._monotonic()):
                await self._sleep(free_at - now)
            yield
            now = self._monotonic()
            for bucket in buckets:
                bucket.take(now)
            self._remember(slot, now)

    def counted(self, *, edit: bool) -> Sequence[Counted]:
        """The chat's rates by the names that they have in the ledger."""
        always = [(f"{self._chat} {number}", bucket.rate) for number, bucket in enumerate(self._always)]
        edits = [(f"{self._chat} edit {number}", bucket.rate) for number, bucket in enumerate(self._edits)]
        return always + edits if edit else always

    def count(self, calls: int) -> None:
        """Count calls that did not come through the door."""
        for bucket in self._always:
            bucket.take(self._monotonic(), calls)
        self._ledger.owe(self.counted(edit=False), calls)

    def close_for(self, seconds: float) -> None:
        self._closed_until = max(self._closed_until, self._monotonic() + seconds)
        self._ledger.close(self.counted(edit=False), seconds)

    def is_forgettable(self) -> bool:
        now = self._monotonic()
        buckets = self._always + self._edits
        return not self._lock.locked() and self._closed_until <= now and all(bucket.is_full(now) for bucket in buckets)

    def _free_at(self, buckets: Iterable[Bucket], slot: int) -> float:
        now = self._monotonic()
        seen = self._seen.get(slot)
        gap_ends = now if seen is None else seen + self._gap
        return max(self._closed_until, gap_ends, *(bucket.free_at(now) for bucket in buckets))

    def _remember(self, slot: int, now: float) -> None:
        self._seen = {other: at for other, at in self._seen.items() if at > now - self._gap}
        self._seen[slot] = now


class Doors:
    """The doors of all chats; made when they are first asked for, forgotten when nothing is to be remembered."""

    def __init__(
        self,
        rates_of: Callable[[str], tuple[Iterable[Rate], Iterable[Rate]]],
        gap: float,
        monotonic: Monotonic,
        sleep: Sleep,
        ledger: Ledger = ALONE,
    ) -> None:
        self._ledger = ledger
        self._rates_of = rates_of
        self._gap = gap
        self._monotonic = monotonic
        self._sleep = sleep
        self._doors: dict[str, Door] = {}

    def of(self, chat: str) -> Door:
        if chat not in self._doors:
            self._forget()
            rates, edit_rates = self._rates_of(chat)
            self._doors[chat] = Door(chat, rates, edit_rates, self._gap, self._monotonic, self._sleep, self._ledger)
        return self._doors[chat]

    def __len__(self) -> int:
        return len(self._doors)

    def _forget(self) -> None:
        if len(self._doors) >= MOST_DOORS:
            self._doors = {chat: door for chat, door in self._doors.items() if not door.is_forgettable()}
