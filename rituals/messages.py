"""What the rituals want people to see: view models, buttons, attachments and addresses; the words are in templates/."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar

from rituals.team import AccountKey, Audience, Person, PersonId, Place, TeamId

PRESS_LIMIT = 64
"""Bytes that a button may carry: Telegram's `callback_data` (core.telegram.org/bots/api#inlinekeyboardbutton)."""


APART = "+"
"""What the payload of a button begins with whose message stays as it is: the answer is shown beside it."""


class Style(StrEnum):
    """How a button stands out, where the messenger can show it."""

    PLAIN = "plain"
    PRIMARY = "primary"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Button:
    """Something that a reader can press. Its label is the block `button_<name>` of the message's template.

    `press` names the action of the registry, `args` go with it; `label` replaces the template's words where these are
    people's own (a name in a list); `url` makes it a link and no press at all. `apart`: the message stays as it is.
    """

    name: str
    press: str = ""
    args: tuple[int | str, ...] = ()
    style: Style = Style.PLAIN
    label: str | None = None
    url: str | None = None
    apart: bool = False

    @property
    def payload(self) -> str:
        """What the messenger carries and hands back, for example `agenda.up:17`."""
        payload = (APART if self.apart else "") + ":".join([self.press, *map(str, self.args)])
        if len(payload.encode()) > PRESS_LIMIT:
            raise ValueError(f"the button {self.name} carries more than {PRESS_LIMIT} bytes: {payload}")
        return payload


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a message: its bytes, or a document that is written for the reader as `media_type`."""

    filename: str
    media_type: str
    body: bytes = b""
    document: "Document | None" = None

    @property
    def is_picture(self) -> bool:
        return self.media_type in {"image/png", "image/jpeg"}


@dataclass(frozen=True, slots=True)
class Who:
    """A person as a message names them; the messenger makes a mention of it where the template asks for one."""

    id: PersonId
    name: str

    @classmethod
    def of(cls, person: Person) -> "Who":
        return cls(person.id, person.name)


type_of: dict[str, type["Shown"]] = {}
"""Every view model by its template, so that what was stored can be read back."""


class Shown:
    """Base of everything with a template: messages, forms and refusals."""

    template: ClassVar[str]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "template" in cls.__dict__:
            type_of[cls.template] = cls


class Message(Shown):
    """Base of the view models: a frozen dataclass of facts, made of plain values so that it can be stored.

    `repeatable`: shown again when it is unknown whether the first attempt arrived. A mere reminder is not:
    better none than two (docs/adr/0004-delivery.md). `confidential`: for one pair of eyes, such as a code; where a
    person can only be answered before everybody's eyes, it is not said. `in_passing`: beside a message that stays as it
    is, which shows the same, a word without buttons is enough.
    """

    repeatable: ClassVar[bool] = True
    confidential: ClassVar[bool] = False
    in_passing: ClassVar[bool] = False

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        """Rows of buttons."""
        return ()

    def attachments(self) -> tuple[Attachment, ...]:
        """Files that go with the message."""
        return ()


class Document(Shown):
    """Base of what is written into a file: facts. Its template has labels only, one block each, and no body."""


class FieldKind(StrEnum):
    """What a form's question takes."""

    LINE = "line"
    TEXT = "text"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a field; its words are the block `option_<field>_<value>` or `option_<field>`, or `label`."""

    value: str
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form. Its words are the template's blocks `field_<name>` and `hint_<name>` (may be missing).

    `when` = (field, values…): the question matters only after one of those answers ("" is none). A dialogue leaves it
    out otherwise; a modal, which shows all questions at once, makes it optional.
    """

    name: str
    kind: FieldKind = FieldKind.LINE
    optional: bool = False
    options: tuple[Option, ...] = ()
    max_length: int = 1000
    initial: str = ""
    when: tuple[str, ...] | None = None


class Form(Shown):
    """Base of the forms: a frozen dataclass of facts. Slack shows a modal, Telegram asks one question a message.

    The template has the blocks `title` (24 characters at most, Slack's limit), `submit` (24), `intro` (may be empty)
    and one `field_<name>` a field. `press` names the action that takes the answers; `args` go with it.
    """

    press: ClassVar[str]

    def args(self) -> tuple[int | str, ...]:
        return ()

    def fields(self) -> tuple[Field, ...]:
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Chats:
    """All chats of a team that this audience reads; several places, both messengers."""

    team: TeamId
    audience: Audience


@dataclass(frozen=True, slots=True)
class Direct:
    """One person, in private, in the messenger where they can be reached."""

    person: PersonId


@dataclass(frozen=True, slots=True)
class AtHome:
    """A person's home in one messenger: the app's tab in Slack, a message of the private chat in Telegram."""

    person: PersonId
    account: AccountKey


@dataclass(frozen=True, slots=True)
class At:
    """One definite place, for example the chat that the bot was just added to."""

    place: Place


Address = Chats | Direct | AtHome | At


def snake(name: str) -> str:
    """`NotTheChair` → `not_the_chair`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
