"""chat.*: posting, changing and deleting messages under Slack's rules."""

from datetime import UTC, datetime, timedelta

from bot.rehearsal.slack.call import Call, Json
from bot.rehearsal.slack.content import Content, read_content, read_metadata
from bot.rehearsal.slack.ids import epoch
from bot.rehearsal.slack.payloads import message_json, space_url
from bot.rehearsal.slack.posting import delete, edit, publish
from bot.rehearsal.slack.refusals import ApiError
from bot.rehearsal.slack.world import Channel, Post, User

SCHEDULED_AHEAD = timedelta(days=120)
SCHEDULED_AT_ONCE = 30
SCHEDULED_WINDOW = timedelta(minutes=5)


def post_message(call: Call) -> Json:
    channel = _where(call)
    thread = _thread(call, channel)
    content = read_content(call.scene, call.args)
    call.desk.limits.post(channel.id)
    post = publish(call.scene, _post(call, channel, content, thread))
    call.warnings += content.warnings
    return {"channel": channel.id, "ts": post.ts, "message": message_json(post, metadata=True)}


def _where(call: Call) -> Channel:
    """The conversation to post to, or why not. A user's id means the direct conversation with that person."""
    wanted, app = call.text("channel"), call.app
    person = app.space.users.get(wanted)
    channel = call.scene.direct(app, [_reachable(person)]) if person else call.channel()
    if channel.archived:
        raise ApiError("is_archived")
    if app.user not in channel.members and "chat:write.public" not in app.scopes:
        raise ApiError("not_in_channel")
    if channel.direct and not app.messages_tab:
        raise ApiError("messages_tab_disabled")
    if channel.posting:
        raise ApiError(channel.posting)
    return channel


def _reachable(person: User) -> User:
    if person.bot or person.hidden or person.deleted:
        raise ApiError("channel_not_found")
    return person


def _thread(call: Call, channel: Channel) -> str | None:
    thread = call.text("thread_ts", "")
    if not thread:
        return None
    root = channel.posts.get(thread)
    if root is None or root.reader is not None:
        if call.desk.unknown_thread:
            raise ApiError(call.desk.unknown_thread)
        return thread
    return root.thread or root.ts


def _post(call: Call, channel: Channel, content: Content, thread: str | None) -> Post:
    return Post(
        ts=call.scene.ids.ts(call.scene.clock()),
        channel=channel,
        author=call.app.user,
        at=call.scene.clock(),
        app=call.app,
        text=content.text,
        blocks=content.blocks,
        attachments=content.attachments,
        metadata=content.metadata,
        thread=thread,
        broadcast=call.flag("reply_broadcast"),
        username=call.text("username", "") if "chat:write.customize" in call.app.scopes else "",
    )


def update(call: Call) -> Json:
    """Only own messages, by the conversation's real id; text alone takes the old blocks away."""
    channel = call.channel()
    post = _found(channel, call.text("ts"))
    if post.app is not call.app:
        raise ApiError("cant_update_message")
    if post.closed:
        raise ApiError("edit_window_closed")
    if channel.archived:
        raise ApiError("is_archived")
    content = _updated(call, post)
    if content.metadata is not None:
        post.metadata = content.metadata
    edit(call.scene, post, text=content.text, blocks=content.blocks, attachments=content.attachments)
    return {"channel": channel.id, "ts": post.ts, "text": post.text, "message": message_json(post, metadata=True)}


def _updated(call: Call, post: Post) -> Content:
    """The new content; `metadata` alone changes nothing that is seen."""
    if read_metadata(call.args) and not any(call.args.get(name) for name in ("text", "blocks", "attachments")):
        return Content(post.text, post.blocks, post.attachments, read_metadata(call.args))
    return read_content(call.scene, call.args, update=True)


def _found(channel: Channel, ts: str) -> Post:
    post = channel.posts.get(ts)
    if post is None or post.reader is not None:  # an ephemeral message has no ts that works here
        raise ApiError("message_not_found")
    return post


def post_ephemeral(call: Call) -> Json:
    user_id = call.text("user")
    channel = call.channel()
    if channel.archived:
        raise ApiError("is_archived")
    if call.app.user not in channel.members:
        raise ApiError("not_in_channel")
    reader = call.app.space.users.get(user_id)
    if reader is None or reader.deleted or reader not in channel.members:
        raise ApiError("user_not_in_channel")
    post = _post(call, channel, read_content(call.scene, call.args), _thread(call, channel))
    post.reader = reader
    publish(call.scene, post)
    return {"message_ts": post.ts}


def delete_message(call: Call) -> Json:
    channel = call.channel()
    post = _found(channel, call.text("ts"))
    if post.app is not call.app:
        raise ApiError("cant_delete_message")
    delete(call.scene, post)
    return {"channel": channel.id, "ts": post.ts}


def permalink(call: Call) -> Json:
    channel = call.channel()
    post = _found(channel, call.text("message_ts"))
    url = f"{space_url(channel.space)}archives/{channel.id}/p{post.ts.replace('.', '')}"
    if post.thread and post.thread != post.ts:
        url += f"?thread_ts={post.thread}&cid={channel.id}"
    return {"channel": channel.id, "permalink": url}


def schedule_message(call: Call) -> Json:
    """Slack's own schedule, which this bot does not use: a scheduled message cannot look at holidays any more."""
    scene, now = call.scene, call.scene.clock()
    at = datetime.fromtimestamp(call.number("post_at", 0), UTC)
    if at <= now:
        raise ApiError("time_in_past")
    if at - now > SCHEDULED_AHEAD:
        raise ApiError("time_too_far")
    channel = _where(call)
    post = _post(call, channel, read_content(scene, call.args), _thread(call, channel))
    _count_scheduled(channel, at)

    def show() -> None:
        post.ts, post.at = scene.ids.ts(scene.clock()), scene.clock()
        publish(scene, post)

    scene.later.after(at - now, show)
    return {
        "channel": channel.id,
        "scheduled_message_id": scene.ids.new("Q"),
        "post_at": epoch(at),
        "message": message_json(post),
    }


def _count_scheduled(channel: Channel, at: datetime) -> None:
    window = SCHEDULED_WINDOW.total_seconds()
    near = [moment for moment in channel.scheduled if abs((moment - at).total_seconds()) < window]
    if len(near) >= SCHEDULED_AT_ONCE:
        raise ApiError("restricted_too_many")
    channel.scheduled.append(at)
