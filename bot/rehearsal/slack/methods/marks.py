"""pins.*, reactions.*, bookmarks.*: the small marks on messages and channels."""

from bot.rehearsal.slack.call import Call, Json
from bot.rehearsal.slack.emoji import known
from bot.rehearsal.slack.ids import epoch
from bot.rehearsal.slack.payloads import message_json
from bot.rehearsal.slack.refusals import ApiError
from bot.rehearsal.slack.world import Channel, Post

PINS = 100


def _member(call: Call, name: str = "channel") -> Channel:
    channel = call.channel(name)
    if call.app.user not in channel.members:
        raise ApiError("not_in_channel")
    if channel.archived:
        raise ApiError("is_archived")
    return channel


def _post(call: Call, channel: Channel) -> Post:
    post = channel.posts.get(call.text("timestamp"))
    if post is None or post.reader is not None:
        raise ApiError("message_not_found")
    return post


def pin(call: Call) -> Json:
    channel = _member(call)
    post = _post(call, channel)
    if post.pinned:
        raise ApiError("already_pinned")
    if sum(one.pinned for one in channel.posts.values()) >= PINS:
        raise ApiError("too_many_pins")
    post.pinned = True
    call.scene.saw("pinned", channel.id, call.app.name, post.text, "", post.ts)
    return {}


def unpin(call: Call) -> Json:
    post = _post(call, _member(call))
    if not post.pinned:
        raise ApiError("no_pin")
    post.pinned = False
    call.scene.changed()
    return {}


def pins(call: Call) -> Json:
    channel = _member(call)
    items = [
        {"type": "message", "channel": channel.id, "message": message_json(post)}
        for post in channel.posts.values()
        if post.pinned
    ]
    return {"items": items}


def react(call: Call) -> Json:
    name = call.text("name").strip(":")
    if not known(name):
        raise ApiError("invalid_name")
    post = _post(call, _member(call))
    people = post.reactions.setdefault(name, [])
    if call.app.user in people:
        raise ApiError("already_reacted")
    people.append(call.app.user)
    call.scene.saw("reacted", post.channel.id, call.app.name, f":{name}:", "", post.ts)
    return {}


def unreact(call: Call) -> Json:
    name = call.text("name").strip(":")
    if not known(name):
        raise ApiError("invalid_name")
    post = _post(call, _member(call))
    people = post.reactions.get(name, [])
    if call.app.user not in people:
        raise ApiError("no_reaction")
    people.remove(call.app.user)
    if not people:
        del post.reactions[name]
    call.scene.changed()
    return {}


def reactions(call: Call) -> Json:
    channel = _member(call)
    return {"type": "message", "channel": channel.id, "message": message_json(_post(call, channel))}


def add_bookmark(call: Call) -> Json:
    channel = _member(call, "channel_id")
    if call.text("type") != "link":
        raise ApiError("invalid_bookmark_type")
    mark_id = call.scene.ids.new("Bk")
    mark = {
        "id": mark_id,
        "channel_id": channel.id,
        "title": call.text("title"),
        "link": call.text("link"),
        "emoji": call.text("emoji", ""),
        "type": "link",
        "date_created": epoch(call.scene.clock()),
        "app_id": call.app.id,
    }
    channel.bookmarks[mark_id] = mark
    call.scene.changed()
    return {"bookmark": mark}


def edit_bookmark(call: Call) -> Json:
    channel = _member(call, "channel_id")
    mark = channel.bookmarks.get(call.text("bookmark_id"))
    if mark is None:
        raise ApiError("not_found")
    mark.update({name: call.args[name] for name in ("title", "link", "emoji") if call.args.get(name)})
    call.scene.changed()
    return {"bookmark": mark}


def remove_bookmark(call: Call) -> Json:
    channel = _member(call, "channel_id")
    if channel.bookmarks.pop(call.text("bookmark_id"), None) is None:
        raise ApiError("not_found")
    call.scene.changed()
    return {}


def bookmarks(call: Call) -> Json:
    return {"bookmarks": list(_member(call, "channel_id").bookmarks.values())}
