"""Seconds that pass as fast as the machine can: who sleeps is woken in order, and nobody waits for real."""

import asyncio
import heapq
import itertools


class FakeTime:
    """A monotonic function and the sleep that goes with it."""

    def __init__(self, start: float = 1000.0) -> None:
        self.now = start
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._numbers = itertools.count()

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.now + seconds, next(self._numbers), woken))
        await woken

    @property
    def is_awaited(self) -> bool:
        """Whether anybody sleeps."""
        return any(not woken.done() for _, _, woken in self._sleepers)

    async def settle(self) -> None:
        """Let everybody who can go on go on."""
        for _ in range(30):
            await asyncio.sleep(0)

    async def pass_by(self, seconds: float) -> None:
        """Let so many seconds pass, waking whoever's time comes."""
        until = self.now + seconds
        await self.settle()
        while self._sleepers and self._sleepers[0][0] <= until:
            at, _, woken = heapq.heappop(self._sleepers)
            self.now = max(self.now, at)
            if not woken.done():
                woken.set_result(None)
            await self.settle()
        self.now = until
