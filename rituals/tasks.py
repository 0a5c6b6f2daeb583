"""Action items: who does what by when, how it went, and how often it was moved."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from rituals.agenda import ItemId
from rituals.errors import DateHasPassed, MovedTooOften, TaskIsClosed
from rituals.team import Person, PersonId, TeamId
from rituals.timeline import OccurrenceId

TaskId = NewType("TaskId", int)

MOVES_ALLOWED = 3
"""An action item that was moved this often must be split, dropped or given to somebody else."""

RAISED_AFTER = 2
"""An action item that was moved this often goes to the directors' next breakfast."""

HEAVY_LOAD = 7
"""An owner with more open action items than this is pointed out."""


class TaskState(StrEnum):
    """What was not done stays OPEN with a reason; DROPPED is over; SPLIT goes on in its parts."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"
    SPLIT = "split"


class Outcome(StrEnum):
    """What the review of a meeting found."""

    DONE = "done"
    PARTLY = "partly"
    NOT_DONE = "not_done"
    NOT_REVIEWED = "not_reviewed"


class WhatNow(StrEnum):
    """What becomes of an action item that was not done."""

    NEW_DATE = "date"
    NEW_OWNER = "owner"
    SPLIT = "split"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Load:
    """An owner with more open action items than one person can keep in mind."""

    owner: str
    count: int


@dataclass(frozen=True, slots=True)
class Task:
    """An action item. Without an owner or a date it is unfinished, and shown so.

    `parent` is the one that it is a part of; `raised` the agenda item by which it went to the directors.
    """

    id: TaskId
    team: TeamId
    text: str
    owner: PersonId | None
    due: datetime | None
    has_time: bool
    created_at: datetime
    created_by: PersonId | None = None
    occurrence: OccurrenceId | None = None
    item: ItemId | None = None
    state: TaskState = TaskState.OPEN
    reason: str | None = None
    moves: int = 0
    closed_at: datetime | None = None
    parent: TaskId | None = None
    raised: ItemId | None = None
    topic: str = ""

    @property
    def is_open(self) -> bool:
        return self.state is TaskState.OPEN

    @property
    def is_unfinished(self) -> bool:
        return self.owner is None or self.due is None

    @property
    def is_stuck(self) -> bool:
        """Moved so often that it is the directors' business."""
        return self.is_open and self.moves >= RAISED_AFTER

    def is_overdue(self, now: datetime) -> bool:
        return self.is_open and self.due is not None and self.due < now

    def check_open(self) -> None:
        """Raises TaskIsClosed."""
        if not self.is_open:
            raise TaskIsClosed(self.text)

    def done(self, now: datetime) -> "Task":
        self.check_open()
        return replace(self, state=TaskState.DONE, closed_at=now)

    def dropped(self, reason: str, now: datetime) -> "Task":
        self.check_open()
        return replace(self, state=TaskState.DROPPED, reason=reason, closed_at=now)

    def not_done(self, reason: str) -> "Task":
        """It stays open; the reason is kept until the next word about it."""
        self.check_open()
        return replace(self, reason=reason)

    def moved(self, due: datetime, *, has_time: bool, now: datetime) -> "Task":
        """A new date. The first date of an unfinished action item is no move."""
        self.check_open()
        if due < now - timedelta(days=1):
            raise DateHasPassed(due.date())
        self.check_may_move()
        return replace(self, due=due, has_time=has_time, moves=self.moves + (self.due is not None))

    def check_may_move(self) -> None:
        """Raises MovedTooOften for one that is to be split, dropped or given to somebody else."""
        if not self.may_move:
            raise MovedTooOften(self.text, self.moves)

    @property
    def may_move(self) -> bool:
        """A first date is always possible."""
        return self.due is None or self.moves < MOVES_ALLOWED

    def given_to(self, owner: PersonId) -> "Task":
        """Another owner starts with a clean count."""
        self.check_open()
        return self if owner == self.owner else replace(self, owner=owner, moves=0)

    def split(self, now: datetime) -> "Task":
        """It ends, and goes on in its parts."""
        self.check_open()
        return replace(self, state=TaskState.SPLIT, closed_at=now)

    def part(
        self, text: str, owner: PersonId | None, due: datetime, *, has_time: bool, by: PersonId, now: datetime
    ) -> "Task":
        """One of the parts: from the same meeting and agenda item, with an owner, a date and a count of its own."""
        if due < now - timedelta(days=1):
            raise DateHasPassed(due.date())
        return Task(
            id=TaskId(0),
            team=self.team,
            text=text,
            owner=owner,
            due=due,
            has_time=has_time,
            created_at=now,
            created_by=by,
            occurrence=self.occurrence,
            item=self.item,
            parent=self.id,
        )


def heavy_in(tasks: Iterable[Task], people: Iterable[Person]) -> tuple[Load, ...]:
    """Who of these people has more of these action items than one person can keep in mind, the most first."""
    owners = [task.owner for task in tasks]
    loads = [Load(person.name, owners.count(person.id)) for person in people if person.active]
    too_many = [load for load in loads if load.count > HEAVY_LOAD]
    return tuple(sorted(too_many, key=lambda load: (-load.count, load.owner)))
