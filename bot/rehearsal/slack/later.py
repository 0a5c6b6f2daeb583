"""What the local Slack does later: retries and farewells wait here for their moment of the stage's clock."""

import heapq
import itertools
from collections.abc import Callable
from datetime import datetime, timedelta

Clock = Callable[[], datetime]


class Later:
    """Callables with their moments. It has no timer of its own: `run_due` is called when the clock may have moved."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._waiting: list[tuple[datetime, int, Callable[[], None]]] = []
        self._numbers = itertools.count()

    def __len__(self) -> int:
        return len(self._waiting)

    def after(self, wait: timedelta, do: Callable[[], None]) -> None:
        heapq.heappush(self._waiting, (self._clock() + wait, next(self._numbers), do))

    def run_due(self) -> int:
        """Do what is due by now; returns how many."""
        done = 0
        while self._waiting and self._waiting[0][0] <= self._clock():
            heapq.heappop(self._waiting)[2]()
            done += 1
        return done

    def run_all(self) -> int:
        """Do everything that waits at this moment, due or not; returns how many."""
        waiting, self._waiting = sorted(self._waiting), []
        for _moment, _number, do in waiting:
            do()
        return len(waiting)
