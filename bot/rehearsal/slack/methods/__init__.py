"""The table of the Web API: which method runs what, with which scope, tier, token and encoding.

Scopes are those of bot tokens; where they depend on the conversation's type the method asks itself. Tiers are from the
methods' pages on docs.slack.dev. `reads_json` is false where Slack documents form or query arguments only.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from bot.rehearsal.slack.blocks import check_message_blocks
from bot.rehearsal.slack.call import Call, Json
from bot.rehearsal.slack.methods import access, chat, conversations, files, marks, people, views


@dataclass(frozen=True, slots=True)
class Method:
    """One method of the Web API."""

    run: Callable[[Call], Json]
    scopes: tuple[str, ...] = ()
    tier: str = "3"
    reads_json: bool = True
    token: Literal["bot", "app", "none"] = "bot"  # noqa: S105 - a kind of token, no secret


def _validate_blocks(call: Call) -> Json:
    blocks: Any = call.thing("blocks")
    check_message_blocks(blocks)
    return {}


_write, _read = ("chat:write",), ("users:read",)
METHODS: dict[str, Method] = {
    "api.test": Method(access.api_test, tier="4", token="none"),  # noqa: S106 - a kind of token, no secret
    "auth.test": Method(access.auth_test, tier="special"),
    "auth.revoke": Method(access.auth_revoke, reads_json=False),
    "apps.connections.open": Method(access.connections_open, ("connections:write",), "1", token="app"),  # noqa: S106
    "oauth.v2.access": Method(access.oauth_access, tier="4", reads_json=False, token="none"),  # noqa: S106
    "blocks.validate": Method(_validate_blocks, tier="3"),
    "bots.info": Method(access.bots_info, _read, reads_json=False),
    "team.info": Method(access.team_info, ("team:read",), reads_json=False),
    "chat.postMessage": Method(chat.post_message, _write, "special"),
    "chat.update": Method(chat.update, _write, "3"),
    "chat.postEphemeral": Method(chat.post_ephemeral, _write, "4"),
    "chat.delete": Method(chat.delete_message, _write, "3"),
    "chat.getPermalink": Method(chat.permalink, tier="special", reads_json=False),
    "chat.scheduleMessage": Method(chat.schedule_message, _write, "3"),
    "conversations.open": Method(conversations.open_direct, ("im:write", "mpim:write"), "3"),
    "conversations.info": Method(conversations.info, tier="3", reads_json=False),
    "conversations.list": Method(conversations.list_all, tier="2", reads_json=False),
    "conversations.members": Method(conversations.members, tier="4", reads_json=False),
    "conversations.history": Method(conversations.history, tier="3", reads_json=False),
    "conversations.replies": Method(conversations.replies, tier="3", reads_json=False),
    "conversations.join": Method(conversations.join, ("channels:join",), "3"),
    "conversations.leave": Method(conversations.leave, tier="3"),
    "users.info": Method(people.info, _read, "4", reads_json=False),
    "users.list": Method(people.list_all, _read, "2", reads_json=False),
    "users.lookupByEmail": Method(people.by_email, ("users:read.email",), "3", reads_json=False),
    "users.conversations": Method(conversations.of_user, tier="3", reads_json=False),
    "views.open": Method(views.open_view, tier="4"),
    "views.push": Method(views.push, tier="4"),
    "views.update": Method(views.update, tier="4"),
    "views.publish": Method(views.publish, tier="4"),
    "pins.add": Method(marks.pin, ("pins:write",), "2"),
    "pins.remove": Method(marks.unpin, ("pins:write",), "2"),
    "pins.list": Method(marks.pins, ("pins:read",), "2", reads_json=False),
    "reactions.add": Method(marks.react, ("reactions:write",), "3"),
    "reactions.remove": Method(marks.unreact, ("reactions:write",), "2"),
    "reactions.get": Method(marks.reactions, ("reactions:read",), "3", reads_json=False),
    "bookmarks.add": Method(marks.add_bookmark, ("bookmarks:write",), "2"),
    "bookmarks.edit": Method(marks.edit_bookmark, ("bookmarks:write",), "2"),
    "bookmarks.remove": Method(marks.remove_bookmark, ("bookmarks:write",), "2"),
    "bookmarks.list": Method(marks.bookmarks, ("bookmarks:read",), "3"),
    "files.getUploadURLExternal": Method(files.upload_url, ("files:write",), "4", reads_json=False),
    "files.completeUploadExternal": Method(files.complete, ("files:write",), "4"),
    "files.info": Method(files.info, ("files:read",), "4", reads_json=False),
    "files.delete": Method(files.delete_file, ("files:write",), "3"),
}
