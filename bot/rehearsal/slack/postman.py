"""HTTP delivery: signed requests to the app's request URL, answers read within three seconds."""

import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Literal
from urllib.parse import urlencode

import aiohttp

from bot.rehearsal.slack.letters import Ack, Json, Letter
from bot.rehearsal.slack.scene import Scene
from bot.rehearsal.slack.world import App

Forgery = Literal["", "bad_signature", "stale", "no_signature", "garbage_timestamp"]
STALE_SECONDS = 301
_JSON = "application/json"
_FORM = "application/x-www-form-urlencoded"


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """`v0=` and the HMAC-SHA256 of `v0:timestamp:body`, as docs.slack.dev says for verifying its requests."""
    signed = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


class Postman:
    """Brings letters by HTTP.

    `signing_time` is the real time: apps compare the signature's age with their own clock, which no rehearsal moves.
    """

    def __init__(self, scene: Scene, ack_seconds: float, signing_time: Callable[[], float]) -> None:
        self._scene = scene
        self._timeout = aiohttp.ClientTimeout(total=ack_seconds)
        self._signing_time = signing_time
        self._session: aiohttp.ClientSession | None = None

    async def deliver(self, app: App, letter: Letter) -> Ack:
        """Send a letter to the app's request URL and read the answer."""
        headers = {}
        if letter.attempt:
            headers = {"x-slack-retry-num": str(letter.attempt), "x-slack-retry-reason": letter.reason}
        if letter.kind == "events_api":
            return await self._post(app, json.dumps(letter.payload, ensure_ascii=False).encode(), _JSON, headers)
        if letter.kind == "slash_commands":
            return await self._post(app, urlencode(letter.payload).encode(), _FORM, headers)
        body = urlencode({"payload": json.dumps(letter.payload, ensure_ascii=False)}).encode()
        return await self._post(app, body, _FORM, headers)

    async def verify_url(self, app: App) -> bool:
        """What Slack does when a request URL is saved: the challenge must come back."""
        challenge = self._scene.ids.secret("challenge")
        body = json.dumps({"type": "url_verification", "token": "stage", "challenge": challenge}).encode()
        ack = await self._post(app, body, _JSON, {})
        answered = ack.body.get("challenge") if isinstance(ack.body, dict) else ack.body
        return not ack.trouble and answered == challenge

    async def ssl_check(self, app: App) -> int:
        """The unsigned check of a command's certificate; returns the HTTP status, which should be 200."""
        body = urlencode({"ssl_check": "1", "token": "stage"}).encode()
        return (await self._post(app, body, _FORM, {}, "no_signature")).status

    async def forge(self, app: App, forgery: Forgery) -> int:
        """A request that is not Slack's; returns the HTTP status, which should be 401."""
        event: Json = {
            "type": "event_callback",
            "team_id": app.space.id,
            "event_id": "EvForged",
            "event": {"type": "forged"},
        }
        return (await self._post(app, json.dumps(event).encode(), _JSON, {}, forgery)).status

    async def _post(self, app: App, body: bytes, kind: str, extra: dict[str, str], forgery: Forgery = "") -> Ack:
        headers = {"Content-Type": kind, "User-Agent": "Slackbot 1.0", **extra, **self._signed(app, body, forgery)}
        session = self._client()
        try:
            async with session.post(app.request_url or "", data=body, headers=headers) as response:
                return await _read(response)
        except TimeoutError:
            return Ack(trouble="http_timeout", status=0)
        except aiohttp.TooManyRedirects:
            return Ack(trouble="too_many_redirects", status=0)
        except aiohttp.ClientError:
            return Ack(trouble="connection_failed", status=0)

    def _signed(self, app: App, body: bytes, forgery: Forgery) -> dict[str, str]:
        if forgery == "no_signature":
            return {}
        age = STALE_SECONDS if forgery == "stale" else 0
        timestamp = "soon" if forgery == "garbage_timestamp" else str(int(self._signing_time()) - age)
        secret = "not-the-secret" if forgery == "bad_signature" else app.signing_secret
        return {
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(secret, timestamp, body),
        }

    def _client(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(timeout=self._timeout)
        return self._session

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


async def _read(response: aiohttp.ClientResponse) -> Ack:
    text = await response.text()
    final = response.headers.get("x-slack-no-retry") == "1"
    if not 200 <= response.status < 300:  # noqa: PLR2004 - HTTP's own numbers
        return Ack(text, "http_error", final, response.status)
    if not text.strip():
        return Ack(None, "", final, response.status)
    try:
        body = json.loads(text)
    except ValueError:
        return Ack(text, "", final, response.status)
    return Ack(body if isinstance(body, dict) else text, "", final, response.status)
