"""Who gets what a step of a ritual posts or sends, as far as it is known beforehand; for the preview."""

from collections.abc import Sequence

from rituals.audience import away_at, takes_part
from rituals.cup_steps import roll_at
from rituals.kinds import is_private, kind_of, where_of
from rituals.kinds.declaration import Called
from rituals.ports import Transaction
from rituals.team import Audience, Person, Team
from rituals.timeline import Occurrence, PlannedStep, Ritual

Recipients = tuple[str, Sequence[Person]]
"""The audience of the chats (empty: none), and who gets it in private."""

TO_WHO_TAKES_PART = frozenset({"ask", "remind_to_answer", "remind_to_read", "survey_open"})
"""Steps that write to everybody who takes part; the reminders, to those of them who have not done it yet."""


async def recipients(
    tx: Transaction, team: Team, ritual: Ritual, occurrence: Occurrence, step: PlannedStep, people: Sequence[Person]
) -> Recipients:
    """Where a step is posted and whom it is sent to; who is away on its day is left in peace."""
    away = await away_at(tx, team, step.due_at)
    there = [person for person in people if person.id not in away]
    if step.name in {"vote_open", "vote_remind", "vote_close"}:
        return await _of_a_vote(tx, team, ritual, occurrence, step, there)
    parts = await tx.parts.of(occurrence.id) if occurrence.id else ()
    circle = tuple(person for person in there if takes_part(ritual, person, parts))
    if step.name in TO_WHO_TAKES_PART:
        return "", circle
    shown: Recipients = ("", circle) if _in_private(ritual) else (_audience(ritual), ())
    if step.name == "call" and kind_of(ritual.kind).called is Called.DEPARTMENTS:
        return str(Audience.EACH), [person for person in there if person.is_director and person.active]
    if step.name == "close":
        return shown[0], circle
    return shown


async def _of_a_vote(
    tx: Transaction, team: Team, ritual: Ritual, occurrence: Occurrence, step: PlannedStep, there: Sequence[Person]
) -> Recipients:
    """The card and the result are the common chats'; ballots and reminders the electors'."""
    if step.name == "vote_close":
        return str(Audience.COMMON), ()
    present = {person.id for person in there}
    electors = [p for p in (await roll_at(tx, team, ritual, occurrence)).electors if p.id in present]
    return (str(Audience.COMMON) if step.name == "vote_open" else ""), electors


def _in_private(ritual: Ritual) -> bool:
    return kind_of(ritual.kind).is_meeting and is_private(ritual)


def _audience(ritual: Ritual) -> str:
    return str(where_of(ritual)) if kind_of(ritual.kind).is_meeting else str(Audience.COMMON)
