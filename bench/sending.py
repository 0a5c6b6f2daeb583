"""Messages a second to servers without limits: from queued slots, beside aiohttp posting the same bytes; SQLite.

    python bench/sending.py [--rounds 5] [--messages 2000] [--quick]

The servers answer at once, in a process and on a core of their own where there is a second one. Ours is the way of
`letuchka run`: a slot is claimed and committed, rendered, sent, and what came of it is committed. The peer has 32
connections and posts what our client posted last, again and again. Contenders take turns. Exits 1 where one was not
shown.
"""

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import aiohttp
from aiohttp import web
from sqlalchemy import func, select

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

from measuring import on_one_core  # noqa: E402  After the path.

from bot.clock import system_clock  # noqa: E402
from bot.delivery.engine import Delivery  # noqa: E402
from bot.delivery.pacing import Unpaced  # noqa: E402
from bot.messengers.port import Messenger  # noqa: E402
from bot.messengers.slack.api import web_client  # noqa: E402
from bot.messengers.slack.outbound import SlackMessenger  # noqa: E402
from bot.messengers.slack.rooms import Rooms  # noqa: E402
from bot.messengers.telegram.outbound import TelegramMessenger  # noqa: E402
from bot.messengers.telegram.session import make_bot  # noqa: E402
from bot.rendering.renderer import Renderer  # noqa: E402
from bot.storage.slotstate import SlotState  # noqa: E402
from bot.storage.tables import slots  # noqa: E402
from bot.storage.transaction import Database  # noqa: E402
from bot.storage.upkeep import upgrade  # noqa: E402
from rituals.cup_messages import ReasonKept  # noqa: E402
from rituals.messages import At  # noqa: E402
from rituals.team import Place  # noqa: E402

AT_ONCE = 32
PLACE = {"telegram": "telegram:{}", "slack": "slack:T0000001/C{:07}"}
_MESSAGE = (
    '{"ok":true,"result":{"message_id":77,"date":1764579600,"chat":{"id":1000000,"type":"private","first_name":"P"},'
    '"from":{"id":4242,"is_bot":true,"first_name":"Letuchka"},"text":"Thank you."}}'
)
_POSTED = '{"ok":true,"channel":"C0000001","ts":"1764579600.000100"}'


def serve() -> None:
    """Both messengers without limits, until killed; what was posted last is told."""
    last: dict[str, tuple[str, bytes]] = {}

    async def post(request: web.Request) -> web.Response:
        last[request.path] = request.headers.get("Content-Type", ""), await request.read()
        text = _MESSAGE if request.path.startswith("/bot") else _POSTED
        return web.Response(text=text, content_type="application/json")

    async def tell(request: web.Request) -> web.Response:
        kind, body = last[request.query["path"]]
        return web.Response(body=body, headers={"X-Kind": kind})

    async def run() -> None:
        app = web.Application()
        app.router.add_get("/last", tell)
        app.router.add_post("/{path:.*}", post)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        print(runner.addresses[0][1], flush=True)
        await asyncio.Event().wait()

    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    asyncio.run(run())


@asynccontextmanager
async def served() -> AsyncIterator[str]:
    process = await asyncio.create_subprocess_exec(sys.executable, __file__, "--serve", stdout=PIPE)
    assert process.stdout is not None
    try:
        yield f"http://127.0.0.1:{int(await process.stdout.readline())}"
    finally:
        process.kill()
        await process.wait()


async def ours(name: str, server: str, folder: Path, count: int) -> tuple[float, int]:
    """Messages a second, and how many were not shown."""
    path = folder / "letuchka.db"
    path.unlink(missing_ok=True)
    url = f"sqlite:///{path}"
    await upgrade(url)
    async with AsyncExitStack() as stack:
        database = Database(url)
        stack.push_async_callback(database.close)
        messenger: Messenger
        if name == "telegram":
            bot = make_bot("4242:letuchka-token", server)
            stack.push_async_callback(bot.session.close)
            messenger = TelegramMessenger(bot)
        else:
            session = await stack.enter_async_context(aiohttp.ClientSession())
            client = web_client(session, f"{server}/api/", "xoxb-1")
            messenger = SlackMessenger(client, Rooms(client, database))
        async with database.begin(unhurried=True) as tx:
            for number in range(1, count + 1):
                await tx.outbox.show(
                    f"note:{number}", At(Place(PLACE[name].format(number))), ReasonKept(system_clock())
                )
        delivery = Delivery(database, Renderer(), {name: messenger}, system_clock, "bench", pacers={name: Unpaced()})
        began = time.perf_counter()
        delivering = asyncio.create_task(delivery.run())
        await delivery.settled()
        seconds = time.perf_counter() - began
        await delivery.stop()
        await delivering
        async with database.read() as tx:
            is_shown = slots.c.state == SlotState.SHOWN
            shown = await tx._sql.value(select(func.count()).select_from(slots).where(is_shown))  # noqa: SLF001
    return count / seconds, count - int(shown)


async def raw(path: str, server: str, count: int) -> float:
    """Aiohttp alone with the bytes that were posted there last."""
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{server}/last", params={"path": path}) as answer:
            body, kind = await answer.read(), answer.headers["X-Kind"]
        waiting = iter(range(count))

        async def client() -> None:
            for _ in waiting:
                async with session.post(server + path, data=body, headers={"Content-Type": kind}) as answer:
                    await answer.read()

        began = time.perf_counter()
        await asyncio.gather(*(client() for _ in range(AT_ONCE)))
        return count / (time.perf_counter() - began)


async def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--messages", type=int, default=2000)
    arguments.add_argument("--quick", action="store_true", help="one round of two hundred")
    arguments.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    asked = arguments.parse_args()
    count, rounds = (200, 1) if asked.quick else (asked.messages, asked.rounds)
    lost = 0
    with tempfile.TemporaryDirectory() as folder:
        async with served() as server:
            on_one_core()
            for name, path in (("telegram", "/bot4242:letuchka-token/sendMessage"), ("slack", "/api/chat.postMessage")):
                mine, theirs = [], []
                for _ in range(rounds):
                    rate, missing = await ours(name, server, Path(folder), count)
                    mine.append(rate)
                    theirs.append(await raw(path, server, count))
                    lost += missing
                ratio = statistics.median(one / other for one, other in zip(mine, theirs, strict=True))
                print(f"{name:<10}{statistics.median(mine):7.0f}/s, raw aiohttp ", end="")
                print(f"{statistics.median(theirs):7.0f}/s: {ratio:.2f} ×")
    print(f"not shown: {lost}")
    return 1 if lost else 0


if __name__ == "__main__":
    if "--serve" in sys.argv:
        serve()
    else:
        raise SystemExit(asyncio.run(main()))
