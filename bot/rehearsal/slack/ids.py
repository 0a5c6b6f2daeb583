"""Ids and timestamps in Slack's shapes, in order and the same on every run."""

import itertools
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


class Ids:
    """Counts. Every id is new on the whole stage, so that one is enough to find a thing."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._last = _EPOCH

    def new(self, letter: str) -> str:
        """`D` → `D0A000001`: a letter that tells the kind and eight characters."""
        return f"{letter}0A{next(self._numbers):06d}"

    def secret(self, what: str) -> str:
        return f"{what}-{next(self._numbers):08d}"

    def ts(self, now: datetime) -> str:
        """A message's timestamp, `seconds.microseconds`: later than every one before, even when the clock stands."""
        self._last = max(now, self._last + _TICK)
        passed = self._last - _EPOCH
        return f"{passed.days * 86_400 + passed.seconds}.{passed.microseconds:06d}"


def epoch(moment: datetime) -> int:
    return int(moment.timestamp())


def moment_of(ts: str) -> datetime:
    """The moment of a message's ts. Raises ValueError for what is none."""
    seconds, _, micros = ts.partition(".")
    return _EPOCH + timedelta(seconds=int(seconds), microseconds=int(micros or 0))
