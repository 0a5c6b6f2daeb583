"""conversations.*: which conversations there are, who is in them, what was said."""

from typing import Any

from bot.rehearsal.slack.call import Call, Json
from bot.rehearsal.slack.ids import moment_of
from bot.rehearsal.slack.payloads import channel_json, message_json, threaded_json
from bot.rehearsal.slack.posting import notice
from bot.rehearsal.slack.refusals import ApiError
from bot.rehearsal.slack.world import Channel, Post, User

PEOPLE_OF_A_CONVERSATION = 8
_KINDS = {"public_channel": "public", "private_channel": "private", "im": "im", "mpim": "mpim"}
_READ = {"public": "channels:read", "private": "groups:read", "im": "im:read", "mpim": "mpim:read"}


def open_direct(call: Call) -> Json:
    """The direct conversation with one to eight people; made when there is none."""
    if call.args.get("channel"):
        channel = call.channel()
        if not channel.direct:
            raise ApiError("method_not_supported_for_channel_type")
        return _opened(call, channel, already=True)
    wanted = call.names("users")
    if not wanted:
        raise ApiError("users_list_not_supplied")
    if len(wanted) > PEOPLE_OF_A_CONVERSATION:
        raise ApiError("too_many_users")
    call.need("mpim:write" if len(wanted) > 1 else "im:write")
    people = [_invited(call, user_id) for user_id in dict.fromkeys(wanted)]
    before = len(call.app.space.channels)
    channel = call.scene.direct(call.app, people)
    return _opened(call, channel, already=len(call.app.space.channels) == before)


def _invited(call: Call, user_id: str) -> User:
    user = call.user(user_id)
    if user.bot is not None:
        raise ApiError("cannot_dm_bot")
    if user.deleted:
        raise ApiError("user_disabled")
    return user


def _opened(call: Call, channel: Channel, *, already: bool) -> Json:
    extra = {"no_op": True, "already_open": True} if already else {}
    shown = channel_json(channel, call.app) if call.flag("return_im") else {"id": channel.id}
    return {**extra, "channel": shown}


def info(call: Call) -> Json:
    channel = call.channel(kind="read")
    return {"channel": channel_json(channel, call.app)}


def list_all(call: Call) -> Json:
    """Raises missing_scope for a type whose scope is absent, and invalid_types."""
    kinds = []
    for name in call.names("types") or ["public_channel"]:
        if name not in _KINDS:
            raise ApiError("invalid_types")
        call.need(_READ[_KINDS[name]])
        kinds.append(_KINDS[name])
    seen = [
        channel for channel in call.app.space.channels.values() if channel.kind in kinds and _visible(call, channel)
    ]
    if call.flag("exclude_archived"):
        seen = [channel for channel in seen if not channel.archived]
    page, more = call.page(seen)
    return {"channels": [channel_json(channel, call.app) for channel in page], "response_metadata": more}


def _visible(call: Call, channel: Channel) -> bool:
    return channel.kind == "public" or call.app.user in channel.members


def members(call: Call) -> Json:
    channel = call.channel(kind="read")
    page, more = call.page([member.id for member in channel.members])
    return {"members": page, "response_metadata": more}


def history(call: Call) -> Json:
    """The newest first, no replies of threads (unless broadcast), no ephemeral messages."""
    channel = _readable(call)
    posts = [post for post in channel.posts.values() if post.thread in (None, post.ts) or post.broadcast]
    page, more = call.page(list(reversed(_between(call, posts))), most=999)
    metadata = call.flag("include_all_metadata")
    return {
        "messages": [threaded_json(post, metadata=metadata) for post in page],
        "has_more": bool(more["next_cursor"]),
        "pin_count": sum(post.pinned for post in channel.posts.values()),
        "response_metadata": more,
    }


def replies(call: Call) -> Json:
    """A thread, its root first."""
    channel = _readable(call)
    root = channel.posts.get(call.text("ts"))
    if root is None or root.reader is not None:
        raise ApiError("thread_not_found")
    start = root.thread or root.ts
    posts = [post for post in channel.posts.values() if start in (post.ts, post.thread)]
    page, more = call.page(_between(call, posts))
    metadata = call.flag("include_all_metadata")
    shown = [
        threaded_json(post, metadata=metadata) if post.ts == start else message_json(post, metadata=metadata)
        for post in page
    ]
    return {"messages": shown, "has_more": bool(more["next_cursor"]), "response_metadata": more}


def _readable(call: Call) -> Channel:
    channel = call.channel(kind="history")
    if call.app.user not in channel.members:
        raise ApiError("not_in_channel")
    return channel


def _between(call: Call, posts: list[Post]) -> list[Post]:
    oldest, latest = _moment(call, "oldest"), _moment(call, "latest")
    inclusive = call.flag("inclusive")
    return [
        post
        for post in posts
        if post.reader is None and _inside(moment_of(post.ts), oldest, latest, inclusive=inclusive)
    ]


def _moment(call: Call, name: str) -> Any:
    value = call.text(name, "")
    try:
        return moment_of(value) if value else None
    except ValueError:
        raise ApiError(f"invalid_ts_{name}") from None


def _inside(moment: Any, oldest: Any, latest: Any, *, inclusive: bool) -> bool:
    if inclusive and moment in (oldest, latest):
        return True
    return (oldest is None or moment > oldest) and (latest is None or moment < latest)


def join(call: Call) -> Json:
    channel = call.channel()
    if channel.kind != "public":
        raise ApiError("method_not_supported_for_channel_type")
    if channel.archived:
        raise ApiError("is_archived")
    if call.app.user in channel.members:
        call.warnings.append("already_in_channel")
    else:
        enter(call, channel)
    return {"channel": channel_json(channel, call.app)}


def enter(call: Call, channel: Channel) -> None:
    channel.members.append(call.app.user)
    notice(call.scene, channel, call.app.user, f"<@{call.app.user.id}> has joined the channel", "channel_join")
    joined = {"type": "member_joined_channel", "user": call.app.user.id, "channel": channel.id}
    call.scene.emit(call.app, {**joined, "channel_type": channel.id[0], "team": channel.space.id})


def leave(call: Call) -> Json:
    channel = call.channel()
    call.need("channels:manage" if channel.kind == "public" else "groups:write")
    if channel.direct:
        raise ApiError("method_not_supported_for_channel_type")
    if call.app.user not in channel.members:
        return {"not_in_channel": True}
    notice(call.scene, channel, call.app.user, f"<@{call.app.user.id}> has left the channel", "channel_leave")
    channel.members.remove(call.app.user)
    return {}


def of_user(call: Call) -> Json:
    """users.conversations: where the bot (or a person, among what the bot sees) is a member."""
    whose = call.user(call.text("user", call.app.user.id))
    kinds = [_KINDS[name] for name in call.names("types") or ["public_channel"] if name in _KINDS]
    for kind in kinds:
        call.need(_READ[kind])
    channels = [one for one in call.app.space.channels.values() if one.kind in kinds and whose in one.members]
    page, more = call.page([channel for channel in channels if _visible(call, channel)])
    return {"channels": [channel_json(channel, call.app) for channel in page], "response_metadata": more}
