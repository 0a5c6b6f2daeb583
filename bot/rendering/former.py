"""The words for somebody who was erased: stored is a mark alone, and every reader reads it in their own language."""

from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from rituals.messages import Attachment
from rituals.privacy import JSON, SOMEBODY_ERASED

TEMPLATE, BLOCK = "people/former", "former"

Thing = TypeVar("Thing")


def named(text: str, words: str) -> str:
    """A text with the words in place of the mark."""
    return text.replace(SOMEBODY_ERASED, words) if SOMEBODY_ERASED in text else text


def named_within(thing: Thing, words: str) -> Thing:
    """The same facts with the words in every text of theirs."""
    return _within(thing, words)  # type: ignore[no-any-return]


def _within(thing: Any, words: str) -> Any:
    if isinstance(thing, str):
        return named(thing, words)
    if isinstance(thing, tuple) and type(thing) is tuple:
        return tuple(_within(one, words) for one in thing)
    if is_dataclass(thing) and not isinstance(thing, type):
        before = {field.name: getattr(thing, field.name) for field in fields(thing) if field.init}
        after = {name: _within(value, words) for name, value in before.items()}
        changed = {name: value for name, value in after.items() if value != before[name]}
        return replace(thing, **changed) if changed else thing
    return thing


def named_in_file(file: Attachment, words: str) -> Attachment:
    """A file of text that was written without words of ours."""
    mark = SOMEBODY_ERASED.encode()
    if file.media_type != JSON or mark not in file.body:
        return file
    return replace(file, body=file.body.replace(mark, words.encode()))
