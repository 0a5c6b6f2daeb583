"""Calls to Slack's Web API: one shared session, no hidden repeats, and four ways in which a call can fail."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

OFFICIAL = "https://slack.com/api/"
HTTP_OK = 200
TOO_MANY = 429
SERVER_ERROR = 500
DEFAULT_WAIT = timedelta(seconds=30)
"""How long to rest when a rate limit comes without `Retry-After`."""

TIMEOUT = aiohttp.ClientTimeout(total=20, sock_connect=5)
KEEP_ALIVE = 10
"""Seconds that an idle connection is kept: less than Slack keeps it, or a post would meet a closing one."""


class SlackTrouble(Exception):  # noqa: N818  The base of four situations, each named by what it means for the caller.
    """A call to Slack that did not succeed."""


class Refused(SlackTrouble):
    """Slack says no, and why: `code` is its error word, `body` the whole answer."""

    def __init__(self, code: str, body: dict[str, Any]) -> None:
        super().__init__(code)
        self.code = code
        self.body = body


class Limited(SlackTrouble):
    """Too many calls; nothing was done. `wait` is Slack's `Retry-After`."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(f"ratelimited for {wait.total_seconds():g} s")
        self.wait = wait


class Unreached(SlackTrouble):
    """No connection came about, so nothing was done."""


class Unanswered(SlackTrouble):
    """The call was made and its answer is lost or unreadable: it may have been done. `status` is HTTP's, if any."""

    def __init__(self, reason: str, status: int | None = None) -> None:
        super().__init__(reason)
        self.status = status


@asynccontextmanager
async def shared_session() -> AsyncIterator[aiohttp.ClientSession]:
    """The session of all clients, bolt's too: without one slack_sdk opens a TLS connection a call."""
    connector = aiohttp.TCPConnector(limit=50, keepalive_timeout=KEEP_ALIVE)
    async with aiohttp.ClientSession(timeout=TIMEOUT, connector=connector, trust_env=True) as session:
        yield session


def web_client(session: aiohttp.ClientSession, api_url: str | None, token: str | None) -> AsyncWebClient:
    """A client that repeats nothing by itself: the SDK's default repeats a post after a lost connection."""
    return AsyncWebClient(
        token=token,
        base_url=api_url or OFFICIAL,
        session=session,
        retry_handlers=[],
        logger=logging.getLogger("slack_sdk"),
    )


async def call(pending: Awaitable[Any], within: float | None = None) -> dict[str, Any]:
    """The answer of a call that was just made by a client's method; raises a SlackTrouble.

    `within`: give up after so many seconds (the call may have been done).
    """
    try:
        async with asyncio.timeout(within):
            answer = await pending
    except SlackApiError as error:
        raise _trouble(error) from error
    except aiohttp.ClientConnectorError as error:
        raise Unreached(type(error).__name__) from error
    except aiohttp.ConnectionTimeoutError as error:
        raise Unreached("no connection in time") from error
    except (aiohttp.ClientError, TimeoutError, OSError, SlackClientError, AttributeError) as error:
        # AttributeError: the SDK reads a page of text/plain that came with status 200 as if it were JSON.
        raise Unanswered(type(error).__name__) from error
    return answer.data if isinstance(answer.data, dict) else {}


def _trouble(error: SlackApiError) -> SlackTrouble:
    """What an answer that is no success means; it may be a gateway's page instead of Slack's JSON."""
    answer = error.response
    status = int(getattr(answer, "status_code", None) or getattr(answer, "status", None) or HTTP_OK)
    data = getattr(answer, "data", None)
    body = data if isinstance(data, dict) else {}
    code = str(body.get("error") or "")
    if status == TOO_MANY or code in {"ratelimited", "rate_limited"}:
        return Limited(_wait(answer.headers))
    if status >= SERVER_ERROR or not code:
        return Unanswered(f"HTTP {status}", status)
    return Refused(code, body)


def _wait(headers: Any) -> timedelta:
    given = str(headers.get("Retry-After", "")) if headers is not None else ""
    return timedelta(seconds=int(given)) if given.isascii() and given.isdigit() else DEFAULT_WAIT


async def answer_by_url(session: aiohttp.ClientSession, url: str, body: dict[str, Any]) -> None:
    """Use a response_url (5 times within 30 minutes; docs.slack.dev/interactivity/handling-user-interaction)."""
    try:
        async with session.post(url, json=body) as answer:
            if answer.status == TOO_MANY:
                raise Limited(_wait(answer.headers))
            if answer.status != HTTP_OK:
                raise Refused("response_url", {"status": answer.status})
    except aiohttp.ClientConnectorError as error:
        raise Unreached(type(error).__name__) from error
    except (aiohttp.ClientError, TimeoutError) as error:
        raise Unanswered(type(error).__name__) from error
