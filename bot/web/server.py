"""The web server of the process: `/healthz`, `/readyz`, `/metrics` and the routes that messengers bring."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from bot.settings import PREFIX, Listen, WrongSettings

BODY_LIMIT = 1024 * 1024
"""Bytes of a request that anybody may send us: the largest update of either messenger is far smaller."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How the process is. `missing`: what it cannot do without, by name; `troubles`: what it works around meanwhile."""

    missing: dict[str, str]
    troubles: dict[str, str]


Readiness = Callable[[], Awaitable[Standing]]

Metrics = Callable[[], Awaitable[bytes]]
"""The figures in Prometheus' text format."""


async def _alive(_: web.Request) -> web.Response:
    return web.Response(text="alive\n")


def _ready(readiness: Readiness) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def ready(_: web.Request) -> web.Response:
        now = await readiness()
        told = {"ready": not now.missing, "waiting_for": now.missing, "troubles": now.troubles}
        return web.json_response(told, status=503 if now.missing else 200)

    return ready


def _metrics(told: Metrics) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def metrics(_: web.Request) -> web.Response:
        return web.Response(body=await told(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    return metrics


@asynccontextmanager
async def serving(
    listen: Listen, routes: Iterable[web.RouteDef], readiness: Readiness, metrics: Metrics
) -> AsyncIterator[int]:
    """Serve until the block ends; gives the port. Raises WrongSettings when the address cannot be taken."""
    app = web.Application(client_max_size=BODY_LIMIT)
    app.router.add_get("/healthz", _alive)
    app.router.add_get("/readyz", _ready(readiness))
    app.router.add_get("/metrics", _metrics(metrics))
    app.router.add_routes(routes)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=3)
    await runner.setup()
    try:
        site = web.TCPSite(runner, listen.host, listen.port)
        try:
            await site.start()
        except OSError as error:
            raise WrongSettings(
                f"{PREFIX}LISTEN is wrong: {listen.host}:{listen.port} cannot be listened on ({error.strerror});"
                " is another copy running? Choose another port."
            ) from error
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()
