"""Behind the stage: the bot, which can be stopped and started; its database, which stays; what comes next."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from bot.app import Work, at_work
from bot.delivery.pacing import Unpaced
from bot.documents.writing import written
from bot.rehearsal.staging import Staging
from bot.rehearsal.theatre import Coming
from bot.rendering.reader import Reader, language
from bot.rendering.renderer import Renderer
from bot.storage.transaction import Database, SqlTransaction
from rituals.messages import Message
from rituals.protocol_messages import FileFormat, ProtocolFile
from rituals.team import Team
from rituals.timeline import OccurrenceId, Step, Subject

COMING = 12
"""Moments of the timeline that the page is told."""

MINUTE = "pulse"
"""The step that counts the minutes of a meeting."""

MOST_STEPS = 500
"""More steps than a team plans ahead."""

MOST_PAPERS = 100
"""More protocols than a month has."""

PATIENCE = 30.0
"""Real seconds that the bot may take to hear what was done: the machine may be slow."""

GLANCE = 0.005
"""Real seconds without a call after which a messenger is taken to be at rest."""


@dataclass(frozen=True, slots=True)
class StageWords(Message):
    """What the page calls the steps of rituals and the people of the cast: one block each. Never sent."""

    template: ClassVar[str] = "rehearsal/words"


class Backstage:
    """The bot of one rehearsal."""

    def __init__(self, staging: Staging, database_url: str) -> None:
        self._staging = staging
        self._url = database_url
        self._database = Database(database_url, staging.clock)
        self._renderer = Renderer()
        self._running = AsyncExitStack()
        self._work: Work | None = None
        self._switching = asyncio.Lock()  # Nobody waits for a bot to come to rest that is being switched off.

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Backstage"]:
        """The bot at work until the block ends."""
        try:
            await self.start()
            yield self
        finally:
            await self.stop()
            await self._database.close()

    @property
    def is_at_work(self) -> bool:
        return self._work is not None

    async def start(self) -> None:
        """The bot begins, as after `letuchka run`; nothing happens when it is at work already."""
        async with self._switching:
            if self._work is None:
                settings = self._staging.settings(self._url)
                working = at_work(settings, clock=self._staging.clock, pace=lambda _: Unpaced())
                self._work = await self._running.enter_async_context(working)

    async def stop(self) -> None:
        """The bot ends, as after SIGTERM."""
        async with self._switching:
            self._work = None
            await self._running.aclose()

    async def settled(self) -> None:
        """All that is due now has been done and shown. A bot that is switched off has nothing to do."""
        async with self._switching:
            if self._work is not None:
                await self._work.settled()

    async def quiet(self) -> None:
        """What people did has been heard, and all that follows at once has been shown. Raises TimeoutError."""
        async with self._switching:
            if self._work is not None:
                await self._heard(self._work)

    async def _heard(self, work: Work) -> None:
        if self._staging.telegram is not None:
            await self._staging.telegram.settled(PATIENCE, quiet=GLANCE)
        if self._staging.slack is not None:
            await self._staging.slack.settled()
        if work.spoken is not None:
            await work.spoken()
        await work.delivery.settled()

    async def upcoming(self, locale: str) -> Sequence[Coming]:
        """What the bot will do by itself, from the steps that wait."""
        reader = Reader(language(locale), self._staging.file.timezone, self._staging.clock())
        coming = []
        async with self._database.read() as tx:
            for team in await tx.teams.all():
                for step in await tx.steps.waiting(team.id, COMING):
                    words = self._renderer.words(StageWords.template, f"step_{step.name}", reader)
                    coming.append((step.due_at, f"{words}{await self._of_what(tx, team, step, reader)}"))
        return coming

    async def moments(self, *, minutes: bool) -> Sequence[datetime]:
        """When the bot will do something by itself; with the `minutes` of a meeting that goes on, or without."""
        async with self._database.read() as tx:
            steps = [step for team in await tx.teams.all() for step in await tx.steps.waiting(team.id, COMING)]
        return [step.due_at for step in steps if minutes or step.name != MINUTE]

    async def papers(self) -> list[tuple[str, bytes]]:
        """The protocols as files: names and bytes."""
        reader = Reader(language(self._staging.file.locale), self._staging.file.timezone, self._staging.clock())
        async with self._database.read() as tx:
            found = [(team.name, await tx.protocols.recent(team.id, MOST_PAPERS)) for team in await tx.teams.all()]
        files = (
            file
            for team, protocols in found
            for protocol in reversed(protocols)
            for format_ in (FileFormat.MARKDOWN, FileFormat.PDF)
            for file in ProtocolFile(protocol, team, format_).attachments()
        )
        return [
            (file.filename, (await asyncio.to_thread(written, file, self._renderer, reader)).body) for file in files
        ]

    @property
    def switches(self) -> dict[str, bool]:
        """What can be switched off, and whether it is on."""
        stages = {"telegram": self._staging.telegram, "slack": self._staging.slack}
        return {"bot": self.is_at_work} | {name: not stage.down for name, stage in stages.items() if stage is not None}

    async def turn(self, name: str, *, on: bool) -> None:
        """Switch the bot or a messenger off or on. Raises KeyError."""
        if name == "bot":
            await (self.start() if on else self.stop())
            return
        stage = {"telegram": self._staging.telegram, "slack": self._staging.slack}[name]
        if stage is None:
            raise KeyError(name)
        stage.set_down(not on)

    async def moment_of(self, step: str) -> datetime | None:
        """When the next step of this name is due."""
        async with self._database.read() as tx:
            steps = [one for team in await tx.teams.all() for one in await tx.steps.waiting(team.id, MOST_STEPS)]
        return next((one.due_at for one in steps if one.name == step), None)

    async def _of_what(self, tx: SqlTransaction, team: Team, step: Step, reader: Reader) -> str:
        """The meeting that a step belongs to, in brackets; nothing for an action item."""
        if step.subject is not Subject.OCCURRENCE:
            return ""
        occurrence = await tx.occurrences.get(team.id, OccurrenceId(step.subject_id))
        ritual = await tx.rituals.get(team.id, occurrence.ritual) if occurrence else None
        if ritual is None:
            return ""
        block = f"kind_{ritual.kind}"
        is_named = block in self._renderer.blocks(StageWords.template, reader.locale)
        return f" ({self._renderer.words(StageWords.template, block, reader) if is_named else ritual.name})"
