"""The few messages that are Slack's own business: a form that needs a press, a file that went to the private chat."""

from dataclasses import dataclass
from typing import ClassVar

from rituals.messages import Button, Message, Style


@dataclass(frozen=True, slots=True)
class OpenForm(Message):
    """There is a form to fill in, and only a press can open one."""

    template: ClassVar[str] = "slack/open_form"

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        return ((Button("open", "~ask", style=Style.PRIMARY),),)


@dataclass(frozen=True, slots=True)
class FormTooLate(Message):
    """The form could not be opened within the three seconds that Slack gives."""

    template: ClassVar[str] = "slack/form_too_late"

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        return ((Button("open", "~ask", style=Style.PRIMARY),),)


@dataclass(frozen=True, slots=True)
class NotNow(Message):
    """The database is away: nothing was done; it must be asked again. `typed`: the person's words wait in a form."""

    template: ClassVar[str] = "slack/not_now"

    typed: bool = False


@dataclass(frozen=True, slots=True)
class FileInPrivate(Message):
    """A file for one person alone cannot stand in a channel, so it is in the private chat."""

    template: ClassVar[str] = "slack/file_in_private"

    count: int
