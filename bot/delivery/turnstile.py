"""Where everybody who shares a rate stands in line: two lines, edits that people wait for and the rest."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from enum import IntEnum

from bot.delivery.ledger import ALONE, Counted, Ledger
from bot.delivery.rates import Bucket

Monotonic = Callable[[], float]
"""Seconds that only grow; unrelated to the wall clock, so that a clock that jumps changes no rate."""

Sleep = Callable[[float], Awaitable[None]]

EDITS_IN_A_ROW = 4
"""While posts wait too, every fifth turn is a post's: edits come first, and a flood of them starves nobody."""


class Lane(IntEnum):
    """An edit changes what somebody looks at this moment; a post may come a little later."""

    EDIT = 0
    POST = 1


class Turnstile:
    """Lets one through at a time, when all its buckets conform. Within a lane who came first goes first.

    The ledger knows the same buckets by their names: what other replicas have used of them.
    """

    def __init__(
        self, buckets: Mapping[str, Bucket], monotonic: Monotonic, sleep: Sleep, ledger: Ledger = ALONE
    ) -> None:
        self._buckets = tuple(buckets.values())
        self._counted = [(name, bucket.rate) for name, bucket in buckets.items()]
        self._monotonic = monotonic
        self._sleep = sleep
        self._ledger = ledger
        self._lines: dict[Lane, deque[asyncio.Future[None]]] = {lane: deque() for lane in Lane}
        self._occupied = False
        self._edits_in_a_row = 0
        self._closed_until = 0.0

    @property
    def waiting(self) -> int:
        return sum(len(line) for line in self._lines.values())

    def close_for(self, seconds: float) -> None:
        """Let nobody through for so long."""
        self._closed_until = max(self._closed_until, self._monotonic() + seconds)
        self._ledger.close(self._counted, seconds)

    def count(self, calls: int) -> None:
        """Count calls that did not come through; they are counted in the first bucket alone."""
        self._buckets[0].take(self._monotonic(), calls)
        self._ledger.owe(self._counted[:1], calls)

    async def go_through(self, lane: Lane, also: Sequence[Counted] = ()) -> float:
        """Wait for the turn and for the rate, and count. Cancelling gives the turn to the next.

        `also` is counted with it in the ledger. The seconds to wait for that, 0 when all is counted: who must wait for
        a rate of their own does not hold up those behind.
        """
        await self._turn(lane)
        try:
            while True:
                while (free_at := self._free_at()) > (now := self._monotonic()):
                    await self._sleep(free_at - now)
                ours, theirs = await self._ledger.take(self._counted, also)
                if theirs:
                    return theirs
                if not ours:
                    break
                await self._sleep(ours)
            for bucket in self._buckets:
                bucket.take(now)
        finally:
            self._call_next()
        return 0.0

    def _free_at(self) -> float:
        now = self._monotonic()
        return max(self._closed_until, *(bucket.free_at(now) for bucket in self._buckets))

    async def _turn(self, lane: Lane) -> None:
        if not self._occupied:
            self._occupied = True
            return
        place_in_line: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._lines[lane].append(place_in_line)
        try:
            await place_in_line
        except asyncio.CancelledError:
            if place_in_line.done() and not place_in_line.cancelled():
                self._call_next()  # The turn had come in the same moment.
            raise

    def _call_next(self) -> None:
        while (waiting := self._choose()) is not None:
            if not waiting.done():
                waiting.set_result(None)
                return
        self._occupied = False

    def _choose(self) -> asyncio.Future[None] | None:
        edits, posts = self._lines[Lane.EDIT], self._lines[Lane.POST]
        if edits and (not posts or self._edits_in_a_row < EDITS_IN_A_ROW):
            self._edits_in_a_row += 1
            return edits.popleft()
        self._edits_in_a_row = 0
        return posts.popleft() if posts else None
