"""The forms of action items: by when, who, why not any more, into which parts, who takes over."""

from dataclasses import dataclass
from typing import ClassVar

from rituals.agenda import TEXT_LIMIT
from rituals.meeting_messages import WHY_LIMIT, owner_field
from rituals.messages import Field, FieldKind, Form, Who
from rituals.tasks import TaskId
from rituals.team import PersonId


@dataclass(frozen=True, slots=True)
class _OfTask(Form):
    """A question about one action item."""

    task: TaskId
    text: str

    def args(self) -> tuple[int | str, ...]:
        return (self.task,)


@dataclass(frozen=True, slots=True)
class DateForm(_OfTask):
    """By when?"""

    template: ClassVar[str] = "tasks/date_form"
    press: ClassVar[str] = "task.dated"
    moves: int

    def fields(self) -> tuple[Field, ...]:
        return (Field("due", max_length=100),)


@dataclass(frozen=True, slots=True)
class OwnerForm(_OfTask):
    """Who does it?"""

    template: ClassVar[str] = "tasks/owner_form"
    press: ClassVar[str] = "task.owned"
    people: tuple[Who, ...]

    def fields(self) -> tuple[Field, ...]:
        return (owner_field(self.people, optional=False),)


@dataclass(frozen=True, slots=True)
class DropForm(_OfTask):
    """Why is it dropped?"""

    template: ClassVar[str] = "tasks/drop_form"
    press: ClassVar[str] = "task.dropped"

    def fields(self) -> tuple[Field, ...]:
        return (Field("why", FieldKind.TEXT, max_length=WHY_LIMIT),)


@dataclass(frozen=True, slots=True)
class SplitForm(_OfTask):
    """Into which two parts, whose, by when? A part that is still too large is split again."""

    template: ClassVar[str] = "tasks/split_form"
    press: ClassVar[str] = "task.parts"
    people: tuple[Who, ...]

    def fields(self) -> tuple[Field, ...]:
        return (
            Field("first", FieldKind.TEXT, max_length=TEXT_LIMIT),
            owner_field(self.people, optional=False, name="first_owner"),
            Field("first_due", max_length=100),
            Field("second", FieldKind.TEXT, max_length=TEXT_LIMIT),
            owner_field(self.people, optional=False, name="second_owner"),
            Field("second_due", max_length=100),
        )


@dataclass(frozen=True, slots=True)
class HeirForm(Form):
    """Who does everything that somebody left behind?"""

    template: ClassVar[str] = "tasks/heir_form"
    press: ClassVar[str] = "task.inherited"
    person: PersonId
    name: str
    total: int
    people: tuple[Who, ...]

    def args(self) -> tuple[int | str, ...]:
        return (self.person,)

    def fields(self) -> tuple[Field, ...]:
        return (owner_field(self.people, optional=False),)
