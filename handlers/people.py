"""Asking about oneself: join the team, be one person in both messengers, be away."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import ClassVar

from handlers.registry import Access, Ask, Reply, Request, Say, Topic, Turn
from handlers.words import named_first
from rituals.calendar import local_date
from rituals.errors import (
    CannotLink,
    NoSuchDepartment,
    NotADate,
    NoTeamHere,
    NoTeamOfYours,
    OnlyAdmins,
    OnlyInTheTeamsChat,
    TooMany,
    WrongCode,
)
from rituals.freedates import parse_range
from rituals.messages import Button, Field, Form, Message, Style
from rituals.ports import Transaction
from rituals.roster import settle_in, without_power
from rituals.setup_errors import NoGuests
from rituals.team import Absence, Department, Person, PersonId, TeamId, messenger_of
from rituals.vacancies import role_lost

topic = Topic()

MOST_ABSENCES = 50
"""Absences to come, a person."""

CODE_LASTS = timedelta(minutes=10)

LINK = "link"
"""The purpose of the codes of `/link`."""

DEPARTMENTS = {
    "sales": Department.SALES,
    "продажи": Department.SALES,
    "отдел продаж": Department.SALES,
    "marketing": Department.MARKETING,
    "маркетинг": Department.MARKETING,
    "отдел маркетинга": Department.MARKETING,
    "other": Department.OTHER,
    "другой": Department.OTHER,
    "другое": Department.OTHER,
}

BACK = frozenset({"back", "off", "no", "нет", "вернулся", "вернулась", "отмена", "cancel"})


@dataclass(frozen=True, slots=True)
class WhichDepartment(Message):
    """`/join` without a department."""

    template: ClassVar[str] = "team/which_department"
    team: str

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        return (join_buttons(),)


def join_buttons() -> tuple[Button, ...]:
    return (
        Button("sales", "team.join", (Department.SALES,)),
        Button("marketing", "team.join", (Department.MARKETING,)),
    )


@dataclass(frozen=True, slots=True)
class Joined(Message):
    """Who has joined, or changed the department. `messenger` is where they can be joined to the other account."""

    template: ClassVar[str] = "team/joined"
    name: str
    team: str
    department: Department
    changed: bool
    reachable: bool

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        return ((Button("agenda", "agenda.add"),),)


@dataclass(frozen=True, slots=True)
class LinkCode(Message):
    """A code to type in the other messenger."""

    template: ClassVar[str] = "team/link_code"
    confidential: ClassVar[bool] = True
    code: str
    messenger: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Linked(Message):
    """Two accounts are one person."""

    template: ClassVar[str] = "team/linked"
    name: str
    team: str


@dataclass(frozen=True, slots=True)
class AwayPanel(Message):
    """When this person is away."""

    template: ClassVar[str] = "team/away_panel"
    absences: tuple[tuple[date, date], ...]

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        ask = Button("away", "team.away", (), Style.PRIMARY)
        return ((ask, Button("back", "team.back")),) if self.absences else ((ask,),)


@dataclass(frozen=True, slots=True)
class AwayForm(Form):
    """From when to when?"""

    template: ClassVar[str] = "team/away_form"
    press: ClassVar[str] = "team.away_on"

    def fields(self) -> tuple[Field, ...]:
        return (Field("days", max_length=100),)


@dataclass(frozen=True, slots=True)
class AwayKept(Message):
    """The absence is kept; `open_tasks` fall due meanwhile."""

    template: ClassVar[str] = "team/away_kept"
    first: date
    last: date
    due_meanwhile: int

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        return ((Button("back", "team.back"),),)


@dataclass(frozen=True, slots=True)
class AwayNoted(Message):
    """An admin has said that somebody is away, or (without days) that they are there again."""

    template: ClassVar[str] = "team/away_noted"
    name: str
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class BackAgain(Message):
    """No absence any more."""

    template: ClassVar[str] = "team/back_again"


# -- join --------------------------------------------------------------------------------------------------------


@topic.command("join", Access.ANYBODY, rank=True)
async def join(tx: Transaction, ask: Request) -> Reply:
    """`/join sales|marketing`."""
    if ask.team_ is None and ask.private:
        raise OnlyInTheTeamsChat
    words = ask.text.strip().lower()
    if not words and ask.team_ is not None:
        return Say(WhichDepartment(ask.team.name))
    return await join_here(tx, ask, words)


@topic.press("team.join", Access.VISITOR, rank=True)
async def join_by_button(tx: Transaction, ask: Request) -> Reply:
    """*I am in sales*, *I am in marketing*."""
    return await join_here(tx, ask, ask.word())


async def join_here(tx: Transaction, ask: Request, words: str) -> Reply:
    """Join the team of this chat in a department, or change it."""
    if ask.team_ is None:
        raise NoTeamOfYours(ask.account) if ask.private else NoTeamHere(ask.place)
    if ask.standing.guest and ask.person_ is None:
        raise NoGuests
    department = DEPARTMENTS.get(words)
    if department is None:
        raise NoSuchDepartment(words[:50])
    before = ask.person_ or await _former(tx, ask)
    if before is None:
        name = " ".join(ask.name.split())[:100] or ask.account
        newcomer = Person(PersonId(0), ask.team.id, name, department, accounts=(ask.account,), joined=_today(ask))
        await tx.people.add(newcomer)
        await tx.people.called(ask.account, name)
    else:
        name = before.name
        person = before if before.active else replace(without_power(before), joined=_today(ask))
        back = replace(person, department=department, active=True)
        await tx.people.save(back)
        await settle_in(tx, ask.team, back, ask.now)
    reachable = await tx.people.reachable(ask.account)
    return Say(Joined(name, ask.team.name, department, before is not None, reachable))


def _today(ask: Request) -> date:
    return local_date(ask.now, ask.team.timezone)


async def _former(tx: Transaction, ask: Request) -> Person | None:
    """Somebody who left and comes back is the same person."""
    return next((p for p in await tx.people.of(ask.team.id) if ask.account in p.accounts), None)


# -- link --------------------------------------------------------------------------------------------------------


@topic.command("link", Access.ANYBODY)
async def link(tx: Transaction, ask: Request) -> Reply:
    """`/link`: a code; `/link code` in the other messenger: both accounts are one person."""
    code = re.sub(r"[\s-]", "", ask.text).upper()
    return await _redeem(tx, ask, code) if code else await _issue(tx, ask)


async def _issue(tx: Transaction, ask: Request) -> Reply:
    if ask.person_ is None:
        raise NoTeamOfYours(ask.account)
    payload = f"{ask.team.id}:{ask.person.id}"
    code = await tx.codes.issue(LINK, ask.account, payload, ask.now + CODE_LASTS)
    other = "slack" if messenger_of(ask.account) == "telegram" else "telegram"
    return Say(LinkCode(code, other, int(CODE_LASTS / timedelta(minutes=1))))


async def _redeem(tx: Transaction, ask: Request, code: str) -> Reply:
    found = await tx.codes.redeem(LINK, code[:64], ask.account, ask.now)
    if found is None:
        raise WrongCode
    account, payload = found
    if messenger_of(account) == messenger_of(ask.account):
        raise CannotLink("same_messenger")
    team_id, _, person_id = payload.partition(":")
    team = await tx.teams.get(TeamId(int(team_id)))
    people = await tx.people.of(team.id)
    person = next((p for p in people if p.id == int(person_id) and p.active), None)
    if person is None:
        raise WrongCode
    double = next((p for p in people if ask.account in p.accounts and p.id != person.id), None)
    accounts = tuple(dict.fromkeys((*person.accounts, *(double.accounts if double else ()), ask.account)))
    if len({messenger_of(one) for one in accounts}) < len(accounts):
        raise CannotLink("has_another")
    if double is None:
        await tx.people.save(replace(person, accounts=accounts))
    else:
        person, double = sorted((person, double), key=_standing)
        await tx.people.merge(person, double)
        await role_lost(tx, team, double.role)
    return Say(Linked(person.name, team.name))


def _standing(person: Person) -> tuple[bool, bool, bool, PersonId]:
    """Who of two that are one human stays: the admin, who has a role, who is active, who was there first."""
    return (not person.admin, person.role is None, not person.active, person.id)


# -- away --------------------------------------------------------------------------------------------------------


@topic.command("away")
async def away(tx: Transaction, ask: Request) -> Reply:
    """`/away from–to`; alone it shows when I am away."""
    other, rest = await _somebody_else(tx, ask)
    if other is not None:
        return await _for_somebody(tx, ask, other, rest)
    words = ask.text.strip()
    if not words:
        return Say(AwayPanel(await _absences(tx, ask)))
    return await (_come_back(tx, ask) if words.lower() in BACK else _be_away(tx, ask, words))


async def _somebody_else(tx: Transaction, ask: Request) -> tuple[Person | None, str]:
    """Whom the words begin with, if it is another one of the team, and what is said of them."""
    people = list(await tx.people.of(ask.team.id))
    rest, named = named_first(ask, people)
    other = next((p for p in people if p.id == named and p.id != ask.person.id), None)
    return other, rest if named is not None else ask.text


async def _for_somebody(tx: Transaction, ask: Request, other: Person, words: str) -> Reply:
    """An admin says it of somebody who need not write, for example because they are ill."""
    if not ask.person.admin:
        raise OnlyAdmins(tuple(p.name for p in await tx.people.of(ask.team.id) if p.admin and p.active))
    today = local_date(ask.now, ask.team.timezone)
    if words.strip().lower() in BACK:
        await tx.people.be_away(Absence(other.id, today, today - timedelta(days=1)))
        return Say(AwayNoted(other.name, None, None))
    first, last = _days(ask, words)
    known = await tx.people.absences(ask.team.id, today, date.max)
    if sum(absence.person == other.id for absence in known) >= MOST_ABSENCES:
        raise TooMany("absences", MOST_ABSENCES)
    await tx.people.be_away(Absence(other.id, first, last))
    return Say(AwayNoted(other.name, first, last))


def _days(ask: Request, words: str) -> tuple[date, date]:
    """The days that somebody wrote, by their own clock. Raises NotADate."""
    zone = ask.person.timezone or ask.team.timezone
    found = parse_range(words, ask.now, zone, ask.person.locale or ask.team.locale)
    if found is None:
        raise NotADate(words[:100])
    return found


async def _absences(tx: Transaction, ask: Request) -> tuple[tuple[date, date], ...]:
    today = local_date(ask.now, ask.team.timezone)
    absences = await tx.people.absences(ask.team.id, today, date.max)
    return tuple((a.first, a.last) for a in absences if a.person == ask.person.id)


async def _be_away(tx: Transaction, ask: Request, words: str) -> Reply:
    first, last = _days(ask, words)
    if len(await _absences(tx, ask)) >= MOST_ABSENCES:
        raise TooMany("absences", MOST_ABSENCES)
    await tx.people.be_away(Absence(ask.person.id, first, last))
    tasks = [t for t in await tx.tasks.open_in(ask.team.id) if t.owner == ask.person.id and t.due is not None]
    meanwhile = sum(first <= local_date(t.due, ask.team.timezone) <= last for t in tasks if t.due)
    return Say(AwayKept(first, last, meanwhile))


@topic.press("team.absences")
async def show_absences(tx: Transaction, ask: Request) -> Reply:
    """*When I am away*."""
    return Turn(AwayPanel(await _absences(tx, ask)))


@topic.press("team.away")
async def ask_away(tx: Transaction, ask: Request) -> Reply:
    """*I'll be away*."""
    del tx, ask
    return Ask(AwayForm())


@topic.press("team.away_on")
async def away_on(tx: Transaction, ask: Request) -> Reply:
    """The form *I'll be away*."""
    return await _be_away(tx, ask, ask.values.get("days", ""))


@topic.press("team.back")
async def back(tx: Transaction, ask: Request) -> Reply:
    """*I'm back*."""
    return await _come_back(tx, ask, turn=True)


async def _come_back(tx: Transaction, ask: Request, *, turn: bool = False) -> Reply:
    today = local_date(ask.now, ask.team.timezone)
    await tx.people.be_away(Absence(ask.person.id, today, today - timedelta(days=1)))
    return Turn(BackAgain()) if turn else Say(BackAgain())
