"""Votes from Slack: a signed `block_actions` in, committed for good, acknowledged, answered after that; no network.

    python bench/slack_votes.py [--rounds 5] [--votes 1500] [--at-once 64]

Beside it, in turns on one core: slack-bolt as it comes, whose listener is empty but for the acknowledgement. The last
lines are how long an acknowledgement takes when nothing else runs: bolt looks for it every ten milliseconds.
Exits 1 where a vote was lost.
"""

import argparse
import asyncio
import gc
import re
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

from ballots import choices, slack_press  # noqa: E402  After the path.
from measuring import Contender, Run, Take, at_once, on_one_core, tell  # noqa: E402
from mute_slack import Nobody  # noqa: E402
from stores import Sqlite, kept  # noqa: E402

from bot.clock import system_clock  # noqa: E402
from bot.desk import Desk  # noqa: E402
from bot.messengers.slack.answers import Voice  # noqa: E402
from bot.messengers.slack.events_http import Entrance  # noqa: E402
from bot.messengers.slack.farewells import Farewells  # noqa: E402
from bot.messengers.slack.hearing import Ear  # noqa: E402
from bot.messengers.slack.identity import Passport  # noqa: E402
from bot.messengers.slack.inbound import Reception, bolt_app  # noqa: E402
from bot.messengers.slack.outbound import SlackMessenger  # noqa: E402
from bot.messengers.slack.profiles import Profiles  # noqa: E402
from bot.messengers.slack.rooms import Rooms  # noqa: E402
from bot.rendering.renderer import Renderer  # noqa: E402
from bot.storage.transaction import Database  # noqa: E402
from bot.topics import everything  # noqa: E402

SECRET = "0123456789abcdef0123456789abcdef"  # noqa: S105
FORM = "application/x-www-form-urlencoded"


def signed(body: bytes) -> dict[str, str]:
    """The headers that Slack sends with a body."""
    now = str(int(time.time()))
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=now, body=body)
    return {"X-Slack-Request-Timestamp": now, "X-Slack-Signature": signature or "", "Content-Type": FORM}


@dataclass(frozen=True)
class Office:
    """Slack's part of the bot, as bot/messengers/slack/assembly.py puts it together, with nobody behind its session."""

    database: Database
    messenger: SlackMessenger
    renderer: Renderer
    take: Take


@asynccontextmanager
async def letuchka(url: str) -> AsyncIterator[Take]:
    """What stands behind `/slack/events` of `letuchka run`."""
    async with office(url) as opened:
        yield opened.take


@asynccontextmanager
async def office(url: str) -> AsyncIterator[Office]:
    """The same with what delivery needs."""
    database, nobody, renderer = Database(url), Nobody(), Renderer()
    desk = Desk(database, everything(), renderer, system_clock)
    client = AsyncWebClient("xoxb-1", session=nobody, retry_handlers=[])
    passport, rooms = Passport(client), Rooms(client, database)
    ear = Ear(desk.registry, Profiles(client, database, system_clock), system_clock)
    voice = Voice(client, nobody, rooms, desk, system_clock)  # type: ignore[arg-type]
    reception = Reception(desk, ear, voice, passport, Farewells(database))
    entrance = Entrance(bolt_app(AsyncWebClient(session=nobody, retry_handlers=[]), reception, passport), SECRET)

    async def take(body: bytes) -> None:
        assert (await entrance.take_in(body, signed(body), FORM)).status == 200

    yield Office(database, SlackMessenger(client, rooms), renderer, take)
    await reception.close(5)
    await database.close()


@asynccontextmanager
async def bare(_url: str) -> AsyncIterator[Take]:
    """slack-bolt with an empty listener."""
    client = AsyncWebClient("xoxb-1", session=Nobody(), retry_handlers=[])
    app = AsyncApp(token="xoxb-1", signing_secret=SECRET, client=client)  # noqa: S106

    @app.action(re.compile(".*"))
    async def listener(ack: Any) -> None:
        await ack()

    async def take(body: bytes) -> None:
        answer = await app.async_dispatch(AsyncBoltRequest(body=body.decode(), headers=signed(body)))
        assert answer.status == 200

    yield take


async def one_round(contender: Contender, url: str, bodies: list[bytes], width: int) -> Run:
    async with contender(url) as take:
        await at_once(bodies[:width], take, width)
        gc.collect()
        return await at_once(bodies[width:], take, width)


async def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--votes", type=int, default=1500)
    arguments.add_argument("--at-once", type=int, default=64)
    arguments.add_argument("--quick", action="store_true", help="a small part of it")
    asked = arguments.parse_args()
    if asked.quick:
        asked.rounds, asked.votes = 1, 180
    contenders: dict[str, Contender] = {"letuchka": letuchka, "slack-bolt, empty listener": bare}
    crowd: dict[str, list[Run]] = {name: [] for name in contenders}
    alone: dict[str, list[Run]] = {name: [] for name in contenders}
    lost = 0
    with tempfile.TemporaryDirectory() as folder:
        store = Sqlite(Path(folder))
        electors = await store.prepare(-(-asked.votes // 12), 12)
        on_one_core()
        for turn in range(asked.rounds):
            bodies = [slack_press(*one) for one in choices(electors, asked.votes, turn)]
            for name, contender in contenders.items():
                url = store.fresh()
                crowd[name].append(await one_round(contender, url, bodies, asked.at_once))
                lost += asked.votes - await kept(url) if contender is letuchka else 0
                alone[name].append(await one_round(contender, store.fresh(), bodies[:101], 1))
    peer = "slack-bolt, empty listener"
    print(f"{asked.at_once} at once")
    for name, runs in crowd.items():
        tell(name, runs, crowd[peer])
    print("one at a time")
    for name, runs in alone.items():
        tell(name, runs, alone[peer])
    print(f"lost: {lost}")
    return 1 if lost else 0


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main()))
