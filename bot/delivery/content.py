"""What a slot says in one place: the words in its reader's language, whom they mention, and a fingerprint of both."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import msgspec

from bot.rendering.document import Paragraph, Rendered, Text, mentioned
from bot.rendering.plain import plain
from bot.rendering.reader import Reader
from rituals.messages import Shown
from rituals.team import AccountKey, Person, PersonId, messenger_of

FINGERPRINT_BYTES = 16


class Words(Protocol):
    """The renderer, as delivery needs it."""

    def message(self, shown: Shown, reader: Reader) -> Rendered: ...


@dataclass(frozen=True, slots=True)
class Content:
    """One message, ready for one messenger. Equal fingerprints: people would see no difference."""

    rendered: Rendered
    mentions: Mapping[PersonId, AccountKey]
    fingerprint: str


def compose(words: Words, shown: Shown, reader: Reader, messenger: str, people: Sequence[Person]) -> Content:
    """Render a message for this reader, with the accounts in that messenger of those whom it mentions."""
    rendered = words.message(shown, reader)
    named = mentioned(rendered.blocks)
    mentions = {
        person.id: account
        for person in people
        if person.id in named
        for account in person.accounts
        if messenger_of(account) == messenger
    }
    return Content(rendered, mentions, fingerprint(rendered, mentions))


def fingerprint(rendered: Rendered, mentions: Mapping[PersonId, AccountKey]) -> str:
    """A short hash, the same in every process and version of Python."""
    kinds = [type(block).__name__ for block in rendered.blocks]  # A heading and a paragraph have the same fields.
    said = msgspec.json.encode((kinds, rendered, sorted(mentions.items())), order="deterministic")
    return hashlib.blake2b(said, digest_size=FINGERPRINT_BYTES).hexdigest()


def without_markup(rendered: Rendered, *, buttons: bool) -> Rendered:
    """The same words as plain text, for a messenger that refused the marked-up ones."""
    text = Paragraph((Text(plain(rendered)),))
    return replace(rendered, blocks=(text,), buttons=rendered.buttons if buttons else ())
