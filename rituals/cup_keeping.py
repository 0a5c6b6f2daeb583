"""Where the cup is and has been: the panel, the hall of fame, handing it over, and a holder who has left."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from rituals.absence import there_first
from rituals.cup import Award, chosen_from, options_of_cup, streak_of
from rituals.cup_messages import CupLine, CupPanel, Fame, HandedOver, HolderForm, HolderKept, HolderLeft
from rituals.cup_round import current
from rituals.errors import NoCup, NotYoursToGive
from rituals.kinds import circle_of
from rituals.kinds.cup import CUP
from rituals.messages import Direct, Who
from rituals.places import addresses_of
from rituals.planning import live_of, next_of
from rituals.ports import Transaction
from rituals.team import DIRECTOR_OF, Person, PersonId, Team, director_of
from rituals.timeline import OccurrenceId, Reason, Ritual, RitualId, Subject
from rituals.vote import Vote

HISTORY = 120
"""Rounds that a streak looks back on: ten years."""

FAME_SHOWN = 3
"""Rounds on the picture's strip: what can be read on a phone."""

PANEL_SHOWN = 12
"""Rounds in the panel: a year."""

REASONS_QUOTED = 3
"""Reasons of the last round that the panel quotes."""

MOST_OFFERED = 100
"""People in a form's list: what Slack's menu takes (docs.slack.dev/reference/block-kit/composition-objects)."""


def fame_of(awards: Iterable[Award], people: Mapping[PersonId, Person]) -> tuple[Fame, ...]:
    """The rounds that somebody has won, as people read them."""
    return tuple(Fame(a.first, a.last, tuple(people[one].name for one in a.winners)) for a in awards if a.winners)


def reasons_for(person: PersonId, votes: Iterable[Vote]) -> tuple[str, ...]:
    """What was written about somebody, each thing once: who votes again in a run-off may say it again."""
    given = [vote.tally.reasons for vote in votes if vote.tally is not None]
    return tuple(dict.fromkeys(why for reasons in given for option, why in reasons if int(option) == int(person)))


# -- the panel -------------------------------------------------------------------------------------------------------


async def panel(tx: Transaction, team: Team, reader: Person, now: datetime) -> CupPanel:
    """`/cup`. Raises NoCup."""
    people = {person.id: person for person in await tx.people.of(team.id)}
    cups = await cups_of(tx, team)
    if not cups:
        raise NoCup
    return CupPanel(tuple([await _line(tx, team, ritual, people, reader, now) for ritual in cups]))


async def cups_of(tx: Transaction, team: Team) -> list[Ritual]:
    return [ritual for ritual in await tx.rituals.of(team.id) if ritual.kind == CUP.name]


async def cup_of(tx: Transaction, team: Team, ritual: RitualId) -> Ritual:
    """One cup of this team. Raises NoCup."""
    found = await tx.rituals.get(team.id, ritual)
    if found is None or found.kind != CUP.name:
        raise NoCup
    return found


async def _line(
    tx: Transaction, team: Team, ritual: Ritual, people: Mapping[PersonId, Person], reader: Person, now: datetime
) -> CupLine:
    history = await tx.cups.history(ritual.id, HISTORY)
    holders = [people[one] for one in await tx.cups.holders(ritual.id)]
    live, following = await live_of(tx, ritual), await next_of(tx, ritual)
    opened = await current(tx, team, ritual, live, now) if live else None
    left = tuple(person.name for person in holders if not person.active)
    return CupLine(
        ritual.id,
        ritual.name,
        options_of_cup(ritual).mirror,
        tuple(person.name for person in holders if person.active),
        left,
        max((streak_of(person.id, history) for person in holders if person.active), default=0),
        fame_of([award for award in history if award.winners][:PANEL_SHOWN], people),
        await _why(tx, holders, history),
        opened.as_seen_by(reader.id, now) if opened else None,
        following.starts_at if following and not ritual.rests else None,
        bool(left) and may_give(ritual, reader),
    )


async def _why(tx: Transaction, holders: Sequence[Person], history: Sequence[Award]) -> tuple[str, ...]:
    """Why people chose who holds the cup; nothing where it was given to somebody without a vote."""
    last = next((award for award in history if award.winners), None)
    if last is None:
        return ()
    votes = await tx.votes.of(last.occurrence)
    winners = (person.id for person in holders if person.id in last.winners)
    return tuple(why for person in winners for why in reasons_for(person, votes))[:REASONS_QUOTED]


# -- handing it over -------------------------------------------------------------------------------------------------


def hand_slot(occurrence: OccurrenceId) -> str:
    return f"cup:{occurrence}:hand"


def may_give(ritual: Ritual, person: Person) -> bool:
    """Who says where the cup is: the director of those who can win it, and admins."""
    return person.admin or person.role is DIRECTOR_OF[chosen_from(options_of_cup(ritual))]


async def held_by(tx: Transaction, team: Team, person: PersonId) -> list[Ritual]:
    """The cups that somebody has."""
    return [cup for cup in await cups_of(tx, team) if person in await tx.cups.holders(cup.id)]


async def ask_who_holds(tx: Transaction, team: Team, ritual: Ritual, slot: str, now: datetime) -> None:
    """Where a holder has left the team, its director (else an admin) is asked where the cup is."""
    people = await tx.people.of(team.id)
    holders = await tx.cups.holders(ritual.id)
    left = tuple(person.name for person in people if person.id in holders and not person.active)
    asked = next(iter(await there_first(tx, team, _who_knows(ritual, people), now)), None)
    if left and asked is not None:
        message = HolderLeft(ritual.id, ritual.name, options_of_cup(ritual).mirror, left)
        await tx.outbox.show(slot, Direct(asked.id), message)


def _who_knows(ritual: Ritual, people: Sequence[Person]) -> tuple[Person, ...]:
    director = director_of(chosen_from(options_of_cup(ritual)), people)
    admins = (person for person in people if person.active and person.admin)
    return (*([director] if director else []), *admins)


async def holder_form(tx: Transaction, team: Team, ritual: RitualId, by: Person) -> HolderForm:
    """*Who holds it now?* Raises NoCup, NotYoursToGive."""
    cup = await giveable(tx, team, ritual, by)
    department = chosen_from(options_of_cup(cup))
    people = [p for p in circle_of(cup).of(await tx.people.of(team.id)) if p.department is department]
    return HolderForm(cup.id, tuple(map(Who.of, people[:MOST_OFFERED])))


async def give(tx: Transaction, cup: Ritual, holder: Person) -> HolderKept:
    """The cup is with this person now; the hall of fame stays as it is."""
    await tx.cups.hand_to(cup.id, (holder.id,))
    return HolderKept(holder.name)


async def giveable(tx: Transaction, team: Team, ritual: RitualId, by: Person) -> Ritual:
    """A cup of which this person says where it is. Raises NoCup, NotYoursToGive."""
    cup = await cup_of(tx, team, ritual)
    if not may_give(cup, by):
        raise _not_yours(cup, await tx.people.of(team.id))
    return cup


def _not_yours(cup: Ritual, people: Sequence[Person]) -> NotYoursToGive:
    asked = next(iter(_who_knows(cup, people)), None)
    return NotYoursToGive(asked.name if asked else "")


async def handed_over(tx: Transaction, team: Team, occurrence: OccurrenceId, by: Person, now: datetime) -> HandedOver:
    """*Handed over*: who was asked to, who has won, the director and admins say so. Nobody is asked again."""
    found = await tx.occurrences.get(team.id, occurrence)
    if found is None:
        raise NoCup
    cup = await cup_of(tx, team, found.ritual)
    asked = await addresses_of(tx, team.id, hand_slot(occurrence))
    if not (Direct(by.id) in asked or by.id in await tx.cups.holders(cup.id) or may_give(cup, by)):
        raise _not_yours(cup, await tx.people.of(team.id))
    if found.is_over:
        await tx.steps.cancel(Subject.OCCURRENCE, occurrence, Reason.PERSON, now)
    return HandedOver()
