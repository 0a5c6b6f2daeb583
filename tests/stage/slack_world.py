"""The small Slack world that all tests of the stage share: two people, a channel, the app, a clock that stands."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import MovableClock
from bot.rehearsal.slack import App, Channel, SlackStage, User, Workspace
from tests.patience import PATIENCE

START = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
BOT_TOKEN, APP_TOKEN, SECRET = "xoxb-stage", "xapp-stage", "signing-secret"
SCOPES = frozenset(
    [
        "commands",
        "chat:write",
        "im:write",
        "mpim:write",
        "users:read",
        "channels:read",
        "groups:read",
        "im:read",
        "mpim:read",
        "app_mentions:read",
        "pins:write",
        "pins:read",
        "reactions:write",
        "reactions:read",
        "files:write",
        "files:read",
        "channels:history",
        "groups:history",
        "im:history",
        "team:read",
        "bookmarks:write",
        "bookmarks:read",
        "channels:join",
    ]
)


@dataclass
class SlackWorld:
    stage: SlackStage
    clock: MovableClock
    space: Workspace
    app: App
    vera: User
    boris: User
    channel: Channel
    url: str
    session: aiohttp.ClientSession
    web: AsyncWebClient

    async def call(self, method: str, token: str | None = BOT_TOKEN, **arguments: Any) -> dict[str, Any]:
        """A raw JSON call, for what the SDK would never send."""
        answer = await self.raw(method, token, json=arguments)
        body: dict[str, Any] = await answer.json()
        return body

    async def form(self, method: str, **arguments: str) -> dict[str, Any]:
        answer = await self.raw(method, BOT_TOKEN, data=arguments)
        body: dict[str, Any] = await answer.json()
        return body

    async def raw(self, method: str, token: str | None = BOT_TOKEN, **request: Any) -> aiohttp.ClientResponse:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        headers |= request.pop("headers", {})
        answer = await self.session.post(f"{self.url}/api/{method}", headers=headers, **request)
        await answer.read()
        return answer

    def texts(self, user: User | None = None) -> list[str]:
        return [message.text for message in self.stage.view(user or self.vera, self.channel).messages]


@asynccontextmanager
async def slack_world(**options: Any) -> AsyncIterator[SlackWorld]:
    clock = MovableClock(START)
    stage = SlackStage(clock, **({"ack_seconds": PATIENCE} | options))
    space = stage.add_workspace("T0000001", "Original Works")
    app = stage.add_app(space, bot_token=BOT_TOKEN, app_token=APP_TOKEN, signing_secret=SECRET, scopes=SCOPES)
    vera = stage.add_user(space, "U0000001", "Вера Орлова", tz="Europe/Moscow", locale="ru-RU")
    boris = stage.add_user(space, "U0000002", "Boris Smirnov", tz="Europe/Berlin")
    channel = stage.add_channel(space, "C0000001", "sales-marketing", members=[vera, boris, app])
    async with stage.serve() as url, aiohttp.ClientSession() as session:
        web = AsyncWebClient(BOT_TOKEN, base_url=f"{url}/api/", session=session, retry_handlers=[])
        yield SlackWorld(stage, clock, space, app, vera, boris, channel, url, session, web)
