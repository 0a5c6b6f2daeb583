"""What a kind of ritual lets a team set, in the team file: read and written after the fields that the kind declares."""

from collections.abc import Iterator
from dataclasses import fields
from enum import StrEnum
from typing import Any, get_origin, get_type_hints

from bot.teamfile import words
from bot.teamfile.content import option_keys
from bot.teamfile.entry import Entry
from bot.teamfile.problems import quoted
from bot.teamfile.yamltree import Mapping, Scalar
from rituals.kinds import options_of
from rituals.timeline import Options
from rituals.wrongvalues import WrongValue


def more_keys(node: Mapping) -> tuple[str, ...]:
    """The keys that a ritual's entry may have because of its kind."""
    kind = node.values.get("kind")
    return option_keys(kind.text) if isinstance(kind, Scalar) else ()


def read_options(entry: Entry, kind: str) -> Options:
    """The options of a ritual; what the file does not say has its default."""
    options = options_of(kind)
    hints = get_type_hints(options)
    given = {key: _read(entry, key, hints[key]) for key in option_keys(kind) if key in entry.node.values}
    try:
        return options(**{key: value for key, value in given.items() if value is not None})
    except WrongValue as wrong:
        entry.wrong(wrong.field, f"{wrong.field}: {quoted(wrong.given)} is not allowed", *wrong.allowed)
        return options()


def _read(entry: Entry, key: str, hint: Any) -> Any:
    """The value of one key; None after a problem."""
    if hint is bool:
        return entry.flag(key, None)
    if hint is int:
        return entry.optional(key, words.number, None)
    if get_origin(hint) is tuple:
        return tuple(text for _, text in entry.words(key, words.name))
    if issubclass(hint, StrEnum):
        return entry.optional(key, words.one_of(tuple(hint)), None)
    return entry.optional(key, words.name, None)


def said_options(options: Options) -> dict[str, Any]:
    """The options that are not the kind's own, by key, as plain values."""
    return {key: value for key, value, usual in _values(options) if value != usual}


def option_changes(before: Options, after: Options) -> Iterator[tuple[str, Any, Any]]:
    """What was set anew: key, before, after."""
    old = {key: value for key, value, _ in _values(before)}
    return ((key, old.get(key), value) for key, value, _ in _values(after) if old.get(key) != value)


def _values(options: Options) -> Iterator[tuple[str, Any, Any]]:
    usual = type(options)()
    return ((each.name, getattr(options, each.name), getattr(usual, each.name)) for each in fields(options))
