"""What people see of a protocol: the message itself, the forms that change it, the answers."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from rituals.agenda import TEXT_LIMIT
from rituals.messages import Attachment, Button, Document, Field, FieldKind, Form, Message, Option, Style, Who
from rituals.protocol import Protocol

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
        directors = (agree, object_) if self.protocol.all_decisions else (agree,)
        if self.protocol.is_agreed or not self.protocol.directors:
            return (rest,)
        return (directors, rest)


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
    """A director agreed; `missing` is whose word is still awaited."""

    template: ClassVar[str] = "protocol/agreed_to"
    number: int
    missing: str | None


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
