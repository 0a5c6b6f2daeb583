"""A director's role that nobody holds: the admins are asked for a successor, and it is told until somebody is named."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rituals.kinds import circle_of, is_held
from rituals.messages import Button, Direct, Field, FieldKind, Form, Message, Option, Style, Who
from rituals.places import addresses_of
from rituals.ports import Transaction
from rituals.team import DIRECTORS, Person, PersonId, Role, Team
from rituals.timeline import Ritual

MOST_OFFERED = 100
"""People in a form's list: what Slack's menu takes (docs.slack.dev/reference/block-kit/composition-objects)."""

NOBODY = PersonId(0)
"""Whom a slot names where nobody is known to have held the role."""


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A role that nobody holds, and the rituals (kind, name) that are made for who does."""

    role: Role
    waits: tuple[tuple[str, str], ...]

    def buttons(self) -> tuple[Button, ...]:
        return (Button("name", "director.name", (self.role,), Style.PRIMARY),)


@dataclass(frozen=True, slots=True)
class DirectorMissing(Message):
    """To the admins: nobody holds this role. `former` has left; `successor` has been named meanwhile."""

    template: ClassVar[str] = "people/director_missing"
    role: Role
    waits: tuple[tuple[str, str], ...]
    former: str | None = None
    successor: str | None = None

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        return () if self.successor else (Vacancy(self.role, self.waits).buttons(),)


@dataclass(frozen=True, slots=True)
class SuccessorForm(Form):
    """Who is it now?"""

    template: ClassVar[str] = "people/successor_form"
    press: ClassVar[str] = "director.named"
    role: Role
    people: tuple[Who, ...]

    def args(self) -> tuple[int | str, ...]:
        return (self.role,)

    def fields(self) -> tuple[Field, ...]:
        options = tuple(Option(str(who.id), who.name) for who in self.people[:MOST_OFFERED])
        return (Field("person", FieldKind.CHOICE, options=options),)


def holder_of(role: Role, people: Iterable[Person]) -> Person | None:
    """Who holds a role."""
    return next((person for person in people if person.active and person.role is role), None)


async def vacancies(tx: Transaction, team: Team) -> tuple[Vacancy, ...]:
    """The directors that rituals wait for and that nobody is."""
    people, rituals = await tx.people.of(team.id), await tx.rituals.of(team.id)
    found = (Vacancy(role, _waiting_for(role, rituals)) for role in DIRECTORS if holder_of(role, people) is None)
    return tuple(vacancy for vacancy in found if vacancy.waits)


def _waiting_for(role: Role, rituals: Sequence[Ritual]) -> tuple[tuple[str, str], ...]:
    """The rituals that are for those who hold a role, and not for whole departments."""
    circles = ((ritual, circle_of(ritual)) for ritual in rituals if is_held(ritual.kind) and not ritual.rests)
    return tuple((one.kind, one.name) for one, circle in circles if role in circle.roles and not circle.departments)


def _slot(team: Team, role: Role, people: Sequence[Person]) -> str:
    """One message a vacancy: it goes by who has left, as long as that is known."""
    former = _former(role, people)
    return f"director:{team.id}:{role}:{former.id if former else NOBODY}"


def _former(role: Role, people: Sequence[Person]) -> Person | None:
    return next((person for person in people if not person.active and person.role is role), None)


async def ask_who_follows(tx: Transaction, team: Team, *, lost: Role | None = None) -> None:
    """Each admin is asked once for the directors whom rituals wait for, and for one that has just been `lost`."""
    waits = {vacancy.role: vacancy.waits for vacancy in await vacancies(tx, team)}
    people = await tx.people.of(team.id)
    if lost in DIRECTORS and lost not in waits and holder_of(lost, people) is None:
        waits[lost] = ()
    for role, waiting in waits.items():
        former = _former(role, people)
        message = DirectorMissing(role, waiting, former.name if former else None)
        for admin in (person for person in people if person.active and person.admin):
            await tx.outbox.show(_slot(team, role, people), Direct(admin.id), message)


async def role_lost(tx: Transaction, team: Team, role: Role | None) -> None:
    """Somebody is off the team, or has another role now: if that was a director, the admins are asked who follows."""
    if role in DIRECTORS:
        await ask_who_follows(tx, team, lost=role)


async def name_director(tx: Transaction, team: Team, role: Role, person: Person, before: Sequence[Person]) -> None:
    """Whoever was asked for a director reads who it is. `before`: the people as they were."""
    for slot in {_slot(team, role, before), f"director:{team.id}:{role}:{NOBODY}"}:
        for address in await addresses_of(tx, team.id, slot):
            await tx.outbox.show(slot, address, DirectorMissing(role, (), successor=person.name))
