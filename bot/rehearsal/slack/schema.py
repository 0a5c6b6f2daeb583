"""A very small schema language with the words and JSON pointers in which Slack refuses blocks and views."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong and where; `str()` gives Slack's sentence."""

    words: str
    pointer: str

    def __str__(self) -> str:
        return f"{self.words} [json-pointer:{self.pointer}]"


Problems = list[Problem]
Check = Callable[[Any, str, Problems], None]


def string(most: int, least: int = 0) -> Check:
    """A string of `least` to `most` characters (code points). Slack names the first length that does not fit."""

    def check(value: Any, at: str, problems: Problems) -> None:
        if not isinstance(value, str):
            problems.append(Problem("must be a string", at))
        elif len(value) > most:
            problems.append(Problem(f"must be less than {most + 1} characters", at))
        elif len(value) < least:
            problems.append(Problem(f"must be more than {least - 1} characters", at))

    return check


def boolean(value: Any, at: str, problems: Problems) -> None:
    if not isinstance(value, bool):
        problems.append(Problem("must be a boolean", at))


def integer(least: int, most: int) -> Check:
    def check(value: Any, at: str, problems: Problems) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            problems.append(Problem("must be an integer", at))
        elif not least <= value <= most:
            problems.append(Problem(f"must be between {least} and {most}", at))

    return check


def one_of(*words: str) -> Check:
    def check(value: Any, at: str, problems: Problems) -> None:
        if value not in words:
            problems.append(Problem("must be a valid enum value", at))

    return check


def list_of(item: Check, most: int, least: int = 1) -> Check:
    """An array of `least` to `most` things, each checked by `item`."""

    def check(value: Any, at: str, problems: Problems) -> None:
        if not isinstance(value, list):
            problems.append(Problem("must be an array", at))
            return
        if len(value) > most:
            problems.append(Problem(f"no more than {most} items allowed", at))
        elif len(value) < least:
            problems.append(Problem(f"no fewer than {least} items allowed", at))
        for index, thing in enumerate(value):
            item(thing, f"{at}/{index}", problems)

    return check


def record(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """An object with these fields and no others. `type` is always allowed: whoever chose this schema has read it."""
    known = {**required, **(optional or {})}

    def check(value: Any, at: str, problems: Problems) -> None:
        if not isinstance(value, dict):
            problems.append(Problem("must be an object", at))
            return
        for name in required:
            if value.get(name) is None:
                problems.append(Problem(f"missing required field: {name}", at))
        for name, inner in value.items():
            if name in known:
                if inner is not None:
                    known[name](inner, f"{at}/{name}", problems)
            elif name != "type":
                problems.append(Problem(f"invalid additional property: {name}", at))

    return check


def tagged(kinds: Mapping[str, Check]) -> Check:
    """An object whose `type` chooses its schema."""

    def check(value: Any, at: str, problems: Problems) -> None:
        if not isinstance(value, dict):
            problems.append(Problem("must be an object", at))
            return
        kind = value.get("type")
        if kind is None:
            problems.append(Problem("missing required field: type", at))
        elif not isinstance(kind, str) or kind not in kinds:
            problems.append(Problem(f"unsupported type: {kind}", f"{at}/type"))
        else:
            kinds[kind](value, at, problems)

    return check


def only(kinds: Collection[str], check: Check) -> Check:
    """Only these types fit here; another one is told as a schema that does not match (header with mrkdwn)."""

    def checked(value: Any, at: str, problems: Problems) -> None:
        if isinstance(value, dict) and value.get("type") not in kinds:
            problems.append(Problem("failed to match all allowed schemas", at))
            problems.append(Problem("must be a valid enum value", f"{at}/type"))
            return
        check(value, at, problems)

    return checked


def both(*checks: Check) -> Check:
    def check(value: Any, at: str, problems: Problems) -> None:
        for each in checks:
            each(value, at, problems)

    return check


def unique(of: str) -> Check:
    """Within an array no two objects may share the value of field `of` (the words of this refusal are an inference)."""

    def check(value: Any, at: str, problems: Problems) -> None:
        seen: set[str] = set()
        for index, thing in enumerate(value if isinstance(value, list) else ()):
            name = thing.get(of) if isinstance(thing, dict) else None
            if not isinstance(name, str):
                continue
            if name in seen:
                problems.append(Problem(f"`{of}` already exists", f"{at}/{index}/{of}"))
            seen.add(name)

    return check


def anything(_value: Any, _at: str, _problems: Problems) -> None:
    """Accepted as it is."""
