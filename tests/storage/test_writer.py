"""Many small transactions of one process share a connection and a commit, and are as separate as if they did not."""

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.engine import database_url, writer_engine
from bot.storage.transaction import Database, SqlTransaction
from bot.storage.writer import Writer
from rituals.team import Place
from tests.databases import Postgres

Change = Callable[[SqlTransaction], Awaitable[None]]


class Boom(Exception):  # noqa: N818
    """A use case that failed."""


async def keys(database: Database) -> set[str]:
    async with database.read() as tx:
        return {key for key in (f"k{n}" for n in range(200)) if await tx.facts.get(key) is not None}


async def put(database: Database, key: str, *, fail: bool = False) -> None:
    async with database.begin() as tx:
        await tx.facts.put(key, "x")
        await asyncio.sleep(0)
        if fail:
            raise Boom


def commits(database: Database) -> list[int]:
    """Counts the commits of the writer from now on."""
    counted: list[int] = []
    event.listen(database._engine.sync_engine, "commit", lambda _connection: counted.append(1))
    return counted


async def test_a_lone_transaction_is_committed_at_once(database: Database) -> None:
    await put(database, "k1")
    assert await keys(database) == {"k1"}


async def test_a_failed_transaction_leaves_nothing(database: Database) -> None:
    with pytest.raises(Boom):
        await put(database, "k1", fail=True)
    await put(database, "k2")
    assert await keys(database) == {"k2"}


async def test_a_crowd_shares_commits(sqlite_database: Database) -> None:
    await put(sqlite_database, "k0")
    counted = commits(sqlite_database)
    await asyncio.gather(*(put(sqlite_database, f"k{n}") for n in range(1, 51)))
    assert await keys(sqlite_database) == {f"k{n}" for n in range(51)}
    assert len(counted) < 10


async def test_those_that_fail_in_a_crowd_undo_only_themselves(database: Database) -> None:
    crowd = (put(database, f"k{n}", fail=n % 3 == 0) for n in range(60))
    ended = await asyncio.gather(*crowd, return_exceptions=True)
    assert [isinstance(end, Boom) for end in ended] == [n % 3 == 0 for n in range(60)]
    assert await keys(database) == {f"k{n}" for n in range(60) if n % 3}


async def test_a_statement_that_fails_undoes_only_its_transaction(database: Database) -> None:
    async def twice(key: str) -> None:
        async with database.begin() as tx:
            await tx.facts.put(key, "x")
            await tx._sql.run(_insert_fact(key))

    ended = await asyncio.gather(
        *(twice(f"k{n}") if n % 2 else put(database, f"k{n}") for n in range(20)), return_exceptions=True
    )
    assert [isinstance(end, IntegrityError) for end in ended] == [bool(n % 2) for n in range(20)]
    assert await keys(database) == {f"k{n}" for n in range(0, 20, 2)}


def _insert_fact(key: str) -> object:
    from bot.storage.tables import facts

    return facts.insert().values(key=key, value="again")


async def test_nobody_is_let_go_before_the_commit_that_holds_their_work(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))

    async def put_and_look(key: str) -> bool:
        await put(database, key)
        return other.execute("SELECT 1 FROM facts WHERE key = ?", (key,)).fetchone() is not None

    assert all(await asyncio.gather(*(put_and_look(f"k{n}") for n in range(40))))
    other.close()
    await database.close()


async def test_a_commit_that_fails_fails_for_all_of_the_group(sqlite_url: str) -> None:
    engine = writer_engine(database_url(sqlite_url))
    writer = Writer(engine)
    failing = [True]

    @event.listens_for(engine.sync_engine, "commit")
    def disk_is_full(_connection: object) -> None:
        if failing:
            raise OperationalError("COMMIT", {}, sqlite3.OperationalError("database or disk is full"))

    async def one(key: str) -> None:
        async with writer.begin() as unit:
            await unit.connection.exec_driver_sql("INSERT INTO facts (key, value) VALUES (?, 'x')", (key,))

    ended = await asyncio.gather(*(one(f"k{n}") for n in range(10)), return_exceptions=True)
    assert all(isinstance(end, OperationalError) for end in ended), ended
    failing.clear()
    assert await _stored(engine, writer) == set()
    await one("k99")
    assert await _stored(engine, writer) == {"k99"}
    await writer.close()
    await engine.dispose()


async def _stored(engine: AsyncEngine, writer: Writer) -> set[str]:
    async with writer.begin() as unit:
        rows = await unit.connection.exec_driver_sql("SELECT key FROM facts")
        return {row.key for row in rows}


async def test_a_savepoint_that_cannot_be_undone_takes_its_group_down_and_nobody_else(sqlite_url: str) -> None:
    """What SQLite does when the disk is full: it ends the whole transaction by itself."""
    database = Database(sqlite_url)

    async def spoil() -> None:
        async with database.begin() as tx:
            await tx.facts.put("k5", "x")
            await tx._sql._connection.exec_driver_sql("ROLLBACK")
            raise Boom

    first, second, third = await asyncio.gather(
        put(database, "k1"), spoil(), put(database, "k2"), return_exceptions=True
    )
    assert isinstance(first, OperationalError)
    assert isinstance(second, Boom)
    assert third is None
    assert await keys(database) == {"k2"}
    await database.close()


@pytest.mark.parametrize("steps", range(12))
async def test_a_cancellation_anywhere_harms_nobody_else(sqlite_database: Database, steps: int) -> None:
    """Whoever is cancelled, after however many turns of the loop: others are stored, and what is stored is whole."""

    async def two(first: str, second: str) -> None:
        async with sqlite_database.begin() as tx:
            await tx.facts.put(first, "x")
            await asyncio.sleep(0)
            await tx.facts.put(second, "x")

    before = [asyncio.create_task(put(sqlite_database, f"k{n}")) for n in range(3)]
    cancelled = [asyncio.create_task(two(f"k{n}", f"k{n + 1}")) for n in (10, 20, 30)]
    after = [asyncio.create_task(put(sqlite_database, f"k{n}")) for n in range(3, 6)]
    for turn in range(steps * 4):
        await asyncio.sleep(0.001 if turn % 4 == 3 else 0)
    for task in cancelled:
        task.cancel()
    await asyncio.gather(*before, *after)
    ended = await asyncio.gather(*cancelled, return_exceptions=True)
    stored = await keys(sqlite_database)
    assert {f"k{n}" for n in range(6)} <= stored
    for end, n in zip(ended, (10, 20, 30), strict=True):
        assert (f"k{n}" in stored) == (f"k{n + 1}" in stored)
        assert end is not None or f"k{n}" in stored
    await put(sqlite_database, "k99")
    assert "k99" in await keys(sqlite_database)


async def test_a_cancelled_transaction_is_rolled_back_before_it_returns(database: Database) -> None:
    inside = asyncio.Event()

    async def wait_for_ever() -> None:
        async with database.begin() as tx:
            await tx.facts.put("k1", "x")
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(wait_for_ever())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await asyncio.wait_for(put(database, "k2"), 60)
    assert await keys(database) == {"k2"}


async def test_transactions_of_one_process_come_in_the_order_they_asked(sqlite_database: Database) -> None:
    order: list[int] = []

    async def one(number: int) -> None:
        async with sqlite_database.begin() as tx:
            await tx.facts.put("k1", str(number))
            order.append(number)

    await asyncio.gather(*(one(number) for number in range(30)))
    assert order == list(range(30))


async def test_another_process_waits_for_its_turn(sqlite_url: str) -> None:
    mine, theirs = Database(sqlite_url), Database(sqlite_url)
    writes = [put(mine, f"k{n}") for n in range(20)] + [put(theirs, f"k{n}") for n in range(20, 40)]
    await asyncio.gather(*writes)
    assert await keys(mine) == {f"k{n}" for n in range(40)}
    await mine.close()
    await theirs.close()


async def test_a_process_that_was_killed_leaves_only_what_it_committed(sqlite_url: str) -> None:
    script = f"""
import asyncio, os
from bot.storage.transaction import Database
async def main():
    database = Database({sqlite_url!r})
    async with database.begin() as tx:
        await tx.facts.put("k1", "x")
    async with database.begin() as tx:
        await tx.facts.put("k2", "x")
        os._exit(9)
asyncio.run(main())
"""
    root = Path(__file__).parents[2]
    killed = await asyncio.to_thread(subprocess.run, [sys.executable, "-c", script], cwd=root, check=False)
    assert killed.returncode == 9
    database = Database(sqlite_url)
    assert await keys(database) == {"k1"}
    await put(database, "k3")
    await database.close()


async def test_reading_goes_on_beside_a_writer_and_writes_nothing(database: Database) -> None:
    await put(database, "k1")
    async with database.begin() as tx:
        await tx.facts.put("k2", "x")
        assert await keys(database) == {"k1"}
    assert await keys(database) == {"k1", "k2"}
    with pytest.raises(Exception, match=r"readonly|read-only"):
        async with database.read() as tx:
            await tx.facts.put("k3", "x")


async def test_listeners_hear_of_places_after_the_commit_only(database: Database) -> None:
    heard: list[frozenset[Place]] = []
    database.on_commit(heard.append)
    async with database.begin() as tx:
        tx._sql.places.add(Place("telegram:1001"))
        assert heard == []
    assert heard == [frozenset({Place("telegram:1001")})]
    with pytest.raises(Boom):  # noqa: PT012
        async with database.begin() as tx:
            tx._sql.places.add(Place("telegram:1002"))
            raise Boom
    await put(database, "k1")
    assert len(heard) == 1


async def test_a_listener_that_fails_harms_nobody(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    def fail(_places: frozenset[Place]) -> None:
        raise Boom

    database.on_commit(fail)
    async with database.begin() as tx:
        tx._sql.places.add(Place("telegram:1001"))
        await tx.facts.put("k1", "x")
    assert await keys(database) == {"k1"}
    assert "a listener failed" in caplog.text


async def test_a_database_that_is_away_is_an_error_at_once_and_not_for_ever(postgres: Postgres) -> None:
    name, url = postgres.create()
    database = Database(url)
    await put(database, "k1")
    postgres.drop(name)
    with pytest.raises(OperationalError):
        await put(database, "k2")
    postgres._admin.execute(f"CREATE DATABASE {name} TEMPLATE letuchka_template")
    await put(database, "k3")
    assert await keys(database) == {"k3"}
    await database.close()
    postgres.drop(name)
