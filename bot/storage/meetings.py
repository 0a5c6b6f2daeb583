"""The course of meetings in the database: one row a meeting, and rows for who came, was decided, passed, reviewed."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, Table, bindparam, delete, select

from bot.storage.agenda import item_of, items_with_votes
from bot.storage.codec import decode, encode
from bot.storage.compiled import Prepared
from bot.storage.meeting_tables import item_talks
from bot.storage.occurrences import OccurrenceRows, occurrence_of
from bot.storage.rituals import ritual_of
from bot.storage.sql import Sql
from bot.storage.tables import (
    attendances,
    decisions,
    items,
    meetings,
    occurrences,
    passed_items,
    reviews,
    rituals,
)
from rituals.agenda import Item, ItemId
from rituals.meeting import Attendance, Decision, Meeting, Review, Stage
from rituals.tasks import TaskId
from rituals.team import PersonId, TeamId
from rituals.timeline import Occurrence, OccurrenceId, OccurrenceState, Ritual, RitualId

Rows = dict[int, dict[str, Any]]
"""Rows of one meeting in one of its tables, by the key within the meeting."""

_KEY_OF = {
    attendances: "person_id",
    decisions: "seq",
    passed_items: "item_id",
    item_talks: "item_id",
    reviews: "task_id",
}


_CHAIRS = Prepared(
    select(meetings.c.chair_id)
    .join(occurrences, occurrences.c.id == meetings.c.occurrence_id)
    .where(
        occurrences.c.ritual_id == bindparam("ritual"),
        occurrences.c.state == OccurrenceState.HELD,
        meetings.c.chair_id.is_not(None),
    )
    .order_by(occurrences.c.starts_at.desc(), occurrences.c.id.desc())
    .limit(bindparam("most"))
)


class MeetingRows:
    """The meetings; see rituals.ports.Meetings. Remembers what it has loaded, to write only what has changed."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql
        self._stored: dict[OccurrenceId, dict[Table, Rows]] = {}

    async def get(self, team: TeamId, occurrence: OccurrenceId) -> Meeting | None:
        """A meeting that has been opened, locked for this transaction."""
        mine = (occurrences.c.id == occurrence) & (occurrences.c.team_id == team)
        held = await self._sql.first(select(occurrences).where(mine).with_for_update(key_share=True))
        if held is None:
            return None
        row = await self._sql.first(select(meetings).where(meetings.c.occurrence_id == occurrence))
        if row is None:
            return None
        ritual = await self._sql.first(select(rituals).where(rituals.c.id == held.ritual_id))
        assert ritual is not None  # noqa: S101  a foreign key holds it
        meeting = _meeting(row, occurrence_of(held), ritual_of(ritual))
        await self._load_course(meeting)
        return meeting

    async def save(self, meeting: Meeting) -> None:
        """Everything about it, the occurrence too."""
        await OccurrenceRows(self._sql).save(meeting.occurrence)
        await self._sql.put(meetings, [_values(meeting)])
        stored = self._stored.get(meeting.id, {})
        course = _course(meeting)
        for table, rows in course.items():
            await self._write_changes(meeting.id, table, stored.get(table, {}), rows)
        self._stored[meeting.id] = course

    async def open_in(self, team: TeamId) -> Sequence[OccurrenceId]:
        """Meetings that are open or running, the earliest first."""
        states = (OccurrenceState.OPEN, OccurrenceState.RUNNING)
        going_on = (occurrences.c.team_id == team) & occurrences.c.state.in_(states)
        opened = (
            select(occurrences.c.id)
            .join(meetings, meetings.c.occurrence_id == occurrences.c.id)
            .where(going_on)
            .order_by(occurrences.c.starts_at, occurrences.c.id)
        )
        return [OccurrenceId(row.id) for row in await self._sql.all(opened)]

    async def chairs(self, ritual: RitualId, limit: int) -> Sequence[PersonId]:
        """Who chaired those that were held, the latest first."""
        return [PersonId(row.chair_id) for row in await self._sql.all(_CHAIRS, ritual=ritual, most=limit)]

    async def items_discussed(self, occurrence: OccurrenceId) -> Sequence[Item]:
        """The items that this meeting passed (discussed or deferred), in the order it did."""
        passed = (
            items_with_votes()
            .join(passed_items, passed_items.c.item_id == items.c.id)
            .where(passed_items.c.occurrence_id == occurrence)
            .order_by(passed_items.c.position)
        )
        return [item_of(row) for row in await self._sql.all(passed)]

    async def _load_course(self, meeting: Meeting) -> None:
        for row in await self._rows(attendances, meeting.id, "at"):
            person = PersonId(row.person_id)
            meeting.attendance[person] = Attendance(person, row.at, row.late)
        for row in await self._rows(decisions, meeting.id, "seq"):
            item = None if row.item_id is None else ItemId(row.item_id)
            meeting.decisions.append(
                Decision(row.seq, row.text, item, PersonId(row.by_id), row.at, row.reopened, row.topic)
            )
        for row in await self._rows(passed_items, meeting.id, "position"):
            meeting.passed[ItemId(row.item_id)] = row.how
        for row in await self._rows(item_talks, meeting.id, "item_id"):
            meeting.spent[ItemId(row.item_id)] = row.spent
        for row in await self._rows(reviews, meeting.id, "position"):
            by = None if row.by_id is None else PersonId(row.by_id)
            meeting.reviews[TaskId(row.task_id)] = Review(TaskId(row.task_id), row.outcome, row.at, by, row.why)
        self._stored[meeting.id] = _course(meeting)

    async def _rows(self, table: Table, occurrence: OccurrenceId, order: str) -> Sequence[Row[Any]]:
        key = table.c[_KEY_OF[table]]
        return await self._sql.all(
            select(table).where(table.c.occurrence_id == occurrence).order_by(table.c[order], key)
        )

    async def _write_changes(
        self, occurrence: OccurrenceId, table: Table, before: Mapping[int, dict[str, Any]], after: Rows
    ) -> None:
        await self._sql.put(table, [row for key, row in after.items() if before.get(key) != row])
        gone = before.keys() - after.keys()
        if gone:
            key = table.c[_KEY_OF[table]]
            await self._sql.run(delete(table).where(table.c.occurrence_id == occurrence, key.in_(gone)))


def _meeting(row: Row[Any], occurrence: Occurrence, ritual: Ritual) -> Meeting:
    return Meeting(
        occurrence=occurrence,
        ritual=ritual,
        stages=decode(row.stages, tuple[Stage, ...]),
        chair=None if row.chair_id is None else PersonId(row.chair_id),
        phase=row.phase,
        phase_since=row.phase_since,
        started_at=row.started_at,
        item=None if row.item_id is None else ItemId(row.item_id),
        topic=row.topic,
        item_since=row.item_since,
        to_review=decode(row.to_review, tuple[TaskId, ...]),
    )


def _values(meeting: Meeting) -> dict[str, Any]:
    return {
        "occurrence_id": meeting.id,
        "stages": encode(meeting.stages),
        "chair_id": meeting.chair,
        "phase": meeting.phase,
        "phase_since": meeting.phase_since,
        "started_at": meeting.started_at,
        "item_id": meeting.item,
        "topic": meeting.topic,
        "item_since": meeting.item_since,
        "to_review": encode(meeting.to_review),
    }


def _course(meeting: Meeting) -> dict[Table, Rows]:
    """What happened so far, as the rows of the tables around `meetings`."""
    of_it = {"occurrence_id": meeting.id}
    return {
        attendances: {
            came.person: {**of_it, "person_id": came.person, "at": came.at, "late": came.late}
            for came in meeting.attendance.values()
        },
        decisions: {decision.seq: {**of_it, **_decision(decision)} for decision in meeting.decisions},
        passed_items: {
            item: {**of_it, "item_id": item, "how": how, "position": position}
            for position, (item, how) in enumerate(meeting.passed.items())
        },
        item_talks: {item: {**of_it, "item_id": item, "spent": spent} for item, spent in meeting.spent.items()},
        reviews: {
            review.task: {**of_it, **_review(review), "position": position}
            for position, review in enumerate(meeting.reviews.values())
        },
    }


def _decision(decision: Decision) -> dict[str, Any]:
    return {
        "seq": decision.seq,
        "text": decision.text,
        "item_id": decision.item,
        "by_id": decision.by,
        "at": decision.at,
        "reopened": decision.reopened,
        "topic": decision.topic,
    }


def _review(review: Review) -> dict[str, Any]:
    return {
        "task_id": review.task,
        "outcome": review.outcome,
        "at": review.at,
        "by_id": review.by,
        "why": review.why,
    }
