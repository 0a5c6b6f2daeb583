"""A message and a form of the storage tests."""

from dataclasses import dataclass
from typing import ClassVar

from rituals.messages import Field, Form, Message


@dataclass(frozen=True, slots=True)
class Note(Message):
    """A message of these tests."""

    template: ClassVar[str] = "tests/note"
    repeatable: ClassVar[bool] = False
    words: str


@dataclass(frozen=True, slots=True)
class Survey(Form):
    """A form of these tests."""

    template: ClassVar[str] = "tests/survey"
    press: ClassVar[str] = "survey.answer"
    topic: str

    def fields(self) -> tuple[Field, ...]:
        return (Field("answer"),)
