"""What is put off again and again goes to the directors by itself: onto the agenda of their next breakfast, once."""

from dataclasses import replace
from datetime import datetime

from rituals import agenda_board, gathering
from rituals.agenda import MOST_ITEMS, ItemId
from rituals.audience import closed_to
from rituals.kinds import circle_of, has_agenda, is_private
from rituals.ports import Transaction
from rituals.reading import may_read
from rituals.tasks import Task
from rituals.team import Team
from rituals.timeline import Ritual

BREAKFAST = "breakfast"
"""The kind of the directors' own meeting."""


async def breakfast_of(tx: Transaction, team: Team) -> Ritual | None:
    """The directors' breakfast; None for a team without one: then nothing is raised, and the lists mark it."""
    rituals = await tx.rituals.of(team.id)
    return next((one for one in rituals if one.kind == BREAKFAST and has_agenda(one)), None)


async def waiting(tx: Transaction, team: Team) -> frozenset[ItemId]:
    """The items that wait for the directors."""
    ritual = await breakfast_of(tx, team)
    return frozenset(item.id for item in await tx.agenda.waiting(ritual.id)) if ritual else frozenset()


async def follow(tx: Transaction, team: Team, task: Task, now: datetime) -> Task:
    """After a change of an action item: raise it, or take it off the directors' agenda when it is settled.

    It is raised once; another owner begins anew.
    """
    if task.is_stuck:
        return task if task.raised else await _raise(tx, team, task, now)
    if task.raised is None:
        return task
    await gathering.withdraw(tx, team, task.raised, now)
    return await _kept(tx, replace(task, raised=None)) if task.is_open else task


async def _raise(tx: Transaction, team: Team, task: Task, now: datetime) -> Task:
    ritual = await breakfast_of(tx, team)
    if (
        ritual is None
        or not await _may_be_read_there(tx, team, task, ritual)
        or len(await tx.agenda.waiting(ritual.id)) >= MOST_ITEMS
    ):
        return task
    owner = next((p for p in await tx.people.of(team.id) if p.id == task.owner), None)
    department = owner.department if owner else None
    item, _, _ = await gathering.add(tx, team, ritual, task.text, None, now, department=department)
    raised = await _kept(tx, replace(task, raised=item.id))
    await agenda_board.refresh(tx, team, ritual, now)
    return raised


async def _may_be_read_there(tx: Transaction, team: Team, task: Task, ritual: Ritual) -> bool:
    """Whether all who would read it at that meeting may: what was given in private goes to nobody else."""
    if task.occurrence is None:
        return True
    people = [person for person in await tx.people.of(team.id) if person.active]
    readers = circle_of(ritual).of(people) if is_private(ritual) else people
    protocol = (await tx.archive.of_meetings(team.id, {task.occurrence})).get(task.occurrence)
    if protocol is not None:
        return all(may_read(person, protocol) for person in readers)
    return not any([await closed_to(tx, team, person, [task.occurrence]) for person in readers])


async def _kept(tx: Transaction, task: Task) -> Task:
    await tx.tasks.save(task)
    return task
