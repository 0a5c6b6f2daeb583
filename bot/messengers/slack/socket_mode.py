"""Socket Mode: envelopes come over a websocket and are acknowledged on it when what they ask for is committed.

The client of slack_sdk closes the old connection before it opens the next (acknowledgements on their way are lost),
and after a failed connection tries the same single-use address for ever; so the line is held here, with bolt behind it.
Rules: docs.slack.dev/apis/events-api/using-socket-mode.
"""

import asyncio
import json
import random
import time
from dataclasses import dataclass
from typing import Any

import aiohttp
import structlog
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.messengers.slack.api import Limited, Refused, SlackTrouble, Unanswered, Unreached, call
from bot.messengers.slack.identity import Passport
from bot.messengers.slack.inbound import through_bolt
from bot.messengers.slack.results import TOKEN_DEAD

log = structlog.get_logger(__name__)

HEARTBEAT = 10.0

STABLE_AFTER = 30.0
"""Seconds after which a connection counts as a good one: the next failure begins with the short pause again."""
MOVED = frozenset({"warning", "refresh_requested"})
"""Why Slack closes a connection that it wants to have again."""
OK = 200
MALFORMED = 400


@dataclass(frozen=True, slots=True)
class Pauses:
    """Seconds between attempts to connect: the first pause, doubled each time up to the longest."""

    first: float = 1.0
    longest: float = 60.0


class SocketMode:
    """Keeps one connection open for as long as it runs; while Slack moves it, the old one is read to its end."""

    def __init__(
        self,
        client: AsyncWebClient,
        session: aiohttp.ClientSession,
        app_token: str,
        app: AsyncApp,
        passport: Passport,
        pauses: Pauses = Pauses(),
    ) -> None:
        self._client = client
        self._session = session
        self._app_token = app_token
        self._app = app
        self._passport = passport
        self._lines: set[asyncio.Task[None]] = set()
        self._sockets: set[aiohttp.ClientWebSocketResponse] = set()
        self._envelopes: set[asyncio.Task[None]] = set()
        self._pauses = pauses
        self._pause = pauses.first
        self.connected = asyncio.Event()

    async def run(self) -> None:
        """Until cancelled. Never gives up: a server that is away is tried again with growing pauses."""
        while True:
            socket = await self._connect()
            if socket is None:
                await self._rest()
                continue
            since, leave = time.monotonic(), asyncio.get_running_loop().create_future()
            line = asyncio.get_running_loop().create_task(self._read(socket, leave))
            self._lines.add(line)
            line.add_done_callback(self._lines.discard)
            moved = await leave
            if time.monotonic() - since > STABLE_AFTER:
                self._pause = self._pauses.first
            if not moved:
                await self._rest()

    async def close(self, within: float) -> None:
        """Finish what was begun (its acknowledgement too), then hang up; `within` seconds."""
        if self._envelopes:
            await asyncio.wait(tuple(self._envelopes), timeout=within)
        for line in tuple(self._lines):
            line.cancel()
        await asyncio.gather(*self._lines, return_exceptions=True)
        for socket in tuple(self._sockets):
            await socket.close()

    async def _connect(self) -> aiohttp.ClientWebSocketResponse | None:
        """A new connection, with a new address: one serves once."""
        try:
            await self._passport.show()
            url = (await call(self._client.apps_connections_open(app_token=self._app_token)))["url"]
            socket = await self._session.ws_connect(url, heartbeat=HEARTBEAT, max_msg_size=0)
        except Refused as refused:
            self._refused(refused)
        except Limited as limited:
            self._pause = max(self._pause, limited.wait.total_seconds())
        except (Unreached, Unanswered, SlackTrouble, aiohttp.ClientError, TimeoutError, KeyError) as error:
            log.warning(
                "slack: no connection", reason=f"{type(error).__name__}: {error}", next_try=round(self._pause, 1)
            )
        else:
            self._sockets.add(socket)
            return socket
        return None

    def _refused(self, refused: Refused) -> None:
        """A wrong token is told once, with the setting's name; it is tried again seldom, in case Slack mends it."""
        if self._passport.known is not None:
            self._passport.complain(refused, "LETUCHKA_SLACK_APP_TOKEN")
        if refused.code in TOKEN_DEAD:
            self._pause = self._pauses.longest
        else:
            log.warning("slack: no connection", reason=refused.code, next_try=round(self._pause, 1))

    async def _rest(self) -> None:
        """Wait, each time twice as long, with some chance in it so that replicas do not come back in step."""
        self.connected.clear()
        pause = self._pause * random.uniform(0.8, 1.2)  # noqa: S311
        self._pause = min(self._pause * 2, self._pauses.longest)
        await asyncio.sleep(pause)

    async def _read(self, socket: aiohttp.ClientWebSocketResponse, leave: "asyncio.Future[bool]") -> None:
        """Read one connection to its end. `leave` is done when another one is needed; True: at once."""
        try:
            async for message in socket:
                if message.type is aiohttp.WSMsgType.TEXT:
                    self._take(socket, message.data, leave)
        finally:
            self._sockets.discard(socket)
            await socket.close()
            _done(leave, moved=False)

    def _take(self, socket: aiohttp.ClientWebSocketResponse, data: str, leave: "asyncio.Future[bool]") -> None:
        """One frame: a greeting, a farewell, or an envelope."""
        try:
            frame: Any = json.loads(data)
        except (ValueError, RecursionError):
            frame = None
        if not isinstance(frame, dict):
            log.warning("slack: a frame that is no JSON object")
            return
        if frame.get("type") == "hello":
            log.info("slack: connected", connections=frame.get("num_connections"))
            self._pause = self._pauses.first
            self.connected.set()
        elif frame.get("type") == "disconnect":
            self._farewell(str(frame.get("reason")), leave)
        elif (request := SocketModeRequest.from_dict(frame)) is not None:
            task = asyncio.get_running_loop().create_task(self._envelope(socket, request))
            self._envelopes.add(task)
            task.add_done_callback(self._envelopes.discard)

    def _farewell(self, reason: str, leave: "asyncio.Future[bool]") -> None:
        if reason == "link_disabled":
            log.error(
                "Slack: Socket Mode is switched off for the app (api.slack.com/apps, Socket Mode). It is tried again."
            )
            self._pause = self._pauses.longest
        else:
            log.info("slack: the connection is moved", reason=reason)
        _done(leave, moved=reason in MOVED)

    async def _envelope(self, socket: aiohttp.ClientWebSocketResponse, request: SocketModeRequest) -> None:
        """Do it, then acknowledge. What is not acknowledged comes again; the inbox knows what was done."""
        answer = await through_bolt(self._app, request.payload)
        if answer.status not in {OK, MALFORMED}:
            log.warning("slack: not acknowledged", envelope=request.envelope_id, status=answer.status)
            return
        payload = json.loads(answer.body) if answer.body.startswith("{") and answer.status == OK else None
        frame = SocketModeResponse(envelope_id=request.envelope_id, payload=payload).to_dict()
        try:
            await socket.send_str(json.dumps(frame))
        except (ConnectionError, aiohttp.ClientError, RuntimeError) as error:
            log.info("slack: an acknowledgement was lost", envelope=request.envelope_id, error=type(error).__name__)


def _done(leave: "asyncio.Future[bool]", *, moved: bool) -> None:
    if not leave.done():
        leave.set_result(moved)
