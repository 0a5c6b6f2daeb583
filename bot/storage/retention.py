"""Forgetting what is old: words and names of meetings that were over long ago; that they were held stays known."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, func, or_, select, tuple_, update

from bot.storage.archive_tables import protocol_searches
from bot.storage.meeting_tables import item_talks, partakings
from bot.storage.slotstate import TO_DO, SlotState
from bot.storage.sql import Sql
from bot.storage.tables import (
    absences,
    answers,
    attendances,
    decisions,
    item_votes,
    items,
    meetings,
    occurrences,
    passed_items,
    protocol_versions,
    protocols,
    reviews,
    slots,
    steps,
    tasks,
)
from bot.storage.vote_tables import vote_reasons, votes
from rituals.agenda import ItemState
from rituals.tasks import TaskState
from rituals.timeline import StepState


async def sweep(sql: Sql, before: datetime) -> None:
    """Forget what was over before that moment: meetings' words, protocols, action items, messages, absences.

    An occurrence itself stays, without what was noted about it: no slot happens twice. A team's newest protocol keeps
    its number, so that no number is given twice.
    """
    over = select(occurrences.c.id).where(occurrences.c.closed_at < before)
    for table in (attendances, answers, partakings, reviews, item_talks, passed_items, decisions):
        await sql.run(delete(table).where(table.c.occurrence_id.in_(over)))
    await sql.run(update(occurrences).where(occurrences.c.closed_at < before).values(note=None, place=None, by_id=None))
    await sql.run(update(meetings).where(meetings.c.occurrence_id.in_(over)).values(item_id=None))
    await sql.run(
        delete(vote_reasons).where(vote_reasons.c.vote_id.in_(select(votes.c.id).where(votes.c.closes_at < before)))
    )
    await _forget_protocols(sql, over)
    await _forget_tasks(sql, before)
    await _forget_items(sql, before, over)
    await sql.run(delete(protocol_searches).where(protocol_searches.c.at < before))
    await sql.run(delete(absences).where(absences.c.last < before.date()))
    rests = slots.c.state.not_in((*TO_DO, SlotState.SENDING))
    await sql.run(delete(slots).where(rests, func.coalesce(slots.c.ended_at, slots.c.shown_at) < before))
    await sql.run(delete(steps).where(steps.c.state != StepState.WAITING, steps.c.due_at < before))


async def _forget_protocols(sql: Sql, over: Select[Any]) -> None:
    newest = select(protocols.c.team_id, func.max(protocols.c.number)).group_by(protocols.c.team_id)
    old = select(protocols.c.team_id, protocols.c.number).where(
        protocols.c.occurrence_id.in_(over), tuple_(protocols.c.team_id, protocols.c.number).not_in(newest)
    )
    for row in await sql.all(old):
        for table in (protocol_versions, protocols):
            await sql.run(delete(table).where(table.c.team_id == row.team_id, table.c.number == row.number))


async def _forget_tasks(sql: Sql, before: datetime) -> None:
    """Closed ones; what is open is a promise, however old."""
    old = select(tasks.c.id).where(tasks.c.state != TaskState.OPEN, tasks.c.closed_at < before)
    await sql.run(delete(reviews).where(reviews.c.task_id.in_(old)))
    await sql.run(update(tasks).where(tasks.c.parent_id.in_(old)).values(parent_id=None))
    await sql.run(delete(tasks).where(tasks.c.id.in_(old)))


async def _forget_items(sql: Sql, before: datetime, over: Select[Any]) -> None:
    """Those that no meeting waits for and nothing refers to any more."""
    referred = or_(
        *(
            items.c.id.in_(select(column).where(column.is_not(None)))
            for column in (
                tasks.c.item_id,
                tasks.c.raised_item_id,
                meetings.c.item_id,
                decisions.c.item_id,
                passed_items.c.item_id,
                item_talks.c.item_id,
            )
        )
    )
    done = (items.c.state != ItemState.WAITING) & (items.c.created_at < before) & ~referred
    ended = done & or_(items.c.occurrence_id.is_(None), items.c.occurrence_id.in_(over))
    old = select(items.c.id).where(ended)
    await sql.run(delete(item_votes).where(item_votes.c.item_id.in_(old)))
    await sql.run(delete(items).where(ended))
