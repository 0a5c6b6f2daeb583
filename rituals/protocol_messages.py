"""What people see of a protocol: the message itself, the forms that change it, the answers."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from rituals.agenda import TEXT_LIMIT
from rituals.messages import Attachment, Button, Document, Field, FieldKind, Form, Message, Option, Style, Who
from rituals.paging import pages_of, rows_of_four, turns
from rituals.protocol import Protocol
from rituals.protocol_search import Hit
from rituals.protocol_versions import VersionLine

HITS_SHOWN = 6
"""Protocols that a page of what was found shows: with their excerpts they fit a screen."""

VERSIONS_SHOWN = 8
"""Versions on one page."""

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MARKDOWN = "text/markdown"


@dataclass(frozen=True, slots=True)
class ProtocolPosted(Message):
    """A protocol as it stands."""

    template: ClassVar[str] = "protocol/posted"
    protocol: Protocol

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        number = self.protocol.number
        agree = Button("agree", "protocol.agree", (number,), Style.PRIMARY)
        object_ = Button("object", "protocol.object", (number,))
        rest = (Button("amend", "protocol.amend", (number,)), Button("file", "protocol.file", (number,)))
        earlier = ((Button("versions", "protocol.versions", (number, 0)),),) if self.protocol.version > 1 else ()
        directors = (agree, object_) if self.protocol.all_decisions else (agree,)
        if not self.protocol.awaited:
            return (rest, *earlier)
        return (directors, rest, *earlier)


@dataclass(frozen=True, slots=True)
class ProtocolVersions(Message):
    """How a protocol came to be what it is: a page of its versions, the newest first."""

    template: ClassVar[str] = "protocol/versions"
    number: int
    versions: tuple[VersionLine, ...]
    total: int
    page: int = 0

    @property
    def pages(self) -> int:
        return pages_of(self.total, VERSIONS_SHOWN)

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        read = tuple(
            Button("version", "protocol.version", (self.number, line.version))
            for line in self.versions
            if line.version < self.total
        )
        turn = turns("protocol.versions", (self.number,), self.page, self.pages)
        return (*rows_of_four(read), turn, (Button("newest", "protocol.read", (self.number,)),))


@dataclass(frozen=True, slots=True)
class EarlierVersion(Message):
    """A protocol as it stood before; `latest` is the version that counts."""

    template: ClassVar[str] = "protocol/earlier_version"
    protocol: Protocol
    latest: int

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        number = self.protocol.number
        versions = Button("versions", "protocol.versions", (number, 0))
        return ((versions, Button("newest", "protocol.read", (number,))),)


@dataclass(frozen=True, slots=True)
class ProtocolsFound(Message):
    """The protocols that have the words that somebody looked for: a page of them, the newest first.

    `search` finds the words again when the page is turned; `last` is the number of the newest protocol.
    """

    template: ClassVar[str] = "protocol/found"
    search: int
    words: str
    hits: tuple[Hit, ...]
    total: int
    last: int | None
    page: int = 0

    @property
    def pages(self) -> int:
        return pages_of(self.total, HITS_SHOWN)

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        read = tuple(Button("read", "protocol.read", (hit.number,)) for hit in self.hits)
        return (*rows_of_four(read), turns("protocol.found", (self.search,), self.page, self.pages))


@dataclass(frozen=True, slots=True)
class WordAwaited(Message):
    """The workday after a meeting: a private word to the director whose agreement is still to come.

    `given`: it has come, and only reading is left.
    """

    template: ClassVar[str] = "protocol/word_awaited"
    repeatable: ClassVar[bool] = False
    number: int
    version: int
    ritual: str
    kind: str
    started_at: datetime
    decisions: int
    agreed: tuple[Who, ...]
    given: bool = False

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        read = Button("read", "protocol.read", (self.number,))
        if self.given:
            return ((read,),)
        agree = Button("agree", "protocol.agree", (self.number,), Style.PRIMARY)
        object_ = (Button("object", "protocol.object", (self.number,)),) if self.decisions else ()
        return ((agree, *object_), (read,))


class FileFormat(StrEnum):
    """As what a protocol can be had; the value is the file's ending."""

    PDF = "pdf"
    DOCX = "docx"
    MARKDOWN = "md"


class FileLanguage(StrEnum):
    """In whose words its labels are. People's own words are there once, as they were written."""

    READER = "reader"
    RU = "ru"
    EN = "en"
    BOTH = "both"


_MEDIA_TYPES = {FileFormat.PDF: PDF, FileFormat.DOCX: DOCX, FileFormat.MARKDOWN: MARKDOWN}


@dataclass(frozen=True, slots=True)
class ProtocolDocument(Document):
    """A protocol as a document of its own."""

    template: ClassVar[str] = "protocol/document"
    protocol: Protocol
    team: str
    language: FileLanguage = FileLanguage.READER


@dataclass(frozen=True, slots=True)
class ProtocolFormats(Message):
    """As which file, and in which language?"""

    template: ClassVar[str] = "protocol/formats"
    number: int

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        return tuple(
            tuple(Button("file", "protocol.as", (self.number, format_, language)) for format_ in FileFormat)
            for language in (FileLanguage.RU, FileLanguage.EN, FileLanguage.BOTH)
        )


@dataclass(frozen=True, slots=True)
class ProtocolFile(Message):
    """A protocol as a file."""

    template: ClassVar[str] = "protocol/file"
    protocol: Protocol
    team: str
    format: FileFormat = FileFormat.MARKDOWN
    language: FileLanguage = FileLanguage.READER

    def attachments(self) -> tuple[Attachment, ...]:
        document = ProtocolDocument(self.protocol, self.team, self.language)
        marked = {FileLanguage.READER: "", FileLanguage.BOTH: "-ru-en"}.get(self.language, f"-{self.language}")
        name = f"protocol-{self.protocol.number}{marked}.{self.format}"
        return (Attachment(name, _MEDIA_TYPES[self.format], document=document),)


@dataclass(frozen=True, slots=True)
class AgreedTo(Message):
    """A director agreed; `missing` is whose word is still awaited, `away_until` the last day of their absence."""

    template: ClassVar[str] = "protocol/agreed_to"
    number: int
    missing: str | None
    away_until: date | None = None


@dataclass(frozen=True, slots=True)
class ObjectForm(Form):
    """Which decision, and why?"""

    template: ClassVar[str] = "protocol/object_form"
    press: ClassVar[str] = "protocol.objected"
    number: int
    decisions: tuple[tuple[int, str], ...]

    def args(self) -> tuple[int | str, ...]:
        return (self.number,)

    def fields(self) -> tuple[Field, ...]:
        options = tuple(Option(str(seq), f"{seq}. {text}"[:70]) for seq, text in self.decisions[:90])
        return (Field("decision", FieldKind.CHOICE, options=options), Field("why", FieldKind.TEXT, max_length=1000))


@dataclass(frozen=True, slots=True)
class ObjectedTo(Message):
    """A decision is open again and on the next agenda."""

    template: ClassVar[str] = "protocol/objected_to"
    number: int
    text: str
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class AmendForm(Form):
    """What is to be added?"""

    template: ClassVar[str] = "protocol/amend_form"
    press: ClassVar[str] = "protocol.amended"
    number: int
    until: datetime

    def args(self) -> tuple[int | str, ...]:
        return (self.number,)

    def fields(self) -> tuple[Field, ...]:
        return (Field("text", FieldKind.TEXT, max_length=TEXT_LIMIT),)


@dataclass(frozen=True, slots=True)
class Amended(Message):
    """Something was added to a protocol."""

    template: ClassVar[str] = "protocol/amended"
    number: int
    version: int
    directors: tuple[Who, ...]
