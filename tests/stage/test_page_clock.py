"""The page's clock: everything between is played in its order, each at its own moment; nothing goes back."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from bot.rehearsal.clockwork import Clockwork, next_monday
from tests.stage.page_world import FRIDAY, GROUP, PageWorld, page_world


@pytest_asyncio.fixture
async def world() -> AsyncIterator[PageWorld]:
    async with page_world() as one:
        yield one


def plan(world: PageWorld, **moments: timedelta) -> None:
    world.script.planned = [(FRIDAY + after, words) for words, after in moments.items()]


def said(world: PageWorld) -> list[str]:
    anna = world.telegram.people[1001]
    return [message.text for message in world.telegram.view(anna, GROUP).messages]


async def test_a_step_goes_to_the_next_moment(world: PageWorld) -> None:
    plan(world, agenda=timedelta(hours=71), call=timedelta(hours=3))
    clockwork = Clockwork(world.theatre, lambda: None)
    assert (await clockwork.move("step")).error == ""
    assert (said(world), world.clock()) == (["call @ 20 10:00"], FRIDAY + timedelta(hours=3))
    await clockwork.move("step")
    assert said(world)[1:] == ["agenda @ 23 06:00"]
    assert (await clockwork.move("step")).error == "nothing_planned"


async def test_a_long_way_plays_everything_in_its_order(world: PageWorld) -> None:
    plan(
        world, third=timedelta(days=2), first=timedelta(minutes=5), second=timedelta(minutes=6), later=timedelta(days=9)
    )
    assert (await Clockwork(world.theatre, lambda: None).move("monday")).error == ""
    assert said(world) == ["first @ 20 07:05", "second @ 20 07:06", "third @ 22 07:00"]
    assert world.clock() == datetime(2026, 11, 23, 7, tzinfo=UTC)


async def test_what_is_planned_on_the_way_is_played_too(world: PageWorld) -> None:
    plan(world, call=timedelta(minutes=30))
    settled = world.script.settled

    async def planning() -> None:
        await settled()
        if "reminder" not in dict(map(reversed, world.script.planned)) and world.script.done:  # type: ignore[arg-type]
            world.script.planned.append((world.clock() + timedelta(minutes=20), "reminder"))

    world.script.settled = planning
    await Clockwork(world.theatre, lambda: None).move("1h")
    assert said(world) == ["call @ 20 07:30", "reminder @ 20 07:50"]


@pytest.mark.parametrize(
    ("order", "after"),
    [
        ("10m", timedelta(minutes=10)),
        ("1h", timedelta(hours=1)),
        ("2026-11-20T18:30", timedelta(hours=8, minutes=30)),
        ("monday", timedelta(days=3)),
        ("day", timedelta(days=1)),
        ("week", timedelta(days=7)),
        ("month", timedelta(days=30)),
        ("step:vote", timedelta(hours=30)),
    ],
)
async def test_where_it_goes(world: PageWorld, order: str, after: timedelta) -> None:
    plan(world, call=timedelta(hours=2), vote=timedelta(hours=30))
    await Clockwork(world.theatre, lambda: None).move(order)
    assert world.clock() - FRIDAY == after


@pytest.mark.parametrize(
    ("order", "error"),
    [
        ("2026-11-20T09:59", "backwards"),
        ("2026-11-20T10:00", "backwards"),
        ("2028-01-01T10:00", "too_far"),
        ("2026-11-20T18:30+03:00", "not_a_time"),
        ("tomorrow", "not_a_time"),
        ("step:dance", "nothing_planned"),
        ("", "not_a_time"),
    ],
)
async def test_where_it_does_not_go(world: PageWorld, order: str, error: str) -> None:
    assert (await Clockwork(world.theatre, lambda: None).move(order)).error == error
    assert world.clock() == FRIDAY


async def test_one_move_at_a_time_and_it_can_be_stopped(world: PageWorld) -> None:
    plan(world, first=timedelta(hours=1), second=timedelta(hours=2), third=timedelta(hours=3))
    clockwork = Clockwork(world.theatre, lambda: None)
    settled = world.script.settled
    refused = []

    async def stopping() -> None:
        await settled()
        if len(said(world)) == 2:
            refused.append((await clockwork.move("10m")).error)
            assert clockwork.moving_to is not None
            clockwork.stop()

    world.script.settled = stopping
    assert (await clockwork.move("monday")).error == ""
    assert (refused, world.clock()) == (["moving"], FRIDAY + timedelta(hours=2))
    assert clockwork.moving_to is None
    world.script.settled = settled
    assert (await clockwork.move("step")).error == ""
    assert said(world)[-1] == "third @ 20 10:00"


async def test_it_can_be_paused_and_goes_on(world: PageWorld) -> None:
    plan(world, first=timedelta(hours=1), second=timedelta(hours=2))
    clockwork = Clockwork(world.theatre, lambda: None)
    settled, held = world.script.settled, asyncio.Event()

    async def pausing() -> None:
        await settled()
        if len(said(world)) == 1 and not held.is_set():
            clockwork.pause()
            held.set()

    world.script.settled = pausing
    moving = asyncio.create_task(clockwork.move("monday"))
    await held.wait()
    assert clockwork.paused
    assert said(world) == ["first @ 20 08:00"]
    clockwork.resume()
    assert (await moving).error == ""
    assert (said(world)[1:], clockwork.paused) == (["second @ 20 09:00"], False)


async def test_a_bot_that_does_not_come_to_rest_stops_the_clock(world: PageWorld) -> None:
    plan(world, first=timedelta(hours=1))

    async def restless() -> None:
        if world.clock() > FRIDAY:
            raise TimeoutError
        await asyncio.sleep(0)

    world.script.settled = restless
    clockwork = Clockwork(world.theatre, lambda: None)
    assert (await clockwork.move("monday")).error == "not_settled"
    assert (world.clock(), clockwork.moving_to) == (FRIDAY + timedelta(hours=1), None)


@pytest.mark.parametrize(
    ("now", "monday"),
    [
        ("2026-11-23T06:59", "2026-11-23T07:00"),
        ("2026-11-23T07:00", "2026-11-30T07:00"),
        ("2026-11-22T22:00", "2026-11-23T07:00"),
    ],
)
def test_next_monday_is_after_now(now: str, monday: str) -> None:
    def utc(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)

    assert next_monday(utc(now), "Europe/Moscow") == utc(monday)
