"""The words of a document from its template, in one language or in several side by side."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Protocol

from bot.documents.paper import Phrase
from bot.rendering.reader import Locale, Reader

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
"""The moment from which a document is read: none of its years is "this year", so every date tells its year."""


class Words(Protocol):
    """The renderer, as documents need it."""

    def label(self, template: str, block: str, reader: Reader, facts: Mapping[str, object]) -> str: ...


class Labels:
    """Knows a document's template and the languages that it is written in, the leading one first."""

    def __init__(self, words: Words, template: str, languages: tuple[Locale, ...], reader: Reader) -> None:
        self._words = words
        self._template = template
        self._readers = tuple(replace(reader, locale=locale, now=LONG_AGO) for locale in languages)
        self.languages = languages

    def each(self, block: str, **facts: object) -> Phrase:
        """The words of a block in every language; what is the same in all of them, once."""
        return tuple(dict.fromkeys(self._words.label(self._template, block, reader, facts) for reader in self._readers))

    def line(self, block: str, **facts: object) -> str:
        """The languages side by side: "Что / What"."""
        return " / ".join(self.each(block, **facts))

    def lines(self, block: str, **facts: object) -> str:
        """The languages one under the other, for narrow columns."""
        return "\n".join(self.each(block, **facts))
