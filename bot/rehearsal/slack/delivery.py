"""Brings events, commands and interactions to apps: through a socket or by HTTP, events with three retries."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from bot.rehearsal.slack.ids import epoch
from bot.rehearsal.slack.letters import Ack, Json, Letter
from bot.rehearsal.slack.postman import Postman
from bot.rehearsal.slack.scene import Scene
from bot.rehearsal.slack.sockets import Sockets
from bot.rehearsal.slack.world import App

# When an event was not acknowledged (docs.slack.dev/apis/events-api): almost at once, after a minute, after five.
RETRIES = (timedelta(0), timedelta(minutes=1), timedelta(minutes=5))
_HISTORY = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}
_SCOPES: dict[str, tuple[str, ...]] = {
    "app_mention": ("app_mentions:read",),
    "member_joined_channel": ("channels:read", "groups:read"),
    "member_left_channel": ("channels:read", "groups:read"),
    "channel_archive": ("channels:read",),
    "channel_unarchive": ("channels:read",),
    "channel_rename": ("channels:read",),
    "channel_deleted": ("channels:read",),
    "channel_id_changed": ("channels:read", "groups:read"),
    "group_archive": ("groups:read",),
    "group_unarchive": ("groups:read",),
    "group_rename": ("groups:read",),
    "group_deleted": ("groups:read",),
    "user_change": ("users:read",),
    "team_join": ("users:read",),
    "reaction_added": ("reactions:read",),
    "reaction_removed": ("reactions:read",),
    "pin_added": ("pins:read",),
    "pin_removed": ("pins:read",),
    "file_shared": ("files:read",),
}


def may_know(app: App, event: dict[str, Any]) -> bool:
    """Whether this app gets this event: it subscribed and holds one of the scopes. Farewells come to all."""
    kind = event["type"]
    scopes: tuple[str, ...]
    if kind == "message":
        area = _HISTORY[event["channel_type"]]
        name, scopes = f"message.{area}", (f"{area}:history",)
    else:
        name, scopes = kind, _SCOPES.get(kind, ())
    subscribed = app.events is None or name in app.events
    return subscribed and (not scopes or bool(app.scopes & set(scopes)))


class Delivery:
    """The way out. Commands and interactions are asked once; events are repeated in the stage's time."""

    def __init__(self, scene: Scene, ack_seconds: float, signing_time: Callable[[], float]) -> None:
        self._scene = scene
        self.sockets = Sockets(scene, ack_seconds)
        self.postman = Postman(scene, ack_seconds, signing_time)
        self.sent: list[tuple[App, Json]] = []  # every event, once, in order
        self._tasks: set[asyncio.Task[None]] = set()
        scene.emit = self.emit

    async def ask(self, app: App, letter: Letter) -> Ack:
        """Deliver once and wait for the answer, three seconds of real time at most."""
        ack = await self._carry(app, letter)
        if ack.trouble:
            self._scene.warn("no_ack", "", "", f"{letter.kind} of {app.name}: {ack.trouble} {ack.status}")
        return ack

    def emit(self, app: App, event: dict[str, Any]) -> None:
        """Start the delivery of an event, if this app may know it. `app_uninstalled` comes after the uninstallation."""
        farewell = event["type"] in {"app_uninstalled", "tokens_revoked"}
        if (app.installed or farewell) and may_know(app, event):
            payload = self._envelope(app, event)
            self.sent.append((app, payload))
            self._start(app, Letter("events_api", payload))

    def repeat(self, app: App, payload: Json) -> None:
        """The same event once more, as Slack sometimes does: same event_id."""
        self._start(app, Letter("events_api", payload, 1, "http_timeout"))

    async def settled(self) -> None:
        """Wait until every delivery that is under way was acknowledged or given up for now."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.sockets.close()
        await self.postman.close()

    async def _carry(self, app: App, letter: Letter) -> Ack:
        way = self.postman if app.request_url else self.sockets
        return await way.deliver(app, letter)

    def _start(self, app: App, letter: Letter) -> None:
        task = asyncio.get_running_loop().create_task(self._deliver(app, letter))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, app: App, letter: Letter) -> None:
        ack = await self._carry(app, letter)
        if not ack.trouble or ack.final:
            return
        self._scene.warn(
            "no_ack", "", "", f"{letter.payload['event']['type']} of {app.name}: {ack.trouble} {ack.status}"
        )
        if letter.attempt >= len(RETRIES):
            return
        again = Letter(letter.kind, letter.payload, letter.attempt + 1, ack.trouble)
        wait = RETRIES[letter.attempt]
        if wait:
            self._scene.later.after(wait, lambda: self._start(app, again))
        else:
            self._start(app, again)

    def _envelope(self, app: App, event: dict[str, Any]) -> Json:
        now = self._scene.clock()
        event.setdefault("event_ts", self._scene.ids.ts(now))
        return {
            "token": "stage",
            "team_id": app.space.id,
            "context_team_id": app.space.id,
            "api_app_id": app.id,
            "event": event,
            "type": "event_callback",
            "event_id": self._scene.ids.new("Ev"),
            "event_time": epoch(now),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": app.space.id,
                    "user_id": app.user.id,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": False,
            "event_context": self._scene.ids.secret("context"),
        }
