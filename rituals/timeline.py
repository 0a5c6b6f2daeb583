"""A ritual, its occurrences, and the steps that each does at its time."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from rituals.calendar import Schedule
from rituals.team import Circle, PersonId, TeamId

RitualId = NewType("RitualId", int)
OccurrenceId = NewType("OccurrenceId", int)
StepId = NewType("StepId", int)

NO_OCCURRENCE = OccurrenceId(0)
"""The id of what is not stored, or not of any occurrence."""

GRACE = timedelta(minutes=10)
"""A step that is this late runs and says nothing: the number that Zulip and procrastinate use for the same question."""

RETRY_AFTER = timedelta(seconds=30)
"""A step that failed by a bug of ours is tried again after this, twice as long each time."""

ATTEMPTS = 5
"""Tries before a failing step is given up and shown as such."""


class Variant(StrEnum):
    """How a stand-up is held: people meet, or answer three questions in writing."""

    MEETING = "meeting"
    ASYNC = "async"


@dataclass(frozen=True, slots=True)
class Options:
    """What a team may set of a ritual of one kind, beside its schedule; a kind that has any declares a subclass.

    Every field has a default and is a key of the ritual in the team file: a flag, a number, a word of an enumeration,
    or a tuple of texts. Raises WrongValue for what a field cannot take.
    """


NO_OPTIONS = Options()


@dataclass(frozen=True, slots=True)
class Ritual:
    """Something that a team does again and again.

    `planned_until` is the key of the last slot that has an occurrence; `next_run_at` is when the next one is to be
    planned, None while it cannot be: the ritual is removed, or of a kind that this version does not hold. A `circle` of
    None: who takes part is what the kind says.
    """

    id: RitualId
    team: TeamId
    name: str
    kind: str
    schedule: Schedule
    duration: timedelta
    variant: Variant = Variant.MEETING
    paused_at: datetime | None = None
    paused_until: datetime | None = None
    removed: bool = False
    planned_until: str | None = None
    next_run_at: datetime | None = None
    options: Options = NO_OPTIONS
    circle: Circle | None = None

    @property
    def rests(self) -> bool:
        return self.paused_at is not None

    def rests_at(self, moment: datetime) -> bool:
        """Whether a pause takes away what would be held at that moment: one with an end does not reach beyond it."""
        return self.rests and (self.paused_until is None or moment < self.paused_until)


class OccurrenceState(StrEnum):
    """Where an occurrence stands. Every one ends as HELD, SKIPPED or MISSED, with the reason."""

    PLANNED = "planned"
    OPEN = "open"
    RUNNING = "running"
    HELD = "held"
    SKIPPED = "skipped"
    MISSED = "missed"


class Reason(StrEnum):
    """Why an occurrence was not held at its time, or not at all."""

    DAY_OFF = "day_off"
    PAUSED = "paused"
    PERSON = "person"
    NOTHING_TO_DISCUSS = "nothing_to_discuss"
    OUTAGE = "outage"
    NOBODY_STARTED = "nobody_started"
    RESCHEDULED = "rescheduled"
    NO_ANSWERS = "no_answers"
    TOO_FEW = "too_few"
    MOVED = "moved"
    NO_QUORUM = "no_quorum"
    NOBODY_THERE = "nobody_there"
    NOBODY_LEFT = "nobody_left"
    NOBODY_READS = "nobody_reads"
    TOO_ALIKE = "too_alike"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time that a ritual happens. `slot` is its local date and wall time: the key that forbids a second one.

    `place` is where people have agreed to meet, where that is not the usual.
    """

    id: OccurrenceId
    team: TeamId
    ritual: RitualId
    slot: str
    starts_at: datetime
    state: OccurrenceState = OccurrenceState.PLANNED
    reason: Reason | None = None
    note: str | None = None
    moved_from: datetime | None = None
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    by: PersonId | None = None
    place: str | None = None

    @property
    def is_over(self) -> bool:
        return self.state in {OccurrenceState.HELD, OccurrenceState.SKIPPED, OccurrenceState.MISSED}

    @property
    def asked_for(self) -> bool:
        """Whether a person has said *Run now* and it has not begun yet: that is a matter of seconds."""
        return self.state is OccurrenceState.PLANNED and self.by is not None and not self.was_moved

    @property
    def was_moved(self) -> bool:
        """Whether a person has moved it: `moved_from` is when the schedule has it, `by` who it was."""
        return self.reason is Reason.MOVED

    def skipped(
        self, reason: Reason, *, now: datetime, by: PersonId | None = None, note: str | None = None
    ) -> "Occurrence":
        by = self.by if by is None else by
        return replace(self, state=OccurrenceState.SKIPPED, reason=reason, note=note, by=by, closed_at=now)


class StepState(StrEnum):
    """How a step ended; WAITING until then."""

    WAITING = "waiting"
    DONE = "done"
    LATE = "late"
    SKIPPED = "skipped"
    FAILED = "failed"


class Subject(StrEnum):
    """What a step belongs to. A PROTOCOL goes by the id of its occurrence, whatever becomes of the ritual."""

    OCCURRENCE = "occurrence"
    TASK = "task"
    RITUAL = "ritual"
    PROTOCOL = "protocol"
    SURVEY = "survey"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do at its time. `last_at` is the moment after which it makes no sense any more."""

    id: StepId
    team: TeamId
    subject: Subject
    subject_id: int
    name: str
    due_at: datetime
    last_at: datetime
    state: StepState = StepState.WAITING
    attempts: int = 0
    done_at: datetime | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step before it is stored."""

    name: str
    due_at: datetime
    last_at: datetime
