"""Who is who: an admin puts people right, somebody leaves, somebody comes back, somebody has another name."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from rituals.calendar import local_date
from rituals.leavers import ask_who_takes_over, question_slot, see_off
from rituals.messages import Button, Direct, Message
from rituals.ports import Transaction
from rituals.setup_errors import LastAdmin, NoSuchPerson, TwoAccounts
from rituals.team import DIRECTOR_OF, DIRECTORS, AccountKey, Department, Person, PersonId, Role, Team, messenger_of
from rituals.vacancies import name_director, role_lost

ALONE = frozenset({Role.CCO, Role.CMO, Role.CEO})
"""Roles that one person of a team holds: whoever gets it takes it over."""

LEFT_CHAT = "left_chat"
DEACTIVATED = "deactivated"
"""What a messenger tells of somebody: out of the chat, which may mean anything; no account any more, which does not."""


@dataclass(frozen=True, slots=True)
class SomebodyGone(Message):
    """A messenger tells the admins that somebody is gone. `left`: they are off the team already; else: are they?"""

    template: ClassVar[str] = "people/somebody_gone"
    person: PersonId
    name: str
    why: str
    messenger: str
    left: bool

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        if self.left:
            return ((Button("back", "person.back", (self.person,)),),)
        return ((Button("leave", "person.leave", (self.person,)),),) if self.why == LEFT_CHAT else ()


@dataclass(frozen=True, slots=True)
class SomebodyBack(Message):
    """Whoever left the team is in one of its chats again: are they back?"""

    template: ClassVar[str] = "people/somebody_back"
    person: PersonId
    name: str
    messenger: str

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        return ((Button("back", "person.back", (self.person,)),),)


async def person_of(tx: Transaction, team: Team, number: int) -> Person:
    """Somebody of the team, also who has left. Raises NoSuchPerson."""
    found = next((person for person in await tx.people.of(team.id) if person.id == number), None)
    if found is None:
        raise NoSuchPerson
    return found


async def give_role(tx: Transaction, team: Team, person: Person, role: Role | None) -> Person:
    """A role, or none; what one person holds alone is taken from whoever held it. A director is of the department.

    The admins read who is a director now, and are asked who is where nobody is any more.
    """
    before = await tx.people.of(team.id)
    if role in ALONE:
        for other in before:
            if other.role is role and other.id != person.id:
                await tx.people.save(replace(other, role=None))
    departments = {director: department for department, director in DIRECTOR_OF.items()}
    department = departments.get(role, person.department) if role else person.department
    given = await _save(tx, replace(person, role=role, department=department))
    if role in DIRECTORS:
        await name_director(tx, team, role, given, before)
    if person.role is not role:
        await role_lost(tx, team, person.role)
    return given


async def put_in(tx: Transaction, person: Person, department: Department) -> Person:
    return await _save(tx, replace(person, department=department))


async def make_admin(tx: Transaction, team: Team, person: Person, *, admin: bool) -> Person:
    """Raises LastAdmin."""
    if not admin:
        await _check_not_last(tx, team, person)
    return await _save(tx, replace(person, admin=admin))


async def rename(tx: Transaction, person: Person, name: str) -> Person:
    return await _save(tx, replace(person, name=name))


async def leave(tx: Transaction, team: Team, person: Person, now: datetime) -> Person:
    """Somebody is off the team: others go on, and the director is asked who takes over what was theirs.

    Raises LastAdmin.
    """
    if not person.active:
        return person
    await _check_not_last(tx, team, person)
    gone = await _save(tx, replace(person, active=False))
    await see_off(tx, team, gone, now)
    return gone


async def come_back(tx: Transaction, team: Team, person: Person, now: datetime) -> Person:
    """The same person again, with no power but what is given anew."""
    if person.active:
        return person
    back = replace(without_power(person), active=True, joined=local_date(now, team.timezone))
    return await settle_in(tx, team, await _save(tx, back), now)


async def settle_in(tx: Transaction, team: Team, person: Person, now: datetime) -> Person:
    """Somebody is back: what they left and nobody has taken over is theirs again, and the director is told."""
    if await tx.outbox.shown_in(question_slot(person.id)):
        await ask_who_takes_over(tx, team, person, now)
    return person


def without_power(former: Person) -> Person:
    """Whoever was taken off the team does not become a director or an admin again by pressing a button."""
    return replace(former, role=None, admin=False)


async def _save(tx: Transaction, person: Person) -> Person:
    await tx.people.save(person)
    return person


async def _check_not_last(tx: Transaction, team: Team, person: Person) -> None:
    others = [p for p in await tx.people.of(team.id) if p.admin and p.active and p.id != person.id]
    if person.admin and person.active and not others:
        raise LastAdmin(person.name)


async def noticed_gone(
    tx: Transaction, team: Team, person: Person, why: str, messenger: str, now: datetime
) -> Sequence[Person]:
    """A messenger tells that somebody is gone: the admins read it, else the directors. Returns whom it was told.

    Without an account in the workspace somebody is off the team at once; who left a chat may still be of it. The last
    admin stays until there is another.
    """
    admins, directors = await _who_reads(tx, team, person)
    left = why == DEACTIVATED and (bool(admins) or not person.admin)
    if left:
        await leave(tx, team, person, now)
    message = SomebodyGone(person.id, person.name, why, messenger, left)
    told = admins or directors
    for one in told:
        await tx.outbox.show(f"person:{person.id}:gone:{one.id}:{now:%Y%m%d}", Direct(one.id), message)
    return told


async def noticed_back(tx: Transaction, team: Team, account: AccountKey, now: datetime) -> None:
    """A messenger tells that somebody is in a chat of the team: who had left it is asked after, once a day."""
    former = next((p for p in await tx.people.of(team.id) if account in p.accounts and not p.active), None)
    if former is None:
        return
    admins, directors = await _who_reads(tx, team, former)
    message = SomebodyBack(former.id, former.name, messenger_of(account))
    for one in admins or directors:
        await tx.outbox.show(f"person:{former.id}:came:{one.id}:{now:%Y%m%d}", Direct(one.id), message)


async def _who_reads(tx: Transaction, team: Team, about: Person) -> tuple[list[Person], list[Person]]:
    """The admins, and the directors, who read such news where there is no admin."""
    others = [p for p in await tx.people.of(team.id) if p.active and p.id != about.id]
    return [p for p in others if p.admin], [p for p in others if p.is_director]


async def merge(tx: Transaction, team: Team, person: Person, double: Person) -> Person:
    """Two entries are one human: what `double` did, owns and uses is `person`'s. Raises TwoAccounts, LastAdmin."""
    accounts = (*person.accounts, *double.accounts)
    if len({messenger_of(one) for one in accounts}) < len(accounts):
        raise TwoAccounts(person.name, double.name)
    if not person.admin:
        await _check_not_last(tx, team, double)
    await tx.people.merge(person, double)
    await role_lost(tx, team, double.role)
    return replace(person, accounts=accounts)
