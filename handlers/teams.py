"""Find the team and the person behind a request: by the chat, or in private by the account."""

from dataclasses import dataclass, replace
from typing import ClassVar

from handlers.registry import Access, Entry, Reply, Request, Say, Topic
from rituals.home import open_home
from rituals.messages import Button, Message
from rituals.ports import Transaction
from rituals.team import Person, Team

topic = Topic()

CHOOSE = "team.choose"
"""The one thing that can be asked while it is open which team is meant."""


@dataclass(frozen=True, slots=True)
class WhichTeam(Message):
    """A person of several teams asks in private: which one is meant? The choice is kept until another is made."""

    template: ClassVar[str] = "team/which_team"
    teams: tuple[tuple[int, str], ...]

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        return tuple((Button("team", CHOOSE, (team,), label=name),) for team, name in self.teams)


@dataclass(frozen=True, slots=True)
class TeamChosen(Message):
    """From now on private words are about this team."""

    template: ClassVar[str] = "team/team_chosen"
    team: str


async def addressed(tx: Transaction, entry: Entry, ask: Request) -> tuple[Entry, Request]:
    """What was asked with its team and person; where the team cannot be told, the question which one is meant."""
    found = await which_team(tx, ask)
    if isinstance(found, Request):
        return entry, found
    return (entry if entry.name == CHOOSE else found), ask


async def which_team(tx: Transaction, ask: Request) -> Request | Entry:
    """The request with its team and person; an entry that asks which team is meant when it cannot be told."""
    if not ask.private:
        bound = await tx.teams.at(ask.place)
        if bound is None:
            return ask
        team, chat = bound
        return replace(ask, team_=team, chat=chat, person_=await _person(tx, team, ask))
    found = await tx.teams.of(ask.account)
    chosen = ask.meant or (await tx.teams.chosen(ask.account) if len(found) > 1 else None)
    if chosen is not None:
        found = [pair for pair in found if pair[0].id == chosen] or found
    if len(found) == 1:
        return replace(ask, team_=found[0][0], person_=found[0][1])
    return Entry("team.which", _ask_which, Access.ANYBODY) if found else ask


async def _person(tx: Transaction, team: Team, ask: Request) -> Person | None:
    return next((person for found, person in await tx.teams.of(ask.account) if found.id == team.id), None)


async def _ask_which(tx: Transaction, ask: Request) -> Reply:
    found = await tx.teams.of(ask.account)
    return Say(WhichTeam(tuple((team.id, team.name) for team, _ in found)))


@topic.press(CHOOSE, Access.ANYBODY)
async def choose(tx: Transaction, ask: Request) -> Reply:
    """Private words are about this team from now on."""
    wanted = ask.number()
    for team, person in await tx.teams.of(ask.account):
        if team.id == wanted:
            await tx.teams.choose(ask.account, team.id)
            await open_home(tx, team, person, ask.account, ask.now)
            return Say(TeamChosen(team.name))
    return await _ask_which(tx, ask)
