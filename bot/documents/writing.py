"""Writes the file that a message carries: which document it is, in which languages, in which format."""

from dataclasses import replace
from datetime import UTC

from bot.documents.labels import Labels, Words
from bot.documents.paper import Paper
from bot.documents.protocol_paper import protocol_paper
from bot.rendering import former
from bot.rendering.former import named_within
from bot.rendering.reader import LOCALES, Locale, Reader, language
from rituals.calendar_messages import MeetingsDocument
from rituals.cup_messages import CupPicture
from rituals.messages import Attachment, Document
from rituals.protocol_messages import DOCX, MARKDOWN, PDF, FileLanguage, ProtocolDocument
from rituals.survey_result_messages import CSV, PNG, SurveyReport


def written(file: Attachment, words: Words, reader: Reader) -> Attachment:
    """The file with its bytes; one that has them comes back as it is.

    The same facts give the same bytes. Raises TypeError for a document that nobody knows how to write, and ValueError
    for one that cannot be written in that format.
    """
    if file.document is None:
        return file
    document = named_within(file.document, _former(file.document, words, reader))
    return replace(file, body=_body(document, file.media_type, words, reader), document=None)


def _former(document: Document, words: Words, reader: Reader) -> str:
    """What somebody who was erased is called, in each language of the document."""
    chosen = document.language if isinstance(document, ProtocolDocument) else FileLanguage.READER
    return Labels(words, former.TEMPLATE, _languages(chosen, reader), reader).line(former.BLOCK)


def _body(document: Document, media_type: str, words: Words, reader: Reader) -> bytes:
    match document:
        case ProtocolDocument(protocol, team, chosen):
            labels = Labels(words, document.template, _languages(chosen, reader), reader)
            return _in_format(protocol_paper(protocol, team, labels, reader.timezone), media_type)
        case MeetingsDocument():
            from bot.documents.calendarfile import calendar_file  # noqa: PLC0415

            return calendar_file(document, Labels(words, document.template, (reader.locale,), reader))
        case CupPicture():
            from bot.documents.cup_picture import cup_picture  # noqa: PLC0415

            return cup_picture(document, Labels(words, document.template, (reader.locale,), reader))
        case SurveyReport():
            return _survey(document, media_type, Labels(words, document.template, (reader.locale,), reader))
        case _:
            raise TypeError(f"nobody knows how to write {type(document).__name__}")


def _survey(report: SurveyReport, media_type: str, labels: Labels) -> bytes:
    if media_type == PNG:
        from bot.documents.survey_picture import survey_picture  # noqa: PLC0415

        return survey_picture(report, labels)
    if media_type == PDF:
        from bot.documents.survey_page import survey_page  # noqa: PLC0415

        return survey_page(report, labels)
    if media_type == CSV:
        from bot.documents.survey_table import survey_table  # noqa: PLC0415

        return survey_table(report, labels)
    raise ValueError(f"the results of a survey cannot be written as {media_type}")


def _languages(chosen: FileLanguage, reader: Reader) -> tuple[Locale, ...]:
    match chosen:
        case FileLanguage.READER:
            return (reader.locale,)
        case FileLanguage.BOTH:
            return LOCALES
        case FileLanguage.RU | FileLanguage.EN:
            return (language(chosen),)


def _in_format(paper: Paper, media_type: str) -> bytes:
    """The libraries are loaded with the first file of their kind: the process starts without them."""
    paper = replace(paper, made_at=paper.made_at.astimezone(UTC))
    if media_type == PDF:
        from bot.documents.pdf import pdf  # noqa: PLC0415

        return pdf(paper)
    if media_type == DOCX:
        from bot.documents.docx_file import docx  # noqa: PLC0415

        return docx(paper)
    if media_type == MARKDOWN:
        from bot.documents.markdown_file import markdown  # noqa: PLC0415

        return markdown(paper)
    raise ValueError(f"a paper cannot be written as {media_type}")
