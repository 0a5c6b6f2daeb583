"""What a message says, free of any messenger's markup: blocks of inline spans, labelled buttons, a form's words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from rituals.messages import Attachment, Field, Style
from rituals.team import PersonId


class Mark(StrEnum):
    """How a run of text looks."""

    BOLD = "bold"
    ITALIC = "italic"
    STRIKE = "strike"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Text:
    """A run of text (may hold line breaks); with `href` a link."""

    text: str
    marks: frozenset[Mark] = frozenset()
    href: str | None = None


class Look(StrEnum):
    """How much of a moment is told: weekday, date and time; weekday and date; the time; date and time in figures."""

    FULL = "full"
    DAY = "day"
    CLOCK = "clock"
    SHORT = "short"


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment that the messenger may show in each reader's own zone; `text` is the fallback in the reader's.

    A messenger that writes the moment itself tells as much of it as `look` says.
    """

    at: datetime
    text: str
    marks: frozenset[Mark] = frozenset()
    look: Look = Look.FULL


@dataclass(frozen=True, slots=True)
class Mention:
    """A person; a mention where they have an account in the messenger, else their plain name."""

    person: PersonId
    text: str
    marks: frozenset[Mark] = frozenset()


Inline = Text | Moment | Mention


@dataclass(frozen=True, slots=True)
class Paragraph:
    spans: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    spans: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """People's words at length. `folded`: may be shown folded where the messenger can."""

    spans: tuple[Inline, ...]
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Pre:
    text: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list; `start` is the first number of an ordered one, None for bullets. Nested lists follow an item's spans."""

    items: tuple["ListItem", ...]
    start: int | None = None


@dataclass(frozen=True, slots=True)
class ListItem:
    spans: tuple[Inline, ...]
    inner: tuple[Items, ...] = ()


Block = Paragraph | Heading | Quote | Pre | Items


@dataclass(frozen=True, slots=True)
class LabelledButton:
    """A button with its words; `payload` is handed back when it is pressed, `url` opens a link instead."""

    label: str
    payload: str
    style: Style = Style.PLAIN
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message in one reader's language."""

    blocks: tuple[Block, ...]
    buttons: tuple[tuple[LabelledButton, ...], ...] = ()
    attachments: tuple[Attachment, ...] = ()

    @property
    def unwritten(self) -> bool:
        """Whether a file is still a document without bytes."""
        return any(file.document is not None for file in self.attachments)


@dataclass(frozen=True, slots=True)
class AskedOption:
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class AskedField:
    """A question with its words; `hint` may be empty."""

    field: Field
    label: str
    hint: str
    options: tuple[AskedOption, ...] = ()


@dataclass(frozen=True, slots=True)
class RenderedForm:
    """A form in one reader's language. `title` and `submit` have 24 characters at most (Slack's views)."""

    title: str
    submit: str
    intro: tuple[Block, ...]
    fields: tuple[AskedField, ...]
    payload: str


def spans_of(blocks: Iterable[Block]) -> Iterator[Inline]:
    """Every span of these blocks, in the order of reading; the text of a Pre as a span of code."""
    for block in blocks:
        match block:
            case Paragraph(spans) | Heading(spans) | Quote(spans):
                yield from spans
            case Pre(text):
                yield Text(text, frozenset({Mark.CODE}))
            case Items(items):
                for item in items:
                    yield from item.spans
                    yield from spans_of(item.inner)


def mentioned(blocks: Iterable[Block]) -> frozenset[PersonId]:
    """Everybody whom these blocks mention."""
    return frozenset(span.person for span in spans_of(blocks) if isinstance(span, Mention))
