"""What Slack refuses in blocks, views and calls, by the row of the platform checklist (S1 to S63) and its sentence."""

from datetime import timedelta
from typing import Any

import pytest

from tests.stage.slack_bodies import (
    CHANNEL,
    DIVIDER,
    INPUT,
    MODAL,
    POST,
    TABLE,
    Body,
    Prepare,
    actions,
    button,
    menu,
    option,
    radio,
    section,
    text,
    world,
)
from tests.stage.slack_world import APP_TOKEN, START, SlackWorld

__all__ = ["world"]


# row, blocks, the sentence that Slack gives first
BLOCKS: list[tuple[str, list[Any], str]] = [
    ("S16", [DIVIDER] * 51, "no more than 50 items allowed [json-pointer:/blocks]"),
    ("S17", [section("x" * 3001)], "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
    ("S18", [{"type": "sparkle"}], "unsupported type: sparkle [json-pointer:/blocks/0/type]"),
    ("S19 mrkdwn", [{"type": "header", "text": text("x", "mrkdwn")}], "failed to match all allowed schemas [json-pointer:/blocks/0/text]"),
    ("S19 long", [{"type": "header", "text": text("x" * 151)}], "must be less than 151 characters [json-pointer:/blocks/0/text/text]"),
    ("S20", [DIVIDER, actions(*(button(action_id=f"a{n}") for n in range(26)))], "no more than 25 items allowed [json-pointer:/blocks/1/elements]"),
    ("S21 fields", [{"type": "section", "fields": [text("x")] * 11}], "no more than 10 items allowed [json-pointer:/blocks/0/fields]"),
    ("S21 field", [{"type": "section", "fields": [text("x" * 2001)]}], "must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]"),
    ("S21 radio", [actions(radio(*(option(value=str(n)) for n in range(11))))], "no more than 10 items allowed [json-pointer:/blocks/0/elements/0/options]"),
    ("S22 text", [actions(button(text=text("x" * 76)))], "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]"),
    ("S22 value", [actions(button(value="x" * 2001))], "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]"),
    ("S22 action", [actions(button(action_id="x" * 256))], "must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]"),
    ("S22 style", [actions(button(style="default"))], "must be a valid enum value [json-pointer:/blocks/0/elements/0/style]"),
    ("S23 many", [actions(menu(*(option(value=str(n)) for n in range(101))))], "no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]"),
    ("S23 text", [actions(menu(option("x" * 76)))], "must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/text/text]"),
    ("S23 value", [section("x", accessory=menu(option(value="x" * 151)))], "must be less than 151 characters [json-pointer:/blocks/0/accessory/options/0/value]"),
    ("S24", [{**DIVIDER, "block_id": "b"}, {**DIVIDER, "block_id": "b"}], "`block_id` already exists [json-pointer:/blocks/1/block_id]"),
    ("S25", [actions(button(), button())], "`action_id` already exists [json-pointer:/blocks/0/elements/1/action_id]"),
    ("S26", [{"type": "section"}], "must define either `text` or `fields` [json-pointer:/blocks/0]"),
    ("S27", [{"type": "image", "image_url": "https://example.org/a.png"}], "missing required field: alt_text [json-pointer:/blocks/0]"),
    ("no source", [{"type": "image", "alt_text": "a"}], "must define either `image_url` or `slack_file` [json-pointer:/blocks/0]"),
    ("empty", [section("")], "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    ("context", [{"type": "context", "elements": [text("x")] * 11}], "no more than 10 items allowed [json-pointer:/blocks/0/elements]"),
    ("extra", [actions(button(disabled=True))], "invalid additional property: disabled [json-pointer:/blocks/0/elements/0]"),
    ("markdown", [{"type": "markdown", "text": "x" * 7000}] * 2, "must be less than 12001 characters [json-pointer:/blocks/1/text]"),
    ("table rows", [{"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]] * 101}], "no more than 100 items allowed [json-pointer:/blocks/0/rows]"),
    ("rich nested", [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "x", "style": {"bold": "yes"}}]}]}], "must be a boolean [json-pointer:/blocks/0/elements/0/elements/0/style/bold]"),
    ("rich unknown", [{"type": "rich_text", "elements": [{"type": "rich_text_list", "style": "bullet", "elements": [{"type": "text", "text": "x"}]}]}], "unsupported type: text [json-pointer:/blocks/0/elements/0/elements/0/type]"),
    ("confirm", [actions(button(confirm={"title": text("x" * 101), "text": text("t"), "confirm": text("y"), "deny": text("n")}))], "must be less than 101 characters [json-pointer:/blocks/0/elements/0/confirm/title/text]"),
]  # fmt: skip


@pytest.mark.parametrize(("row", "blocks", "sentence"), BLOCKS, ids=[row for row, _, _ in BLOCKS])
async def test_blocks_that_slack_refuses(world: SlackWorld, row: str, blocks: list[Any], sentence: str) -> None:
    body = await world.call("chat.postMessage", channel=CHANNEL, text="x", blocks=blocks)
    assert (body["error"], body["errors"][0]) == ("invalid_blocks", sentence)
    assert body["response_metadata"]["messages"][0] == f"[ERROR] {sentence}"
    assert world.texts() == []


def at_their_limits() -> list[Body]:
    rich = {"type": "rich_text_section", "elements": [{"type": "text", "text": "x", "style": {"bold": True}}]}
    items = {"type": "rich_text_list", "style": "ordered", "offset": 2, "elements": [rich]}
    return [
        section("x" * 3000, accessory=menu(*(option("y" * 75, str(n)) for n in range(100)))),
        {"type": "header", "text": text("x" * 150)},
        actions(*(button(action_id=f"a{n}", text=text("x" * 75), value="v" * 2000) for n in range(25))),
        {"type": "context", "elements": [text("x")] * 10},
        {"type": "section", "fields": [text("x" * 2000)] * 10},
        {"type": "image", "alt_text": "a", "image_url": "https://example.org/a.png"},
        {"type": "markdown", "text": "x" * 12000},
        {"type": "rich_text", "elements": [rich, items]},
        TABLE,
        INPUT,
        *[DIVIDER] * 40,
    ]


async def test_blocks_at_their_limits_are_taken(world: SlackWorld) -> None:
    assert len(at_their_limits()) == 50
    body = await world.call("chat.postMessage", channel=CHANNEL, text="x", blocks=at_their_limits())
    assert body["ok"], body
    assert (await world.call("blocks.validate", blocks=at_their_limits()))["ok"]


# row, view, sentence
VIEWS: list[tuple[str, Body, str]] = [
    ("S43", MODAL | {"title": text("x" * 25)}, "must be less than 25 characters [json-pointer:/view/title/text]"),
    ("S44", MODAL | {"private_metadata": "x" * 3001}, "must be less than 3001 characters [json-pointer:/view/private_metadata]"),
    ("S45", MODAL | {"blocks": [DIVIDER] * 101}, "no more than 100 items allowed [json-pointer:/view/blocks]"),
    ("S46", {"type": "modal", "title": text("t"), "blocks": [INPUT]}, "must define `submit` to use an `input` block in modals [json-pointer:/view/blocks/0/input]"),
    ("callback", MODAL | {"callback_id": "x" * 256}, "must be less than 256 characters [json-pointer:/view/callback_id]"),
    ("label", MODAL | {"blocks": [INPUT | {"label": text("x" * 2001)}]}, "must be less than 2001 characters [json-pointer:/view/blocks/0/label/text]"),
    ("no markdown", MODAL | {"blocks": [{"type": "markdown", "text": "x"}]}, "unsupported type: markdown [json-pointer:/view/blocks/0/type]"),
    ("no title", {"type": "modal", "blocks": []}, "missing required field: title [json-pointer:/view]"),
]  # fmt: skip


@pytest.mark.parametrize(("row", "view", "sentence"), VIEWS, ids=[row for row, _, _ in VIEWS])
async def test_views_that_slack_refuses(world: SlackWorld, row: str, view: Body, sentence: str) -> None:
    trigger = world.stage._modals.trigger(world.app, world.vera)
    body = await world.call("views.open", trigger_id=trigger, view=view)
    assert body["error"] == "invalid_arguments"
    assert body["response_metadata"]["messages"][0] == f"[ERROR] {sentence}"
    assert (await world.call("views.open", trigger_id=trigger, view=MODAL))["ok"], "a refused view leaves the trigger"


def archived(world: SlackWorld) -> None:
    world.stage.archive(world.channel)


def without(*scopes: str) -> Prepare:
    return lambda world: world.app.scopes.difference_update(scopes)


def private(world: SlackWorld) -> None:
    world.stage.add_channel(world.space, "C0000009", "secret", members=[world.vera], private=True)


def foreign_channel(world: SlackWorld) -> None:
    world.stage.add_channel(world.space, "C0000008", "lobby", members=[world.vera])


def hidden(world: SlackWorld) -> None:
    other = world.stage.add_workspace("T0000002", "Elsewhere")
    stranger = world.stage.add_user(other, "U0000008", "Stranger")
    world.stage.add_stranger(world.space, stranger, hidden=True)


def restricted(world: SlackWorld) -> None:
    world.stage.restrict(world.channel, "restricted_action_read_only_channel")


def boris_left(world: SlackWorld) -> None:
    world.stage.remove(world.boris, world.channel)


def boris_deactivated(world: SlackWorld) -> None:
    world.stage.deactivate(world.boris)


LATE = int((START + timedelta(days=121)).timestamp())
# row, what happened before, method, arguments, error, what else the body says
CALLS: list[tuple[str, Prepare | None, str, Body, str, Body]] = [
    ("S5", without("chat:write"), "chat.postMessage", POST, "missing_scope", {"needed": "chat:write"}),
    ("S6", None, "chat.postMessage", {**POST, "_token": APP_TOKEN}, "not_allowed_token_type", {}),
    ("S7", None, "chat.shout", {}, "unknown_method", {}),
    ("S10 unknown", None, "chat.postMessage", POST | {"channel": "C0000404"}, "channel_not_found", {}),
    ("S10 private", private, "chat.postMessage", POST | {"channel": "C0000009"}, "channel_not_found", {}),
    ("S11", foreign_channel, "chat.postMessage", POST | {"channel": "C0000008"}, "not_in_channel", {}),
    ("S12", archived, "chat.postMessage", POST, "is_archived", {}),
    ("S13", None, "chat.postMessage", {"channel": CHANNEL}, "no_text", {}),
    ("S28", None, "chat.postMessage", POST | {"blocks": [TABLE, TABLE]}, "invalid_attachments", {"errors": ["only_one_table_allowed"]}),
    ("S29", None, "chat.postMessage", POST | {"blocks": {"type": "divider"}}, "invalid_blocks_format", {}),
    ("S30", None, "chat.postMessage", POST | {"markdown_text": "x"}, "markdown_text_conflict", {}),
    ("S31 unknown", None, "chat.update", POST | {"ts": "1.000001"}, "message_not_found", {}),
    ("S33", boris_left, "chat.postEphemeral", POST | {"user": "U0000002"}, "user_not_in_channel", {}),
    ("S33 gone", boris_deactivated, "chat.postEphemeral", POST | {"user": "U0000002"}, "user_not_in_channel", {}),
    ("S34", None, "chat.postMessage", POST | {"thread_ts": "1.000001"}, "thread_not_found", {}),
    ("S35", restricted, "chat.postMessage", POST, "restricted_action_read_only_channel", {}),
    ("S36", None, "chat.postMessage", POST | {"metadata": {"event_type": "t", "event_payload": {"x": "y" * 16_000}}}, "metadata_too_large", {}),
    ("S37 none", None, "conversations.open", {}, "users_list_not_supplied", {}),
    ("S37 many", None, "conversations.open", {"users": ",".join(f"U{n}" for n in range(9))}, "too_many_users", {}),
    ("S37 unknown", None, "conversations.open", {"users": "U0000404"}, "user_not_found", {}),
    ("S37 deactivated", boris_deactivated, "conversations.open", {"users": "U0000002"}, "user_disabled", {}),
    ("S37 hidden", hidden, "conversations.open", {"users": "U0000008"}, "user_not_visible", {}),
    ("S37 bot", None, "conversations.open", {"users": "BOT"}, "cannot_dm_bot", {}),
    ("S40", None, "views.open", {"trigger_id": "1.2.3", "view": MODAL}, "invalid_trigger_id", {}),
    ("S42", None, "views.open", {"trigger_id": "1.2.3", "view": MODAL | {"private_metadata": "x" * 250_001}}, "view_too_large", {}),
    ("S48", None, "views.update", {"view_id": "V404", "view": MODAL}, "not_found", {}),
    ("S52", None, "apps.connections.open", {}, "not_allowed_token_type", {}),
    ("S56 past", None, "chat.scheduleMessage", POST | {"post_at": 1}, "time_in_past", {}),
    ("S56 far", None, "chat.scheduleMessage", POST | {"post_at": LATE}, "time_too_far", {}),
    ("S57", None, "users.list", {"cursor": "junk"}, "invalid_cursor", {}),
    ("S58", None, "users.info", {"user": "U0000404"}, "user_not_found", {}),
    ("S58 hidden", hidden, "users.info", {"user": "U0000008"}, "user_not_visible", {}),
    ("S62 private", without("groups:read"), "conversations.list", {"types": "public_channel,private_channel"}, "missing_scope", {"needed": "groups:read"}),
    ("S62 im", without("im:read"), "conversations.list", {"types": "im"}, "missing_scope", {"needed": "im:read"}),
    ("S63", None, "reactions.add", {"channel": CHANNEL, "timestamp": "1.1", "name": "no_such_face"}, "invalid_name", {}),
    ("S54 bad", None, "oauth.v2.access", {"code": "junk"}, "invalid_code", {}),
    ("S55", None, "oauth.v2.access", {"grant_type": "refresh_token", "refresh_token": "junk"}, "invalid_refresh_token", {}),
    ("publish", boris_deactivated, "views.publish", {"user_id": "U0000002", "view": {"type": "home", "blocks": []}}, "user_disabled", {}),
]  # fmt: skip
FORMS = {"users.list", "users.info", "conversations.list", "oauth.v2.access"}


@pytest.mark.parametrize(
    ("row", "before", "method", "arguments", "error", "more"),
    CALLS,
    ids=[f"{row} {error}" for row, _, _, _, error, _ in CALLS],
)
async def test_calls_that_slack_refuses(
    world: SlackWorld, row: str, before: Prepare | None, method: str, arguments: Body, error: str, more: Body
) -> None:
    token = arguments.get("_token", world.app.bot_token)
    arguments = {name: value for name, value in arguments.items() if name != "_token"}
    if arguments.get("users") == "BOT":
        arguments["users"] = world.app.user.id
    if before is not None:
        before(world)
    if method in FORMS:
        body = await world.form(method, **arguments)
    else:
        body = await world.call(method, token, **arguments)
    assert (body["ok"], body["error"]) == (False, error)
    assert body | more == body
