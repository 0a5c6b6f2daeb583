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
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiogram import Dispatcher, Router
from aiogram.types import CallbackQuery, User

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

from ballots import choices, telegram_press  # noqa: E402  After the path.
from measuring import Contender, Run, Take, at_once, on_one_core, ratio_of, tell  # noqa: E402
from mute_telegram import Mute, UsualMute, mute_bot  # noqa: E402
from stores import Postgres, Sqlite, kept  # noqa: E402
from usual_bot import usual_dispatcher, usual_engine  # noqa: E402

from bot.clock import system_clock  # noqa: E402
from bot.desk import Desk  # noqa: E402
from bot.messengers.telegram.lanes import Lanes  # noqa: E402
from bot.messengers.telegram.letters import uncounted  # noqa: E402
from bot.messengers.telegram.part import reception_of  # noqa: E402
from bot.messengers.telegram.webhook import Webhook  # noqa: E402
from bot.rendering.renderer import Renderer  # noqa: E402
from bot.storage.transaction import Database  # noqa: E402
from bot.topics import everything  # noqa: E402

ELECTORS = 12
"""Of each vote. Every ballot is somebody's first, so that every card changes."""


@asynccontextmanager
async def letuchka(url: str) -> AsyncIterator[Take]:
    """What stands behind the webhook of `letuchka run`."""
    database = Database(url)
    bot, _ = mute_bot(Mute)

    desk = Desk(database, everything(), Renderer(), system_clock)
    me = User(id=4242, is_bot=True, first_name="Letuchka", username="letuchka_bot")
    webhook = Webhook("secret", Lanes())
    webhook.take = reception_of(bot, me, desk, database, system_clock, uncounted).take

    async def take(body: bytes) -> None:
        assert await webhook.take_in(body) == 200

    try:
        yield take
    finally:
        await database.close()


@asynccontextmanager
async def usual(url: str) -> AsyncIterator[Take]:
    """Aiogram and SQLAlchemy's ORM."""
    engine = usual_engine(url)
    dispatcher = usual_dispatcher(engine)
    bot, _ = mute_bot(UsualMute)

    async def take(body: bytes) -> None:
        await dispatcher.feed_raw_update(bot, json.loads(body))

    try:
        yield take
    finally:
        await engine.dispose()


@asynccontextmanager
async def bare(_url: str) -> AsyncIterator[Take]:
    """Aiogram with one handler that answers."""
    dispatcher, router = Dispatcher(), Router()
    bot, _ = mute_bot(UsualMute)

    @router.callback_query()
    async def answer(query: CallbackQuery) -> None:
        await query.answer()

    dispatcher.include_router(router)

    async def take(body: bytes) -> None:
        await dispatcher.feed_raw_update(bot, json.loads(body))

    yield take


async def one_round(contender: Contender, url: str, bodies: list[bytes], width: int) -> Run:
    async with contender(url) as take:
        await at_once(bodies[:width], take, width)  # warm: caches, connections, prepared statements
        gc.collect()
        return await at_once(bodies[width:], take, width)


async def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--votes", type=int, default=1500)
    arguments.add_argument("--at-once", type=int, default=32)
    arguments.add_argument("--postgres", action="store_true")
    arguments.add_argument("--quick", action="store_true", help="a small part of it")
    asked = arguments.parse_args()
    if asked.quick:
        asked.rounds, asked.votes = 1, 120
    contenders: dict[str, Contender] = {"letuchka": letuchka, "the usual bot": usual, "aiogram, no database": bare}
    runs: dict[str, list[Run]] = {name: [] for name in contenders}
    lost = 0
    with tempfile.TemporaryDirectory() as folder:
        store = Postgres(Path(folder)) if asked.postgres else Sqlite(Path(folder))
        electors = await store.prepare(-(-asked.votes // ELECTORS), ELECTORS)
        on_one_core()
        for turn in range(asked.rounds):
            for name, contender in contenders.items():
                count = asked.votes // 5 if contender is usual else asked.votes
                url, bodies = store.fresh(), [telegram_press(*one) for one in choices(electors, count, turn)]
                runs[name].append(await one_round(contender, url, bodies, asked.at_once))
                lost += 0 if contender is bare else count - await kept(url)
        store.close()
    print(f"{asked.at_once} at once, {'PostgreSQL' if asked.postgres else 'SQLite'}")
    for name, several in runs.items():
        ratio = ratio_of(runs["letuchka"], several)
        tell(name, several)
        print(f"    letuchka is {ratio:.2f} × as fast")
    print(f"lost: {lost}")
    return 1 if lost else 0


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main()))
