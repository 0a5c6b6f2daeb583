"""A SQLite connection runs what is short at once, and what is long beside the loop."""

import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import func, literal, select, text
from sqlalchemy.exc import OperationalError

from bot.storage import lite
from bot.storage.lite import LiteConnection
from bot.storage.sql import Sql
from bot.storage.tables import facts
from bot.storage.transaction import Database
from tests.databases import MONDAY

COUNTED = 1_000_000
"""So many numbers take SQLite far longer to count than the loop may be held up."""


@pytest.fixture
async def connection(sqlite_url: str) -> AsyncIterator[LiteConnection]:
    opened = LiteConnection(Path(sqlite_url.removeprefix("sqlite:///")))
    await opened.begin()
    yield opened
    await opened.end()


def threads(connection: LiteConnection) -> list[str]:
    """The threads in which statements run from now on, one entry a statement."""
    seen: list[str] = []
    assert connection._raw is not None
    connection._raw.create_function("seen", 0, lambda: seen.append(threading.current_thread().name) or 1)
    return seen


def long_count() -> object:
    numbers = select(literal(1).label("n")).cte("numbers", recursive=True)
    numbers = numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < COUNTED))
    return select(func.count(), func.seen()).select_from(numbers)


async def test_a_short_question_is_asked_at_once(connection: LiteConnection) -> None:
    seen = threads(connection)
    assert await Sql(connection, lambda: MONDAY).value(select(func.seen())) == 1
    assert seen == [threading.current_thread().name]


async def test_a_long_question_is_asked_again_beside_the_loop(connection: LiteConnection) -> None:
    seen = threads(connection)
    assert await Sql(connection, lambda: MONDAY).value(long_count()) == COUNTED
    assert seen[-1].startswith("sqlite")


async def test_what_a_long_question_interrupts_is_kept(connection: LiteConnection) -> None:
    threads(connection)
    sql = Sql(connection, lambda: MONDAY)
    await sql.put(facts, [{"key": "k1", "value": "x"}])
    assert await sql.value(long_count()) == COUNTED
    await connection.commit()
    assert await sql.value(select(facts.c.value).where(facts.c.key == "k1")) == "x"


async def test_a_transaction_of_many_statements_lets_others_in(
    connection: LiteConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lite, "IN_A_ROW", -1.0)
    sql = Sql(connection, lambda: MONDAY)
    await sql.value(select(1))
    came: list[str] = []
    asyncio.get_running_loop().call_soon(came.append, "somebody else")
    await sql.value(select(1))
    assert came


async def test_housekeeping_runs_beside_the_loop(connection: LiteConnection) -> None:
    seen = threads(connection)
    connection.unhurried = True
    assert await Sql(connection, lambda: MONDAY).value(select(func.seen())) == 1
    assert seen[0].startswith("sqlite")


async def test_only_its_own_transaction_is_unhurried(sqlite_database: Database) -> None:
    for unhurried in (True, False):
        async with sqlite_database.begin(unhurried=unhurried) as tx:
            connection = tx._sql._connection
            assert isinstance(connection, LiteConnection)
            seen = threads(connection)
            await tx._sql.value(select(func.seen()))
        assert seen[0].startswith("sqlite") is unhurried


async def test_an_error_names_the_statement_and_no_values(connection: LiteConnection) -> None:
    with pytest.raises(OperationalError) as refused:
        await Sql(connection, lambda: MONDAY).value(text("SELECT nothing FROM nowhere WHERE a = :a"), a="secret")
    assert "nowhere" in str(refused.value)
    assert "secret" not in str(refused.value)
