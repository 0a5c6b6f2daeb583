"""Everything that people can be shown is stored and read back the same; what cannot be read says so."""

import importlib
import pkgutil
import types
import typing
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from typing import Any, ClassVar

import pytest

import handlers
import rituals
from bot.storage.codec import Unreadable, decode_shown, encode_shown
from bot.storage.dialogues import Dialogue
from bot.storage.transaction import Database
from rituals.calendar import Schedule
from rituals.errors import Refusal
from rituals.messages import Form, Message, Shown, type_of
from rituals.team import AccountKey, Place
from tests.databases import MONDAY
from tests.storage.shown import Survey

for package in (rituals, handlers):
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        importlib.import_module(module.name)


@dataclass(frozen=True, slots=True)
class Inner:
    """A part of a view model."""

    at: datetime
    on: date
    body: bytes


@dataclass(frozen=True, slots=True)
class Everything(Message):
    """A view model with every kind of value."""

    template: ClassVar[str] = "tests/everything"
    parts: tuple[Inner, ...]
    how_long: timedelta
    who: str | None
    share: float
    yes: bool


SAMPLES: dict[Any, Any] = {
    str: "Анна <b>&</b> \u202e🤔",
    int: 2**62,
    float: 0.1,
    bool: True,
    bytes: b"\x00\xff",
    datetime: datetime(2026, 1, 12, 7, 0, 0, 123456, UTC),
    date: date(2026, 2, 28),
    time: time(9, 5),
    timedelta: timedelta(days=1, seconds=1, microseconds=5),
    type(None): None,
    Schedule: Schedule.parse(every="month", on="first workday", at="9:05", timezone="Asia/Tokyo", day_off="skip"),
}


def sample(kind: Any) -> Any:
    """A value of a type, as far from the usual as the type allows."""
    kind = getattr(kind, "__supertype__", kind)
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if kind in SAMPLES:
        return SAMPLES[kind]
    if origin in {typing.Union, types.UnionType}:
        return sample(next(argument for argument in arguments if argument is not type(None)))
    if origin is tuple:
        return (sample(arguments[0]),) * 2 if arguments[-1] is ... else tuple(map(sample, arguments))
    if origin is dict:
        return {sample(arguments[0]): sample(arguments[1])}
    if isinstance(kind, type) and issubclass(kind, Enum):
        return list(kind)[-1]
    assert is_dataclass(kind), kind
    return of(typing.cast("type[Any]", kind))


def of(kind: type[Any]) -> Any:
    """An instance with a sample in every field."""
    hints = typing.get_type_hints(kind)
    return kind(**{field.name: sample(hints[field.name]) for field in fields(kind)})


def same(one: Any, other: Any) -> bool:
    """Refusals do not compare by value: their fields do."""
    return type(one) is type(other) and all(getattr(one, f.name) == getattr(other, f.name) for f in fields(one))


@pytest.mark.parametrize("template", sorted(type_of))
def test_everything_that_is_shown_is_read_back_the_same(template: str) -> None:
    shown = of(type_of[template])
    stored = encode_shown(shown)
    assert stored[0] == template
    again = decode_shown(*stored, Shown)
    assert same(again, shown)
    assert encode_shown(again) == stored


def test_there_is_something_to_read_back() -> None:
    kinds = [base for kind in type_of.values() for base in (Message, Form, Refusal) if issubclass(kind, base)]
    assert {Message, Form, Refusal} <= set(kinds)
    assert len(type_of) > 40


@pytest.mark.parametrize("template", sorted(name for name, kind in type_of.items() if issubclass(kind, Refusal)))
def test_a_refusal_that_was_read_back_is_a_whole_exception(template: str) -> None:
    refusal = decode_shown(*encode_shown(of(type_of[template])), Refusal)
    with pytest.raises(type(refusal)):
        raise refusal
    assert isinstance(str(refusal), str)
    assert isinstance(refusal.args, tuple)


@pytest.mark.parametrize(
    ("template", "facts", "base"),
    [
        ("tests/of_another_version", "{}", Shown),
        ("tests/survey", '{"topic": 5}', Form),
        ("tests/survey", "{}", Form),
        ("tests/survey", '{"topic": "x"', Form),
        ("tests/survey", "", Form),
        ("tests/survey", '{"topic": "x"}', Message),
    ],
)
def test_what_cannot_be_read_says_so(template: str, facts: str, base: type[Shown]) -> None:
    with pytest.raises(Unreadable, match=template):
        decode_shown(template, facts, base)


def test_facts_of_a_newer_version_are_read_as_far_as_they_are_known() -> None:
    assert decode_shown("tests/survey", '{"topic": "x", "later": 1}', Form) == Survey("x")


class TestDialogues:
    DIALOGUE = Dialogue(
        account=AccountKey("telegram:1001"),
        place=Place("telegram:1001"),
        origin=Place("telegram:-1"),
        locale="ru",
        timezone="Europe/Moscow",
        form=Survey("Лиды"),
        values={"answer": "да"},
        field=1,
        question_id="77",
        expires_at=MONDAY,
    )

    async def test_a_dialogue_is_found_again_and_replaced(self, database: Database) -> None:
        from dataclasses import replace

        later = replace(self.DIALOGUE, form=Survey("Новое"), values={}, field=0, question_id=None)
        async with database.begin() as tx:
            assert await tx.dialogues.get(self.DIALOGUE.account) is None
            await tx.dialogues.put(self.DIALOGUE)
            assert await tx.dialogues.get(self.DIALOGUE.account) == self.DIALOGUE
            await tx.dialogues.put(later)
            assert await tx.dialogues.get(self.DIALOGUE.account) == later
            assert await tx.dialogues.get(AccountKey("telegram:1002")) is None
            await tx.dialogues.delete(self.DIALOGUE.account)
            assert await tx.dialogues.get(self.DIALOGUE.account) is None

    async def test_dialogues_that_expired_are_swept(self, database: Database) -> None:
        async with database.begin() as tx:
            await tx.dialogues.put(self.DIALOGUE)
            assert await tx.dialogues.sweep(MONDAY) == 0
            assert await tx.dialogues.sweep(MONDAY + timedelta(seconds=1)) == 1
            assert await tx.dialogues.get(self.DIALOGUE.account) is None
