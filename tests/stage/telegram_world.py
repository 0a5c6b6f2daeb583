"""The small world of the Telegram stage's tests: one bot, three people, a supergroup and a basic group."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import aiohttp

from bot.clock import MovableClock
from bot.rehearsal.telegram import BotAccount, Group, Person, TelegramStage

TOKEN = "4242:letuchka-token"
MONDAY = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)


@dataclass
class World:
    stage: TelegramStage
    clock: MovableClock
    bot: BotAccount
    other_bot: BotAccount
    anna: Person
    boris: Person
    stranger: Person
    group: Group
    basic: Group
    url: str = ""
    session: aiohttp.ClientSession | None = None
    facts: dict[str, Any] = field(default_factory=dict)

    async def raw(self, path: str, **options: Any) -> tuple[int, Any, Any]:
        assert self.session is not None
        async with self.session.request(options.pop("verb", "POST"), self.url + path, **options) as response:
            return response.status, await response.json(), response.headers

    async def call(self, method: str, **params: Any) -> tuple[int, dict[str, Any]]:
        status, body, _ = await self.raw(f"/bot{TOKEN}/{method}", json=params)
        return status, body

    async def ok(self, method: str, **params: Any) -> Any:
        status, body = await self.call(method, **params)
        assert (status, body.get("description")) == (200, None)
        return body["result"]

    async def refused(self, method: str, **params: Any) -> str:
        status, body = await self.call(method, **params)
        assert not body["ok"]
        assert status == body["error_code"]
        return f"{status} {body['description']}"

    async def sent(self, text: str = "Hello", chat: int = 0, **params: Any) -> int:
        message = await self.ok("sendMessage", chat_id=chat or self.group.id, text=text, **params)
        return int(message["message_id"])

    async def updates(self, offset: int = 0, **params: Any) -> list[dict[str, Any]]:
        result = await self.ok("getUpdates", offset=offset, **params)
        assert isinstance(result, list)
        return result

    async def upload(self, method: str, field_name: str, data: bytes, name: str, **params: Any) -> tuple[int, Any]:
        form = aiohttp.FormData()
        for key, value in params.items():
            form.add_field(key, value if isinstance(value, str) else json.dumps(value))
        form.add_field(field_name, data, filename=name)
        status, body, _ = await self.raw(f"/bot{TOKEN}/{method}", data=form)
        return status, body


def build(**options: Any) -> World:
    clock = MovableClock(MONDAY)
    stage = TelegramStage(clock, **options)
    bot = stage.add_bot(TOKEN, "letuchka_bot", "Летучка")
    other = stage.add_bot("77:other", "other_bot", "Other")
    anna = stage.add_user(1001, "Анна", "Петрова", username="anna", language_code="ru")
    boris = stage.add_user(1002, "Boris", username="boris", language_code="en")
    stranger = stage.add_user(1003, "Stranger")
    group = stage.add_group(-1001234567890, "Original Works", members=[anna, boris], bots=[bot])
    basic = stage.add_group(-555, "Sales", members=[anna], bots=[bot], kind="group")
    return World(stage, clock, bot, other, anna, boris, stranger, group, basic)


@asynccontextmanager
async def served(**options: Any) -> AsyncIterator[World]:
    world = build(**options)
    async with world.stage.serve() as url, aiohttp.ClientSession() as session:
        world.url, world.session = url, session
        yield world
    await asyncio.sleep(0)
