"""The use cases of a meeting in private: where it is, who is invited this once, who comes late."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from rituals.agenda import clean
from rituals.audience import takes_part
from rituals.errors import NobodyToInvite
from rituals.kinds import is_private, kind_of
from rituals.kinds.breakfast import BreakfastOptions
from rituals.messages import Button, Direct, Field, FieldKind, Form, Message, Option, Who
from rituals.parts import Part, Partaking
from rituals.ports import Transaction
from rituals.team import DIRECTORS, Person, Team
from rituals.timeline import Occurrence, OccurrenceId, Ritual
from rituals.venue import LONGEST_PLACE, Venue, streak, venue

STREAK_LOOKS_BACK = 120
"""Occurrences that a streak is counted over: more than two years of a weekly breakfast."""

MINUTES_LATE = (5, 10, 15, 30)
"""What *I'm late* offers."""


@dataclass(frozen=True, slots=True)
class LateForm(Form):
    """By how much?"""

    template: ClassVar[str] = "meeting/late_form"
    press: ClassVar[str] = "meeting.comes_late"
    occurrence: OccurrenceId

    def args(self) -> tuple[int | str, ...]:
        return (self.occurrence,)

    def fields(self) -> tuple[Field, ...]:
        return (Field("minutes", FieldKind.CHOICE, options=tuple(Option(str(minutes)) for minutes in MINUTES_LATE)),)


@dataclass(frozen=True, slots=True)
class LateNoted(Message):
    """*I'm late* was passed on to those who wait."""

    template: ClassVar[str] = "meeting/late_noted"
    minutes: int
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SomebodyIsLate(Message):
    """A private word to those who wait."""

    template: ClassVar[str] = "meeting/somebody_is_late"
    repeatable: ClassVar[bool] = False
    name: str
    kind: str
    who: str
    minutes: int


@dataclass(frozen=True, slots=True)
class InviteForm(Form):
    """Whom to invite, this once?"""

    template: ClassVar[str] = "meeting/invite_form"
    press: ClassVar[str] = "meeting.invited"
    occurrence: OccurrenceId
    people: tuple[Who, ...]

    def args(self) -> tuple[int | str, ...]:
        return (self.occurrence,)

    def fields(self) -> tuple[Field, ...]:
        options = tuple(Option(str(who.id), who.name) for who in self.people[:90])
        return (Field("guest", FieldKind.CHOICE, options=options),)


@dataclass(frozen=True, slots=True)
class Invited(Message):
    """The guest was invited and told."""

    template: ClassVar[str] = "meeting/invited"
    guest: str
    name: str
    kind: str
    at: datetime


@dataclass(frozen=True, slots=True)
class YouAreInvited(Message):
    """A private word to a guest."""

    template: ClassVar[str] = "meeting/you_are_invited"
    occurrence: OccurrenceId
    name: str
    kind: str
    by: str
    at: datetime
    venue: Venue | None

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        return ((Button("cannot_come", "meeting.cannot_come", (self.occurrence,)),),)


@dataclass(frozen=True, slots=True)
class GuestCannotCome(Message):
    """A private word to who invited: the guest does not come. `said`: the same to the guest, confirmed."""

    template: ClassVar[str] = "meeting/guest_cannot_come"
    name: str
    kind: str
    who: str
    said: bool = False


@dataclass(frozen=True, slots=True)
class PlaceForm(Form):
    """Where else?"""

    template: ClassVar[str] = "meeting/place_form"
    press: ClassVar[str] = "meeting.placed"
    occurrence: OccurrenceId

    def args(self) -> tuple[int | str, ...]:
        return (self.occurrence,)

    def fields(self) -> tuple[Field, ...]:
        return (Field("place", max_length=LONGEST_PLACE),)


@dataclass(frozen=True, slots=True)
class Placed(Message):
    """The place was changed, for this once."""

    template: ClassVar[str] = "meeting/placed"
    place: str


async def venue_of(tx: Transaction, team: Team, ritual: Ritual, occurrence: Occurrence) -> Venue | None:
    """Where an occurrence is: where people have agreed to meet, else whose turn it is; None for other kinds."""
    if occurrence.place is not None:
        return Venue(occurrence.place)
    if not kind_of(ritual.kind).is_hosted:
        return None
    people = [p for p in await tx.people.of(team.id) if p.active]
    hosts = [p.name for role in DIRECTORS for p in people if p.role is role]
    cafes = ritual.options.places if isinstance(ritual.options, BreakfastOptions) else ()
    return venue(await tx.occurrences.held(ritual.id), hosts, cafes)


async def streak_of(tx: Transaction, ritual: Ritual) -> int:
    """How many in a row; only where that is counted."""
    if not kind_of(ritual.kind).is_hosted:
        return 0
    return streak(await tx.occurrences.past(ritual.id, STREAK_LOOKS_BACK))


async def to_invite(tx: Transaction, team: Team, ritual: Ritual, occurrence: OccurrenceId) -> tuple[Who, ...]:
    """Who could come as a guest. Raises NobodyToInvite."""
    parts = await tx.parts.of(occurrence)
    people = [p for p in await tx.people.of(team.id) if p.active and not takes_part(ritual, p, parts)]
    if not people or not is_private(ritual):
        raise NobodyToInvite
    return tuple(map(Who.of, people))


async def invite(
    tx: Transaction, team: Team, ritual: Ritual, occurrence: Occurrence, guest: Person, by: Person, now: datetime
) -> Invited:
    """Invite somebody to one occurrence: they see its agenda, its card and its protocol."""
    await tx.parts.put(Partaking(occurrence.id, guest.id, Part.GUEST, now))
    place = await venue_of(tx, team, ritual, occurrence)
    message = YouAreInvited(occurrence.id, ritual.name, ritual.kind, by.name, occurrence.starts_at, place)
    slot = f"meeting:{occurrence.id}:invitation:{now:%Y%m%d%H%M%S}"
    await tx.outbox.show(slot, Direct(guest.id), message, until=occurrence.starts_at)
    return Invited(guest.name, ritual.name, ritual.kind, occurrence.starts_at)


async def excuse(tx: Transaction, team: Team, ritual: Ritual, occurrence: Occurrence, guest: Person) -> None:
    """A guest does not come; who takes part anyway is told."""
    await tx.parts.take_back(occurrence.id, guest.id, Part.GUEST)
    parts = await tx.parts.of(occurrence.id)
    for person in await tx.people.of(team.id):
        if takes_part(ritual, person, parts):
            message = GuestCannotCome(ritual.name, ritual.kind, guest.name)
            slot = f"meeting:{occurrence.id}:excused:{guest.id}"
            await tx.outbox.show(slot, Direct(person.id), message, until=occurrence.starts_at)


async def come_late(
    tx: Transaction, team: Team, ritual: Ritual, occurrence: Occurrence, by: Person, minutes: int, now: datetime
) -> LateNoted:
    """*I'm late*: those who wait are told."""
    await tx.parts.put(Partaking(occurrence.id, by.id, Part.LATE, now, minutes))
    parts = await tx.parts.of(occurrence.id)
    waiting = [p for p in await tx.people.of(team.id) if p.id != by.id and takes_part(ritual, p, parts)]
    for person in waiting:
        message = SomebodyIsLate(ritual.name, ritual.kind, by.name, minutes)
        await tx.outbox.show(f"meeting:{occurrence.id}:late:{by.id}", Direct(person.id), message)
    return LateNoted(minutes, tuple(p.name for p in waiting))


async def meet_at(tx: Transaction, occurrence: Occurrence, place: str) -> Occurrence:
    """Another place, for this once. Raises what `clean` raises."""
    moved = replace(occurrence, place=clean(place, LONGEST_PLACE))
    await tx.occurrences.save(moved)
    return moved
