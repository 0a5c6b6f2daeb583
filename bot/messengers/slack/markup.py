"""Writes a message as Slack's blocks: people's words as rich_text, in which nothing is parsed, and buttons as actions.

mrkdwn has no escape for `*`, `_` and `~`, so nothing of it is made of people's words; `text`, which stands in notices,
has `&`, `<` and `>` escaped, so that nobody can ping a channel through the bot. Limits: docs.slack.dev, Block Kit.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.messengers.slack.rich_text import Mentions, rich_text_blocks
from bot.rendering.cutting import place_to_cut, shortened
from bot.rendering.document import AskedField, AskedOption, LabelledButton, Rendered, RenderedForm
from bot.rendering.links import is_link
from bot.rendering.plain import plain_blocks
from bot.rendering.splitting import Size, split
from bot.rendering.visible import is_visible
from rituals.messages import FieldKind, Style

__all__ = ["ANSWER", "FORM", "Mentions", "SlackPart", "home_view", "modal", "parts"]

FALLBACK_LIMIT = 3900
"""Characters of `text`; chat.update takes 4000 and chat.postMessage advises them."""

BLOCK_LIMIT = 50
"""Blocks of a message."""

VIEW_LIMIT = 100
"""Blocks of a modal or a home."""

_WORD_BLOCKS = 35  # The others are left to the buttons.
_ROOM = Size(text=8000, ranges=1000, addresses=3000)  # "msg_too_long" begins somewhere above 12,000 characters.

ROW_LIMIT = 25
"""Elements of an actions block."""

LABEL_LIMIT = 75
"""Characters of a button's and of an option's text."""

INPUT_LIMIT = 3000
"""Characters that a plain_text_input takes."""

RADIO_LIMIT, SELECT_LIMIT = 10, 100
"""Options of radio buttons and of one group of a menu."""

_HINT_LIMIT = 2000
_NO_WORDS = "…"

FORM = "form"
"""The callback_id of every form's modal."""

ANSWER = "answer"
"""The action_id of every question's input; its block_id is the field's name."""

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SlackPart:
    """One Slack message: its blocks, and the same as plain words for notices and screen readers."""

    blocks: list[Json] = field(default_factory=list)
    text: str = ""


def parts(rendered: Rendered, mentions: Mentions) -> list[SlackPart]:
    """The message in as many parts as it takes; none if there are neither words nor buttons.

    `mentions`: the accounts (`slack:T0000001/U0000001`) of those who can be mentioned; others are named.
    """
    written: list[SlackPart] = []
    for page in split(rendered.blocks, _ROOM):
        if not is_visible(plain_blocks(page)):
            continue
        for group in _batches(rich_text_blocks(page, mentions), _WORD_BLOCKS):
            blocks = [block for block, _ in group]
            written.append(SlackPart(blocks, _fallback(plain_blocks(said for _, part in group for said in part))))
    rows = [_actions(row) for row in _rows(rendered.buttons)]
    if rows and not written:
        written.append(SlackPart([], _NO_WORDS))
    if written:
        last = written[-1]
        room = BLOCK_LIMIT - len(last.blocks)
        written[-1] = SlackPart([*last.blocks, *rows[:room]], last.text)
        written.extend(SlackPart(list(more), _NO_WORDS) for more in _batches(rows[room:], BLOCK_LIMIT))
    return written


def modal(form: RenderedForm, private_metadata: str) -> Json:
    """The form as a modal view. `private_metadata`: 3000 characters at most, handed back with the answers."""
    pages = rich_text_blocks(form.intro, {}) if is_visible(plain_blocks(form.intro)) else []
    return {
        "type": "modal",
        "callback_id": FORM,
        "private_metadata": private_metadata,
        "title": _plain(form.title),
        "submit": _plain(form.submit),
        "blocks": [*(block for block, _ in pages), *(block for asked in form.fields for block in _input(asked))],
    }


def home_view(rendered: Rendered, mentions: Mentions) -> Json:
    """The message as an app's home: one view, whatever its length. `mentions` as in `parts`."""
    blocks = [block for part in parts(rendered, mentions) for block in part.blocks]
    return {"type": "home", "blocks": blocks[:VIEW_LIMIT]}


def _batches(things: Sequence[Any], most: int) -> Iterator[Sequence[Any]]:
    for at in range(0, len(things), most):
        yield things[at : at + most]


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _fallback(text: str) -> str:
    """The words for notices, escaped, with an ellipsis where they do not fit."""
    escaped = _escaped(text)
    if len(escaped) <= FALLBACK_LIMIT:
        return escaped
    used = reach = 0
    for reach, char in enumerate(text):  # noqa: B007  The place is used after the loop.
        used += len(_escaped(char))
        if used >= FALLBACK_LIMIT:
            break
    return _escaped(text[: place_to_cut(text, max(reach, 1))].rstrip()) + _NO_WORDS


def _plain(text: str) -> Json:
    return {"type": "plain_text", "text": text if is_visible(text) else _NO_WORDS, "emoji": True}


# -- buttons -------------------------------------------------------------------------------------------------------


def _rows(rows: Iterable[Sequence[LabelledButton]]) -> Iterator[Sequence[LabelledButton]]:
    """Rows of 25 at most; a button whose address Slack would refuse is left out, as it would cost the message."""
    for row in rows:
        usable = [button for button in row if button.url is None or is_link(button.url)]
        yield from _batches(usable, ROW_LIMIT)


def _actions(row: Sequence[LabelledButton]) -> Json:
    return {"type": "actions", "elements": [_button(button, place) for place, button in enumerate(row)]}


def _button(button: LabelledButton, place: int) -> Json:
    """`action_id` is the payload's name and the button's place in its row: unique there, and readable in logs."""
    name = button.payload.partition(":")[0] if button.url is None else "link"
    drawn: Json = {
        "type": "button",
        "text": _plain(shortened(button.label, LABEL_LIMIT)),
        "action_id": f"{name}:{place}",
    }
    if button.url is None:
        drawn["value"] = button.payload
    else:
        drawn["url"] = button.url
    if button.style is not Style.PLAIN:
        drawn["style"] = button.style.value
    return drawn


# -- questions -----------------------------------------------------------------------------------------------------


def _input(asked: AskedField) -> Iterator[Json]:
    """The input block of a question; none for a choice among nothing, which Slack would refuse."""
    choice = asked.field.kind is FieldKind.CHOICE
    if choice and not asked.options:
        return
    block: Json = {
        "type": "input",
        "block_id": asked.field.name,
        "label": _plain(shortened(asked.label, _HINT_LIMIT)),
        "element": _choice(asked) if choice else _writing(asked),
        "optional": asked.field.optional or asked.field.when is not None,
    }
    if is_visible(asked.hint):
        block["hint"] = _plain(shortened(asked.hint, _HINT_LIMIT))
    yield block


def _writing(asked: AskedField) -> Json:
    most = max(1, min(asked.field.max_length, INPUT_LIMIT))
    element: Json = {
        "type": "plain_text_input",
        "action_id": ANSWER,
        "multiline": asked.field.kind is FieldKind.TEXT,
        "max_length": most,
    }
    if asked.field.initial:
        element["initial_value"] = asked.field.initial[:most]
    return element


def _choice(asked: AskedField) -> Json:
    options = [_option(option) for option in asked.options]
    element: Json = {"action_id": ANSWER, **_menu(options)}
    initial = next((option for option in options if option["value"] == asked.field.initial), None)
    return element | ({"initial_option": initial} if initial is not None else {})


def _menu(options: Sequence[Json]) -> Json:
    """Radio buttons for a few options, a menu for many, a menu with numbered groups for very many."""
    if len(options) <= RADIO_LIMIT:
        return {"type": "radio_buttons", "options": options}
    if len(options) <= SELECT_LIMIT:
        return {"type": "static_select", "options": options}
    groups = [
        {
            "label": _plain(f"{at + 1}–{min(at + SELECT_LIMIT, len(options))}"),
            "options": options[at : at + SELECT_LIMIT],
        }
        for at in range(0, len(options), SELECT_LIMIT)
    ]
    return {"type": "static_select", "option_groups": groups}


def _option(option: AskedOption) -> Json:
    return {"text": _plain(shortened(option.label, LABEL_LIMIT)), "value": option.value}
