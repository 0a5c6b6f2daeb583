"""The rehearsal: the whole real bot against the stage, with a team, simulated people and a movable clock."""

import asyncio
import os
import signal
import sys
import tempfile
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, time, timedelta
from importlib import resources
from pathlib import Path

from bot.clock import MovableClock, system_clock
from bot.logs import configure
from bot.rehearsal.backstage import Backstage, StageWords
from bot.rehearsal.page.server import serving
from bot.rehearsal.staging import Staging, account_in, staged
from bot.rehearsal.theatre import Actor, Theatre
from bot.rendering.reader import Reader, language
from bot.rendering.renderer import Renderer
from bot.storage.transaction import Database
from bot.storage.upkeep import upgrade
from bot.teamfile.commands import import_team
from bot.teamfile.content import FilePerson, TeamFile
from bot.teamfile.problems import WrongTeamFile
from bot.teamfile.reading import read_team_file
from rituals.localtime import zone

FRIDAY = 4
BEGINS_AT = time(17, 0)
"""The rehearsal begins on a Friday evening, with the week's review behind it: what is next is Monday's stand-up."""

SHY = "1006"
"""The Telegram account of the sample team that has never pressed Start: a bot cannot write to everybody."""


class WrongDemo(Exception):  # noqa: N818  The line is an answer to the visitor.
    """Why the rehearsal cannot begin, and what to do."""


def sample_team(lang: str) -> bytes:
    """The sample team's file. Raises WrongDemo for a language that it does not speak."""
    if lang not in {"ru", "en"}:
        raise WrongDemo(f"--lang {lang}: the sample team speaks ru or en.")
    return resources.files("bot.rehearsal").joinpath("sample", f"team.{lang}.yaml").read_bytes()


def team_of(file: Path) -> bytes:
    """A team file of the visitor's own. Raises WrongDemo with all that is wrong with it."""
    try:
        raw = file.read_bytes()
        team = read_team_file(raw)
    except OSError as error:
        raise WrongDemo(f"{file}: cannot be read: {error.strerror or error}.") from error
    except WrongTeamFile as wrong:
        raise WrongDemo(f"{wrong.told(str(file))}\nThe rehearsal did not begin.") from wrong
    if not any(person.accounts for person in team.people):
        raise WrongDemo(f"{file}: nobody has an account yet; give people `accounts:`, of made-up ids if you like.")
    return raw


def _start(timezone: str) -> datetime:
    """The next Friday evening after which a new month begins within the week: the first vote is near."""
    now = system_clock().astimezone(zone(timezone))
    day = now.date() + timedelta(days=(FRIDAY - now.weekday()) % 7)
    while (day + timedelta(days=7)).month == day.month:
        day += timedelta(days=7)
    return datetime.combine(day, BEGINS_AT, zone(timezone))


async def play(port: int, raw: bytes, *, at_once: bool = False) -> None:
    """Serve the page for a team file until SIGINT or SIGTERM, from a Friday evening or `at_once`. Raises WrongDemo."""
    configure("text", "warning")
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    sys.stderr.write("Setting the stage…\n")
    async with rehearsal(raw, system_clock() if at_once else None) as theatre:
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
async def rehearsal(raw: bytes, start: datetime | None = None, *, running: bool = True) -> AsyncIterator[Theatre]:
    """A theatre for a team file, with the bot at work; its database is gone afterwards.

    The clock begins at `start` (a Friday evening, unless it is given) and goes on by itself if it is `running`.
    """
    file = read_team_file(raw)
    clock = MovableClock(start or _start(file.timezone), running=running)
    with tempfile.TemporaryDirectory(prefix="letuchka-rehearsal-") as folder:
        url = f"sqlite:///{folder}/letuchka.db"
        await _prepare(url, Path(folder) / "team.yaml", raw, clock)
        async with staged(file, clock) as staging:
            _press_start(staging)
            async with Backstage(staging, url).open() as backstage:
                await backstage.quiet()
                yield _theatre(staging, backstage)


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


def _theatre(staging: Staging, backstage: Backstage) -> Theatre:
    file = staging.file
    renderer = Renderer()
    people = sorted(file.people, key=lambda person: person.role is None)
    return Theatre(
        team=file.name,
        clock=staging.clock,
        cast=tuple(_actor(person, file, renderer) for person in people if person.accounts),
        behind=backstage,
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
    words = renderer.words(StageWords.template, f"role_{person.role or person.department}", reader)
    number = account_in(person, "telegram")
    return Actor(
        person.name,
        words,
        int(number) if number else None,
        account_in(person, "slack"),
        person.department,
        person.role,
    )
