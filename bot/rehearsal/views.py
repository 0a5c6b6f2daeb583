"""What a person sees on the stage, the same shape for both messengers; the page and the transcripts read it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class ButtonView:
    """A button under a message. `key` is what `press` takes; `url` is set where it only opens a link."""

    key: str
    label: str
    style: Literal["", "primary", "danger", "success"] = ""
    url: str | None = None


@dataclass(frozen=True, slots=True)
class FileView:
    """A file or picture of a message; `key` is what `file(key)` of the stage takes."""

    key: str
    name: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class MessageView:
    """One message as its reader sees it. `html` is safe in a page; `text` is the same without markup."""

    key: str
    author: str
    from_bot: bool
    text: str
    html: str
    at: datetime
    buttons: tuple[tuple[ButtonView, ...], ...] = ()
    files: tuple[FileView, ...] = ()
    edited: bool = False
    pinned: bool = False
    ephemeral: bool = False
    reply_to: str | None = None
    topic: str | None = None
    service: bool = False
    placeholder: str | None = None  # set (perhaps empty) while an answer is asked for: the hint of the input field


@dataclass(frozen=True, slots=True)
class ChatView:
    """A chat that this person can see, with its messages in order."""

    key: str
    title: str
    kind: Literal["group", "channel", "private"]
    messages: tuple[MessageView, ...] = ()


@dataclass(frozen=True, slots=True)
class InputView:
    """One question of a Slack modal (or of a message with inputs)."""

    block_id: str
    label: str
    kind: Literal["text", "multiline", "select", "radio", "checkboxes", "date", "time", "user"]
    options: tuple[tuple[str, str], ...] = ()  # (value, label)
    initial: str = ""
    optional: bool = False
    hint: str = ""
    max_length: int | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class FormView:
    """An open modal."""

    key: str
    title: str
    submit: str
    close: str
    html: str = ""
    inputs: tuple[InputView, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the messenger showed the person who pressed a button or sent a command, beside new messages."""

    toast: str = ""
    alert: bool = False
    opens: str | None = None
    error: str = ""
    extra: dict[str, str] = field(default_factory=dict)
