"""Protocols for the tests of documents, and what a reader finds in the files made of them."""

import io
import re
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache

import docx
from pypdf import PdfReader

from bot.rendering.renderer import Locale, Reader, Renderer
from rituals.protocol import Amendment, Protocol
from rituals.protocol_messages import FileFormat, FileLanguage, ProtocolFile
from tests.messengers.gallery_meeting import AGREED, PROTOCOL
from tests.messengers.gallery_people import ANNA, BORIS, MONDAY, NOW

RENDERER = Renderer()
TEAM = "Оригинальные работы"
SIGNED = replace(
    AGREED,
    agreed_at=(MONDAY + timedelta(hours=3), MONDAY + timedelta(hours=27)),
    amendments=(Amendment("Вера Ким", MONDAY + timedelta(hours=1), "Скидка только для новых дилеров"),),
)
OPEN = PROTOCOL
DIRECTORS = (BORIS, ANNA)


@dataclass(frozen=True)
class Found:
    """A file as a reader finds it: all its words, what stands in its tables, and how many pages it has, if it has any."""

    text: str
    tables: tuple[tuple[tuple[str, ...], ...], ...] = ()
    pages: int = 0


@cache
def file_of(
    protocol: Protocol,
    format_: FileFormat,
    language: FileLanguage = FileLanguage.RU,
    team: str = TEAM,
    locale: Locale = "ru",
) -> tuple[str, bytes]:
    """The name and the bytes of a protocol's file, as a messenger gets them."""
    reader = Reader(locale, "Europe/Moscow", NOW)
    (file,) = RENDERER.message(ProtocolFile(protocol, team, format_, language), reader).attachments
    assert file.document is None
    return file.filename, file.body


def found_in(format_: FileFormat, body: bytes) -> Found:
    match format_:
        case FileFormat.PDF:
            pdf = PdfReader(io.BytesIO(body))
            return Found("\n".join(page.extract_text() for page in pdf.pages), pages=len(pdf.pages))
        case FileFormat.DOCX:
            return _in_docx(body)
        case FileFormat.MARKDOWN:
            return Found(re.sub(r"\\(?=[^\w\s])|\*\*", "", body.decode()))


def _in_docx(body: bytes) -> Found:
    document = docx.Document(io.BytesIO(body))
    tables = tuple(tuple(tuple(cell.text for cell in row.cells) for row in table.rows) for table in document.tables)
    edges = [*document.sections[0].header.paragraphs, *document.sections[0].footer.paragraphs]
    text = [one.text for one in (*edges, *document.paragraphs)] + [cell for t in tables for row in t for cell in row]
    return Found("\n".join(text), tables)


def squeezed(text: str) -> str:
    """The words without what a page's lines do to them: spaces, hyphens at line ends, places to break."""
    return re.sub(r"[\s\u00ad\u200b\u2010-]+", "", text)
