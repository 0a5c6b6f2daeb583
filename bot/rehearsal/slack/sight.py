"""What a person has on the screen: channels, direct messages and the app's home, as the shared view shapes."""

from collections.abc import Iterator
from typing import Literal

from bot.rehearsal.slack.drawing import draw
from bot.rehearsal.slack.modals import Modals, View
from bot.rehearsal.slack.posting import drawn
from bot.rehearsal.slack.scene import Scene
from bot.rehearsal.slack.targets import targets_of
from bot.rehearsal.slack.world import Channel, Post, StoredFile, User
from bot.rehearsal.views import ButtonView, ChatView, FileView, MessageView


def channel_view(scene: Scene, user: User, channel: Channel) -> ChatView:
    """A channel with the messages that this person can see: everybody's, and those meant for this person alone."""
    posts = (post for post in channel.posts.values() if post.reader in (None, user))
    kind: Literal["private", "channel"] = "private" if channel.direct else "channel"
    return ChatView(channel.id, _title(user, channel), kind, tuple(message_view(scene, user, post) for post in posts))


def _title(user: User, channel: Channel) -> str:
    if not channel.direct:
        return "#" + channel.name
    return ", ".join(member.real_name for member in channel.members if member is not user)


def message_view(scene: Scene, user: User, post: Post) -> MessageView:
    seen = drawn(post, scene.eyes(user))
    author = post.username or post.author.real_name
    return MessageView(
        key=post.ts,
        author=author,
        from_bot=post.app is not None,
        text=seen.text,
        html=seen.html,
        at=post.at,
        buttons=seen.buttons,
        files=tuple(file_view(file) for file in post.files),
        edited=post.edited is not None,
        pinned=post.pinned,
        ephemeral=post.reader is not None,
        reply_to=post.thread if post.thread != post.ts else None,
        service=post.service,
    )


def keyboards(user: User, channel: Channel, newest: int) -> Iterator[tuple[str, tuple[ButtonView, ...]]]:
    """The buttons under the newest messages that this person sees, by the key of the message."""
    for post in list(channel.posts.values())[-newest:]:
        buttons = tuple(target.view for block in post.blocks for target in targets_of(block))
        if buttons and post.reader in (None, user):
            yield post.ts, buttons


def file_view(file: StoredFile) -> FileView:
    return FileView(file.id, file.title or file.name, file.media_type, file.length)


def home_view(scene: Scene, view: View) -> ChatView:
    """A home tab as a private chat with one message; `press` takes the key of either."""
    seen = draw(view.blocks, scene.eyes(view.user))
    message = MessageView(
        key=view.id,
        author=view.app.user.real_name,
        from_bot=True,
        text=seen.text,
        html=seen.html,
        at=scene.clock(),
        buttons=seen.buttons,
    )
    return ChatView(view.id, f"{view.app.user.real_name}: Home", "private", (message,))


def all_views(scene: Scene, modals: Modals, user: User) -> tuple[ChatView, ...]:
    """Channels first, then direct messages that have any, then home tabs that were published."""
    mine = [channel for channel in user.space.channels.values() if user in channel.members]
    mine += [
        channel
        for space in scene.spaces.values()
        if space is not user.space
        for channel in space.channels.values()
        if user in channel.members
    ]
    shown = [channel for channel in mine if not channel.direct] + [one for one in mine if one.direct and one.posts]
    homes = [view for view in modals.homes.values() if view.user is user]
    return (*(channel_view(scene, user, one) for one in shown), *(home_view(scene, view) for view in homes))
