"""What a person should read when a meeting cannot be moved, skipped, paused or put on another schedule."""

from dataclasses import dataclass
from datetime import datetime

from rituals.errors import Refusal


@dataclass(eq=False)
class NotYoursToMove(Refusal):
    """One meeting is moved or skipped by admins, directors and who chairs it: their names."""

    who: tuple[str, ...]


@dataclass(eq=False)
class NotEmptyAnyMore(Refusal):
    """Skipping was offered because there was nothing to talk about; meanwhile so many items have come."""

    ritual: str
    items: int
    kind: str = ""


@dataclass(eq=False)
class TimeHasPassed(Refusal):
    """A moment that lies behind us."""

    at: datetime


@dataclass(eq=False)
class AlreadyThen(Refusal):
    """The meeting is at that time already."""

    ritual: str
    at: datetime
    kind: str = ""


@dataclass(eq=False)
class MeetsAnother(Refusal):
    """The meeting would overlap another one of the same ritual, or come after the one that follows it."""

    ritual: str
    at: datetime
    kind: str = ""


@dataclass(eq=False)
class RestsThen(Refusal):
    """The ritual is paused at that time."""

    ritual: str
    until: datetime | None
    kind: str = ""


@dataclass(eq=False)
class ChangedMeanwhile(Refusal):
    """What was to be confirmed is not so any more; `at` is when the ritual is held next, as things stand."""

    ritual: str
    at: datetime | None
    kind: str = ""


@dataclass(eq=False)
class AlreadyDecided(Refusal):
    """Somebody has decided already what becomes of a missed meeting."""

    ritual: str
    by: str
    kind: str = ""


@dataclass(eq=False)
class NoSuchSchedule(Refusal):
    """An answer of the form that makes no schedule; `about` is the question."""

    about: str


@dataclass(eq=False)
class SameSchedule(Refusal):
    """The schedule that was asked for is the one that the ritual has."""

    ritual: str
    kind: str = ""


@dataclass(eq=False)
class NoMeetingsOfYours(Refusal):
    """Somebody who takes part in none of the team's meetings asks for a calendar of them."""
