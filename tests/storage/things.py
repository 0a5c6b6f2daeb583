"""Occurrences, items and action items for the storage tests."""

from datetime import datetime, timedelta

from bot.storage.transaction import SqlTransaction
from rituals.agenda import Item, ItemId
from rituals.tasks import Task, TaskId
from rituals.team import Person
from rituals.timeline import (
    Occurrence,
    OccurrenceId,
    OccurrenceState,
)
from tests.databases import MONDAY
from tests.world import World

MINUTE, HOUR, WEEK = timedelta(minutes=1), timedelta(hours=1), timedelta(weeks=1)


async def an_occurrence(
    tx: SqlTransaction,
    world: World,
    starts_at: datetime = MONDAY,
    state: OccurrenceState = OccurrenceState.PLANNED,
) -> Occurrence:
    slot = starts_at.strftime("%Y-%m-%dT%H:%M")
    new = Occurrence(OccurrenceId(0), world.team.id, world.monday.id, slot, starts_at, state)
    added = await tx.occurrences.add(new)
    assert added is not None
    return added


async def an_item(tx: SqlTransaction, world: World, text: str = "Лиды", *, by: Person | None = None) -> Item:
    department = by.department if by else None
    new = Item(ItemId(0), world.team.id, world.monday.id, text, by.id if by else None, department, MONDAY - HOUR)
    return await tx.agenda.add(new)


async def a_task(tx: SqlTransaction, world: World, due: datetime | None = None, text: str = "Позвонить") -> Task:
    new = Task(TaskId(0), world.team.id, text, world.gleb.id, due, has_time=False, created_at=MONDAY)
    return await tx.tasks.add(new)
