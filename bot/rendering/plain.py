"""A message without any markup, and as Markdown: for notices, files and transcripts."""

import re
from collections.abc import Callable, Iterable

from bot.rendering.document import Block, Heading, Inline, Items, Mark, Paragraph, Pre, Quote, Rendered, Text

INDENT = "   "
_BULLETS = ("•", "◦", "▪")


def gap(before: Block, after: Block) -> str:
    """What stands between two blocks: a blank line, or none after a heading and before what a paragraph introduces."""
    if isinstance(before, Heading):
        return "\n"
    if isinstance(before, Paragraph | Items) and isinstance(after, Items | Quote | Pre):
        return "\n"
    if isinstance(before, Quote | Pre) and isinstance(after, Quote | Pre):
        return "\n"
    return "\n\n"


def joined(blocks: Iterable[Block], write: Callable[[Block], str]) -> str:
    """The written blocks with their gaps."""
    pieces: list[str] = []
    before: Block | None = None
    for block in blocks:
        if before is not None:
            pieces.append(gap(before, block))
        pieces.append(write(block))
        before = block
    return "".join(pieces)


def sign(items: Items, index: int, depth: int) -> str:
    """What stands before an item: its number or a bullet, and a space."""
    if items.start is None:
        return f"{_BULLETS[min(depth, len(_BULLETS) - 1)]} "
    return f"{items.start + index}. "


def list_lines(items: Items, write: Callable[[tuple[Inline, ...]], str], depth: int = 0) -> list[str]:
    """A list and what is nested in it, one item a line, indented by depth."""
    lines = []
    for index, item in enumerate(items.items):
        lines.append(INDENT * depth + sign(items, index, depth) + write(item.spans))
        for inner in item.inner:
            lines.extend(list_lines(inner, write, depth + 1))
    return lines


def block_text(block: Block) -> str:
    """One block as bare words."""
    match block:
        case Pre(text):
            return text
        case Items():
            return "\n".join(list_lines(block, _span_text))
        case Paragraph(spans) | Heading(spans) | Quote(spans):
            return _span_text(spans)


def _span_text(spans: tuple[Inline, ...]) -> str:
    return "".join(span.text for span in spans)


def plain(rendered: Rendered) -> str:
    """The words of a message without any markup."""
    return plain_blocks(rendered.blocks)


def plain_blocks(blocks: Iterable[Block]) -> str:
    """The words of some blocks without any markup."""
    return joined(blocks, block_text)


# -- Markdown (CommonMark) -----------------------------------------------------------------------------------------

_SPECIAL = re.compile(r"([\\`*_\[\]<>&|~])")
_AT_LINE_START = re.compile(r"^(\s*)([#+=-]|\d{1,9}(?=[.)](?:\s|$)))", re.MULTILINE)
_WRAPS = ((Mark.BOLD, "**"), (Mark.ITALIC, "_"), (Mark.STRIKE, "~~"))


def markdown(rendered: Rendered) -> str:
    """A message as CommonMark (with `~~` for what is struck out); nothing that people wrote becomes markup."""
    return _blank_lines(_markdown_block(block) for block in rendered.blocks)


def _blank_lines(pieces: Iterable[str]) -> str:
    return "\n\n".join(pieces)


def _markdown_block(block: Block) -> str:
    match block:
        case Heading(spans):
            return "## " + _markdown_spans(spans).replace("\\\n", " ")
        case Paragraph(spans):
            return _markdown_spans(spans)
        case Quote(spans):
            return _prefixed("> ", "> ", _markdown_spans(spans))
        case Pre(text):
            return _prefixed("    ", "    ", text)
        case Items():
            return "\n".join(_markdown_list(block))


def _prefixed(first: str, others: str, text: str) -> str:
    return first + text.replace("\n", "\n" + others)


def _markdown_list(items: Items) -> list[str]:
    lines = []
    for index, item in enumerate(items.items):
        mark = "- " if items.start is None else f"{items.start + index}. "
        lines.append(_prefixed(mark, " " * len(mark), _markdown_spans(item.spans)))
        for inner in item.inner:
            lines.extend(_prefixed(" " * len(mark), " " * len(mark), line) for line in _markdown_list(inner))
    return lines


def _markdown_spans(spans: tuple[Inline, ...]) -> str:
    text = "".join(_markdown_span(span) for span in spans)
    return text.replace("\n", "\\\n")


def _markdown_span(span: Inline) -> str:
    if Mark.CODE in span.marks and "`" not in span.text:
        return f"`{span.text}`"
    text = _AT_LINE_START.sub(_unmarked, _SPECIAL.sub(r"\\\1", span.text))
    core = text.strip()
    if not core:
        return text
    lead, trail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    for mark, wrap in _WRAPS:
        if mark in span.marks:
            core = f"{wrap}{core}{wrap}"
    if isinstance(span, Text) and span.href:
        core = f"[{core}](<{span.href.replace('>', '%3E')}>)"
    return f"{lead}{core}{trail}"


def _unmarked(found: re.Match[str]) -> str:
    """A line that would begin a heading, a list or a rule begins with the escaped sign instead."""
    space, mark = found.groups()
    return f"{space}{mark}\\" if mark.isdigit() else f"{space}\\{mark}"
