"""Votes from Telegram: callback JSON in, ballot + inbox id + card committed for good, answer out; no network.

    python bench/telegram_votes.py [--rounds 5] [--votes 1500] [--at-once 32] [--postgres]

Beside it, in turns on one core: a bot as it is usually written (bench/usual_bot.py) on the same tables with the same
durability, and bare aiogram, whose handler answers and knows no database. Each has the session of production, behind
which nobody is (bench/mute_telegram.py). Exits 1 where a vote was lost.
"""

import argparse
import asyncio
import gc
import json
import shutil
import statistics
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from aiogram import Dispatcher, Router
from aiogram.types import CallbackQuery, User
from sqlalchemy import func, select

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

from ballots import NOW, Elector, choices, open_votes, telegram_press  # noqa: E402  After the path.
from measuring import Run, Take, at_once, on_one_core, tell  # noqa: E402
from mute_telegram import Mute, UsualMute, mute_bot  # noqa: E402
from usual_bot import usual_dispatcher, usual_engine  # noqa: E402

from bot.desk import Desk  # noqa: E402
from bot.messengers.telegram.lanes import Lanes  # noqa: E402
from bot.messengers.telegram.letters import uncounted  # noqa: E402
from bot.messengers.telegram.part import reception_of  # noqa: E402
from bot.messengers.telegram.webhook import Webhook  # noqa: E402
from bot.rendering.renderer import Renderer  # noqa: E402
from bot.storage.transaction import Database  # noqa: E402
from bot.storage.upkeep import upgrade  # noqa: E402
from bot.storage.vote_tables import ballots  # noqa: E402
from bot.topics import everything  # noqa: E402

Contender = Callable[[str], AbstractAsyncContextManager[Take]]


@asynccontextmanager
async def letuchka(url: str) -> AsyncIterator[Take]:
    """What stands behind the webhook of `letuchka run`."""
    database = Database(url)
    bot, session = mute_bot(Mute)

    def clock():
        return NOW

    desk = Desk(database, everything(), Renderer(), clock)
    me = User(id=4242, is_bot=True, first_name="Letuchka", username="letuchka_bot")
    webhook = Webhook("secret", Lanes())
    webhook.take = reception_of(bot, me, desk, database, clock, uncounted).take

    async def take(body: bytes) -> None:
        assert await webhook.take_in(body) == 200

    try:
        yield take
    finally:
        await database.close()
        print("   ", dict(session.sent))


@asynccontextmanager
async def usual(url: str) -> AsyncIterator[Take]:
    """aiogram and SQLAlchemy's ORM."""
    engine = usual_engine(url)
    dispatcher = usual_dispatcher(engine)
    bot, session = mute_bot(UsualMute)

    async def take(body: bytes) -> None:
        await dispatcher.feed_raw_update(bot, json.loads(body))

    try:
        yield take
    finally:
        await engine.dispose()
        print("   ", dict(session.sent))


@asynccontextmanager
async def bare(_url: str) -> AsyncIterator[Take]:
    """aiogram with one handler that answers."""
    dispatcher, router = Dispatcher(), Router()
    bot, session = mute_bot(UsualMute)

    @router.callback_query()
    async def answer(query: CallbackQuery) -> None:
        await query.answer()

    dispatcher.include_router(router)

    async def take(body: bytes) -> None:
        await dispatcher.feed_raw_update(bot, json.loads(body))

    yield take
    print("   ", dict(session.sent))


async def one_round(contender: Contender, url: str, bodies: list[bytes], width: int) -> Run:
    async with contender(url) as take:
        await at_once(bodies[:width], take, width)  # warm: caches, connections, prepared statements
        gc.collect()
        return await at_once(bodies[width:], take, width)


async def kept(url: str) -> int:
    """How many ballots there are."""
    database = Database(url)
    async with database.read() as tx:
        number = await tx._sql.value(select(func.count()).select_from(ballots))  # noqa: SLF001
    await database.close()
    return int(number)


class Sqlite:
    """A file of votes, copied for every round."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._number = 0

    async def prepare(self, teams: int, electors: int) -> list[Elector]:
        url = f"sqlite:///{self._folder / 'template.db'}"
        await upgrade(url)
        database = Database(url)
        found = await open_votes(database, teams, electors)
        await database.close()
        return found

    def fresh(self) -> str:
        self._number += 1
        path = self._folder / f"{self._number}.db"
        shutil.copy(self._folder / "template.db", path)
        return f"sqlite:///{path}"


async def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--votes", type=int, default=1500)
    arguments.add_argument("--at-once", type=int, default=32)
    arguments.add_argument("--teams", type=int, default=50)
    arguments.add_argument("--electors", type=int, default=12)
    arguments.add_argument("--only", default="")
    asked = arguments.parse_args()
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        store = Sqlite(Path(name))
        electors = await store.prepare(asked.teams, asked.electors)
        on_one_core()
        contenders = {"letuchka": letuchka, "usual": usual, "bare": bare}
        runs: dict[str, list[Run]] = {name: [] for name in contenders}
        for turn in range(asked.rounds):
            for name, contender in contenders.items():
                if asked.only and name not in asked.only:
                    continue
                url = store.fresh()
                count = asked.votes if name != "usual" else max(asked.votes // 5, 5 * asked.at_once)
                bodies = [telegram_press(*one) for one in choices(electors, count, turn)]
                runs[name].append(await one_round(contender, url, bodies, asked.at_once))
                print(name, runs[name][-1].per_second, await kept(url))
    for name in contenders:
        if runs[name]:
            tell(name, runs[name], runs["usual"])
    return 0


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main()))
