"""The Telegram stage itself: the Bot API over HTTP for the scene, its faults, and its files."""

import asyncio
import inspect
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from aiohttp import web

from bot.rehearsal.telegram.errors import ApiError, flood
from bot.rehearsal.telegram.faults import AFTER, Fault
from bot.rehearsal.telegram.looking import Looking
from bot.rehearsal.telegram.methods import METHODS, Call
from bot.rehearsal.telegram.params import Params, read_params
from bot.rehearsal.telegram.post_office import PostOffice
from bot.rehearsal.telegram.updates import PendingUpdate
from bot.rehearsal.telegram.world import BotAccount

_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
_LARGEST_REQUEST = 64 * 1024 * 1024
_GATEWAY_PAGE = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"  # noqa: E501


class TelegramStage(Looking):
    """A local Bot API server with everything behind it.

    `clock` gives the stage's time. `limits` enforces the rates. `allow_http_webhook` lets a webhook be an http address
    of this machine; `webhook_pace` multiplies the pauses between its deliveries (which are real seconds).
    """

    def __init__(
        self,
        clock: Callable[[], datetime],
        *,
        limits: bool = False,
        allow_http_webhook: bool = False,
        webhook_pace: float = 1.0,
    ) -> None:
        super().__init__(clock, limits=limits)
        self.office = PostOffice(clock, self.journal, allow_http=allow_http_webhook, pace=webhook_pace)
        self._in_flight = 0
        self.down = False
        """An outage: no bot gets an answer, nobody can write."""
        self._closing = asyncio.Event()

    def routes(self, prefix: str = "") -> list[web.RouteDef]:
        """The routes, to be put into another application (which must allow requests of 64 MB)."""
        return [
            web.get(f"{prefix}/file/bot{{token:[^/]*}}/{{path:.+}}", self._serve_file),
            web.route("*", f"{prefix}/bot{{token:[^/]*}}/{{method:[^/]+}}", self._serve_method),
        ]

    def application(self) -> web.Application:
        """A whole application: anything else than a method or a file is not found."""
        app = web.Application(client_max_size=_LARGEST_REQUEST)
        app.add_routes([*self.routes(), web.route("*", "/{tail:.*}", self._nothing_here)])
        return app

    @asynccontextmanager
    async def serve(self, port: int = 0, host: str = "127.0.0.1") -> AsyncIterator[str]:
        """Serve while the context lasts; gives the base address, to which `/bot<token>/<method>` is added."""
        self._closing = asyncio.Event()
        runner = web.AppRunner(self.application(), shutdown_timeout=1.0, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, host, port)
        await site.start()
        try:
            yield f"http://{host}:{runner.addresses[0][1]}"
        finally:
            await self.close()
            await runner.cleanup()

    async def close(self) -> None:
        """End long polls, accidents that hang, and deliveries."""
        self._closing.set()
        for bot in self.bots.values():
            bot.queue.end_poll()
        await self.office.close()

    def set_down(self, down: bool) -> None:
        """Begin or end an outage."""
        self.down = down
        for bot in self.bots.values():
            bot.queue.end_poll()
        self.changed()

    def redeliver(self, bot: BotAccount) -> PendingUpdate:
        """Deliver the newest update of a bot once more under the same id."""
        return bot.queue.repeat_last()

    async def settled(self, timeout: float = 60.0, *, quiet: float = 0.05) -> None:  # noqa: ASYNC109
        """Wait until no update waits and no call is in flight for `quiet` real seconds. Raises TimeoutError."""
        async with asyncio.timeout(timeout):
            before = (-1, -1)
            while True:
                now = (len(self.journal), self._in_flight)
                waiting = any(len(bot.queue) and bot.queue.served for bot in self.bots.values())
                if now == before and not self._in_flight and not waiting:
                    return
                before = now
                await asyncio.sleep(quiet)

    def _bot(self, token: str) -> BotAccount:
        if not _TOKEN.fullmatch(token):
            raise ApiError(401, "invalid token specified")
        found = next((bot for bot in self.bots.values() if bot.token == token and not bot.revoked), None)
        if found is None:
            raise ApiError(401)
        return found

    async def _nothing_here(self, _request: web.Request) -> web.Response:
        return _refused(ApiError(404))

    async def _serve_file(self, request: web.Request) -> web.Response:
        try:
            self._bot(request.match_info["token"])
        except ApiError as error:
            return _refused(error)
        file = self.files.by_path(request.match_info["path"])
        if file is None:
            return _refused(ApiError(404))
        return web.Response(body=file.data, content_type=file.media_type.split(";")[0])

    async def _serve_method(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        polling = name.lower() == "getupdates"
        self._in_flight += not polling
        try:
            bot = self._bot(request.match_info["token"])
            params = await read_params(request)
            return await self._handle(request, bot, name, params)
        except ApiError as error:
            self.journal.called("", name, {}, error.code, error=error.description)
            return _refused(error)
        finally:
            self._in_flight -= not polling

    async def _handle(self, request: web.Request, bot: BotAccount, name: str, params: Params) -> web.StreamResponse:
        recorded = params.recorded()
        if self.down:
            self.journal.called(bot.username, name, recorded, 502, fault="down")
            return web.Response(status=502, text=_GATEWAY_PAGE, content_type="text/html")
        fault = self.faults.take(name, recorded)
        if fault is not None and fault.kind not in AFTER:
            self.journal.called(bot.username, name, recorded, _status_before(fault), fault=fault.kind)
            return await self._fail_before(request, fault)
        response = await self._answer(request, bot, name, params, fault)
        return response if fault is None else await self._fail_after(request, fault, response)

    async def _answer(
        self, request: web.Request, bot: BotAccount, name: str, params: Params, fault: Fault | None
    ) -> web.Response:
        kind, polling = fault.kind if fault else "", name.lower() == "getupdates"
        try:
            result = await self._call(bot, name, params)
        except ApiError as error:
            if not (polling and _abandoned(request)):
                facts = params.recorded()
                self.journal.called(bot.username, name, facts, error.code, error=error.description, fault=kind)
            return _refused(error)
        if not polling or fault:
            self.journal.called(bot.username, name, params.recorded(), 200, fault=kind)
        return web.json_response({"ok": True, "result": result})

    async def _call(self, bot: BotAccount, name: str, params: Params) -> Any:
        handler = METHODS.get(name.lower())
        if handler is None:
            raise ApiError(404, "method not found")
        result = handler(Call(self, self.office, bot, params))
        if inspect.isawaitable(result):
            result = await result
        self.acquaint(bot, result)
        return result

    async def _fail_before(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        match fault.kind:
            case "429":
                return _refused(flood(max(1, round(fault.seconds))))
            case "restart":
                return _refused(ApiError(500, "restart"))
            case "html_502":
                return web.Response(status=502, text=_GATEWAY_PAGE, content_type="text/html")
            case "hang":
                await self._linger(fault.seconds)
                return _cut(request)
            case "reset_before":
                return _cut(request)
            case _:
                return _refused(ApiError(500))

    async def _fail_after(self, request: web.Request, fault: Fault, response: web.Response) -> web.StreamResponse:
        match fault.kind:
            case "slow":
                await self._linger(fault.seconds)
                return response
            case "reset_after":
                return _cut(request)
            case "bad_json":
                return web.Response(text='{"ok":true,"result":{"message_', content_type="application/json")
            case _:
                return _refused(ApiError(500))

    async def _linger(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._closing.wait(), seconds)
        except TimeoutError:
            return


def _abandoned(request: web.Request) -> bool:
    """Whether the caller has gone: the long poll of a process that was stopped is no conflict worth a note."""
    return request.transport is None or request.transport.is_closing()


def _status_before(fault: Fault) -> int:
    return {"429": 429, "html_502": 502, "hang": 0, "reset_before": 0}.get(fault.kind, 500)


def _refused(error: ApiError) -> web.Response:
    retry = error.parameters.get("retry_after")
    headers = {"Retry-After": str(retry)} if retry else {}
    return web.json_response(error.body(), status=error.code, headers=headers)


def _cut(request: web.Request) -> web.Response:
    """Drop the connection: the caller never learns what became of the call."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
