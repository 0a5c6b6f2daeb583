"""One meeting while it lives: who is here, what has been promised and done, what is discussed, what was recorded."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from rituals.agenda import Item, ItemId, take_turns
from rituals.errors import AlreadyStarted, NothingToDefer, NotStarted, NotTheChair, TooMany
from rituals.tasks import Outcome, TaskId
from rituals.team import Person, PersonId, Role
from rituals.timeline import Occurrence, OccurrenceId, Ritual

MOST_DECISIONS = 300
"""Of one meeting; its protocol is shown as a whole."""

LATE_AFTER = timedelta(minutes=3)
"""Who says *I'm here* later than this after the appointed time is late: a lift and a slow watch are not."""


class Phase(StrEnum):
    """What a meeting is doing."""

    GATHERING = "gathering"
    REVIEW = "review"
    ITEMS = "items"
    PLAN = "plan"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of a meeting with its time box."""

    phase: Phase
    minutes: int


@dataclass(frozen=True, slots=True)
class Attendance:
    """When somebody said that they are here."""

    person: PersonId
    at: datetime
    late: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided, and about which item (None: about nothing on the agenda). `seq` counts within the meeting."""

    seq: int
    text: str
    item: ItemId | None
    by: PersonId
    at: datetime
    reopened: bool = False


class Passed(StrEnum):
    """How a meeting left an item."""

    DISCUSSED = "discussed"
    DEFERRED = "deferred"


@dataclass(frozen=True, slots=True)
class Review:
    """What the meeting heard about an action item that was due."""

    task: TaskId
    outcome: Outcome
    at: datetime
    by: PersonId | None = None
    why: str | None = None


@dataclass(slots=True)
class Meeting:
    """Knows the course of one meeting; knows nothing of chats, words or tables.

    `to_review` is fixed when the meeting starts: the action items that were due, in order.
    """

    occurrence: Occurrence
    ritual: Ritual
    stages: tuple[Stage, ...]
    chair: PersonId | None
    phase: Phase = Phase.GATHERING
    phase_since: datetime | None = None
    started_at: datetime | None = None
    item: ItemId | None = None
    to_review: tuple[TaskId, ...] = ()
    attendance: dict[PersonId, Attendance] = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)
    passed: dict[ItemId, Passed] = field(default_factory=dict)
    reviews: dict[TaskId, Review] = field(default_factory=dict)

    @property
    def id(self) -> OccurrenceId:
        return self.occurrence.id

    @property
    def is_running(self) -> bool:
        return self.phase not in {Phase.GATHERING, Phase.CLOSED}

    @property
    def under_review(self) -> TaskId | None:
        """The action item that the meeting looks at now."""
        if self.phase is not Phase.REVIEW:
            return None
        return next((task for task in self.to_review if task not in self.reviews), None)

    def queue(self, items: Iterable[Item]) -> list[Item]:
        """The items still to come, the current one included, in the order of discussion.

        The turns are those of all items, the passed ones too: what is behind does not begin the round anew.
        """
        return [item for item in take_turns(items) if item.id not in self.passed]

    def minutes_left(self, now: datetime) -> int:
        """Minutes left in the stage's time box; negative when it is overrun."""
        if self.phase_since is None:
            return 0
        return self.minutes_of(self.phase) - int((now - self.phase_since) / timedelta(minutes=1))

    def minutes_of(self, phase: Phase) -> int:
        return next((stage.minutes for stage in self.stages if stage.phase is phase), 0)

    # -- what people do ------------------------------------------------------------------------------------------

    def arrive(self, person: PersonId, now: datetime) -> Attendance:
        """Say *I'm here*; a second time changes nothing."""
        late = now - self.occurrence.starts_at > LATE_AFTER and not self._opened_late(now)
        return self.attendance.setdefault(person, Attendance(person, now, late))

    def _opened_late(self, now: datetime) -> bool:
        """A meeting that the bot itself opened late makes nobody late who comes within the same time of its opening."""
        opened = self.occurrence.opened_at
        return opened is not None and now - opened <= LATE_AFTER

    def check_lead(self, by: Person, chair_name: str) -> None:
        """Only who chairs moves the meeting on; a moderator or an admin may help out; without a chair anybody may."""
        if not (self.chair in {None, by.id} or by.admin or by.role is Role.MODERATOR):
            raise NotTheChair(chair_name)

    def start(self, by: PersonId, to_review: Sequence[TaskId], items: Iterable[Item], now: datetime) -> None:
        """Begin: first what was promised last time, if anything was due."""
        if self.phase is not Phase.GATHERING:
            raise AlreadyStarted(self.ritual.name, self.ritual.kind)
        self.started_at = now
        self.to_review = tuple(to_review)
        self.arrive(by, now)
        if self.chair is None:
            self.chair = by
        self._enter(Phase.REVIEW if self.to_review else Phase.ITEMS, items, now)

    def check_running(self) -> None:
        if not self.is_running:
            raise NotStarted(self.ritual.name, self.ritual.kind)

    def review(self, review: Review, items: Iterable[Item], now: datetime) -> None:
        """Record how a promise was kept; after the last one the items begin."""
        self.check_running()
        self.reviews[review.task] = review
        if self.phase is Phase.REVIEW and self.under_review is None:
            self._enter(Phase.ITEMS, items, now)

    def next(self, items: Iterable[Item], now: datetime) -> None:
        """Move on: an unanswered review is recorded as not reviewed, the item under discussion as discussed."""
        self.check_running()
        task = self.under_review
        if task is not None:
            self.review(Review(task, Outcome.NOT_REVIEWED, now), items, now)
        elif self.phase is Phase.ITEMS:
            if self.item is not None:
                self.passed[self.item] = Passed.DISCUSSED
            self._take_next(items, now)

    def defer(self, items: Iterable[Item], now: datetime) -> ItemId:
        """Put the item under discussion off to the next meeting."""
        self.check_running()
        if self.phase is not Phase.ITEMS or self.item is None:
            raise NothingToDefer
        item = self.item
        self.passed[item] = Passed.DEFERRED
        self._take_next(items, now)
        return item

    def decide(self, text: str, item: ItemId | None, by: PersonId, now: datetime) -> Decision:
        """Record a decision about an item (None: about nothing on the agenda). Raises NotStarted, TooMany."""
        self.check_running()
        if len(self.decisions) >= MOST_DECISIONS:
            raise TooMany("decisions", MOST_DECISIONS)
        decision = Decision(len(self.decisions) + 1, text, item, by, now)
        self.decisions.append(decision)
        return decision

    def item_removed(self, items: Iterable[Item], now: datetime) -> None:
        """The item under discussion was taken back."""
        if self.phase is Phase.ITEMS:
            self._take_next(items, now)

    def item_added(self, items: Iterable[Item], now: datetime) -> None:
        """Something new to talk about: a meeting that had run out of items goes back to them."""
        if self.phase is Phase.PLAN:
            self._enter(Phase.ITEMS, items, now)

    def close(self, now: datetime, with_tasks: Collection[ItemId] = ()) -> None:
        """End: the item under discussion counts as discussed if a decision or an action item was recorded about it."""
        self.check_running()
        for task in self.to_review:
            self.reviews.setdefault(task, Review(task, Outcome.NOT_REVIEWED, now))
        recorded = {*with_tasks, *(decision.item for decision in self.decisions)}
        if self.item is not None and self.item in recorded:
            self.passed[self.item] = Passed.DISCUSSED
        self.item = None
        self.phase = Phase.CLOSED
        self.phase_since = now

    def _enter(self, phase: Phase, items: Iterable[Item], now: datetime) -> None:
        self.phase = phase
        self.phase_since = now
        if phase is Phase.ITEMS:
            self._take_next(items, now)

    def _take_next(self, items: Iterable[Item], now: datetime) -> None:
        queue = self.queue(items)
        self.item = queue[0].id if queue else None
        if self.item is None:
            self._enter(Phase.PLAN, (), now)
