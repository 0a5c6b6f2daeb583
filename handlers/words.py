"""Understand what people typed after a command: who is meant, by when, and what is left of the sentence."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from handlers.registry import Request
from rituals.clocktimes import without_time
from rituals.datewords import evened
from rituals.errors import DateHasPassed, NobodyOfThatName, NotADate, UnknownButton
from rituals.freedates import FreeDate, split_by, understand
from rituals.localtime import LocalSlot, local_date, moment, wall_time
from rituals.messages import Who
from rituals.ports import Transaction
from rituals.team import BOTH_DEPARTMENTS, Person, PersonId, Team

_LONGEST_ID = 20
"""Digits; Python refuses to read thousands of them as a number."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """`/task @who text, by when` taken apart."""

    text: str
    owner: PersonId | None
    due: datetime | None
    has_time: bool


def names_of(people: Iterable[Person]) -> tuple[Who, ...]:
    """Whom a form offers as the owner of an action item."""
    return tuple(Who.of(p) for p in BOTH_DEPARTMENTS.of(people))


def _locale(ask: Request) -> str:
    return (ask.person.locale if ask.person_ else None) or ask.team.locale


def _zone(ask: Request) -> str:
    """Where the clock hangs that somebody means who writes a time: their own, else the team's."""
    return (ask.person.timezone if ask.person_ else None) or ask.team.timezone


def when(ask: Request, text: str) -> FreeDate:
    """A date that people wrote; a Refusal for words that are none, and for the past."""
    found = understand(text, ask.now, _zone(ask), _locale(ask))
    if found is None:
        raise NotADate(text[:100])
    if found.in_past:
        raise DateHasPassed(found.date)
    return found


def time_like(ask: Request, text: str, at: datetime) -> datetime:
    """Another time than `at`: a time alone is meant of that day, a day alone at that time. Raises NotADate."""
    zone = _zone(ask)
    for rest, clock in without_time(evened(text)):
        if not rest:
            return moment(LocalSlot(local_date(at, zone), clock.at), zone)
    found = understand(text, ask.now, zone, _locale(ask))
    if found is None:
        raise NotADate(text[:100])
    return found.moment if found.has_time else moment(LocalSlot(found.date, wall_time(at, zone)), zone)


def minutes_of(at: datetime) -> int:
    """A moment as a button carries it: whole minutes since 1970."""
    return int(at.timestamp()) // 60


def moment_of(ask: Request, position: int) -> datetime:
    """The moment that a button carries. Payloads can be forged: what is no moment is no button of ours."""
    try:
        return datetime.fromtimestamp(ask.number(position) * 60, UTC)
    except (OverflowError, ValueError, OSError) as error:
        raise UnknownButton from error


def assignment(ask: Request, people: list[Person]) -> Assignment:
    """Who does what by when. The owner is who is named at the beginning, else the first mention."""
    text, owner = named_first(ask, people)
    rest, due = split_by(text, ask.now, _zone(ask), _locale(ask))
    if due is not None and due.in_past:
        raise DateHasPassed(due.date)
    return Assignment(
        rest if due else text, owner, due.moment if due else None, has_time=due is not None and due.has_time
    )


def named_first(ask: Request, people: list[Person]) -> tuple[str, PersonId | None]:
    """The words without whom they name, and who that is: at the beginning, else the first mention."""
    if not any(ask.text[: mention.start].strip() == "" for mention in ask.mentions):
        text, owner = _leading_name(ask.text, people)
        if owner is not None or not ask.mentions:
            return text, owner
    for mention in sorted(ask.mentions, key=lambda mention: mention.start):
        person = next((p for p in people if mention.account in p.accounts and p.active), None)
        named = ask.text[mention.start : mention.end]
        if person is None:
            raise NobodyOfThatName(named, ())
        rest = f"{ask.text[: mention.start]} {ask.text[mention.end :]}"
        return " ".join(rest.split()).lstrip(",:—- "), person.id
    return ask.text, None


def _leading_name(text: str, people: list[Person]) -> tuple[str, PersonId | None]:
    """A name of the team at the beginning of the text, with or without @; the longest that fits."""
    bare = text.removeprefix("@")
    words = bare.replace(",", " ,").replace(":", " :").split()
    for count in (3, 2, 1):
        name = " ".join(words[:count]).casefold()
        found = [p for p in people if p.active and name and name in _names(p)]
        if len(found) == 1:
            rest = " ".join(words[count:]).lstrip(",:—- ")
            return rest.replace(" ,", ",").replace(" :", ":"), found[0].id
        if len(found) > 1:
            raise NobodyOfThatName(" ".join(words[:count]), tuple(p.name for p in found))
    if text.startswith("@"):
        raise NobodyOfThatName(words[0] if words else "", tuple(p.name for p in people if p.active)[:10])
    return text, None


def _names(person: Person) -> set[str]:
    """How a person may be called: the whole name in either order, the first name, the last name."""
    parts = person.name.casefold().split()
    return {" ".join(parts), " ".join(reversed(parts)), *parts}


async def person_named(tx: Transaction, team: Team, value: str) -> Person:
    """The person that a form's answer means: an id of the list, or a typed name."""
    people = [p for p in await tx.people.of(team.id) if p.active]
    if value.isdecimal() and len(value) < _LONGEST_ID:
        chosen = next((p for p in people if p.id == int(value)), None)
        if chosen is not None:
            return chosen
    name = value.strip().removeprefix("@").casefold()
    found = [p for p in people if name in _names(p)]
    if len(found) != 1:
        raise NobodyOfThatName(value[:100], tuple(p.name for p in found or people)[:10])
    return found[0]
