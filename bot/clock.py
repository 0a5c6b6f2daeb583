"""Where the process gets the time from: the system, the database that replicas share, or a clock that can be moved."""

import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta


def system_clock() -> datetime:
    """The moment, aware, in UTC."""
    return datetime.now(UTC)


class SharedClock:
    """One clock for all replicas: the database's, carried on by seconds that only grow.

    Called, it gives the moment (aware, UTC). Once it has been set, what a replica's own wall clock says, and how that
    jumps, changes nothing.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._moment: datetime | None = None
        self._at = 0.0

    def __call__(self) -> datetime:
        if self._moment is None:
            return system_clock()
        return self._moment + timedelta(seconds=self._monotonic() - self._at)

    async def ask(self, moment: Callable[[], Awaitable[datetime]]) -> None:
        """Set it by the database. The answer is as old as half of the time that it took."""
        asked = self._monotonic()
        told = await moment()
        self._at = (asked + self._monotonic()) / 2
        self._moment = told


class MovableClock:
    """A clock that can be moved: it stands still, or runs on from where it was set.

    Called, it gives the moment (aware, UTC). `watch` registers a function that is called after
    every move, so that a heartbeat need not wait for its next turn.
    """

    def __init__(self, start: datetime, *, running: bool = False) -> None:
        self._base = start.astimezone(UTC)
        self._since = time.monotonic() if running else None
        self._watchers: list[Callable[[], None]] = []

    def __call__(self) -> datetime:
        if self._since is None:
            return self._base
        return self._base + timedelta(seconds=time.monotonic() - self._since)

    @property
    def running(self) -> bool:
        return self._since is not None

    def set(self, moment: datetime) -> None:
        """Jump to an aware moment, forward or back."""
        self._base = moment.astimezone(UTC)
        if self._since is not None:
            self._since = time.monotonic()
        for watcher in self._watchers:
            watcher()

    def advance(self, by: timedelta) -> None:
        self.set(self() + by)

    def watch(self, watcher: Callable[[], None]) -> None:
        self._watchers.append(watcher)
