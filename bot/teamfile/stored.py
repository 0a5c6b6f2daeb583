"""A team as it is stored: read in one go, and said in the words of its file."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.storage.transaction import SqlTransaction
from bot.teamfile.content import FileChat, FilePerson, FileRitual, Participants, TeamFile
from rituals.team import Chat, Person, Team
from rituals.timeline import Ritual


@dataclass(frozen=True, slots=True)
class StoredTeam:
    """A team with its chats, its people (those who left too) and its rituals (the removed ones not), by id."""

    team: Team
    chats: tuple[Chat, ...] = ()
    people: tuple[Person, ...] = ()
    rituals: tuple[Ritual, ...] = ()

    def as_file(self) -> TeamFile:
        """What the team file of this team says. People who left are not in it."""
        team = self.team
        return TeamFile(
            name=team.name,
            locale=team.locale,
            timezone=team.timezone,
            holidays=team.holidays,
            market=team.market,
            days_off=team.days_off or None,
            working_days=team.working_days or None,
            chats=tuple(FileChat(chat.place, chat.audience, chat.locale) for chat in self.chats),
            people=tuple(_file_person(person) for person in self.people if person.active),
            rituals=tuple(_file_ritual(ritual, self.people) for ritual in self.rituals),
        )


async def stored_team(tx: SqlTransaction, team: Team) -> StoredTeam:
    """Everything of a team that its file speaks of."""
    return StoredTeam(
        team,
        tuple(await tx.teams.chats(team.id)),
        tuple(await tx.people.of(team.id)),
        tuple(await tx.rituals.of(team.id)),
    )


async def teams_called(tx: SqlTransaction, name: str) -> list[Team]:
    """The teams of that name: one, none, or more after two set-ups in chats."""
    return [team for team in await tx.teams.all() if team.name == name]


def _file_person(person: Person) -> FilePerson:
    return FilePerson(
        person.name,
        person.department,
        person.role,
        person.admin,
        person.accounts,
        person.locale,
        person.timezone,
        person.joined,
    )


def _file_ritual(ritual: Ritual, people: Sequence[Person]) -> FileRitual:
    return FileRitual(
        ritual.name,
        ritual.kind,
        ritual.schedule,
        ritual.duration,
        ritual.variant,
        paused=True if ritual.rests else None,
        options=ritual.options,
        participants=participants_of(ritual, people),
    )


def participants_of(ritual: Ritual, people: Sequence[Person]) -> Participants | None:
    """Who takes part as the file says it; who has left is not named."""
    circle = ritual.circle
    if circle is None:
        return None
    called = {person.id: person.name for person in people if person.active}
    names = tuple(called[person] for person in circle.people if person in called)
    return Participants(circle.departments, circle.roles, names)
