"""Blocks as a person sees them: safe HTML, the same as text, and rows of buttons."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any

from bot.rehearsal.slack.eyes import Eyes
from bot.rehearsal.slack.markdown import markdown_html
from bot.rehearsal.slack.mrkdwn import link, mrkdwn_html, plain_html
from bot.rehearsal.slack.plain import plain
from bot.rehearsal.slack.rich_drawing import rich_text_html
from bot.rehearsal.slack.targets import targets_of
from bot.rehearsal.slack.world import Blocks
from bot.rehearsal.views import ButtonView

Block = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Drawn:
    html: str
    text: str
    buttons: tuple[tuple[ButtonView, ...], ...] = ()


def draw(blocks: Blocks, eyes: Eyes, *, inputs: bool = True) -> Drawn:
    """These blocks for this reader; `inputs` False leaves the input blocks to whoever shows the form."""
    pieces = [_PENS[block["type"]](block, eyes) for block in blocks if inputs or block["type"] != "input"]
    html = "".join(piece for piece in pieces if piece)
    rows = (tuple(target.view for target in targets_of(block)) for block in blocks)
    return Drawn(html, plain(html), tuple(row for row in rows if row))


def draw_text(text: str, eyes: Eyes) -> Drawn:
    """A message that has no blocks."""
    html = mrkdwn_html(text, eyes)
    return Drawn(html, plain(html))


def text_html(text: Block, eyes: Eyes) -> str:
    """A text object."""
    if text["type"] == "mrkdwn":
        return mrkdwn_html(text["text"], eyes)
    return plain_html(text["text"], emoji=text.get("emoji", True))


def _section(block: Block, eyes: Eyes) -> str:
    parts = []
    if block.get("text"):
        parts.append(f"<p>{text_html(block['text'], eyes)}</p>")
    if block.get("fields"):
        cells = "".join(f"<p>{text_html(field, eyes)}</p>" for field in block["fields"])
        parts.append(f'<div class="fields">{cells}</div>')
    accessory = block.get("accessory") or {}
    if accessory.get("type") == "image":
        parts.append(_image(accessory, eyes))
    return "".join(parts)


def _context(block: Block, eyes: Eyes) -> str:
    pieces = (
        _picture_words(element) if element["type"] == "image" else text_html(element, eyes)
        for element in block["elements"]
    )
    return f'<p class="context"><small>{" ".join(pieces)}</small></p>'


def _image(block: Block, eyes: Eyes) -> str:
    title = f"<b>{text_html(block['title'], eyes)}</b> " if block.get("title") else ""
    return f'<figure class="image">{title}{_picture_words(block)}</figure>'


def _picture_words(element: Block) -> str:
    words = f"🖼 {element['alt_text']}"
    return link(element["image_url"], words) if element.get("image_url") else escape(words)


def _table(block: Block, eyes: Eyes) -> str:
    rows = []
    for row in block["rows"]:
        cells = (escape(cell["text"]) if cell["type"] == "raw_text" else rich_text_html(cell, eyes) for cell in row)
        rows.append(
            "<tr>" + "".join(f"<td>{cell.replace('<p>', '').replace('</p>', '')}</td>" for cell in cells) + "</tr>"
        )
    return "<table>" + "".join(rows) + "</table>"


def _video(block: Block, _eyes: Eyes) -> str:
    return f"<figure>{link(block['video_url'], '▶ ' + block['title']['text'])}</figure>"


def _input(block: Block, eyes: Eyes) -> str:
    hint = f"<br><small>{text_html(block['hint'], eyes)}</small>" if block.get("hint") else ""
    return f"<p>{text_html(block['label'], eyes)}{hint}</p>"


_PENS: dict[str, Callable[[Block, Eyes], str]] = {
    "section": _section,
    "header": lambda block, eyes: f"<h3>{text_html(block['text'], eyes)}</h3>",
    "divider": lambda _block, _eyes: "<hr>",
    "context": _context,
    "actions": lambda _block, _eyes: "",
    "image": _image,
    "input": _input,
    "rich_text": rich_text_html,
    "markdown": lambda block, _eyes: markdown_html(block["text"]),
    "table": _table,
    "video": _video,
}
