"""What is kept about a person, as they are told it; and forgetting them, at their own word."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from rituals import leavers
from rituals.messages import Attachment, Button, Message, Style
from rituals.ports import Transaction
from rituals.team import Person, PersonId, Team

SOMEBODY_ERASED = "\ue001"
"""Kept wherever the name stood of somebody who was erased. It is no word: every reader reads their own words for it.

A character of Unicode's private use: no name holds it, and within people's words it says the same."""

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class PrivacyPanel(Message):
    """What is kept about a person: how many records of each kind; kinds without any are left out.

    `left`: they are off this team. `elsewhere` are teams that they have left too: their number there, the team's name.
    """

    template: ClassVar[str] = "privacy/panel"
    confidential: ClassVar[bool] = True
    person: PersonId
    name: str
    team: str
    accounts: tuple[str, ...]
    counts: tuple[tuple[str, int], ...]
    left: bool = False
    elsewhere: tuple[tuple[PersonId, str], ...] = ()

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        erase = Button("erase", "privacy.erase", (self.person,), Style.DANGER)
        settings = () if self.left else (Button("settings", "privacy.settings"),)
        others = tuple((Button("elsewhere", "privacy.show", (person,)),) for person, _ in self.elsewhere)
        return ((Button("file", "privacy.file", (self.person,)),), (*settings, erase), *others)


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
    open_tasks: int
    last_admin: bool

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        yes = Button("yes", "privacy.erase_now", (self.person,), Style.DANGER)
        return ((yes, Button("no", "privacy.show", (self.person,))),)


@dataclass(frozen=True, slots=True)
class Erased(Message):
    """The bot does not know this person any more."""

    template: ClassVar[str] = "privacy/erased"
    confidential: ClassVar[bool] = True
    team: str


Records = Mapping[str, Sequence[Mapping[str, object]]]


async def panel(tx: Transaction, team: Team, person: Person, elsewhere: Sequence[Person] = ()) -> PrivacyPanel:
    """What is kept, counted; `elsewhere` is who they were in teams that they have left."""
    kept = await tx.privacy.of(person)
    counts = tuple((kind, len(records)) for kind, records in kept.items() if records and kind != "accounts")
    others = tuple([(one.id, (await tx.teams.get(one.team)).name) for one in elsewhere if one.id != person.id])
    return PrivacyPanel(
        person.id, person.name, team.name, tuple(person.accounts), counts, left=not person.active, elsewhere=others
    )


async def question(tx: Transaction, team: Team, person: Person) -> EraseMe:
    """What erasing would do."""
    tasks = [task for task in await tx.tasks.open_in(team.id) if task.owner == person.id]
    admins = [one for one in await tx.people.of(team.id) if one.admin and one.active]
    last_admin = person.admin and person.active and len(admins) == 1
    return EraseMe(person.id, team.name, len(tasks), last_admin)


async def erase(tx: Transaction, team: Team, person: Person, now: datetime) -> None:
    """Forget a person; what they leave open is handed over by a question to who decides it."""
    await tx.privacy.erase(person, SOMEBODY_ERASED)
    for former in await tx.people.of(team.id):
        if former.id == person.id:
            await leavers.see_off(tx, team, former, now, role=person.role if person.active else None)
