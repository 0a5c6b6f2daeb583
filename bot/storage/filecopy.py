"""Copies of a SQLite file while it is in use, by SQLite's own backup (sqlite.org/backup.html)."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.storage.engine import make_private


class NotABackup(Exception):  # noqa: N818  It names the situation.
    """The file is no whole copy of a database of ours; the text says why."""


async def backup(source: Path, target: Path) -> None:
    """Copy a database to a new file. Raises FileNotFoundError."""
    await asyncio.to_thread(_copy, source, target)


async def restore(target: Path, source: Path) -> None:
    """Replace all that is in a database by what a copy holds. Raises NotABackup before anything is changed."""
    await asyncio.to_thread(_check, source)
    await asyncio.to_thread(_copy, source, target)


def _copy(source: Path, target: Path) -> None:
    if not source.exists():
        raise FileNotFoundError(source)
    make_private(target)
    with closing(_read_only(source)) as there, closing(sqlite3.connect(target, timeout=30)) as here:
        there.backup(here)


def _check(path: Path) -> None:
    if not path.exists():
        raise NotABackup(f"{path} is not there")
    try:
        with closing(_read_only(path)) as connection:
            found = connection.execute("PRAGMA integrity_check").fetchone()[0]
            connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.DatabaseError as error:
        raise NotABackup(f"{path} is no backup: {error}") from error
    if found != "ok":
        raise NotABackup(f"{path} is damaged: {found}")


def _read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
