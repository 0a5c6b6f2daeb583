"""Puts messages before people's eyes, changes them and takes them away; tells the apps that may know of it."""

import json
import re
from collections.abc import Iterator
from typing import Any

from bot.rehearsal.slack.drawing import Drawn, draw, draw_text
from bot.rehearsal.slack.eyes import Eyes
from bot.rehearsal.slack.mrkdwn import rings_everybody
from bot.rehearsal.slack.payloads import message_json
from bot.rehearsal.slack.scene import Scene
from bot.rehearsal.slack.world import App, Blocks, Channel, Post, User

LONG_FOR_A_CHANNEL = 500
_CHANNEL_TYPES = {"public": "channel", "private": "group", "im": "im", "mpim": "mpim"}
_MENTION = re.compile(r"<@([A-Z0-9]+)(\|[^>]*)?>")


def completed(scene: Scene, blocks: Blocks) -> Blocks:
    """A copy of the blocks with the block_ids and action_ids that Slack makes up where the app gave none."""
    done: Blocks = json.loads(json.dumps(blocks))
    for block in done:
        if not block.get("block_id"):
            block["block_id"] = scene.ids.new("b")
        _name_actions(scene, block)
    return done


def _name_actions(scene: Scene, block: dict[str, Any]) -> None:
    inside = block.get("elements", []) if block["type"] == "actions" else []
    for element in [*inside, block.get("accessory"), block.get("element")]:
        if isinstance(element, dict) and element.get("type") != "image" and not element.get("action_id"):
            element["action_id"] = scene.ids.new("a")


def drawn(post: Post, eyes: Eyes) -> Drawn:
    """A message for a reader: its blocks, or else its text; attachments below."""
    main = draw(post.blocks, eyes) if post.blocks else draw_text(post.text, eyes)
    more = [_attachment(attachment, eyes) for attachment in post.attachments]
    if not more:
        return main
    html = main.html + "".join(f'<div class="attachment">{one.html}</div>' for one in more)
    text = "\n".join(part for part in (main.text, *(one.text for one in more)) if part)
    return Drawn(html, text, main.buttons + tuple(row for one in more for row in one.buttons))


def _attachment(attachment: dict[str, Any], eyes: Eyes) -> Drawn:
    if attachment.get("blocks"):
        return draw(attachment["blocks"], eyes)
    words = [attachment.get(name, "") for name in ("pretext", "title", "text")]
    return draw_text("\n".join(word for word in words if word) or attachment.get("fallback", ""), eyes)


def publish(scene: Scene, post: Post) -> Post:
    """Show a new message: in the channel, or to its one reader."""
    post.channel.posts[post.ts] = post
    _write_down(scene, post, "whispered" if post.reader else "posted")
    if post.app:
        _watch_manners(scene, post)
    if post.reader is None:
        extra = {"subtype": post.subtype} if post.subtype else {}
        tell_message(scene, post.channel, message_json(post) | extra)
    return post


def edit(scene: Scene, post: Post, *, text: str, blocks: Blocks, attachments: Blocks) -> None:
    """Replace what a message says. The apps that read messages get `message_changed`."""
    before = message_json(post)
    post.text, post.blocks, post.attachments, post.edited = text, blocks, attachments, scene.clock()
    _write_down(scene, post, "edited")
    if post.app:
        _check_fallback(scene, post)
    if post.reader is None:
        changed = {"message": message_json(post), "previous_message": before, "hidden": True}
        tell_message(scene, post.channel, {"type": "message", "subtype": "message_changed", "ts": post.ts, **changed})


def delete(scene: Scene, post: Post) -> None:
    before = message_json(post)
    del post.channel.posts[post.ts]
    scene.saw("deleted", post.channel.id, post.author.real_name, post.text, "", post.ts, post.reader)
    if post.reader is None:
        gone = {"subtype": "message_deleted", "deleted_ts": post.ts, "previous_message": before, "hidden": True}
        tell_message(scene, post.channel, {"type": "message", "ts": post.ts, **gone})


def notice(scene: Scene, channel: Channel, author: User, words: str, subtype: str) -> Post:
    """A line of Slack's own (“… has joined the channel”)."""
    ts = scene.ids.ts(scene.clock())
    return publish(scene, Post(ts, channel, author, scene.clock(), text=words, service=True, subtype=subtype))


def tell_message(scene: Scene, channel: Channel, message: dict[str, Any]) -> None:
    """A `message` event for every app that is in the channel (scopes and subscriptions are the delivery's matter)."""
    event = {**message, "channel": channel.id, "channel_type": _CHANNEL_TYPES[channel.kind]}
    event.setdefault("event_ts", message.get("ts", ""))
    for app in apps_in(channel):
        scene.emit(app, event)


def apps_in(channel: Channel) -> list[App]:
    return [member.bot for member in channel.members if member.bot is not None and member.bot.installed]


def reader_of(scene: Scene, post: Post) -> Eyes:
    """The eyes with which the journal reads: the receiver's, or the first person's in the channel."""
    people = [post.reader] if post.reader else [member for member in post.channel.members if member.bot is None]
    return scene.eyes(people[0] if people else post.author)


def _write_down(scene: Scene, post: Post, deed: Any) -> None:
    seen = drawn(post, reader_of(scene, post))
    scene.saw(deed, post.channel.id, post.username or post.author.real_name, seen.text, seen.html, post.ts, post.reader)


def _watch_manners(scene: Scene, post: Post) -> None:
    _check_fallback(scene, post)
    for words in pinging_words(post):
        scene.warn("mass_ping", post.channel.id, post.ts, words)
    text = drawn(post, reader_of(scene, post)).text
    if not post.channel.direct and not post.reader and len(text) > LONG_FOR_A_CHANNEL:
        scene.warn("long_message", post.channel.id, post.ts, f"{len(text)} characters in a channel")
    for user in _notified(post):
        scene.rings(user, post)


def _check_fallback(scene: Scene, post: Post) -> None:
    if post.blocks and not post.text.strip():
        scene.warn("no_fallback", post.channel.id, post.ts, "blocks without `text`: notifications show nothing")


def pinging_words(post: Post) -> list[str]:
    """Every text of the message that rings everybody: mrkdwn, Markdown and broadcasts of rich text.

    In plain_text, and in rich text's elements of type `text`, nothing is parsed.
    """
    found = [post.text] if rings_everybody(post.text) else []
    for thing in _things([*post.blocks, *post.attachments]):
        if thing.get("type") == "broadcast":
            found.append(f"@{thing.get('range')}")
        elif (
            thing.get("type") not in {"plain_text", "text"}
            and isinstance(thing.get("text"), str)
            and rings_everybody(thing["text"])
        ):
            found.append(thing["text"])
    return found


def _things(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for one in value:
            yield from _things(one)
    elif isinstance(value, dict):
        yield value
        for one in value.values():
            yield from _things(one)


def _notified(post: Post) -> list[User]:
    people = [member for member in post.channel.members if member.bot is None]
    if post.reader:
        return []
    if post.channel.direct:
        return people
    named = {found[1] for found in _MENTION.finditer(post.text)}
    for thing in _things(post.blocks):
        if thing.get("type") == "user":
            named.add(str(thing.get("user_id")))
        elif thing.get("type") == "mrkdwn":
            named |= {found[1] for found in _MENTION.finditer(str(thing.get("text")))}
    return [user for user in people if user.id in named]
