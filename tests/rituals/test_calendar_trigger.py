"""The schedule inside a real APScheduler: its trigger interface, and a job that runs."""

import asyncio
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler  # type: ignore[import-untyped]

from bot.trigger import RitualTrigger
from rituals.calendar import DaysOff, Schedule


def berlin_at_half_past_two(on: str = "sun") -> Schedule:
    return Schedule.parse(every="week", on=on, at="02:30", timezone="Europe/Berlin")


def test_it_fires_once_in_a_repeated_hour_and_after_a_missing_one() -> None:
    trigger = RitualTrigger(berlin_at_half_past_two())
    autumn = trigger.get_next_fire_time(None, datetime(2026, 10, 24, tzinfo=UTC))
    assert autumn == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert trigger.get_next_fire_time(autumn, autumn) == datetime(2026, 11, 1, 1, 30, tzinfo=UTC)
    spring = trigger.get_next_fire_time(None, datetime(2026, 3, 28, tzinfo=UTC))
    assert spring == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


def test_the_first_time_may_be_now_and_later_ones_follow_the_previous() -> None:
    trigger = RitualTrigger(Schedule.parse(every="week", on="wed", at="10:00", timezone="Europe/Moscow"), DaysOff("RU"))
    due = datetime(2026, 10, 28, 7, tzinfo=UTC)
    assert trigger.get_next_fire_time(None, due) == due
    moved = trigger.get_next_fire_time(due, due + timedelta(days=30))
    assert moved == datetime(2026, 11, 5, 7, tzinfo=UTC)  # Wednesday the 4th is Unity Day
    assert str(trigger) == "ritual[every week on wed at 10:00 Europe/Moscow]"
    assert str(trigger) in repr(trigger)


async def test_a_scheduler_takes_it() -> None:
    scheduler = AsyncIOScheduler(timezone=UTC)
    ran = asyncio.Event()
    trigger = RitualTrigger(berlin_at_half_past_two("mon"))
    scheduler.start()
    try:
        job = scheduler.add_job(ran.set, trigger, misfire_grace_time=None, coalesce=True)
        upcoming = job.next_run_time
        assert upcoming == trigger.get_next_fire_time(None, datetime.now(UTC))
        job.modify(next_run_time=datetime.now(UTC))
        await asyncio.wait_for(ran.wait(), timeout=60)
        assert job.next_run_time == upcoming
    finally:
        scheduler.shutdown(wait=False)
