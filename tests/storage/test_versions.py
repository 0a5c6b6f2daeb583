"""From version to version with something in every table: what was kept stays as it was, and today's program reads it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Boolean, Connection, Date, DateTime, Float, Integer, LargeBinary, MetaData, Table, insert, select

from bot.storage import upkeep
from bot.storage.codec import encode
from bot.storage.engine import database_url, upkeep_engine
from bot.storage.transaction import Database
from rituals.team import Department, TeamId
from tests.databases import Postgres
from tests.messengers.gallery_meeting import PROTOCOL

NOON = datetime(2026, 1, 14, 12, tzinfo=UTC)
AS_TEXT = "2026-01-14T12:00:00.000000Z"
"""A moment in SQLite: a text of this width."""

SAID: dict[str, Any] = {
    "teams.locale": "ru",
    "teams.timezone": "Europe/Moscow",
    "teams.holidays": "RU",
    "teams.market": "b2b",
    "teams.days_off": "",
    "teams.working_days": "",
    "chats.place": "telegram:-1001",
    "chats.audience": "common",
    "people.department": "sales",
    "people.role": "cco",
    "person_accounts.account": "telegram:1001",
    "rituals.kind": "standup",
    "rituals.every": "week",
    "rituals.on_day": "mon",
    "rituals.at_time": "10:00",
    "rituals.timezone": "Europe/Moscow",
    "rituals.day_off": "skip",
    "rituals.variant": "meeting",
    "rituals.options": "{}",
    "rituals.circle": None,
    "rituals.removed": False,
    "rituals.planned_until": "2026-01-12T10:00",
    "occurrences.slot": "2026-01-12T10:00",
    "occurrences.state": "held",
    "occurrences.reason": None,
    "tasks.state": "open",
    "protocol_versions.body": encode(replace(PROTOCOL, team=TeamId(1), number=1)),
}
"""What is read on the way by a migration or at the end by the program; in any other column of words stands `x`."""


def versions() -> list[str]:
    config = Config()
    config.set_main_option("script_location", str(upkeep.MIGRATIONS))
    return [script.revision for script in reversed(list(ScriptDirectory.from_config(config).walk_revisions()))]


@pytest.fixture(params=["sqlite", "postgres"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'old.db'}"
    server: Postgres = request.getfixturevalue("postgres")
    return server.create(empty=True)[1]


def _row(table: Table) -> dict[str, Any]:
    """A row with something in every column; what may refer to nothing does, and all else to the first row."""
    return {column.name: _value(table.name, column) for column in table.columns}


def _value(table: str, column: Any) -> Any:  # noqa: PLR0911  A kind of column each.
    known = f"{table}.{column.name}"
    if known in SAID:
        return SAID[known]
    if column.foreign_keys:
        return None if column.nullable else 1
    match column.type:
        case Boolean():
            return True
        case Integer():
            return 1
        case Float():
            return 1.0
        case DateTime():
            return NOON
        case Date():
            return date(2026, 1, 14)
        case LargeBinary():
            return b"x"
        case _:
            return AS_TEXT if getattr(column.type, "length", None) == len(AS_TEXT) else "x"


def _reflected(connection: Connection) -> MetaData:
    found = MetaData()
    found.reflect(connection)
    found.remove(found.tables["alembic_version"])
    return found


def _contents(connection: Connection, columns: dict[str, list[str]]) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of these columns of tables."""
    tables = _reflected(connection).tables
    return {
        name: [tuple(row) for row in connection.execute(select(*(tables[name].c[column] for column in of)))]
        for name, of in columns.items()
    }


async def _ask(url: str, question: Any, *args: Any) -> Any:
    engine = upkeep_engine(database_url(url))
    async with engine.begin() as connection:
        answer = await connection.run_sync(question, *args)
    await engine.dispose()
    return answer


def _fill(connection: Connection, filled: dict[str, list[str]]) -> None:
    """A row into each table that is new."""
    for table in _reflected(connection).sorted_tables:
        if table.name not in filled:
            connection.execute(insert(table).values(_row(table)))
            filled[table.name] = [column.name for column in table.columns]


async def test_from_version_to_version_and_back(address: str) -> None:
    filled: dict[str, list[str]] = {}
    for version in versions():
        before = await _ask(address, _contents, dict(filled)) if filled else {}
        await upkeep.upgrade(address, version)
        assert await _ask(address, _contents, dict(filled)) == before if filled else True, version
        await _ask(address, _fill, filled)
    assert await upkeep.revision_of(address) == upkeep.head()

    database = Database(address)
    async with database.begin() as tx:
        (team,) = await tx.teams.all()
        (person,) = await tx.people.of(team.id)
        (ritual,) = await tx.rituals.of(team.id)
        assert (team.timezone, person.department, ritual.kind) == ("Europe/Moscow", Department.SALES, "standup")
        protocol = await tx.protocols.get(team.id, 1)
        assert protocol is not None
        assert protocol.decisions == PROTOCOL.decisions
    await database.close()

    for version in reversed(["base", *versions()[:-1]]):
        await upkeep.downgrade(address, version)
    assert await upkeep.revision_of(address) is None
