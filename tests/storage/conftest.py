"""Fixtures of the storage tests: databases, and the small world in them."""

import pytest

from bot.storage.transaction import Database
from tests.databases import (
    clock,
    database,
    database_address,
    postgres,
    postgres_database,
    postgres_url,
    sqlite_database,
    sqlite_template,
    sqlite_url,
)
from tests.world import World, a_team

__all__ = [
    "clock",
    "database",
    "database_address",
    "postgres",
    "postgres_database",
    "postgres_url",
    "sqlite_database",
    "sqlite_template",
    "sqlite_url",
]


@pytest.fixture
async def world(database: Database) -> World:
    """The team "Original Works", stored."""
    return await a_team(database)
