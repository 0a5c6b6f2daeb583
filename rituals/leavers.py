"""When somebody has left: a question to the director of their department, who takes over what was theirs?"""

from datetime import datetime

from rituals import assignments
from rituals.absence import there_first
from rituals.errors import UnknownButton
from rituals.messages import Direct
from rituals.not_yours import NotYoursToHandOn
from rituals.places import addresses_of
from rituals.ports import Transaction
from rituals.task_messages import TASKS_SHOWN, TasksInherited, WhoTakesOver
from rituals.tasks import Task
from rituals.team import Person, PersonId, Team, director_of


def question_slot(person: PersonId) -> str:
    return f"person:{person}:who_takes_over"


async def ask_who_takes_over(tx: Transaction, team: Team, person: Person, now: datetime) -> None:
    """A private question to who decides it, kept up to date; nobody is asked about who left nothing behind."""
    to = await _who_decides(tx, team, person, now)
    tasks = await _left_by(tx, team, person.id)
    if to is None or not tasks:
        return
    rows = await assignments.rows_of(tx, team, to, tasks[:TASKS_SHOWN], now)
    message = WhoTakesOver(person.id, person.name, tuple(rows), len(tasks))
    await tx.outbox.show(question_slot(person.id), Direct(to.id), message)


async def _who_decides(tx: Transaction, team: Team, person: Person, now: datetime) -> Person | None:
    """The director of the department, else another director, else an admin; who is away only if nobody is there."""
    there = [one for one in await tx.people.of(team.id) if one.active and one.id != person.id]
    own = director_of(person.department, there)
    directors = [one for one in there if one.is_director]
    admins = [one for one in there if one.admin]
    in_order = [*([own] if own else []), *directors, *admins]
    return next(iter(await there_first(tx, team, in_order, now)), None)


async def _left_by(tx: Transaction, team: Team, person: PersonId) -> list[Task]:
    return [task for task in await tx.tasks.open_in(team.id) if task.owner == person]


async def leaver(tx: Transaction, team: Team, person: PersonId, by: Person) -> tuple[Person, int]:
    """Who left, and how many action items they left open; for directors and admins.

    Raises NotYoursToHandOn, UnknownButton.
    """
    people = await tx.people.of(team.id)
    found = next((p for p in people if p.id == person and not p.active), None)
    if found is None:
        raise UnknownButton
    if not (by.is_director or by.admin):
        raise NotYoursToHandOn(found.name, tuple(p.name for p in people if p.active and (p.is_director or p.admin)))
    return found, len(await _left_by(tx, team, person))


async def take_over(tx: Transaction, team: Team, person: Person, heir: Person, by: Person, now: datetime) -> int:
    """All that somebody left behind is another one's now, who reads it in one message. Returns how many there were."""
    taken = [
        await assignments.keep(tx, team, task.given_to(heir.id), now) for task in await _left_by(tx, team, person.id)
    ]
    if taken and heir.id != by.id:
        rows = await assignments.rows_of(tx, team, heir, taken[:TASKS_SHOWN], now)
        message = TasksInherited(person.name, by.name, tuple(rows), len(taken))
        await tx.outbox.show(f"{question_slot(person.id)}:{heir.id}:{now:%Y%m%d%H%M%S}", Direct(heir.id), message)
    settled = WhoTakesOver(person.id, person.name, (), 0, heir.name)
    for asked in await addresses_of(tx, team.id, question_slot(person.id)):
        await tx.outbox.show(question_slot(person.id), asked, settled)
    return len(taken)
