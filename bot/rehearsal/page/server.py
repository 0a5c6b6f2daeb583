"""Serves the rehearsal page to the browser of this machine: the page, what an actor sees, and what an actor does."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

import msgspec
from aiohttp import web

from bot.rehearsal.clockwork import Clockwork
from bot.rehearsal.page.changes import Changes
from bot.rehearsal.page.deeds import DEEDS, act
from bot.rehearsal.page.doors import guarded, sealed
from bot.rehearsal.page.sight import look
from bot.rehearsal.people import Troupe
from bot.rehearsal.theatre import Theatre
from bot.rehearsal.views import Outcome

LOCALES = ("en", "ru")
MESSAGES = 120
"""How many messages of a chat the page gets when it does not ask for more."""

_MOST_MESSAGES = 5000
_BODY_LIMIT = 256 * 1024
_ASSETS = Path(__file__).parent / "assets"
_TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}
_PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})


class Order(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Where the clock shall go: see Clockwork.move. `spare` is whom the visitor plays: nothing is done for them."""

    to: str
    people: bool = False
    spare: str = ""


class Hand(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What shall become of the move that is under way; or how fast people shall act."""

    do: Literal["stop", "pause", "resume"] | None = None
    pace: Literal["slow", "normal", "fast"] | None = None


class Switch(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Switch the bot or a messenger off or on."""

    name: str
    on: bool


class Page:
    """The handlers of one theatre's page."""

    def __init__(self, theatre: Theatre) -> None:
        self._theatre = theatre
        self._changes = Changes()
        self._troupe = Troupe(theatre)
        self._clockwork = Clockwork(theatre, self._changes.note, self._troupe)
        self._assets = {path.name: path.read_bytes() for path in _ASSETS.iterdir() if path.suffix in _TYPES}
        theatre.clock.watch(self._changes.note)
        for stage in (theatre.telegram, theatre.slack):
            if stage is not None:
                stage.on_change(self._changes.note)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/", self.index),
            web.get("/assets/{name}", self.asset),
            web.get("/state", self.state),
            web.get("/events", self.events),
            web.get("/file/{messenger}/{key}", self.file),
            web.post("/do/{deed}", self.do),
            web.post("/clock", self.clock),
            web.post("/clock/hand", self.hand),
            web.post("/switch", self.switch),
        ]

    async def end(self, _app: web.Application) -> None:
        """Let go of the browsers, and of a move of the clock that is under way."""
        self._clockwork.stop()
        self._changes.end()

    async def index(self, request: web.Request) -> web.Response:
        """The page in the language of `?lang=`, else of the browser, else of the team."""
        page = self._assets["index.html"].replace(b"{{lang}}", self._locale(request).encode())
        return web.Response(body=page, content_type="text/html", charset="utf-8")

    async def asset(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name not in self._assets or name == "index.html":
            raise web.HTTPNotFound
        return web.Response(body=self._assets[name], content_type=_TYPES[Path(name).suffix], charset="utf-8")

    async def state(self, request: web.Request) -> web.Response:
        """What `?as=` sees (without it: the first of the cast), as JSON; 404 for somebody who is not in the cast."""
        key = request.query.get("as") or self._theatre.cast[0].key
        try:
            actor = self._theatre.actor(key)
        except LookupError as unknown:
            return _json({"error": "unknown_actor", "toast": str(unknown)}, 404)
        limit = _limit(request.query.get("limit", ""))
        seen = await look(self._theatre, actor, self._locale(request), limit, self._clockwork)
        return _json(seen)

    async def events(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream; charset=utf-8"})
        await response.prepare(request)
        try:
            async for lines in self._changes.stream():
                await response.write(lines)
        except ConnectionResetError:
            return response  # the browser has gone
        return response

    async def file(self, request: web.Request) -> web.Response:
        """A file of a message: pictures to be shown, everything else to be saved."""
        stages = {"telegram": self._theatre.telegram, "slack": self._theatre.slack}
        stage = stages.get(request.match_info["messenger"])
        if stage is None:
            raise web.HTTPNotFound
        try:
            name, media_type, content = stage.file(request.match_info["key"])
        except LookupError:
            raise web.HTTPNotFound from None
        kind = media_type.partition(";")[0].strip().lower()
        shown = "inline" if kind in _PICTURES else "attachment"
        headers = {
            "Content-Type": kind if kind in _PICTURES else "application/octet-stream",
            "Content-Disposition": f"{shown}; filename*=UTF-8''{quote(name, safe='')}",
        }
        return web.Response(body=content, headers=headers)

    async def do(self, request: web.Request) -> web.Response:
        """One deed of an actor; answers with its Outcome. 400 for a deed that is not understood."""
        found = DEEDS.get(request.match_info["deed"])
        if found is None:
            raise web.HTTPNotFound
        kind, doing = found
        try:
            deed = msgspec.json.decode(await _body(request), type=kind)
        except msgspec.MsgspecError as wrong:
            return _json(Outcome(toast=str(wrong), error="not_understood"), 400)
        try:
            self._theatre.actor(deed.actor)
        except LookupError as unknown:
            return _json(Outcome(toast=str(unknown), error="unknown_actor"), 404)
        return _json(await act(self._theatre, doing, deed))

    async def clock(self, request: web.Request) -> web.Response:
        """Move the clock; answers when everything on the way has been played."""
        try:
            order = msgspec.json.decode(await _body(request), type=Order)
        except msgspec.MsgspecError as wrong:
            return _json(Outcome(toast=str(wrong), error="not_understood"), 400)
        if self._clockwork.moving_to is None:
            self._troupe.spare(order.spare)
        return _json(await self._clockwork.move(order.to, people=order.people))

    async def hand(self, request: web.Request) -> web.Response:
        """Stop, pause or resume the move that is under way; set the pace."""
        try:
            hand = msgspec.json.decode(await _body(request), type=Hand)
        except msgspec.MsgspecError as wrong:
            return _json(Outcome(toast=str(wrong), error="not_understood"), 400)
        if hand.pace is not None:
            self._clockwork.set_pace(hand.pace)
        deeds = {"stop": self._clockwork.stop, "pause": self._clockwork.pause, "resume": self._clockwork.resume}
        if hand.do is not None:
            deeds[hand.do]()
        return _json(Outcome())

    async def switch(self, request: web.Request) -> web.Response:
        """Switch the bot or a messenger off or on; answers when it is done."""
        try:
            wanted = msgspec.json.decode(await _body(request), type=Switch)
        except msgspec.MsgspecError as wrong:
            return _json(Outcome(toast=str(wrong), error="not_understood"), 400)
        if wanted.name not in self._theatre.behind.switches:
            return _json(Outcome(toast=wanted.name, error="not_understood"), 400)
        await self._theatre.behind.turn(wanted.name, on=wanted.on)
        self._changes.note()
        return _json(Outcome())

    def _locale(self, request: web.Request) -> str:
        wanted = request.query.get("lang", "")
        if wanted in LOCALES:
            return wanted
        accepted = [part.strip()[:2].lower() for part in request.headers.get("Accept-Language", "").split(",")]
        fallback = self._theatre.locale if self._theatre.locale in LOCALES else LOCALES[0]
        return next((locale for locale in accepted if locale in LOCALES), fallback)


def application(theatre: Theatre) -> web.Application:
    """The page of a theatre as an aiohttp application. Raises ValueError for a theatre without a cast."""
    if not theatre.cast:
        raise ValueError("a rehearsal needs somebody to be")
    page = Page(theatre)
    app = web.Application(middlewares=[guarded], client_max_size=_BODY_LIMIT)
    app.add_routes(page.routes())
    app.on_response_prepare.append(sealed)
    app.on_shutdown.append(page.end)
    return app


@asynccontextmanager
async def serving(theatre: Theatre, port: int = 8765) -> AsyncIterator[str]:
    """Serve on 127.0.0.1 until the block ends; gives the address. Raises OSError when the port is taken."""
    runner = web.AppRunner(application(theatre), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    finally:
        await runner.cleanup()


async def _body(request: web.Request) -> bytes:
    """What was posted; as JSON only, which no form of another site can send."""
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType
    return await request.read()


def _json(value: Any, status: int = 200) -> web.Response:
    return web.Response(body=msgspec.json.encode(value), status=status, content_type="application/json")


def _limit(wanted: str) -> int:
    return min(max(int(wanted), 1), _MOST_MESSAGES) if wanted.isascii() and wanted.isdigit() else MESSAGES
