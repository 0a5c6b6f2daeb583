"""How long to wait before a message is tried again, and when it has been waiting for too long."""

import random
from collections.abc import Callable
from dataclasses import dataclass

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60.0
"""Seconds: the pause doubles from the one to the other. A messenger that is back is noticed within a minute."""

SPREAD = 0.2
"""A fifth more or less, so that what failed together does not come back together."""

LATE_AFTER = 600.0
"""Seconds after which a message that meets only troubles is reported; Zulip's and procrastinate's "too late"."""

MOST_REMEMBERED = 10_000


@dataclass(slots=True)
class Trouble:
    """What one slot has met since it was last shown."""

    since: float
    times: int = 0
    reported: bool = False


class Troubles:
    """Remembers in this process alone: after a restart everything is simply tried at once."""

    def __init__(
        self, monotonic: Callable[[], float], spread: Callable[[float, float], float] = random.uniform
    ) -> None:
        self._monotonic = monotonic
        self._spread = spread
        self._by_slot: dict[int, Trouble] = {}

    def pause(self, slot: int, at_least: float = 0.0) -> float:
        """One more trouble: the seconds to wait, never less than the messenger itself asked for."""
        trouble = self._of(slot)
        trouble.times += 1
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(trouble.times - 1, 10))
        return max(pause * self._spread(1 - SPREAD, 1 + SPREAD), at_least + self._spread(0.1, 1.0) if at_least else 0.0)

    def over(self, slot: int) -> None:
        """It is shown, or given up."""
        self._by_slot.pop(slot, None)

    def just_became_late(self, slot: int) -> bool:
        """Whether it is time to report it: once for each slot."""
        trouble = self._of(slot)
        if trouble.reported or self._monotonic() - trouble.since < LATE_AFTER:
            return False
        trouble.reported = True
        return True

    def _of(self, slot: int) -> Trouble:
        if slot not in self._by_slot and len(self._by_slot) >= MOST_REMEMBERED:
            del self._by_slot[next(iter(self._by_slot))]
        return self._by_slot.setdefault(slot, Trouble(self._monotonic()))
