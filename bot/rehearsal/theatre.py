"""What the page needs from whoever sets a rehearsal up: the stages, the clock, the cast, and what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.clock import MovableClock
from bot.rehearsal.slack import SlackStage
from bot.rehearsal.telegram import BotAccount, Person, TelegramStage
from rituals.team import Department, Role

Coming = tuple[datetime, str]
"""The moment (aware) of something that the bot will do by itself, and what, in words."""


class Behind(Protocol):
    """The bot and what it stands on, as far as the page and the clock need it."""

    async def upcoming(self, locale: str) -> Sequence[Coming]:
        """What comes next, in any order."""

    async def moments(self, *, minutes: bool) -> Sequence[datetime]:
        """When that is; with the `minutes` of a meeting that goes on, or without."""

    async def moment_of(self, step: str) -> datetime | None:
        """When the next step of this name is due."""

    async def settled(self) -> None:
        """Returns when all that is due at the clock's moment is done. TimeoutError when that has no end."""

    async def quiet(self) -> None:
        """Returns when what people did has been heard and answered. TimeoutError likewise."""

    async def papers(self) -> list[tuple[str, bytes]]:
        """The protocols as files: names and bytes."""

    @property
    def switches(self) -> dict[str, bool]:
        """What can be switched off (`bot`, `telegram`, `slack`), and whether it is on."""

    async def turn(self, name: str, *, on: bool) -> None:
        """Switch it. Raises KeyError."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody whom the visitor can be. `telegram` is a user id of that stage, `slack` one of the other."""

    name: str
    description: str = ""
    telegram: int | None = None
    slack: str | None = None
    department: Department = Department.OTHER
    role: Role | None = None

    @property
    def key(self) -> str:
        """What the page calls this actor by: stable while the accounts are."""
        return f"t{self.telegram}" if self.telegram is not None else f"s{self.slack}"


@dataclass(slots=True, kw_only=True)
class Theatre:
    """One rehearsal. Knows nothing of HTTP; the page knows nothing of the bot but what stands here.

    `group` and `channel` are the keys of the chats that everybody sees even from outside; `bot` is the Telegram bot.
    `shortcut` is the callback id of the Slack message shortcut that puts a message on the agenda.
    """

    team: str
    clock: MovableClock
    cast: tuple[Actor, ...]
    behind: Behind
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
