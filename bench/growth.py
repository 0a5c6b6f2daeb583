"""What a vote, an idle tick and a card of delivery cost as the work grows: teams, people and history × 1, 10, 100.

    python bench/growth.py [--sizes 10 100 1000] [--picture docs/pictures/growth.svg] [--quick]

So many teams of twelve electors with an open vote each, and behind them as many occurrences, steps and messages of
years gone by (a hundred a team). Told is the processor time of one of each on SQLite, the median over rounds; with
`--picture` it is drawn too. Nothing should cost more because there is more that it is not about.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

from ballots import NOW, choices, open_votes, telegram_press  # noqa: E402  After the path.
from measuring import at_once, on_one_core  # noqa: E402
from telegram_votes import ELECTORS, letuchka  # noqa: E402

from bot.clock import MovableClock  # noqa: E402
from bot.storage.slotstate import SlotState  # noqa: E402
from bot.storage.tables import occurrences, rituals, slots, steps  # noqa: E402
from bot.storage.transaction import Database  # noqa: E402
from bot.storage.upkeep import upgrade  # noqa: E402
from rituals.plays import PLAYS  # noqa: E402
from rituals.ticker import Ticker  # noqa: E402
from rituals.timeline import OccurrenceState, StepState, Subject  # noqa: E402

HISTORY = 100
"""Occurrences of a team that are over."""

PRESSES = 240
TICKS = 100
HEADS = 200


async def remember(database: Database) -> None:
    """Years gone by."""
    async with database.begin(unhurried=True) as tx:
        sql = tx._sql  # noqa: SLF001
        for cup in await sql.all(select(rituals.c.id, rituals.c.team_id)):
            days = [NOW - timedelta(days=30 * number) for number in range(1, HISTORY + 1)]
            ours = {"team_id": cup.team_id, "ritual_id": cup.id}
            past = [
                {**ours, "slot": f"{day:%Y-%m-%dT%H:%M}", "starts_at": day, "state": OccurrenceState.HELD}
                for day in days
            ]
            await sql.run(occurrences.insert(), past)
            done = {"team_id": cup.team_id, "subject": Subject.TASK, "state": StepState.DONE, "attempts": 0}
            number = cup.team_id * 1000
            await sql.run(
                steps.insert(),
                [
                    {**done, "subject_id": number + n, "name": "remind", "due_at": day, "last_at": day, "done_at": day}
                    for n, day in enumerate(days)
                ],
            )
            shown = {"template": "cup/reason_kept", "facts": "{}", "repeatable": False, "revision": 1, "shown": 1}
            shown |= {
                "state": SlotState.SHOWN,
                "attempt": 1,
                "unknowns": 0,
                "message_ids": '["7"]',
                "team_id": cup.team_id,
            }
            place = f"telegram:-100{cup.team_id:07}"
            await sql.run(
                slots.insert(),
                [{**shown, "slot": f"old:{number + n}", "place": place, "due_at": day} for n, day in enumerate(days)],
            )


async def measure(teams: int, rounds: int) -> dict[str, float]:
    """Processor µs of one vote, one idle tick, one look for what is due in a place."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'letuchka.db'}"
        await upgrade(url)
        database = Database(url)
        electors = await open_votes(database, teams, ELECTORS)
        await remember(database)
        votes, ticks, heads = [], [], []
        ticker = Ticker(database.begin, MovableClock(NOW - timedelta(days=1)), PLAYS, print)
        await ticker.tick()
        for turn in range(rounds):
            async with letuchka(url) as take:
                bodies = [telegram_press(*one) for one in choices(electors, PRESSES + 32, turn)]
                await at_once(bodies[:32], take, 32)
                votes.append((await at_once(bodies[32:], take, 32)).cost)
            spent = time.process_time()
            for _ in range(TICKS):
                await ticker.tick()
            ticks.append((time.process_time() - spent) / TICKS)
            spent = time.process_time()
            for number in range(HEADS):
                async with database.read() as tx:
                    await tx.slots.head(f"telegram:-100{number % teams:07}")  # type: ignore[arg-type]
            heads.append((time.process_time() - spent) / HEADS)
        await database.close()
    found = {"a vote": votes, "an idle tick": ticks, "what is due in a place": heads}
    return {name: 1e6 * statistics.median(several) for name, several in found.items()}


def draw(path: Path, sizes: list[int], told: list[dict[str, float]]) -> None:
    """Cost by size, both on logarithmic axes: flat is best, a straight line up is linear."""
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(6, 3.5))
    for name in told[0]:
        axes.plot(sizes, [one[name] for one in told], marker="o", label=name)
    axes.set(xscale="log", yscale="log", xlabel="teams", ylabel="µs of the processor")
    axes.set_ylim(bottom=10)
    axes.grid(visible=True, which="both", alpha=0.3)
    axes.legend()
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--sizes", type=int, nargs="+", default=[10, 100, 1000], help="teams")
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--picture", type=Path)
    arguments.add_argument("--quick", action="store_true", help="5 and 20 teams, one round")
    asked = arguments.parse_args()
    sizes, rounds = ([5, 20], 1) if asked.quick else (asked.sizes, asked.rounds)
    on_one_core()
    told = []
    for teams in sizes:
        told.append(asyncio.run(measure(teams, rounds)))
        print(f"{teams:6} teams: " + ", ".join(f"{name} {cost:.0f} µs" for name, cost in told[-1].items()), flush=True)
    if asked.picture:
        draw(asked.picture, sizes, told)


if __name__ == "__main__":
    main()
