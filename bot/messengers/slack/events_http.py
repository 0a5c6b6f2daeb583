"""Requests from Slack over HTTP: the signature first, then the body, then bolt. Garbage gets 400 or 401, never 500."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp
from slack_sdk.signature import SignatureVerifier

from bot.messengers.slack.inbound import through_bolt

log = structlog.get_logger(__name__)

PATH = "/slack/events"
LARGEST = 1024 * 1024


class Entrance:
    """One address for commands, events and interactivity.

    Left to itself bolt parses the body before it checks who sent it, fails on a timestamp that is no number, and loses
    a command whose text has the word "payload" in it; so the body is checked and read here, and bolt gets a dictionary.
    """

    def __init__(self, app: AsyncApp, signing_secret: str) -> None:
        self._app = app
        self._verifier = SignatureVerifier(signing_secret)

    def routes(self) -> list[web.RouteDef]:
        return [web.post(PATH, self.handle)]

    async def handle(self, request: web.Request) -> web.Response:
        """Slack's request → bolt's answer. 401: not Slack's; 400: not readable; 413: too long."""
        if (request.content_length or 0) > LARGEST:
            return web.Response(status=413)
        return await self.take_in(await request.read(), request.headers, request.content_type)

    async def take_in(self, raw: bytes, headers: Mapping[str, str], content_type: str) -> web.Response:
        """What becomes of a request: the answer that Slack takes for the acknowledgement."""
        if not self._signed(raw, headers):
            if _is_ssl_check(raw):
                return web.Response()
            log.warning("slack: a request that Slack did not sign", size=len(raw))
            return web.Response(status=401)
        body = _read(raw, content_type)
        if body is None:
            log.warning("slack: a body that cannot be read", size=len(raw))
            return web.Response(status=400)
        answer = await through_bolt(self._app, body)
        if answer.status >= 500:  # noqa: PLR2004
            return web.Response(status=503)
        return await to_aiohttp_response(answer)

    def _signed(self, raw: bytes, headers: Mapping[str, str]) -> bool:
        """HMAC over the time and the body, five minutes old at most (docs.slack.dev, verifying requests from Slack)."""
        timestamp = headers.get("X-Slack-Request-Timestamp", "")
        signature = headers.get("X-Slack-Signature", "")
        if not (timestamp.isascii() and timestamp.isdigit() and signature.isascii()):
            return False
        try:
            return bool(self._verifier.is_valid(raw, timestamp, signature))
        except (ValueError, OverflowError):  # Bytes that are no UTF-8; a moment beyond all counting.
            return False


def _is_ssl_check(raw: bytes) -> bool:
    """Slack's look at the certificate, which carries nothing and is not signed."""
    return dict(parse_qsl(raw[:1000].decode("utf-8", "replace"))).get("ssl_check") == "1"


def _read(raw: bytes, content_type: str) -> dict[str, Any] | None:
    """Events are JSON; interactions are a form with `payload`; commands are a form."""
    try:
        text = raw.decode()
        if content_type == "application/json":
            body: Any = json.loads(text)
        else:
            form = dict(parse_qsl(text, keep_blank_values=True, strict_parsing=bool(text)))
            body = json.loads(form["payload"]) if "payload" in form and "command" not in form else form
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) and body else None
