"""What the tests of delivery stand on: SQLite and a real PostgreSQL, each with the small world in it."""

import pytest

from bot.clock import MovableClock
from bot.storage.transaction import Database
from rituals.messages import type_of
from tests.databases import (
    clock,
    database,
    database_address,
    postgres,
    postgres_database,
    postgres_url,
    sqlite_template,
    sqlite_url,
)
from tests.delivery.stage import Stage
from tests.fakes import NOTES
from tests.world import a_team

__all__ = [
    "clock",
    "database",
    "database_address",
    "postgres",
    "postgres_database",
    "postgres_url",
    "sqlite_template",
    "sqlite_url",
]


@pytest.fixture
async def stage(database: Database, clock: MovableClock, monkeypatch: pytest.MonkeyPatch) -> Stage:
    for template, kind in NOTES.items():
        monkeypatch.setitem(type_of, template, kind)
    return Stage(database, clock, await a_team(database))
