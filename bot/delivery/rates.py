"""How often something may be done: the generic cell rate algorithm, as plain arithmetic; time is an argument."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """`burst` at once, and then one every `interval` seconds."""

    interval: float
    burst: int = 1

    def most_in(self, window: float) -> int:
        """The most that can be let through in any closed window of that many seconds.

        This is what a messenger's limit must be compared with: a burst falls into a window on top of its steady rate.
        """
        return self.burst + math.floor(window / self.interval)


class Bucket:
    """One rate being used. It knows a single number: when it will be as good as new (the theoretical arrival time)."""

    __slots__ = ("full_at", "rate")

    def __init__(self, rate: Rate, full_at: float = -math.inf) -> None:
        self.rate = rate
        self.full_at = full_at

    def free_at(self, now: float) -> float:
        """The earliest second, not before `now`, at which one more conforms."""
        return max(now, self.full_at - (self.rate.burst - 1) * self.rate.interval)

    def take(self, now: float, count: int = 1) -> None:
        """Count something that happens now, whether it conforms or not: what exceeds the rate is paid for later."""
        self.full_at = max(self.full_at, now) + count * self.rate.interval

    def close_until(self, second: float) -> None:
        """Let nothing conform before that second."""
        self.full_at = max(self.full_at, second + (self.rate.burst - 1) * self.rate.interval)

    def is_full(self, now: float) -> bool:
        """Whether it remembers nothing any more and may be forgotten."""
        return self.full_at <= now
