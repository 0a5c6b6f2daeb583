"""How long `letuchka run` takes until it is ready, and its memory, beside importing aiogram and slack_bolt alone.

    python bench/start.py [--rounds 5] [--teams 50]

Each figure is the median over rounds; contenders take turns, so that a busy machine is fair. Both messengers are
stages of this machine, so the network costs nothing. Memory is read from /proc (Linux), two seconds after the process
is ready. A start that is not counted goes before, so that no meeting of the new teams waits to be called for.
"""

import argparse
import asyncio
import os
import re
import socket
import statistics
import sys
import tempfile
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bot.clock import MovableClock, system_clock  # noqa: E402  After the path.
from bot.rehearsal.staging import SLACK_APP_TOKEN, SLACK_BOT_TOKEN, TELEGRAM_TOKEN, Staging, staged  # noqa: E402
from bot.storage.transaction import Database  # noqa: E402
from bot.storage.upkeep import upgrade  # noqa: E402
from bot.teamfile.commands import import_team  # noqa: E402
from bot.teamfile.reading import read_team_file  # noqa: E402

BARE = "import aiogram, slack_bolt.async_app; print('ready', flush=True); input()"
SETTLING = 2.0
"""Seconds from ready to the look at the memory."""


@dataclass(frozen=True)
class Start:
    """One start: seconds until ready, MB resident and MB at most."""

    seconds: float
    resident: float
    peak: float


async def start(*words: str, folder: Path, environment: dict[str, str]) -> Start:
    """Start a Python with these words, wait until it writes a line with `ready`, look at its memory, and end it."""
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable, *words, cwd=folder, env=environment, stdin=PIPE, stdout=PIPE, stderr=asyncio.subprocess.STDOUT
    )
    assert process.stdout is not None
    try:
        while b"ready" not in (line := await process.stdout.readline()):
            if not line:
                raise SystemExit(f"{' '.join(words)} ended before it was ready")
        seconds = time.perf_counter() - began
        await asyncio.sleep(SETTLING)
        return Start(seconds, memory(process, "VmRSS"), memory(process, "VmHWM"))
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()


def memory(process: Process, name: str) -> float:
    """A figure of /proc/PID/status, in MB."""
    found = re.search(rf"^{name}:\s*(\d+) kB$", Path(f"/proc/{process.pid}/status").read_text(), re.MULTILINE)
    if found is None:
        raise SystemExit(f"/proc tells no {name}")
    return int(found[1]) / 1024


def team_texts(count: int) -> list[str]:
    """The team of the rehearsal, and more of its kind with chats and accounts of their own."""
    sample = resources.files("bot.rehearsal").joinpath("sample", "team.en.yaml").read_text("utf-8")
    return [sample, *(_another(sample, number) for number in range(1, count))]


def _another(sample: str, number: int) -> str:
    text = re.sub(r"(?m)^team: .*$", f"team: Team {number}", sample)
    text = re.sub(r"telegram:(-?)(\d+)", lambda found: f"telegram:{found[1]}{int(found[2]) + 100_000 * number}", text)
    return re.sub(r"/([CU])0(\d{6})", lambda found: f"/{found[1]}{number:03d}{found[2][2:]}", text)


@asynccontextmanager
async def set_up(folder: Path, teams: int) -> AsyncIterator[Staging]:
    """The stages, and a database with so many teams in the folder."""
    url = f"sqlite:///{folder / 'letuchka.db'}"
    await upgrade(url)
    database = Database(url)
    texts = team_texts(teams)
    for text in texts:
        path = folder / "team.yaml"
        path.write_text(text, "utf-8")
        printed = await import_team(database, path, system_clock)
        if printed.code:
            raise SystemExit(printed.errors)
    await database.close()
    async with staged(read_team_file(texts[0].encode()), MovableClock(system_clock(), running=True)) as staging:
        yield staging


def settings_for(staging: Staging) -> dict[str, str]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    return {
        "LETUCHKA_TELEGRAM_TOKEN": TELEGRAM_TOKEN,
        "LETUCHKA_TELEGRAM_API_URL": staging.telegram_url,
        "LETUCHKA_SLACK_BOT_TOKEN": SLACK_BOT_TOKEN,
        "LETUCHKA_SLACK_APP_TOKEN": SLACK_APP_TOKEN,
        "LETUCHKA_SLACK_API_URL": f"{staging.slack_url}/api/",
        "LETUCHKA_LISTEN": f"127.0.0.1:{port}",
    }


def tell(name: str, starts: list[Start]) -> Start:
    """Print the medians of a contender and give them."""
    seconds, resident, peak = (
        statistics.median(getattr(one, figure) for one in starts) for figure in ("seconds", "resident", "peak")
    )
    print(f"{name:<32}{seconds:8.2f} s {resident:8.1f} MB {peak:8.1f} MB at most")
    return Start(seconds, resident, peak)


async def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--teams", type=int, default=50)
    arguments.add_argument("--quick", action="store_true", help="a small part of it")
    asked = arguments.parse_args()
    if asked.quick:
        asked.rounds, asked.teams = 1, 5
    bare, ours = [], []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with set_up(folder, asked.teams) as staging:
            plain = {key: value for key, value in os.environ.items() if not key.startswith("LETUCHKA_")}
            environment = plain | {"PYTHONPATH": str(ROOT)} | settings_for(staging)
            await start("-m", "bot", "run", folder=folder, environment=environment)
            for _ in range(asked.rounds):
                bare.append(await start("-c", BARE, folder=folder, environment=plain))
                ours.append(await start("-m", "bot", "run", folder=folder, environment=environment))
    one = tell("import aiogram, slack_bolt", bare)
    other = tell(f"letuchka run, {asked.teams} teams", ours)
    ratios = (ours.seconds / bare.seconds for bare, ours in zip(bare, ours, strict=True))
    print(f"ratio: start {statistics.median(ratios):.2f}, memory {other.resident / one.resident:.2f}")


if __name__ == "__main__":
    asyncio.run(main())
