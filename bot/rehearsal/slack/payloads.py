"""The JSON shapes in which Slack tells about its things: messages, users, channels, files, bots, teams."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.rehearsal.slack.ids import epoch
from bot.rehearsal.slack.world import App, Channel, Post, StoredFile, User, Workspace

Json = dict[str, Any]


def message_json(post: Post, *, metadata: bool = False) -> Json:
    """A message as history, events and answers show it; `metadata` only when it was asked for."""
    shown: Json = {
        "type": "message",
        "user": post.author.id,
        "ts": post.ts,
        "text": post.text,
        "team": post.author.space.id,
    }
    if post.app:
        shown |= {"bot_id": post.app.bot_id, "app_id": post.app.id, "bot_profile": bot_profile(post.app)}
    optional: Json = {
        "subtype": post.subtype,
        "username": post.username,
        "blocks": post.blocks,
        "attachments": post.attachments,
        "thread_ts": post.thread,
        "files": [file_json(file) for file in post.files],
        "metadata": post.metadata if metadata else None,
    }
    shown |= {name: value for name, value in optional.items() if value}
    if post.edited:
        shown["edited"] = {"user": post.author.id, "ts": f"{epoch(post.edited)}.000000"}
    if post.reactions:
        shown["reactions"] = [
            {"name": name, "users": [user.id for user in users], "count": len(users)}
            for name, users in post.reactions.items()
        ]
    if post.pinned:
        shown["pinned_to"] = [post.channel.id]
    return shown


def threaded_json(post: Post, *, metadata: bool = False) -> Json:
    """The same, and for the root of a thread how many replies it has."""
    shown = message_json(post, metadata=metadata)
    replies = [reply for reply in post.channel.posts.values() if reply.thread == post.ts and reply is not post]
    if replies:
        shown |= {
            "thread_ts": post.ts,
            "reply_count": len(replies),
            "reply_users_count": len({reply.author.id for reply in replies}),
            "latest_reply": replies[-1].ts,
        }
    return shown


def bot_profile(app: App) -> Json:
    return {"id": app.bot_id, "app_id": app.id, "name": app.name, "team_id": app.space.id, "deleted": not app.installed}


def user_json(user: User, *, locale: bool = False, now: datetime | None = None) -> Json:
    """A user as users.info tells; `locale` only with include_locale."""
    offset = (now or datetime.now(UTC)).astimezone(ZoneInfo(user.tz)).utcoffset()
    shown: Json = {
        "id": user.id,
        "team_id": user.space.id,
        "name": user.name,
        "deleted": user.deleted,
        "real_name": user.real_name,
        "tz": user.tz,
        "tz_label": user.tz,
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "profile": {"real_name": user.real_name, "display_name": user.real_name, "team": user.space.id},
        "is_admin": user.admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": user.guest,
        "is_ultra_restricted": False,
        "is_bot": user.bot is not None,
        "is_app_user": False,
        "is_stranger": user.stranger,
        "updated": 0,
    }
    if user.bot:
        shown["profile"] |= {"bot_id": user.bot.bot_id, "api_app_id": user.bot.id}
    return shown | ({"locale": user.locale} if locale else {})


def channel_json(channel: Channel, app: App) -> Json:
    """A conversation as the bot of this app sees it."""
    shown: Json = {
        "id": channel.id,
        "created": epoch(channel.created) if channel.created else 0,
        "is_archived": channel.archived,
        "is_im": channel.kind == "im",
        "is_mpim": channel.kind == "mpim",
        "is_channel": channel.kind == "public",
        "is_group": channel.kind == "private",
        "is_private": channel.kind != "public",
        "is_shared": any(member.stranger for member in channel.members),
        "context_team_id": channel.space.id,
    }
    if channel.kind == "im":
        others = [member.id for member in channel.members if member is not app.user]
        return shown | {"user": others[0] if others else app.user.id, "is_open": True}
    return shown | {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_member": app.user in channel.members,
        "is_general": False,
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "num_members": len(channel.members),
    }


def file_json(file: StoredFile) -> Json:
    base = f"/files/{file.id}/{file.name}"
    shown: Json = {
        "id": file.id,
        "created": epoch(file.created),
        "timestamp": epoch(file.created),
        "name": file.name,
        "title": file.title or file.name,
        "mimetype": file.media_type,
        "filetype": file.name.rpartition(".")[2],
        "size": file.length,
        "mode": "hosted",
        "user": file.app.user.id,
        "url_private": base,
        "url_private_download": base,
        "channels": [post.channel.id for post in file.shared if post.channel.kind == "public"],
        "groups": [post.channel.id for post in file.shared if post.channel.kind == "private"],
        "ims": [post.channel.id for post in file.shared if post.channel.direct],
    }
    shares: Json = {}
    for post in file.shared:
        kind = "public" if post.channel.kind == "public" else "private"
        shares.setdefault(kind, {}).setdefault(post.channel.id, []).append({"ts": post.ts, "thread_ts": post.thread})
    return shown | {"shares": shares}


def team_json(space: Workspace) -> Json:
    return {"id": space.id, "name": space.name, "domain": space.domain, "email_domain": ""}


def space_url(space: Workspace) -> str:
    return f"https://{space.domain}.slack.com/"
