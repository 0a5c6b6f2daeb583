"""What a team file must not want of the team that is stored: each refused with the line that wants it."""

from collections.abc import Mapping, Sequence

from bot.teamfile.content import TeamFile
from bot.teamfile.problems import Problem
from rituals.datelists import range_text, ranges_of
from rituals.team import Department, Person, Place, Role, Team
from rituals.timeline import Ritual


def bound_elsewhere(file: TeamFile, elsewhere: Mapping[Place, Team]) -> list[Problem]:
    """A chat belongs to one team, or people of one team would read another's."""
    return [
        Problem(
            chat.line,
            f"the chat {chat.place} belongs to the team {elsewhere[chat.place].name!r}",
            ("a chat of no other team",),
        )
        for chat in file.chats
        if chat.place in elsewhere
    ]


def roles_of_others(file: TeamFile, kept: Sequence[Person]) -> list[Problem]:
    """A role is one person's: whoever keeps it because the file does not name them stands in the way."""
    holders: dict[Role, Person] = {person.role: person for person in kept if person.role is not None}
    return [
        Problem(
            person.line,
            f"the role {person.role} is that of {holders[person.role].name!r}, who is not in the file and keeps it",
            ("naming both in the file, one of them without the role",),
        )
        for person in file.people
        if person.role in holders
    ]


def unknown_participants(file: TeamFile, kept: Sequence[Person]) -> list[Problem]:
    """Whoever takes part in a ritual by name is one person of the team."""
    names = [*(person.name for person in file.people), *(person.name for person in kept)]
    return [
        Problem(ritual.line, f"{names.count(name)} people of the team are called {name!r}", ("a name of one of them",))
        if name in names
        else Problem(
            ritual.line,
            f"the ritual {ritual.name!r} names the participant {name!r}, whom nobody of the team is called",
            (*Department, *Role, "a name of `people`"),
        )
        for ritual in file.rituals
        for name in (ritual.participants.names if ritual.participants else ())
        if names.count(name) != 1
    ]


def off_and_working(file: TeamFile, team: Team) -> list[Problem]:
    """A day is off, or it is worked on; what the file does not say may stand in the way too."""
    both = team.days_off & team.working_days
    if not both:
        return []
    days = ", ".join(map(range_text, ranges_of(both)))
    return [Problem(file.line, f"{days}: both in days_off and in working_days", ("naming each day in one of them",))]


def other_kinds(file: TeamFile, stored: Sequence[Ritual]) -> list[Problem]:
    """A ritual stays of its kind: its meetings and protocols are of that kind too."""
    kinds = {ritual.name: ritual.kind for ritual in stored}
    return [
        Problem(ritual.line, f"the ritual {ritual.name!r} is of the kind {kinds[ritual.name]}", ("another name",))
        for ritual in file.rituals
        if kinds.get(ritual.name, ritual.kind) != ritual.kind
    ]
