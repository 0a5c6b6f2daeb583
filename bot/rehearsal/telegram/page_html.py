"""Turns text with entities into HTML that is safe to put in a page."""

from datetime import UTC, datetime
from html import escape

from bot.rehearsal.telegram.entities import Entity, FormattedText

_TAGS = {
    "bold": ("<b>", "</b>"),
    "italic": ("<i>", "</i>"),
    "underline": ("<u>", "</u>"),
    "strikethrough": ("<s>", "</s>"),
    "spoiler": ('<span class="spoiler">', "</span>"),
    "code": ("<code>", "</code>"),
    "blockquote": ("<blockquote>", "</blockquote>"),
    "expandable_blockquote": ('<blockquote class="expandable">', "</blockquote>"),
    "bot_command": ('<span class="command">', "</span>"),
    "mention": ('<span class="mention">', "</span>"),
    "text_mention": ('<span class="mention">', "</span>"),
    "hashtag": ('<span class="hashtag">', "</span>"),
}
_SAFE = ("http://", "https://", "tg://", "mailto:")


def _link(url: str) -> tuple[str, str]:
    if not url.lower().startswith(_SAFE):
        return "", ""
    return f'<a href="{escape(url)}" rel="noopener noreferrer">', "</a>"


def _tags(entity: Entity, covered: str) -> tuple[str, str]:
    match entity.type:
        case "text_link":
            return _link(entity.url or "")
        case "url":
            return _link(covered)
        case "pre":
            language = f' class="language-{escape(entity.language)}"' if entity.language else ""
            return f"<pre><code{language}>", "</code></pre>"
        case "date_time":
            moment = datetime.fromtimestamp(entity.unix_time or 0, UTC).isoformat()
            return f'<time datetime="{moment}">', "</time>"
        case kind:
            return _TAGS.get(kind, ("", ""))


def page_html(formatted: FormattedText) -> str:
    """HTML of a text: everything escaped, line ends as `<br>` (kept as they are inside `<pre>`)."""
    raw = formatted.text.encode("utf-16-le")
    starts = {
        entity.offset: [e for e in formatted.entities if e.offset == entity.offset] for entity in formatted.entities
    }
    cuts = sorted({0, len(raw) // 2, *starts, *(e.end for e in formatted.entities)})
    out: list[str] = []
    opened: list[tuple[Entity, str]] = []
    for position, cut in enumerate(cuts):
        _close_until(cut, opened, out, raw)
        for entity in starts.get(cut, ()):
            _open(entity, opened, out, raw)
        if position + 1 < len(cuts):
            piece = escape(raw[2 * cut : 2 * cuts[position + 1]].decode("utf-16-le"))
            out.append(piece if any(e.type == "pre" for e, _ in opened) else piece.replace("\n", "<br>"))
    # A quote is a block of its own: the line ends at its edges are the block's.
    return "".join(out).replace("<br><blockquote", "<blockquote").replace("</blockquote><br>", "</blockquote>")


def _open(entity: Entity, opened: list[tuple[Entity, str]], out: list[str], raw: bytes) -> None:
    before, after = _tags(entity, raw[2 * entity.offset : 2 * entity.end].decode("utf-16-le"))
    out.append(before)
    opened.append((entity, after))


def _close_until(cut: int, opened: list[tuple[Entity, str]], out: list[str], raw: bytes) -> None:
    """Close what ends here; what crosses it is closed too and opened again behind it."""
    again: list[Entity] = []
    while any(entity.end <= cut for entity, _ in opened):
        entity, after = opened.pop()
        out.append(after)
        if entity.end > cut:
            again.append(entity)
    for entity in reversed(again):
        _open(entity, opened, out, raw)
