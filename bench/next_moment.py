"""How long the next moment of a ritual takes to find, beside APScheduler's CronTrigger (croniter and cronsim if there).

    python bench/next_moment.py [--rounds 9] [--calls 2000]

Each figure is the median over rounds of the mean µs of a call. Contenders take turns, so that a busy machine is fair.
"""

import argparse
import importlib
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.util import find_spec

from apscheduler.triggers.cron import CronTrigger  # type: ignore[import-untyped]

from rituals.calendar import DaysOff, Schedule

ZONE = "Europe/Moscow"
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def contenders() -> dict[str, Callable[[], object]]:
    """What is measured: each finds one next Monday 10:00 in Moscow, or the month's last Friday."""
    weekly = Schedule.parse(every="week", on="mon", at="10:00", timezone=ZONE)
    monthly = Schedule.parse(every="month", on="last fri", at="10:00", timezone=ZONE)
    cup = Schedule.parse(every="month", on="first workday", at="11:00", timezone=ZONE)
    slot = weekly.next_slot(NOW.date())
    russia = DaysOff("RU")
    cron = CronTrigger(day_of_week="mon", hour=10, minute=0, timezone=ZONE)
    cron_monthly = CronTrigger(day="last fri", hour=10, minute=0, timezone=ZONE)
    return {
        "slot after slot, its moment": lambda: weekly.moment(weekly.next_slot(slot)),
        "next Monday": lambda: weekly.next_moment(NOW),
        "next Monday, holidays of RU": lambda: weekly.next_moment(NOW, russia),
        "last Friday, holidays of RU": lambda: monthly.next_moment(NOW, russia),
        "first workday, holidays of RU": lambda: cup.next_moment(NOW, russia),
        "CronTrigger: next Monday": lambda: cron.get_next_fire_time(None, NOW),
        "CronTrigger: last Friday": lambda: cron_monthly.get_next_fire_time(None, NOW),
        **optional_peers(),
    }


def optional_peers() -> dict[str, Callable[[], object]]:
    """Peers that need not be installed."""
    peers: dict[str, Callable[[], object]] = {}
    if find_spec("croniter"):
        croniter = importlib.import_module("croniter").croniter
        peers["croniter: next Monday"] = lambda: croniter("0 10 * * 1", NOW).get_next(datetime)
    if find_spec("cronsim"):
        cronsim = importlib.import_module("cronsim").CronSim
        peers["cronsim: next Monday"] = lambda: next(cronsim("0 10 * * 1", NOW))
    return peers


def measure(rounds: int, calls: int) -> dict[str, float]:
    """Median µs of a call, for each contender."""
    runs = contenders()
    samples: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, call in runs.items():
            call()
            began = time.perf_counter()
            for _ in range(calls):
                call()
            samples[name].append((time.perf_counter() - began) / calls * 1e6)
    return {name: statistics.median(values) for name, values in samples.items()}


def main() -> None:
    """Print the table; the ratio is to CronTrigger's next Monday (above 1: faster than it)."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=9)
    options.add_argument("--calls", type=int, default=2000)
    chosen = options.parse_args()
    medians = measure(chosen.rounds, chosen.calls)
    peer = medians["CronTrigger: next Monday"]
    for name, micros in medians.items():
        print(f"{name:32} {micros:8.1f} µs   {peer / micros:6.1f} ×")


if __name__ == "__main__":
    main()
