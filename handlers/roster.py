"""Putting people right: who is of which department, who is a director or an admin, who has left."""

from dataclasses import dataclass, replace
from typing import ClassVar

from handlers.registry import Access, Ask, Reply, Request, Topic, Turn
from rituals import roster
from rituals.errors import NoText, UnknownButton
from rituals.messages import Button, Field, FieldKind, Form, Message, Option, Who
from rituals.ports import Transaction
from rituals.setup_errors import NoSuchPerson
from rituals.team import Department, Person, PersonId, Role, messenger_of

topic = Topic()

PAGE = 8
"""People on one page."""

MOST_OFFERED = 100
"""People in a form's list: what Slack's menu takes (docs.slack.dev/reference/block-kit/composition-objects)."""

LABEL = 60
"""Characters of a name on a button."""


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody in the list."""

    id: PersonId
    name: str
    department: Department
    role: Role | None
    admin: bool
    active: bool
    messengers: tuple[str, ...]

    @classmethod
    def of(cls, person: Person) -> "PersonLine":
        messengers = tuple(messenger_of(account) for account in person.accounts)
        return cls(person.id, person.name, person.department, person.role, person.admin, person.active, messengers)


@dataclass(frozen=True, slots=True)
class PeopleList(Message):
    """The people of the team, those who left last."""

    template: ClassVar[str] = "people/list"
    team: str
    people: tuple[PersonLine, ...]
    page: int
    pages: int

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        rows = tuple((Button("person", "person.show", (one.id,), label=one.name[:LABEL]),) for one in self.people)
        before = (Button("before", "person.list", (self.page - 1,)),) if self.page else ()
        after = (Button("after", "person.list", (self.page + 1,)),) if self.page + 1 < self.pages else ()
        return (*rows, *(((*before, *after),) if before or after else ()), (Button("back", "setup.panel"),))


@dataclass(frozen=True, slots=True)
class PersonPanel(Message):
    """One person, and what an admin can put right."""

    template: ClassVar[str] = "people/panel"
    person: PersonLine

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        one = self.person
        back = (Button("all", "person.list", (0,)),)
        if not one.active:
            return ((Button("back", "person.back", (one.id,)),), back)
        others = [str(department) for department in Department if department is not one.department]
        departments = tuple(Button(word, "person.department", (one.id, word)) for word in others)
        wanted = [str(role) for role in Role if role is not one.role]
        roles = tuple(Button(word, "person.role", (one.id, word)) for word in wanted)
        none = (Button("no_role", "person.role", (one.id, "none")),) if one.role else ()
        admin = Button("not_admin" if one.admin else "make_admin", "person.admin", (one.id, int(not one.admin)))
        rename = Button("rename", "person.rename", (one.id,))
        other = (Button("merge", "person.merge", (one.id,)), Button("leave", "person.ask_leave", (one.id,)))
        return (departments, roles[:3], (*roles[3:], *none), (admin, rename), other, back)


@dataclass(frozen=True, slots=True)
class AskLeave(Message):
    """Has somebody left the team? What that means."""

    template: ClassVar[str] = "people/ask_leave"
    person: PersonId
    name: str

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        return ((Button("yes", "person.leave", (self.person,)), Button("no", "person.show", (self.person,))),)


@dataclass(frozen=True, slots=True)
class RenameForm(Form):
    """What is somebody called?"""

    template: ClassVar[str] = "people/rename_form"
    press: ClassVar[str] = "person.renamed"
    person: PersonId
    name: str

    def args(self) -> tuple[int | str, ...]:
        return (self.person,)

    def fields(self) -> tuple[Field, ...]:
        return (Field("name", max_length=100, initial=self.name),)


@dataclass(frozen=True, slots=True)
class MergeForm(Form):
    """Which other entry is the same human?"""

    template: ClassVar[str] = "people/merge_form"
    press: ClassVar[str] = "person.merged"
    person: PersonId
    name: str
    others: tuple[Who, ...]

    def args(self) -> tuple[int | str, ...]:
        return (self.person,)

    def fields(self) -> tuple[Field, ...]:
        options = tuple(Option(str(who.id), who.name) for who in self.others)
        return (Field("other", FieldKind.CHOICE, options=options),)


@topic.press("person.list", Access.ADMIN)
async def list_(tx: Transaction, ask: Request) -> Reply:
    """*People*."""
    people = sorted(await tx.people.of(ask.team.id), key=lambda person: (not person.active, person.name))
    pages = max(1, -(-len(people) // PAGE))
    page = min(ask.number(), pages - 1)
    shown = people[page * PAGE : (page + 1) * PAGE]
    return Turn(PeopleList(ask.team.name, tuple(PersonLine.of(one) for one in shown), page, pages))


async def _person(tx: Transaction, ask: Request) -> Person:
    return await roster.person_of(tx, ask.team, ask.number())


async def _there(tx: Transaction, ask: Request) -> Person:
    """Somebody who has not left: who has is brought back first. Raises UnknownButton."""
    person = await _person(tx, ask)
    if not person.active:
        raise UnknownButton
    return person


def _panel(person: Person) -> Reply:
    return Turn(PersonPanel(PersonLine.of(person)))


@topic.press("person.show", Access.ADMIN)
async def show(tx: Transaction, ask: Request) -> Reply:
    """One person."""
    return _panel(await _person(tx, ask))


@topic.press("person.department", Access.ADMIN)
async def department(tx: Transaction, ask: Request) -> Reply:
    """Of this department."""
    person = await _there(tx, ask)
    wanted = next((one for one in Department if one == ask.word(1)), None)
    if wanted is None:
        raise UnknownButton
    return _panel(await roster.put_in(tx, person, wanted))


@topic.press("person.role", Access.ADMIN)
async def role(tx: Transaction, ask: Request) -> Reply:
    """With this role, or none."""
    person = await _there(tx, ask)
    wanted = next((one for one in Role if one == ask.word(1)), None)
    if wanted is None and ask.word(1) != "none":
        raise UnknownButton
    return _panel(await roster.give_role(tx, ask.team, person, wanted))


@topic.press("person.admin", Access.ADMIN)
async def admin(tx: Transaction, ask: Request) -> Reply:
    """An admin, or none any more."""
    person = await _there(tx, ask)
    if ask.word(1) not in {"0", "1"}:
        raise UnknownButton
    return _panel(await roster.make_admin(tx, ask.team, person, admin=ask.word(1) == "1"))


@topic.press("person.rename", Access.ADMIN)
async def rename(tx: Transaction, ask: Request) -> Reply:
    """*Rename*."""
    person = await _there(tx, ask)
    return Ask(RenameForm(person.id, person.name))


@topic.press("person.renamed", Access.ADMIN)
async def renamed(tx: Transaction, ask: Request) -> Reply:
    """The form *Rename*."""
    person = await _there(tx, ask)
    name = " ".join(ask.values.get("name", "").split())[:100]
    if not name:
        raise NoText
    return _panel(await roster.rename(tx, person, name))


@topic.press("person.merge", Access.ADMIN)
async def ask_merge(tx: Transaction, ask: Request) -> Reply:
    """*The same person as…*"""
    person = await _there(tx, ask)
    others = [one for one in await tx.people.of(ask.team.id) if one.id != person.id and one.accounts]
    if not others:
        raise NoSuchPerson
    return Ask(MergeForm(person.id, person.name, tuple(map(Who.of, others[:MOST_OFFERED]))))


@topic.press("person.merged", Access.ADMIN)
async def merged(tx: Transaction, ask: Request) -> Reply:
    """The form *The same person as…*: the entry that was looked at stays, with its name, department and role."""
    person = await _there(tx, ask)
    chosen = ask.values.get("other", "")
    others = [one for one in await tx.people.of(ask.team.id) if str(one.id) == chosen and one.id != person.id]
    if not others:
        raise NoSuchPerson
    return _panel(await roster.merge(tx, ask.team, person, others[0]))


@topic.press("person.ask_leave", Access.ADMIN)
async def ask_leave(tx: Transaction, ask: Request) -> Reply:
    """*Has left*."""
    person = await _there(tx, ask)
    return Turn(AskLeave(person.id, person.name))


@topic.press("person.leave", Access.ADMIN)
async def leave(tx: Transaction, ask: Request) -> Reply:
    """*Yes, has left*."""
    return _panel(await roster.leave(tx, ask.team, await _person(tx, ask), ask.now))


@topic.press("person.back", Access.ADMIN)
async def back(tx: Transaction, ask: Request) -> Reply:
    """*Is back*."""
    return _panel(await roster.come_back(tx, ask.team, await _person(tx, ask), ask.now))


# -- what the messengers tell ----------------------------------------------------------------------------------------


@topic.event("account.gone")
async def gone(tx: Transaction, ask: Request) -> Reply:
    """Somebody left the chat, or has no account in the workspace any more."""
    why = ask.word()
    bound = await tx.teams.at(ask.place) if why == roster.LEFT_CHAT else None
    for team, person in await tx.teams.of(ask.account):
        if why == roster.DEACTIVATED or (bound is not None and bound[0].id == team.id):
            await roster.noticed_gone(tx, team, person, why, messenger_of(ask.account), ask.now)
    return None


@topic.event("account.came")
async def came(tx: Transaction, ask: Request) -> Reply:
    """Somebody is in a chat."""
    bound = await tx.teams.at(ask.place)
    if bound is not None:
        await roster.noticed_back(tx, bound[0], ask.account, ask.now)
    return None


@topic.event("account.renamed")
async def told_name(tx: Transaction, ask: Request) -> Reply:
    """An account has another name: its person too, unless an admin has said what they are called.

    Of those who are in no team nothing is kept.
    """
    name = " ".join(ask.name.split())[:100]
    known = await tx.teams.of(ask.account) if name else ()
    before = await tx.people.called(ask.account, name) if known else None
    for _, person in known:
        if before is not None and person.name == before != name:
            await tx.people.save(replace(person, name=name))
    return None
