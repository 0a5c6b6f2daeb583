"""The real process is killed at seams between "an update arrived" and "everybody saw it": `make soak` in little.

The seams after which Telegram must be waited for are in the soak alone.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bench.soak.__main__ import Soak, soaking
from tests.process.machine import free_port

pytestmark = pytest.mark.asyncio(loop_scope="module")

SEAMS = (
    "an update arrived",
    "its id is written, nothing is committed",
    "it is committed, not acknowledged",
    "something is to be shown, not committed",
    "a step is committed",
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def soak(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Soak]:
    folder: Path = tmp_path_factory.mktemp("soak")
    async with soaking(f"sqlite:///{folder / 'letuchka.db'}", folder) as soak:
        yield soak


@pytest.mark.parametrize("seam", SEAMS)
async def test_killed_and_nothing_is_lost_and_nothing_is_done_twice(soak: Soak, seam: str) -> None:
    people, port, words = soak.people, free_port(), f"Вопрос: {seam}"
    people.said.items[words] = True
    await people.a_ritual_falls_due()
    await soak.town.gleb.telegram_dm.says(f"/agenda {words}")
    killed = await soak.run(port, seam=seam, passages=1)
    assert await killed.dead(within=60)
    alive = await soak.run(port)
    found = await soak.findings()
    alive.kill()
    assert await alive.dead(within=10)
    assert found.wrong == []
    assert found.figures["shown twice"] == 0
