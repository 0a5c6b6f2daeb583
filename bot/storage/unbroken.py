"""Work that a cancellation does not cut in two: it is finished first, then the cancellation goes on."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, TypeVar

Result = TypeVar("Result")


async def unbroken(work: Coroutine[Any, Any, Result]) -> Result:
    """Run this to its end. Who is cancelled meanwhile learns of it when the work is done, not before."""
    return await finished(asyncio.create_task(work))


async def finished(task: "asyncio.Task[Result]") -> Result:
    """Wait for work that others may wait for too. Who is cancelled meanwhile learns of it when it is done."""
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        while not task.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait([task])
        if not task.cancelled():
            task.exception()  # looked at, so that asyncio does not report it as forgotten
        raise
