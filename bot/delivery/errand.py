"""A claimed slot together with whom it is for: everything delivery must read from the database before it sends."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.delivery.content import Content, Words, compose
from bot.rendering.reader import Reader, language
from bot.storage.codec import decode_shown
from bot.storage.slots import ClaimedSlot
from bot.storage.transaction import SqlTransaction
from rituals.messages import Message
from rituals.team import Person, Team, messenger_of

NOBODYS_ZONE = "UTC"


@dataclass(frozen=True, slots=True)
class Errand:
    """What is to be shown, to which reader, and the people whom it may mention."""

    claim: ClaimedSlot
    reader: Reader
    people: tuple[Person, ...] = ()

    @property
    def person(self) -> Person | None:
        return next((person for person in self.people if person.id == self.claim.person), None)

    def message(self) -> Message:
        """What is to be shown. Raises Unreadable for facts of another version."""
        return decode_shown(self.claim.template, self.claim.facts, Message)

    def content(self, words: Words, shown: Message) -> Content:
        """The words of it, and its files, which take tenths of a second. Whatever it raises is a bug."""
        return compose(words, shown, self.reader, messenger_of(self.claim.place), self.people)


async def errand_of(tx: SqlTransaction, claim: ClaimedSlot, now: datetime) -> Errand:
    """Read whom a claimed slot is for."""
    if claim.team is None:
        locale = language(await tx.setups.locale_at(claim.place))
        return Errand(claim, Reader(locale, NOBODYS_ZONE, now, messenger_of(claim.place)))
    team = await tx.teams.get(claim.team)
    people = tuple(await tx.people.of(claim.team))
    person = next((person for person in people if person.id == claim.person), None)
    reader = _person_reads(person, team, now) if person else await _chat_reads(tx, claim, team, now)
    return Errand(claim, replace(reader, messenger=messenger_of(claim.place)), people)


def _person_reads(person: Person, team: Team, now: datetime) -> Reader:
    """A person's own language and zone, else the team's."""
    locale = language(person.locale, language(team.locale))
    return Reader(locale, person.timezone or team.timezone, now)


async def _chat_reads(tx: SqlTransaction, claim: ClaimedSlot, team: Team, now: datetime) -> Reader:
    """A chat's own language, else the team's; always the team's zone."""
    found = await tx.teams.at(claim.place)
    locale = found[1].locale if found is not None else None
    return Reader(language(locale, language(team.locale)), team.timezone, now)
