"""What may come from Slack: spoilt payloads of every kind, other workspaces, and guests of a shared channel."""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest
from structlog.testing import capture_logs

from tests.messengers.slack_office import SECRET, Office, slack_office
from tests.security.mutations import spoilt

Json = dict[str, Any]

USER = {"id": "U0000003", "username": "vera", "name": "vera", "team_id": "T0000001"}
TEAM = {"id": "T0000001", "domain": "works"}
CHANNEL = {"id": "C0000001", "name": "sales"}
ABOUT = {"team": TEAM, "user": USER, "api_app_id": "A1", "token": "t", "trigger_id": "1.2.3", "enterprise": None}
COMMAND: Json = {
    "command": "/agenda", "text": "цены", "team_id": "T0000001", "user_id": "U0000003", "user_name": "vera",
    "channel_id": "C0000001", "trigger_id": "1.2.3", "api_app_id": "A1",
}  # fmt: skip
PRESS: Json = {
    **ABOUT, "type": "block_actions", "channel": CHANNEL,
    "container": {"type": "message", "message_ts": "1.2", "channel_id": "C0000001", "is_ephemeral": False},
    "message": {"ts": "1.2", "text": "x", "thread_ts": "1.2"},
    "actions": [{"type": "button", "action_id": "a", "block_id": "b", "action_ts": "1.3", "value": "panel.next:1"}],
}  # fmt: skip
VIEW: Json = {
    **ABOUT, "type": "view_submission",
    "view": {
        "id": "V1", "hash": "1.h", "type": "modal", "private_metadata": '{"p":"item.added","c":"C0000001"}',
        "blocks": [{"type": "input", "block_id": "text", "element": {"type": "plain_text_input", "action_id": "text"}}],
        "state": {"values": {"text": {"text": {"type": "plain_text_input", "value": "bad"}}, "day": {"day": {
            "type": "static_select", "selected_option": {"value": "mon"}}}}},
    },
}  # fmt: skip
SHORTCUT: Json = {
    **ABOUT, "type": "message_action", "callback_id": "agenda_from_message", "channel": CHANNEL,
    "message": {"ts": "1.2", "text": "quoted <@U0000001>", "user": "U0000001"},
}  # fmt: skip
GRANTED = {"team_id": "T0000001", "user_id": "U9", "is_bot": True, "enterprise_id": None}
MENTION: Json = {
    "type": "event_callback", "team_id": "T0000001", "api_app_id": "A1", "event_id": "Ev1", "event_time": 1,
    "authorizations": [GRANTED],
    "event": {"type": "app_mention", "user": "U0000003", "text": "agenda цены", "channel": "C0000001", "ts": "1.2"},
}  # fmt: skip
PAYLOADS = {"command": COMMAND, "press": PRESS, "view": VIEW, "shortcut": SHORTCUT, "mention": MENTION}


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with slack_office(tmp_path) as office, office.at_work("http"):
        yield office


def body_of(payload: Json) -> tuple[bytes, str]:
    """As Slack sends it: commands are a form, interactions a form with `payload`, events JSON."""
    if payload.get("type") == "event_callback" or "event" in payload:
        return json.dumps(payload).encode(), "application/json"
    form = payload if "command" in payload else {"payload": json.dumps(payload)}
    return urlencode(form).encode(), "application/x-www-form-urlencoded"


async def send(office: Office, session: aiohttp.ClientSession, body: bytes, kind: str) -> tuple[int, str]:
    timestamp = str(int(time.time()))
    digest = hmac.new(SECRET.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    headers = {
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": f"v0={digest}",
        "Content-Type": kind,
    }
    async with session.post(f"{office.http}/slack/events", data=body, headers=headers) as answer:
        return answer.status, await answer.text()


@pytest.mark.parametrize("kind", sorted(PAYLOADS))
async def test_a_spoilt_payload_never_breaks_the_door(office: Office, kind: str) -> None:
    statuses = set()
    with capture_logs() as logs:
        async with aiohttp.ClientSession() as session:
            bodies = [body_of(one) for one in spoilt(PAYLOADS[kind])]
            for start in range(0, len(bodies), 32):
                answers = await asyncio.gather(*(send(office, session, *one) for one in bodies[start : start + 32]))
                statuses |= {status for status, _ in answers}
                await office.slack.reception.settled()
    assert statuses <= {200, 400}, statuses
    # "bug" is of the office's own handlers, which trust their form; the product's are attacked in test_teams_apart.
    assert [entry for entry in logs if entry["log_level"] in {"error", "critical"} and entry["event"] != "bug"] == []


@pytest.mark.parametrize(
    "body",
    [
        b'{"a":' * 50_000,
        b"[" * 100_000,
        b'"\\ud800"',
        b"payload=" + b"[" * 100_000,
        b"payload=%ff",
        b"\xff\xfe",
        b"1e999999",
    ],
)
@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded"])
async def test_garbage_is_refused_or_ignored(office: Office, body: bytes, kind: str) -> None:
    async with aiohttp.ClientSession() as session:
        status, _ = await send(office, session, body, kind)
    assert status in {200, 400, 401}  # The last for what is no text: such a thing cannot be signed.


async def test_half_a_character_does_not_break_anything(office: Office) -> None:
    event = json.dumps(MENTION).replace("agenda", "agenda \\ud83d \\u0000 x").encode()
    async with aiohttp.ClientSession() as session:
        assert await send(office, session, event, "application/json") == (200, "")
    assert [ask.text for ask in office.heard] == ["�   x цены"]


# -- other workspaces ------------------------------------------------------------------------------------------------


def of_another_workspace(kind: str) -> list[Json]:
    """The same payloads of another workspace's, and of a guest from one."""
    if kind == "command":
        return [{**COMMAND, "team_id": "T0000002"}]
    if kind == "mention":
        guest = {**MENTION["event"], "user": "U0000077"}
        spoken = [{**guest, name: "T0000002"} for name in ("user_team", "source_team")]
        return [{**MENTION, "team_id": "T0000002"}, *({**MENTION, "event": event} for event in spoken)]
    payload = PAYLOADS[kind]
    return [
        {**payload, "team": {"id": "T0000002", "domain": "others"}},
        {**payload, "user": {**USER, "id": "U0000077", "team_id": "T0000002"}},
    ]


@pytest.mark.parametrize("kind", sorted(PAYLOADS))
async def test_another_workspace_is_not_heard(office: Office, kind: str) -> None:
    async with aiohttp.ClientSession() as session:
        for payload in of_another_workspace(kind):
            assert await send(office, session, *body_of(payload)) == (200, "")
            await office.slack.reception.settled()
            assert office.heard == []
        status, _ = await send(office, session, *body_of(PAYLOADS[kind]))
        await office.slack.reception.settled()
    assert status == 200
    assert office.heard, "otherwise this proves nothing"


async def test_a_guest_whom_an_admin_has_added_is_heard(office: Office) -> None:
    """Vera's account stands in the team: what says that her workspace is another one is no reason any more."""
    press = {**PRESS, "user": {**USER, "team_id": "T0000002"}}
    mention = {**MENTION, "event": {**MENTION["event"], "user_team": "T0000002"}}
    async with aiohttp.ClientSession() as session:
        for payload in (press, mention):
            office.heard.clear()
            await send(office, session, *body_of(payload))
            await office.slack.reception.settled()
            assert [ask.account for ask in office.heard] == ["slack:T0000001/U0000003"]


async def test_a_guest_is_told_why(office: Office) -> None:
    async with aiohttp.ClientSession() as session:
        guest = {"team_id": "T0000002", "user_id": "U0000077"}
        asked = {**COMMAND, **guest, "response_url": "https://example.invalid/x"}
        status, told = await send(office, session, *body_of(asked))
    assert status == 200
    assert json.loads(told)["response_type"] == "ephemeral"
    assert "another company" in told
    assert "slack:T0000001/U0000077" in told.replace("\\/", "/"), "what an admin writes into the team file"


async def test_within_an_organization_nobody_is_a_guest(office: Office) -> None:
    async with aiohttp.ClientSession() as session:
        asked = {**PRESS, "user": {**USER, "team_id": "T0000007"}, "enterprise": {"id": "E1", "name": "Works"}}
        await send(office, session, *body_of(asked))
        await office.slack.reception.settled()
    assert len(office.heard) == 1


@pytest.mark.parametrize("event", ["tokens_revoked", "app_uninstalled", "channel_id_changed", "channel_archive"])
async def test_what_happens_in_another_workspace_changes_nothing_here(office: Office, event: str) -> None:
    told = {"type": event, "channel": "C0000001", "old_channel_id": "C0000001", "new_channel_id": "C6666666"}
    async with aiohttp.ClientSession() as session:
        status, _ = await send(office, session, *body_of({**MENTION, "team_id": "T0000002", "event": told}))
    assert status == 200
    assert office.heard == []
    async with office.database.read() as tx:
        assert [chat.place for team in await tx.teams.all() for chat in await tx.teams.chats(team.id)] == [
            "slack:T0000001/C0000001"
        ]
