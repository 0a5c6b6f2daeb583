"""When somebody has left: a question to the director of their department, who takes over what was theirs?"""

from collections.abc import Sequence
from datetime import datetime

from rituals import assignments
from rituals.errors import UnknownButton
from rituals.messages import Direct
from rituals.not_yours import NotYoursToHandOn
from rituals.ports import Transaction
from rituals.task_messages import TASKS_SHOWN, TasksInherited, WhoTakesOver
from rituals.tasks import Task
from rituals.team import Person, PersonId, Team, director_of


def question_slot(person: PersonId) -> str:
    return f"person:{person}:who_takes_over"


async def ask_who_takes_over(tx: Transaction, team: Team, person: Person, now: datetime) -> None:
    """A private question to who decides it, kept up to date; nobody is asked about who left nothing behind."""
    people = await tx.people.of(team.id)
    to = _who_decides(person, people)
    tasks = await _left_by(tx, team, person.id)
    if to is None or not tasks:
        return
    rows = await assignments.rows_of(tx, team, to, tasks[:TASKS_SHOWN], now)
    message = WhoTakesOver(person.id, person.name, tuple(rows), len(tasks))
    await tx.outbox.show(question_slot(person.id), Direct(to.id), message)


def _who_decides(person: Person, people: Sequence[Person]) -> Person | None:
    """The director of the department, else another director, else an admin."""
    there = [one for one in people if one.active and one.id != person.id]
    own = director_of(person.department, there)
    directors = [one for one in there if one.is_director]
    admins = [one for one in there if one.admin]
    return own or next(iter([*directors, *admins]), None)


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
    to = _who_decides(person, await tx.people.of(team.id))
    if to is not None and await tx.outbox.shown_in(question_slot(person.id)):
        settled = WhoTakesOver(person.id, person.name, (), 0, heir.name)
        await tx.outbox.show(question_slot(person.id), Direct(to.id), settled)
    return len(taken)
