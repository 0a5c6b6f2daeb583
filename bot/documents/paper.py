"""What a printed document says, free of any file format: a title, facts, sections with tables, signatures."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Run:
    """A run of words in one look (may hold line breaks). `alarm`: what is missing; `quiet`: of less weight."""

    text: str
    bold: bool = False
    struck: bool = False
    alarm: bool = False
    quiet: bool = False
    link: str | None = None


Cell = tuple[Run, ...]
"""The words of one cell or paragraph."""

Phrase = tuple[str, ...]
"""The same words in each language of the document, the first one leading."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a head that is repeated on every page. `widths` are shares of the page's width, one a column."""

    heads: tuple[Phrase, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A paragraph. `mark` hangs before it (a number, a dash); `level` 1 stands under the entry before.

    `leads`: what stands under it follows, and a page does not end between the two.
    """

    words: Cell
    mark: str = ""
    level: int = 0
    leads: bool = False


Block = Table | Entry


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it."""

    title: Phrase
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs, as what; `word` and `date` are empty where the paper is to be signed by hand."""

    name: str
    word: str = ""
    date: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Signatures:
    """The block at the end. `heads` name its three columns: who, signature, date."""

    title: Phrase
    heads: tuple[Phrase, Phrase, Phrase]
    signatures: tuple[Signature, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A document ready to be written.

    `languages` are codes (`ru`, `en`), the first one leading; `owner` and `name` stand at the top of every page,
    `note` and "`page` x `of` y" in each language at the bottom. `made_at` is aware: when this version came to be.
    """

    languages: tuple[str, ...]
    owner: str
    name: str
    title: Phrase
    subtitle: Phrase
    facts: tuple[tuple[str, Cell], ...]
    sections: tuple[Section, ...]
    signatures: Signatures | None
    note: str
    page: Phrase
    of: Phrase
    made_at: datetime
