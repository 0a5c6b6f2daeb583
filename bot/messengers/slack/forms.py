"""Modals: what a refused one says at which question, and how one is opened."""

from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import Answer, Question
from bot.messengers.slack.api import Refused, call
from bot.messengers.slack.markup import modal
from bot.messengers.slack.visit import Visit
from bot.rendering.plain import plain

TRIGGER_GONE = frozenset({"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id"})
TRIGGER_LIVES = 3.0
"""Seconds (docs.slack.dev/interactivity/handling-user-interaction)."""

View = dict[str, Any]


def view_of(question: Question, visit: Visit) -> View:
    """The modal; it remembers its payload and where the answers belong."""
    view: View = modal(question.words, visit.remember(question.words.payload))
    return view


async def open_form(client: AsyncWebClient, question: Question, visit: Visit) -> bool:
    """Open the modal. False if it is too late for this trigger. Raises SlackTrouble."""
    if not visit.trigger:
        return False
    try:
        await call(client.views_open(trigger_id=visit.trigger, view=view_of(question, visit)), within=TRIGGER_LIVES)
    except Refused as refused:
        if refused.code in TRIGGER_GONE:
            return False
        raise
    return True


def errors_in(view: View, answer: Answer) -> dict[str, str] | None:
    """Where a refusal is shown in the modal: {block_id: words}; None if the modal has no question to show it at.

    At the question that the refusal is about, else at the last one for free words, else at the last one.
    """
    inputs = [block for block in view.get("blocks") or () if block.get("type") == "input"]
    names = [str(block["block_id"]) for block in inputs]
    texts = [str(block["block_id"]) for block in inputs if block["element"]["type"] == "plain_text_input"]
    if not names:
        return None
    where = answer.about if answer.about in names else (texts or names)[-1]
    return {str(where): plain(answer.content)}
