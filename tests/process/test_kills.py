"""The real process is killed at seams between "an update arrived" and "everybody saw it": `make soak` in little.

The seams of sends are in the soak alone: what may have been sent is not looked into for some seconds.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bench.soak.__main__ import Soak, soaking
from tests.process.machine import free_port

pytestmark = pytest.mark.asyncio(loop_scope="module")

OF_AN_UPDATE = (
    "an update arrived",
    "its id is written, nothing is committed",
    "it is committed, not acknowledged",
)
OF_A_STEP = ("a step is taken", "something is to be shown, not committed", "a step is committed")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def soak(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Soak]:
    folder: Path = tmp_path_factory.mktemp("soak")
    async with soaking(f"sqlite:///{folder / 'letuchka.db'}", folder) as soak:
        yield soak


@pytest.mark.parametrize("seam", OF_AN_UPDATE)
async def test_killed_with_an_update(soak: Soak, seam: str) -> None:
    soak.people.said.items[seam] = True
    await soak.town.gleb.telegram_dm.says(f"/agenda {seam}")
    await killed_and_well(soak, seam)


@pytest.mark.parametrize("seam", OF_A_STEP)
async def test_killed_with_a_step(soak: Soak, seam: str) -> None:
    await soak.people.a_ritual_falls_due()
    await killed_and_well(soak, seam)


async def killed_and_well(soak: Soak, seam: str) -> None:
    """It dies there; started again it does what was begun, once."""
    port = free_port()
    killed = await soak.run(port, seam=seam, passages=1)
    assert await killed.dead(within=60)
    alive = await soak.run(port)
    found = await soak.findings()
    alive.kill()
    assert await alive.dead(within=10)
    assert found.wrong == []
    assert found.figures["shown twice"] == 0
