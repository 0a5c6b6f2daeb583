"""What was read once is not asked for again, and yet nobody ever sees what is not so any more."""

import sqlite3
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.storage.lite import LiteConnection
from bot.storage.memory import Memory
from bot.storage.schema import metadata
from bot.storage.transaction import Database, SqlTransaction
from rituals.team import Absence, Person
from tests.world import World, a_team


class Boom(Exception):  # noqa: N818
    """A use case that failed."""


async def names(tx: SqlTransaction, world: World) -> list[str]:
    return [person.name for person in await tx.people.of(world.team.id)]


def renamed(person: Person) -> Person:
    return replace(person, name="Анна Сергеевна")


async def test_what_is_known_is_not_asked_for_again(sqlite_database: Database) -> None:
    async with sqlite_database.begin() as tx:
        said: list[str] = []
        connection = tx._sql._connection
        assert isinstance(connection, LiteConnection)
        assert connection._raw is not None
        connection._raw.set_trace_callback(said.append)
        assert await tx.teams.of("telegram:1") == await tx.teams.of("telegram:1") == []
    assert len([sql for sql in said if "FROM people" in sql]) == 1


async def test_a_change_is_seen_at_once_and_in_the_next_transaction(database: Database, world: World) -> None:
    async with database.begin() as tx:
        assert "Анна Петрова" in await names(tx, world)
        await tx.people.save(renamed(world.anna))
        assert "Анна Сергеевна" in await names(tx, world)
    async with database.begin() as tx:
        assert "Анна Сергеевна" in await names(tx, world)
        assert [person.name for _, person in await tx.teams.of(world.anna.accounts[0])] == ["Анна Сергеевна"]


async def test_a_change_that_was_undone_is_forgotten(database: Database, world: World) -> None:
    with pytest.raises(Boom):  # noqa: PT012
        async with database.begin() as tx:
            await tx.people.save(renamed(world.anna))
            assert "Анна Сергеевна" in await names(tx, world)
            raise Boom
    async with database.begin() as tx:
        assert "Анна Петрова" in await names(tx, world)


async def test_what_another_process_commits_is_seen(sqlite_url: str, sqlite_database: Database) -> None:
    world = await a_team(sqlite_database)
    async with sqlite_database.begin() as tx:
        assert "Анна Петрова" in await names(tx, world)
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))
    with other:
        other.execute("UPDATE people SET name = 'Анна Сергеевна' WHERE id = ?", (world.anna.id,))
    other.close()
    async with sqlite_database.begin() as tx:
        assert "Анна Сергеевна" in await names(tx, world)


async def test_an_answer_is_good_for_its_own_question_only(database: Database, world: World) -> None:
    day = date(2026, 1, 12)
    async with database.begin() as tx:
        await tx.people.be_away(Absence(world.anna.id, day, day))
        assert await tx.people.absences(world.team.id, day, day) == [Absence(world.anna.id, day, day)]
        assert await tx.people.absences(world.team.id, date(2026, 1, 13), date(2026, 1, 14)) == []


def test_a_row_changes_only_where_a_statement_says_so() -> None:
    """A reference that deletes or empties other rows by itself would change tables of which nobody tells the memory."""
    keys = [key for table in metadata.tables.values() for key in table.foreign_keys]
    assert keys
    assert not [key for key in keys if key.ondelete or key.onupdate]


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("write"), st.sampled_from("ab"), st.integers(0, 9)),
        st.tuples(st.sampled_from(["ask", "commit", "undo", "others"]), st.sampled_from("ab"), st.just(0)),
    ),
    max_size=40,
)


@given(STEPS)
def test_the_memory_never_lies(steps: list[tuple[str, str, int]]) -> None:
    memory, committed = Memory(), {"a": 0, "b": 0}
    others, now = 1, dict(committed)
    memory.began(others)
    for what, table, value in steps:
        if what == "write":
            memory.wrote([table])
            now[table] = value
        elif what == "undo":
            memory.undone()
            now = dict(committed)
        elif what in {"commit", "others"}:
            committed = dict(now)
            if what == "others":
                others, committed[table] = others + 1, committed[table] + 1
            now = dict(committed)
            memory.began(others)
        if what in {"undo", "commit", "others"}:
            memory.turn()
        found = memory.recall(table)
        assert found is None or found == (now[table],)
        memory.keep(table, [table], now[table])
