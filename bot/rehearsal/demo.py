"""The rehearsal: the whole real bot against the stage, with a sample team, a movable clock and one page."""

import asyncio
import os
import signal
import sys
import tempfile
import webbrowser
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from importlib import resources
from pathlib import Path
from typing import ClassVar

from bot.app import Work, at_work
from bot.clock import MovableClock, system_clock
from bot.delivery.pacing import Unpaced
from bot.logs import configure
from bot.rehearsal.page.server import serving
from bot.rehearsal.page.theatre import Actor, Coming, Theatre
from bot.rehearsal.staging import Staging, account_in, staged
from bot.rendering.reader import Reader, language
from bot.rendering.renderer import Renderer
from bot.storage.transaction import Database, SqlTransaction
from bot.storage.upkeep import upgrade
from bot.teamfile.commands import import_team
from bot.teamfile.content import FilePerson, TeamFile
from bot.teamfile.reading import read_team_file
from rituals.localtime import zone
from rituals.messages import Message
from rituals.team import Team
from rituals.timeline import OccurrenceId, Step, Subject

FRIDAY = 4
BEGINS_AT = time(17, 0)
"""The rehearsal begins on a Friday evening, with the week's review behind it: what is next is Monday's stand-up."""

SHY = "1006"
"""The Telegram account that has never pressed Start: a bot cannot write to everybody, and the visitor sees it."""

COMING = 12
"""Moments of the timeline that the page is told."""


class WrongDemo(Exception):  # noqa: N818  The line is an answer to the visitor.
    """Why the rehearsal cannot begin, and what to do."""


@dataclass(frozen=True, slots=True)
class StageWords(Message):
    """What the page calls the steps of rituals and the people of the cast: one block each. Never sent."""

    template: ClassVar[str] = "rehearsal/words"


def _start(timezone: str) -> datetime:
    """The next Friday evening, or this one while the day lasts."""
    now = system_clock().astimezone(zone(timezone))
    day = now.date() + timedelta(days=(FRIDAY - now.weekday()) % 7)
    return datetime.combine(day, BEGINS_AT, zone(timezone))


async def play(port: int, lang: str) -> None:
    """Serve the page until SIGINT or SIGTERM. Raises WrongDemo."""
    if lang not in {"ru", "en"}:
        raise WrongDemo(f"--lang {lang}: the sample team speaks ru or en.")
    configure("text", "warning")
    raw = resources.files("bot.rehearsal").joinpath("sample", f"team.{lang}.yaml").read_bytes()
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    sys.stderr.write("Setting the stage…\n")
    async with rehearsal(raw) as theatre:
        try:
            async with serving(theatre, port) as url:
                sys.stderr.write(f"\nThe rehearsal is at {url}\nStop it with Ctrl+C; nothing is kept.\n")
                sys.stderr.flush()
                if _has_screen():
                    await asyncio.to_thread(webbrowser.open, url)
                await stopped.wait()
        except OSError as error:
            raise WrongDemo(f"Port {port} is taken ({error.strerror}); choose another one: --port 9000.") from error


def _has_screen() -> bool:
    """Whether a browser would open a window here; on a server it would take the terminal, or fail."""
    return sys.platform in {"darwin", "win32"} or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


@asynccontextmanager
async def rehearsal(raw: bytes, start: datetime | None = None) -> AsyncIterator[Theatre]:
    """A theatre for a team file, with the bot at work; its database is gone afterwards."""
    file = read_team_file(raw)
    clock = MovableClock(start or _start(file.timezone), running=True)
    with tempfile.TemporaryDirectory(prefix="letuchka-rehearsal-") as folder:
        url = f"sqlite:///{folder}/letuchka.db"
        await _prepare(url, Path(folder) / "team.yaml", raw, clock)
        async with staged(file, clock) as staging:
            _press_start(staging)
            async with at_work(staging.settings(url), clock=clock, pace=lambda _: Unpaced()) as work:
                yield _theatre(staging, work)


async def _prepare(url: str, path: Path, raw: bytes, clock: MovableClock) -> None:
    await upgrade(url)
    await asyncio.to_thread(path.write_bytes, raw)
    database = Database(url, clock)
    try:
        printed = await import_team(database, path, clock)
    finally:
        await database.close()
    if printed.code:
        raise WrongDemo(printed.errors)


def _press_start(staging: Staging) -> None:
    """People who have opened the private chat with the bot already; one never has."""
    if staging.telegram is None or staging.bot is None:
        return
    for user in staging.telegram_users.values():
        if str(user.id) != SHY:
            staging.telegram.starts(user, staging.bot)


def _theatre(staging: Staging, work: Work) -> Theatre:
    file = staging.file
    renderer = Renderer()
    people = sorted(file.people, key=lambda person: person.role is None)
    return Theatre(
        team=file.name,
        clock=staging.clock,
        cast=tuple(_actor(person, file, renderer) for person in people if person.accounts),
        upcoming=_upcoming(work, renderer, file),
        settled=work.settled,
        timezone=file.timezone,
        locale=file.locale,
        telegram=staging.telegram,
        bot=staging.bot,
        group=str(next((group.id for group in staging.groups.values()), "")),
        slack=staging.slack,
        channel=next((channel.id for channel in staging.channels.values()), ""),
    )


def _actor(person: FilePerson, file: TeamFile, renderer: Renderer) -> Actor:
    reader = Reader(language(file.locale), file.timezone, system_clock())
    role = renderer.words(StageWords.template, f"role_{person.role or person.department}", reader)
    number = account_in(person, "telegram")
    return Actor(person.name, role, int(number) if number else None, account_in(person, "slack"))


def _upcoming(work: Work, renderer: Renderer, file: TeamFile) -> Callable[[str], Awaitable[Sequence[Coming]]]:
    """What the bot will do by itself, from the steps that wait."""

    async def upcoming(locale: str) -> Sequence[Coming]:
        reader = Reader(language(locale), file.timezone, system_clock())
        coming = []
        async with work.database.read() as tx:
            for team in await tx.teams.all():
                for step in await tx.steps.waiting(team.id, COMING):
                    words = renderer.words(StageWords.template, f"step_{step.name}", reader)
                    coming.append((step.due_at, f"{words}{await _of_what(tx, team, step, renderer, reader)}"))
        return coming

    return upcoming


async def _of_what(tx: SqlTransaction, team: Team, step: Step, renderer: Renderer, reader: Reader) -> str:
    """The meeting that a step belongs to, in brackets; nothing for an action item."""
    if step.subject is not Subject.OCCURRENCE:
        return ""
    occurrence = await tx.occurrences.get(team.id, OccurrenceId(step.subject_id))
    ritual = await tx.rituals.get(team.id, occurrence.ritual) if occurrence else None
    if ritual is None:
        return ""
    block = f"kind_{ritual.kind}"
    is_named = block in renderer.blocks(StageWords.template, reader.locale)
    return f" ({renderer.words(StageWords.template, block, reader) if is_named else ritual.name})"
