"""The metronome: APScheduler wakes the ticker, and now and then the housekeeping; it keeps no schedule of its own."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

from bot.storage.outage import is_outage, what_is_wrong
from rituals.ports import Clock
from rituals.ticker import Ticker

log = structlog.get_logger(__name__)

JUMP = 0.5
"""Seconds by which wall clock and monotonic clock may part between two looks: more is a jump, not a drift."""

Chore = Callable[[datetime], Awaitable[None]]


@dataclass(slots=True)
class Pulse:
    """When the last tick ended well, for `/readyz`."""

    last: datetime | None = None


class Every(BaseTrigger):  # type: ignore[misc]
    """Once in so many seconds from now on.

    APScheduler's own interval counts up each beat that was missed: a day of sleep would hold the loop for seconds.
    """

    def __init__(self, seconds: float) -> None:
        self._pause = timedelta(seconds=seconds)

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        del previous_fire_time
        return now + self._pause


class Heartbeat:
    """Looks at the clock every `seconds`, at once when woken, and never twice at the same time."""

    def __init__(self, ticker: Ticker, clock: Clock, seconds: float) -> None:
        self._ticker = ticker
        self._clock = clock
        self._seconds = seconds
        self._lock = asyncio.Lock()
        self._away = False
        self.pulse = Pulse()

    async def beat(self) -> None:
        """One look at the clock. Trouble with the database is logged and met again at the next beat."""
        if self._lock.locked():
            return
        async with self._lock:
            try:
                await self._ticker.tick()
                self.pulse.last = self._clock()
            except Exception as error:
                if is_outage(error):
                    self._say_it_is_away(error)
                else:
                    log.exception("tick failed, trying again")
            else:
                self._say_it_is_back()

    def _say_it_is_away(self, error: Exception) -> None:
        """Once an outage: a line a second would bury the one that tells when it began."""
        if not self._away:
            log.error("the database is away or cannot be written to, trying again", error=what_is_wrong(error))
        self._away = True

    def _say_it_is_back(self) -> None:
        if self._away:
            log.warning("the database is back")
        self._away = False

    async def settled(self) -> None:
        """Wait for the beat that is under way, then do one more."""
        async with self._lock:
            pass
        await self.beat()

    @asynccontextmanager
    async def beating(self, *chores: tuple[timedelta, Chore]) -> AsyncIterator["Heartbeat"]:
        """Run until the block ends: fixed jobs in memory only; the schedule itself is the database's."""
        scheduler = AsyncIOScheduler(
            timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        every = {"tick": self._seconds, **{chore.__name__: pause.total_seconds() for pause, chore in chores}}
        scheduler.add_job(self.beat, Every(self._seconds), id="tick", max_instances=2)  # The second one leaves at once.
        for _, chore in chores:
            trigger = Every(every[chore.__name__])
            scheduler.add_job(self._do, trigger, args=[chore], id=chore.__name__)
        await self.beat()
        scheduler.start()
        watch = asyncio.create_task(self._mind_the_clock(scheduler, every), name="clock")
        try:
            yield self
        finally:
            watch.cancel()
            scheduler.pause()
            await asyncio.sleep(0)  # A beat that was just set off takes the lock now.
            async with self._lock:
                pass
            scheduler.shutdown(wait=False)  # Cancels what still runs: by now nothing but chores.

    async def _mind_the_clock(self, scheduler: AsyncIOScheduler, every: dict[str, float]) -> None:
        """Set the jobs anew when the wall clock was moved.

        APScheduler counts in wall time: after a clock was set back it would sleep until the old time comes again.
        """
        offset = time.time() - time.monotonic()
        while True:
            await asyncio.sleep(self._seconds)
            now = time.time() - time.monotonic()
            moved, offset = now - offset, now
            if abs(moved) > JUMP:
                log.warning("the wall clock was moved", seconds=round(moved))
                for job, seconds in every.items():
                    scheduler.reschedule_job(job, trigger=Every(seconds))
                await self.beat()

    async def _do(self, chore: Chore) -> None:
        try:
            await chore(self._clock())
        except Exception:
            log.exception("chore failed", chore=chore.__name__)
