"""What goes wrong on purpose on the Telegram stage: accidents, floods, and webhooks that do not accept."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.rehearsal.telegram.faults import FaultKind
from bot.rehearsal.telegram.webhooks import SECRET_HEADER
from tests.stage.telegram_world import TOKEN, World, served


def shown(world: World) -> list[str]:
    return [message.text for message in world.stage.view(world.anna, world.group).messages]


@pytest.mark.parametrize(
    ("kind", "status", "effects"), [("500_before", 500, 0), ("500_after", 500, 1), ("restart", 500, 0), ("429", 429, 0)]
)
async def test_accidents_before_and_after_the_effect(kind: FaultKind, status: int, effects: int) -> None:
    async with served() as world:
        world.stage.faults.add("sendMessage", kind, match=lambda params: params["text"] == "unlucky")
        assert await world.sent("lucky")
        answered, body = await world.call("sendMessage", chat_id=world.group.id, text="unlucky")
        assert (answered, body["ok"]) == (status, False)
        assert shown(world).count("unlucky") == effects
        assert await world.sent("unlucky")
        assert world.stage.journal.calls("sendMessage")[1].fault == kind


@pytest.mark.parametrize(("kind", "effects"), [("reset_before", 0), ("reset_after", 1), ("hang", 0)])
async def test_lost_connections(kind: FaultKind, effects: int) -> None:
    async with served() as world:
        world.stage.faults.add("*", kind, seconds=0.05)
        with pytest.raises(aiohttp.ClientError):
            await world.call("sendMessage", chat_id=world.group.id, text="x")
        assert len(shown(world)) == effects
        assert await world.ok("getMe")


async def test_gateway_pages_broken_answers_and_slowness() -> None:
    async with served() as world:
        assert world.session is not None
        address = f"{world.url}/bot{TOKEN}/sendMessage"
        body = {"chat_id": world.group.id, "text": "x"}
        world.stage.faults.add("sendMessage", "html_502")
        async with world.session.post(address, json=body) as response:
            assert (response.status, response.content_type) == (502, "text/html")
        assert shown(world) == []
        world.stage.faults.add("sendMessage", "bad_json")
        async with world.session.post(address, json=body) as response:
            broken = await response.text()
        with pytest.raises(json.JSONDecodeError):
            json.loads(broken)
        assert shown(world) == ["x"]
        world.stage.faults.add("sendMessage", "slow", seconds=0.2)
        sending = asyncio.create_task(world.sent("late"))
        await asyncio.sleep(0.1)
        assert shown(world) == ["x", "late"]
        assert not sending.done()
        assert await sending


async def test_one_chat_takes_three_at_once_then_one_a_second() -> None:
    async with served(limits=True) as world:
        for _ in range(3):
            await world.sent()
        refusal = await world.refused("sendMessage", chat_id=world.group.id, text="x")
        assert refusal == "429 Too Many Requests: retry after 1"
        world.clock.advance(timedelta(seconds=1))
        number = await world.sent()
        edit = {"chat_id": world.group.id, "message_id": number, "text": "other"}
        assert await world.refused("editMessageText", **edit) == "429 Too Many Requests: retry after 1"
        world.clock.advance(timedelta(seconds=1))
        assert await world.ok("editMessageText", **edit)


async def test_a_group_takes_twenty_a_minute() -> None:
    async with served(limits=True) as world:
        for _ in range(20):
            await world.sent()
            world.clock.advance(timedelta(seconds=1))
        status, body = await world.call("sendMessage", chat_id=world.group.id, text="x")
        assert (status, body["parameters"]) == (429, {"retry_after": 40})
        assert await world.sent(chat=world.basic.id)
        world.clock.advance(timedelta(seconds=40))
        assert await world.sent()


async def test_a_bot_takes_thirty_a_second() -> None:
    async with served(limits=True) as world:
        for number in range(2001, 2032):
            world.stage.starts(world.stage.add_user(number, "Person"), world.bot)
        for number in range(2001, 2031):
            await world.sent(chat=number)
        assert await world.refused("sendMessage", chat_id=2031, text="x") == "429 Too Many Requests: retry after 1"
        world.clock.advance(timedelta(seconds=1))
        assert await world.sent(chat=2031)


class Receiver:
    """A webhook that writes down what it gets and answers as it is told; 200 when it was told nothing."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        self.secrets: list[str | None] = []
        self.answers: list[web.Response] = []
        self.url = ""

    async def receive(self, request: web.Request) -> web.Response:
        self.got.append(await request.json())
        self.secrets.append(request.headers.get(SECRET_HEADER))
        return self.answers.pop(0) if self.answers else web.Response()

    def ids(self) -> list[int]:
        return [update["update_id"] for update in self.got]


@asynccontextmanager
async def webhook() -> AsyncIterator[tuple[World, Receiver]]:
    receiver = Receiver()
    app = web.Application()
    app.add_routes([web.post("/hook", receiver.receive)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    async with served(allow_http_webhook=True, webhook_pace=0.005) as world:
        await world.ok("getUpdates", offset=-1)
        await world.ok("setWebhook", url=receiver.url, secret_token="s3cret", drop_pending_updates=True)
        yield world, receiver
    await runner.cleanup()


async def test_a_webhook_gets_updates_with_its_secret() -> None:
    async with webhook() as (world, receiver):
        world.stage.says(world.anna, world.group, "/agenda")
        await world.stage.settled()
        assert [update["message"]["text"] for update in receiver.got] == ["/agenda"]
        assert receiver.secrets == ["s3cret"]
        info = await world.ok("getWebhookInfo")
        assert (info["url"], info["pending_update_count"]) == (receiver.url, 0)
        assert await world.ok("deleteWebhook")
        world.stage.says(world.anna, world.group, "/later")
        (waiting,) = await world.ok("getUpdates")
        assert waiting["message"]["text"] == "/later"
        assert len(receiver.got) == 1


async def test_a_refused_update_comes_again_and_holds_up_only_its_chat() -> None:
    async with webhook() as (world, receiver):
        receiver.answers = [web.Response(status=500), web.Response(status=503)]
        world.stage.says(world.anna, world.group, "/one")
        world.stage.says(world.anna, world.group, "/two")
        await world.stage.settled()
        first, second = receiver.ids()[0], receiver.ids()[-1]
        assert receiver.ids() == [first, first, first, second]
        assert "503" in (await world.ok("getWebhookInfo"))["last_error_message"]


async def test_an_answer_may_hold_one_call() -> None:
    async with webhook() as (world, receiver):
        call = {"method": "sendMessage", "chat_id": world.group.id, "text": "from the answer"}
        receiver.answers = [web.json_response(call), web.json_response({"method": "getMe"})]
        world.stage.says(world.anna, world.group, "/one")
        world.stage.says(world.anna, world.group, "/two")
        await world.stage.settled()
        assert shown(world) == ["/one", "/two", "from the answer"]
        assert len(world.stage.journal.calls("getMe")) == 0


async def test_lanes_are_served_side_by_side() -> None:
    async with webhook() as (world, receiver):
        receiver.answers = [web.Response(status=500, headers={"Retry-After": "40"})]
        world.stage.says(world.anna, world.group, "/held")
        await asyncio.sleep(0.05)
        world.stage.says(world.anna, world.basic, "/passes")
        await world.stage.settled()
        assert [update["message"]["text"] for update in receiver.got] == ["/held", "/passes", "/held"]


async def test_an_address_elsewhere_is_never_called() -> None:
    async with served() as world:
        assert await world.ok("setWebhook", url="https://example.com/hook", allowed_updates=["message"])
        assert (await world.ok("getWebhookInfo"))["allowed_updates"] == ["message"]
        assert world.stage.journal.warnings == [
            "webhook https://example.com/hook is not on this machine: nothing will be delivered"
        ]
