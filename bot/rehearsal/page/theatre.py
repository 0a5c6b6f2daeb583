"""What the page needs from whoever sets a rehearsal up: the stages, the clock, the cast, and what comes next."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.clock import MovableClock
from bot.rehearsal.slack import SlackStage
from bot.rehearsal.telegram import BotAccount, Person, TelegramStage

Coming = tuple[datetime, str]
"""The moment (aware) of something that the bot will do by itself, and what, in words."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody whom the visitor can be. `telegram` is a user id of that stage, `slack` one of the other."""

    name: str
    description: str = ""
    telegram: int | None = None
    slack: str | None = None

    @property
    def key(self) -> str:
        """What the page calls this actor by: stable while the accounts are."""
        return f"t{self.telegram}" if self.telegram is not None else f"s{self.slack}"


@dataclass(slots=True, kw_only=True)
class Theatre:
    """One rehearsal. Knows nothing of HTTP; the page knows nothing of the bot but what stands here.

    `group` and `channel` are the keys of the chats that everybody sees even from outside; `bot` is the Telegram bot.
    `upcoming(locale)` gives what comes next, in any order; `settled()` returns when the bot has done all that is due
    at the clock's moment (TimeoutError when it does not come to an end). `shortcut` is the callback id of the Slack
    message shortcut that puts a message on the agenda.
    """

    team: str
    clock: MovableClock
    cast: tuple[Actor, ...]
    upcoming: Callable[[str], Awaitable[Sequence[Coming]]]
    settled: Callable[[], Awaitable[None]]
    timezone: str
    locale: str = "en"
    telegram: TelegramStage | None = None
    bot: BotAccount | None = None
    group: str = ""
    slack: SlackStage | None = None
    channel: str = ""
    shortcut: str = "agenda_from_message"

    def actor(self, key: str) -> Actor:
        """Raises LookupError when nobody of the cast is called by this key."""
        for actor in self.cast:
            if actor.key == key:
                return actor
        raise LookupError(f"nobody in the cast is {key!r}")

    def person(self, actor: Actor) -> Person | None:
        """Their Telegram account, if they have one."""
        if self.telegram is None or actor.telegram is None:
            return None
        return self.telegram.people.get(actor.telegram)
