"""The tests of the process's own pages stand on a SQLite file with the small world in it."""

import pytest

from tests.databases import clock, database, postgres, postgres_url, sqlite_template, sqlite_url

__all__ = ["clock", "database", "postgres", "postgres_url", "sqlite_template", "sqlite_url"]


@pytest.fixture
def database_address(sqlite_url: str) -> str:
    return sqlite_url
