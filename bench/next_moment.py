"""How long the next moment of a ritual takes to find, beside APScheduler's CronTrigger (croniter and cronsim if there).

    python bench/next_moment.py [--rounds 9] [--calls 2000] [--quick]

Each figure is the median over rounds of the processor µs of a call. Contenders take turns: a busy machine is fair.
Then every zone of the tz database is gone through, 2024–2030 at six times of day: each date must have one instant, in
order, whose wall time is the one that was asked for wherever that exists. Ends with 1 where one has not.
"""

import argparse
import importlib
import statistics
import sys
import time
import zoneinfo
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from datetime import time as wall_time
from importlib.util import find_spec
from pathlib import Path

from apscheduler.triggers.cron import CronTrigger  # type: ignore[import-untyped]

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

from measuring import on_one_core  # noqa: E402  After the path.

from rituals.calendar import DaysOff, Schedule  # noqa: E402
from rituals.localtime import LocalSlot, moment  # noqa: E402

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
            began = time.process_time()
            for _ in range(calls):
                call()
            samples[name].append((time.process_time() - began) / calls * 1e6)
    return {name: statistics.median(values) for name, values in samples.items()}


TIMES = tuple(wall_time.fromisoformat(at) for at in ("00:00", "00:30", "01:30", "02:00", "02:30", "10:00"))
FIRST, LAST = date(2024, 1, 1), date(2030, 12, 31)


def wrong_in(zone: str) -> Iterator[str]:
    """What is wrong with the instants of a zone: none for a date, not in order, or at another wall time."""
    place = zoneinfo.ZoneInfo(zone)
    for at in TIMES:
        before, day = datetime.min.replace(tzinfo=UTC), FIRST
        while day <= LAST:
            instant = moment(LocalSlot(day, at), zone)
            shown = instant.astimezone(place)
            if instant <= before:
                yield f"{zone} {day} {at}: {instant} is not after {before}"
            if (shown.date(), shown.time()) != (day, at) and _exists(day, at, place):
                yield f"{zone} {day} {at}: {shown}"
            before, day = instant, day + timedelta(days=1)


def _exists(day: date, at: wall_time, place: zoneinfo.ZoneInfo) -> bool:
    """Whether the clocks of the place ever show this."""
    wall = datetime.combine(day, at)
    return any(
        wall.replace(tzinfo=place, fold=fold).astimezone(UTC).astimezone(place).replace(tzinfo=None) == wall
        for fold in (0, 1)
    )


def main() -> int:
    """Print the table; the ratio is to CronTrigger's next Monday (above 1: faster than it)."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=9)
    options.add_argument("--calls", type=int, default=2000)
    options.add_argument("--quick", action="store_true", help="three rounds, and every fortieth zone")
    chosen = options.parse_args()
    on_one_core()
    medians = measure(3 if chosen.quick else chosen.rounds, 200 if chosen.quick else chosen.calls)
    peer = medians["CronTrigger: next Monday"]
    for name, micros in medians.items():
        print(f"{name:32} {micros:8.1f} µs   {peer / micros:6.1f} ×")
    zones = sorted(zoneinfo.available_timezones())[:: 40 if chosen.quick else 1]
    wrong = [what for zone in zones for what in wrong_in(zone)]
    days = (LAST - FIRST).days + 1
    print(f"{len(zones)} zones × {len(TIMES)} times × {days} days: {len(wrong)} wrong", *wrong[:10], sep="\n  ")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
