"""Migrations say what the tables say, lead there and back, and copies can be put back."""

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from bot.storage import upkeep
from bot.storage.codec import encode
from bot.storage.engine import WrongDatabaseUrl, database_url, upkeep_engine
from bot.storage.filecopy import NotABackup
from bot.storage.tables import metadata
from bot.storage.transaction import Database
from rituals.team import TeamId
from tests.databases import Postgres
from tests.messengers.gallery_meeting import PROTOCOL
from tests.world import a_chat, a_team, another_team


def test_the_constant_is_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(upkeep.MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [upkeep.head()]


def test_looking_at_the_version_does_not_import_alembic() -> None:
    code = "import sys, bot.storage.upkeep, bot.storage.transaction; sys.exit('alembic' in sys.modules)"
    root = Path(upkeep.__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0


@pytest.fixture(params=["sqlite", "postgres"])
def empty_address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    server: Postgres = request.getfixturevalue("postgres")
    return server.create(empty=True)[1]


async def _ask(url: str, question: object) -> object:
    engine = upkeep_engine(database_url(url))
    async with engine.connect() as connection:
        answer = await connection.run_sync(question)  # type: ignore[arg-type]
    await engine.dispose()
    return answer


def _tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names()) - {"alembic_version"}


async def test_up_down_up(empty_address: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert await upkeep.revision_of(empty_address) is None
    await upkeep.upgrade(empty_address)
    assert await upkeep.revision_of(empty_address) == upkeep.head()
    assert await _ask(empty_address, _tables) == set(metadata.tables)
    await upkeep.downgrade(empty_address, "base")
    assert await _ask(empty_address, _tables) == set()
    await upkeep.upgrade(empty_address)
    await upkeep.upgrade(empty_address)
    assert await _ask(empty_address, _tables) == set(metadata.tables)


BEFORE = (
    "INSERT INTO teams (id, name, locale, timezone, market) VALUES (1, 'x', 'ru', 'UTC', 'b2b')",
    "INSERT INTO people (id, team_id, name, department, admin, active) VALUES (1, 1, 'x', 'sales', false, true)",
    """INSERT INTO rituals (id, team_id, name, kind, every, on_day, at_time, timezone, day_off, duration, variant)
       VALUES (1, 1, 'x', 'standup', 'week', 'mon', '10:00', 'UTC', 'skip', 1800, 'meeting')""",
    """INSERT INTO occurrences (id, team_id, ritual_id, slot, starts_at, state)
       VALUES (1, 1, 1, 's', :moment, 'held')""",
    "INSERT INTO protocols (team_id, number, occurrence_id) VALUES (1, 1, 1)",
    "INSERT INTO protocol_versions VALUES (1, 1, 1, :moment, :body)",
    """INSERT INTO tasks (id, team_id, text, owner_id, due, has_time, created_at, state, moves)
       VALUES (1, 1, 'x', 1, :moment, false, :moment, 'open', 0)""",
)


async def test_what_was_there_before_is_searched_and_told_of(empty_address: str) -> None:
    """A protocol and an action item of version 0002 are found by their words, and once a week."""

    def fill(connection: Connection) -> None:
        body = encode(replace(PROTOCOL, team=1, number=1, occurrence=1))
        for statement in BEFORE:
            facts = {"moment": "2026-01-14T15:00:00.000000Z", "body": body}
            named = {name: value for name, value in facts.items() if f":{name}" in statement}
            connection.execute(text(statement), named)
        connection.commit()

    await upkeep.upgrade(empty_address, "0002")
    await _ask(empty_address, fill)
    await upkeep.upgrade(empty_address)
    database = Database(empty_address)
    async with database.read() as tx:
        for query in ("прайсы", "вера ким", "стенд выставка", "половина"):
            assert [found.number for found in await tx.archive.find(TeamId(1), query)] == [1], query
        (step,) = await tx.steps.waiting(TeamId(1), 5)
    await database.close()
    assert (step.name, step.subject_id, step.due_at) == ("overdue", 1, datetime(2026, 1, 19, 6, tzinfo=UTC))


async def test_the_migrations_say_what_the_tables_say(database_address: str) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        return compare_metadata(context, metadata)

    assert await _ask(database_address, differences) == []


async def test_a_migration_that_breaks_leaves_nothing_behind(
    empty_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Exception, match="nowhere"):
        await upkeep.upgrade(empty_address, "nowhere")
    assert await _ask(empty_address, _tables) == set()


async def test_a_copy_is_put_back(database_address: str, tmp_path: Path) -> None:
    database = Database(database_address)
    world = await a_team(database)
    await upkeep.backup(database_address, tmp_path / "copy")
    async with database.begin() as tx:
        other = await another_team(tx)
        await tx.facts.put("after", "the copy")
    await database.close()

    await upkeep.restore(database_address, tmp_path / "copy")

    database = Database(database_address)
    async with database.begin() as tx:
        assert list(await tx.teams.all()) == [world.team]
        assert list(await tx.people.of(world.team.id)) == list(world.people)
        assert await tx.rituals.get(world.team.id, world.monday.id) == world.monday
        assert await tx.facts.get("after") is None
        new = await a_chat(tx, world.team, other.slack.place)
        assert new.id > world.slack.id
    await database.close()


async def test_a_copy_never_overwrites_a_file(database_address: str, tmp_path: Path) -> None:
    (tmp_path / "copy").write_text("precious")
    with pytest.raises(FileExistsError):
        await upkeep.backup(database_address, tmp_path / "copy")
    assert (tmp_path / "copy").read_text() == "precious"


@pytest.mark.parametrize("content", [None, b"", b"not a backup at all", b"PK\x03\x04 half a zip"])
async def test_what_is_no_copy_is_refused_and_changes_nothing(
    database_address: str, tmp_path: Path, content: bytes | None
) -> None:
    database = Database(database_address)
    world = await a_team(database)
    if content is not None:
        (tmp_path / "copy").write_bytes(content)
    with pytest.raises(NotABackup):
        await upkeep.restore(database_address, tmp_path / "copy")
    async with database.begin() as tx:
        assert await tx.teams.get(world.team.id) == world.team
    await database.close()


async def test_a_copy_can_be_taken_of_an_emptied_database_of_another_version(
    database_address: str, tmp_path: Path
) -> None:
    database = Database(database_address)
    world = await a_team(database)
    await database.close()
    await upkeep.backup(database_address, tmp_path / "copy")
    await upkeep.downgrade(database_address, "base")
    await upkeep.restore(database_address, tmp_path / "copy")
    assert await upkeep.revision_of(database_address) == upkeep.head()
    database = Database(database_address)
    async with database.begin() as tx:
        assert await tx.teams.get(world.team.id) == world.team
    await database.close()


@pytest.mark.parametrize("url", ["", "letuchka.db", "sqlite://", "sqlite:///:memory:", "mysql://root:secret@host/x"])
def test_an_address_that_is_not_understood(url: str) -> None:
    with pytest.raises(WrongDatabaseUrl) as refused:
        database_url(url)
    assert "secret" not in str(refused.value)
    assert "sqlite:///" in str(refused.value)


@pytest.mark.parametrize("url", ["postgres://u:p@h/d", "postgresql://u:p@h/d", "postgresql+asyncpg://u:p@h/d"])
def test_postgresql_is_reached_by_psycopg(url: str) -> None:
    assert database_url(url).drivername == "postgresql+psycopg"
