"""What may come from Telegram: spoilt updates, other people's questions and links, and codes before everybody's eyes."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot.messengers.telegram.interviewer import INVITATION, PREFIX
from bot.messengers.telegram.webhook import PATH, SECRET_HEADER
from handlers.people import LinkCode
from rituals.team import AccountKey
from tests.messengers.telegram_office import GROUP, Office, telegram_office, until
from tests.messengers.telegram_views import Said
from tests.security.mutations import spoilt

Json = dict[str, Any]
SECRET = "a-secret-of-the-webhook"
ANNA: Json = {"id": 1001, "is_bot": False, "first_name": "Anna", "last_name": "P", "username": "anna"}
CHAT: Json = {"id": GROUP, "type": "supergroup", "title": "Original Works", "is_forum": True}
COMMAND: Json = {
    "update_id": 1,
    "message": {
        "message_id": 5, "date": 1, "chat": CHAT, "from": ANNA, "message_thread_id": 3, "is_topic_message": True,
        "text": "/agenda budget @boris Boris",
        "entities": [
            {"type": "bot_command", "offset": 0, "length": 7},
            {"type": "mention", "offset": 15, "length": 6},
            {"type": "text_mention", "offset": 22, "length": 5, "user": {"id": 1002, "first_name": "Boris"}},
        ],
        "reply_to_message": {"message_id": 4, "date": 1, "chat": CHAT, "from": ANNA, "text": "words"},
    },
}  # fmt: skip
PRESS: Json = {
    "update_id": 1,
    "callback_query": {
        "id": "77", "from": ANNA, "data": "panel.next:1", "chat_instance": "1",
        "message": {"message_id": 5, "date": 0, "chat": CHAT},
    },
}  # fmt: skip
MEMBER: Json = {
    "update_id": 1,
    "my_chat_member": {
        "chat": CHAT, "from": ANNA, "date": 1,
        "old_chat_member": {"status": "left", "user": {"id": 1, "is_bot": True}},
        "new_chat_member": {"status": "restricted", "is_member": True, "user": {"id": 1, "is_bot": True}},
    },
}  # fmt: skip
UPDATES = {"command": COMMAND, "press": PRESS, "member": MEMBER}


@pytest.fixture
async def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    async with telegram_office(tmp_path, monkeypatch) as office:
        yield office


@pytest.fixture
async def hooked(office: Office) -> AsyncIterator[Office]:
    async with office.at_work(webhook_url="https://bot.example", webhook_secret=SECRET):
        await until(lambda: office.calls("setWebhook"))
        yield office


async def send(office: Office, session: aiohttp.ClientSession, body: bytes) -> int:
    async with session.post(f"{office.http}{PATH}", data=body, headers={SECRET_HEADER: SECRET}) as answer:
        return answer.status


@pytest.mark.parametrize("kind", sorted(UPDATES))
async def test_a_spoilt_update_never_breaks_the_door(hooked: Office, kind: str) -> None:
    """Each has a number of its own, so that none is taken for one that was done before."""
    bodies = []
    for number, update in enumerate(spoilt(UPDATES[kind]), 100):
        if update.get("update_id") == 1:
            update["update_id"] = number
        bodies.append(json.dumps(update).encode())
    statuses = set()
    with capture_logs() as logs:
        async with aiohttp.ClientSession() as session:
            for start in range(0, len(bodies), 16):
                statuses |= set(
                    await asyncio.gather(*(send(hooked, session, one) for one in bodies[start : start + 16]))
                )
    assert statuses <= {200, 400}
    assert [entry for entry in logs if entry["log_level"] in {"error", "critical"}] == []


@pytest.mark.parametrize(
    "body", [b'{"a":' * 50_000, b"[" * 100_000, b'{"update_id":1,"message":' * 9_000, b'"\\ud800"']
)
async def test_garbage_is_refused(hooked: Office, body: bytes) -> None:
    async with aiohttp.ClientSession() as session:
        assert await send(hooked, session, body) == 400


# -- other people's questions ------------------------------------------------------------------------------------------


async def test_a_question_is_answered_by_whom_it_was_asked(office: Office) -> None:
    async with office.at_work():
        await office.says(office.anna, "/ask")  # nobody has a private chat: the question stands in the group
        question = office.seen(office.anna)[-1]
        async with office.database.read() as tx:
            before = await tx.dialogues.get(AccountKey("telegram:1001"))
        assert before is not None
        await office.says(office.boris, "intruder", reply_to=int(question.key))
        await office.says(office.stranger, "/cancel")
        async with office.database.read() as tx:
            assert await tx.dialogues.get(AccountKey("telegram:1001")) == before
            assert await tx.dialogues.get(AccountKey("telegram:1002")) is None
        assert not [ask for ask in office.heard if "intruder" in repr(ask)]


async def test_a_link_that_carries_a_form_is_one_persons(office: Office) -> None:
    async with office.at_work():
        async with office.database.begin() as tx:
            code = await tx.codes.issue(
                INVITATION, AccountKey("telegram:1001"), "{}", office.clock().replace(year=2099)
            )
        await office.tells(office.boris, f"/start {PREFIX}{code}")
        async with office.database.read() as tx:
            assert await tx.dialogues.get(AccountKey("telegram:1002")) is None


async def test_codes_of_one_purpose_do_not_open_another(office: Office) -> None:
    far = office.clock().replace(year=2099)
    async with office.database.begin() as tx:
        code = await tx.codes.issue("link", AccountKey("telegram:1001"), "1:1", far)
        assert await tx.codes.redeem(INVITATION, code, AccountKey("telegram:1001"), office.clock()) is None
        assert await tx.codes.redeem("link", code, AccountKey("slack:T1/U1"), office.clock()) is not None
        assert await tx.codes.redeem("link", code, AccountKey("slack:T1/U1"), office.clock()) is None


@pytest.mark.parametrize("confidential", [True, False])
async def test_what_is_for_one_pair_of_eyes_is_not_said_openly(
    office: Office, monkeypatch: pytest.MonkeyPatch, *, confidential: bool
) -> None:
    """Who cannot be written to in private is answered in the group, with short words as they are; a code never is."""
    monkeypatch.setattr(Said, "confidential", confidential)
    async with office.at_work():
        await office.says(office.boris, "/agenda SECRET42")
        seen = office.seen(office.anna)[-1].text
    assert ("SECRET42" in seen) is not confidential
    assert LinkCode.confidential
