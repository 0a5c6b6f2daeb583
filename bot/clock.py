"""Where the process gets the time from: the system, or a clock that a rehearsal can move."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


def system_clock() -> datetime:
    """The moment, aware, in UTC."""
    return datetime.now(UTC)


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
