"""The `markdown` block (standard Markdown, not mrkdwn) as safe HTML: headings, emphasis, code, links and lists."""

import re
from html import escape

_HEADING = re.compile(r"#{1,6}\s+(.*)")
_BULLET = re.compile(r"\s*[-*+]\s+(.*)")
_NUMBER = re.compile(r"\s*\d+[.)]\s+(.*)")
_QUOTE = re.compile(r"&gt;\s?(.*)")
_INLINE = (
    (re.compile(r"`([^`]+)`"), r"<code>\1</code>"),
    (re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*"), r"<b>\1</b>"),
    (re.compile(r"(?<!\w)[*_](?=\S)([^*_]+?)(?<=\S)[*_](?!\w)"), r"<i>\1</i>"),
    (re.compile(r"~~(.+?)~~"), r"<s>\1</s>"),
    (re.compile(r"\[([^\]]+)\]\((https?://[^)\s]+)\)"), r'<a href="\2" rel="noopener noreferrer">\1</a>'),
)
_LINES = ((_HEADING, "h3", ""), (_BULLET, "li", "ul"), (_NUMBER, "li", "ol"), (_QUOTE, "blockquote", ""))


def markdown_html(text: str) -> str:
    """The block's text as HTML; raw HTML in it is shown as text, as Slack does."""
    out: list[str] = []
    open_list = ""
    for line in escape(text).split("\n"):
        tag, inner, wrapped = _read(line)
        if open_list and wrapped != open_list:
            out.append(f"</{open_list}>")
        if wrapped and wrapped != open_list:
            out.append(f"<{wrapped}>")
        open_list = wrapped
        if inner.strip():
            out.append(f"<{tag}>{_inline(inner)}</{tag}>")
    if open_list:
        out.append(f"</{open_list}>")
    return "".join(out)


def _read(line: str) -> tuple[str, str, str]:
    for pattern, tag, wrapped in _LINES:
        found = pattern.fullmatch(line)
        if found:
            return tag, found[1], wrapped
    return "p", line, ""


def _inline(html: str) -> str:
    for pattern, becomes in _INLINE:
        html = pattern.sub(becomes, html)
    return html
