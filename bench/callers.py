"""From the commit to the messenger's call: a task in the process (`InProcess`) beside a job of procrastinate (`Jobs`).

    python bench/callers.py [--shows 200]

Both on the same PostgreSQL of this machine, one show after another, each in a place of its own; they take turns.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.soak.__main__ import postgres_of  # noqa: E402  After the path.
from bot.clock import system_clock  # noqa: E402
from bot.delivery.callers import Caller, InProcess  # noqa: E402
from bot.delivery.engine import Delivery  # noqa: E402
from bot.delivery.jobs import Jobs  # noqa: E402
from bot.delivery.pacing import Unpaced  # noqa: E402
from bot.storage.transaction import Database  # noqa: E402
from bot.storage.upkeep import upgrade  # noqa: E402
from rituals.messages import At, type_of  # noqa: E402
from rituals.team import Place  # noqa: E402
from tests.fakes import NOTES, Note, PlainWords, ScriptedMessenger  # noqa: E402


async def delays(database: Database, caller: Caller, shows: int, name: str) -> list[float]:
    """Milliseconds of each show."""
    telegram = ScriptedMessenger("telegram")
    messengers = {"telegram": telegram}
    pacers = {"telegram": Unpaced()}
    delivery = Delivery(database, PlainWords(), messengers, system_clock, name, pacers=pacers, caller=caller)
    database.on_commit(delivery.wake)
    running = asyncio.create_task(delivery.run())
    await asyncio.sleep(1)
    found = []
    for number in range(shows):
        place = Place(f"telegram:{name}{number}")
        async with database.begin() as tx:
            await tx.outbox.show(f"{name}:{number}", At(place), Note("words", ""))
        began = time.perf_counter()
        while not telegram.shows(place):  # noqa: ASYNC110  What is waited for has no event.
            await asyncio.sleep(0.0005)
        found.append(1000 * (time.perf_counter() - began))
    await delivery.stop()
    await running
    database._listeners.clear()  # noqa: SLF001
    return found


async def compare(shows: int) -> None:
    type_of.update(NOTES)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        url = postgres_of(Path(folder))
        await upgrade(url)
        database = Database(url)
        found: dict[str, list[float]] = {"InProcess": [], "Jobs": []}
        for turn in range(4):
            for kind, caller in (("InProcess", InProcess()), ("Jobs", Jobs(database.url))):
                found[kind] += await delays(database, caller, shows // 4, f"{kind}{turn}-")
        await database.close()
    for kind, times in found.items():
        deciles = statistics.quantiles(times, n=20)
        middle = statistics.median(times)
        print(f"{kind:10} p50 {middle:6.1f} ms   p95 {deciles[18]:6.1f} ms   longest {max(times):6.0f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shows", type=int, default=200)
    asyncio.run(compare(parser.parse_args().shows))


if __name__ == "__main__":
    main()
