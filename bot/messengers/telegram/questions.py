"""Draws one question of a form as a Telegram message."""

from dataclasses import dataclass

from aiogram.types import ForceReply

from bot.messengers.telegram import markup
from bot.messengers.telegram.dialogue import pick
from bot.messengers.telegram.pieces import Piece, keyboard
from bot.messengers.telegram.words import DialogueQuestion
from bot.rendering.document import (
    AskedField,
    Block,
    Heading,
    LabelledButton,
    Mark,
    Paragraph,
    Rendered,
    RenderedForm,
    Text,
)
from bot.rendering.renderer import Reader, Renderer
from rituals.messages import FieldKind

PLACEHOLDER_LIMIT = 64
"""Characters (core.telegram.org/bots/api#forcereply)."""

_BOLD = frozenset({Mark.BOLD})
_ITALIC = frozenset({Mark.ITALIC})


@dataclass(frozen=True, slots=True)
class DrawnQuestion:
    """The question as one message (earlier ones hold what did not fit), and in a group how it asks for a reply."""

    before: tuple[Piece, ...]
    piece: Piece
    force_reply: ForceReply | None


def draw(
    words: RenderedForm, index: int, renderer: Renderer, reader: Reader, *, openly: bool, said: tuple[Block, ...] = ()
) -> DrawnQuestion:
    """Question `index` with its buttons. `openly`: in a group, where words are answered by a reply.

    `said` is told first, in the same message: why the last answer was refused.
    """
    asked = words.fields[index]
    by_reply = openly and asked.field.kind is not FieldKind.CHOICE
    frame = renderer.message(DialogueQuestion(index, asked.field.optional, _kept(asked), by_reply), reader)
    content = Rendered(
        blocks=(*said, *(_opening(words) if index == 0 else ()), *_question(asked), *frame.blocks),
        buttons=(*_choices(asked, index), *frame.buttons),
    )
    drawn = [Piece(part.html, keyboard(part.keyboard)) for part in markup.parts(content, {})]
    force = ForceReply(selective=True, input_field_placeholder=asked.label[:PLACEHOLDER_LIMIT]) if by_reply else None
    return DrawnQuestion(tuple(drawn[:-1]), drawn[-1], force)


def _opening(words: RenderedForm) -> tuple[Block, ...]:
    return (Heading((Text(words.title),)), *words.intro)


def _question(asked: AskedField) -> tuple[Block, ...]:
    label = Paragraph((Text(asked.label, _BOLD),))
    return (label, Paragraph((Text(asked.hint, _ITALIC),))) if asked.hint else (label,)


def _kept(asked: AskedField) -> str:
    """What stands there now, in words."""
    labels = {option.value: option.label for option in asked.options}
    return labels.get(asked.field.initial, asked.field.initial)


def _choices(asked: AskedField, index: int) -> tuple[tuple[LabelledButton, ...], ...]:
    return tuple((LabelledButton(option.label, pick(index, i)),) for i, option in enumerate(asked.options))
