"""How updates come in: nothing is lost, nothing is done twice, a chat keeps its order, and trouble is waited out."""

import asyncio
import logging
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from bot.messengers.telegram.lanes import Lanes
from bot.messengers.telegram.polling import Polling
from bot.messengers.telegram.session import make_bot
from bot.messengers.telegram.webhook import LARGEST, PATH, SECRET_HEADER
from bot.messengers.telegram.wire import Update
from tests.messengers.telegram_office import SECRET, TOKEN, Office, telegram_office, until


@pytest.fixture
async def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    async with telegram_office(tmp_path, monkeypatch, allow_http_webhook=True, webhook_pace=0.01) as office:
        yield office


class Slow:
    """Takes updates only when it is let; keeps the order in which they began and ended."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.ended: list[str] = []
        self.gates: dict[str, asyncio.Event] = {}
        self.away = 0

    async def __call__(self, update: Update) -> None:
        assert update.message is not None
        text = update.message.text
        self.begun.append(text)
        if self.away:
            self.away -= 1
            raise OperationalError("BEGIN", None, ConnectionError())
        if text in self.gates:
            await self.gates[text].wait()
        if text == "bug":
            raise RuntimeError("a bug")
        self.ended.append(text)


class Poller:
    """Polling on its own, with `Slow` behind it."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.slow = Slow()
        self.bot = make_bot(TOKEN, office.url)
        self.polling = Polling(self.bot, self.slow, Lanes(), glance=0.1, pause=0.02)
        self.task = asyncio.create_task(self.polling.run())

    def says(self, person: Any, text: str) -> None:
        self.office.stage.says(person, self.office.account, text)

    @property
    def unconfirmed(self) -> int:
        return len(self.office.account.queue)

    async def stop(self) -> None:
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)
        await self.bot.session.close()


@pytest.fixture
async def poller(office: Office) -> AsyncIterator[Poller]:
    poller = Poller(office)
    yield poller
    for gate in poller.slow.gates.values():
        gate.set()
    await poller.stop()


async def test_an_update_is_confirmed_when_it_is_done(office: Office, poller: Poller) -> None:
    poller.slow.gates["one"] = asyncio.Event()
    poller.says(office.anna, "one")
    await until(lambda: poller.slow.begun)
    await asyncio.sleep(0.3)
    assert poller.unconfirmed == 1
    poller.slow.gates["one"].set()
    await until(lambda: poller.unconfirmed == 0)
    assert poller.slow.begun == ["one"]


async def test_one_chat_keeps_its_order_and_others_do_not_wait(office: Office, poller: Poller) -> None:
    poller.slow.gates["first"] = asyncio.Event()
    poller.says(office.anna, "first")
    poller.says(office.anna, "second")
    await until(lambda: poller.slow.begun)
    poller.says(office.boris, "other")
    await until(lambda: poller.slow.ended)
    assert poller.slow.ended == ["other"]
    assert poller.unconfirmed == 3
    poller.slow.gates["first"].set()
    await until(lambda: poller.unconfirmed == 0)
    assert poller.slow.ended == ["other", "first", "second"]


async def test_while_the_database_is_away_the_update_waits(office: Office, poller: Poller) -> None:
    poller.slow.away = 3
    poller.says(office.anna, "one")
    await until(lambda: poller.unconfirmed == 0)
    assert poller.slow.begun == ["one"] * 4
    assert poller.slow.ended == ["one"]


async def test_a_bug_does_not_stop_what_follows(office: Office, poller: Poller) -> None:
    with capture_logs() as logs:
        poller.says(office.anna, "bug")
        poller.says(office.anna, "next")
        await until(lambda: poller.unconfirmed == 0)
    assert poller.slow.ended == ["next"]
    assert any(entry["log_level"] == "error" and "exc_info" in entry for entry in logs)


async def test_what_is_no_update_is_skipped(office: Office, poller: Poller) -> None:
    office.account.queue.put("message", {"message_id": "x"}, "chat 1")
    poller.says(office.anna, "next")
    await until(lambda: poller.unconfirmed == 0)
    assert poller.slow.ended == ["next"]


async def test_stopping_lets_what_has_begun_end_and_confirms_it(office: Office, poller: Poller) -> None:
    poller.slow.gates["one"] = asyncio.Event()
    poller.says(office.anna, "one")
    await until(lambda: poller.slow.begun)
    poller.task.cancel()
    await asyncio.sleep(0.05)
    poller.slow.gates["one"].set()
    await asyncio.gather(poller.task, return_exceptions=True)
    assert poller.slow.ended == ["one"]
    assert poller.unconfirmed == 0


@pytest.mark.parametrize("kind", ["500_before", "429", "html_502", "reset_before", "bad_json"])
async def test_trouble_is_waited_out(office: Office, poller: Poller, kind: Any) -> None:
    office.stage.faults.add("getUpdates", kind, times=2, seconds=0.01)
    poller.says(office.anna, "one")
    await until(lambda: poller.slow.ended)
    await until(lambda: poller.unconfirmed == 0)


async def test_another_poller_is_told_of_once(office: Office, poller: Poller) -> None:
    await until(lambda: office.account.queue._poll is not None)
    with capture_logs() as logs:
        async with aiohttp.ClientSession() as session:
            for _ in range(2):
                await session.get(f"{office.url}/bot{TOKEN}/getUpdates", params={"timeout": "0"})
                await asyncio.sleep(0.05)
        poller.says(office.anna, "one")
        await until(lambda: poller.slow.ended)
    said = [entry for entry in logs if "another program" in entry["event"]]
    assert 1 <= len(said) <= 2
    assert said[0]["log_level"] == "error"


async def test_a_dead_token_is_named_and_polling_goes_on(office: Office, poller: Poller) -> None:
    await until(lambda: office.account.queue._poll is not None)
    with capture_logs() as logs:
        office.stage.revoke(office.account)
        office.account.queue.end_poll()
        await until(lambda: any("LETUCHKA_TELEGRAM_TOKEN" in entry["event"] for entry in logs))
        await asyncio.sleep(0.2)
    assert not poller.task.done()
    assert len([entry for entry in logs if entry["log_level"] == "error"]) == 1


async def test_a_webhook_that_was_left_is_taken_away(office: Office, poller: Poller) -> None:
    await until(lambda: office.account.queue._poll is not None)
    async with aiohttp.ClientSession() as session:
        given = {"url": "http://127.0.0.1:1/", "allowed_updates": '["message"]'}
        await session.get(f"{office.url}/bot{TOKEN}/setWebhook", params=given)
    await until(lambda: office.calls("deleteWebhook"))
    poller.says(office.anna, "one")
    await until(lambda: poller.slow.ended)


async def test_ids_may_begin_anew_after_a_long_silence(office: Office, poller: Poller) -> None:
    poller.says(office.anna, "one")
    await until(lambda: poller.unconfirmed == 0)
    await until(lambda: office.account.queue._poll is not None)
    office.account.queue.end_poll()
    await until(lambda: poller.polling._offset is None)
    office.account.queue._next_id = 77
    poller.says(office.anna, "two")
    await until(lambda: poller.slow.ended == ["one", "two"])
    await until(lambda: poller.unconfirmed == 0)


# -- webhook ---------------------------------------------------------------------------------------------------------


@pytest.fixture
async def hooked(office: Office) -> AsyncIterator[Office]:
    async with office.at_work(webhook_url="https://bot.example", webhook_secret=SECRET):
        await until(lambda: office.calls("setWebhook"))
        yield office


async def post(office: Office, data: Any, headers: dict[str, str] | None = None) -> int:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{office.http}{PATH}", data=data, headers=headers or {SECRET_HEADER: SECRET}) as response,
    ):
        assert SECRET not in await response.text()
        return response.status


def update(text: str, number: int = 1) -> bytes:
    entity = f'{{"type":"bot_command","offset":0,"length":{len(text.partition(" ")[0])}}}'
    chat = '{"id":1001,"type":"private"}'
    who = '{"id":1001,"is_bot":false,"first_name":"Anna"}'
    return (
        f'{{"update_id":{number},"message":{{"message_id":1,"date":1,"chat":{chat},"from":{who},'
        f'"text":"{text}","entities":[{entity}]}}}}'
    ).encode()


async def test_the_webhook_is_set_with_its_secret(hooked: Office) -> None:
    params = hooked.calls("setWebhook")[-1].params
    assert params["url"] == "https://bot.example/telegram/webhook"
    assert params["secret_token"] == SECRET
    assert "callback_query" in params["allowed_updates"]
    assert not hooked.calls("deleteWebhook")


async def test_a_call_with_the_secret_is_done(hooked: Office) -> None:
    assert await post(hooked, update("/agenda budget")) == 200
    assert [ask.text for ask in hooked.heard] == ["budget"]
    assert await post(hooked, update("/agenda budget")) == 200
    assert len(hooked.heard) == 1


@pytest.mark.parametrize("secret", [None, "", "wrong", "тайна", SECRET + "x", SECRET[:-1]])
async def test_a_call_without_the_secret_leaves_no_trace(
    hooked: Office, secret: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with capture_logs() as logs:
        headers = {} if secret is None else {SECRET_HEADER: secret}
        assert await post(hooked, update("/agenda confidential"), headers or {"X-Nothing": "1"}) == 401
    assert hooked.heard == []
    assert "confidential" not in f"{logs}{caplog.text}"


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b'{"a":1}', b'{"update_id":"x"}', b"\xff\xfe", b"{" * 9999]
)
async def test_garbage_is_refused(hooked: Office, body: bytes) -> None:
    assert await post(hooked, body) == 400


async def test_what_is_too_large_is_refused(hooked: Office) -> None:
    body = BytesIO(b'{"update_id":1,"x":"' + b"x" * LARGEST + b'"}')
    assert await post(hooked, body) == 400


async def test_an_update_of_an_unknown_kind_is_done_with(hooked: Office) -> None:
    assert await post(hooked, b'{"update_id":5,"poll":{"id":"1"}}') == 200
    assert await post(hooked, b'{"update_id":6,"message":{"message_id":[]}}') == 200


async def test_while_the_database_is_away_telegram_is_to_send_it_again(hooked: Office) -> None:
    hooked.database.away = True
    assert await post(hooked, update("/agenda budget")) == 503
    hooked.database.away = False
    assert await post(hooked, update("/agenda budget")) == 200
    assert [ask.text for ask in hooked.heard] == ["budget"]


async def test_before_the_bot_knows_its_name_telegram_is_to_send_it_again(office: Office) -> None:
    office.stage.faults.add("getMe", "500_before", times=1000)
    with capture_logs():
        office._begun = _nothing  # type: ignore[method-assign]
        async with office.at_work(webhook_url="https://bot.example", webhook_secret=SECRET):
            assert await post(office, update("/agenda budget")) == 503


async def _nothing(*, polls: bool) -> None:
    """Does not wait for the bot."""


async def test_a_webhook_needs_a_secret(office: Office) -> None:
    with pytest.raises(ValueError, match="secret"):
        async with office.at_work(webhook_url="https://bot.example"):
            pass
