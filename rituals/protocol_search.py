"""Finding a protocol by its words: what is searched, and the piece of it that shows why it was found."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from rituals.protocol import Protocol

AROUND = 60
"""Characters that an excerpt shows before the first word found."""

EXCERPT = 200
"""Characters of an excerpt, about."""

Places = Callable[[str, str], Sequence[tuple[int, int]]]
"""Where the words of a query (the first text) stand in the second one."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of an excerpt; `found` ones are what was looked for."""

    text: str
    found: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A protocol that was found, with the words that did it."""

    number: int
    ritual: str
    kind: str
    started_at: datetime
    excerpt: tuple[Piece, ...]


def passages(protocol: Protocol) -> Iterator[str]:
    """All that people said and wrote in a protocol, and their names: what weighs most comes first."""
    for decision in protocol.all_decisions:
        yield decision.text
        yield from filter(None, (decision.why,))
    for item in (*protocol.items, *protocol.deferred):
        yield item.text
    for task in (*protocol.tasks, *(task for item in protocol.items for task in item.tasks)):
        yield f"{task.text} — {task.owner.name}" if task.owner else task.text
    for review in protocol.reviews:
        yield " — ".join(filter(None, (review.text, review.owner, review.why)))
    for amendment in protocol.amendments:
        yield f"{amendment.by}: {amendment.text}"
    names = [*(one.name for one in protocol.present), *protocol.absent, *protocol.away]
    yield ", ".join(dict.fromkeys([*filter(None, (protocol.chair,)), *names]))
    yield protocol.ritual


def hit_of(protocol: Protocol, query: str, places: Places) -> Hit:
    """The protocol with an excerpt of the passage that has the most of what was looked for."""
    text, most = "", 0
    spans: Sequence[tuple[int, int]] = ()
    for passage in passages(protocol):
        found = places(query, passage)
        different = len({passage[begin:end].lower() for begin, end in found})
        if different > most:
            text, spans, most = passage, found, different
    return Hit(protocol.number, protocol.ritual, protocol.kind, protocol.started_at, excerpt(text, spans))


def excerpt(text: str, spans: Sequence[tuple[int, int]]) -> tuple[Piece, ...]:
    """A piece of a text around the first of the places, with each place marked; whole words, dots where it is cut."""
    if not text:
        return ()
    first = spans[0][0] if spans else 0
    begin = 0 if first <= AROUND else _after_space(text, first - AROUND, first)
    end = len(text) if len(text) <= begin + EXCERPT else _before_space(text, begin + EXCERPT, first)
    pieces = [Piece("… ")] if begin else []
    at = begin
    for start, stop in spans:
        if stop > end:
            break
        pieces += [Piece(text[at:start]), Piece(text[start:stop], found=True)]
        at = stop
    pieces += [Piece(text[at:end]), Piece(" …" if end < len(text) else "")]
    return tuple(piece for piece in pieces if piece.text)


def _after_space(text: str, at: int, most: int) -> int:
    """The beginning of a word from `at` on, at `most` at the latest."""
    space = text.find(" ", at, most)
    return space + 1 if space >= 0 else at


def _before_space(text: str, at: int, least: int) -> int:
    """The end of a word up to `at`."""
    space = text.rfind(" ", least + 1, at)
    return space if space > 0 else at
