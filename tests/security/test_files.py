"""What lies on the disk: the database and its copies are for their owner alone, and what was deleted is overwritten."""

import os
import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import _housekeeping
from bot.storage import upkeep
from bot.storage.dialogues import Dialogue
from bot.storage.transaction import Database
from rituals.agenda_messages import AddItemForm
from rituals.team import AccountKey, Place
from rituals.timeline import RitualId
from tests.house import THURSDAY, House

WORDS = "начальник кричит на людей"
VERA = AccountKey("telegram:1003")


@pytest.fixture(autouse=True)
def _open_umask() -> Iterator[None]:
    before = os.umask(0o000)
    yield
    os.umask(before)


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


async def test_the_database_and_its_copies_are_for_their_owner_alone(tmp_path: Path) -> None:
    path, copy = tmp_path / "letuchka.db", tmp_path / "copy.db"
    await upkeep.upgrade(f"sqlite:///{path}")
    database = Database(f"sqlite:///{path}")
    async with database.begin() as tx:
        await tx.accounts.mark(VERA, reachable=True)
        assert [rights(path.with_name(path.name + part)) for part in ("", "-wal", "-shm")] == [0o600] * 3
    await upkeep.backup(f"sqlite:///{path}", copy)
    await database.close()
    assert rights(copy) == 0o600
    await upkeep.restore(f"sqlite:///{tmp_path / 'new.db'}", copy)
    assert rights(tmp_path / "new.db") == 0o600


async def test_a_file_that_is_there_keeps_its_rights(tmp_path: Path) -> None:
    path = tmp_path / "letuchka.db"
    path.touch(mode=0o640)
    await upkeep.upgrade(f"sqlite:///{path}")
    assert rights(path) == 0o640


async def test_a_dump_is_for_its_owner_alone(postgres_url: str, tmp_path: Path) -> None:
    await upkeep.backup(postgres_url, tmp_path / "dump.zip")
    assert rights(tmp_path / "dump.zip") == 0o600
    with pytest.raises(FileExistsError):
        await upkeep.backup(postgres_url, tmp_path / "dump.zip")


def a_dialogue() -> Dialogue:
    form = AddItemForm(RitualId(1), "monday", "standup", None)
    place = Place(VERA)
    return Dialogue(VERA, place, place, "ru", "UTC", form, {"text": WORDS}, 1, "7", THURSDAY + timedelta(hours=24))


async def test_a_form_that_nobody_finished_is_forgotten_without_a_trace(house: House) -> None:
    path = Path(house.database.url.database or "")
    async with house.database.begin() as tx:
        await tx.dialogues.put(a_dialogue())
        await tx.codes.issue("link", VERA, "1:1", THURSDAY + timedelta(minutes=10))
    forget = _housekeeping(house.database, 0)
    await forget(THURSDAY + timedelta(hours=1))
    async with house.database.read() as tx:
        assert await tx.dialogues.get(VERA) is not None
    await forget(THURSDAY + timedelta(hours=25))
    stored = await house.everything_stored()
    assert (stored["dialogues"], stored["codes"]) == ([], [])
    await house.database.close()
    left = b"".join(file.read_bytes() for file in path.parent.iterdir() if file.name.startswith(path.name))
    assert WORDS.encode() not in left
    assert b"monday" in left, "otherwise this looked at the wrong file"
