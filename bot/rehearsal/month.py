"""A month without a browser: `letuchka demo --month DIR` plays it with simulated people and keeps what came of it."""

import asyncio
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

from bot.logs import configure
from bot.rehearsal.clockwork import Clockwork
from bot.rehearsal.demo import WrongDemo, rehearsal
from bot.rehearsal.people import Troupe
from bot.rehearsal.theatre import Theatre
from bot.rehearsal.transcript import files_of, fit, transcripts
from bot.teamfile.reading import read_team_file
from rituals.localtime import zone

DAYS = 31
"""Long enough for what comes once a month, wherever the month begins."""

SAMPLE_STARTS = {"ru": datetime(2026, 10, 16, 17), "en": datetime(2026, 3, 13, 17)}  # noqa: DTZ001  The team's clock.
"""The sample teams' months: over a day off (4 November; Easter) and a clock change (25 October; 29 March)."""


def sample_start(raw: bytes, lang: str) -> datetime:
    """When the sample team's month begins: always the same, so that it can be compared."""
    return SAMPLE_STARTS[lang].replace(tzinfo=zone(read_team_file(raw).timezone))


async def play_month(raw: bytes, folder: Path, start: datetime | None = None) -> None:
    """Play a month of a team file and write what it produced into a new folder. Raises WrongDemo."""
    await asyncio.to_thread(_check, folder)
    configure("text", "critical")
    began = time.monotonic()
    sys.stderr.write("Playing a month…\n")
    async with rehearsal(raw, start, running=False) as theatre:
        await play(theatre, timedelta(days=DAYS))
        count = await asyncio.to_thread(_keep, folder, theatre, await theatre.behind.papers())
    sys.stderr.write(f"{count} files are in {folder} ({time.monotonic() - began:.0f} s).\n")


def _check(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise WrongDemo(f"{folder} is not empty; name a new folder. Nothing was written.")


async def play(theatre: Theatre, stretch: timedelta) -> None:
    """Let people act, and the bot, for so long. Raises WrongDemo if the bot does not come to rest."""
    clockwork = Clockwork(theatre, lambda: None, Troupe(theatre))
    clockwork.set_pace("fast")
    outcome = await clockwork.play_until(theatre.clock() + stretch)
    if outcome.error:
        raise WrongDemo(f"The bot did not come to rest at {theatre.clock():%Y-%m-%d %H:%M} UTC ({outcome.error}).")


def _keep(folder: Path, theatre: Theatre, papers: list[tuple[str, bytes]]) -> int:
    """Write everything down; how many files that are."""
    chats = [(f"chats/{name}", text.encode()) for name, text in transcripts(theatre)]
    sent = [(f"files/{number:02}-{fit(name)}", content) for number, (name, content) in enumerate(files_of(theatre), 1)]
    kept = [*chats, *((f"protocols/{name}", content) for name, content in papers), *sent]
    for name, content in kept:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return len(kept)
