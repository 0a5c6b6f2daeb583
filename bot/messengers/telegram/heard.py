"""What the bot makes of an update: a command, a press, words, or news about the chat itself."""

from dataclasses import dataclass
from typing import Literal

from bot.messengers.telegram.addresses import Spot, account_of, place_of
from bot.messengers.telegram.wire import User
from handlers.registry import Request
from rituals.team import AccountKey, Place


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asked, where and by which message: what it takes to answer.

    `message` is the command, or the message whose button was pressed; None if only this person sees it: then
    `whisper` is its number. `callback` names the press that waits for an answer.
    """

    key: str
    user: User
    spot: Spot
    private: bool
    message: int | None = None
    whisper: int | None = None
    callback: str | None = None

    @property
    def account(self) -> AccountKey:
        return account_of(self.user.id)

    @property
    def place(self) -> Place:
        return place_of(self.spot.chat, self.spot.topic)


@dataclass(frozen=True, slots=True)
class Named:
    """`@username` at `text[start:end]` of a request."""

    username: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Command:
    """`/name text`; `named` are those of whom only the username is known so far."""

    asked: Asked
    name: str
    request: Request
    named: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """Ordinary words: all of them in private; in a group only what answers message `reply_to` of the bot."""

    asked: Asked
    text: str
    request: Request
    reply_to: int | None = None


@dataclass(frozen=True, slots=True)
class Press:
    """A button was pressed. The payload may be forged."""

    asked: Asked
    payload: str
    request: Request


@dataclass(frozen=True, slots=True)
class Nameless:
    """A command of an anonymous admin or of a channel: nobody whom the bot could know."""

    asked: Asked


@dataclass(frozen=True, slots=True)
class Membership:
    """Something about the bot's own membership in a group, or whether a person lets it write."""

    asked: Asked
    what: Literal["added", "removed", "changed", "blocked", "unblocked"]
    title: str
    request: Request


@dataclass(frozen=True, slots=True)
class Migration:
    """A group became a supergroup with another id."""

    old: Place
    new: Place


@dataclass(frozen=True, slots=True)
class Departure:
    """A person is not in a group any more."""

    asked: Asked
    request: Request


@dataclass(frozen=True, slots=True)
class Arrival:
    """People are in a group who were not: what each of them asks for is nothing yet."""

    asked: tuple[Asked, ...]
    requests: tuple[Request, ...]


Heard = Command | Words | Press | Nameless | Membership | Migration | Departure | Arrival
