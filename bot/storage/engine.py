"""Database addresses as people write them, and the engines behind them: SQLite (one writer, readers), PostgreSQL."""

from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

DEFAULT_URL = "sqlite:///letuchka.db"

BUSY_TIMEOUT = 30
"""Seconds to wait for another process that writes the same SQLite file (`team import` beside `run`)."""

READERS = 4
"""Connections that read a SQLite file while one writes (WAL lets them)."""


class WrongDatabaseUrl(ValueError):  # noqa: N818  It names the situation.
    """The address of the database is not understood; the text says what is allowed and holds no password."""


def database_url(text: str) -> URL:
    """`sqlite:///path` or `postgresql://…` as SQLAlchemy's URL of the driver in use. Raises WrongDatabaseUrl."""
    allowed = "allowed are sqlite:///path/to/file.db and postgresql://user:password@host/name"
    try:
        url = make_url(text)
    except ArgumentError as error:
        raise WrongDatabaseUrl(f"this is no address of a database; {allowed}") from error
    match url.get_backend_name():
        case "sqlite":
            if url.database in {None, "", ":memory:"}:
                raise WrongDatabaseUrl("SQLite needs a file: sqlite:///path/to/file.db")
            return url.set(drivername="sqlite+aiosqlite")
        case "postgresql" | "postgres":
            return url.set(drivername="postgresql+psycopg")
        case other:
            raise WrongDatabaseUrl(f"databases of the kind {other} are not supported; {allowed}")


def make_private(path: Path) -> None:
    """Make the file that is to hold people's words for its owner alone; one that is there keeps its rights.

    SQLite gives its -wal and -shm files the rights of the database (sqlite.org/src/doc/trunk/src/os_unix.c).
    """
    if not path.exists() and path.parent.is_dir():
        path.touch(mode=0o600)


def is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def writer_engine(url: URL) -> AsyncEngine:
    """The engine that transactions go through. SQLite: one connection that begins with the write lock."""
    if is_sqlite(url):
        return _sqlite(url, begin="BEGIN IMMEDIATE", read_only=False, pool_size=1)
    return create_async_engine(url, hide_parameters=True, pool_size=10, max_overflow=10, pool_pre_ping=True)


def reader_engine(url: URL) -> AsyncEngine:
    """The engine of what only reads a SQLite file; it cannot write by mistake."""
    return _sqlite(url, begin="BEGIN", read_only=True, pool_size=READERS)


def _sqlite(url: URL, *, begin: str, read_only: bool, pool_size: int) -> AsyncEngine:
    engine = create_async_engine(
        url, hide_parameters=True, pool_size=pool_size, max_overflow=0, connect_args={"timeout": BUSY_TIMEOUT}
    )

    @event.listens_for(engine.sync_engine, "do_connect")
    def keep_private(*_: Any) -> None:
        make_private(Path(url.database or ""))

    @event.listens_for(engine.sync_engine, "connect")
    def set_up(connection: Any, _record: Any) -> None:
        connection.isolation_level = (
            None  # the driver must not begin on its own, or SELECT ... then write may fail busy
        )
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT * 1000}")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")  # what was acknowledged survives a power cut
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA secure_delete = ON")  # words that were taken back are overwritten, not only forgotten
        if read_only:
            cursor.execute("PRAGMA query_only = ON")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin_it(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
