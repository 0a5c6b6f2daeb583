"""What people enter into elements: the state that Slack sends for it, and what it refuses before sending."""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from typing import Any

from bot.rehearsal.slack.targets import options_of
from bot.rehearsal.slack.world import User, Workspace

Element = dict[str, Any]
State = dict[str, Any]
Entered = str | Sequence[str] | None

_TEXTS = frozenset({"plain_text_input", "email_text_input", "url_text_input", "number_input"})
_FIELDS = {
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "multi_users_select": "selected_users",
    "multi_conversations_select": "selected_conversations",
    "multi_channels_select": "selected_channels",
}
_ONE_OPTION = frozenset({"static_select", "radio_buttons", "external_select"})
_OPTIONS = frozenset({"multi_static_select", "checkboxes", "multi_external_select"})


class CannotEnter(ValueError):  # noqa: N818 - named after the situation
    """A person cannot enter this into such an element; the sentence is for whoever writes the test."""


def _field(kind: str) -> str:
    if kind in _TEXTS:
        return "value"
    if kind in _ONE_OPTION:
        return "selected_option"
    if kind in _OPTIONS:
        return "selected_options"
    return _FIELDS.get(kind, "rich_text_value")


def initial_state(element: Element) -> State:
    """The state of an element that nobody has touched: its initial value, or null."""
    kind = element["type"]
    name = _field(kind)
    singular = name.removeprefix("selected_") if name.startswith("selected_") else "value"
    value = element.get(f"initial_{singular}")
    if value is None and name in {
        "selected_options",
        "selected_users",
        "selected_conversations",
        "selected_channels",
    }:
        value = []
    return {"type": kind, name: value}


def entered_state(element: Element, value: Entered, space: Workspace) -> State:
    """The state after somebody entered `value`; '' or None empties.

    Options go by value or label, people by id or name, several of them as a list or separated by commas.
    Raises CannotEnter for what the client does not offer.
    """
    kind = element["type"]
    name = _field(kind)
    if kind in _TEXTS:
        return {"type": kind, name: str(value) if value not in (None, "") else None}
    if name in {"selected_options", "selected_users", "selected_conversations", "selected_channels"}:
        return {"type": kind, name: [_chosen(element, one, space) for one in _several(value)]}
    if value in (None, ""):
        return {"type": kind, name: None}
    if not isinstance(value, str):
        raise CannotEnter(f"{kind} takes one value, not {value!r}")
    return {"type": kind, name: _chosen(element, value, space)}


def _several(value: Entered) -> list[str]:
    if value is None:
        return []
    parts = value.split(",") if isinstance(value, str) else value
    return [part.strip() for part in parts if part.strip()]


def _chosen(element: Element, value: str, space: Workspace) -> Any:
    kind = element["type"]
    if kind in _ONE_OPTION | _OPTIONS:
        return _option(element, value)
    if "users" in kind:
        return person(space, value).id
    if "conversations" in kind or "channels" in kind:
        return _channel(space, value)
    readers: dict[str, Callable[[str], Any]] = {
        "datepicker": lambda text: date.fromisoformat(text).isoformat(),
        "timepicker": lambda text: time.fromisoformat(text).strftime("%H:%M"),
        "datetimepicker": lambda text: int(datetime.fromisoformat(text).timestamp()),
        "rich_text_input": _rich,
    }
    try:
        return readers[kind](value)
    except ValueError:
        raise CannotEnter(f"{kind} does not take {value!r}") from None


def _option(element: Element, value: str) -> Any:
    for option in options_of(element):
        if value in {option["value"], option["text"]["text"]}:
            return option
    raise CannotEnter(f"{value!r} is not offered; there is: {[option['value'] for option in options_of(element)]}")


def person(space: Workspace, name: str) -> User:
    """By id, handle or shown name."""
    wanted = name.removeprefix("@").casefold()
    for user in space.users.values():
        if wanted in {user.id.casefold(), user.name.casefold(), user.real_name.casefold()}:
            return user
    raise CannotEnter(f"nobody is called {name!r} here")


def _channel(space: Workspace, name: str) -> str:
    wanted = name.removeprefix("#")
    for channel in space.channels.values():
        if wanted in {channel.id, channel.name}:
            return channel.id
    raise CannotEnter(f"no channel is called {name!r} here")


def _rich(text: str) -> State:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [section]}


def value_of(state: State) -> Any:
    """What is entered: a string, an option, a list …; None or [] when nothing is."""
    return next(value for name, value in state.items() if name != "type")


def as_words(state: State) -> str:
    """What is entered, as the string that would enter it again."""
    value = value_of(state)
    values = value if isinstance(value, list) else [value]
    return ",".join(str(one["value"] if isinstance(one, dict) and "value" in one else one) for one in values if one)


def refusal(block: dict[str, Any], state: State) -> str:
    """What Slack's client says before it sends (nothing entered, too long, no number …); empty when it sends."""
    element, value = block["element"], value_of(state)
    if value in (None, "", []):
        return "" if block.get("optional") else "Please complete this required field."
    if element["type"] not in _TEXTS:
        return ""
    if len(value) > element.get("max_length", 3000):
        return f"This field cannot be longer than {element.get('max_length', 3000)} characters."
    if len(value) < element.get("min_length", 0):
        return f"This field must be at least {element['min_length']} characters long."
    return _wrong_kind(element, value)


def _wrong_kind(element: Element, value: str) -> str:
    kind = element["type"]
    if kind == "email_text_input" and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value):
        return "Please enter a valid email address."
    if kind == "url_text_input" and not re.match(r"[a-z][a-z0-9+.\-]*://\S+", value):
        return "Please enter a valid URL."
    if kind == "number_input":
        return _not_a_number(element, value)
    return ""


def _not_a_number(element: Element, value: str) -> str:
    try:
        number = float(value) if element["is_decimal_allowed"] else int(value)
    except ValueError:
        return "Please enter a valid number."
    if number < float(element.get("min_value", "-inf")):
        return f"Please enter a number of at least {element['min_value']}."
    if number > float(element.get("max_value", "inf")):
        return f"Please enter a number of at most {element['max_value']}."
    return ""
