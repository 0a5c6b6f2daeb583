"""Delivery: a drainer for each busy place, called after commits, and a sweep that finds what nobody was told of."""

import asyncio
import time
from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

import structlog

from bot.delivery.callers import Caller, caller_for
from bot.delivery.consequences import Consequences, Figures
from bot.delivery.content import Words
from bot.delivery.courier import LEASE, Courier, log_failure
from bot.delivery.pacing import Pacer, Unpaced, pacer_of
from bot.delivery.troubles import Troubles
from bot.messengers.port import Messenger
from bot.storage.transaction import Database
from bot.storage.unbroken import unbroken
from rituals.ports import Clock
from rituals.team import Place, messenger_of

SWEEP_SECONDS = 5.0
"""What other processes committed, and what a lost wake-up forgot, is found within so long (real seconds)."""

MOST_SENDS = 64
"""Attempts at the same time, in all places: as many connections as the sessions of the messengers keep."""

MOST_PLACES = 2000
"""Places that one sweep calls drainers to."""

LAST_WORD = timedelta(seconds=3)
"""What another process left in flight is looked into after so long: one that lives may still say what became of it."""

LONGEST_ALARM = 60.0
"""Seconds; what is due later than that is found by the sweep."""

GRACE_SECONDS = 5.0
"""What is in flight when we stop may take so long to end."""

log = structlog.get_logger(__name__)


class Delivery:
    """Brings what people see up to date with what the rituals last showed.

    Several may work on one database: a slot is claimed before it is sent and recorded after, by its claimer alone.
    `owner` names this process and this start of it. The wall clock says what is due; all waiting is in real seconds.
    `alone`: nobody else delivers from this database (so it is with SQLite), and what is in flight at the start was
    left by a crash; otherwise that is known when its lease has run out. `caller` is who calls drainers to places, in
    this process or across replicas.
    """

    def __init__(
        self,
        database: Database,
        renderer: Words,
        messengers: Mapping[str, Messenger],
        clock: Clock,
        owner: str,
        *,
        pacers: Mapping[str, Pacer] | None = None,
        troubles: Troubles | None = None,
        alone: bool | None = None,
        caller: Caller | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._owner = owner
        self._alone = database.is_sqlite if alone is None else alone
        self._pacers = _Pacers(pacers if pacers is not None else {name: pacer_of(name) for name in messengers})
        self._consequences = Consequences(self._pacers, troubles or Troubles(time.monotonic), messengers)
        self._courier = Courier(database, renderer, messengers, clock, owner, self._consequences)
        self._caller = caller or caller_for(database)
        self._sending = asyncio.Semaphore(MOST_SENDS)
        self._drainers: dict[asyncio.Task[Any], Place] = {}
        self._in_flight: set[asyncio.Task[Any]] = set()
        self._alarms: dict[Place, asyncio.TimerHandle] = {}
        self._working = asyncio.Event()
        self._stopping = asyncio.Event()
        self._stopped = asyncio.Event()
        self._stopped.set()

    @property
    def figures(self) -> Figures:
        """How often what happened."""
        return self._consequences.figures

    async def run(self) -> None:
        """Deliver until `stop`. Being cancelled cuts short what is in flight, which is recorded as unknown."""
        self._stopping.clear()
        self._stopped.clear()
        try:
            if self._alone:
                await self._after_a_crash()
            async with self._caller.working(self._drain):
                await self._work()
        finally:
            self._stopped.set()

    async def stop(self) -> None:
        """Claim nothing more, finish what is in flight within five seconds, and return when all is recorded."""
        self._stopping.set()
        await self._stopped.wait()

    def wake(self, places: Collection[Place]) -> None:
        """Something may be due in these places. Cheap; to be called after commits, also before `run`."""
        if not self._working.is_set():
            return
        for place in places:
            self._silence(place)
        self._caller.call(places)

    async def settled(self) -> None:
        """Wait until nothing is due and nothing is in flight; what is due at a later moment does not count.

        To be asked of an engine that runs, or is about to.
        """
        await self._working.wait()
        await self._sweep()
        while await self._caller.finished():
            await self._sweep()

    async def _work(self) -> None:
        self._working.set()
        sweeping = asyncio.create_task(self._sweep_for_ever())
        try:
            await self._stopping.wait()
        finally:
            self._working.clear()
            self._caller.rest()
            sweeping.cancel()
            for place in list(self._alarms):
                self._silence(place)
            await unbroken(self._finish())

    # -- finding work ------------------------------------------------------------------------------------------------

    async def _sweep_for_ever(self) -> None:
        while True:
            try:
                await self._sweep()
                await self._caller.sweep()
            except Exception as error:  # noqa: BLE001  The database may be away: it is asked again.
                log_failure("the sweep failed", error)
            await asyncio.sleep(SWEEP_SECONDS)

    async def _sweep(self) -> None:
        """Call to every place that has something due, keep what is ours, find what dead processes left in flight."""
        now = self._clock()
        async with self._database.begin() as tx:
            await tx.slots.keep(self._owner, now, LEASE)
            for left in await tx.slots.abandoned(now, alive=self._owner, wait=LAST_WORD):
                log.warning("left in flight", slot=left)
            places = await tx.slots.due_places(now, MOST_PLACES)
        busy = set(self._drainers.values())
        self.wake([place for place in places if place not in busy])

    async def _after_a_crash(self) -> None:
        """What is in flight although nobody has begun yet was left by a predecessor."""
        async with self._database.begin() as tx:
            for left in await tx.slots.at_start(self._clock()):
                log.warning("left in flight", slot=left)

    # -- one place ---------------------------------------------------------------------------------------------------

    async def _drain(self, place: Place) -> None:
        """Show what is due in one place, one after another, until nothing is."""
        task = asyncio.current_task()
        assert task is not None  # noqa: S101
        self._drainers[task] = place
        try:
            while not self._stopping.is_set() and await self._show_next(place, task):
                pass
        except Exception as error:  # noqa: BLE001  A bug, or the database is away: the sweep comes back to it.
            log_failure("a drainer failed", error, place=place)
        finally:
            del self._drainers[task]

    async def _show_next(self, place: Place, task: "asyncio.Task[Any]") -> bool:
        """Show the next one when its time has come and the pace allows; False if there is nothing to do here now."""
        async with self._database.read() as tx:
            head = await tx.slots.head(place)
        if head is None:
            return False
        wait = (head.due_at - self._clock()).total_seconds()
        if wait > 0:
            self._set_alarm(place, wait)
            return False
        await self._pacers[messenger_of(place)].admit(place, head.id, edit=head.is_edit)
        async with self._sending:
            if self._stopping.is_set():
                return False
            self._in_flight.add(task)
            try:
                return await self._courier.bring_next(place)
            finally:
                self._in_flight.discard(task)

    def _set_alarm(self, place: Place, wait: float) -> None:
        if wait <= LONGEST_ALARM:
            self._alarms[place] = asyncio.get_running_loop().call_later(wait, self.wake, [place])

    def _silence(self, place: Place) -> None:
        if (alarm := self._alarms.pop(place, None)) is not None:
            alarm.cancel()

    async def _finish(self) -> None:
        """Send those away who only wait; give those in flight some seconds, then cut them short."""
        for drainer in self._drainers:
            if drainer not in self._in_flight:
                drainer.cancel()
        if self._drainers:
            _, late = await asyncio.wait(list(self._drainers), timeout=GRACE_SECONDS)
            self._courier.hurry()
            for drainer in late:
                drainer.cancel()


class _Pacers(dict[str, Pacer]):
    """A messenger without a pacer of its own has no limits that we know."""

    def __missing__(self, messenger: str) -> Pacer:
        self[messenger] = Unpaced()
        return self[messenger]
