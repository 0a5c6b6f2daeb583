"""What is for somebody who is away waits until they are back, and nothing of it is lost."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.clock import MovableClock
from bot.storage.transaction import Database
from rituals.messages import Direct
from rituals.team import Absence, Person
from tests.storage.test_outbox import deliver, place, show
from tests.world import World

MOSCOW = ZoneInfo("Europe/Moscow")
"""The clock of these tests shows Monday, the 12th of January 2026."""


async def away(database: Database, person: Person, first: date, last: date) -> None:
    async with database.begin() as tx:
        await tx.people.be_away(Absence(person.id, first, last))


async def today(database: Database) -> date:
    async with database.read() as tx:
        return tx._sql.now().astimezone(MOSCOW).date()


async def test_a_new_message_comes_on_the_first_workday_back(
    database: Database, world: World, clock: MovableClock
) -> None:
    day = await today(database)
    await away(database, world.gleb, day, day + timedelta(days=4))
    await show(database, Direct(world.gleb.id), "for Gleb")
    await show(database, Direct(world.boris.id), "for Boris")
    assert await deliver(database, place(world.gleb)) == []
    assert await deliver(database, place(world.boris)) == ["for Boris"]
    clock.set(datetime(2026, 1, 19, 8, 59, tzinfo=MOSCOW))
    assert await deliver(database, place(world.gleb)) == [], "not on Saturday, nor at night"
    clock.set(datetime(2026, 1, 19, 9, 0, tzinfo=MOSCOW))
    assert await deliver(database, place(world.gleb)) == ["for Gleb"]


async def test_what_stands_already_is_edited_meanwhile(database: Database, world: World) -> None:
    day = await today(database)
    await show(database, Direct(world.gleb.id), "first")
    assert await deliver(database, place(world.gleb)) == ["first"]
    await away(database, world.gleb, day, day)
    await show(database, Direct(world.gleb.id), "second")
    assert await deliver(database, place(world.gleb)) == ["second"]


async def test_of_what_waits_the_last_words_come(database: Database, world: World, clock: MovableClock) -> None:
    day = await today(database)
    await away(database, world.gleb, day, day)
    for words in ("first", "second"):
        await show(database, Direct(world.gleb.id), words)
    assert await deliver(database, place(world.gleb)) == []
    clock.advance(timedelta(days=8))
    assert await deliver(database, place(world.gleb)) == ["second"]


async def test_what_is_over_by_then_is_not_told(database: Database, world: World, clock: MovableClock) -> None:
    day = await today(database)
    await away(database, world.gleb, day, day)
    await show(database, Direct(world.gleb.id), "soon", "soon", until=clock() + timedelta(days=1))
    await show(database, Direct(world.gleb.id), "later", "later", until=clock() + timedelta(days=30))
    clock.advance(timedelta(days=8))
    assert await deliver(database, place(world.gleb)) == ["later"]


async def test_who_comes_back_early_reads_it_at_once(database: Database, world: World, clock: MovableClock) -> None:
    day = await today(database)
    await away(database, world.gleb, day, day + timedelta(days=20))
    await show(database, Direct(world.gleb.id))
    clock.advance(timedelta(hours=3))
    assert await deliver(database, place(world.gleb)) == []
    await away(database, world.gleb, day, day - timedelta(days=1))
    assert await deliver(database, place(world.gleb)) == ["a"]


async def test_who_stays_away_longer_reads_it_later(database: Database, world: World, clock: MovableClock) -> None:
    day = await today(database)
    await away(database, world.gleb, day, day + timedelta(days=1))
    await show(database, Direct(world.gleb.id))
    await away(database, world.gleb, day, day + timedelta(days=5))
    clock.set(datetime(2026, 1, 14, 12, 0, tzinfo=MOSCOW))
    assert await deliver(database, place(world.gleb)) == []
    clock.set(datetime(2026, 1, 19, 9, 0, tzinfo=MOSCOW))
    assert await deliver(database, place(world.gleb)) == ["a"]


async def test_it_is_morning_by_ones_own_clock(database: Database, world: World, clock: MovableClock) -> None:
    day = await today(database)
    async with database.begin() as tx:
        (egor,) = [p for p in await tx.people.of(world.team.id) if p.id == world.egor.id]
        await tx.people.save(replace(egor, timezone="Asia/Vladivostok"))
    await away(database, world.egor, day, day)
    await show(database, Direct(world.egor.id))
    clock.set(datetime(2026, 1, 13, 8, 59, tzinfo=ZoneInfo("Asia/Vladivostok")))
    assert await deliver(database, place(world.egor)) == []
    clock.set(datetime(2026, 1, 13, 9, 0, tzinfo=ZoneInfo("Asia/Vladivostok")))
    assert await deliver(database, place(world.egor)) == ["a"]
