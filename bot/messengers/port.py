"""What delivery asks of a messenger, and what it may hear back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from bot.rendering.document import Rendered
from rituals.team import AccountKey, PersonId, Place


@dataclass(frozen=True, slots=True)
class Shown:
    """It stands there. `ids` name the messages (a long one has several) in the messenger's own words."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Later:
    """Surely not shown (an edit: not wholly). Not before `wait`, and delivery waits longer each time; the place rests.

    `everywhere`: the whole messenger rests. A `wait` of zero says that nobody knows how long it will take. `limited`:
    the messenger said that we are too fast (429).
    """

    wait: timedelta
    reason: str
    everywhere: bool = False
    limited: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may stand there or not: the answer was lost. `ids` are the parts that surely do."""

    reason: str
    ids: tuple[str, ...] = ()


class Cause(StrEnum):
    """Why something can never be shown."""

    PERSON_UNREACHABLE = "person_unreachable"
    CHAT_GONE = "chat_gone"
    NO_RIGHTS = "no_rights"
    MESSAGE_GONE = "message_gone"
    REFUSED = "refused"
    TOKEN_DEAD = "token_dead"  # noqa: S105  Not a password.


@dataclass(frozen=True, slots=True)
class Never:
    """The messenger refuses, and will refuse again. `reason` is its own words, for the log and the admin."""

    cause: Cause
    reason: str


@dataclass(frozen=True, slots=True)
class Moved:
    """The chat has another id now (a group that became a supergroup)."""

    to: Place


Result = Shown | Later | Unknown | Never | Moved


class Messenger(Protocol):
    """One messenger, outbound. No method raises for what the messenger answers; a Result says it."""

    name: str

    async def post(self, place: Place, content: Rendered, mentions: Mapping[PersonId, AccountKey], key: str) -> Result:
        """Post all parts. `key` is unique for this post; where the messenger can keep it, `find` looks for it."""

    async def edit(
        self, place: Place, ids: tuple[str, ...], content: Rendered, mentions: Mapping[PersonId, AccountKey], key: str
    ) -> Result:
        """Make these messages show this: edit, add parts that are missing, take away those too many."""

    async def find(self, place: Place, key: str, since: datetime) -> tuple[str, ...] | None:
        """The messages that carry the key; () if there are surely none, None if the messenger cannot tell."""
