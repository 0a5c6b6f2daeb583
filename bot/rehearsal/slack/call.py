"""One call of the Web API: who calls, with which arguments, and what a method may ask about them."""

import json
from dataclasses import dataclass, field
from typing import Any

from bot.rehearsal.slack.hooks import Hooks
from bot.rehearsal.slack.limits import Limits
from bot.rehearsal.slack.modals import Modals
from bot.rehearsal.slack.refusals import ApiError, missing_field
from bot.rehearsal.slack.scene import Scene
from bot.rehearsal.slack.sockets import Sockets
from bot.rehearsal.slack.world import App, Channel, Token, User

Json = dict[str, Any]
_AREAS = {"public": "channels", "private": "groups", "im": "im", "mpim": "mpim"}


@dataclass(frozen=True, slots=True)
class Grant:
    """A code that an authorization gave: for which installation and redirect; codes and refresh tokens work once."""

    app: App
    redirect_uri: str = ""


@dataclass(slots=True)
class Desk:
    """What the methods work with."""

    scene: Scene
    modals: Modals
    hooks: Hooks
    limits: Limits
    sockets: Sockets
    unknown_thread: str = "thread_not_found"  # or "" to post as if it existed (both were observed)
    grants: dict[str, Grant] = field(default_factory=dict)
    spent_grants: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Call:
    """A call that was let in. `token` is None for the methods that take none."""

    desk: Desk
    method: str
    args: Json
    token: Token | None
    basic: tuple[str, str] | None = None
    base_url: str = ""
    warnings: list[str] = field(default_factory=list)

    @property
    def scene(self) -> Scene:
        return self.desk.scene

    @property
    def app(self) -> App:
        """The calling installation. Raises not_authed when nobody said who calls."""
        if self.token is None:
            raise ApiError("not_authed")
        return self.token.app

    def need(self, *scopes: str) -> None:
        """Raise missing_scope unless the app has one of these."""
        if scopes and not self.app.scopes & set(scopes):
            raise ApiError("missing_scope", needed=scopes[0], provided=",".join(sorted(self.app.scopes)))

    def text(self, name: str, default: str | None = None) -> str:
        """A string argument. Raises invalid_arguments when it is missing and there is no default."""
        value = self.args.get(name)
        if value is None or value == "":
            if default is None:
                raise missing_field(name)
            return default
        return str(value)

    def flag(self, name: str) -> bool:
        return self.args.get(name) in (True, 1, "1", "true", "True")

    def number(self, name: str, default: int) -> int:
        value = self.args.get(name)
        if value is None or value == "":
            return default
        try:
            return int(value)
        except (TypeError, ValueError):
            raise ApiError("invalid_arguments") from None

    def thing(self, name: str) -> Any:
        """An object or array: as it is from JSON, parsed from a form's or query's string."""
        value = self.args.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise ApiError("invalid_arguments") from None

    def names(self, name: str) -> list[str]:
        """Ids separated by commas (or a JSON array)."""
        value = self.args.get(name)
        parts = value if isinstance(value, list) else str(value or "").split(",")
        return [str(part).strip() for part in parts if str(part).strip()]

    def channel(self, name: str = "channel", *, kind: str = "") -> Channel:
        """A conversation that the app can see; `kind` read or history asks for the scope of its type.

        Raises channel_not_found (also for private ones that the bot is not in) and missing_scope.
        """
        wanted = self.text(name)
        found = self.app.space.channels.get(wanted)
        if found is None:
            found = next((one for one in self.app.space.channels.values() if "#" + one.name == wanted), None)
        if found is None or (found.kind != "public" and self.app.user not in found.members):
            raise ApiError("channel_not_found")
        if kind:
            self.need(f"{_AREAS[found.kind]}:{kind}")
        return found

    def user(self, user_id: str) -> User:
        """A user whom the app can see, a stranger too. Raises user_not_found, user_not_visible."""
        found = self.app.space.users.get(user_id)
        if found is None:
            raise ApiError("user_not_found")
        if found.hidden:
            raise ApiError("user_not_visible")
        return found

    def page(self, things: list[Any], *, default: int = 100, most: int = 1000) -> tuple[list[Any], Json]:
        """One page and the response_metadata with the next cursor. Raises invalid_cursor, invalid_limit."""
        limit = self.number("limit", default)
        if not 0 < limit <= most:
            raise ApiError("invalid_limit")
        start = _start(self.text("cursor", ""), len(things))
        end = start + limit
        following = f"next:{end}" if end < len(things) else ""
        return things[start:end], {"next_cursor": following}


def _start(cursor: str, most: int) -> int:
    if not cursor:
        return 0
    head, _, number = cursor.partition(":")
    if head != "next" or not number.isdigit() or int(number) >= most:
        raise ApiError("invalid_cursor")
    return int(number)
