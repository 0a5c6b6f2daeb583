"""What a hundred thousand rituals cost that wait for next year: memory, an idle tick, the start; SQLite, Linux.

    python bench/idle.py [--rituals 1000 10000 100000] [--quick]

Each figure is of a fresh process that opens the database, ticks once, and then ticks on; medians over rounds. Memory is
what it has above the same process on an empty database. Beside it the memory of APScheduler with a job a ritual.
"""

import argparse
import asyncio
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

from measuring import on_one_core  # noqa: E402  After the path.

EACH = 10
"""Rituals of a team."""

TICKS = 200


def resident() -> float:
    """The memory of this process, in MB."""
    found = re.search(r"^VmRSS:\s*(\d+) kB$", Path("/proc/self/status").read_text(), re.MULTILINE)
    assert found is not None
    return int(found[1]) / 1024


async def make(url: str, rituals: int) -> None:
    """A database of so many, all planned, none due for a year."""
    from many import AFTER, fill
    from sqlalchemy import update

    from bot.storage.tables import rituals as table
    from bot.storage.transaction import Database
    from bot.storage.upkeep import upgrade

    await upgrade(url)
    database = Database(url)
    await fill(database, rituals // EACH, EACH)
    async with database.begin(unhurried=True) as tx:
        await tx._sql.run(update(table).values(next_run_at=AFTER))  # noqa: SLF001
    await database.close()


async def live(url: str) -> dict[str, float]:
    """Open, tick, tick on: in a process of its own."""
    from many import MONDAY

    from bot.clock import MovableClock
    from bot.storage.transaction import Database
    from rituals.plays import PLAYS
    from rituals.ticker import Ticker

    began = time.perf_counter()
    database = Database(url, clock := MovableClock(MONDAY))
    ticker = Ticker(database.begin, clock, PLAYS, print)
    await ticker.tick()
    started = time.perf_counter() - began
    ticks = []
    for _ in range(TICKS):
        began = time.perf_counter()
        assert await ticker.tick() == 0
        ticks.append(time.perf_counter() - began)
    told = {"start": 1000 * started, "tick": 1000 * statistics.median(ticks), "memory": resident()}
    await database.close()
    return told


async def apscheduler(jobs: int) -> dict[str, float]:
    """A job each, in the memory store."""
    from apscheduler.schedulers.asyncio import AsyncIOScheduler  # type: ignore[import-untyped]
    from apscheduler.triggers.cron import CronTrigger  # type: ignore[import-untyped]

    scheduler = AsyncIOScheduler(timezone="UTC")
    scheduler.start()
    before, began = resident(), time.perf_counter()
    for _ in range(jobs):
        scheduler.add_job(resident, CronTrigger(day_of_week="mon", hour=10, timezone="Europe/Moscow"))
    told = {"start": 1000 * (time.perf_counter() - began), "memory": resident() - before}
    scheduler.shutdown(wait=False)
    return told


def in_a_process(*words: str) -> dict[str, float]:
    done = subprocess.run([sys.executable, __file__, *words], capture_output=True, text=True, check=True)  # noqa: S603
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told


def medians(rounds: int, *words: str) -> dict[str, float]:
    told = [in_a_process(*words) for _ in range(rounds)]
    return {name: statistics.median(one[name] for one in told) for name in told[0]}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rituals", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--quick", action="store_true", help="a hundred and a thousand, one round")
    arguments.add_argument("--live", help=argparse.SUPPRESS)
    arguments.add_argument("--jobs", type=int, help=argparse.SUPPRESS)
    asked = arguments.parse_args()
    if asked.live:
        print(json.dumps(asyncio.run(live(asked.live))))
        return
    if asked.jobs:
        print(json.dumps(asyncio.run(apscheduler(asked.jobs))))
        return
    on_one_core()
    rounds = 1 if asked.quick else asked.rounds
    empty: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        for rituals in (0, *([100, 1_000] if asked.quick else asked.rituals)):
            url = f"sqlite:///{Path(folder) / f'{rituals}.db'}"
            asyncio.run(make(url, rituals))
            told = medians(rounds, "--live", url)
            empty = empty or told
            size = Path(url.removeprefix("sqlite:///")).stat().st_size / 2**20
            print(f"{rituals:7} rituals: start {told['start']:6.1f} ms, idle tick {told['tick']:6.3f} ms, ", end="")
            print(f"memory + {told['memory'] - empty['memory']:5.1f} MB, file {size:.1f} MB")
    peer = medians(1, "--jobs", str(rituals))
    print(f"{rituals:7} jobs of APScheduler: {peer['start']:.0f} ms to add, memory + {peer['memory']:.1f} MB")


if __name__ == "__main__":
    main()
