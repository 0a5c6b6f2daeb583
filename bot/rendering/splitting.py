"""Splits a message that is too long for one: at a block, else an item or a line, else a word. Nothing is cut away."""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.rendering.cutting import place_to_cut
from bot.rendering.document import Block, Heading, Inline, Items, ListItem, Moment, Paragraph, Pre, Quote, Text
from bot.rendering.plain import INDENT, block_text, sign

_GAP = 2
_UNBROKEN = 200
"""Mentions and moments up to this length stay in one piece: nobody's name is longer by accident."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much something is: characters of text, marked ranges, characters of addresses; or how much may be."""

    text: int = 0
    ranges: int = 0
    addresses: int = 0

    def __add__(self, other: "Size") -> "Size":
        return Size(self.text + other.text, self.ranges + other.ranges, self.addresses + other.addresses)

    def __sub__(self, other: "Size") -> "Size":
        return Size(self.text - other.text, self.ranges - other.ranges, self.addresses - other.addresses)

    def fits(self, room: "Size") -> bool:
        return self.text <= room.text and self.ranges <= room.ranges and self.addresses <= room.addresses

    def is_half_of(self, room: "Size") -> bool:
        return 2 * self.text >= room.text or 2 * self.ranges >= room.ranges or 2 * self.addresses >= room.addresses


def span_size(span: Inline) -> Size:
    href = span.href if isinstance(span, Text) else None
    marked = 1 if href or not isinstance(span, Text) else 0
    return Size(len(span.text), len(span.marks) + marked, len(href or ""))


def block_size(block: Block) -> Size:
    """The size of a block as it is written, with bullets and indents."""
    text = Size(len(block_text(block)))
    match block:
        case Pre():
            return text + Size(ranges=1)
        case Items(items):
            return text + _marked(span for item in items for span in item.spans) + _inner_ranges(items)
        case Heading(spans):
            return text + _marked(spans) + Size(ranges=len(spans))
        case Quote(spans):
            return text + _marked(spans) + Size(ranges=1)
        case Paragraph(spans):
            return text + _marked(spans)


def _marked(spans: Iterable[Inline]) -> Size:
    total = Size()
    for span in spans:
        if span.marks or not isinstance(span, Text) or span.href:
            total += replace(span_size(span), text=0)
    return total


def _inner_ranges(items: Iterable[ListItem]) -> Size:
    inner = (block_size(nested) for item in items for nested in item.inner)
    return sum((replace(size, text=0) for size in inner), Size())


def split(blocks: Sequence[Block], room: Size) -> list[tuple[Block, ...]]:
    """The blocks in parts that fit into `room` each; an item or quote that is cut goes on in the next part.

    A part ends between blocks when it is half full or when the next block fits into a part of its own; a heading goes
    with what it heads.
    """
    whole = sum((block_size(block) for block in blocks), Size(_GAP * len(blocks)))
    if whole.fits(room):
        return [tuple(blocks)] if blocks else []
    parts: list[tuple[Block, ...]] = []
    current: list[Block] = []
    used = Size()
    queue = deque(blocks)
    while queue:
        block = queue.popleft()
        size = block_size(block) + Size(_GAP)
        if (used + size).fits(room):
            current.append(block)
            used += size
            continue
        if current and (used.is_half_of(room) or size.fits(room)):
            queue.appendleft(block)
        else:
            head, tail = _cut(block, room - used - Size(_GAP))
            current.extend(head)
            queue.extendleft(reversed(tail))
        if len(current) > 1 and isinstance(current[-1], Heading) and queue:
            queue.appendleft(current.pop())
        if current:
            parts.append(tuple(current))
        current, used = [], Size()
    return [*parts, tuple(current)] if current else parts


Cut = tuple[tuple[Block, ...], tuple[Block, ...]]


def _cut(block: Block, room: Size) -> Cut:
    """What of the block fits into `room`, and the rest. Nothing may fit, but then the room was not a whole part's."""
    match block:
        case Paragraph(spans) | Heading(spans):
            head, tail = cut_spans(spans, room)
            return _kept(replace(block, spans=head)), _kept(replace(block, spans=tail))
        case Quote(spans):
            head, tail = cut_spans(spans, room - Size(ranges=1))
            return _kept(replace(block, spans=head)), _kept(replace(block, spans=tail))
        case Pre(text):
            if room.text <= 0:
                return (), (block,)
            at = place_to_cut(text, room.text)
            return _kept(Pre(text[:at].rstrip("\n"))), _kept(Pre(text[at:].removeprefix("\n")))
        case Items():
            return _cut_items(block, room)


def _kept(block: Block) -> tuple[Block, ...]:
    return (block,) if block_text(block).strip() else ()


def cut_spans(spans: tuple[Inline, ...], room: Size) -> tuple[tuple[Inline, ...], tuple[Inline, ...]]:
    """The spans that fit into `room`, and the rest; white space at the cut falls away."""
    text = "".join(span.text for span in spans)
    most = min(room.text, _reach(spans, room))
    if most <= 0:
        return (), spans
    if most >= len(text):
        return spans, ()
    at = _beside_atoms(spans, place_to_cut(text, most), most)
    return _stripped(_slice(spans, 0, at)), _stripped(_slice(spans, at, len(text)))


def _reach(spans: Sequence[Inline], room: Size) -> int:
    """How many characters there are before ranges or addresses run out."""
    used, reached = Size(), 0
    for span in spans:
        used += span_size(span)
        if used.ranges > room.ranges or used.addresses > room.addresses:
            return reached
        reached += len(span.text)
    return reached


def _beside_atoms(spans: Sequence[Inline], at: int, most: int) -> int:
    """The same place, or one before (else after) the mention or moment that it would cut through."""
    start = 0
    for span in spans:
        end = start + len(span.text)
        if start < at < end and not isinstance(span, Text) and len(span.text) <= _UNBROKEN:
            return start or min(end, most)
        start = end
    return at


def _slice(spans: Sequence[Inline], begin: int, end: int) -> list[Inline]:
    found: list[Inline] = []
    start = 0
    for span in spans:
        low, high = max(begin - start, 0), min(end - start, len(span.text))
        if low < high:
            whole = low == 0 and high == len(span.text)
            found.append(span if whole else _piece(span, low, high))
        start += len(span.text)
    return found


def _piece(span: Inline, low: int, high: int) -> Inline:
    if isinstance(span, Moment):
        return Text(span.text[low:high], span.marks)
    return replace(span, text=span.text[low:high])


def _stripped(spans: list[Inline]) -> tuple[Inline, ...]:
    """Without white space at both ends."""
    while spans and isinstance(spans[0], Text) and not (first := spans[0].text.lstrip(" \n")):
        spans = spans[1:]
    if spans and isinstance(spans[0], Text):
        first = spans[0].text.lstrip(" \n")
        spans = [replace(spans[0], text=first), *spans[1:]]
    while spans and isinstance(spans[-1], Text) and not spans[-1].text.rstrip(" \n"):
        spans = spans[:-1]
    if spans and isinstance(spans[-1], Text):
        spans = [*spans[:-1], replace(spans[-1], text=spans[-1].text.rstrip(" \n"))]
    return tuple(spans)


def _cut_items(block: Items, room: Size) -> Cut:
    """Between two items where one fits; else within the first one, whose rest goes on as a paragraph."""
    used, fitting = Size(), 0
    for index in range(len(block.items)):
        used += block_size(_rest(block, index, index + 1)) + Size(1)
        if not used.fits(room):
            break
        fitting = index + 1
    if fitting:
        return (_rest(block, 0, fitting),), _lists(_rest(block, fitting, len(block.items)))
    return _cut_item(block, room)


def _cut_item(block: Items, room: Size) -> Cut:
    item, others = block.items[0], _lists(_rest(block, 1, len(block.items)))
    head, tail = cut_spans(item.spans, room - Size(len(INDENT) + len(sign(block, 0, 0))))
    if not head:
        return (), (*_lists(Items((ListItem(tail, item.inner), *block.items[1:]), block.start)),)
    going_on: tuple[Block, ...] = (Paragraph(tail),) if tail else ()
    return (Items((ListItem(head),), block.start),), (*going_on, *item.inner, *others)


def _rest(block: Items, begin: int, end: int) -> Items:
    start = None if block.start is None else block.start + begin
    return Items(block.items[begin:end], start)


def _lists(items: Items) -> tuple[Block, ...]:
    return (items,) if items.items else ()
