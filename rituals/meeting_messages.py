"""What people see of a meeting: the live card, reminders to the chair, the forms for what is recorded."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from rituals.agenda import TEXT_LIMIT, ItemId
from rituals.meeting import Phase
from rituals.messages import Button, Field, FieldKind, Form, Message, Option, Style, Who
from rituals.protocol import DecisionLine, Present, ReviewLine, TaskLine
from rituals.tasks import Load, TaskId, WhatNow
from rituals.team import Department, PersonId
from rituals.timeline import OccurrenceId
from rituals.venue import Venue

WHY_LIMIT = 1000
"""Characters of why something was not done."""

NAMES_TO_CHOOSE_FROM = 80
"""More people than this are typed, not chosen: a Slack menu has 100 options, and nobody reads them."""


@dataclass(frozen=True, slots=True)
class ItemNow:
    """The item under discussion: the `position`-th of `of`."""

    text: str
    by: str | None
    department: Department | None
    link: str | None
    carried: int
    position: int
    of: int
    reopens: int | None = None
    moves: int = 0


@dataclass(frozen=True, slots=True)
class ReviewNow:
    """The action item under review: the `position`-th of `of`."""

    id: TaskId
    text: str
    owner: Who | None
    due: datetime | None
    has_time: bool
    moves: int
    position: int
    of: int


@dataclass(frozen=True, slots=True)
class LateComer:
    """Somebody who has said that they come so many minutes later."""

    name: str
    minutes: int


@dataclass(frozen=True, slots=True)
class MeetingCard(Message):
    """The live card of a meeting, the same in every chat.

    `marker` is where it stands: a button of an older card is recognised by it. `late_by` are the minutes by which the
    bot opened it late. `topic` is what it looks at; `private` that only those who take part see it.
    """

    template: ClassVar[str] = "meeting/card"
    occurrence: OccurrenceId
    name: str
    kind: str
    starts_at: datetime
    phase: Phase
    marker: str
    chair: Who | None
    present: tuple[Present, ...]
    expected: int
    minutes_left: int
    minutes: int
    late_by: int = 0
    chair_wanted: bool = False
    review: ReviewNow | None = None
    reviewed: tuple[ReviewLine, ...] = ()
    item: ItemNow | None = None
    coming: tuple[str, ...] = ()
    decisions: tuple[DecisionLine, ...] = ()
    tasks: tuple[TaskLine, ...] = ()
    unfinished: int = 0
    heavy: tuple[Load, ...] = ()
    protocol: int | None = None
    held: bool = True
    topic: str = ""
    next_topic: str = ""
    venue: Venue | None = None
    on_their_way: tuple[LateComer, ...] = ()
    private: bool = False

    def _button(self, name: str, style: Style = Style.PLAIN) -> Button:
        return Button(name, f"meeting.{name}", (self.occurrence, self.marker), style)

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        here = self._button("here")
        match self.phase:
            case Phase.GATHERING:
                start = (here, self._button("start", Style.PRIMARY))
                late = (self._button("late"),) if self.private else ()
                chair = (self._button("take_chair"),) if self.chair_wanted else ()
                return tuple(row for row in (start, late, chair) if row)
            case Phase.REVIEW:
                outcomes = (
                    self._button("kept", Style.PRIMARY),
                    self._button("partly"),
                    self._button("not_kept", Style.DANGER),
                )
                return (outcomes, (self._button("next"), here))
            case Phase.TOPIC | Phase.ITEMS:
                record = (self._button("decide", Style.PRIMARY), self._button("task"))
                on = (self._button("defer"), self._button("next")) if self.item else (self._button("next"),)
                return (record, on, (here, self._button("hand_over"), self._button("close")))
            case Phase.PLAN:
                record = (self._button("decide"), self._button("task"))
                return (record, (here, self._button("hand_over"), self._button("close", Style.PRIMARY)))
            case Phase.CLOSED:
                return ()


@dataclass(frozen=True, slots=True)
class ChairReminder(Message):
    """Nobody has started: a private word to the chair."""

    template: ClassVar[str] = "meeting/chair_reminder"
    repeatable: ClassVar[bool] = False
    occurrence: OccurrenceId
    name: str
    kind: str
    here: int
    settled: bool = False
    """Somebody has started by now, or nobody will."""

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        if self.settled:
            return ()
        return (
            (
                Button("start", "meeting.start", (self.occurrence, Phase.GATHERING), Style.PRIMARY),
                Button("cannot", "meeting.cannot", (self.occurrence,)),
            ),
        )


@dataclass(frozen=True, slots=True)
class ChairWanted(Message):
    """The chair does not start, or cannot: a private question to the deputy or the other director."""

    template: ClassVar[str] = "meeting/chair_wanted"
    repeatable: ClassVar[bool] = False
    occurrence: OccurrenceId
    name: str
    kind: str
    chair: str | None
    here: int
    settled: bool = False

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        if self.settled:
            return ()
        return ((Button("take_chair", "meeting.take_chair", (self.occurrence, Phase.GATHERING), Style.PRIMARY),),)


@dataclass(frozen=True, slots=True)
class DecideForm(Form):
    """What was decided? It is about the item that was discussed when this was asked: the meeting may have gone on."""

    template: ClassVar[str] = "meeting/decide_form"
    press: ClassVar[str] = "meeting.decided"
    occurrence: OccurrenceId
    item: str | None
    item_id: ItemId | None = None
    topic: str = ""

    def args(self) -> tuple[int | str, ...]:
        return (self.occurrence, self.item_id or 0, self.topic)

    def fields(self) -> tuple[Field, ...]:
        return (Field("text", FieldKind.TEXT, max_length=TEXT_LIMIT),)


def owner_field(
    people: tuple[Who, ...], *, optional: bool, when: tuple[str, str] | None = None, name: str = "owner"
) -> Field:
    """Who does it: chosen from a list that can be read, else typed."""
    if len(people) > NAMES_TO_CHOOSE_FROM:
        return Field(name, optional=optional, max_length=200, when=when)
    options = tuple(Option(str(who.id), who.name) for who in people)
    return Field(name, FieldKind.CHOICE, optional=optional, options=options, when=when)


@dataclass(frozen=True, slots=True)
class TaskForm(Form):
    """Who does what by when? `occurrence` 0: outside of any meeting."""

    template: ClassVar[str] = "meeting/task_form"
    press: ClassVar[str] = "task.given"
    occurrence: OccurrenceId
    item: str | None
    people: tuple[Who, ...]
    text: str = ""
    item_id: ItemId | None = None
    topic: str = ""

    def args(self) -> tuple[int | str, ...]:
        return (self.occurrence, self.item_id or 0, self.topic)

    def fields(self) -> tuple[Field, ...]:
        return (
            Field("text", FieldKind.TEXT, max_length=TEXT_LIMIT, initial=self.text),
            owner_field(self.people, optional=True),
            Field("due", optional=True, max_length=100),
        )


@dataclass(frozen=True, slots=True)
class ReviewForm(Form):
    """Why was it not done, or only in part, and what now? `occurrence` 0: outside of any meeting."""

    template: ClassVar[str] = "meeting/review_form"
    press: ClassVar[str] = "task.explained"
    task: TaskId
    occurrence: OccurrenceId
    outcome: str
    text: str
    moves: int
    may_move: bool
    people: tuple[Who, ...]

    def args(self) -> tuple[int | str, ...]:
        return (self.task, self.occurrence, self.outcome)

    def fields(self) -> tuple[Field, ...]:
        choices = [WhatNow.NEW_DATE, WhatNow.NEW_OWNER, WhatNow.SPLIT, WhatNow.DROP]
        if not self.may_move:
            choices.remove(WhatNow.NEW_DATE)
        return (
            Field("why", FieldKind.TEXT, max_length=WHY_LIMIT),
            Field("now", FieldKind.CHOICE, options=tuple(Option(choice) for choice in choices)),
            *((Field("due", max_length=100, when=("now", WhatNow.NEW_DATE)),) if self.may_move else ()),
            owner_field(self.people, optional=False, when=("now", WhatNow.NEW_OWNER)),
        )


@dataclass(frozen=True, slots=True)
class HandOverForm(Form):
    """Who leads from now on?"""

    template: ClassVar[str] = "meeting/hand_over_form"
    press: ClassVar[str] = "meeting.handed_over"
    occurrence: OccurrenceId
    people: tuple[Who, ...]

    def args(self) -> tuple[int | str, ...]:
        return (self.occurrence,)

    def fields(self) -> tuple[Field, ...]:
        return (owner_field(self.people, optional=False),)


@dataclass(frozen=True, slots=True)
class ChairForm(Form):
    """Who chairs a meeting that `left`, who is off the team, would have chaired?"""

    template: ClassVar[str] = "meeting/chair_form"
    press: ClassVar[str] = "chair.chosen"
    occurrence: OccurrenceId
    left: PersonId
    people: tuple[Who, ...]

    def args(self) -> tuple[int | str, ...]:
        return (self.occurrence, self.left)

    def fields(self) -> tuple[Field, ...]:
        return (owner_field(self.people, optional=False),)


@dataclass(frozen=True, slots=True)
class ChairChosen(Message):
    """Somebody chairs a meeting because who would have has left."""

    template: ClassVar[str] = "meeting/chair_chosen"
    name: str
    kind: str
    at: datetime
    chair: str


@dataclass(frozen=True, slots=True)
class Here(Message):
    """*I'm here* was noted."""

    template: ClassVar[str] = "meeting/here"
    late: bool
    starts_at: datetime
    started: bool
    chair: str | None


@dataclass(frozen=True, slots=True)
class Moved(Message):
    """The meeting moved on; `text` is what it looks at now, None when nothing is left."""

    template: ClassVar[str] = "meeting/moved"
    phase: Phase
    text: str | None
    topic: str = ""


@dataclass(frozen=True, slots=True)
class AlreadyMoved(Message):
    """A button of a card that shows what is over by now: nothing was done."""

    template: ClassVar[str] = "meeting/already_moved"


@dataclass(frozen=True, slots=True)
class Deferred(Message):
    """An item was put off to the next meeting."""

    template: ClassVar[str] = "meeting/deferred"
    text: str
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class DecisionKept(Message):
    """A decision was recorded."""

    template: ClassVar[str] = "meeting/decision_kept"
    seq: int
    text: str
    item: str | None
    topic: str = ""


@dataclass(frozen=True, slots=True)
class ChairTaken(Message):
    """Somebody chairs from now on."""

    template: ClassVar[str] = "meeting/chair_taken"
    name: str
    kind: str
    started: bool


@dataclass(frozen=True, slots=True)
class ChairPassed(Message):
    """The chair cannot; somebody else was asked (None: nobody is left, the card asks everybody)."""

    template: ClassVar[str] = "meeting/chair_passed"
    asked: str | None


@dataclass(frozen=True, slots=True)
class Closed(Message):
    """The meeting was closed: what became of it. `private`: its protocol is in no chat."""

    template: ClassVar[str] = "meeting/closed"
    number: int
    decisions: int
    tasks: int
    unfinished: int
    carried: int
    readers: int
    private: bool = False
