"""When somebody has left: a question to the director, who takes over what was theirs? Meanwhile nothing stops."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from rituals import assignments, conduct, cup_keeping
from rituals.absence import there_first
from rituals.audience import takes_part
from rituals.chairs import choose, tell_turn, turn_slot, turns_of
from rituals.cup import options_of_cup
from rituals.errors import NobodyOfThatName, UnknownButton
from rituals.messages import Direct
from rituals.not_yours import NotYoursToHandOn
from rituals.places import addresses_of
from rituals.ports import Transaction
from rituals.room import enter, upcoming_meetings
from rituals.task_messages import TASKS_SHOWN, CupLeft, TasksInherited, TurnLeft, WhoTakesOver
from rituals.tasks import Task
from rituals.team import Person, PersonId, Role, Team, director_of
from rituals.timeline import Occurrence, OccurrenceState, Ritual
from rituals.vacancies import role_lost

Turn = tuple[Occurrence, Ritual]


def question_slot(person: PersonId) -> str:
    return f"person:{person}:who_takes_over"


# -- leaving -----------------------------------------------------------------------------------------------------


async def turns_left_by(tx: Transaction, team: Team, person: Person) -> list[Turn]:
    """The meetings not yet begun that somebody would chair if they were there."""
    found = []
    for occurrence, ritual in await upcoming_meetings(tx, team):
        if occurrence.state is not OccurrenceState.PLANNED or ritual.rests:
            continue
        turns = await turns_of(tx, team, ritual, occurrence)
        everybody = tuple(replace(p, active=True) if p.id == person.id else p for p in turns.people)
        chair = replace(turns, people=everybody).chair
        if chair is not None and chair.id == person.id:
            found.append((occurrence, ritual))
    return found


async def see_off(tx: Transaction, team: Team, person: Person, now: datetime, *, role: Role | None = None) -> None:
    """Somebody is off the team: others lead what they led, and the director is asked about all that was theirs.

    `role`: what they were. Where that was a director, the admins are asked for a successor.
    """
    for number in await tx.meetings.open_in(team.id):
        room = await enter(tx, team, number, now, None)
        if room.meeting.chair == person.id:
            await conduct.vacate(tx, room, now)
    for occurrence, ritual in await turns_left_by(tx, team, person):
        if await tx.outbox.shown_in(turn_slot(occurrence.id, person.id)):
            await tell_turn(tx, team, ritual, occurrence, instead_of=person.name)
    await ask_who_takes_over(tx, team, person, now)
    await role_lost(tx, team, role or person.role)


async def ask_who_takes_over(tx: Transaction, team: Team, person: Person, now: datetime) -> None:
    """A private question to who decides it, kept up to date; nobody is asked about who left nothing behind."""
    to = await _who_decides(tx, team, person, now)
    if to is None:
        return
    for cup in await cup_keeping.held_by(tx, team, person.id):
        if not cup_keeping.may_give(cup, to):
            await cup_keeping.ask_who_holds(tx, team, cup, f"person:{person.id}:cup:{cup.id}", now)
    message = await _question(tx, team, person, to, now)
    if not message.settled or await tx.outbox.shown_in(question_slot(person.id)):
        await tx.outbox.show(question_slot(person.id), Direct(to.id), message)


async def ask_again(tx: Transaction, team: Team, people: Iterable[PersonId], now: datetime) -> None:
    """Something that these had is somebody else's now: the question about those of them who have left says so."""
    wanted = frozenset(people)
    for person in await tx.people.of(team.id):
        if person.id in wanted and not person.active:
            await ask_who_takes_over(tx, team, person, now)


async def _question(tx: Transaction, team: Team, person: Person, to: Person, now: datetime) -> WhoTakesOver:
    """What is left to be handed over; nothing of somebody who is back."""
    if person.active:
        return WhoTakesOver(person.id, person.name, (), 0, back=True)
    tasks = await _left_by(tx, team, person.id)
    rows = await assignments.rows_of(tx, team, to, tasks[:TASKS_SHOWN], now)
    turns = [await _turn(tx, team, ritual, o) for o, ritual in await turns_left_by(tx, team, person)]
    cups = [cup for cup in await cup_keeping.held_by(tx, team, person.id) if cup_keeping.may_give(cup, to)]
    left = tuple(CupLeft(cup.id, cup.name, options_of_cup(cup).mirror) for cup in cups)
    return WhoTakesOver(person.id, person.name, tuple(rows), len(tasks), turns=tuple(turns), cups=left)


async def _turn(tx: Transaction, team: Team, ritual: Ritual, occurrence: Occurrence) -> TurnLeft:
    chair = (await turns_of(tx, team, ritual, occurrence)).chair
    return TurnLeft(occurrence.id, ritual.name, ritual.kind, occurrence.starts_at, chair.name if chair else None)


async def _who_decides(tx: Transaction, team: Team, person: Person, now: datetime) -> Person | None:
    """The director of the department, else another director, else an admin; who is away only if nobody is there."""
    there = [one for one in await tx.people.of(team.id) if one.active and one.id != person.id]
    own = director_of(person.department, there)
    directors = [one for one in there if one.is_director]
    admins = [one for one in there if one.admin]
    in_order = [*([own] if own else []), *directors, *admins]
    return next(iter(await there_first(tx, team, in_order, now)), None)


async def _left_by(tx: Transaction, team: Team, person: PersonId) -> list[Task]:
    return [task for task in await tx.tasks.open_in(team.id) if task.owner == person]


# -- handing over ------------------------------------------------------------------------------------------------


async def leaver(tx: Transaction, team: Team, person: PersonId, by: Person) -> tuple[Person, int]:
    """Who left, and how many action items they left open; for directors and admins.

    Raises NotYoursToHandOn, UnknownButton.
    """
    people = await tx.people.of(team.id)
    found = next((p for p in people if p.id == person and not p.active), None)
    if found is None:
        raise UnknownButton
    if not (by.is_director or by.admin):
        raise NotYoursToHandOn(found.name, tuple(p.name for p in people if p.active and (p.is_director or p.admin)))
    return found, len(await _left_by(tx, team, person))


async def take_over(tx: Transaction, team: Team, person: Person, heir: Person, by: Person, now: datetime) -> int:
    """All that somebody left behind is another one's now, who reads it in one message. Returns how many there were."""
    taken = [
        await assignments.keep(tx, team, task.given_to(heir.id), now) for task in await _left_by(tx, team, person.id)
    ]
    if taken and heir.id != by.id:
        rows = await assignments.rows_of(tx, team, heir, taken[:TASKS_SHOWN], now)
        message = TasksInherited(person.name, by.name, tuple(rows), len(taken))
        await tx.outbox.show(f"{question_slot(person.id)}:{heir.id}:{now:%Y%m%d%H%M%S}", Direct(heir.id), message)
    to = await _who_decides(tx, team, person, now)
    settled = replace(await _question(tx, team, person, to or by, now), heir=heir.name)
    for asked in await addresses_of(tx, team.id, question_slot(person.id)):
        await tx.outbox.show(question_slot(person.id), asked, settled)
    return len(taken)


async def could_chair(tx: Transaction, ritual: Ritual, occurrence: Occurrence) -> tuple[Person, ...]:
    """Who can be chosen to chair: everybody who takes part."""
    parts = await tx.parts.of(occurrence.id)
    return tuple(p for p in await tx.people.of(ritual.team) if takes_part(ritual, p, parts))


async def give_turn(tx: Transaction, team: Team, turn: Turn, person: Person, heir: Person, now: datetime) -> None:
    """Somebody else chairs the meeting that `person` would have chaired. Raises NobodyOfThatName."""
    occurrence, ritual = turn
    able = await could_chair(tx, ritual, occurrence)
    if heir not in able:
        raise NobodyOfThatName(heir.name, tuple(p.name for p in able))
    await choose(tx, team, ritual, occurrence, heir, now)
    await ask_who_takes_over(tx, team, person, now)
