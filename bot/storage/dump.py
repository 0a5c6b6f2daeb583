"""All rows of a PostgreSQL database in one zip file, by COPY: nothing else needs to be installed."""

import os
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import psycopg
from psycopg import sql
from sqlalchemy import URL

import bot.storage.survey_tables  # noqa: F401  Their tables are written too.
from bot.storage.filecopy import NotABackup
from bot.storage.tables import metadata

_REVISION = "revision"
_SUFFIX = ".copy"


@dataclass(frozen=True, slots=True)
class Contents:
    """A dump that was found to be whole: the version of its database, and its tables in the order of their keys."""

    path: Path
    revision: str
    tables: tuple[str, ...]


async def write(url: URL, path: Path, revision: str) -> None:
    """Write a dump, all of it from one moment."""
    async with await _connect(url) as connection:
        await connection.set_isolation_level(psycopg.IsolationLevel.REPEATABLE_READ)
        with _new_private(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(_REVISION, revision)
            for table in metadata.sorted_tables:
                await _write_table(connection, archive, table.name)


def read(path: Path) -> Contents:
    """Look whether a file is a whole dump. Raises NotABackup."""
    try:
        with zipfile.ZipFile(path) as archive:
            damaged = archive.testzip()
            names = archive.namelist()
            revision = archive.read(_REVISION).decode()
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise NotABackup(f"{path} is no backup: {error}") from error
    if damaged is not None:
        raise NotABackup(f"{path} is damaged: {damaged}")
    return Contents(path, revision, tuple(name.removesuffix(_SUFFIX) for name in names if name.endswith(_SUFFIX)))


async def put_back(url: URL, contents: Contents) -> None:
    """Replace all rows by those of the dump, in one transaction; the database has the dump's version."""
    async with await _connect(url) as connection:
        await connection.execute(
            sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(map(sql.Identifier, contents.tables)))
        )
        with zipfile.ZipFile(contents.path) as archive:
            for table in contents.tables:
                columns = await _read_table(connection, archive, table)
                if "id" in columns:
                    await _go_on_counting(connection, table)


def _new_private(path: Path) -> BinaryIO:
    """A new file for its owner alone. Raises FileExistsError."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


async def _connect(url: URL) -> psycopg.AsyncConnection:
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    return await psycopg.AsyncConnection.connect(address)


async def _write_table(connection: psycopg.AsyncConnection, archive: zipfile.ZipFile, table: str) -> None:
    """One member: a line with the names of the columns, then PostgreSQL's own text format."""
    columns = await _columns(connection, table)
    copy_out = sql.SQL("COPY {} ({}) TO STDOUT").format(sql.Identifier(table), _list(columns))
    with archive.open(table + _SUFFIX, "w", force_zip64=True) as member:
        member.write(("\t".join(columns) + "\n").encode())
        async with connection.cursor() as cursor, cursor.copy(copy_out) as copy:
            async for chunk in copy:
                member.write(bytes(chunk))


async def _read_table(connection: psycopg.AsyncConnection, archive: zipfile.ZipFile, table: str) -> list[str]:
    """Fill a table; the columns that the dump has of it."""
    with archive.open(table + _SUFFIX) as member:
        columns = member.readline().decode().rstrip("\n").split("\t")
        copy_in = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), _list(columns))
        async with connection.cursor() as cursor, cursor.copy(copy_in) as copy:
            while chunk := member.read(1 << 16):
                await copy.write(chunk)
    return columns


async def _columns(connection: psycopg.AsyncConnection, table: str) -> list[str]:
    names = await connection.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_schema = current_schema() AND table_name = %s ORDER BY ordinal_position",
        (table,),
    )
    return [name for (name,) in await names.fetchall()]


async def _go_on_counting(connection: psycopg.AsyncConnection, table: str) -> None:
    """New rows get numbers after those that are there."""
    await connection.execute(
        sql.SQL(
            "SELECT setval(pg_get_serial_sequence({}, 'id'), coalesce(max(id), 1), max(id) IS NOT NULL) FROM {}"
        ).format(sql.Literal(table), sql.Identifier(table))
    )


def _list(columns: list[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, columns))
