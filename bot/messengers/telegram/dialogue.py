"""How a form is filled question by question: which question is next, and what an answer to it may be."""

from collections.abc import Mapping

from bot.messengers.telegram.words import OURS
from bot.rendering.document import AskedField, RenderedForm
from bot.storage.dialogues import Dialogue
from rituals.errors import FormExpired, NoText, TooLong
from rituals.messages import Field, FieldKind, Form
from rituals.team import Place

Values = dict[str, str]


class NotAChoice(Exception):  # noqa: N818  It names the situation.
    """Words that are none of the question's choices."""


def is_open(dialogue: Dialogue) -> bool:
    """Whether it is held in a group, before everybody's eyes."""
    return dialogue.place != Place(dialogue.account)


def applies(field: Field, values: Mapping[str, str]) -> bool:
    """Whether the question matters after the answers so far."""
    return field.when is None or values.get(field.when[0], "") in field.when[1:]


def open_question(form: Form, values: Mapping[str, str]) -> int | None:
    """The index of the first question that matters and has no answer; None when the form is full."""
    found = (i for i, field in enumerate(form.fields()) if field.name not in values and applies(field, values))
    return next(found, None)


def complete(form: Form, values: Mapping[str, str]) -> Values:
    """The answers to the questions that matter."""
    return {
        field.name: values[field.name] for field in form.fields() if field.name in values and applies(field, values)
    }


def reopened(form: Form, values: Mapping[str, str], about: str | None) -> Values:
    """The answers without the one that was refused: `about`, else the last that was written in words."""
    given = [field for field in form.fields() if field.name in values and applies(field, values)]
    written = [field for field in given if field.kind is not FieldKind.CHOICE] or given
    names = {field.name for field in given}
    wrong = about if about in names else (written[-1].name if written else None)
    return {name: value for name, value in values.items() if name != wrong}


def written_answer(asked: AskedField, text: str) -> str:
    """What words answer: themselves, or the choice that they name.

    Raises NoText, TooLong, NotAChoice.
    """
    if not text:
        raise NoText
    if asked.field.kind is FieldKind.CHOICE:
        wanted = text.casefold()
        for option in asked.options:
            if wanted in {option.label.casefold(), option.value.casefold()}:
                return option.value
        raise NotAChoice
    if len(text) > asked.field.max_length:
        raise TooLong(len(text), asked.field.max_length)
    return text


def pressed_answer(words: RenderedForm, index: int, payload: str) -> str:
    """What one of the dialogue's own buttons answers to question `index`: a choice, "" (skip), what stands (keep).

    Raises FormExpired for a button of another question and for anything forged.
    """
    asked = words.fields[index]
    match payload.split(":"):
        case [_, number, "skip"] if number == str(index) and asked.field.optional:
            return ""
        case [_, number, "keep"] if number == str(index) and asked.field.initial:
            return asked.field.initial
        case [_, number, "pick", choice] if number == str(index) and choice.isdecimal():
            if len(choice) < 4 and int(choice) < len(asked.options):  # noqa: PLR2004  Far fewer fit in a keyboard.
                return asked.options[int(choice)].value
    raise FormExpired


def pick(index: int, choice: int) -> str:
    """The payload of a choice's button."""
    return f"{OURS}:{index}:pick:{choice}"


def is_cancel(payload: str) -> bool:
    return payload.endswith(":cancel")
