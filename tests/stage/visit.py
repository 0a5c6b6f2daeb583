"""A visit to the rehearsal's page without a browser: what an actor sees and does, by what the page itself asks for."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest_asyncio
from aiohttp.test_utils import TestClient, TestServer

from bot.rehearsal.page import application
from tests.stage.page_world import ANNA, PageWorld, page_world


@dataclass
class Visit:
    """A browser at the page."""

    world: PageWorld
    client: TestClient[Any, Any]

    async def sees(self, actor: str = ANNA, **query: str) -> dict[str, Any]:
        answer = await self.client.get("/state", params={"as": actor, **query})
        assert answer.status == 200
        seen: dict[str, Any] = await answer.json()
        return seen

    async def does(self, deed: str, actor: str = ANNA, **what: Any) -> dict[str, Any]:
        answer = await self.client.post(f"/do/{deed}", json={"as": actor, **what})
        assert answer.status == 200, await answer.text()
        outcome: dict[str, Any] = await answer.json()
        return outcome

    async def says(self, messenger: str, chat: str, text: str, actor: str = ANNA, **what: Any) -> dict[str, Any]:
        return await self.does("say", actor, messenger=messenger, chat=chat, text=text, **what)

    async def moves(self, to: str) -> dict[str, Any]:
        answer = await self.client.post("/clock", json={"to": to})
        outcome: dict[str, Any] = await answer.json()
        return outcome


@pytest_asyncio.fixture
async def visit() -> AsyncIterator[Visit]:
    async with page_world() as world, TestClient(TestServer(application(world.theatre))) as client:
        yield Visit(world, client)


def texts(chat: dict[str, Any]) -> list[str]:
    return [message["text"] for message in chat["messages"]]
