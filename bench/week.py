"""A week of many teams on the virtual clock: what one bot, many bots, the ticks and the database have to carry.

    python bench/week.py [--teams 1000 100000] [--bots 1 16 32]

First one real team of four lives through one real week (the whole bot against the Telegram stage, virtual clock); every
call that it makes is taken down. Then that week is given to so many teams, spread over time zones and over the hours
at which people meet, and every second of it is played: what falls due, what the published rates let through, and so
how late messages are. Last it is measured how many steps a process does in a second of its processor.
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402  After the path.
from sqlalchemy import func, select  # noqa: E402

from bench.soak.__main__ import postgres_of  # noqa: E402
from bot.clock import MovableClock  # noqa: E402
from bot.delivery.pacing import TELEGRAM_DELIVERY  # noqa: E402
from bot.storage.tables import steps  # noqa: E402
from bot.storage.transaction import Database  # noqa: E402
from bot.storage.upkeep import upgrade  # noqa: E402
from bot.teamfile.commands import import_team  # noqa: E402
from rituals.plays import PLAYS  # noqa: E402
from rituals.ticker import Ticker  # noqa: E402
from rituals.timeline import StepState  # noqa: E402
from tests.scenarios.actors import labels_of  # noqa: E402
from tests.scenarios.teams import TELEGRAM_ALONE  # noqa: E402
from tests.scenarios.town import Town, meet  # noqa: E402

START = "2026-11-20 08:00"
WEEK = 7 * 24 * 3600
REVIEW_AND_BREAKFAST = """
- name: review
  kind: review
  every: week
  on: fri
  at: "16:00"
- name: breakfast
  kind: breakfast
  every: week
  on: wed
  at: "09:00"
""".strip()

ZONES = ((2, 0.05), (3, 0.55), (4, 0.05), (5, 0.2), (7, 0.1), (10, 0.05))
"""Hours ahead of UTC and the share of the teams there: as Russia lives, where most of them are in one zone."""

MEETS = ((-60, 0.2), (-30, 0.2), (0, 0.4), (30, 0.1), (60, 0.1))
"""Minutes by which a team meets before or after the hour of the real one: two fifths at ten sharp."""

TEAMS_TRIED = 40


async def a_real_week() -> tuple[list[float], list[float]]:
    """Seconds into the week of each call that counts against Telegram's rates, and of each step."""
    with tempfile.TemporaryDirectory() as folder:
        async with meet(replace(TELEGRAM_ALONE, more=REVIEW_AND_BREAKFAST), START, Path(folder)) as town:
            began = town.clock()
            while (town.clock() - began).total_seconds() < WEEK:
                await _people_do_what_people_do(town)
                await _to_the_next_step(town, began + timedelta(seconds=WEEK))
            calls = [
                (call.at - began).total_seconds()
                for call in town.telegram.journal.calls()
                if call.what.lower().startswith(("send", "edit"))
            ]
            assert town.work is not None
            async with town.work.database.read() as tx:
                rows = await tx._sql.all(select(steps.c.done_at).where(steps.c.done_at.is_not(None)))  # noqa: SLF001
            return calls, [(row.done_at - began).total_seconds() for row in rows]


async def _people_do_what_people_do(town: Town) -> None:
    words, boris = town.words, town.boris
    for chat in (boris.group, boris.telegram_dm):
        message = next((m for m in chat.messages[-3:] if words.start in labels_of(m)), None)
        if message is None:
            continue
        await chat.presses(words.start)
        await boris.group.says("/decide Лиды проверяем вместе")
        await boris.group.says("/task @Глеб прислать цены, до пятницы")
        for _ in range(6):
            town.clock.advance(timedelta(minutes=4))
            await town.quiet()
        await boris.group.says("/close_meeting")
    await town.gleb.group.says("/agenda Новые цены")


async def _to_the_next_step(town: Town, end: datetime) -> None:
    assert town.work is not None
    async with town.work.database.read() as tx:
        following = await tx.steps.next_moment()
    town.clock.set(min(max(following or end, town.clock() + timedelta(minutes=1)), end))
    await town.quiet()


def spread(moments: Sequence[float], teams: int, *, seed: int = 1) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """How many fall due in each second of the week, of so many teams."""
    chance = random.Random(seed)  # noqa: S311
    zones, meets = ([list(column) for column in zip(*table, strict=True)] for table in (ZONES, MEETS))
    kinds: Counter[tuple[int, int]] = Counter()
    for _ in range(teams):
        kinds[chance.choices(zones[0], zones[1])[0], chance.choices(meets[0], meets[1])[0]] += 1
    due = np.zeros(WEEK, dtype=np.int64)
    for (zone, shift), count in kinds.items():
        for moment in moments:
            due[int(moment - (zone - 3) * 3600 + shift * 60) % WEEK] += count
    return due


def lateness(due: "np.ndarray[tuple[int], np.dtype[np.int64]]", a_second: float) -> dict[str, float]:
    """How late messages are when so many go through in a second, first come first served."""
    arrived = np.cumsum(due)
    served = np.zeros(WEEK)
    waiting = 0.0
    for second in range(WEEK):
        waiting = max(0.0, waiting + due[second] - a_second)
        served[second] = waiting
    delays = np.repeat(served / a_second, np.minimum(due, 1000))
    return {
        "messages": int(arrived[-1]),
        "p50": float(np.percentile(delays, 50)),
        "p95": float(np.percentile(delays, 95)),
        "longest": float(delays.max()),
        "left at the end": waiting,
    }


async def steps_a_second() -> float:
    """How many steps a process does in a second of its processor, on PostgreSQL: each a team's call for its agenda."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        url = postgres_of(Path(folder))
        await upgrade(url)
        clock = MovableClock(datetime.fromisoformat("2026-11-19T12:00:00+00:00"))
        database = Database(url, clock)
        path = Path(folder) / "team.yaml"
        for number in range(TEAMS_TRIED):
            text = TELEGRAM_ALONE.text.replace("Original Works", f"Team {number}").replace(
                "-100123456", f"-100{number:06}"
            )
            path.write_text(text.replace("telegram:100", f"telegram:{number + 1}00"), "utf-8")
            printed = await import_team(database, path, clock)
            assert printed.code == 0, printed.errors
        ticker = Ticker(database.begin, clock, PLAYS, print)
        await ticker.tick()
        clock.set(datetime.fromisoformat("2026-11-20T07:00:00+00:00"))
        began = time.process_time()
        await ticker.tick()
        seconds = time.process_time() - began
        async with database.read() as tx:
            done = await tx._sql.value(select(func.count()).where(steps.c.state == StepState.DONE))  # noqa: SLF001
        await database.close()
        return float(done / seconds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--teams", type=int, nargs="+", default=[1_000, 100_000])
    parser.add_argument("--bots", type=int, nargs="+", default=[1, 16, 32, 64, 128])
    asked = parser.parse_args()
    calls, done = asyncio.run(a_real_week())
    print(f"one team, one week: {len(calls)} calls to Telegram, {len(done)} steps")
    rate = TELEGRAM_DELIVERY.most_in(1) - TELEGRAM_DELIVERY.burst
    for teams in asked.teams:
        due, ticks = spread(calls, teams), spread(done, teams)
        print(f"\n{teams:,} teams: {due.sum():,} calls a week, {due.sum() / WEEK:.1f} a second on average,")
        print(f"  {due.max():,} in the busiest second; {ticks.sum():,} steps, {ticks.max():,} in the busiest second")
        print("  bots  late by p50    p95  longest (seconds)")
        for bots in asked.bots:
            late = lateness(due, rate * bots)
            gone = "  (never catches up)" if late["left at the end"] > rate * bots * 60 else ""
            print(f"  {bots:4}  {late['p50']:11.1f} {late['p95']:6.0f} {late['longest']:8.0f}{gone}")
    print(f"\na process does {asyncio.run(steps_a_second()):.0f} steps in a second of its processor (PostgreSQL)")


if __name__ == "__main__":
    main()
