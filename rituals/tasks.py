"""Action items: who does what by when, how it went, and how often it was moved."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from rituals.agenda import ItemId
from rituals.errors import DateHasPassed, MovedTooOften, TaskIsClosed
from rituals.team import PersonId, TeamId
from rituals.timeline import OccurrenceId

TaskId = NewType("TaskId", int)

MOVES_ALLOWED = 3
"""An action item that was moved this often must be split, dropped or given to somebody else."""

HEAVY_LOAD = 7
"""An owner with more open action items than this is pointed out."""


class TaskState(StrEnum):
    """NOT_DONE stays open with a reason; DROPPED is over."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


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
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Task:
    """An action item. Without an owner or a date it is unfinished, and shown so."""

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
    topic: str = ""

    @property
    def is_open(self) -> bool:
        return self.state is TaskState.OPEN

    @property
    def is_unfinished(self) -> bool:
        return self.owner is None or self.due is None

    def _open(self) -> None:
        if not self.is_open:
            raise TaskIsClosed(self.text)

    def done(self, now: datetime) -> "Task":
        self._open()
        return replace(self, state=TaskState.DONE, closed_at=now)

    def dropped(self, reason: str, now: datetime) -> "Task":
        self._open()
        return replace(self, state=TaskState.DROPPED, reason=reason, closed_at=now)

    def not_done(self, reason: str) -> "Task":
        """It stays open; the reason is kept until the next word about it."""
        self._open()
        return replace(self, reason=reason)

    def moved(self, due: datetime, *, has_time: bool, now: datetime) -> "Task":
        """A new date. The first date of an unfinished action item is no move."""
        self._open()
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
        self._open()
        return replace(self, owner=owner, moves=0 if owner != self.owner else self.moves)
