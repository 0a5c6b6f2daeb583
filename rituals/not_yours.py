"""What a person should read who asks for what is up to somebody else: a turn, the chair, what somebody left behind."""

from dataclasses import dataclass
from typing import ClassVar

from rituals.errors import Refusal


@dataclass(eq=False)
class MeetsInPrivate(Refusal):
    """A command of a meeting, given in a chat, where only a meeting in private goes on for this person."""

    confidential: ClassVar[bool] = True


@dataclass(eq=False)
class NotYoursToTake(Refusal):
    """The directors, the moderator and the admins take the chair, everybody else once nobody has it: `chair` has."""

    chair: str


@dataclass(eq=False)
class NotYourTurn(Refusal):
    """Only whose turn it is passes the chair on."""

    chair: str


@dataclass(eq=False)
class NotYoursToHandOn(Refusal):
    """What somebody has left behind (`left`) is given to others by the directors and the admins: their names."""

    left: str
    who: tuple[str, ...]
