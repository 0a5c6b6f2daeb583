"""How long Slack waits for an acknowledgement while delivery works through ten thousand messages; no network.

    python bench/slack_queue.py [--seconds 10] [--rate 200] [--queued 10000]

Votes come at a steady rate, whether the ones before are answered or not; the messages go to as many private chats, as
fast as Slack's limits let delivery send. One core. Exits 1 where a vote was lost.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

from ballots import choices, slack_press  # noqa: E402  After the path.
from measuring import Run, on_one_core, tell  # noqa: E402
from slack_votes import Office, office  # noqa: E402
from stores import Sqlite, kept  # noqa: E402

from bot.clock import system_clock  # noqa: E402
from bot.delivery.engine import Delivery  # noqa: E402
from rituals.cup_messages import ReasonKept  # noqa: E402
from rituals.messages import At  # noqa: E402
from rituals.team import Place  # noqa: E402

ELECTORS = 12


async def queue(opened: Office, count: int) -> None:
    """So many messages, each for a private chat of its own."""
    now = system_clock()
    async with opened.database.begin(unhurried=True) as tx:
        for number in range(count):
            await tx.outbox.show(f"note:{number}", At(Place(f"slack:T0000001/U9{number:06}")), ReasonKept(now))


async def steadily(opened: Office, bodies: list[bytes], rate: float) -> Run:
    """Give these to the bot at a rate, however long each takes; the time counts from when it should have been given."""
    began, spent = time.perf_counter(), time.process_time()
    taken: list[float] = []

    async def one(body: bytes, due: float) -> None:
        await opened.take(body)
        taken.append(time.perf_counter() - due)

    async with asyncio.TaskGroup() as group:
        for number, body in enumerate(bodies):
            due = began + number / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            group.create_task(one(body, due))
    elapsed, cost = time.perf_counter() - began, time.process_time() - spent
    return Run(len(taken) / elapsed, cost / len(taken), sorted(taken))


async def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--seconds", type=float, default=10)
    arguments.add_argument("--rate", type=float, default=200)
    arguments.add_argument("--queued", type=int, default=10_000)
    arguments.add_argument("--quick", action="store_true", help="a small part of it")
    asked = arguments.parse_args()
    if asked.quick:
        asked.seconds, asked.queued = 2, 500
    count = int(asked.seconds * asked.rate)
    with tempfile.TemporaryDirectory() as folder:
        store = Sqlite(Path(folder))
        electors = await store.prepare(-(-count // ELECTORS), ELECTORS)
        bodies = [slack_press(*one) for one in choices(electors, count, 0)]
        on_one_core()
        url = store.fresh()
        async with office(url) as opened:
            await queue(opened, asked.queued)
            delivery = Delivery(opened.database, opened.renderer, {"slack": opened.messenger}, system_clock, "bench")
            opened.database.on_commit(delivery.wake)
            delivering = asyncio.create_task(delivery.run())
            run = await steadily(opened, bodies, asked.rate)
            await delivery.stop()
            await delivering
        lost = count - await kept(url)
    tell(f"{asked.rate:g}/s beside {asked.queued} queued", [run])
    print(f"lost: {lost}")
    return 1 if lost else 0


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main()))
