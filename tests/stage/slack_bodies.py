"""Blocks, elements and a view as small as Slack takes them, and the world that they are posted in."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest_asyncio

from tests.stage.slack_world import SlackWorld, slack_world

CHANNEL = "C0000001"
Body = dict[str, Any]
Prepare = Callable[[SlackWorld], Any]


@pytest_asyncio.fixture
async def world() -> AsyncIterator[SlackWorld]:
    async with slack_world() as one:
        yield one


def text(words: str, kind: str = "plain_text") -> Body:
    return {"type": kind, "text": words}


def section(words: str, **more: Any) -> Body:
    return {"type": "section", "text": text(words, "mrkdwn"), **more}


def button(**more: Any) -> Body:
    return {"type": "button", "text": text("Go"), "action_id": "go", **more}


def option(words: str = "one", value: str = "1") -> Body:
    return {"text": text(words), "value": value}


def actions(*elements: Body) -> Body:
    return {"type": "actions", "elements": list(elements)}


def menu(*options: Body) -> Body:
    return {"type": "static_select", "action_id": "menu", "options": list(options)}


def radio(*options: Body) -> Body:
    return {"type": "radio_buttons", "action_id": "radio", "options": list(options)}


TABLE = {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]]}
DIVIDER = {"type": "divider"}
INPUT = {
    "type": "input",
    "block_id": "b",
    "label": text("L"),
    "element": {"type": "plain_text_input", "action_id": "a"},
}
MODAL = {"type": "modal", "title": text("Agenda"), "submit": text("Save"), "blocks": [INPUT]}
POST = {"channel": CHANNEL, "text": "x"}
