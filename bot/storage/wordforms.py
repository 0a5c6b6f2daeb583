"""Words as a search sees them: small letters, ё as е, and beside each word its stem, Russian or English."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import Any

_WORD = re.compile(r"[^\W_]+")
_CYRILLIC = re.compile(r"[Ѐ-ӿ]")

SHORTEST_STEM = 3
"""Letters; a shorter stem is shared by words that have nothing to do with one another."""


@cache
def _stemmer(language: str) -> Any:
    import snowballstemmer  # noqa: PLC0415  Only when somebody searches or a protocol is kept.

    return snowballstemmer.stemmer(language)


def folded(text: str) -> str:
    """The text as it is compared; every character stays at its place."""
    return "".join(_folded(char) for char in text)


@lru_cache(maxsize=4096)
def _folded(char: str) -> str:
    small = unicodedata.normalize("NFKC", char).lower().replace("ё", "е")
    return small if len(small) == 1 else char


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """What the forms of a folded word have in common; the word itself where too little would be left."""
    found = _stemmer("russian" if _CYRILLIC.search(word) else "english").stemWord(word)
    return found if len(found) >= SHORTEST_STEM else word


def words_in(text: str) -> Iterator[re.Match[str]]:
    """The words of a folded text."""
    return _WORD.finditer(text)


def index_of(texts: Iterable[str]) -> str:
    """All that can be found in these texts: words and stems, each once, each between spaces."""
    words = {found[0] for text in texts for found in words_in(folded(text))}
    return " ".join(["", *sorted(words | {stem(word) for word in words}), ""])


def wanted(query: str) -> tuple[str, ...]:
    """The different words of a query, folded."""
    return tuple(dict.fromkeys(found[0] for found in words_in(folded(query))))


def beginnings(word: str) -> tuple[str, ...]:
    """With what a word of the index begins that this word means: itself, or its stem as a whole."""
    return (f" {word}", f" {stem(word)} ")


def places(query: str, text: str) -> tuple[tuple[int, int], ...]:
    """Where the words of a query stand in a text, as (first, behind the last)."""
    sought = wanted(query)
    stems = {stem(word) for word in sought}
    return tuple(
        found.span() for found in words_in(folded(text)) if found[0].startswith(sought) or stem(found[0]) in stems
    )
