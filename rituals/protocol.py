"""The protocol of a meeting: what was heard, decided and promised, in versions that never overwrite one another."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from rituals.agenda import ItemId
from rituals.errors import NotADirector, NothingToObjectTo, TooLateToAmend, TooMany
from rituals.messages import Who
from rituals.tasks import Outcome, TaskId
from rituals.team import Department, Person, PersonId, Role, TeamId
from rituals.timeline import OccurrenceId
from rituals.venue import Venue

AMEND_WITHIN = timedelta(hours=24)

MOST_AMENDMENTS = 100
"""Each makes a new version of the whole protocol."""


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """A decision as the protocol has it. `reopened` names who objected."""

    seq: int
    text: str
    reopened: str | None = None
    why: str | None = None
    topic: str = ""


@dataclass(frozen=True, slots=True)
class TaskLine:
    """An action item as it was given."""

    id: TaskId
    text: str
    owner: Who | None
    due: datetime | None
    has_time: bool
    topic: str = ""

    @property
    def is_unfinished(self) -> bool:
        return self.owner is None or self.due is None


@dataclass(frozen=True, slots=True)
class ItemLine:
    """An agenda item with what was recorded about it. `seconds` of talk."""

    id: ItemId
    text: str
    by: str | None
    department: Department | None
    link: str | None
    decisions: tuple[DecisionLine, ...] = ()
    tasks: tuple[TaskLine, ...] = ()
    carried: int = 0
    topic: str = ""
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class TopicLine:
    """A topic of the meeting with what was recorded about it beside the items."""

    topic: str
    items: tuple[ItemLine, ...]
    decisions: tuple[DecisionLine, ...]
    tasks: tuple[TaskLine, ...]


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """What became of a promise of the last time."""

    text: str
    owner: str | None
    outcome: Outcome
    why: str | None = None
    due: datetime | None = None
    moves: int = 0
    dropped: bool = False
    split: bool = False


@dataclass(frozen=True, slots=True)
class Amendment:
    """Something that was added to a protocol later."""

    by: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody who was there."""

    name: str
    late: bool = False


@dataclass(frozen=True, slots=True)
class Protocol:
    """One version of one protocol. `number` counts within the team; version 1 is what the meeting sent out.

    `directors` is fixed when the meeting ends: whose word counts does not change with who holds which role later. Those
    of them who left before they gave it are `released`. `agreed_at` tells when each of `agreed` agreed, in the same
    order; `roles` what each of `directors` was then. `topics` are what the meeting always looks at; `streak` is how
    many in a row were held, where that is counted. `readers` are those of a meeting in private; None: the whole team.
    """

    team: TeamId
    number: int
    occurrence: OccurrenceId
    version: int
    made_at: datetime
    ritual: str
    kind: str
    planned_at: datetime
    started_at: datetime
    closed_at: datetime
    chair: str | None
    present: tuple[Present, ...]
    absent: tuple[str, ...]
    away: tuple[str, ...]
    reviews: tuple[ReviewLine, ...]
    items: tuple[ItemLine, ...]
    decisions: tuple[DecisionLine, ...]
    tasks: tuple[TaskLine, ...]
    deferred: tuple[ItemLine, ...]
    directors: tuple[Who, ...] = ()
    agreed: tuple[Who, ...] = ()
    amendments: tuple[Amendment, ...] = ()
    by_itself: bool = False
    agreed_at: tuple[datetime, ...] = ()
    topics: tuple[str, ...] = ()
    venue: Venue | None = None
    streak: int = 0
    readers: tuple[PersonId, ...] | None = None
    released: tuple[Who, ...] = ()
    roles: tuple[Role, ...] = ()

    @property
    def is_agreed(self) -> bool:
        """Every director has agreed whose word can still be had, and at least one has."""
        return bool(self.agreed) and not self.awaited

    @property
    def awaited(self) -> tuple[Who, ...]:
        """The directors whose word is still to come."""
        settled = {who.id for who in (*self.agreed, *self.released)}
        return tuple(who for who in self.directors if who.id not in settled)

    @property
    def edition(self) -> int:
        """How often the words changed that the directors agree to: by amendments and objections."""
        return len(self.amendments) + len(self.all_decisions) - len(self.standing)

    @property
    def by_topic(self) -> tuple[TopicLine, ...]:
        """The topics of the meeting in order, each with what belongs to it."""
        return tuple(
            TopicLine(
                topic,
                tuple(item for item in self.items if item.topic == topic),
                tuple(decision for decision in self.decisions if decision.topic == topic),
                tuple(task for task in self.tasks if task.topic == topic),
            )
            for topic in self.topics
        )

    @property
    def other_items(self) -> tuple[ItemLine, ...]:
        """The items that belong to no topic."""
        return tuple(item for item in self.items if item.topic not in self.topics)

    @property
    def other_decisions(self) -> tuple[DecisionLine, ...]:
        """What was decided about no item and no topic."""
        return tuple(decision for decision in self.decisions if decision.topic not in self.topics)

    @property
    def other_tasks(self) -> tuple[TaskLine, ...]:
        """What was given to do about no item and no topic."""
        return tuple(task for task in self.tasks if task.topic not in self.topics)

    @property
    def all_decisions(self) -> tuple[DecisionLine, ...]:
        return tuple(sorted((*self.decisions, *(d for i in self.items for d in i.decisions)), key=lambda d: d.seq))

    @property
    def standing(self) -> tuple[DecisionLine, ...]:
        """The decisions that nobody has objected to."""
        return tuple(decision for decision in self.all_decisions if decision.reopened is None)

    def check_director(self, by: Person) -> None:
        """Raises NotADirector for whoever was not a director when the meeting ended."""
        if by.id not in {who.id for who in self.directors}:
            raise NotADirector(tuple(who.name for who in self.directors))

    def release(self, left: Collection[PersonId], now: datetime) -> "Protocol":
        """Nobody waits for the word of a director who has left the team."""
        gone = tuple(who for who in self.awaited if who.id in left)
        if not gone:
            return self
        return replace(self, released=(*self.released, *gone), version=self.version + 1, made_at=now)

    def agree(self, by: Person, now: datetime) -> "Protocol":
        """A director agrees; a second time changes nothing."""
        self.check_director(by)
        if by.id in {who.id for who in self.agreed}:
            return self
        return replace(
            self,
            agreed=(*self.agreed, Who.of(by)),
            agreed_at=(*self.agreed_at, now),
            version=self.version + 1,
            made_at=now,
        )

    def object(self, by: Person, seq: int, why: str, now: datetime) -> "Protocol":
        """A director objects to one decision: that one is open again, the rest stands; earlier agreement is void.

        Raises NotADirector, NothingToObjectTo.
        """
        self.check_director(by)
        if seq not in {decision.seq for decision in self.standing}:
            raise NothingToObjectTo(self.number)

        def reopen(decisions: Sequence[DecisionLine]) -> tuple[DecisionLine, ...]:
            return tuple(replace(d, reopened=by.name, why=why) if d.seq == seq else d for d in decisions)

        return replace(
            self,
            decisions=reopen(self.decisions),
            items=tuple(replace(item, decisions=reopen(item.decisions)) for item in self.items),
            agreed=(),
            agreed_at=(),
            version=self.version + 1,
            made_at=now,
        )

    def amend(self, by: Person, text: str, now: datetime) -> "Protocol":
        """Anybody who takes part may add something within a day; the directors are to agree again then."""
        if now - self.closed_at > AMEND_WITHIN:
            raise TooLateToAmend(self.number, self.closed_at + AMEND_WITHIN)
        if len(self.amendments) >= MOST_AMENDMENTS:
            raise TooMany("amendments", MOST_AMENDMENTS)
        amendment = Amendment(by.name, now, text)
        return replace(
            self,
            amendments=(*self.amendments, amendment),
            agreed=(),
            agreed_at=(),
            version=self.version + 1,
            made_at=now,
        )
