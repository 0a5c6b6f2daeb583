"""Setting a team up: what is proposed, what has been answered so far, and the team that comes of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from rituals.calendar import DayOff, DaysOff, Schedule
from rituals.kinds import is_held, kind_of, options_of
from rituals.localtime import local_date
from rituals.messages import At
from rituals.planning import plan_next
from rituals.ports import Transaction
from rituals.setup_errors import ChatHasATeam
from rituals.setup_messages import Greeting
from rituals.team import (
    DIRECTOR_OF,
    AccountKey,
    Audience,
    Chat,
    ChatId,
    Department,
    Market,
    Person,
    PersonId,
    Place,
    Role,
    Team,
    TeamId,
)
from rituals.timeline import Ritual, RitualId

SetupId = NewType("SetupId", int)

ASKED_FOR = (Role.CCO, Role.CMO, Role.HR)
"""Who is asked for by name; everybody else may be named later."""

FORESEEN = timedelta(days=14)
"""How far the preview looks: every weekly ritual twice."""

MOST_JOINED = 200
"""People who may join before there is a team."""


class Page(StrEnum):
    """What the panel shows: where the team is, who is who, its rituals, and what will happen."""

    WHERE = "where"
    WHO = "who"
    RITUALS = "rituals"
    PREVIEW = "preview"


@dataclass(frozen=True, slots=True)
class Joined:
    """Somebody who will be of the team once there is one."""

    account: AccountKey
    name: str
    department: Department
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A ritual that is proposed, in the team file's words; `taken`: whether the team wants it."""

    kind: str
    every: str
    on: str
    at: str
    day_off: str = DayOff.NEXT_WORKDAY
    taken: bool = True

    def schedule(self, timezone: str) -> Schedule:
        return Schedule.parse(every=self.every, on=self.on, at=self.at, timezone=timezone, day_off=self.day_off)


_USUAL = (
    Proposal("standup", "week", "mon", "10:00"),
    Proposal("review", "week", "fri", "16:00", DayOff.PREVIOUS_WORKDAY),
    Proposal("breakfast", "week", "wed", "09:00"),
    Proposal("strategy", "month", "first tue", "11:00"),
    Proposal("cup", "month", "first workday", "11:00"),
)


def usual_rituals() -> tuple[Proposal, ...]:
    """What every team is proposed, as far as this version holds it."""
    return tuple(one for one in _USUAL if is_held(one.kind))


@dataclass(frozen=True, slots=True)
class Setup:
    """The answers so far about the team of one chat. `by` is who gives them; nobody has begun while it is None.

    `inviter` brought the bot into the chat; `card` is the slot of the greeting there.
    """

    id: SetupId
    place: Place
    name: str
    locale: str
    timezone: str
    holidays: str | None
    changed_at: datetime
    by: AccountKey | None = None
    by_name: str = ""
    inviter: AccountKey | None = None
    card: str = ""
    market: Market = Market.B2B
    page: Page = Page.WHERE
    people: tuple[Joined, ...] = ()
    rituals: tuple[Proposal, ...] = ()

    def joined(self, account: AccountKey, name: str, department: Department) -> "Setup":
        """Somebody says which department they are of; a second time changes it."""
        before = next((one for one in self.people if one.account == account), None)
        after = Joined(account, name, department, before.role if before else None)
        others = tuple(one for one in self.people if one.account != account)
        return replace(self, people=(*others, after)[:MOST_JOINED])

    def holder(self, role: Role) -> Joined | None:
        return next((one for one in self.people if one.role is role), None)

    def named(self, role: Role, account: AccountKey | None) -> "Setup":
        """One person holds a role, and nobody else does; a director is of the department. None: nobody does."""
        departments = {director: department for department, director in DIRECTOR_OF.items()}
        people = tuple(replace(one, role=None) if one.role is role else one for one in self.people)
        people = tuple(
            replace(one, role=role, department=departments.get(role, one.department)) if one.account == account else one
            for one in people
        )
        return replace(self, people=people)

    def proposal(self, kind: str) -> Proposal | None:
        return next((one for one in self.rituals if one.kind == kind), None)

    def changed(self, proposal: Proposal) -> "Setup":
        """A ritual is proposed differently."""
        rituals = tuple(proposal if one.kind == proposal.kind else one for one in self.rituals)
        return replace(self, rituals=rituals)

    @property
    def taken(self) -> tuple[Proposal, ...]:
        return tuple(one for one in self.rituals if one.taken)


def coming(
    proposals: Sequence[Proposal], timezone: str, holidays: str | None, now: datetime
) -> list[tuple[datetime, str]]:
    """The meetings of the next two weeks with their kinds; a ritual that has none then tells its first one."""
    days_off = DaysOff.parse(holidays) if holidays else DaysOff(None)
    found = [(at, one.kind) for one in proposals for at in _next_of(one.schedule(timezone), days_off, now)]
    return sorted(found)


def _next_of(schedule: Schedule, days_off: DaysOff, now: datetime) -> Iterator[datetime]:
    """Those within the time that is foreseen, at least one."""
    at = schedule.next_moment(now, days_off)
    yield at
    while (at := schedule.next_moment(at, days_off)) <= now + FORESEEN:
        yield at


async def establish(tx: Transaction, setup: Setup, now: datetime) -> tuple[Team, list[Ritual]]:
    """Make the team: its chat, its people, its rituals, each planned. Raises ChatHasATeam."""
    team = await tx.teams.add(Team(TeamId(0), setup.name, setup.locale, setup.timezone, setup.holidays, setup.market))
    if await tx.teams.bind(Chat(ChatId(0), team.id, setup.place, Audience.COMMON)) is None:
        bound = await tx.teams.at(setup.place)
        raise ChatHasATeam(bound[0].name if bound else "")
    for one in setup.people:
        admin = one.account == setup.by
        person = Person(
            PersonId(0),
            team.id,
            one.name,
            one.department,
            one.role,
            admin,
            (one.account,),
            joined=local_date(now, team.timezone),
        )
        await tx.people.add(person)
        await tx.people.called(one.account, one.name)
    rituals = [await begin_ritual(tx, team, proposal, now) for proposal in setup.taken]
    await tx.setups.forget(setup.id)
    if setup.card:
        await tx.outbox.show(setup.card, At(setup.place), Greeting(team.name, setup.place))
    return team, rituals


async def begin_ritual(tx: Transaction, team: Team, proposal: Proposal, now: datetime) -> Ritual:
    """Store a ritual that was proposed, and plan its first occurrence."""
    kind = kind_of(proposal.kind)
    ritual = Ritual(
        RitualId(0),
        team.id,
        proposal.kind,
        proposal.kind,
        proposal.schedule(team.timezone),
        kind.duration,
        options=options_of(proposal.kind)(),
    )
    added = await tx.rituals.add(ritual)
    return await plan_next(tx, added, team, now)
