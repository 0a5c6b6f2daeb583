"""What admins and fate do to a workspace: people and apps come and go, channels close, tokens die; apps are told."""

from collections.abc import Mapping
from datetime import timedelta

from bot.rehearsal.slack.delivery import Delivery
from bot.rehearsal.slack.payloads import user_json
from bot.rehearsal.slack.posting import apps_in, notice
from bot.rehearsal.slack.scene import Scene
from bot.rehearsal.slack.world import App, Channel, User


class Tenancy:
    """Changes of the workspace itself."""

    def __init__(self, scene: Scene, delivery: Delivery) -> None:
        self._scene = scene
        self._delivery = delivery

    def invite(self, user: User, channel: Channel, inviter: User | None) -> None:
        """Somebody, or an app's bot, joins a channel."""
        if user in channel.members:
            return
        channel.members.append(user)
        notice(self._scene, channel, user, f"<@{user.id}> has joined the channel", "channel_join")
        event = {
            "type": "member_joined_channel",
            "user": user.id,
            "channel": channel.id,
            "channel_type": _letter(channel),
            "team": user.space.id,
        }
        self._tell(channel, event | ({"inviter": inviter.id} if inviter else {}))

    def remove(self, user: User, channel: Channel) -> None:
        """Somebody, or an app's bot, is taken out of a channel; the bot is told of its own end too."""
        told = apps_in(channel)
        notice(self._scene, channel, user, f"<@{user.id}> was removed from the channel", "channel_leave")
        channel.members.remove(user)
        event = {
            "type": "member_left_channel",
            "user": user.id,
            "channel": channel.id,
            "channel_type": _letter(channel),
            "team": user.space.id,
        }
        for app in told:
            self._scene.emit(app, dict(event))

    def archive(self, channel: Channel, actor: User | None, *, archived: bool) -> None:
        channel.archived = archived
        area = "channel" if channel.kind == "public" else "group"
        event = {"type": f"{area}_{'archive' if archived else 'unarchive'}", "channel": channel.id}
        self._tell(channel, event | ({"user": actor.id} if actor else {}))
        self._scene.changed()

    def rename(self, channel: Channel, name: str) -> None:
        channel.name = name
        area = "channel" if channel.kind == "public" else "group"
        self._tell(channel, {"type": f"{area}_rename", "channel": {"id": channel.id, "name": name, "created": 0}})
        self._scene.changed()

    def change_id(self, channel: Channel, new_id: str) -> None:
        """A channel that gets another id (it became shared): the old one is unknown from now on."""
        old = channel.id
        channel.space.channels = {(new_id if key == old else key): one for key, one in channel.space.channels.items()}
        channel.id = new_id
        self._tell(channel, {"type": "channel_id_changed", "old_channel_id": old, "new_channel_id": new_id})

    def user_changed(self, user: User) -> None:
        """Tell that somebody's profile, zone, language or state is another now."""
        event = {"type": "user_change", "user": user_json(user, locale=True, now=self._scene.clock()), "cache_ts": 0}
        for app in user.space.apps:
            self._scene.emit(app, dict(event))
        self._scene.changed()

    def uninstall(self, app: App) -> None:
        """The app is thrown out: its tokens are dead, and it is told twice, in no particular order."""
        self._scene.tokens[app.bot_token].state = "uninstalled"
        app.installed = False
        self._scene.emit(app, {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [app.user.id]}})
        self._scene.emit(app, {"type": "app_uninstalled"})

    def reinstall(self, app: App) -> None:
        for token in self._scene.tokens.values():
            if token.app is app:
                token.state = "live"
        app.installed = True

    def revoke(self, app: App) -> None:
        """The bot's token is revoked; the app itself stays."""
        self._scene.tokens[app.bot_token].state = "revoked"
        self._scene.emit(app, {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [app.user.id]}})

    def expire(self, app: App, after: timedelta) -> None:
        """Token rotation is on: the bot token dies at that time from now."""
        self._scene.tokens[app.bot_token].expires = self._scene.clock() + after

    def _tell(self, channel: Channel, event: Mapping[str, object]) -> None:
        for app in apps_in(channel):
            self._scene.emit(app, dict(event))


def _letter(channel: Channel) -> str:
    return "C" if channel.kind == "public" else "G"
