"""The metronome goes on whatever is done to the wall clock, and whatever fails."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from bot.heartbeat import Every, Heartbeat

TICK = 0.05


class Counted:
    """A ticker that only counts, and fails when it is told to."""

    def __init__(self) -> None:
        self.ticks = 0
        self.fails = False
        self._ticked = asyncio.Event()

    async def tick(self) -> int:
        self.ticks += 1
        self._ticked.set()
        if self.fails:
            raise RuntimeError("the database is away")
        return 0

    async def ticked(self, times: int = 3) -> None:
        """Wait for some more ticks; a metronome that stands still is a failure."""
        for _ in range(times):
            self._ticked.clear()
            async with asyncio.timeout(60):
                await self._ticked.wait()


@pytest.fixture
async def ticker() -> AsyncIterator[Counted]:
    counted = Counted()
    async with Heartbeat(counted, lambda: datetime.now(UTC), TICK).beating():  # type: ignore[arg-type]
        yield counted


@pytest.mark.parametrize("by", [timedelta(hours=-2), timedelta(seconds=-1), timedelta(hours=2), timedelta(days=1)])
async def test_a_wall_clock_that_jumps_does_not_stop_it(ticker: Counted, by: timedelta) -> None:
    await ticker.ticked()
    with time_machine.travel(datetime.now(UTC) + by, tick=True):
        await ticker.ticked()
    await ticker.ticked()


async def test_a_failing_tick_is_tried_again(ticker: Counted) -> None:
    ticker.fails = True
    await ticker.ticked()
    ticker.fails = False
    await ticker.ticked()


async def test_it_beats_at_once_and_remembers_when() -> None:
    counted = Counted()
    heartbeat = Heartbeat(counted, lambda: datetime(2026, 11, 23, tzinfo=UTC), 3600)  # type: ignore[arg-type]
    async with heartbeat.beating():
        assert counted.ticks == 1
        assert heartbeat.pulse.last == datetime(2026, 11, 23, tzinfo=UTC)


async def test_chores_are_done_and_may_fail() -> None:
    done = []

    async def sweep(now: datetime) -> None:
        done.append(now)
        raise RuntimeError("no")

    heartbeat = Heartbeat(Counted(), lambda: datetime.now(UTC), 3600)  # type: ignore[arg-type]
    async with heartbeat.beating((timedelta(seconds=TICK), sweep)), asyncio.timeout(60):
        while len(done) < 2:  # noqa: ASYNC110  Two turns of the metronome.
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("asleep", [timedelta(0), timedelta(seconds=1), timedelta(days=7), timedelta(days=-1)])
def test_what_was_slept_over_is_not_counted_up(asleep: timedelta) -> None:
    """After a week in which a machine slept there is one beat to do, not six hundred thousand."""
    now = datetime(2026, 11, 23, 10, tzinfo=UTC)
    assert Every(1).get_next_fire_time(now - asleep, now) == now + timedelta(seconds=1)
