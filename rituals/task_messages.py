"""What people see of action items: the list, one by itself, what they are given and reminded of."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from rituals.messages import Button, Message, Style, Who
from rituals.paging import pages_of, rows_of_four, turns
from rituals.tasks import Load, TaskId
from rituals.team import PersonId
from rituals.timeline import OccurrenceId, RitualId

TASKS_SHOWN = 8
"""Action items with buttons on one page of the list."""


class Scope(StrEnum):
    """Whose action items a list has; a department's value is the department's."""

    MINE = "mine"
    ALL = "all"
    SALES = "sales"
    MARKETING = "marketing"


@dataclass(frozen=True, slots=True)
class TaskRow:
    """An action item in a list. `number` counts in the list, from 1.

    `item` is the agenda item that it came from and `protocol` the protocol, where the reader may read it; `parent` what
    it is a part of. `raised`: it waits on the directors' agenda. `gone`: its owner has left the team.
    """

    id: TaskId
    number: int
    text: str
    owner: str | None
    due: datetime | None
    has_time: bool
    overdue: bool
    moves: int
    reason: str | None
    protocol: int | None
    item: str | None = None
    parent: str | None = None
    raised: bool = False
    gone: bool = False


def settle_buttons(task: TaskId) -> tuple[Button, ...]:
    """How it went."""
    return (
        Button("done", "task.done", (task,), Style.PRIMARY),
        Button("partly", "task.partly", (task,)),
        Button("not_done", "task.not_done", (task,)),
    )


def row_buttons(row: TaskRow) -> tuple[Button, ...]:
    """One line of buttons for one action item in a list; the template tells what each sign means."""
    return (
        Button("done", "task.done", (row.id,), label=f"✓ {row.number}"),
        Button("partly", "task.partly", (row.id,), label=f"◐ {row.number}"),
        Button("not_done", "task.not_done", (row.id,), label=f"✗ {row.number}"),
        Button("new_date", "task.date", (row.id,), label=f"⏲ {row.number}"),
        Button("card", "task.card", (row.id,), label=f"⋯ {row.number}"),
    )


def private_buttons(row: TaskRow) -> tuple[tuple[Button, ...], ...]:
    """Under a private message about one action item, which says by itself what has become of it: they stand apart."""
    origin = (Button("protocol", "protocol.read", (row.protocol,)),) if row.protocol else ()
    more = (Button("new_date", "task.date", (row.id,)), Button("card", "task.card", (row.id,)))
    return tuple(
        tuple(replace(one, apart=True) for one in buttons) for buttons in (settle_buttons(row.id), more, origin)
    )


@dataclass(frozen=True, slots=True)
class TaskGiven(Message):
    """An action item was recorded. `load` is how many the owner has open, if that is too many."""

    template: ClassVar[str] = "tasks/given"
    task: TaskId
    text: str
    owner: Who | None
    due: datetime | None
    has_time: bool
    load: int = 0

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        row = []
        if self.owner is None:
            row.append(Button("set_owner", "task.owner", (self.task,), Style.PRIMARY))
        if self.due is None:
            row.append(Button("set_date", "task.date", (self.task,), Style.PRIMARY))
        return (tuple(row),) if row else ()


@dataclass(frozen=True, slots=True)
class YourTasks(Message):
    """After a meeting: what it gave this person to do, and where it comes from.

    A meeting in private gives something to do to people who may not read its protocol.
    """

    template: ClassVar[str] = "tasks/yours"
    protocol: int
    name: str
    kind: str
    tasks: tuple[TaskRow, ...]

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        mine = Button("mine", "task.list", ("mine", 0))
        if not any(task.protocol for task in self.tasks):
            return ((mine,),)
        return ((mine, Button("protocol", "protocol.read", (self.protocol,))),)


@dataclass(frozen=True, slots=True)
class TaskForYou(Message):
    """Somebody gave this person an action item outside of a meeting, or handed one over."""

    template: ClassVar[str] = "tasks/for_you"
    task: TaskRow
    by: str

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        return private_buttons(self.task)


@dataclass(frozen=True, slots=True)
class TaskTaken(Message):
    """An action item of this person is somebody else's now."""

    template: ClassVar[str] = "tasks/taken"
    task: TaskId
    text: str
    owner: str
    by: str

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        return ((Button("mine", "task.list", ("mine", 0)),),)


@dataclass(frozen=True, slots=True)
class TaskReminder(Message):
    """The day before an action item is due, and the day that it is; later for who was away then (`passed`)."""

    template: ClassVar[str] = "tasks/reminder"
    repeatable: ClassVar[bool] = False
    task: TaskRow
    today: bool
    item: str | None
    passed: bool = False

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        return private_buttons(self.task)


@dataclass(frozen=True, slots=True)
class TasksOverdue(Message):
    """Once a week: what this person has let pass. `total` counts those that are not shown here, too; 0: no more."""

    template: ClassVar[str] = "tasks/overdue"
    repeatable: ClassVar[bool] = False
    tasks: tuple[TaskRow, ...]
    total: int

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        rows = (tuple(replace(one, apart=True) for one in row_buttons(task)) for task in self.tasks)
        return (*rows, (Button("mine", "task.list", ("mine", 0)),))


@dataclass(frozen=True, slots=True)
class TaskList(Message):
    """Open action items: mine, everybody's, or those of one department.

    `departments`: the reader may look at one alone. `heavy`: who has too many. `left`: who left some behind, for those
    who may hand them on.
    """

    template: ClassVar[str] = "tasks/list"
    tasks: tuple[TaskRow, ...]
    scope: Scope
    total: int
    page: int
    overdue: int = 0
    departments: tuple[Scope, ...] = ()
    heavy: tuple[Load, ...] = ()
    left: tuple[Who, ...] = ()

    @property
    def pages(self) -> int:
        return pages_of(self.total, TASKS_SHOWN)

    @property
    def mine(self) -> bool:
        return self.scope is Scope.MINE

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        if self.mine:
            rows = tuple(map(row_buttons, self.tasks))
        else:
            cards = [Button("card", "task.card", (t.id,), label=f"⋯ {t.number}") for t in self.tasks]
            rows = rows_of_four(cards)
        turn = turns("task.list", (self.scope,), self.page, self.pages)
        others = tuple(scope for scope in (Scope.MINE, Scope.ALL, *self.departments) if scope != self.scope)
        heirs = tuple((Button("heir", "task.heir", (who.id,), label=f"{who.name} →"),) for who in self.left)
        return (*rows, turn, *heirs, *rows_of_four([Button(scope, "task.list", (scope, 0)) for scope in others]))


@dataclass(frozen=True, slots=True)
class TaskCard(Message):
    """One action item with everything that can be done about it."""

    template: ClassVar[str] = "tasks/card"
    task: TaskRow
    open: bool
    may_change: bool
    may_move: bool

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        task = self.task
        origin = (Button("protocol", "protocol.read", (task.protocol,)),) if task.protocol else ()
        back = (*origin, Button("mine", "task.list", ("mine", 0)))
        if not (self.open and self.may_change):
            return (back,)
        date = (Button("new_date", "task.date", (task.id,)),) if self.may_move else ()
        return (settle_buttons(task.id), (*date, *change_buttons(task.id)), back)


def change_buttons(task: TaskId) -> tuple[Button, ...]:
    """What else can become of it."""
    return (
        Button("split", "task.split", (task,)),
        Button("hand_over", "task.owner", (task,)),
        Button("drop", "task.drop", (task,)),
    )


@dataclass(frozen=True, slots=True)
class TaskStuck(Message):
    """No more new dates: split it, give it to somebody else, or drop it. `noted`: why it was not done has been kept."""

    template: ClassVar[str] = "tasks/stuck"
    task: TaskId
    text: str
    moves: int
    noted: bool = False

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        return (change_buttons(self.task),)


@dataclass(frozen=True, slots=True)
class TaskSettled(Message):
    """What was said about an action item, confirmed. `how` is done, dropped, split, date or owner.

    `raised`: it went to the directors. `load`: how many the new owner has open, if that is too many.
    """

    template: ClassVar[str] = "tasks/settled"
    in_passing: ClassVar[bool] = True
    how: str
    text: str
    due: datetime | None = None
    has_time: bool = False
    owner: str | None = None
    moves: int = 0
    raised: bool = False
    load: int = 0

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        return ((Button("mine", "task.list", ("mine", 0)),),)


@dataclass(frozen=True, slots=True)
class TaskSplit(Message):
    """An action item goes on in two parts."""

    template: ClassVar[str] = "tasks/parted"
    text: str
    parts: tuple[TaskRow, ...]

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        cards = tuple(Button("card", "task.card", (part.id,), label=f"⋯ {part.number}") for part in self.parts)
        return (cards, (Button("mine", "task.list", ("mine", 0)),))


@dataclass(frozen=True, slots=True)
class TurnLeft:
    """A meeting that somebody who has left would have chaired. `chair` does now, unless another one is chosen."""

    occurrence: OccurrenceId
    name: str
    kind: str
    at: datetime
    chair: str | None


@dataclass(frozen=True, slots=True)
class CupLeft:
    """A cup that is with somebody who has left."""

    ritual: RitualId
    name: str
    mirror: bool


@dataclass(frozen=True, slots=True)
class WhoTakesOver(Message):
    """Somebody has left: a private question to the director, who does what was theirs?

    `total` counts the action items; `turns` are the next meetings that they would have chaired. `back`: they are back.
    """

    template: ClassVar[str] = "tasks/who_takes_over"
    person: PersonId
    name: str
    tasks: tuple[TaskRow, ...]
    total: int
    heir: str | None = None
    turns: tuple[TurnLeft, ...] = ()
    cups: tuple[CupLeft, ...] = ()
    back: bool = False

    @property
    def settled(self) -> bool:
        return not (self.total or self.turns or self.cups)

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        one_by_one = [Button("card", "task.card", (t.id,), label=f"⋯ {t.number}") for t in self.tasks]
        all_at_once = (Button("take_over", "task.heir", (self.person,), Style.PRIMARY),) if self.total else ()
        turns = tuple((Button("chair", "chair.choose", (turn.occurrence, self.person)),) for turn in self.turns)
        cups = tuple((Button("give", "cup.give", (cup.ritual,)),) for cup in self.cups)
        return (all_at_once, *rows_of_four(one_by_one), *turns, *cups)


@dataclass(frozen=True, slots=True)
class TasksInherited(Message):
    """What somebody left behind is this person's now."""

    template: ClassVar[str] = "tasks/inherited"
    name: str
    by: str
    tasks: tuple[TaskRow, ...]
    total: int

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        return ((Button("mine", "task.list", ("mine", 0)),),)


@dataclass(frozen=True, slots=True)
class TakenOver(Message):
    """What somebody left behind is somebody else's now."""

    template: ClassVar[str] = "tasks/taken_over"
    name: str
    heir: str
    total: int
    load: int = 0
