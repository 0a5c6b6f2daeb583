"""Blocks of a message as Slack's rich_text: sections, lists, quotes and code, in which no words are parsed."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.rendering.document import (
    Block,
    Heading,
    Inline,
    Items,
    ListItem,
    Look,
    Mark,
    Mention,
    Moment,
    Paragraph,
    Pre,
    Quote,
    Text,
)
from bot.rendering.links import is_link
from bot.rendering.plain import gap
from rituals.team import AccountKey, PersonId

Json = dict[str, Any]
Mentions = Mapping[PersonId, AccountKey]

_RUN = 3000  # Characters of one text element: what a section's text takes; Slack publishes no number for this one.
_FALLBACK = 255
_DEEPEST = 8
_STYLES = {Mark.BOLD: "bold", Mark.ITALIC: "italic", Mark.STRIKE: "strike", Mark.CODE: "code"}
_FORMATS = {
    Look.FULL: "{date_long_pretty}, {time}",
    Look.DAY: "{date_long_pretty}",
    Look.CLOCK: "{time}",
    Look.SHORT: "{date_short_pretty}, {time}",
}
"""docs.slack.dev/reference/block-kit/block-elements/date-element; the pretty ones say today, tomorrow, yesterday."""


def rich_text_blocks(blocks: Sequence[Block], mentions: Mentions) -> list[tuple[Json, list[Block]]]:
    """rich_text blocks, each with what it says.

    Paragraphs that follow one another share a section, as in what Slack's own clients write; after a list, a quote or
    code a blank line is a new block, whose margin Slack knows best.
    """
    return [({"type": "rich_text", "elements": _elements(group, mentions)}, group) for group in _groups(blocks)]


def _groups(blocks: Sequence[Block]) -> list[list[Block]]:
    groups: list[list[Block]] = []
    for block in blocks:
        before = groups[-1][-1] if groups else None
        if before is None or (gap(before, block) == "\n\n" and not (_is_words(before) and _is_words(block))):
            groups.append([block])
        else:
            groups[-1].append(block)
    return groups


def _is_words(block: Block) -> bool:
    return isinstance(block, Paragraph | Heading)


def _elements(group: Sequence[Block], mentions: Mentions) -> list[Json]:
    elements: list[Json] = []
    before: Block | None = None
    for block in group:
        match block:
            case Paragraph(spans) | Heading(spans):
                bold = isinstance(block, Heading)
                words = [element for span in spans for element in _inline(span, mentions, bold=bold)]
                if before is not None and _is_words(before):
                    elements[-1]["elements"] += [_text(gap(before, block)), *words]
                else:
                    elements.append({"type": "rich_text_section", "elements": words})
            case Quote(spans):
                words = [element for span in spans for element in _inline(span, mentions)]
                elements.append({"type": "rich_text_quote", "elements": words})
            case Pre(text):
                elements.append({"type": "rich_text_preformatted", "elements": [_text(run) for run in _runs(text)]})
            case Items():
                elements.extend(_lists(block, mentions, 0))
        before = block
    return elements


def _lists(items: Items, mentions: Mentions, indent: int) -> Iterator[Json]:
    """A list as Slack has it: flat pieces of one depth; what is nested interrupts the outer one, which then goes on."""
    first = 0
    run: list[ListItem] = []
    for index, item in enumerate(items.items):
        run.append(item)
        if item.inner or index == len(items.items) - 1:
            yield _list(items, first, run, mentions, indent)
            first, run = index + 1, []
            for inner in item.inner:
                yield from _lists(inner, mentions, indent + 1)


def _list(items: Items, first: int, run: Sequence[ListItem], mentions: Mentions, indent: int) -> Json:
    drawn: Json = {
        "type": "rich_text_list",
        "style": "bullet" if items.start is None else "ordered",
        "indent": min(indent, _DEEPEST),
        "elements": [
            {
                "type": "rich_text_section",
                "elements": [element for span in item.spans for element in _inline(span, mentions)],
            }
            for item in run
        ],
    }
    if items.start is not None and (offset := items.start - 1 + first) > 0:
        drawn["offset"] = offset
    return drawn


def _inline(span: Inline, mentions: Mentions, *, bold: bool = False) -> Iterator[Json]:
    style = {name: True for mark, name in _STYLES.items() if mark in span.marks or (bold and mark is Mark.BOLD)}
    styled = {"style": style} if style else {}
    match span:
        case Text(text, _, href) if href is not None and is_link(href):
            yield {"type": "link", "url": href, "text": text[:_RUN], **styled}
            yield from (_text(run) | styled for run in _runs(text[_RUN:]))
        case Mention(person) if (user := _user(mentions.get(person))) is not None:
            yield {"type": "user", "user_id": user, **styled}
        case Moment(at, text, _, look) if at.timestamp() > 0:
            shown = {"timestamp": int(at.timestamp()), "format": _FORMATS[look], "fallback": text[:_FALLBACK]}
            yield {"type": "date", **shown, **styled}
        case _:
            yield from (_text(run) | styled for run in _runs(span.text))


def _text(text: str) -> Json:
    return {"type": "text", "text": text}


def _runs(text: str) -> Iterator[str]:
    for at in range(0, len(text), _RUN):
        yield text[at : at + _RUN]


def _user(account: AccountKey | None) -> str | None:
    """The user's id in `slack:T0000001/U0000001`."""
    messenger, _, rest = (account or "").partition(":")
    user = rest.partition("/")[2]
    return user if messenger == "slack" and user else None
