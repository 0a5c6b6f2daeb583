"""What is refused while a team is set up and its people are put in order."""

from dataclasses import dataclass
from datetime import date

from rituals.errors import Refusal


@dataclass(eq=False)
class OnlyWhoRunsTheChat(Refusal):
    """Only admins of the group (Telegram), or of the workspace and who invited the bot (Slack), set a team up."""

    messenger: str


@dataclass(eq=False)
class SetUpInTheChat(Refusal):
    """`/setup` in private, where nothing has been begun and there is no team."""


@dataclass(eq=False)
class SetUpByAnother(Refusal):
    """Somebody else is setting this team up; `name` is who."""

    name: str


@dataclass(eq=False)
class NothingSetUp(Refusal):
    """The set-up that a button belongs to is over, given up or forgotten."""


@dataclass(eq=False)
class ChatHasATeam(Refusal):
    """The chat was bound to a team meanwhile."""

    team: str


@dataclass(eq=False)
class NoSuchZone(Refusal):
    """Words that are no time zone; `near` are the nearest names."""

    text: str
    near: tuple[str, ...]


@dataclass(eq=False)
class NoSuchCountry(Refusal):
    """Words that are no country whose holidays are known; `near` are the nearest codes."""

    text: str
    near: tuple[str, ...]


@dataclass(eq=False)
class BothOffAndWorking(Refusal):
    """A day that was named both as a day off and as a working day."""

    day: date


@dataclass(eq=False)
class NoGuests(Refusal):
    """A guest of the workspace is in some of its channels only, and joins no team by themselves."""


@dataclass(eq=False)
class WrongChatCode(Refusal):
    """A code for a chat that was never given, was used, or is older than ten minutes."""


@dataclass(eq=False)
class LastAdmin(Refusal):
    """A team always has an admin who is there."""

    name: str


@dataclass(eq=False)
class NoSuchPerson(Refusal):
    """Somebody who is not of this team."""


@dataclass(eq=False)
class TwoAccounts(Refusal):
    """Two people who cannot be one human: a person has one account a messenger."""

    name: str
    other: str
