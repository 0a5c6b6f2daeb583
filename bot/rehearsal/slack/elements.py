"""The limits of what stands in blocks: texts, options, buttons, menus, inputs (docs.slack.dev/reference/block-kit)."""

from typing import Any

from bot.rehearsal.slack.rich_text_rules import RICH_TEXT
from bot.rehearsal.slack.schema import (
    Check,
    Problem,
    Problems,
    boolean,
    both,
    integer,
    list_of,
    one_of,
    only,
    record,
    string,
    tagged,
)

ID = string(255)
URL = string(3000, 1)


def plain_text(most: int, least: int = 1) -> Check:
    """A text object without markup, of `least` to `most` characters."""
    fields = record({"text": string(most, least)}, {"emoji": boolean})
    return only(("plain_text",), tagged({"plain_text": fields}))


def any_text(most: int, least: int = 1) -> Check:
    """A text object, plain or mrkdwn."""
    return tagged(
        {
            "plain_text": record({"text": string(most, least)}, {"emoji": boolean}),
            "mrkdwn": record({"text": string(most, least)}, {"verbatim": boolean}),
        }
    )


CONFIRM = record(
    {"title": plain_text(100), "text": any_text(300), "confirm": plain_text(30), "deny": plain_text(30)},
    {"style": one_of("primary", "danger")},
)
OPTION = record({"text": any_text(75), "value": string(150, 1)}, {"description": any_text(75)})
OPTION_PLAIN = record({"text": plain_text(75), "value": string(150, 1)}, {"description": plain_text(75)})
OVERFLOW_OPTION = record({"text": plain_text(75), "value": string(150, 1)}, {"description": plain_text(75), "url": URL})
OPTION_GROUP = record({"label": plain_text(75), "options": list_of(OPTION_PLAIN, 100)})

_COMMON: dict[str, Check] = {"action_id": ID, "confirm": CONFIRM, "focus_on_load": boolean}
_PLACEHOLDER: dict[str, Check] = {**_COMMON, "placeholder": plain_text(150)}


def _options_or_groups(value: Any, at: str, problems: Problems) -> None:
    if isinstance(value, dict) and (value.get("options") is None) == (value.get("option_groups") is None):
        problems.append(Problem("must define either `options` or `option_groups`", at))


def _menu(initial: dict[str, Check]) -> Check:
    fields = {
        **_PLACEHOLDER,
        "options": list_of(OPTION_PLAIN, 100),
        "option_groups": list_of(OPTION_GROUP, 100),
        **initial,
    }
    return both(record({}, fields), _options_or_groups)


BUTTON = record(
    {"text": plain_text(75)},
    {
        "action_id": ID,
        "value": string(2000),
        "url": URL,
        "style": one_of("primary", "danger"),
        "confirm": CONFIRM,
        "accessibility_label": string(75),
    },
)
_LENGTHS: dict[str, Check] = {"min_length": integer(0, 3000), "max_length": integer(1, 3000)}
_DISPATCH = record({}, {"trigger_actions_on": list_of(one_of("on_enter_pressed", "on_character_entered"), 2)})
_MANY: dict[str, Check] = {"max_selected_items": integer(1, 1000)}
_FILTER = record(
    {},
    {
        "include": list_of(one_of("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
)
_CONVERSATIONS: dict[str, Check] = {
    **_PLACEHOLDER,
    "default_to_current_conversation": boolean,
    "response_url_enabled": boolean,
    "filter": _FILTER,
}

IMAGE_SOURCE: dict[str, Check] = {
    "image_url": URL,
    "slack_file": record({}, {"id": string(255, 1), "url": URL}),
}


def image_has_source(value: Any, at: str, problems: Problems) -> None:
    if isinstance(value, dict) and (value.get("image_url") is None) == (value.get("slack_file") is None):
        problems.append(Problem("must define either `image_url` or `slack_file`", at))


IMAGE_ELEMENT = both(record({"alt_text": string(2000, 1)}, IMAGE_SOURCE), image_has_source)

CHOICES: dict[str, Check] = {
    "static_select": _menu({"initial_option": OPTION_PLAIN}),
    "multi_static_select": _menu({"initial_options": list_of(OPTION_PLAIN, 100), **_MANY}),
    "external_select": record(
        {}, {**_PLACEHOLDER, "initial_option": OPTION_PLAIN, "min_query_length": integer(0, 1000)}
    ),
    "multi_external_select": record(
        {},
        {
            **_PLACEHOLDER,
            "initial_options": list_of(OPTION_PLAIN, 100),
            "min_query_length": integer(0, 1000),
            **_MANY,
        },
    ),
    "users_select": record({}, {**_PLACEHOLDER, "initial_user": ID}),
    "multi_users_select": record({}, {**_PLACEHOLDER, "initial_users": list_of(ID, 1000), **_MANY}),
    "conversations_select": record({}, {**_CONVERSATIONS, "initial_conversation": ID}),
    "multi_conversations_select": record({}, {**_CONVERSATIONS, "initial_conversations": list_of(ID, 1000), **_MANY}),
    "channels_select": record({}, {**_PLACEHOLDER, "initial_channel": ID, "response_url_enabled": boolean}),
    "multi_channels_select": record({}, {**_PLACEHOLDER, "initial_channels": list_of(ID, 1000), **_MANY}),
    "radio_buttons": record({"options": list_of(OPTION, 10)}, {**_COMMON, "initial_option": OPTION}),
    "checkboxes": record({"options": list_of(OPTION, 10)}, {**_COMMON, "initial_options": list_of(OPTION, 10)}),
    "datepicker": record({}, {**_PLACEHOLDER, "initial_date": string(10, 10)}),
    "timepicker": record({}, {**_PLACEHOLDER, "initial_time": string(5, 5), "timezone": string(100, 1)}),
    "datetimepicker": record({}, {**_COMMON, "initial_date_time": integer(10**9, 10**10 - 1)}),
}
WRITING: dict[str, Check] = {
    "plain_text_input": record(
        {},
        {
            **_PLACEHOLDER,
            **_LENGTHS,
            "initial_value": string(3000),
            "multiline": boolean,
            "dispatch_action_config": _DISPATCH,
        },
    ),
    "rich_text_input": record({}, {**_PLACEHOLDER, "initial_value": RICH_TEXT, "dispatch_action_config": _DISPATCH}),
    "email_text_input": record(
        {}, {**_PLACEHOLDER, "initial_value": string(3000), "dispatch_action_config": _DISPATCH}
    ),
    "url_text_input": record({}, {**_PLACEHOLDER, "initial_value": URL, "dispatch_action_config": _DISPATCH}),
    "number_input": record(
        {"is_decimal_allowed": boolean},
        {
            **_PLACEHOLDER,
            "initial_value": string(100),
            "min_value": string(100),
            "max_value": string(100),
            "dispatch_action_config": _DISPATCH,
        },
    ),
}
OVERFLOW: Check = record({"options": list_of(OVERFLOW_OPTION, 5)}, _COMMON)

IN_ACTIONS = tagged({"button": BUTTON, "overflow": OVERFLOW, **CHOICES})
IN_ACCESSORY = tagged({"button": BUTTON, "overflow": OVERFLOW, "image": IMAGE_ELEMENT, **CHOICES})
IN_INPUT = tagged({**WRITING, **CHOICES})
IN_CONTEXT = tagged(
    {
        "image": IMAGE_ELEMENT,
        "plain_text": record({"text": string(3000, 1)}, {"emoji": boolean}),
        "mrkdwn": record({"text": string(3000, 1)}, {"verbatim": boolean}),
    }
)
