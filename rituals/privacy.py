"""What is kept about a person, as they are told it; and forgetting them, at their own word."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from rituals import leavers
from rituals.messages import Attachment, Button, Message, Style
from rituals.ports import Transaction
from rituals.team import Person, Team

FORMER_COLLEAGUE = {"ru": "бывший коллега", "en": "former colleague"}
"""Kept in place of a name, in the team's language: it stands in what was written down, and is no words of the bot's."""

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class PrivacyPanel(Message):
    """What is kept about a person: how many records of each kind; kinds without any are left out."""

    template: ClassVar[str] = "privacy/panel"
    confidential: ClassVar[bool] = True
    name: str
    team: str
    accounts: tuple[str, ...]
    counts: tuple[tuple[str, int], ...]

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        return (
            (Button("file", "privacy.file"),),
            (Button("settings", "privacy.settings"), Button("erase", "privacy.erase", (), Style.DANGER)),
        )


@dataclass(frozen=True, slots=True)
class PrivacyFile(Message):
    """Everything that is kept about a person, as a file."""

    template: ClassVar[str] = "privacy/file"
    confidential: ClassVar[bool] = True
    team: str
    body: bytes

    def attachments(self) -> tuple[Attachment, ...]:
        return (Attachment("letuchka-about-me.json", JSON, self.body),)


@dataclass(frozen=True, slots=True)
class EraseMe(Message):
    """The question before: what goes, what stays. `open_tasks` are handed over, `last_admin` leaves none behind."""

    template: ClassVar[str] = "privacy/erase_me"
    confidential: ClassVar[bool] = True
    person: int
    team: str
    instead: str
    open_tasks: int
    last_admin: bool

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        yes = Button("yes", "privacy.erase_now", (self.person,), Style.DANGER)
        return ((yes, Button("no", "privacy.show")),)


@dataclass(frozen=True, slots=True)
class Erased(Message):
    """The bot does not know this person any more."""

    template: ClassVar[str] = "privacy/erased"
    confidential: ClassVar[bool] = True
    team: str


Records = Mapping[str, Sequence[Mapping[str, object]]]


async def panel(tx: Transaction, team: Team, person: Person) -> PrivacyPanel:
    """What is kept, counted."""
    kept = await tx.privacy.of(person)
    counts = tuple((kind, len(records)) for kind, records in kept.items() if records and kind != "accounts")
    return PrivacyPanel(person.name, team.name, tuple(person.accounts), counts)


async def question(tx: Transaction, team: Team, person: Person) -> EraseMe:
    """What erasing would do."""
    tasks = [task for task in await tx.tasks.open_in(team.id) if task.owner == person.id]
    admins = [one for one in await tx.people.of(team.id) if one.admin and one.active]
    last_admin = person.admin and len(admins) == 1
    return EraseMe(person.id, team.name, former_colleague(team), len(tasks), last_admin)


async def erase(tx: Transaction, team: Team, person: Person, now: datetime) -> None:
    """Forget a person; what they leave open is handed over by a question to who decides it."""
    instead = former_colleague(team)
    await tx.privacy.erase(person, instead)
    for former in await tx.people.of(team.id):
        if former.id == person.id:
            await leavers.see_off(tx, team, former, now)


def former_colleague(team: Team) -> str:
    return FORMER_COLLEAGUE.get(team.locale, FORMER_COLLEAGUE["en"])
