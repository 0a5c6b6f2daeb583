"""A database that is away, busy, full or frozen is an outage, and no bug; afterwards it simply works again."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from bot.clock import MovableClock, SharedClock
from bot.storage import lite, pg
from bot.storage.outage import is_outage, what_is_wrong
from bot.storage.transaction import Database
from tests.delivery.faketime import FakeTime
from tests.patience import PATIENCE


async def works(database: Database) -> bool:
    async with database.begin() as tx:
        await tx.facts.put("key", "value")
        return await tx.facts.get("key") == "value"


async def trouble(database: Database, *statements: str) -> SQLAlchemyError:
    """What these statements raise, each in the same transaction."""

    async def execute() -> None:
        async with database.begin() as tx:
            for statement in statements:
                await tx._sql.run(text(statement))

    with pytest.raises(SQLAlchemyError) as caught:
        await execute()
    return caught.value


@pytest.mark.parametrize(
    "statements",
    [
        pytest.param(
            ("SET TRANSACTION READ ONLY", "INSERT INTO facts (key, value) VALUES ('k', 'v')"), id="it may only be read"
        ),
        pytest.param(("SELECT pg_terminate_backend(pg_backend_pid())", "SELECT 1"), id="the session is ended"),
        pytest.param(("SET LOCAL statement_timeout = 50", "SELECT pg_sleep(5)"), id="an operator ends what takes long"),
    ],
)
async def test_outages_of_postgresql(postgres_database: Database, statements: tuple[str, ...]) -> None:
    assert await works(postgres_database)
    error = await trouble(postgres_database, *statements)
    assert is_outage(error), repr(error)
    assert what_is_wrong(error)
    assert await works(postgres_database)


async def test_who_stands_still_in_a_transaction_gives_up_its_locks(
    postgres_url: str, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pg, "STANDING_STILL", 1)
    frozen, other = Database(postgres_url, clock), Database(postgres_url, clock)

    async def freeze() -> None:
        async with frozen.begin() as tx:
            await tx.facts.put("key", "frozen")
            async with asyncio.timeout(PATIENCE), other.begin() as another:
                await another.facts.put("key", "other")  # waits for the row until the frozen one is sent away
            await tx.facts.put("key", "thawed")

    with pytest.raises(SQLAlchemyError) as caught:
        await freeze()
    assert is_outage(caught.value), repr(caught.value)
    async with frozen.begin() as tx:
        assert await tx.facts.get("key") == "other"
    await frozen.close()
    await other.close()


async def test_a_disk_that_is_full(sqlite_database: Database) -> None:
    assert await works(sqlite_database)
    full = "INSERT INTO facts (key, value) VALUES ('big', hex(zeroblob(9000000)))"
    error = await trouble(sqlite_database, "PRAGMA max_page_count = 1", full)
    assert is_outage(error), repr(error)
    assert "full" in what_is_wrong(error)
    async with sqlite_database.begin() as tx:
        await tx._sql.run(text("PRAGMA max_page_count = 1000000"))
    assert await works(sqlite_database)


async def test_a_file_that_somebody_else_has_locked(
    sqlite_url: str, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lite, "BUSY_TIMEOUT", 0.05)
    ours, theirs = Database(sqlite_url, clock), Database(sqlite_url, clock)
    async with theirs.begin() as tx:
        await tx.facts.put("key", "theirs")
        error = await trouble(ours, "SELECT 1")
        assert is_outage(error), repr(error)
        assert "locked" in what_is_wrong(error)
    assert await works(ours)
    await ours.close()
    await theirs.close()


def test_a_mistake_of_ours_is_no_outage() -> None:
    assert not is_outage(IntegrityError("INSERT", {}, Exception("UNIQUE constraint failed")))
    assert not is_outage(ValueError("no"))


async def test_replicas_have_the_time_of_their_database(postgres_database: Database) -> None:
    seconds = FakeTime()
    clock = SharedClock(seconds)
    await clock.ask(postgres_database.moment)
    told = clock()
    seconds.now += 90
    assert (clock() - told).total_seconds() == 90
    await clock.ask(postgres_database.moment)
    assert (clock() - told).total_seconds() < 90
    assert clock().tzinfo is not None
