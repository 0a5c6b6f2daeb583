"""response_url: five answers within thirty minutes of an interaction, and what an answer (also an ack's) shows."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.rehearsal.slack.content import read_content
from bot.rehearsal.slack.posting import delete, edit, publish
from bot.rehearsal.slack.refusals import ApiError
from bot.rehearsal.slack.scene import Scene
from bot.rehearsal.slack.world import App, Channel, Post, User

USES = 5
LIVES = timedelta(minutes=30)


@dataclass(slots=True, eq=False)
class Hook:
    """One response_url: for whom, where, and the message it belongs to (none for a command)."""

    id: str
    app: App
    user: User
    channel: Channel
    origin: Post | None
    given: datetime
    used: int = 0


class Hooks:
    """All response_urls of the stage."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._hooks: dict[str, Hook] = {}

    def new(self, app: App, user: User, channel: Channel, origin: Post | None = None) -> str:
        """The address of a new response_url."""
        hook = Hook(self._scene.ids.secret("hook"), app, user, channel, origin, self._scene.clock())
        self._hooks[hook.id] = hook
        return f"{self._scene.base_url}/response/{app.space.id}/{hook.id}"

    def use(self, hook_id: str, body: dict[str, Any]) -> None:
        """Answer through a response_url. Raises ApiError with status 404 (`used_url`, `expired_url`) or 400."""
        hook = self._hooks.get(hook_id)
        if hook is None:
            raise ApiError("invalid_url", status=404)
        if self._scene.clock() - hook.given > LIVES:
            raise ApiError("expired_url", status=404)
        if hook.used >= USES:
            raise ApiError("used_url", status=404)
        try:
            answer(self._scene, hook, body)
        except ApiError as refusal:
            raise ApiError(refusal.code, status=400, **refusal.extra) from None
        hook.used += 1

    def hook(self, url: str) -> Hook:
        return self._hooks[url.rpartition("/")[2]]


def answer(scene: Scene, hook: Hook, body: dict[str, Any]) -> Post | None:
    """Show an answer: replace or delete the original, or a new message, by default to the person alone.

    Returns the message that is there now. Raises ApiError for content that Slack does not take.
    """
    origin = hook.origin
    if body.get("delete_original"):
        if origin is not None and origin.ts in origin.channel.posts:
            delete(scene, origin)
        return None
    content = read_content(scene, body)
    if body.get("replace_original") and origin is not None and origin.ts in origin.channel.posts:
        edit(scene, origin, text=content.text, blocks=content.blocks, attachments=content.attachments)
        return origin
    post = Post(
        ts=scene.ids.ts(scene.clock()),
        channel=hook.channel,
        author=hook.app.user,
        at=scene.clock(),
        app=hook.app,
        text=content.text,
        blocks=content.blocks,
        attachments=content.attachments,
        thread=body.get("thread_ts"),
        reader=None if body.get("response_type") == "in_channel" else hook.user,
    )
    return publish(scene, post)
