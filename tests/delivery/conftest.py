"""What the tests of delivery stand on: a fresh database file with the world in it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from bot.clock import MovableClock
from bot.storage.tables import metadata
from bot.storage.transaction import Database
from tests.delivery.stage import MONDAY, Stage, a_stage


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    engine = create_engine(f"sqlite:///{tmp_path}/delivery.db")
    metadata.create_all(engine)
    engine.dispose()
    clock = MovableClock(MONDAY)
    database = Database(f"sqlite:///{tmp_path}/delivery.db", clock)
    yield await a_stage(database, clock)
    await database.close()
