"""Who can get a private message: a Telegram bot cannot write first, and people block bots or leave a workspace."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from rituals.messages import At, Button, Message, Style
from rituals.ports import Transaction
from rituals.team import Audience, Person, PersonId, Team, TeamId, chats_for, messenger_of

HELLO = "hello"
"""What the link carries that everybody may follow."""


INVITING = ((Button("tell", "reach.tell", (), Style.PRIMARY), Button("links", "reach.links")),)
"""What an admin can do about it."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """How many of some people can get a private message, and who cannot."""

    total: int
    out_of_reach: tuple[Person, ...]

    @property
    def reachable(self) -> int:
        return self.total - len(self.out_of_reach)


@dataclass(frozen=True, slots=True)
class ReachPanel(Message):
    """Who cannot get a private message; for an admin alone."""

    template: ClassVar[str] = "team/reach_panel"
    confidential: ClassVar[bool] = True
    reachable: int
    total: int
    out_of_reach: tuple[str, ...]
    may_invite: bool

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        return INVITING if self.out_of_reach and self.may_invite else ()


@dataclass(frozen=True, slots=True)
class ReachBefore(Message):
    """A vote or a survey begins soon, and some of those whom it asks cannot get a private message; for who sees to it.

    `kind` and `name` are the ritual's; the buttons are an admin's.
    """

    template: ClassVar[str] = "team/reach_before"
    confidential: ClassVar[bool] = True
    name: str
    kind: str
    at: datetime
    reachable: int
    total: int
    out_of_reach: tuple[str, ...]
    may_invite: bool

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        return INVITING if self.may_invite else ()


@dataclass(frozen=True, slots=True)
class PersonalLinks(Message):
    """A link for each of those who cannot be reached, to be passed on by an admin."""

    template: ClassVar[str] = "team/personal_links"
    confidential: ClassVar[bool] = True
    links: tuple[tuple[str, str], ...]
    days: int
    more: int = 0


@dataclass(frozen=True, slots=True)
class PressStart(Message):
    """Said in a chat: some do not get private messages yet, and one tap changes that. No names."""

    template: ClassVar[str] = "team/press_start"
    out_of_reach: int
    total: int
    link: str

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        return ((Button("open", url=self.link),),) if self.out_of_reach else ()


async def readiness(tx: Transaction, team: TeamId, people: Iterable[Person]) -> Readiness:
    """Whom of these people a private message has a chance to reach, by any account; who has left does not count."""
    reached = await tx.people.reached(team)
    there = [person for person in people if person.active]
    return Readiness(len(there), tuple(person for person in there if reached.isdisjoint(person.accounts)))


async def of_team(tx: Transaction, team: Team) -> Readiness:
    """The readiness of the whole team."""
    return await readiness(tx, team.id, await tx.people.of(team.id))


async def tell_the_chats(tx: Transaction, team: Team, link: str, now: datetime) -> Readiness:
    """Ask once a day in the team's Telegram chats to open the private chat; what stands there is kept up to date."""
    found = await of_team(tx, team)
    message = PressStart(len(found.out_of_reach), found.total, link)
    chats = chats_for(Audience.COMMON, [chat for chat in await tx.teams.chats(team.id) if chat.gone is None])
    for chat in chats:
        if messenger_of(chat.place) == "telegram":
            await tx.outbox.show(f"reach:{team.id}:{now:%Y%m%d}", At(chat.place), message)
    return found


def purpose_of(person: PersonId) -> str:
    """What a personal link's code is for: it carries this person into the private chat."""
    return f"reach:{person}"
