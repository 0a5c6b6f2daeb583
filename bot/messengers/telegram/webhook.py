"""Takes updates by webhook: only from who knows the secret, and with 200 only what is committed."""

from hmac import compare_digest
from typing import Any

import msgspec
import structlog
from aiohttp import web

from bot.desk import is_outage
from bot.messengers.telegram.lanes import Lanes, lane_of
from bot.messengers.telegram.polling import Take
from bot.messengers.telegram.wire import Update, id_of, read

log = structlog.get_logger(__name__)

PATH = "/telegram/webhook"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  The header's name.
LARGEST = 1024 * 1024
"""Bytes; an update is a few kilobytes."""


class Webhook:
    """One route. `take` is None as long as the bot does not know its own name; Telegram asks again then."""

    def __init__(self, secret: str, lanes: Lanes) -> None:
        if not secret:
            raise ValueError("a webhook needs a secret")
        self._secret = secret.encode()
        self._lanes = lanes
        self.take: Take | None = None

    def route(self) -> web.RouteDef:
        return web.post(PATH, self.receive)

    async def receive(self, request: web.Request) -> web.Response:
        """401 without the secret, else what becomes of the update in it."""
        if not self._is_telegram(request):
            log.warning("telegram: a webhook call without the secret", remote=request.remote)
            return web.Response(status=401)
        return web.Response(status=await self.take_in(await _body(request)))

    async def take_in(self, body: bytes | None) -> int:
        """400 for what is no update, 503 while it cannot be kept, else 200."""
        raw = _parsed(body)
        number = id_of(raw)
        if number is None:
            return 400
        try:
            update = read(raw)
        except msgspec.ValidationError as error:
            log.warning("telegram: an update is not understood", update=number, reason=str(error))
            return 200  # Sent again it would be no clearer.
        return await self._work(update)

    def _is_telegram(self, request: web.Request) -> bool:
        shown = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        return compare_digest(shown, self._secret)

    async def _work(self, update: Update) -> int:
        if self.take is None:
            return 503
        try:
            async with self._lanes.turn(lane_of(update)):
                await self.take(update)
        except Exception as error:
            if is_outage(error):
                log.warning("telegram: the database is away, the update waits", update=update.update_id)
                return 503
            log.exception("telegram: an update could not be answered", update=update.update_id)
        return 200


async def _body(request: web.Request) -> bytes | None:
    """None for one that is too long."""
    if request.content_length is not None and request.content_length > LARGEST:
        return None
    body = bytearray()
    async for chunk in request.content.iter_chunked(64 * 1024):
        body += chunk
        if len(body) > LARGEST:
            return None
    return bytes(body)


def _parsed(body: bytes | None) -> Any:
    """The body as JSON; None for what is none."""
    try:
        return msgspec.json.decode(body or b"")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
