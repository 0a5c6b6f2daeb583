"""`/readyz`, `/metrics` and `letuchka status`: the same figures for a machine and for a human."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
import structlog
from rich.console import Console

from bot.clock import MovableClock
from bot.logs import configure
from bot.settings import Listen
from bot.storage.transaction import Database
from bot.web.figures import Figures, Sources
from bot.web.server import Standing, serving
from bot.web.status import NotRunningError, Status, asked, table
from rituals.messages import At, type_of
from rituals.timeline import Step, StepId, StepState, Subject
from tests.fakes import NOTES, Note
from tests.process.machine import free_port
from tests.world import World, a_team

LOCAL = "127.0.0.1"


class Page:
    """The pages of a process of which only the figures are real."""

    def __init__(self, database: Database, clock: MovableClock, world: World) -> None:
        self.database = database
        self.clock = clock
        self.world = world
        self.figures = Figures()
        self.figures.read(Sources(lambda: [("shown", 7), ("later", 0)], lambda: clock() - timedelta(seconds=3)))
        self.standing = Standing({}, {})

    @asynccontextmanager
    async def served(self) -> AsyncIterator[Listen]:
        async def standing() -> Standing:
            return self.standing

        told = partial(self.figures.told, self.database, self.clock)
        async with serving(Listen(LOCAL, 0), (), standing, told) as port:
            yield Listen(LOCAL, port)

    async def asked(self) -> Status:
        async with self.served() as listen:
            return await asked(listen)

    async def reads(self) -> str:
        """The words of `letuchka status`."""
        console = Console(width=100, color_system=None)
        with console.capture() as capture:
            console.print(table(await self.asked(), self.clock()))
        return "\n".join(line.rstrip() for line in capture.get().splitlines())


@pytest.fixture
async def page(database: Database, clock: MovableClock, monkeypatch: pytest.MonkeyPatch) -> Page:
    for template, kind in NOTES.items():
        monkeypatch.setitem(type_of, template, kind)
    return Page(database, clock, await a_team(database))


def a_step(due_at: datetime, late: timedelta, state: StepState = StepState.DONE) -> Step:
    step = Step(StepId(1), 1, Subject.OCCURRENCE, 1, "open", due_at, due_at)  # type: ignore[arg-type]
    return replace(step, state=state, done_at=due_at + late)


async def test_what_was_heard_and_done_is_counted(page: Page) -> None:
    page.figures.heard("telegram", "done")
    page.figures.heard("telegram", "done")
    page.figures.heard("slack", "refused")
    page.figures.ran(a_step(page.clock(), timedelta(seconds=4)))
    page.figures.ran(a_step(page.clock(), timedelta(hours=2), StepState.LATE))
    page.figures.ran(replace(a_step(page.clock(), timedelta(0), StepState.WAITING), done_at=None))
    status = await page.asked()
    assert status.total("letuchka_updates", messenger="telegram") == 2
    assert status.by("letuchka_updates", "result") == "done 2, refused 1"
    assert status.by("letuchka_deliveries", "result") == "shown 7"
    assert status.total("letuchka_deliveries") == 7
    lateness = {
        (sample.labels["state"], sample.labels["le"]): sample.value
        for sample in status.metrics["letuchka_step_lateness_seconds"].samples
        if sample.name.endswith("_bucket")
    }
    assert [lateness["done", le] for le in ("2.0", "5.0")] == [0, 1]
    assert [lateness["late", le] for le in ("3600.0", "86400.0")] == [0, 1]


async def test_the_queue_is_as_old_as_its_oldest_message(page: Page) -> None:
    assert (await page.asked()).total("letuchka_queue_due") == 0
    async with page.database.begin() as tx:
        await tx.outbox.show("one", At(page.world.telegram.place), Note("one"))
        await tx.outbox.show("two", At(page.world.slack.place), Note("two"))
    page.clock.advance(timedelta(minutes=5))
    status = await page.asked()
    assert status.total("letuchka_queue_due") == 2
    assert status.total("letuchka_queue_age_seconds") == 300


async def test_a_database_that_is_away_leaves_the_queue_out(page: Page, tmp_path: Path) -> None:
    assert (await page.asked()).total("letuchka_database_up") == 1
    page.database = Database(f"sqlite:///{tmp_path}/nowhere/letuchka.db", page.clock)
    status = await page.asked()
    assert status.total("letuchka_database_up") == 0
    assert "letuchka_queue_due" not in status.metrics
    assert "the database does not answer" in await page.reads()


async def test_lines_of_the_log_are_counted_by_level(page: Page, capsys: pytest.CaptureFixture[str]) -> None:
    before = (await page.asked()).total("letuchka_log_messages", level="error")
    configure("json", "info")
    structlog.get_logger().error("something is amiss")
    structlog.get_logger().debug("not written, not counted")
    assert (await page.asked()).total("letuchka_log_messages", level="error") == before + 1
    assert "something is amiss" in capsys.readouterr().err


async def test_a_human_reads_the_same(page: Page) -> None:
    page.figures.heard("telegram", "done")
    words = await page.reads()
    assert "ready       yes" in words
    assert "last tick   0:00:03 ago" in words
    assert "queue       empty" in words
    assert "updates     done 1" in words
    assert "in trouble" not in words
    page.standing = Standing({}, {"slack": "no connection"})
    assert "in trouble  slack: no connection" in await page.reads()
    page.standing = Standing({"database": "OperationalError"}, {})
    words = await page.reads()
    assert "ready       no: database: OperationalError" in words
    assert not (await page.asked()).ready


async def test_nobody_there_is_said_with_what_to_do() -> None:
    with pytest.raises(NotRunningError, match=r"Nobody answers at http://127.0.0.1:\d+ .*LETUCHKA_LISTEN"):
        await asked(Listen(LOCAL, free_port()))
