"""Reads a text or caption of a call: parse mode or entities, with every limit and complaint."""

from collections.abc import Callable
from typing import Any

from bot.rehearsal.telegram.detection import with_detected
from bot.rehearsal.telegram.entities import FormattedText, tidy
from bot.rehearsal.telegram.errors import bad_request
from bot.rehearsal.telegram.html_text import read_html
from bot.rehearsal.telegram.markdown_text import read_markdown
from bot.rehearsal.telegram.methods.given_entities import given_entity

TEXT_LENGTH = 4096
CAPTION_LENGTH = 1024
_RAW_BYTES = 32_768


def read_formatted(raw: str, parse_mode: str, entities: list[Any], known: Callable[[int], bool]) -> FormattedText:
    """The text as the server keeps it; it may be empty. Raises ApiError 400."""
    if len(raw.encode("utf-8")) > _RAW_BYTES:
        raise bad_request("text is too long")
    match parse_mode.lower():
        case "" | "none":
            text, found = raw, [entity for item in entities if (entity := given_entity(item, known))]
        case "html":
            text, found = read_html(raw, known)
        case "markdownv2":
            text, found = read_markdown(raw)
        case "markdown":
            raise bad_request("the rehearsal stage knows HTML and MarkdownV2 only")
        case _:
            raise bad_request("unsupported parse_mode")
    return with_detected(tidy(text, found))


def read_text(raw: str, parse_mode: str, entities: list[Any], known: Callable[[int], bool]) -> FormattedText:
    """A message's text: 1 to 4096 code points after parsing. Raises ApiError 400."""
    if not raw:
        raise bad_request("message text is empty")
    formatted = read_formatted(raw, parse_mode, entities, known)
    if not formatted.text:
        raise bad_request("text must be non-empty")
    if formatted.length > TEXT_LENGTH:
        raise bad_request("message is too long")
    return formatted


def read_caption(raw: str, parse_mode: str, entities: list[Any], known: Callable[[int], bool]) -> FormattedText:
    """A caption: up to 1024 code points after parsing. Raises ApiError 400."""
    formatted = read_formatted(raw, parse_mode, entities, known)
    if formatted.length > CAPTION_LENGTH:
        raise bad_request("message caption is too long")
    return formatted
