"""Slack over HTTP: who may come in, what is repeated, and that nothing anybody sends breaks the entrance."""

import hashlib
import hmac
import time
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import aiohttp
import pytest

from tests.messengers.slack_office import SECRET, Office, slack_office


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with slack_office(tmp_path) as office, office.at_work("http"):
        yield office


async def send(office: Office, body: bytes, headers: dict[str, str] | None = None, *, signed: bool = True) -> int:
    """POST to the entrance as Slack would (or would not); the HTTP status."""
    timestamp = str(int(time.time()))
    digest = hmac.new(SECRET.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    signature = {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": f"v0={digest}"} if signed else {}
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(
            f"{office.http}/slack/events", data=BytesIO(body), headers=kind | signature | (headers or {})
        ) as answer,
    ):
        return answer.status


async def test_commands_buttons_and_forms_work_over_http(office: Office) -> None:
    await office.stage.command(office.vera, office.channel, "/agenda", "цены")
    assert office.last(office.vera).text == "saved: цены"
    await office.stage.command(office.vera, office.channel, "/panel")
    await office.stage.press(office.vera, office.channel, office.last(office.vera).key, "Write")
    await office.stage.until(lambda: office.stage.form(office.vera))
    await office.stage.submit(office.vera, {"text": "bad"})
    form = office.stage.form(office.vera)
    assert form is not None
    assert [one.block_id for one in form.inputs if one.error] == ["why"]
    await office.stage.submit(office.vera, {"text": "прайс"})
    await office.settled()
    assert office.last(office.vera).text == "added: прайс on mon"
    office.stage.dm(office.vera, "agenda скидки")
    await office.settled()
    assert office.last(office.vera, office.stage.dm_of(office.vera)).text == "saved: скидки"


async def test_a_command_may_speak_of_a_payload(office: Office) -> None:
    await office.stage.command(office.vera, office.channel, "/agenda", 'payload = {"a": 1} & command=x')
    assert office.last(office.vera).text == 'saved: payload = {"a": 1} & command=x'


@pytest.mark.parametrize("forgery", ["bad_signature", "stale", "no_signature", "garbage_timestamp"])
async def test_who_is_not_slack_does_not_come_in(office: Office, forgery: str) -> None:
    assert await office.stage.forge(office.app, forgery) == 401  # type: ignore[arg-type]
    assert office.heard == []


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Slack-Request-Timestamp": "²", "X-Slack-Signature": "v0=00"},
        {"X-Slack-Request-Timestamp": "1" * 400, "X-Slack-Signature": "v0=00"},
        {"X-Slack-Request-Timestamp": "-1", "X-Slack-Signature": "v0=00"},
        {"X-Slack-Signature": "v0=ключ"},
    ],
)
async def test_strange_headers_are_not_slacks(office: Office, headers: dict[str, str]) -> None:
    assert await send(office, b"command=%2Fhelp", headers) == 401


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "application/json"),
        (b"{", "application/json"),
        (b"[]", "application/json"),
        (b"null", "application/json"),
        (b'{"type": 7, "command": 1}', "application/json"),
        (b'{"type": "event_callback"}', "application/json"),
        (b'{"type": "event_callback", "event": {"type": "app_mention", "user": "U1"}}', "application/json"),
        (b'{"type": "block_actions", "actions": []}', "application/json"),
        (b"payload=%7B", "application/x-www-form-urlencoded"),
        (b"payload=%5B1%5D", "application/x-www-form-urlencoded"),
        (b"payload=%7B%22type%22%3A%22view_submission%22%7D", "application/x-www-form-urlencoded"),
        (b"command=%2Fhelp", "application/x-www-form-urlencoded"),
        (b"no form at all", "application/x-www-form-urlencoded"),
        (b"\xff\xfe\x00", "application/json"),
        (b"\xff=\xfe", "application/x-www-form-urlencoded"),
    ],
)
async def test_garbage_is_a_bad_request_and_no_error_of_ours(office: Office, body: bytes, kind: str) -> None:
    assert await send(office, body, {"Content-Type": kind}) in {400, 401}
    assert office.heard == []


async def test_what_is_not_for_us_is_taken_politely(office: Office) -> None:
    event = b'{"type": "event_callback", "event_id": "Ev1", "event": {"type": "reaction_added", "user": "U1"}}'
    assert await send(office, event, {"Content-Type": "application/json"}) == 200
    assert await send(office, b"payload=%7B%22type%22%3A%22view_closed%22%7D") == 200


async def test_a_body_without_end_is_refused(office: Office) -> None:
    assert await send(office, b"a=" + b"x" * 1_048_575) == 413


async def test_slacks_look_at_the_certificate_is_answered(office: Office) -> None:
    assert await office.stage.ssl_check(office.app) == 200


async def test_an_event_that_was_not_taken_comes_again_and_is_done_once(office: Office) -> None:
    office.database.away = True
    office.stage.dm(office.vera, "agenda цены")
    await office.stage.settled()
    assert [one.words.split(": ")[-1] for one in office.stage.journal.warned("no_ack")] == ["http_error 503"] * 2
    office.database.away = False
    office.stage.retry_now()
    await office.settled()
    assert [ask.text for ask in office.heard] == ["цены"]


async def test_with_a_wrong_token_nothing_is_taken(tmp_path: Path) -> None:
    async with slack_office(tmp_path) as office, office.at_work("http", bot_token="xoxb-wrong"):
        event = b'{"type": "event_callback", "event_id": "Ev1", "event": {"type": "app_mention", "user": "U1"}}'
        assert await send(office, event, {"Content-Type": "application/json"}) == 503
