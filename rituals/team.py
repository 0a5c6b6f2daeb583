"""A team, its people and its chats: who is who, who takes part, who chairs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NewType

TeamId = NewType("TeamId", int)
PersonId = NewType("PersonId", int)
ChatId = NewType("ChatId", int)

AccountKey = NewType("AccountKey", str)
"""One human in one messenger: `telegram:1001`, `slack:T0000001/U0000001`."""

Place = NewType("Place", str)
"""Where a message can stand: `telegram:-1001234567890`, with a topic `telegram:-1001234567890/5`,
`slack:T0000001/C0000001`; a private chat is named by the account that reads it, the app's home tab in Slack by that
account and `/home`."""


class Department(StrEnum):
    """A person's department."""

    SALES = "sales"
    MARKETING = "marketing"
    OTHER = "other"


class Audience(StrEnum):
    """Whom a chat is for; `EACH` addresses both departments, each in its own chat if it has one."""

    COMMON = "common"
    SALES = "sales"
    MARKETING = "marketing"
    EACH = "each"


class Role(StrEnum):
    """What a person is in the team, beside their department."""

    CCO = "cco"
    CMO = "cmo"
    CEO = "ceo"
    HR = "hr"
    MODERATOR = "moderator"


DIRECTORS = (Role.CCO, Role.CMO)
DIRECTOR_OF = {Department.SALES: Role.CCO, Department.MARKETING: Role.CMO}


@dataclass(frozen=True, slots=True)
class Circle:
    """Who takes part in a ritual: whole departments, who holds a role, and people by name."""

    departments: tuple[Department, ...] = ()
    roles: tuple[Role, ...] = ()
    people: tuple[PersonId, ...] = ()

    def holds(self, person: "Person") -> bool:
        """Whether somebody belongs to it, as the team is now; who has left belongs to nothing."""
        named = person.department in self.departments or person.role in self.roles or person.id in self.people
        return named and person.active

    def of(self, people: Iterable["Person"]) -> tuple["Person", ...]:
        """Those of these people who belong to it."""
        return tuple(person for person in people if self.holds(person))


BOTH_DEPARTMENTS = Circle((Department.SALES, Department.MARKETING), (*DIRECTORS, Role.MODERATOR))
"""Sales and marketing, the directors wherever they are counted, and the moderator."""


class Market(StrEnum):
    """b2b: the CCO chairs; b2c: CCO and CMO in turn."""

    B2B = "b2b"
    B2C = "b2c"


@dataclass(frozen=True, slots=True)
class Team:
    """One company's sales and marketing: the tenant. `holidays` is a country code or None.

    `days_off` are days off that only this team has, `working_days` those on which it works although its country rests.
    """

    id: TeamId
    name: str
    locale: str
    timezone: str
    holidays: str | None
    market: Market
    days_off: frozenset[date] = frozenset()
    working_days: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Chat:
    """A group, a topic or a channel that belongs to a team. `gone` says why nothing can be posted there any more."""

    id: ChatId
    team: TeamId
    place: Place
    audience: Audience
    locale: str | None = None
    gone: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A human of one team, with at most one account a messenger. Who has left stays, not `active`.

    `joined` is their first day; None: they have always been there, as far as the team knows.
    """

    id: PersonId
    team: TeamId
    name: str
    department: Department
    role: Role | None = None
    admin: bool = False
    accounts: tuple[AccountKey, ...] = ()
    locale: str | None = None
    timezone: str | None = None
    active: bool = True
    joined: date | None = None

    @property
    def is_director(self) -> bool:
        return self.role in DIRECTORS


@dataclass(frozen=True, slots=True)
class Absence:
    """Days on which a person is away, both included: no pings, no duties, not counted in quorums."""

    person: PersonId
    first: date
    last: date

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last


def messenger_of(key: AccountKey | Place) -> str:
    """`telegram` or `slack`."""
    return key.partition(":")[0]


def home_place(account: AccountKey) -> Place:
    """Where somebody's home stands: Slack has a tab for it, elsewhere it is a message of the private chat."""
    return Place(f"{account}/home") if messenger_of(account) == "slack" else Place(account)


def chats_for(audience: Audience, chats: Sequence[Chat]) -> tuple[Chat, ...]:
    """The chats in which this audience reads.

    A team without a common chat reads common things in the departments' chats; a department without a chat of its own
    reads in the common ones.
    """
    if audience is Audience.EACH:
        both = [*chats_for(Audience.SALES, chats), *chats_for(Audience.MARKETING, chats)]
        return tuple(dict.fromkeys(both))
    own = tuple(chat for chat in chats if chat.audience is audience)
    if own:
        return own
    if audience is Audience.COMMON:
        return tuple(chats)
    return tuple(chat for chat in chats if chat.audience is Audience.COMMON)


def away_on(day: date, absences: Iterable[Absence]) -> frozenset[PersonId]:
    """Who is away on that day."""
    return frozenset(absence.person for absence in absences if absence.covers(day))


def back_on(person: PersonId, day: date, absences: Iterable[Absence]) -> date:
    """The first day, from this one on, on which a person is there; absences that follow one another are one."""
    for absence in sorted(absences, key=lambda absence: absence.first):
        if absence.person == person and absence.covers(day):
            day = absence.last + timedelta(days=1)
    return day


def director_of(department: Department, people: Iterable[Person]) -> Person | None:
    """The CCO of sales, the CMO of marketing."""
    role = DIRECTOR_OF.get(department)
    return next((p for p in people if p.active and p.role is role), None) if role else None
