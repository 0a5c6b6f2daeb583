"""What a team file must not want of the team that is stored: each refused with the line that wants it."""

from collections.abc import Mapping, Sequence

from bot.teamfile.content import TeamFile
from bot.teamfile.problems import Problem
from rituals.team import Person, Place, Role, Team
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


def other_kinds(file: TeamFile, stored: Sequence[Ritual]) -> list[Problem]:
    """A ritual stays of its kind: its meetings and protocols are of that kind too."""
    kinds = {ritual.name: ritual.kind for ritual in stored}
    return [
        Problem(ritual.line, f"the ritual {ritual.name!r} is of the kind {kinds[ritual.name]}", ("another name",))
        for ritual in file.rituals
        if kinds.get(ritual.name, ritual.kind) != ritual.kind
    ]
