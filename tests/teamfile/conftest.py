"""What the tests of the team file stand on: databases of both kinds, a written file, the command that imports it."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from bot.clock import MovableClock
from bot.storage.transaction import Database
from bot.teamfile.commands import Printed, import_team
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

Import = Callable[..., Awaitable[Printed]]
"""`await imports(text, dry_run=…)`: write the text as `team.yaml` and import it."""


@pytest.fixture
def imports(tmp_path: Path, database: Database, clock: MovableClock) -> Import:
    async def run(text: str, *, dry_run: bool = False) -> Printed:
        file = tmp_path / "team.yaml"
        file.write_text(text, encoding="utf-8")
        return await import_team(database, file, clock, dry_run=dry_run)

    return run
