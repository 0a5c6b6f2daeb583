"""The arithmetic of rates: never more than the limit in any window, and never a wait longer than it must be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery import pacing
from bot.delivery.rates import Bucket, Rate

RATES = st.builds(Rate, interval=st.floats(0.01, 10), burst=st.integers(1, 20))
GAPS = st.lists(st.floats(0, 15), min_size=1, max_size=60)
A_HAIR = 1e-6
"""Floating point: a window that is a microsecond shorter holds for sure what the exact one holds."""


def departures(bucket: Bucket, arrivals: list[float]) -> list[float]:
    """When each goes who waits in line for the bucket."""
    gone: list[float] = []
    for arrival in arrivals:
        now = max(arrival, gone[-1] if gone else arrival)
        at = bucket.free_at(now)
        bucket.take(at)
        gone.append(at)
    return gone


def running_sum(gaps: list[float]) -> list[float]:
    total = 0.0
    return [total := total + gap for gap in gaps]


@given(rate=RATES, gaps=GAPS, window=st.floats(0.05, 100))
def test_no_window_holds_more_than_the_rate_allows(rate: Rate, gaps: list[float], window: float) -> None:
    gone = departures(Bucket(rate), running_sum(gaps))
    for first in gone:
        assert sum(first <= at <= first + window - A_HAIR for at in gone) <= rate.most_in(window)


@given(rate=RATES, gaps=GAPS)
def test_nobody_waits_longer_than_those_before_him_need(rate: Rate, gaps: list[float]) -> None:
    arrivals = running_sum(gaps)
    for number, (arrival, gone) in enumerate(zip(arrivals, departures(Bucket(rate), arrivals), strict=True), start=1):
        assert arrival <= gone <= arrival + number * rate.interval + A_HAIR


@given(rate=RATES, extra=st.integers(1, 50))
def test_what_did_not_wait_is_paid_for_by_those_who_do(rate: Rate, extra: int) -> None:
    bucket = Bucket(rate)
    bucket.take(100.0, rate.burst + extra)
    assert bucket.free_at(100.0) == pytest.approx(100.0 + (extra + 1) * rate.interval)
    assert not bucket.is_full(100.0)
    assert bucket.is_full(100.0 + (rate.burst + extra + 1) * rate.interval)


def test_a_new_bucket_lets_its_burst_through_at_once() -> None:
    assert departures(Bucket(Rate(interval=2.0, burst=3)), [5.0] * 5) == [5.0, 5.0, 5.0, 7.0, 9.0]


@pytest.mark.parametrize(
    ("rate", "window", "limit"),
    [
        (pacing.TELEGRAM_ALL, 1, 28),
        (pacing.TELEGRAM_DELIVERY, 1, int(28 * 0.8)),
        (pacing.TELEGRAM_GROUP[0], 0.999, 1),
        (pacing.TELEGRAM_GROUP[1], 60, 19),
        (pacing.TELEGRAM_GROUP_EDITS[0], 60, 16),
        (pacing.SLACK_POSTS, 60, 200),
        (pacing.SLACK_EDITS, 60, 40),
    ],
)
def test_the_rates_keep_below_the_published_limits(rate: Rate, window: float, limit: int) -> None:
    assert limit * 0.9 <= rate.most_in(window) <= limit
