"""Upkeep of the database: its version, bringing it up to date, a copy to keep and the way back."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, select, text
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage import filecopy
from bot.storage.engine import database_url, is_sqlite, writer_engine

HEAD = "0009"
"""The version that this program works with: the newest migration. A constant, because alembic is slow to import and
`run` needs it only to migrate; a test compares it with the folder."""

MIGRATIONS = Path(__file__).parents[2] / "migrations"
"""Beside `bot`, in the repository and where a wheel installs it."""

_LOCK = 4_715_003
"""Any number of our own: two that upgrade one PostgreSQL database at once take turns by it."""


def head() -> str:
    """The version that this program works with."""
    return HEAD


async def revision_of(url: str) -> str | None:
    """The version of a database; None for an empty one. Makes no file: a SQLite file that is not there is empty.

    Raises FileNotFoundError, sqlite3.Error or SQLAlchemyError where it cannot be opened.
    """
    address = database_url(url)
    if is_sqlite(address):
        _check_openable(_file_of(address))
        if not _file_of(address).exists():
            return None
    engine = writer_engine(address)
    try:
        return await _revision(engine)
    finally:
        await engine.dispose()


async def upgrade(url: str, revision: str = HEAD) -> None:
    """Bring a database to this version, in one transaction. Does nothing when it is there already."""
    await _migrate(url, lambda command, config: command.upgrade(config, revision))


async def downgrade(url: str, revision: str) -> None:
    """Take a database back to an earlier version (`base`: to nothing)."""
    await _migrate(url, lambda command, config: command.downgrade(config, revision))


async def backup(url: str, path: Path) -> None:
    """Write a copy of the database to a file, consistent while others work. Raises FileExistsError.

    SQLite: a SQLite file. PostgreSQL: a zip of all rows. Neither holds more or less than the database.
    """
    _check_new(path)
    address = database_url(url)
    if is_sqlite(address):
        await filecopy.backup(_file_of(address), path)
    else:
        from bot.storage import dump  # noqa: PLC0415  psycopg is loaded only where there is a PostgreSQL.

        await dump.write(address, path, await revision_of(url) or "")


async def restore(url: str, path: Path) -> None:
    """Put back what `backup` wrote, in place of all that is there. Raises NotABackup, and then nothing is changed."""
    address = database_url(url)
    if is_sqlite(address):
        await filecopy.restore(_file_of(address), path)
        return
    from bot.storage import dump  # noqa: PLC0415

    contents = dump.read(path)
    if contents.revision != await revision_of(url):
        await downgrade(url, "base")
        await upgrade(url, contents.revision)
    await dump.put_back(address, contents)


def _file_of(address: URL) -> Path:
    return Path(address.database or "")


def _check_openable(file: Path) -> None:
    """Look before aiosqlite does: the thread that it leaves behind where it fails complains when the loop has gone.

    Raises FileNotFoundError for a missing folder, sqlite3.Error for what is no database or may not be read.
    """
    if not file.parent.is_dir():
        raise FileNotFoundError(f"there is no folder {file.parent}")
    if file.exists():
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=rw", uri=True)) as connection:
            connection.execute("PRAGMA schema_version")


def _check_new(path: Path) -> None:
    if path.exists():
        raise FileExistsError(path)


async def _revision(engine: AsyncEngine) -> str | None:
    try:
        async with engine.connect() as connection:
            return (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalar()
    except (OperationalError, ProgrammingError) as error:
        if "alembic_version" in str(error.orig):  # there is no such table
            return None
        raise


async def _migrate(url: str, action: Callable[[Any, Any], None]) -> None:
    address = database_url(url)
    if is_sqlite(address):
        _check_openable(_file_of(address))
    engine = writer_engine(address)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(_run_alembic, action)
    finally:
        await engine.dispose()


def _run_alembic(connection: Connection, action: Callable[[Any, Any], None]) -> None:
    from alembic import command  # noqa: PLC0415  Slow to import, and seldom needed.
    from alembic.config import Config  # noqa: PLC0415

    if connection.dialect.name == "postgresql":
        connection.execute(select(text(f"pg_advisory_xact_lock({_LOCK})")))
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    action(command, config)
