"""View models and value objects ⇄ JSON text: what people are to see outlives a restart and a new version."""

from dataclasses import fields
from typing import Any, TypeVar, cast

import msgspec

from rituals.messages import Shown, type_of

Value = TypeVar("Value")
View = TypeVar("View", bound=Shown)


class Unreadable(Exception):  # noqa: N818  It names the situation.
    """Stored facts that this version does not understand. The row is kept, and says why it is not shown."""

    def __init__(self, template: str, reason: str) -> None:
        super().__init__(f"the facts of {template} cannot be read: {reason}")
        self.template = template


def encode(value: Any) -> str:
    """A frozen dataclass of plain values, or a tuple of such, as JSON; equal values give equal text."""
    return msgspec.json.encode(value, order="deterministic").decode()


def decode(text: str, kind: type[Value]) -> Value:
    """The value again. Raises msgspec.MsgspecError (ValidationError, DecodeError)."""
    return msgspec.json.decode(text, type=kind)


def encode_shown(shown: Shown) -> tuple[str, str]:
    """A message, form or refusal as its template and its facts."""
    return shown.template, encode(shown)


def decode_shown(template: str, facts: str, base: type[View]) -> View:
    """The message, form or refusal that was stored. Raises Unreadable."""
    kind = type_of.get(template)
    if kind is None or not issubclass(kind, base):
        raise Unreadable(template, f"there is no such {base.__name__.lower()}")
    try:
        shown = decode(facts, kind)
    except (msgspec.MsgspecError, TypeError, NameError) as error:
        raise Unreadable(template, str(error)) from error
    return cast("View", _whole(shown))


def _whole(shown: Any) -> Any:
    """Filled by msgspec without being called, which leaves an exception without its inner parts: made anew."""
    kind: Any = type(shown)
    if not issubclass(kind, Exception):
        return shown
    return kind(**{field.name: getattr(shown, field.name) for field in fields(kind)})
