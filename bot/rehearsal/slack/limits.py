"""Slack's rate limits in the stage's time: a tier per method and app, one message a second and channel.

Tiers are counts in any sixty seconds (docs.slack.dev/apis/web-api/rate-limits); the burst of three messages a channel
and a tolerance of five for tier 1 are inferences.
"""

import math
from collections import defaultdict, deque
from datetime import datetime, timedelta

from bot.rehearsal.slack.later import Clock
from bot.rehearsal.slack.refusals import rate_limited

PER_MINUTE = {"1": 5, "2": 20, "3": 50, "4": 100, "special": 600}
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
BURST = 3


class Limits:
    """Counts calls; off unless `on`."""

    def __init__(self, clock: Clock, *, on: bool) -> None:
        self.on = on
        self._clock = clock
        self._calls: dict[tuple[str, str], deque[datetime]] = defaultdict(deque)
        self._free_at: dict[str, datetime] = {}

    def count(self, app: str, method: str, tier: str) -> None:
        """One call more. Raises ApiError 429 with Retry-After when it is one too many."""
        if not self.on:
            return
        now, calls = self._clock(), self._calls[app, method]
        while calls and now - calls[0] >= MINUTE:
            calls.popleft()
        if len(calls) >= PER_MINUTE[tier]:
            raise rate_limited(_whole_seconds(calls[0] + MINUTE - now))
        calls.append(now)

    def post(self, channel: str) -> None:
        """One message more in this channel (a generic cell rate: one a second, three at once)."""
        if not self.on:
            return
        now = self._clock()
        due = max(self._free_at.get(channel, now), now)
        early = due - now - (BURST - 1) * SECOND
        if early > timedelta(0):
            raise rate_limited(_whole_seconds(early))
        self._free_at[channel] = due + SECOND


def _whole_seconds(wait: timedelta) -> int:
    return max(1, math.ceil(wait.total_seconds()))
