"""Rows of the platform checklist (S1 to S63) that have a story: tokens, triggers, stacks, pages, addresses that end."""

import json
from datetime import timedelta

import pytest

from tests.stage.slack_bodies import (
    CHANNEL,
    MODAL,
    POST,
    Body,
    section,
    text,
    world,
)
from tests.stage.slack_world import SlackWorld

__all__ = ["world"]


async def test_s1_s2_s3_s4_tokens(world: SlackWorld) -> None:
    assert (await world.call("auth.test", None))["error"] == "not_authed"
    assert (await world.call("auth.test", "xoxb-unknown"))["error"] == "invalid_auth"
    world.stage.expire_token(world.app, timedelta(hours=12))
    assert (await world.call("auth.test"))["ok"]
    world.clock.advance(timedelta(hours=12))
    assert (await world.call("auth.test"))["error"] == "token_expired"
    world.stage.reinstall(world.app)
    world.stage._scene.tokens[world.app.bot_token].expires = None
    world.stage.revoke_token(world.app)
    assert (await world.call("auth.test"))["error"] == "token_revoked"
    world.stage.uninstall(world.app)
    assert (await world.call("auth.test"))["error"] == "account_inactive"


async def test_s5_tells_what_is_needed_and_provided(world: SlackWorld) -> None:
    world.app.scopes.clear()
    world.app.scopes.update({"commands", "app_mentions:read"})
    body = await world.call("chat.postMessage", **POST)
    assert (body["needed"], body["provided"]) == ("chat:write", "app_mentions:read,commands")
    answer = await world.raw("auth.test", json={})
    assert answer.headers["X-OAuth-Scopes"] == "app_mentions:read,commands"


async def test_s8_malformed_json(world: SlackWorld) -> None:
    kind = {"Content-Type": "application/json; charset=utf-8"}
    answer = await world.raw("chat.postMessage", data="{oops", headers=kind)
    assert (await answer.json())["error"] == "invalid_json"
    answer = await world.raw("chat.postMessage", data="[1]", headers=kind)
    assert (await answer.json())["error"] == "json_not_object"


async def test_json_for_a_method_that_reads_none_is_ignored(world: SlackWorld) -> None:
    assert (await world.call("users.info", user="U0000001"))["error"] == "invalid_arguments"
    assert (await world.form("users.info", user="U0000001"))["ok"]
    assert [warning.words for warning in world.stage.journal.warned("unread_json")] == [
        "users.info reads no JSON: its arguments were ignored"
    ]


async def test_s14_long_text_is_cut_with_a_warning(world: SlackWorld) -> None:
    body = await world.call("chat.postMessage", channel=CHANNEL, text="x" * 40_001)
    assert (body["ok"], len(body["message"]["text"])) == (True, 40_000)
    assert "message_truncated" in body["warning"]
    assert "message_truncated" in body["response_metadata"]["warnings"]


async def test_s15_long_update(world: SlackWorld) -> None:
    ts = (await world.call("chat.postMessage", **POST))["ts"]
    body = await world.call("chat.update", channel=CHANNEL, ts=ts, text="x" * 4001)
    assert body["error"] == "msg_too_long"
    assert (await world.call("chat.update", channel=CHANNEL, ts=ts, text="x" * 4000))["ok"]


async def test_s31_s32_foreign_and_closed_messages(world: SlackWorld) -> None:
    theirs = world.stage.says(world.vera, world.channel, "mine")
    assert (await world.call("chat.update", **POST, ts=theirs))["error"] == "cant_update_message"
    assert (await world.call("chat.delete", channel=CHANNEL, ts=theirs))["error"] == "cant_delete_message"
    ours = (await world.call("chat.postMessage", **POST))["ts"]
    world.stage.close_edit_window(world.channel, ours)
    assert (await world.call("chat.update", **POST, ts=ours))["error"] == "edit_window_closed"
    assert (await world.call("chat.delete", channel=CHANNEL, ts=ours))["ok"]
    assert (await world.call("chat.delete", channel=CHANNEL, ts=ours))["error"] == "message_not_found"


async def test_s34_unknown_threads_may_be_let_through(world: SlackWorld) -> None:
    world.stage.unknown_threads("")
    assert (await world.call("chat.postMessage", **POST, thread_ts="1.000001"))["ok"]


async def test_s38_s39_triggers_live_three_seconds_and_once(world: SlackWorld) -> None:
    first, second = (world.stage._modals.trigger(world.app, world.vera) for _ in range(2))
    assert (await world.call("views.open", trigger_id=first, view=MODAL))["ok"]
    assert (await world.call("views.open", trigger_id=first, view=MODAL))["error"] == "exchanged_trigger_id"
    world.clock.advance(timedelta(seconds=3.1))
    assert (await world.call("views.open", trigger_id=second, view=MODAL))["error"] == "expired_trigger_id"


async def test_s41_the_stack_holds_three(world: SlackWorld) -> None:
    trigger = world.stage._modals.trigger(world.app, world.vera)
    root = (await world.call("views.open", trigger_id=trigger, view=MODAL))["view"]
    errors = []
    for _ in range(3):
        trigger = world.stage._modals.trigger(world.app, world.vera, world.stage._modals.top(world.vera))
        body = await world.call("views.push", trigger_id=trigger, view=MODAL)
        errors.append(body.get("error"))
    assert errors == [None, None, "push_limit_reached"]
    top = world.stage._modals.top(world.vera)
    assert top is not None
    assert top.root == root["id"]


async def test_s47_s48_hash_and_external_id(world: SlackWorld) -> None:
    trigger = world.stage._modals.trigger(world.app, world.vera)
    view = (await world.call("views.open", trigger_id=trigger, view=MODAL | {"external_id": "one"}))["view"]
    fresh = await world.call("views.update", external_id="one", hash=view["hash"], view=MODAL | {"external_id": "one"})
    assert fresh["ok"]
    assert fresh["view"]["hash"] != view["hash"]
    stale = await world.call("views.update", view_id=view["id"], hash=view["hash"], view=MODAL)
    assert stale["error"] == "hash_conflict"
    trigger = world.stage._modals.trigger(world.app, world.boris)
    again = await world.call("views.open", trigger_id=trigger, view=MODAL | {"external_id": "one"})
    assert again["error"] == "duplicate_external_id"


async def test_s49_response_url_five_times_thirty_minutes(world: SlackWorld) -> None:
    url = world.stage._desk.hooks.new(world.app, world.vera, world.channel)
    answers = [await world.session.post(url, json={"text": f"answer {n}"}) for n in range(6)]
    assert [answer.status for answer in answers] == [200] * 5 + [404]
    assert await answers[-1].text() == "used_url"
    url = world.stage._desk.hooks.new(world.app, world.vera, world.channel)
    world.clock.advance(timedelta(minutes=31))
    late = await world.session.post(url, json={"text": "late"})
    assert (late.status, await late.text()) == (404, "expired_url")
    assert [message.ephemeral for message in world.stage.view(world.vera, world.channel).messages] == [True] * 5
    assert world.texts(world.boris) == []


async def test_s54_s55_codes_and_refresh_tokens_work_once(world: SlackWorld) -> None:
    client = {"client_id": world.app.client_id, "client_secret": world.app.client_secret}
    code = world.stage.grant(world.app, redirect_uri="https://bot.example/back")
    wrong = await world.form("oauth.v2.access", code=code, redirect_uri="https://other.example", **client)
    assert wrong["error"] == "bad_redirect_uri"
    right = {"code": code, "redirect_uri": "https://bot.example/back", **client}
    assert (await world.form("oauth.v2.access", **right))["access_token"] == world.app.bot_token
    assert (await world.form("oauth.v2.access", **right))["error"] == "code_already_used"
    refresh = {"grant_type": "refresh_token", "refresh_token": world.stage.grant(world.app, refresh=True), **client}
    rotated = await world.form("oauth.v2.access", **refresh)
    assert rotated["expires_in"] == 12 * 3600
    assert (await world.call("auth.test", rotated["access_token"]))["ok"]
    assert (await world.form("oauth.v2.access", **refresh))["error"] == "invalid_refresh_token"


async def test_s57_pages(world: SlackWorld) -> None:
    page = await world.form("conversations.members", channel=CHANNEL, limit="2")
    cursor = page["response_metadata"]["next_cursor"]
    rest = await world.form("conversations.members", channel=CHANNEL, limit="2", cursor=cursor)
    assert page["members"] + rest["members"] == ["U0000001", "U0000002", world.app.user.id]
    assert rest["response_metadata"]["next_cursor"] == ""


async def test_s59_no_commands_in_threads(world: SlackWorld) -> None:
    root = world.stage.says(world.vera, world.channel, "root")
    outcome = await world.stage.command(world.vera, world.channel, "/agenda", "x", thread=root)
    assert outcome.error == "not_supported_in_threads"


MASS_PINGS: list[Body] = [
    {"text": "<!channel> hurry"},
    {"text": "x", "blocks": [section("<!here> hurry")]},
    {"text": "x", "blocks": [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "broadcast", "range": "everyone"}]}]}]},
]  # fmt: skip


@pytest.mark.parametrize("content", MASS_PINGS)
async def test_s60_mass_pings_are_reported(world: SlackWorld, content: Body) -> None:
    await world.call("chat.postMessage", channel=CHANNEL, **content)
    assert len(world.stage.journal.warned("mass_ping")) == 1
    assert "everybody" in world.stage.view(world.vera, world.channel).messages[0].html


async def test_s60_escaped_or_plain_words_ring_nobody(world: SlackWorld) -> None:
    harmless = [{"type": "section", "text": text("<!channel>")}, section("&lt;!channel&gt;")]
    await world.call("chat.postMessage", channel=CHANNEL, text="&lt;!channel&gt;", blocks=harmless)
    assert world.stage.journal.warned("mass_ping") == []
    assert world.texts() == ["<!channel>\n<!channel>"]


async def test_s61_token_in_the_body(world: SlackWorld) -> None:
    answer = await world.raw("chat.postMessage", None, json=POST | {"token": world.app.bot_token})
    assert (await answer.json())["error"] == "invalid_auth"
    assert all("token" not in call.arguments for call in world.stage.journal.calls)


async def test_s63_reactions_and_pins_twice(world: SlackWorld) -> None:
    ts = (await world.call("chat.postMessage", **POST))["ts"]
    mark = {"channel": CHANNEL, "timestamp": ts}
    assert (await world.call("reactions.add", name="eyes", **mark))["ok"]
    assert (await world.call("reactions.add", name="eyes", **mark))["error"] == "already_reacted"
    assert (await world.call("pins.add", **mark))["ok"]
    assert (await world.call("pins.add", **mark))["error"] == "already_pinned"
    assert world.stage.view(world.vera, world.channel).messages[0].pinned


async def test_blocks_may_come_as_a_json_string(world: SlackWorld) -> None:
    body = await world.form("chat.postMessage", channel=CHANNEL, text="x", blocks=json.dumps([section("*hi*")]))
    assert body["ok"]
    assert world.stage.view(world.vera, world.channel).messages[0].html == "<p><b>hi</b></p>"
