"""Forgetting what is old: words, names and figures of what was over long ago; that it was held, and who won, stays."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Select, and_, delete, exists, func, or_, select, tuple_, update

from bot.storage.archive_tables import protocol_searches
from bot.storage.meeting_tables import item_talks, partakings
from bot.storage.slotstate import TO_DO, SlotState
from bot.storage.sql import Sql
from bot.storage.survey_tables import survey_boxes, survey_drafts, survey_people, surveys
from bot.storage.tables import (
    absences,
    answers,
    attendances,
    decisions,
    item_votes,
    items,
    meetings,
    metadata,
    occurrences,
    passed_items,
    protocol_versions,
    protocols,
    reviews,
    slots,
    steps,
    tasks,
)
from bot.storage.vote_tables import vote_options, vote_reasons, votes
from rituals.agenda import ItemState
from rituals.survey import SurveyState
from rituals.tasks import TaskState
from rituals.timeline import OccurrenceState, StepState


async def sweep(sql: Sql, before: datetime) -> None:
    """Forget what was over before that moment: meetings' words, protocols, action items, messages, absences.

    An occurrence that was held stays, bare, with who chaired it: turns, streaks and the first moderated meetings are
    counted by them. One that was skipped or missed goes once nothing refers to it. What a vote or a survey counted
    goes; who won a cup stays, the hall of fame is the team's history. A team's newest protocol keeps its number, so
    that no number is given twice.
    """
    over = select(occurrences.c.id).where(occurrences.c.closed_at < before)
    for table in (attendances, answers, partakings, reviews, item_talks, passed_items, decisions):
        await sql.run(delete(table).where(table.c.occurrence_id.in_(over)))
    await sql.run(update(occurrences).where(occurrences.c.closed_at < before).values(note=None, place=None, by_id=None))
    await sql.run(update(meetings).where(meetings.c.occurrence_id.in_(over)).values(item_id=None))
    await _forget_votes(sql, before)
    await _forget_surveys(sql, before)
    await _forget_protocols(sql, over)
    await _forget_tasks(sql, before)
    await _forget_items(sql, before, over)
    await sql.run(delete(protocol_searches).where(protocol_searches.c.at < before))
    await sql.run(delete(absences).where(absences.c.last < before.date()))
    rests = slots.c.state.not_in((*TO_DO, SlotState.SENDING))
    await sql.run(delete(slots).where(rests, func.coalesce(slots.c.ended_at, slots.c.shown_at) < before))
    await sql.run(delete(steps).where(steps.c.state != StepState.WAITING, steps.c.due_at < before))
    await _forget_what_was_not_held(sql, before)


async def _forget_votes(sql: Sql, before: datetime) -> None:
    """Counts and reasons of votes that are closed; electors and ballots went with the count."""
    closed = select(votes.c.id).where(votes.c.closes_at < before, votes.c.voted.is_not(None))
    for table in (vote_reasons, vote_options):
        await sql.run(delete(table).where(table.c.vote_id.in_(closed)))
    await sql.run(delete(votes).where(votes.c.id.in_(closed)))


async def _forget_surveys(sql: Sql, before: datetime) -> None:
    """Results of surveys that are closed, with who was asked; drafts that were given up."""
    over = or_(surveys.c.closed_at < before, surveys.c.state == SurveyState.DROPPED)
    old = select(surveys.c.id).where(over)
    for table in (survey_people, survey_drafts, survey_boxes):
        await sql.run(delete(table).where(table.c.survey_id.in_(old)))
    await sql.run(delete(surveys).where(over))


async def _forget_what_was_not_held(sql: Sql, before: datetime) -> None:
    """Bare occurrences that were skipped or missed. Slots that old are never planned again."""
    not_held = occurrences.c.state.in_((OccurrenceState.SKIPPED, OccurrenceState.MISSED))
    referred = (exists().where(column == occurrences.c.id) for column in _references_to_occurrences())
    free = and_(not_held, occurrences.c.closed_at < before, occurrences.c.starts_at < before)
    await sql.run(delete(occurrences).where(free, *(~one for one in referred)))


def _references_to_occurrences() -> Iterator[Column[Any]]:
    for table in metadata.sorted_tables:
        for column in table.c:
            if any(key.column is occurrences.c.id for key in column.foreign_keys):
                yield column


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
