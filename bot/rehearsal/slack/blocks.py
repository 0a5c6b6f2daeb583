"""Refuses what Slack refuses: blocks of messages, modals and home tabs, in Slack's own words and JSON pointers.

The newest blocks (card, carousel, alert, plan, data_table, …) are refused as unsupported on purpose: not every
client shows them, so this bot keeps to the old ones.
"""

import json
from typing import Any

from bot.rehearsal.slack.elements import (
    ID,
    IMAGE_SOURCE,
    IN_ACCESSORY,
    IN_ACTIONS,
    IN_CONTEXT,
    IN_INPUT,
    URL,
    any_text,
    image_has_source,
    plain_text,
)
from bot.rehearsal.slack.refusals import ApiError
from bot.rehearsal.slack.rich_text_rules import RICH_TEXT
from bot.rehearsal.slack.schema import (
    Check,
    Problem,
    Problems,
    anything,
    boolean,
    both,
    list_of,
    one_of,
    record,
    string,
    tagged,
    unique,
)

BLOCKS_OF_A_MESSAGE = 50
BLOCKS_OF_A_VIEW = 100
MARKDOWN_OF_A_MESSAGE = 12_000
BYTES_OF_A_VIEW = 250_000
_WITH_ID: dict[str, Check] = {"block_id": ID}


def _text_or_fields(value: Any, at: str, problems: Problems) -> None:
    if isinstance(value, dict) and value.get("text") is None and value.get("fields") is None:
        problems.append(Problem("must define either `text` or `fields`", at))


_actions = both(list_of(IN_ACTIONS, 25), unique("action_id"))
_SHARED: dict[str, Check] = {
    "section": both(
        record(
            {},
            {
                **_WITH_ID,
                "text": any_text(3000),
                "fields": list_of(any_text(2000), 10),
                "accessory": IN_ACCESSORY,
                "expand": boolean,
            },
        ),
        _text_or_fields,
    ),
    "divider": record({}, _WITH_ID),
    "header": record({"text": plain_text(150)}, _WITH_ID),
    "context": record({"elements": list_of(IN_CONTEXT, 10)}, _WITH_ID),
    "actions": record({"elements": _actions}, _WITH_ID),
    "image": both(
        record({"alt_text": string(2000, 1)}, {**_WITH_ID, **IMAGE_SOURCE, "title": plain_text(2000)}), image_has_source
    ),
    "input": record(
        {"label": plain_text(2000), "element": IN_INPUT},
        {**_WITH_ID, "hint": plain_text(2000), "optional": boolean, "dispatch_action": boolean},
    ),
    "rich_text": RICH_TEXT,
    "video": record(
        {"alt_text": string(2000, 1), "title": plain_text(200), "thumbnail_url": URL, "video_url": URL},
        {
            **_WITH_ID,
            "author_name": string(50),
            "description": plain_text(200),
            "provider_icon_url": URL,
            "provider_name": string(50),
            "title_url": URL,
        },
    ),
}
_CELL = tagged({"raw_text": record({"text": string(3000)}), "rich_text": RICH_TEXT})
_TABLE = record(
    {"rows": list_of(list_of(_CELL, 20), 100)},
    {
        **_WITH_ID,
        "column_settings": list_of(record({}, {"align": one_of("left", "center", "right"), "is_wrapped": boolean}), 20),
    },
)
_IN_MESSAGES = tagged({**_SHARED, "markdown": record({"text": string(12000, 1)}, _WITH_ID), "table": _TABLE})
_IN_VIEWS = tagged(_SHARED)

_message_blocks = both(list_of(_IN_MESSAGES, BLOCKS_OF_A_MESSAGE, 0), unique("block_id"))
_view_blocks = both(list_of(_IN_VIEWS, BLOCKS_OF_A_VIEW, 0), unique("block_id"))

_VIEW_COMMON: dict[str, Check] = {
    "private_metadata": string(3000),
    "callback_id": ID,
    "external_id": ID,
}
_MODAL = record(
    {"title": plain_text(24), "blocks": _view_blocks},
    {
        **_VIEW_COMMON,
        "submit": plain_text(24),
        "close": plain_text(24),
        "clear_on_close": boolean,
        "notify_on_close": boolean,
        "submit_disabled": boolean,
    },
)
_HOME = record({"blocks": _view_blocks}, {**_VIEW_COMMON, "title": anything, "close": anything, "submit": anything})


def message_problems(blocks: Any) -> Problems:
    """What Slack finds wrong with the blocks of a message; empty when it would take them."""
    problems: Problems = []
    _message_blocks(blocks, "/blocks", problems)
    written = 0
    for index, block in enumerate(blocks if isinstance(blocks, list) else ()):
        if isinstance(block, dict) and block.get("type") == "markdown" and isinstance(block.get("text"), str):
            written += len(block["text"])
            if written > MARKDOWN_OF_A_MESSAGE >= len(block["text"]):
                words = f"must be less than {MARKDOWN_OF_A_MESSAGE + 1} characters"
                problems.append(Problem(words, f"/blocks/{index}/text"))
    return problems


def view_problems(view: Any) -> Problems:
    """What Slack finds wrong with a modal or home view; empty when it would take it."""
    problems: Problems = []
    tagged({"modal": both(_MODAL, _submit_for_inputs), "home": _HOME})(view, "/view", problems)
    return problems


def _submit_for_inputs(view: Any, at: str, problems: Problems) -> None:
    if not isinstance(view, dict) or view.get("submit") is not None or not isinstance(view.get("blocks"), list):
        return
    for index, block in enumerate(view["blocks"]):
        if isinstance(block, dict) and block.get("type") == "input":
            words = "must define `submit` to use an `input` block in modals"
            problems.append(Problem(words, f"{at}/blocks/{index}/input"))
            return


def check_message_blocks(blocks: Any) -> None:
    """Raise `invalid_blocks_format`, `invalid_attachments` (two tables) or `invalid_blocks` with the pointers."""
    if not isinstance(blocks, list):
        raise ApiError("invalid_blocks_format")
    if sum(isinstance(block, dict) and block.get("type") == "table" for block in blocks) > 1:
        raise _refusal("invalid_attachments", ["only_one_table_allowed"])
    problems = message_problems(blocks)
    if problems:
        raise _refusal("invalid_blocks", [str(problem) for problem in problems])


def check_view(view: Any) -> None:
    """Raise `view_too_large` or `invalid_arguments` with the pointers."""
    if len(json.dumps(view, ensure_ascii=False).encode()) > BYTES_OF_A_VIEW:
        raise ApiError("view_too_large")
    problems = view_problems(view)
    if problems:
        raise ApiError(
            "invalid_arguments", response_metadata={"messages": [f"[ERROR] {problem}" for problem in problems]}
        )


def _refusal(code: str, sentences: list[str]) -> ApiError:
    messages = [f"[ERROR] {sentence}" for sentence in sentences]
    return ApiError(code, errors=sentences, response_metadata={"messages": messages})
