"""The town where scenarios play: both stages, the real bot on a real database, and people who are called by name."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

from bot.app import Work, at_work
from bot.clock import MovableClock
from bot.delivery.pacing import Unpaced
from bot.rehearsal.slack import Channel, SlackStage
from bot.rehearsal.staging import Staging, staged
from bot.rehearsal.telegram import BotAccount, Group, TelegramStage
from bot.storage import upkeep
from bot.storage.transaction import Database
from bot.teamfile.commands import import_team
from bot.teamfile.reading import read_team_file
from rituals.localtime import zone
from tests.patience import PATIENCE
from tests.scenarios.actors import Actor
from tests.scenarios.labels import Labels
from tests.scenarios.spoken import labels_in
from tests.scenarios.teams import TeamPlan

_BLANK: dict[str, bytes] = {}
"""An empty database of this version, made once a run."""


class NotSeen(AssertionError):  # noqa: N818  What a scenario says when it waits in vain.
    """What a scenario waited for did not come; the text shows what was seen instead."""


class Town:
    """A staged team with the bot at work."""

    def __init__(self, staging: Staging, database_url: str) -> None:
        self.staging = staging
        self.database_url = database_url
        self.clock = staging.clock
        self.work: Work | None = None
        self._running = AsyncExitStack()
        self.actors: dict[str, Actor] = {}

    # -- who and what is there ---------------------------------------------------------------------------------------

    @property
    def words(self) -> Labels:
        """The words of the team's language."""
        return labels_in(self.staging.file.locale)

    @property
    def telegram(self) -> TelegramStage:
        assert self.staging.telegram is not None
        return self.staging.telegram

    @property
    def slack(self) -> SlackStage:
        assert self.staging.slack is not None
        return self.staging.slack

    @property
    def bot(self) -> BotAccount:
        assert self.staging.bot is not None
        return self.staging.bot

    @property
    def group(self) -> Group:
        return next(iter(self.staging.groups.values()))

    @property
    def channel(self) -> Channel:
        return next(iter(self.staging.channels.values()))

    def __getitem__(self, first_name: str) -> Actor:
        names = [*self.staging.telegram_users, *self.staging.slack_users]
        name = next(name for name in names if name.startswith(first_name))
        return self.actors.setdefault(name, Actor(self, name))

    def _nth(self, index: int) -> Actor:
        return self[self.staging.file.people[index].name]

    @property
    def anna(self) -> Actor:
        """The CMO and admin."""
        return self._nth(0)

    @property
    def boris(self) -> Actor:
        """The CCO, who chairs."""
        return self._nth(1)

    @property
    def vera(self) -> Actor:
        """Of marketing."""
        return self._nth(2)

    @property
    def gleb(self) -> Actor:
        """Of sales."""
        return self._nth(3)

    @property
    def everybody(self) -> tuple[Actor, ...]:
        return tuple(self[person.name] for person in self.staging.file.people)

    # -- the bot -----------------------------------------------------------------------------------------------------

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Town"]:
        """The bot at work; open it again for a restart."""
        settings = self.staging.settings(self.database_url)
        async with at_work(settings, clock=self.clock, pace=lambda _: Unpaced()) as work:
            self.work = work
            try:
                await self._connected()
                yield self
            finally:
                self.work = None

    async def starts(self) -> None:
        """The bot begins to work and does what is due."""
        await self._running.enter_async_context(self.open())
        await self.quiet()

    async def stops(self) -> None:
        """The bot ends; people and messengers go on."""
        await self._running.aclose()

    async def restarts(self) -> None:
        await self.stops()
        await self.starts()

    async def sleeps_until(self, local: str) -> None:
        """The machine is asleep until a local wall time."""
        await self.stops()
        self.clock.set(self.moment(local))
        await self.starts()

    async def _connected(self) -> None:
        app = self.staging.app
        if app is not None:
            await self.until(lambda: self.slack.connections(app) > 0, lambda: "a socket of Slack")
        if self.staging.telegram is not None:
            bots = self.telegram.bots.values()
            await self.until(lambda: all(bot.queue.served for bot in bots), lambda: "somebody who fetches updates")

    async def until(self, seen: Callable[[], object], described: Callable[[], str]) -> None:
        """Wait until it is so. Raises NotSeen."""
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while not seen():
            if asyncio.get_running_loop().time() > deadline:
                raise NotSeen(f"did not see {described()}")
            await asyncio.sleep(0.02)

    async def quiet(self) -> None:
        """What people did has been heard, and all that is due has been done and shown."""
        if self.work is None:
            return
        if self.staging.telegram is not None:
            await self.telegram.settled(PATIENCE, quiet=0.02)
        if self.staging.slack is not None:
            await self.slack.settled()
        await self.work.settled()

    # -- time --------------------------------------------------------------------------------------------------------

    def moment(self, local: str) -> datetime:
        """A local wall time of the team (`2026-11-23 10:00`)."""
        return datetime.fromisoformat(local).replace(tzinfo=zone(self.staging.file.timezone))

    async def at(self, local: str) -> None:
        """Move the clock to a local wall time and let what is due happen."""
        moment = self.moment(local)
        assert moment >= self.clock(), f"{local} lies behind"
        self.clock.set(moment)
        await self.quiet()

    async def later(self, **by: float) -> None:
        """Let some time pass: `later(minutes=5)`."""
        self.clock.advance(timedelta(**by))
        await self.quiet()

    # -- what went wrong ---------------------------------------------------------------------------------------------

    @property
    def refused(self) -> list[str]:
        """The calls that a messenger refused, with why."""
        found = []
        if self.staging.telegram is not None:
            calls = (call for call in self.telegram.journal.calls() if call.status >= 400)
            found += [f"telegram {call.what}: {call.status} {call.error} {call.fault}" for call in calls]
        if self.staging.slack is not None:
            refusals = (call for call in self.slack.journal.calls if not call.answer.get("ok", True))
            found += [f"slack {call.method}: {call.answer}" for call in refusals]
        return found


@asynccontextmanager
async def town_of(text: str, start: str, folder: Path, database_url: str | None = None) -> AsyncIterator[Town]:
    """A town for a team file; `start` is the local time when it begins. The bot is not at work yet."""
    file = read_team_file(text.encode())
    clock = MovableClock(datetime.fromisoformat(start).replace(tzinfo=zone(file.timezone)))
    url = database_url or await blank_database(folder)
    path = folder / "team.yaml"
    path.write_text(text, "utf-8")
    database = Database(url, clock)
    printed = await import_team(database, path, clock)
    await database.close()
    assert printed.code == 0, printed.errors
    async with staged(file, clock, ack_seconds=PATIENCE) as staging:
        yield Town(staging, url)


async def blank_database(folder: Path) -> str:
    path = folder / "letuchka.db"
    url = f"sqlite:///{path}"
    if "" not in _BLANK:
        await upkeep.upgrade(url)
        _BLANK[""] = path.read_bytes()
    else:
        path.write_bytes(_BLANK[""])
    return url


@asynccontextmanager
async def meet(plan: TeamPlan, start: str, folder: Path, *, shy: tuple[str, ...] = ()) -> AsyncIterator[Town]:
    """A town where the bot is at work and everybody (but the shy) has pressed Start in Telegram."""
    async with town_of(plan.text, start, folder) as town:
        for actor in town.everybody:
            if actor.telegram is not None and not actor.name.startswith(shy or ("\0",)):
                town.telegram.starts(actor.telegram, town.bot)
        try:
            await town.starts()
            yield town
        finally:
            await town.stops()
