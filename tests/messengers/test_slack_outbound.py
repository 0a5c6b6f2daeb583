"""What delivery can rely on in Slack: posts, edits, files, and what every kind of trouble is called."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Literal

import pytest

from bot.messengers.port import Cause, Later, Never, Shown, Unknown
from bot.messengers.slack.api import shared_session, web_client
from bot.messengers.slack.outbound import SlackMessenger
from bot.messengers.slack.rooms import Rooms
from bot.messengers.slack.waiting import Pause
from bot.rehearsal.slack import Fault
from bot.rendering.document import LabelledButton, Mention, Paragraph, Rendered, Text
from rituals.messages import Attachment
from rituals.team import AccountKey, PersonId, Place
from tests.messengers.slack_office import BOT_TOKEN, Office, slack_office

CHANNEL = Place("slack:T0000001/C0000001")
LOBBY = Place("slack:T0000001/C0000002")
VERA = Place("slack:T0000001/U0000003")
KEY = "slot-1"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


@dataclass
class Hands:
    office: Office
    messenger: SlackMessenger

    def texts(self) -> list[str]:
        return [message.text for message in self.office.messages(self.office.vera)]

    def calls(self, method: str) -> int:
        return len(self.office.stage.journal.calls_of(method))


@pytest.fixture
async def hands(tmp_path: Path) -> AsyncIterator[Hands]:
    async with slack_office(tmp_path) as office, shared_session() as session:
        client = web_client(session, office.api_url, BOT_TOKEN)
        rooms = Rooms(client, office.database)
        yield Hands(office, SlackMessenger(client, rooms, Pause(timedelta(seconds=1))))


def words(text: str, *files: Attachment, buttons: tuple[tuple[LabelledButton, ...], ...] = ()) -> Rendered:
    return Rendered((Paragraph((Text(text),)),), buttons, files)


def long(lines: int) -> Rendered:
    return Rendered(tuple(Paragraph((Text(f"line {number} " + "слово " * 40),)) for number in range(lines)))


async def shown(hands: Hands, place: Place, content: Rendered) -> tuple[str, ...]:
    result = await hands.messenger.post(place, content, {}, KEY)
    assert isinstance(result, Shown)
    return result.ids


async def test_a_post_stands_there_and_an_edit_changes_it(hands: Hands) -> None:
    who = Mention(PersonId(3), "Вера")
    button = LabelledButton("I'm here", "here:1")
    content = Rendered((Paragraph((Text("Повестка <!channel> *x* & "), who)),), ((button,),))
    result = await hands.messenger.post(CHANNEL, content, {PersonId(3): AccountKey(VERA)}, KEY)
    assert isinstance(result, Shown)
    assert hands.texts() == ["Повестка <!channel> *x* & @Вера Орлова"]
    assert hands.office.last(hands.office.vera).buttons[0][0].label == "I'm here"
    called = hands.office.stage.journal.calls_of("chat.postMessage")[0].arguments
    assert (called["unfurl_links"], called["unfurl_media"]) == (False, False)
    assert called["metadata"] == {"event_type": "letuchka", "event_payload": {"key": KEY, "part": 0}}
    assert hands.office.stage.journal.warned("mass_ping") == []
    assert await hands.messenger.edit(CHANNEL, result.ids, words("Начали"), {}, KEY) == result
    assert hands.texts() == ["Начали"]
    assert hands.office.last(hands.office.vera).buttons == ()


async def test_a_long_message_grows_and_shrinks(hands: Hands) -> None:
    ids = await shown(hands, CHANNEL, long(100))
    assert len(ids) == len(hands.texts()) > 2
    shorter = await hands.messenger.edit(CHANNEL, ids, words("коротко"), {}, KEY)
    assert shorter == Shown(ids[:1])
    assert hands.texts() == ["коротко"]
    longer = await hands.messenger.edit(CHANNEL, ids[:1], long(100), {}, KEY)
    assert isinstance(longer, Shown)
    assert longer.ids[0] == ids[0]
    assert len(longer.ids) == len(hands.texts()) == len(ids)
    assert "line 99 " in hands.texts()[-1]


async def test_a_private_chat_is_opened_once_and_remembered_over_a_restart(hands: Hands) -> None:
    ids = await shown(hands, VERA, words("лично"))
    await shown(hands, VERA, words("ещё"))
    async with shared_session() as session:
        client = web_client(session, hands.office.api_url, BOT_TOKEN)
        later = SlackMessenger(client, Rooms(client, hands.office.database))
        assert isinstance(await later.edit(VERA, ids, words("исправлено"), {}, KEY), Shown)
        assert isinstance(await later.post(VERA, words("третье"), {}, KEY), Shown)
    room = hands.office.stage.dm_of(hands.office.vera)
    assert [one.text for one in hands.office.messages(hands.office.vera, room)] == ["исправлено", "ещё", "третье"]
    assert hands.calls("conversations.open") == 1


async def test_an_absent_database_does_not_keep_a_private_word_back(hands: Hands) -> None:
    hands.office.database.away = True
    assert isinstance(await hands.messenger.post(VERA, words("лично"), {}, KEY), Shown)


async def test_files_and_pictures_stand_with_the_words(hands: Hands) -> None:
    cup = Attachment("cup.png", "image/png", PNG)
    paper = Attachment("protocol.md", "text/markdown", "# Протокол".encode())
    ids = await shown(hands, CHANNEL, words("итог", cup, paper))
    files = [file.name for message in hands.office.messages(hands.office.vera) for file in message.files]
    assert files == ["cup.png", "protocol.md"]
    uploads = hands.calls("files.getUploadURLExternal")
    assert await hands.messenger.edit(CHANNEL, ids, words("итог 2", cup, paper), {}, KEY) == Shown(ids)
    assert hands.calls("files.getUploadURLExternal") == uploads
    other = Attachment("protocol.md", "text/markdown", "# Протокол 2".encode())
    result = await hands.messenger.edit(CHANNEL, ids, words("итог 3", cup, other), {}, KEY)
    assert isinstance(result, Shown)
    shown_files = [file for message in hands.office.messages(hands.office.vera) for file in message.files]
    assert [hands.office.stage.file(file.key)[2] for file in shown_files] == [PNG, "# Протокол 2".encode()]


async def test_a_picture_needs_no_words(hands: Hands) -> None:
    ids = await shown(hands, CHANNEL, Rendered((), (), (Attachment("cup.png", "image/png", PNG),)))
    assert len(ids) == 1
    assert hands.office.last(hands.office.vera).files[0].name == "cup.png"


CODES: list[tuple[str, Cause, Place]] = [
    ("channel_not_found", Cause.CHAT_GONE, CHANNEL),
    ("is_archived", Cause.CHAT_GONE, CHANNEL),
    ("not_in_channel", Cause.CHAT_GONE, CHANNEL),
    ("channel_not_found", Cause.PERSON_UNREACHABLE, VERA),
    ("user_disabled", Cause.PERSON_UNREACHABLE, VERA),
    ("cannot_dm_bot", Cause.PERSON_UNREACHABLE, VERA),
    ("messages_tab_disabled", Cause.PERSON_UNREACHABLE, VERA),
    ("invalid_blocks", Cause.REFUSED, CHANNEL),
    ("invalid_blocks_format", Cause.REFUSED, CHANNEL),
    ("msg_too_long", Cause.REFUSED, CHANNEL),
    ("metadata_too_large", Cause.REFUSED, CHANNEL),
    ("a_word_of_next_year", Cause.REFUSED, CHANNEL),
    ("invalid_auth", Cause.TOKEN_DEAD, CHANNEL),
    ("token_revoked", Cause.TOKEN_DEAD, CHANNEL),
    ("token_expired", Cause.TOKEN_DEAD, CHANNEL),
    ("account_inactive", Cause.TOKEN_DEAD, CHANNEL),
    ("missing_scope", Cause.NO_RIGHTS, CHANNEL),
    ("restricted_action", Cause.NO_RIGHTS, CHANNEL),
    ("restricted_action_read_only_channel", Cause.NO_RIGHTS, CHANNEL),
    ("message_not_found", Cause.MESSAGE_GONE, CHANNEL),
]


@pytest.mark.parametrize(("code", "cause", "place"), CODES)
async def test_each_refusal_has_its_cause(hands: Hands, code: str, cause: Cause, place: Place) -> None:
    hands.office.stage.faults.plan("chat.postMessage", Fault("error", code=code))
    result = await hands.messenger.post(place, words("x"), {}, KEY)
    assert isinstance(result, Never)
    assert (result.cause, result.reason.split(":")[0]) == (cause, code)


async def test_the_stage_refuses_in_the_same_words(hands: Hands) -> None:
    """What a real world answers, not a planned fault."""
    office, messenger = hands.office, hands.messenger

    async def cause(place: Place) -> Cause | None:
        result = await messenger.post(place, words("x"), {}, KEY)
        return result.cause if isinstance(result, Never) else None

    assert await cause(LOBBY) is Cause.CHAT_GONE
    assert await cause(Place("slack:T0000001/U0000002")) is None
    assert await cause(Place("slack:T0000001/U9999999")) is Cause.PERSON_UNREACHABLE
    office.stage.deactivate(office.vera)
    assert await cause(VERA) is Cause.PERSON_UNREACHABLE
    office.stage.restrict(office.channel)
    assert await cause(CHANNEL) is Cause.NO_RIGHTS
    office.stage.restrict(office.channel, "")
    ids = await shown(hands, CHANNEL, words("x"))
    office.channel.posts.clear()
    gone = await messenger.edit(CHANNEL, ids, words("y"), {}, KEY)
    assert isinstance(gone, Never)
    assert gone.cause is Cause.MESSAGE_GONE
    office.stage.archive(office.channel)
    assert await cause(CHANNEL) is Cause.CHAT_GONE
    office.stage.revoke_token(office.app)
    assert await cause(CHANNEL) is Cause.TOKEN_DEAD


async def test_a_missing_scope_is_named(hands: Hands) -> None:
    hands.office.app.scopes.remove("chat:write")
    result = await hands.messenger.post(CHANNEL, words("x"), {}, KEY)
    assert result == Never(Cause.NO_RIGHTS, "missing_scope: needed: chat:write")


async def test_a_rate_limit_says_how_long(hands: Hands) -> None:
    hands.office.stage.faults.plan("chat.postMessage", Fault("rate_limited", seconds=7))
    result = await hands.messenger.post(CHANNEL, words("x"), {}, KEY)
    assert isinstance(result, Later)
    assert result.wait == timedelta(seconds=7)
    assert hands.texts() == []


async def test_a_short_limit_in_the_middle_is_waited_for(hands: Hands) -> None:
    hands.office.stage.faults.plan("chat.postMessage", Fault("latency"))
    hands.office.stage.faults.plan("chat.postMessage", Fault("rate_limited", seconds=1))
    ids = await shown(hands, CHANNEL, long(100))
    assert len(ids) == len(hands.texts())


async def test_a_long_limit_in_the_middle_tells_what_stands(hands: Hands) -> None:
    hands.office.stage.faults.plan("chat.postMessage", Fault("latency"))
    hands.office.stage.faults.plan("chat.postMessage", Fault("rate_limited", seconds=60))
    result = await hands.messenger.post(CHANNEL, long(100), {}, KEY)
    assert isinstance(result, Unknown)
    assert len(result.ids) == len(hands.texts()) == 1
    whole = await hands.messenger.edit(CHANNEL, result.ids, long(100), {}, KEY)
    assert isinstance(whole, Shown)
    assert len(whole.ids) == len(hands.texts())


async def test_a_refusal_in_the_middle_leaves_nothing_half(hands: Hands) -> None:
    hands.office.stage.faults.plan("chat.postMessage", Fault("latency"))
    hands.office.stage.faults.plan("chat.postMessage", Fault("error", code="msg_blocks_too_long"))
    result = await hands.messenger.post(CHANNEL, long(100), {}, KEY)
    assert isinstance(result, Never)
    assert hands.texts() == []


LOST: list[tuple[Fault, type, type]] = [
    (Fault("reset", after=True), Unknown, Unknown),
    (Fault("reset"), Unknown, Unknown),
    (Fault("http", status=500, after=True), Unknown, Later),
    (Fault("gateway_page", status=502), Unknown, Later),
    (Fault("malformed", after=True), Unknown, Later),
    (Fault("error", code="internal_error"), Unknown, Later),
    (Fault("error", code="fatal_error"), Unknown, Later),
]


@pytest.mark.parametrize(("fault", "posted", "edited"), LOST)
async def test_a_lost_answer_is_no_success_and_no_failure(
    hands: Hands, fault: Fault, posted: type, edited: type
) -> None:
    ids = await shown(hands, CHANNEL, words("x"))
    hands.office.stage.faults.plan("chat.postMessage", fault)
    assert isinstance(await hands.messenger.post(CHANNEL, words("y"), {}, KEY), posted)
    assert hands.calls("chat.postMessage") <= 2
    hands.office.stage.faults.plan("chat.update", fault)
    assert isinstance(await hands.messenger.edit(CHANNEL, ids, words("z"), {}, KEY), edited)


@pytest.mark.parametrize("fault", [Fault("reset", after=True), Fault("http", status=503)])
async def test_opening_a_private_chat_can_always_be_tried_again(hands: Hands, fault: Fault) -> None:
    hands.office.stage.faults.plan("conversations.open", fault)
    assert isinstance(await hands.messenger.post(VERA, words("x"), {}, KEY), Later)
    assert isinstance(await hands.messenger.post(VERA, words("x"), {}, KEY), Shown)


async def test_where_nobody_listens_nothing_was_done(hands: Hands) -> None:
    async with shared_session() as session:
        client = web_client(session, "http://127.0.0.1:9/api/", BOT_TOKEN)
        messenger = SlackMessenger(client, Rooms(client, hands.office.database))
        assert isinstance(await messenger.post(CHANNEL, words("x"), {}, KEY), Later)


async def test_a_post_whose_answer_was_lost_is_found_in_a_private_chat(hands: Hands) -> None:
    since = hands.office.clock()
    hands.office.stage.faults.plan("chat.postMessage", Fault("reset", after=True))
    assert isinstance(await hands.messenger.post(VERA, words("x"), {}, KEY), Unknown)
    await asyncio.sleep(0)
    found = await hands.messenger.find(VERA, KEY, since)
    assert found is not None
    assert await hands.messenger.edit(VERA, found, words("y"), {}, KEY) == Shown(found)
    room = hands.office.stage.dm_of(hands.office.vera)
    assert [one.text for one in hands.office.messages(hands.office.vera, room)] == ["y"]
    assert await hands.messenger.find(VERA, "slot-2", since) == ()


@pytest.mark.parametrize("place", [CHANNEL, LOBBY])
async def test_in_a_channel_the_bot_cannot_tell(hands: Hands, place: Place) -> None:
    """It does not ask for `channels:history`."""
    assert await hands.messenger.find(place, KEY, hands.office.clock()) is None


async def test_where_reading_is_allowed_all_parts_are_found_in_order(hands: Hands) -> None:
    hands.office.app.scopes.add("channels:history")
    since = hands.office.clock()
    ids = await shown(hands, CHANNEL, long(100))
    for number in range(150):
        await hands.messenger.post(CHANNEL, words(f"later {number}"), {}, f"other-{number}")
    assert await hands.messenger.find(CHANNEL, KEY, since) == ids


@pytest.mark.parametrize("where", ["channel", "private"])
async def test_everything_that_is_posted_keeps_slacks_rules(hands: Hands, where: Literal["channel", "private"]) -> None:
    place = CHANNEL if where == "channel" else VERA
    ids = await shown(hands, place, words("<@U0000001> <!here> @channel _x_", buttons=((LabelledButton("a", "b"),),)))
    await hands.messenger.edit(place, ids, long(3), {}, KEY)
    kinds = {one.kind for one in hands.office.stage.journal.warnings}
    assert kinds <= {"long_message", "frequent"}
