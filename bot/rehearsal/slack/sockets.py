"""Socket Mode: addresses that open once, up to ten connections an app, envelopes that wait for their ack."""

import asyncio
import itertools
import json
from datetime import timedelta
from typing import Any

from aiohttp import WSMsgType, web

from bot.rehearsal.slack.letters import Ack, Letter
from bot.rehearsal.slack.scene import Scene
from bot.rehearsal.slack.world import App

CONNECTIONS = 10
FAREWELL = timedelta(seconds=10)
CONNECTION_SECONDS = 18_060  # what Slack tells in `hello` as the usual life of a connection


class Socket:
    """One connection of an app. `gone` is done when it has closed; a `leaving` one gets nothing new."""

    def __init__(self, number: int, app_token: str, ws: web.WebSocketResponse, request: web.Request) -> None:
        self.number = number
        self.app_token = app_token
        self.ws = ws
        self.leaving = False
        self.gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._request = request

    async def send(self, frame: dict[str, Any]) -> bool:
        """False when the connection broke meanwhile."""
        try:
            await self.ws.send_str(json.dumps(frame, ensure_ascii=False))
        except (ConnectionError, RuntimeError):
            return False
        return True

    def abort(self) -> None:
        """Cut the line without a word."""
        if self._request.transport is not None:
            self._request.transport.abort()


class Sockets:
    """All connections of all apps, by app-level token."""

    def __init__(self, scene: Scene, ack_seconds: float) -> None:
        self._scene = scene
        self._ack_seconds = ack_seconds
        self._numbers = itertools.count(1)
        self._tickets: dict[str, str] = {}
        self._open: list[Socket] = []
        self._last = 0
        self._arrived = asyncio.Event()
        self._waiting: dict[str, asyncio.Future[Ack]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def ticket(self, app: App) -> str:
        """An address that opens one connection, once."""
        ticket = self._scene.ids.secret("link")
        self._tickets[ticket] = app.app_token
        return ticket

    def of(self, app: App) -> list[Socket]:
        return [socket for socket in self._open if socket.app_token == app.app_token]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """The websocket's end of the server."""
        app_token = self._tickets.pop(request.match_info["ticket"], None)
        app = next((app for app in self._scene.apps if app.app_token == app_token), None)
        if app_token is None or app is None:
            return web.Response(status=404, text="this address was used or never given")
        ws = web.WebSocketResponse()
        await ws.prepare(request)
        socket = Socket(next(self._numbers), app_token, ws, request)
        if len(self.of(app)) >= CONNECTIONS:
            await socket.send(_farewell("too_many_websockets"))
            await ws.close()
            return ws
        await self._listen(app, socket)
        return ws

    async def _listen(self, app: App, socket: Socket) -> None:
        self._open.append(socket)
        hello = {
            "type": "hello",
            "num_connections": len(self.of(app)),
            "debug_info": {"host": "stage", "approximate_connection_time": CONNECTION_SECONDS},
            "connection_info": {"app_id": app.id},
        }
        await socket.send(hello)
        self._arrived.set()
        try:
            async for message in socket.ws:
                if message.type is WSMsgType.TEXT:
                    self._acked(message.data)
        finally:
            self._open.remove(socket)
            socket.gone.set_result(None)

    def _acked(self, data: str) -> None:
        try:
            frame = json.loads(data)
        except ValueError:
            return
        waiting = self._waiting.get(str(frame.get("envelope_id"))) if isinstance(frame, dict) else None
        if waiting is not None and not waiting.done():
            waiting.set_result(Ack(body=frame.get("payload")))

    async def deliver(self, app: App, letter: Letter) -> Ack:
        """Send a letter and wait for its ack (real time); a connection that breaks first makes it go out again."""
        envelope = self._scene.ids.secret("envelope")
        ack: asyncio.Future[Ack] = asyncio.get_running_loop().create_future()
        self._waiting[envelope] = ack
        deadline = asyncio.get_running_loop().time() + self._ack_seconds
        try:
            return await self._send_until(deadline, app, _frame(envelope, letter), ack)
        finally:
            del self._waiting[envelope]

    async def _send_until(self, deadline: float, app: App, frame: dict[str, Any], ack: asyncio.Future[Ack]) -> Ack:
        loop = asyncio.get_running_loop()
        while True:
            socket = await self._next_socket(app, deadline)
            if socket is None:
                return Ack(trouble="connection_failed")
            if await socket.send(frame):
                left = max(0.0, deadline - loop.time())
                waiting: set[asyncio.Future[Any]] = {ack, socket.gone}
                await asyncio.wait(waiting, timeout=left, return_when=asyncio.FIRST_COMPLETED)
            else:
                await asyncio.sleep(0.01)
            if ack.done():
                return ack.result()
            if loop.time() >= deadline:
                return Ack(trouble="http_timeout")

    async def _next_socket(self, app: App, deadline: float) -> Socket | None:
        """One of the app's connections, in turn; waits for one until the deadline."""
        while True:
            sockets = [socket for socket in self.of(app) if not socket.leaving]
            later = [socket for socket in sockets if socket.number > self._last]
            if sockets:
                chosen = (later or sockets)[0]
                self._last = chosen.number
                return chosen
            left = deadline - asyncio.get_running_loop().time()
            self._arrived.clear()
            try:
                await asyncio.wait_for(self._arrived.wait(), left)
            except TimeoutError:
                return None

    def drop(self, app: App | None, reason: str) -> None:
        """Say goodbye to connections (`warning`: they close ten seconds later) or, with `hard`, cut them."""
        for socket in [one for one in self._open if app is None or one.app_token == app.app_token]:
            socket.leaving = True
            if reason == "hard":
                socket.abort()
            else:
                self._spawn(socket, reason)

    def _spawn(self, socket: Socket, reason: str) -> None:
        async def goodbye() -> None:
            await socket.send(_farewell(reason))
            if reason == "warning":
                self._scene.later.after(FAREWELL, lambda: self._close_later(socket))
            else:
                await socket.ws.close()

        self._keep(asyncio.get_running_loop().create_task(goodbye()))

    def _close_later(self, socket: Socket) -> None:
        async def close() -> None:
            await socket.ws.close()

        self._keep(asyncio.get_running_loop().create_task(close()))

    def _keep(self, task: asyncio.Task[None]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """End every connection; the stage goes dark."""
        for socket in list(self._open):
            await socket.ws.close()
        await asyncio.gather(*self._tasks)


def _farewell(reason: str) -> dict[str, Any]:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": "stage"}}


def _frame(envelope: str, letter: Letter) -> dict[str, Any]:
    frame: dict[str, Any] = {
        "envelope_id": envelope,
        "type": letter.kind,
        "payload": letter.payload,
        "accepts_response_payload": letter.kind != "events_api",
    }
    if letter.kind == "events_api":
        frame |= {"retry_attempt": letter.attempt, "retry_reason": letter.reason}
    return frame
