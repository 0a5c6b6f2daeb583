"""Calls across replicas go on after the database was away."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import cast

import psycopg
import pytest
from procrastinate import App

from bot.clock import MovableClock
from bot.delivery import engine
from bot.delivery.jobs import Jobs
from bot.storage.transaction import Database
from rituals.messages import type_of
from tests.delivery.stage import GROUP, Stage
from tests.fakes import NOTES
from tests.patience import PATIENCE
from tests.world import a_team

END_ALL = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


@pytest.fixture
async def stage(postgres_database: Database, clock: MovableClock, monkeypatch: pytest.MonkeyPatch) -> Stage:
    for template, kind in NOTES.items():
        monkeypatch.setitem(type_of, template, kind)
    return Stage(postgres_database, clock, await a_team(postgres_database))


async def test_they_go_on_when_all_sessions_were_ended(
    stage: Stage, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "SWEEP_SECONDS", 0.5)
    async with stage.delivering(caller=Jobs(stage.database.url)):
        await stage.show("before")
        await shown(stage, "before")
        async with await psycopg.AsyncConnection.connect(postgres_url, autocommit=True) as operator:
            await operator.execute(END_ALL)
        await stage.show("after")
        await shown(stage, "after")


class Hard(Exception):  # noqa: N818
    """Of hearing."""


class HardOfHearing:
    """An app whose worker breaks while a call is being deferred, and the deferring does not feel its cancellation."""

    def __init__(self) -> None:
        self.job_manager = self
        self.is_deferring = asyncio.Event()

    @asynccontextmanager
    async def open_async(self) -> AsyncIterator[None]:
        yield

    async def run_worker_async(self, **_: object) -> None:
        await self.is_deferring.wait()
        raise Hard

    async def batch_defer_jobs_async(self, _: object) -> None:
        self.is_deferring.set()
        with suppress(asyncio.CancelledError):
            await asyncio.Event().wait()


async def test_a_cancellation_that_is_lost_stops_nothing(stage: Stage) -> None:
    jobs = Jobs(stage.database.url)
    async with asyncio.timeout(PATIENCE):
        working = asyncio.create_task(jobs._work_with(cast("App", HardOfHearing())))
        jobs._work = working
        jobs.call([GROUP])
        with pytest.raises(Hard):
            await working


async def shown(stage: Stage, text: str) -> None:
    async with asyncio.timeout(PATIENCE):
        while stage.telegram.shows(GROUP) != [text]:  # noqa: ASYNC110  What is waited for has no event.
            await asyncio.sleep(0.05)
