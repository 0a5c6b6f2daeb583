"""The answers so far of somebody who sets a team up, and the rituals that every team is proposed."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import NewType

from rituals.calendar import DayOff, Schedule
from rituals.team import DIRECTOR_OF, AccountKey, Department, Market, Place, Role

SetupId = NewType("SetupId", int)

ASKED_FOR = (Role.CCO, Role.CMO, Role.HR)
"""Who is asked for by name; everybody else may be named later."""

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

    def moderated_by(self, one: Joined) -> bool:
        """Whether somebody sets the team up and is of neither department: then they take part as the moderator."""
        return one.account == self.by and one.department is Department.OTHER and one.role is None

    def proposal(self, kind: str) -> Proposal | None:
        return next((one for one in self.rituals if one.kind == kind), None)

    def changed(self, proposal: Proposal) -> "Setup":
        """A ritual is proposed differently."""
        rituals = tuple(proposal if one.kind == proposal.kind else one for one in self.rituals)
        return replace(self, rituals=rituals)

    @property
    def taken(self) -> tuple[Proposal, ...]:
        return tuple(one for one in self.rituals if one.taken)
