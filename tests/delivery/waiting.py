"""What tests of delivery wait for, and how an engine of theirs dies."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

from bot.delivery.attempt import REPEAT_AFTER
from bot.delivery.courier import LEASE
from bot.delivery.engine import Delivery
from rituals.messages import At
from tests.delivery.stage import GROUP, Stage
from tests.fakes import Note
from tests.patience import PATIENCE

SECOND = timedelta(seconds=1)


async def told_or_held(stage: Stage) -> None:
    """The card is up to date, or its change waits until its time comes."""
    async with asyncio.timeout(PATIENCE):
        while not stage.time.is_awaited and (row := await stage.row()).shown != row.revision:  # noqa: ASYNC110  Nobody tells of it.
            await asyncio.sleep(0.005)


async def show_and_fail(stage: Stage) -> None:
    async with stage.database.begin() as tx:
        await tx.outbox.show("card", At(GROUP), Note("never"))
        raise ZeroDivisionError


async def until(condition: Callable[[], bool]) -> None:
    """Wait for something that other tasks bring about."""
    async with asyncio.timeout(60):
        while not condition():  # noqa: ASYNC110  What is waited for has no event.
            await asyncio.sleep(0.005)


async def dead_long_enough(stage: Stage, alive: Delivery) -> None:
    """Let the lease of who died run out, and then the time in which what is unknown is not repeated."""
    for wait in (LEASE + SECOND, REPEAT_AFTER):
        stage.clock.advance(wait)
        await alive.settled()


async def kill(running: "asyncio.Task[None]", stage: Stage) -> None:
    """End an engine as a crash would: nothing that it still wants to write is written."""
    row = await stage.row()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await stage.change_row(
        "card",
        state="sending",
        owner=row.owner,
        lease_until=row.lease_until,
        attempt=row.attempt,
        unknowns=row.unknowns,
    )
