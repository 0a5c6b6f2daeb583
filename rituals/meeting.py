"""One meeting while it lives: who is here, what has been promised and done, what is discussed, what was recorded."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from rituals.agenda import Item, ItemId, in_order
from rituals.errors import AlreadyStarted, NothingToDefer, NotStarted, NotTheChair, TooMany
from rituals.tasks import Outcome, TaskId
from rituals.team import Person, PersonId, Role
from rituals.timeline import Occurrence, OccurrenceId, Ritual

MOST_DECISIONS = 300
"""Of one meeting; its protocol is shown as a whole."""

LATE_AFTER = timedelta(minutes=3)
"""Who says *I'm here* later than this after the appointed time is late: a lift and a slow watch are not."""


NOW, COMING, OTHERS = range(3)
"""When an item has its turn, seen from a stage of the meeting."""


class Phase(StrEnum):
    """What a meeting is doing. TOPIC: it talks about one of the subjects that its kind always looks at."""

    GATHERING = "gathering"
    REVIEW = "review"
    TOPIC = "topic"
    ITEMS = "items"
    PLAN = "plan"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of a meeting with its time box; `topic` is the subject of a TOPIC, a word of `templates/_topics`."""

    phase: Phase
    minutes: int
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Attendance:
    """When somebody said that they are here."""

    person: PersonId
    at: datetime
    late: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided, and about which item (None: about nothing on the agenda). `seq` counts within the meeting.

    `topic` is what the meeting was looking at.
    """

    seq: int
    text: str
    item: ItemId | None
    by: PersonId
    at: datetime
    reopened: bool = False
    topic: str = ""


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

    It passes its stages in order. `to_review` is fixed when it starts: the action items that were due, in order.
    `spent` is how long each item has been talked about; `item_since` since when the one under discussion is.
    """

    occurrence: Occurrence
    ritual: Ritual
    stages: tuple[Stage, ...]
    chair: PersonId | None
    phase: Phase = Phase.GATHERING
    phase_since: datetime | None = None
    started_at: datetime | None = None
    item: ItemId | None = None
    topic: str = ""
    item_since: datetime | None = None
    to_review: tuple[TaskId, ...] = ()
    attendance: dict[PersonId, Attendance] = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)
    passed: dict[ItemId, Passed] = field(default_factory=dict)
    spent: dict[ItemId, timedelta] = field(default_factory=dict)
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

    @property
    def topics(self) -> tuple[str, ...]:
        """What a meeting of this kind always looks at, in order."""
        return tuple(stage.topic for stage in self.stages if stage.phase is Phase.TOPIC)

    @property
    def stage(self) -> Stage | None:
        """The stage that the meeting is in; None before and after."""
        return next((stage for stage in self.stages if (stage.phase, stage.topic) == (self.phase, self.topic)), None)

    @property
    def minutes(self) -> int:
        """The time box of the stage, 0 outside of any."""
        return self.stage.minutes if self.stage else 0

    @property
    def next_topic(self) -> str:
        """The subject of the next stage, empty if that has none."""
        coming = self._stages_to_come()
        return coming[0].topic if coming else ""

    def queue(self, items: Iterable[Item]) -> list[Item]:
        """The items still to come, the current one included, in the order of discussion.

        Those of a topic come with it; those of none, or of one that is behind, at the end. The turns are those of all
        items, the passed ones too: what is behind does not begin the round anew.
        """
        left = [item for item in in_order(items, self.topics) if item.id not in self.passed]
        return sorted(left, key=self._turn_of)

    def minutes_left(self, now: datetime) -> int:
        """Minutes left in the stage's time box; negative when it is overrun."""
        if self.phase_since is None:
            return 0
        return self.minutes - int((now - self.phase_since) / timedelta(minutes=1))

    def talked(self, now: datetime) -> dict[ItemId, timedelta]:
        """How long each item has been talked about up to now."""
        talked = dict(self.spent)
        if self.item is not None and self.item_since is not None:
            talked[self.item] = talked.get(self.item, timedelta()) + (now - self.item_since)
        return talked

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
        self._go_on(items, now)

    def check_running(self) -> None:
        if not self.is_running:
            raise NotStarted(self.ritual.name, self.ritual.kind)

    def review(self, review: Review, items: Iterable[Item], now: datetime) -> None:
        """Record how a promise was kept; after the last one the next stage begins."""
        self.check_running()
        self.reviews[review.task] = review
        if self.phase is Phase.REVIEW and self.under_review is None:
            self._go_on(items, now)

    def next(self, items: Iterable[Item], now: datetime) -> None:
        """Move on: an unanswered review is recorded as not reviewed, the item under discussion as discussed."""
        self.check_running()
        task = self.under_review
        if task is not None:
            self.review(Review(task, Outcome.NOT_REVIEWED, now), items, now)
        elif self.phase in {Phase.TOPIC, Phase.ITEMS}:
            self._pass(Passed.DISCUSSED, now)
            self._take_next(items, now)

    def defer(self, items: Iterable[Item], now: datetime) -> ItemId:
        """Put the item under discussion off to the next meeting."""
        self.check_running()
        if self.item is None:
            raise NothingToDefer
        item = self.item
        self._pass(Passed.DEFERRED, now)
        self._take_next(items, now)
        return item

    def decide(self, text: str, item: ItemId | None, by: PersonId, now: datetime, topic: str = "") -> Decision:
        """Record a decision about an item (None: about nothing on the agenda). Raises NotStarted, TooMany."""
        self.check_running()
        if len(self.decisions) >= MOST_DECISIONS:
            raise TooMany("decisions", MOST_DECISIONS)
        decision = Decision(len(self.decisions) + 1, text, item, by, now, topic=topic)
        self.decisions.append(decision)
        return decision

    def item_removed(self, items: Iterable[Item], now: datetime) -> None:
        """The item under discussion was taken back."""
        if self.item is not None:
            self._take_next(items, now)

    def item_added(self, items: Iterable[Item], now: datetime) -> None:
        """Something new to talk about: a meeting that had run out of items goes back to them."""
        back = next((stage for stage in self.stages if stage.phase is Phase.ITEMS), None)
        if self.phase is Phase.PLAN and back is not None:
            self._enter(back, items, now)

    def close(self, now: datetime, with_tasks: Collection[ItemId] = ()) -> None:
        """End: the item under discussion counts as discussed if a decision or an action item was recorded about it."""
        self.check_running()
        for task in self.to_review:
            self.reviews.setdefault(task, Review(task, Outcome.NOT_REVIEWED, now))
        recorded = {*with_tasks, *(decision.item for decision in self.decisions)}
        if self.item is not None and self.item in recorded:
            self._pass(Passed.DISCUSSED, now)
        self._talk_about(None, now)
        self.phase = Phase.CLOSED
        self.phase_since = now

    # -- from one thing to the next ------------------------------------------------------------------------------

    def _stages_to_come(self) -> tuple[Stage, ...]:
        if self.phase is Phase.GATHERING:
            return self.stages
        return self.stages[self.stages.index(self.stage) + 1 :] if self.stage else ()

    def _go_on(self, items: Iterable[Item], now: datetime) -> None:
        """The next stage in which there is something to do; the last one is entered anyway."""
        for stage in self._stages_to_come():
            nothing_due = stage.phase is Phase.REVIEW and not self.to_review
            nothing_asked = stage.phase is Phase.ITEMS and all(
                self._turn_of(item) != OTHERS for item in self.queue(items)
            )
            if not (nothing_due or nothing_asked):
                self._enter(stage, items, now)
                return

    def _enter(self, stage: Stage, items: Iterable[Item], now: datetime) -> None:
        """Begin a stage: a topic with an open talk about it, the items with the first of them."""
        self._talk_about(None, now)
        self.phase, self.topic, self.phase_since = stage.phase, stage.topic, now
        if stage.phase is Phase.ITEMS:
            self._take_next(items, now)

    def _take_next(self, items: Iterable[Item], now: datetime) -> None:
        """The next item of this stage; without one the next stage."""
        turn = NOW if self.phase is Phase.TOPIC else OTHERS
        found = next((item.id for item in self.queue(items) if self._turn_of(item) == turn), None)
        self._talk_about(found, now)
        if self.item is None:
            self._go_on(items, now)

    def _turn_of(self, item: Item) -> int:
        """When an item comes: with the topic that is talked about, with one still to come, or with no topic."""
        if self.phase is Phase.TOPIC and item.topic == self.topic:
            return NOW
        return COMING if item.topic and item.topic in {stage.topic for stage in self._stages_to_come()} else OTHERS

    def _pass(self, how: Passed, now: datetime) -> None:
        if self.item is not None:
            self.passed[self.item] = how
            self._talk_about(None, now)

    def _talk_about(self, item: ItemId | None, now: datetime) -> None:
        """Turn to an item, or to none; the time of the one before is kept."""
        self.spent = self.talked(now)
        self.item = item
        self.item_since = now if item is not None else None
