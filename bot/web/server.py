"""The web server of the process: `/healthz`, `/readyz`, `/metrics` and the routes that messengers bring."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from bot.settings import PREFIX, Listen, WrongSettings

BODY_LIMIT = 1024 * 1024
"""Bytes of a request that anybody may send us: the largest update of either messenger is far smaller."""

Readiness = Callable[[], Awaitable[dict[str, str]]]
"""What is not ready, by name; empty when all is."""


async def _alive(_: web.Request) -> web.Response:
    return web.Response(text="alive\n")


def _ready(readiness: Readiness) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def ready(_: web.Request) -> web.Response:
        missing = await readiness()
        status = 503 if missing else 200
        return web.json_response({"ready": not missing, "waiting_for": missing}, status=status)

    return ready


def _metrics(registry: CollectorRegistry) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def metrics(_: web.Request) -> web.Response:
        return web.Response(body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    return metrics


@asynccontextmanager
async def serving(
    listen: Listen, routes: Iterable[web.RouteDef], readiness: Readiness, registry: CollectorRegistry
) -> AsyncIterator[int]:
    """Serve until the block ends; gives the port. Raises WrongSettings when the address cannot be taken."""
    app = web.Application(client_max_size=BODY_LIMIT)
    app.router.add_get("/healthz", _alive)
    app.router.add_get("/readyz", _ready(readiness))
    app.router.add_get("/metrics", _metrics(registry))
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
