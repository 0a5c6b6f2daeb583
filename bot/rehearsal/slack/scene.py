"""Everything that the local Slack knows at this moment, and how it is found; the rules live in the other modules."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Literal

from bot.rehearsal.slack.eyes import Eyes
from bot.rehearsal.slack.ids import Ids
from bot.rehearsal.slack.journal import Called, Deed, Journal, Seen, Warned
from bot.rehearsal.slack.later import Clock, Later
from bot.rehearsal.slack.world import App, Channel, Post, StoredFile, Token, User, Workspace

Event = dict[str, Any]
Warning_ = Literal["mass_ping", "no_fallback", "long_message", "frequent", "unread_json", "no_ack", "bad_answer"]


def _nobody_listens(_app: App, _event: Event) -> None:
    """Until a delivery is connected, events go nowhere."""


class Scene:
    """Workspaces with all that is in them, the clock, the journal. `emit` hands an event to the delivery."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.ids = Ids()
        self.journal = Journal()
        self.later = Later(clock)
        self.spaces: dict[str, Workspace] = {}
        self.tokens: dict[str, Token] = {}
        self.files: dict[str, StoredFile] = {}
        self.base_url = ""
        self.emit: Callable[[App, Event], None] = _nobody_listens
        self._watchers: list[Callable[[], None]] = []
        self._rang: dict[str, datetime] = {}

    # Finding

    @property
    def apps(self) -> list[App]:
        return [app for space in self.spaces.values() for app in space.apps]

    def find_channel(self, channel_id: str) -> Channel | None:
        return next((s.channels[channel_id] for s in self.spaces.values() if channel_id in s.channels), None)

    def find_user(self, user_id: str) -> User | None:
        return next((s.users[user_id] for s in self.spaces.values() if user_id in s.users), None)

    def channel(self, channel: Channel | str) -> Channel:
        """Raises LookupError when the stage has none of this id."""
        found = channel if isinstance(channel, Channel) else self.find_channel(channel)
        if found is None:
            raise LookupError(f"the stage has no channel {channel!r}")
        return found

    def user(self, user: User | str) -> User:
        """Raises LookupError when the stage has none of this id."""
        found = user if isinstance(user, User) else self.find_user(user)
        if found is None:
            raise LookupError(f"the stage has no user {user!r}")
        return found

    def eyes(self, user: User) -> Eyes:
        return Eyes.of(user, self.clock())

    def direct(self, app: App, people: Iterable[User]) -> Channel:
        """The direct conversation of the app's bot with these people; made when there is none yet."""
        members = [app.user, *people]
        wanted = set(members)
        for channel in app.space.channels.values():
            if channel.direct and set(channel.members) == wanted:
                return channel
        kind: Literal["im", "mpim"] = "im" if len(members) <= 2 else "mpim"  # noqa: PLR2004 - a pair
        name = "" if kind == "im" else "mpdm-" + "--".join(user.name for user in members) + "-1"
        channel = Channel(
            self.ids.new("D" if kind == "im" else "G"), app.space, name, kind, members, created=self.clock()
        )
        app.space.channels[channel.id] = channel
        return channel

    # Telling

    def on_change(self, watcher: Callable[[], None]) -> None:
        self._watchers.append(watcher)

    def changed(self) -> None:
        for watcher in self._watchers:
            watcher()

    def saw(
        self, deed: Deed, chat: str, author: str, text: str, html: str, key: str, reader: User | None = None
    ) -> None:
        """Write down what became visible and tell whoever draws the page."""
        seen = Seen(self.clock(), deed, chat, reader.id if reader else None, author, text, html, key)
        self.journal.seen.append(seen)
        self.changed()

    def warn(self, kind: Warning_, chat: str, key: str, words: str) -> None:
        self.journal.warnings.append(Warned(self.clock(), kind, chat, key, words))

    def called(
        self, method: str, app: App | None, arguments: dict[str, Any], status: int, answer: dict[str, Any]
    ) -> None:
        whose = app.id if app else ""
        self.journal.calls.append(Called(self.clock(), method, whose, arguments, status, answer))

    def rings(self, user: User, post: Post) -> None:
        """A notification on somebody's phone; the second within an hour is worth a warning."""
        now, last = self.clock(), self._rang.get(user.id)
        self._rang[user.id] = now
        if last is not None and 0 <= (now - last).total_seconds() < 3600:  # noqa: PLR2004 - an hour
            words = f"{user.real_name} is notified again after {(now - last).total_seconds():.0f} s"
            self.warn("frequent", post.channel.id, post.ts, words)
