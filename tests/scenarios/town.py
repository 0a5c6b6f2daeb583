"""The town where scenarios play: both stages, the real bot on a real database, and people who are called by name."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.app import Work, at_work
from bot.clock import MovableClock
from bot.rehearsal.staging import Staging, staged
from bot.rehearsal.views import ChatView, MessageView, Outcome
from bot.storage import upkeep
from bot.storage.transaction import Database
from bot.teamfile.commands import import_team
from bot.teamfile.reading import read_team_file
from rituals.localtime import zone

PATIENCE = 10.0
"""Real seconds that something may take to be seen: the machine is shared."""


class NotSeen(AssertionError):
    """What a scenario waited for did not come; the text shows what was seen instead."""


@dataclass
class Chat:
    """A chat as one person sees it."""

    town: "Town"
    person: "Actor"
    where: str

    def view(self) -> ChatView:
        return self.person.look(self.where)

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.view().messages]

    async def shows(self, *words: str, among_last: int = 8) -> MessageView:
        """Wait for a message that has all these words; the newest such."""
        found: list[MessageView] = []

        def seen() -> bool:
            messages = self.view().messages[-among_last:]
            found[:] = [m for m in messages if all(word in m.text for word in words)]
            return bool(found)

        await self.town.until(
            seen, lambda: f"{words} in {self.where} of {self.person.name}:\n" + "\n---\n".join(self.texts[-6:])
        )
        return found[-1]

    async def says(self, text: str, **options: object) -> Outcome | None:
        return await self.person.say(self.where, text, **options)

    async def presses(self, label: str, *words: str) -> Outcome:
        """Press the button of that label on the newest message that has it (and these words)."""
        target: list[MessageView] = []

        def seen() -> bool:
            target[:] = [
                m
                for m in self.view().messages
                if all(word in m.text for word in words) and any(b.label == label for row in m.buttons for b in row)
            ]
            return bool(target)

        def described() -> str:
            last = self.view().messages[-4:]
            return f"button {label!r} {words} in {self.where} of {self.person.name}:\n" + "\n---\n".join(
                f"{m.text}\n{[b.label for row in m.buttons for b in row]}" for m in last
            )

        await self.town.until(seen, described)
        outcome = await self.person.press(self.where, target[-1], label)
        await self.town.quiet()
        return outcome


class Actor:
    """A person of the team, in whichever messengers they have."""

    def __init__(self, town: "Town", name: str) -> None:
        self.town = town
        self.name = name
        staging = town.staging
        self.telegram = staging.telegram_users.get(name)
        self.slack = staging.slack_users.get(name)

    @property
    def group(self) -> Chat:
        return Chat(self.town, self, "group")

    @property
    def channel(self) -> Chat:
        return Chat(self.town, self, "channel")

    @property
    def telegram_dm(self) -> Chat:
        return Chat(self.town, self, "telegram")

    @property
    def slack_dm(self) -> Chat:
        return Chat(self.town, self, "slack")

    @property
    def common(self) -> Chat:
        """The common chat of the messenger that this person has (Telegram first)."""
        return self.group if self.telegram and self.town.staging.groups else self.channel

    @property
    def private(self) -> Chat:
        return self.telegram_dm if self.telegram else self.slack_dm

    def look(self, where: str) -> ChatView:
        staging = self.town.staging
        match where:
            case "group":
                return staging.telegram.view(self.telegram, self.town.group)
            case "telegram":
                return staging.telegram.view(self.telegram, staging.bot)
            case "channel":
                return staging.slack.view(self.slack, self.town.channel)
            case _:
                return staging.slack.view(self.slack, staging.slack.dm_of(self.slack))

    async def say(self, where: str, text: str, **options: object) -> Outcome | None:
        staging = self.town.staging
        outcome = None
        if where in {"group", "telegram"}:
            target = self.town.group if where == "group" else staging.bot
            staging.telegram.says(self.telegram, target, text, **options)
            await staging.telegram.settled()
        else:
            target = self.town.channel if where == "channel" else None
            if text.startswith("/"):
                name, _, rest = text.partition(" ")
                outcome = await staging.slack.command(self.slack, target, name, rest, **options)
            elif target is None:
                staging.slack.dm(self.slack, text)
            else:
                staging.slack.says(self.slack, target, text, **options)
        await self.town.quiet()
        return outcome

    async def press(self, where: str, message: MessageView, label: str) -> Outcome:
        staging = self.town.staging
        if where in {"group", "telegram"}:
            target = self.town.group if where == "group" else staging.bot
            return await staging.telegram.press(self.telegram, target, message.key, label, wait=PATIENCE)
        target = self.town.channel if where == "channel" else staging.slack.dm_of(self.slack)
        return await staging.slack.press(self.slack, target, message.key, label)

    async def starts_the_bot(self) -> None:
        """Press Start in the private Telegram chat."""
        if self.telegram is not None:
            self.town.staging.telegram.starts(self.telegram, self.town.staging.bot)
            await self.town.staging.telegram.settled()
            await self.town.quiet()

    async def submits(self, **values: str) -> Outcome:
        """Fill and send the Slack form that is open; fields by name."""
        outcome = await self.town.staging.slack.submit(self.slack, values)
        await self.town.quiet()
        return outcome

    @property
    def form(self):  # noqa: ANN201
        return self.town.staging.slack.form(self.slack)


class Town:
    """A staged team with the bot at work."""

    def __init__(self, staging: Staging, database_url: str) -> None:
        self.staging = staging
        self.database_url = database_url
        self.clock = staging.clock
        self.work: Work | None = None
        self.actors: dict[str, Actor] = {}

    @property
    def group(self):  # noqa: ANN201
        return next(iter(self.staging.groups.values()))

    @property
    def channel(self):  # noqa: ANN201
        return next(iter(self.staging.channels.values()))

    def __getitem__(self, first_name: str) -> Actor:
        names = [*self.staging.telegram_users, *self.staging.slack_users]
        name = next(name for name in names if name.startswith(first_name))
        return self.actors.setdefault(name, Actor(self, name))

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Town"]:
        """The bot at work; open it again for a restart."""
        async with at_work(self.staging.settings(self.database_url), clock=self.clock) as work:
            self.work = work
            if self.staging.slack is not None:
                await self.until(lambda: self.staging.slack.connections(self.staging.app) > 0, lambda: "no socket")
            yield self
        self.work = None

    async def until(self, seen, described) -> None:  # noqa: ANN001
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while not seen():
            if asyncio.get_running_loop().time() > deadline:
                raise NotSeen(f"did not see {described()}")
            await asyncio.sleep(0.02)

    async def quiet(self) -> None:
        """All that is due has been done and shown."""
        if self.work is not None:
            await self.work.settled()

    async def at(self, local: str) -> None:
        """Move the clock to a local wall time of the team (`2026-11-23 10:00`) and let what is due happen."""
        moment = datetime.fromisoformat(local).replace(tzinfo=zone(self.staging.file.timezone))
        assert moment >= self.clock(), f"{local} lies behind"
        self.clock.set(moment)
        await self.quiet()

    async def later(self, **by: float) -> None:
        self.clock.advance(timedelta(**by))
        await self.quiet()


@asynccontextmanager
async def town_of(text: str, start: str, folder: Path, database_url: str | None = None) -> AsyncIterator[Town]:
    """A town for a team file; `start` is the local time when it begins. The bot is not at work yet."""
    file = read_team_file(text.encode())
    clock = MovableClock(datetime.fromisoformat(start).replace(tzinfo=zone(file.timezone)))
    url = database_url or f"sqlite:///{folder / 'letuchka.db'}"
    await upkeep.upgrade(url)
    path = folder / "team.yaml"
    path.write_text(text, "utf-8")  # noqa: ASYNC240
    database = Database(url, clock)
    printed = await import_team(database, path, clock)
    await database.close()
    assert printed.code == 0, printed.errors
    async with staged(file, clock) as staging:
        yield Town(staging, url)
