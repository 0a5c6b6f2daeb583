"""Naming a director where nobody is one."""

from handlers.registry import Access, Ask, Reply, Request, Say, Topic
from handlers.words import person_named
from rituals import roster
from rituals.errors import UnknownButton
from rituals.messages import Who
from rituals.ports import Transaction
from rituals.team import DIRECTORS, Role
from rituals.vacancies import DirectorMissing, SuccessorForm, holder_of

topic = Topic()


def _role(ask: Request) -> Role:
    """Raises UnknownButton."""
    role = next((role for role in DIRECTORS if role == ask.word()), None)
    if role is None:
        raise UnknownButton
    return role


@topic.press("director.name", Access.ADMIN)
async def name(tx: Transaction, ask: Request) -> Reply:
    """*Name the director*; who pressed late reads who it is."""
    role, people = _role(ask), await tx.people.of(ask.team.id)
    holder = holder_of(role, people)
    if holder is not None:
        return Say(DirectorMissing(role, (), successor=holder.name))
    return Ask(SuccessorForm(role, tuple(Who.of(person) for person in people if person.active)))


@topic.press("director.named", Access.ADMIN)
async def named(tx: Transaction, ask: Request) -> Reply:
    """The form *Name the director*."""
    role = _role(ask)
    person = await person_named(tx, ask.team, ask.values.get("person", ""))
    await roster.give_role(tx, ask.team, person, role)
    return Say(DirectorMissing(role, (), successor=person.name))
