"""What the local Slack does beside refusing: direct messages, files, limits, faults, reconciliation, memory."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import MovableClock
from bot.rehearsal.slack import Fault, NotPressable, SlackStage
from tests.stage.slack_world import APP_TOKEN, BOT_TOKEN, SCOPES, SECRET, START, SlackWorld, slack_world

CHANNEL = "C0000001"


@pytest_asyncio.fixture
async def world() -> AsyncIterator[SlackWorld]:
    async with slack_world() as one:
        yield one


def text(words: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": words}


async def test_who_am_i(world: SlackWorld) -> None:
    me = await world.web.auth_test()
    assert (me["user_id"], me["bot_id"], me["team_id"]) == (world.app.user.id, world.app.bot_id, "T0000001")
    assert "chat:write" in me.headers["X-OAuth-Scopes"]


async def test_a_private_word(world: SlackWorld) -> None:
    opened = await world.web.conversations_open(users="U0000001")
    direct = opened["channel"]["id"]
    assert direct.startswith("D")
    again = await world.web.conversations_open(users=["U0000001"])
    assert (again["channel"]["id"], again["already_open"]) == (direct, True)
    await world.web.chat_postMessage(channel=direct, text="Hello *Vera*")
    await world.web.chat_postMessage(channel="U0000001", text="again")
    chats = world.stage.views(world.vera)
    assert [(chat.kind, chat.title) for chat in chats] == [("channel", "#sales-marketing"), ("private", "letuchka")]
    assert [message.text for message in chats[1].messages] == ["Hello Vera", "again"]
    assert [chat.kind for chat in world.stage.views(world.boris)] == ["channel"]
    with pytest.raises(LookupError):
        world.stage.view(world.boris, direct)


async def test_several_people_are_a_group_message(world: SlackWorld) -> None:
    opened = await world.web.conversations_open(users=["U0000001", "U0000002"])
    assert opened["channel"]["id"].startswith("G")
    info = await world.web.conversations_info(channel=opened["channel"]["id"])
    assert info["channel"]["is_mpim"]


async def test_users_tell_their_zone_and_language(world: SlackWorld) -> None:
    user = (await world.web.users_info(user="U0000001", include_locale=True))["user"]
    assert (user["tz"], user["tz_offset"], user["locale"]) == ("Europe/Moscow", 10800, "ru-RU")
    assert "locale" not in (await world.web.users_info(user="U0000001"))["user"]
    everybody = (await world.web.users_list())["members"]
    assert [member["is_bot"] for member in everybody] == [True, False, False]


async def test_a_file_in_three_steps(world: SlackWorld) -> None:
    content = "Протокол № 1".encode()
    done = await world.web.files_upload_v2(
        filename="protocol.md", content=content, channel=CHANNEL, title="Protocol 1", initial_comment="Here it is"
    )
    message = world.stage.view(world.vera, world.channel).messages[0]
    assert (message.text, message.files[0].name, message.files[0].size) == ("Here it is", "Protocol 1", len(content))
    assert world.stage.file(message.files[0].key) == ("protocol.md", "text/markdown", content)
    info = (await world.web.files_info(file=done["file"]["id"]))["file"]
    assert info["shares"]["public"][CHANNEL][0]["ts"] == message.key


async def test_an_upload_keeps_its_word(world: SlackWorld) -> None:
    started = await world.web.files_getUploadURLExternal(filename="a.txt", length=5)
    early = await world.call("files.completeUploadExternal", files=[{"id": started["file_id"]}], channel_id=CHANNEL)
    assert early["error"] == "file_not_found"
    short = await world.session.post(started["upload_url"], data=b"abc")
    assert short.status == 400
    right = await world.session.post(started["upload_url"], data=b"abcde")
    assert (right.status, await right.text()) == (200, "OK - 5")
    elsewhere = await world.call("files.completeUploadExternal", files=[{"id": started["file_id"]}], channel_id="C404")
    assert elsewhere["error"] == "channel_not_found"
    assert world.texts() == []


async def test_a_lost_answer_is_found_again_by_its_metadata(world: SlackWorld) -> None:
    world.stage.faults.plan("chat.postMessage", Fault("reset", after=True))
    metadata = {"event_type": "slot", "event_payload": {"key": "standup:42"}}
    with pytest.raises(aiohttp.ClientError):
        await world.web.chat_postMessage(channel=CHANNEL, text="Stand-up", metadata=metadata)
    assert world.texts() == ["Stand-up"]
    found = await world.web.conversations_history(channel=CHANNEL, include_all_metadata=True)
    assert found["messages"][0]["metadata"] == metadata
    plain = await world.web.conversations_history(channel=CHANNEL)
    assert "metadata" not in plain["messages"][0]


async def test_threads_and_history(world: SlackWorld) -> None:
    root = world.stage.says(world.vera, world.channel, "root")
    world.clock.advance(timedelta(minutes=1))
    await world.web.chat_postMessage(channel=CHANNEL, text="reply", thread_ts=root)
    await world.web.chat_postEphemeral(channel=CHANNEL, user="U0000001", text="psst")
    last = (await world.web.chat_postMessage(channel=CHANNEL, text="last"))["ts"]
    history = (await world.web.conversations_history(channel=CHANNEL))["messages"]
    assert [message["text"] for message in history] == ["last", "root"]
    assert history[1]["reply_count"] == 1
    newer = await world.web.conversations_history(channel=CHANNEL, oldest=root)
    assert [message["text"] for message in newer["messages"]] == ["last"]
    thread = (await world.web.conversations_replies(channel=CHANNEL, ts=root))["messages"]
    assert [message["text"] for message in thread] == ["root", "reply"]
    link = await world.web.chat_getPermalink(channel=CHANNEL, message_ts=last)
    assert link["permalink"] == f"https://original-works.slack.com/archives/{CHANNEL}/p{last.replace('.', '')}"


async def test_text_alone_takes_the_old_blocks_away(world: SlackWorld) -> None:
    blocks = [{"type": "section", "text": text("block")}]
    ts = (await world.web.chat_postMessage(channel=CHANNEL, text="fallback", blocks=blocks))["ts"]
    assert world.texts() == ["block"]
    await world.web.chat_update(channel=CHANNEL, ts=ts, text="words")
    assert world.texts() == ["words"]


FAULTS: list[tuple[Fault, bool]] = [
    (Fault("rate_limited", seconds=7), False),
    (Fault("error", code="internal_error"), False),
    (Fault("http", status=503), False),
    (Fault("gateway_page"), False),
    (Fault("malformed"), False),
    (Fault("reset"), False),
    (Fault("gateway_page", after=True), True),
    (Fault("malformed", after=True), True),
    (Fault("error", after=True), True),
]


@pytest.mark.parametrize(("fault", "happened"), FAULTS)
async def test_faults_before_and_after_the_effect(world: SlackWorld, fault: Fault, happened: bool) -> None:
    world.stage.faults.plan("chat.postMessage", fault)
    with pytest.raises((SlackApiError, aiohttp.ClientError)) as failure:
        await world.web.chat_postMessage(channel=CHANNEL, text="x")
    assert world.texts() == (["x"] if happened else [])
    if fault.kind == "rate_limited":
        assert isinstance(failure.value, SlackApiError)
        assert (failure.value.response.status_code, failure.value.response.headers["Retry-After"]) == (429, "7")
    assert (await world.web.chat_postMessage(channel=CHANNEL, text="y"))["ok"], "a fault is met once"


async def test_slow_answers(world: SlackWorld) -> None:
    world.stage.faults.plan("*", Fault("latency", seconds=0.05))
    world.stage.faults.plan("*", Fault("slow_body", after=True, seconds=0.05))
    loop = asyncio.get_running_loop()
    started = loop.time()
    assert (await world.web.chat_postMessage(channel=CHANNEL, text="a"))["ok"]
    assert (await world.web.chat_postMessage(channel=CHANNEL, text="b"))["ok"]
    assert loop.time() - started >= 0.1
    assert world.texts() == ["a", "b"]


async def test_s9_one_message_a_second_and_channel() -> None:
    async with slack_world(limits=True) as world:
        for _ in range(3):
            assert (await world.call("chat.postMessage", channel=CHANNEL, text="x"))["ok"]
        refused = await world.raw("chat.postMessage", json={"channel": CHANNEL, "text": "x"})
        assert (refused.status, refused.headers["Retry-After"]) == (429, "1")
        assert (await refused.json())["error"] == "ratelimited"
        assert (await world.call("chat.postMessage", channel="U0000001", text="elsewhere"))["ok"]
        world.clock.advance(timedelta(seconds=1))
        assert (await world.call("chat.postMessage", channel=CHANNEL, text="x"))["ok"]


async def test_s9_tiers() -> None:
    async with slack_world(limits=True) as world:
        statuses = [(await world.raw("users.list", data={})).status for _ in range(21)]
        assert statuses == [200] * 20 + [429]
        world.clock.advance(timedelta(seconds=60))
        assert (await world.raw("users.list", data={})).status == 200


async def test_manners_are_watched(world: SlackWorld) -> None:
    await world.call("chat.postMessage", channel=CHANNEL, blocks=[{"type": "section", "text": text("x")}])
    await world.call("chat.postMessage", channel=CHANNEL, text="x" * 501)
    await world.call("chat.postMessage", channel="U0000001", text="one")
    world.clock.advance(timedelta(minutes=59))
    await world.call("chat.postMessage", channel=CHANNEL, text="<@U0000001> two")
    world.clock.advance(timedelta(minutes=61))
    await world.call("chat.postMessage", channel="U0000001", text="three")
    assert [warning.kind for warning in world.stage.journal.warnings] == ["no_fallback", "long_message", "frequent"]


async def test_the_journal_and_the_watchers(world: SlackWorld) -> None:
    changes: list[int] = []
    world.stage.on_change(lambda: changes.append(1))
    ts = (await world.web.chat_postMessage(channel=CHANNEL, text="one"))["ts"]
    await world.web.chat_update(channel=CHANNEL, ts=ts, text="two")
    await world.web.chat_postEphemeral(channel=CHANNEL, user="U0000002", text="psst")
    await world.web.chat_delete(channel=CHANNEL, ts=ts)
    seen = [(entry.deed, entry.text, entry.reader) for entry in world.stage.journal.seen]
    assert seen == [
        ("posted", "one", None),
        ("edited", "two", None),
        ("whispered", "psst", "U0000002"),
        ("deleted", "two", None),
    ]
    assert len(changes) == 4
    assert [call.arguments["text"] for call in world.stage.journal.calls_of("chat.update")] == ["two"]


async def test_keys_stay_in_order_when_the_clock_goes_back(world: SlackWorld) -> None:
    first = world.stage.says(world.vera, world.channel, "one")
    world.clock.advance(timedelta(hours=-1))
    second = world.stage.says(world.vera, world.channel, "two")
    assert float(second) > float(first)


async def test_ambiguous_and_missing_buttons_are_named(world: SlackWorld) -> None:
    def button(action: str, label: str) -> dict[str, Any]:
        return {"type": "button", "text": text(label), "action_id": action}

    row = {"type": "actions", "block_id": "row", "elements": [button("a", "Vote"), button("b", "Vote")]}
    key = (await world.web.chat_postMessage(channel=CHANNEL, text="x", blocks=[row]))["ts"]
    with pytest.raises(NotPressable, match="row/a, row/b"):
        await world.stage.press(world.vera, world.channel, key, "Vote")
    with pytest.raises(NotPressable, match="there is no 'Leave'"):
        await world.stage.press(world.vera, world.channel, key, "Leave")


async def test_a_menu_in_a_message_is_pressed_by_its_options(world: SlackWorld) -> None:
    options = [{"text": text(words), "value": words.lower()} for words in ("Sales", "Marketing")]
    menu = {"type": "static_select", "action_id": "dept", "options": options}
    row = {"type": "actions", "block_id": "row", "elements": [menu]}
    key = (await world.web.chat_postMessage(channel=CHANNEL, text="x", blocks=[row]))["ts"]
    url = (await world.call("apps.connections.open", "xapp-stage"))["url"]
    async with world.session.ws_connect(url) as socket:
        await socket.receive_json()
        own = await socket.receive_json()  # the app may read the channel, so it hears of its own message too
        await socket.send_json({"envelope_id": own["envelope_id"]})
        assert own["payload"]["event"]["bot_id"] == world.app.bot_id
        pressing = asyncio.ensure_future(world.stage.press(world.vera, world.channel, key, "Marketing"))
        envelope = await socket.receive_json()
        await socket.send_json({"envelope_id": envelope["envelope_id"]})
        assert (await pressing).error == ""
    payload = envelope["payload"]
    assert envelope["type"] == "interactive"
    assert payload["actions"][0]["selected_option"]["value"] == "marketing"
    assert payload["state"]["values"]["row"]["dept"]["selected_option"]["value"] == "marketing"
    assert payload["container"] == {
        "type": "message", "message_ts": key, "channel_id": CHANNEL, "is_ephemeral": False,
    }  # fmt: skip


MODAL = {"type": "modal", "title": text("One"), "submit": text("Go"), "blocks": []}
ANSWERS: list[tuple[dict[str, Any], list[str], str]] = [
    ({}, [], ""),
    ({"response_action": "clear"}, [], ""),
    ({"response_action": "push", "view": MODAL | {"title": text("Two")}}, ["One", "Two"], ""),
    ({"response_action": "update", "view": MODAL | {"title": text("New")}}, ["New"], ""),
    ({"response_action": "update", "view": MODAL | {"title": text("x" * 25)}}, ["One"], "bad_answer"),
    ({"response_action": "errors", "errors": {"nowhere": "x"}}, ["One"], "bad_answer"),
    ({"response_action": "dance"}, ["One"], "bad_answer"),
]


@pytest.mark.parametrize(("answer", "titles", "error"), ANSWERS)
async def test_what_a_submission_may_be_answered_with(
    world: SlackWorld, answer: dict[str, Any], titles: list[str], error: str
) -> None:
    trigger = world.stage._modals.trigger(world.app, world.vera)
    await world.web.views_open(trigger_id=trigger, view=MODAL)
    url = (await world.call("apps.connections.open", "xapp-stage"))["url"]
    async with world.session.ws_connect(url) as socket:
        await socket.receive_json()
        submitting = asyncio.ensure_future(world.stage.submit(world.vera))
        envelope = await socket.receive_json()
        await socket.send_json({"envelope_id": envelope["envelope_id"], "payload": answer})
        assert (await submitting).error == error
    assert [view.spec["title"]["text"] for view in world.stage._modals.stack(world.vera)] == titles


async def test_a_channel_that_changes_its_id_is_unknown_under_the_old_one(world: SlackWorld) -> None:
    world.stage.change_channel_id(world.channel, "C0000777")
    assert (await world.call("chat.postMessage", channel=CHANNEL, text="x"))["error"] == "channel_not_found"
    assert (await world.call("chat.postMessage", channel="C0000777", text="x"))["ok"]


async def test_bookmarks(world: SlackWorld) -> None:
    mark = await world.web.bookmarks_add(channel_id=CHANNEL, title="Agenda", type="link", link="https://example.org")
    await world.web.bookmarks_edit(channel_id=CHANNEL, bookmark_id=mark["bookmark"]["id"], title="Minutes")
    listed = (await world.web.bookmarks_list(channel_id=CHANNEL))["bookmarks"]
    assert [one["title"] for one in listed] == ["Minutes"]
    assert (await world.web.bookmarks_remove(channel_id=CHANNEL, bookmark_id=mark["bookmark"]["id"]))["ok"]


async def test_joining_and_leaving(world: SlackWorld) -> None:
    lobby = world.stage.add_channel(world.space, "C0000008", "lobby", members=[world.vera])
    assert (await world.web.conversations_join(channel=lobby.id))["channel"]["is_member"]
    assert (await world.web.chat_postMessage(channel=lobby.id, text="hi"))["ok"]
    service = world.stage.view(world.vera, lobby).messages[0]
    assert (service.service, service.text) == (True, "@letuchka has joined the channel")


async def test_mounted_in_another_application() -> None:
    clock = MovableClock(START)
    stage = SlackStage(clock)
    space = stage.add_workspace("T0000001", "Original Works")
    stage.add_app(space, bot_token=BOT_TOKEN, app_token=APP_TOKEN, signing_secret=SECRET, scopes=SCOPES)
    inner, outer = web.Application(), web.Application()
    inner.add_routes(stage.routes())
    outer.add_subapp("/slack", inner)
    runner = web.AppRunner(outer)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    stage.base_url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack"
    async with stage.running(), aiohttp.ClientSession() as session:
        client = AsyncWebClient(BOT_TOKEN, base_url=f"{stage.base_url}/api/", session=session)
        url = (await client.apps_connections_open(app_token=APP_TOKEN))["url"]
        async with session.ws_connect(url) as socket:
            assert (await socket.receive_json())["type"] == "hello"
    await runner.cleanup()


async def test_a_scheduled_message_comes_when_the_clock_gets_there(world: SlackWorld) -> None:
    at = int((START + timedelta(hours=1)).timestamp())
    await world.web.chat_scheduleMessage(channel=CHANNEL, text="later", post_at=at)
    assert world.texts() == []
    world.clock.advance(timedelta(hours=1))
    await world.stage.until(lambda: world.texts() == ["later"])
    refused = [
        (await world.call("chat.scheduleMessage", channel=CHANNEL, text="x", post_at=at + 60 + n)) for n in range(31)
    ]
    assert [body.get("error") for body in refused].count("restricted_too_many") == 2
