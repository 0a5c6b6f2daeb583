"""Where a process can be made to die: the seams between "an update arrived" and "everybody saw it"."""

import asyncio
import itertools
import os
import random
import signal
from enum import Enum
from typing import Any


class When(Enum):
    """Before the call, some milliseconds after it has begun, or when it has ended."""

    BEFORE = "before"
    DURING = "during"
    AFTER = "after"


def _owners() -> dict[str, tuple[type, str, When]]:
    from bot.delivery.attempt import Attempt
    from bot.delivery.courier import Courier
    from bot.delivery.jobs import Jobs
    from bot.desk import Desk
    from bot.storage.inbox import InboxRows
    from bot.storage.outbox import OutboxRows
    from bot.storage.steps import StepRows
    from rituals.ticker import Ticker

    return {
        "an update arrived": (Desk, "handle", When.BEFORE),
        "its id is written, nothing is committed": (InboxRows, "first_time", When.AFTER),
        "it is committed, not acknowledged": (Desk, "handle", When.AFTER),
        "a step is taken": (StepRows, "take", When.AFTER),
        "something is to be shown, not committed": (OutboxRows, "show", When.AFTER),
        "a step is committed": (Ticker, "_run", When.AFTER),
        "a drainer is called": (Jobs, "_defer", When.AFTER),
        "a slot is claimed": (Courier, "_claim", When.AFTER),
        "a send is under way": (Attempt, "make", When.DURING),
        "it is sent, nothing is recorded": (Attempt, "make", When.AFTER),
        "it is recorded": (Courier, "_record", When.AFTER),
    }


SEAMS = (
    "an update arrived",
    "its id is written, nothing is committed",
    "it is committed, not acknowledged",
    "a step is taken",
    "something is to be shown, not committed",
    "a step is committed",
    "a drainer is called",
    "a slot is claimed",
    "a send is under way",
    "it is sent, nothing is recorded",
    "it is recorded",
)
"""By name, in the order in which they are passed. "A drainer is called" is PostgreSQL's alone."""

LONGEST_MOMENT = 0.01
"""Seconds after which a send that is under way is cut off at the latest."""


def arm(seam: str, passages: int, *, freeze: bool = False) -> None:
    """Make this process kill (or freeze) itself when it passes the seam for the so manieth time."""
    owner, method, when = _owners()[seam]
    original = getattr(owner, method)
    count = itertools.count(1)

    def die() -> None:
        os.kill(os.getpid(), signal.SIGSTOP if freeze else signal.SIGKILL)

    async def killing(*args: Any, **more: Any) -> Any:
        now = next(count) == passages
        if now and when is When.BEFORE:
            die()
        if now and when is When.DURING:
            asyncio.get_running_loop().call_later(random.uniform(0, LONGEST_MOMENT), die)  # noqa: S311
        result = await original(*args, **more)
        if now and when is When.AFTER:
            die()
        return result

    setattr(owner, method, killing)
