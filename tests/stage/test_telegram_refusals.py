"""The rows of the checklist that one call shows: the status and the words of the real server, and what it lets pass."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.stage.telegram_params import BR, GROUP, PARSE, UNALLOWED, commands, html, keyboard, plain
from tests.stage.telegram_world import World, served


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with served() as world:
        yield world


SIMPLE = [
    ("T4", "sendMessages", {}, "404 Not Found: method not found"),
    ("T5", "sendMessage", {"text": "x"}, f"{BR}chat_id is empty"),
    ("T6 unknown", "sendMessage", {"chat_id": -100999, "text": "x"}, f"{BR}chat not found"),
    ("T6 a user's name", "sendMessage", {"chat_id": "@anna", "text": "x"}, f"{BR}chat not found"),
    ("T7 missing", "sendMessage", {"chat_id": GROUP}, f"{BR}message text is empty"),
    ("T7 beats T6", "sendMessage", {"chat_id": 1, "text": ""}, f"{BR}message text is empty"),
    ("T8 spaces", "sendMessage", plain("  \n "), f"{BR}text must be non-empty"),
    ("T8 empty tags", "sendMessage", html("<b> </b>"), f"{BR}text must be non-empty"),
    ("T9", "sendMessage", plain("я" * 4097), f"{BR}message is too long"),
    ("T10", "sendMessage", plain("x" * 32769), f"{BR}text is too long"),
    ("T12", "sendMessage", plain(parse_mode="foo"), f"{BR}unsupported parse_mode"),
    ("T13", "sendMessage", html("a<br>b"), f'{PARSE}Unsupported start tag "br" at byte offset 1'),
    ("T14", "sendMessage", html("<b>x"), f'{PARSE}Can\'t find end tag corresponding to start tag "b"'),
    (
        "T15",
        "sendMessage",
        html("<b>x</i></b>"),
        f'{PARSE}Unmatched end tag at byte offset 4, expected "</b>", found "</i>"',
    ),
    ("T16", "sendMessage", html("</b>"), f"{PARSE}Unexpected end tag at byte offset 0"),
    ("T17", "sendMessage", html("a<b"), f"{PARSE}Unclosed start tag at byte offset 1"),
    (
        "T18",
        "sendMessage",
        html("<span>x</span>"),
        f'{PARSE}Tag "span" must have class "tg-spoiler" at byte offset 0',
    ),
    ("T19", "sendMessage", html('<tg-time unix="1" format="zz">x</tg-time>'), f"{PARSE}Invalid date format used"),
    (
        "T20",
        "sendMessage",
        html('<tg-emoji emoji-id="a">x</tg-emoji>'),
        f"{PARSE}Invalid custom emoji identifier specified",
    ),
    (
        "T21",
        "sendMessage",
        plain("Done.", parse_mode="MarkdownV2"),
        f"{PARSE}Character '.' is reserved and must be escaped with the preceding '\\'",
    ),
    ("T22", "sendMessage", plain(entities=[1]), f"{BR}can't parse MessageEntity: expected an Object"),
    ("T24", "sendMessage", plain(reply_markup=keyboard(callback_data="я" * 33)), f"{BR}BUTTON_DATA_INVALID"),
    ("T25 empty data", "sendMessage", plain(reply_markup=keyboard(callback_data="")), UNALLOWED),
    ("T25 no action", "sendMessage", plain(reply_markup=keyboard()), UNALLOWED),
    (
        "T26",
        "sendMessage",
        plain(reply_markup=keyboard(url="javascript:1")),
        f"{BR}inline keyboard button URL 'javascript:1' is invalid: Unsupported URL protocol",
    ),
    (
        "T27",
        "sendMessage",
        plain(reply_markup={"inline_keyboard": [{"text": "x"}]}),
        f'{BR}field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
    ),
    ("T28", "sendMessage", plain(reply_markup=[1]), f"{BR}object expected as reply markup"),
    (
        "T29",
        "sendMessage",
        plain(reply_markup=keyboard(callback_data="x", style="gold")),
        f"{BR}can't parse inline keyboard button: invalid button style specified",
    ),
    (
        "T30",
        "editMessageText",
        plain(message_id=1, reply_markup={"keyboard": [["x"]]}),
        f"{BR}inline keyboard expected",
    ),
    (
        "T31",
        "sendMessage",
        plain(reply_markup={"inline_keyboard": [[{"text": "x" * 60, "callback_data": "y" * 60}] * 8] * 20}),
        f"{BR}reply markup is too long",
    ),
    (
        "T32",
        "sendMessage",
        plain(reply_markup=keyboard(web_app={"url": "https://e.com"})),
        f"{BR}BUTTON_TYPE_INVALID",
    ),
    (
        "T33",
        "sendMessage",
        plain(reply_markup={"keyboard": [[{"text": "x", "web_app": {"url": "https://e.com"}}]]}),
        f"{BR}web App buttons can be used in private chats only",
    ),
    ("T35", "editMessageText", plain(message_id=999), f"{BR}message to edit not found"),
    ("T38", "deleteMessage", {"chat_id": GROUP, "message_id": 999}, f"{BR}message to delete not found"),
    ("T40 edit", "editMessageText", {"text": "x"}, f"{BR}message identifier is not specified"),
    ("T40 edit without id", "editMessageText", plain(), f"{BR}message to edit not found"),
    ("T40 delete", "deleteMessage", {"chat_id": GROUP}, f"{BR}message identifier is not specified"),
    (
        "T41",
        "sendMessage",
        plain(reply_parameters={"message_id": 999}),
        f"{BR}message to be replied not found",
    ),
    ("T42 unknown", "sendMessage", plain(message_thread_id=999), f"{BR}message thread not found"),
    ("T42 General", "sendMessage", plain(message_thread_id=1), f"{BR}message thread not found"),
    ("T46", "pinChatMessage", {"chat_id": GROUP, "message_id": 999}, f"{BR}message to pin not found"),
    (
        "T47",
        "sendPoll",
        {"chat_id": GROUP, "question": "q" * 301, "options": ["a"]},
        f"{BR}poll question length must not exceed 300",
    ),
    (
        "T48",
        "sendPoll",
        {"chat_id": GROUP, "question": "q", "options": ["a" * 101]},
        f"{BR}poll options length must not exceed 100",
    ),
    (
        "T49 13",
        "sendPoll",
        {"chat_id": GROUP, "question": "q", "options": ["a"] * 13},
        f"{BR}poll can't have more than 12 options",
    ),
    (
        "T49 0",
        "sendPoll",
        {"chat_id": GROUP, "question": "q", "options": []},
        f"{BR}poll must have at least one answer option",
    ),
    (
        "T52 unknown",
        "answerCallbackQuery",
        {"callback_query_id": "1"},
        f"{BR}query is too old and response timeout expired or query ID is invalid",
    ),
    ("T53", "answerCallbackQuery", {"callback_query_id": "1", "text": "x" * 201}, f"{BR}MESSAGE_TOO_LONG"),
    ("T58", "sendMessage", {"chat_id": 77, "text": "x"}, "403 Forbidden: the bot can't send messages to the bot"),
    (
        "T65",
        "setWebhook",
        {"url": "http://example.com"},
        f"{BR}bad webhook: An HTTPS URL must be provided for webhook",
    ),
    (
        "T66",
        "setWebhook",
        {"url": "https://example.com:1234"},
        f"{BR}bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
    ),
    (
        "T67 characters",
        "setWebhook",
        {"url": "https://example.com", "secret_token": "a b"},
        f"{BR}secret token contains unallowed characters",
    ),
    (
        "T67 length",
        "setWebhook",
        {"url": "https://example.com", "secret_token": "a" * 257},
        f"{BR}secret token is too long",
    ),
    ("T70 long", "setMyCommands", commands("a" * 33, "x"), f"{BR}command length must not exceed 32"),
    ("T70 empty", "setMyCommands", commands("a", ""), f"{BR}command description must be non-empty"),
    ("T70 letters", "setMyCommands", commands("A-Z", "x"), f"{BR}BOT_COMMAND_INVALID"),
    ("T71", "setMyCommands", commands("a", "x", language_code="rus"), f"{BR}invalid language code specified"),
    (
        "T73",
        "createForumTopic",
        {"chat_id": -555, "name": "x"},
        f"{BR}method is available only for supergroups",
    ),
    ("T75", "sendChecklist", {"chat_id": GROUP}, f"{BR}business connection not found"),
    ("bad reaction", "setMessageReaction", {"chat_id": GROUP, "message_id": 1}, f"{BR}message to react not found"),
    ("no document", "sendDocument", {"chat_id": GROUP}, f"{BR}there is no document in the request"),
    ("bad file", "sendPhoto", {"chat_id": GROUP, "photo": "x"}, f"{BR}wrong file identifier/HTTP URL specified"),
    ("bad action", "sendChatAction", {"chat_id": GROUP, "action": "dance"}, f"{BR}wrong parameter action in request"),
]


@pytest.mark.parametrize(("method", "params", "expected"), [row[1:] for row in SIMPLE], ids=[row[0] for row in SIMPLE])
async def test_refuses(world: World, method: str, params: dict[str, Any], expected: str) -> None:
    assert await world.refused(method, **params) == expected
    assert world.stage.view(world.anna, world.group).messages == ()


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("Q&A", "Q&A"),
        ("a&nbsp;b", "a&nbsp;b"),
        ("<a>example.com</a>", "example.com"),
        ("<b>x</>", "x"),
        ('<b onclick="x" y>x</b>', "x"),
    ],
)
async def test_T78_accepts_lenient_html(world: World, raw: str, text: str) -> None:  # noqa: N802 - the row's name
    message = await world.ok("sendMessage", **html(raw), unknown_parameter="ignored")
    assert message["text"] == text


async def test_T78_drops_and_truncates_buttons(world: World) -> None:  # noqa: N802 - the row's name
    many = [{"text": str(number), "callback_data": str(number)} for number in range(15)]
    rows = [[{"text": "", "callback_data": "x"}], many]
    message = await world.ok("sendMessage", **plain(reply_markup=json.dumps({"inline_keyboard": rows})))
    shown = message["reply_markup"]["inline_keyboard"]
    assert [[button["text"] for button in line] for line in shown] == [[str(number) for number in range(12)]]
