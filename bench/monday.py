"""Monday, ten o'clock: ten thousand of a hundred thousand rituals are due in the same second.

    python bench/monday.py [--due 10000] [--each 10] [--postgres] [--quick]

Each due ritual is a stand-up that opens: its card is rendered for nobody yet, but decided, stored and queued for its
group, and its next occurrence is planned. Told are the seconds until the last is planned, until the last is queued, and
the longest time for which the loop did nothing else. Beside it, on the same core, one APScheduler job a ritual (memory
store, a cron trigger each), whose jobs do nothing at all; with its default grace of a second it is counted how many of
them ran. Exits 1 where one of ours was not done.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from apscheduler.events import EVENT_JOB_MISSED, JobExecutionEvent  # type: ignore[import-untyped]
from apscheduler.schedulers.asyncio import AsyncIOScheduler  # type: ignore[import-untyped]
from apscheduler.triggers.cron import CronTrigger  # type: ignore[import-untyped]
from sqlalchemy import func, select

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

from many import BEFORE, MONDAY, fill, only_monday  # noqa: E402  After the path.
from measuring import on_one_core  # noqa: E402
from stores import Postgres, Sqlite  # noqa: E402

from bot.clock import MovableClock  # noqa: E402
from bot.storage.tables import slots  # noqa: E402
from bot.storage.transaction import Database  # noqa: E402
from bot.storage.upkeep import upgrade  # noqa: E402
from rituals.plays import PLAYS  # noqa: E402
from rituals.ticker import Ticker  # noqa: E402

SOON = timedelta(seconds=3)


@dataclass
class Stall:
    """The longest time for which the loop was not there for anybody else, in seconds."""

    longest: float = 0.0


@asynccontextmanager
async def watched() -> AsyncIterator[Stall]:
    """Measure it while the block lasts."""
    found = Stall()

    async def watch() -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.001)
            found.longest = max(found.longest, time.perf_counter() - before - 0.001)

    watching = asyncio.create_task(watch())
    await asyncio.sleep(0.01)
    try:
        yield found
    finally:
        await asyncio.sleep(0.01)
        watching.cancel()


async def letuchka(url: str, due: int, each: int) -> int:
    """The tick of `letuchka run`; how many steps were not done."""
    await upgrade(url)
    clock = MovableClock(BEFORE)
    database = Database(url, clock)
    await fill(database, due, each)
    ticker = Ticker(database.begin, clock, PLAYS, lambda what, error: print(what, repr(error)))
    began = time.perf_counter()
    async with watched() as planning:
        await ticker.tick()
    planned = time.perf_counter() - began
    steps = await only_monday(database)
    clock.set(MONDAY)
    began, spent = time.perf_counter(), time.process_time()
    async with watched() as opening:
        await ticker.tick()
    queued, cost = time.perf_counter() - began, time.process_time() - spent
    async with database.read() as tx:
        in_groups = slots.c.place.like("telegram:-%")
        shown = await tx._sql.value(select(func.count()).select_from(slots).where(in_groups))  # noqa: SLF001
    await database.close()
    print(f"planned {due}: {planned:.2f} s, longest stall {1000 * planning.longest:.1f} ms")
    print(
        f"opened {steps} and queued {shown}: {queued:.2f} s ({1e6 * cost / due:.0f} µs of the processor each), ", end=""
    )
    print(f"longest stall {1000 * opening.longest:.1f} ms")
    return due - min(steps, int(shown))


async def apscheduler(due: int, waiting: int, grace: int | None) -> None:
    """One job a ritual; the jobs only say that they ran."""
    ran, missed = 0, 0
    over = asyncio.Event()

    async def job() -> None:
        nonlocal ran
        ran += 1
        if ran + missed == due:
            over.set()

    def miss(_: JobExecutionEvent) -> None:
        nonlocal missed
        missed += 1
        if ran + missed == due:
            over.set()

    scheduler = AsyncIOScheduler(timezone="UTC", job_defaults={"max_instances": 10, "misfire_grace_time": grace})
    scheduler.add_listener(miss, EVENT_JOB_MISSED)
    scheduler.start(paused=True)
    trigger = CronTrigger(day_of_week="mon", hour=10, timezone="Europe/Moscow")
    began = time.perf_counter()
    later = datetime.now(UTC) + timedelta(days=300)
    for _ in range(waiting):
        scheduler.add_job(job, trigger, next_run_time=later)
    at = datetime.now(UTC) + SOON * max(1, due // 2000)
    for _ in range(due):
        scheduler.add_job(job, trigger, next_run_time=at)
    added = time.perf_counter() - began
    scheduler.resume()
    async with watched() as stall:
        await asyncio.sleep(max(0.0, (at - datetime.now(UTC)).total_seconds()))
        began = time.perf_counter()
        await over.wait()
    said = f"grace {grace} s" if grace else "no grace"
    print(
        f"APScheduler, {said}: {time.perf_counter() - began:.2f} s, longest stall {1000 * stall.longest:.0f} ms, ",
        end="",
    )
    print(f"{missed} of {due} missed; {added:.1f} s to add {due + waiting} jobs")
    scheduler.shutdown(wait=False)


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--due", type=int, default=10_000)
    arguments.add_argument("--each", type=int, default=10, help="rituals of a team, of which one is due")
    arguments.add_argument("--postgres", action="store_true")
    arguments.add_argument("--quick", action="store_true", help="a hundredth of it")
    asked = arguments.parse_args()
    due = 100 if asked.quick else asked.due
    with tempfile.TemporaryDirectory() as folder:
        store = Postgres(Path(folder)) if asked.postgres else Sqlite(Path(folder))
        on_one_core()
        undone = asyncio.run(letuchka(store.empty(), due, asked.each))
        store.close()
    if not asked.postgres:
        for grace in (None, 1):
            asyncio.run(apscheduler(due, due * (asked.each - 1), grace))
    print(f"not done: {undone}")
    return 1 if undone else 0


if __name__ == "__main__":
    raise SystemExit(main())
