"""The towns of the scenarios."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path

import pytest

from tests.scenarios.teams import BOTH_AT_ONCE, SLACK_ALONE, TELEGRAM_ALONE, TeamPlan
from tests.scenarios.town import Town, meet

Meet = Callable[..., AbstractAsyncContextManager[Town]]

FRIDAY = "2026-11-20 09:00"
"""The workday before the Monday of most scenarios, 2026-11-23."""


@pytest.fixture
def gather(tmp_path: Path) -> Meet:
    """`gather(plan, start)`: a town of one's own."""
    return partial(meet, folder=tmp_path)


@pytest.fixture(
    params=[
        pytest.param(TELEGRAM_ALONE, id="telegram"),
        pytest.param(SLACK_ALONE, id="slack"),
        pytest.param(BOTH_AT_ONCE, id="both"),
    ]
)
async def town(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Town]:
    """A town on Friday morning: Telegram alone, Slack alone, both at once."""
    plan: TeamPlan = request.param
    async with meet(plan, FRIDAY, tmp_path) as town:
        yield town


@pytest.fixture
async def both(tmp_path: Path) -> AsyncIterator[Town]:
    """A town on Friday morning whose people live in both messengers."""
    async with meet(BOTH_AT_ONCE, FRIDAY, tmp_path) as town:
        yield town
