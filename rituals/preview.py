"""What will be posted where, when and to whom in the next weeks: seen by the planning itself, nothing is written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar

from rituals.calendar import Planned
from rituals.forecast import foreseen
from rituals.kinds import circle_of, is_held, kind_of, where_of
from rituals.kinds.declaration import REACH
from rituals.localtime import zone
from rituals.messages import Button, Message
from rituals.planning import days_off_of, regular, steps_of
from rituals.ports import Transaction
from rituals.recipients import recipients
from rituals.team import Person, Team
from rituals.timeline import Occurrence, PlannedStep, Reason, Ritual
from rituals.yearahead import Fate, Meeting

DAYS = 30

ONLY_IF_NEEDED = frozenset({"remind_chair", "ask_deputy", REACH})
"""Steps that say nothing when all goes well."""

NAMED = 3
"""Recipients who are named; of more their number is told."""

SHOWN = 20
"""Occurrences that one message in a chat tells of."""


@dataclass(frozen=True, slots=True)
class StepLine:
    """Something that is posted or sent; `name` is the step's.

    `chats` is the audience of the chats that it is posted in (empty: none), `people` how many get it in private and
    `names` who they are, where they are few. `elsewhere`: the zones of those whom it concerns and who live in another
    one than the ritual, each with the moment as their wall clock shows it.
    """

    name: str
    at: datetime
    chats: str = ""
    people: int = 0
    names: tuple[str, ...] = ()
    elsewhere: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """One occurrence. `where` is the audience of its chats, or `private`; `people` take part.

    `fate` and `because` tell what a day off, a pause or a person has done to it, `instead_of` when it would have been.
    `elsewhere` are the zones of those who take part and live in another one than the ritual, each with the wall time.
    """

    name: str
    kind: str
    at: datetime
    fate: Fate
    reason: Reason | None
    because: str
    instead_of: datetime | None
    steps: tuple[StepLine, ...]
    where: str
    people: int
    timezone: str
    elsewhere: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Preview(Message):
    """What is to come until a day; `more` occurrences did not fit; `resting` are kinds and names on pause."""

    template: ClassVar[str] = "rituals/preview"
    team: str
    days: int
    lines: tuple[PreviewLine, ...]
    more: int = 0
    resting: tuple[tuple[str, str], ...] = ()

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        return ((Button("back", "ritual.list"),),)


async def preview(tx: Transaction, team: Team, now: datetime, days: int = DAYS, shown: int | None = None) -> Preview:
    """Everything that the team's rituals will do within so many days, by the time when it is held."""
    until = now + timedelta(days=days)
    people = await tx.people.of(team.id)
    lines: list[PreviewLine] = []
    resting = []
    for ritual in await tx.rituals.of(team.id):
        if not is_held(ritual.kind) or (ritual.rests and ritual.paused_until is None):
            resting.append((ritual.kind, ritual.name))
        else:
            lines += await _of_ritual(tx, team, ritual, people, now, until)
    lines.sort(key=lambda line: (line.at, line.name))
    kept = tuple(lines if shown is None else lines[:shown])
    return Preview(team.name, days, kept, len(lines) - len(kept), tuple(resting))


async def _of_ritual(
    tx: Transaction, team: Team, ritual: Ritual, people: Sequence[Person], now: datetime, until: datetime
) -> list[PreviewLine]:
    series = await foreseen(tx, team, ritual, now)
    stored = {o.slot: o for o in await tx.occurrences.upcoming(team.id) if o.ritual == ritual.id}
    there = circle_of(ritual).of(people)
    lines = []
    for meeting in (*series.meetings, *series.between):
        if meeting.fate is Fate.UNKNOWN:
            continue
        occurrence = stored.get(meeting.slot.key) or _to_come(team, ritual, meeting)
        steps = _steps(ritual, team, occurrence, meeting, now, until)
        if steps or now <= meeting.starts_at <= until:
            told = await _told(tx, team, ritual, occurrence, steps, people)
            lines.append(_line(ritual, meeting, occurrence, told, there))
    return lines


async def _told(
    tx: Transaction,
    team: Team,
    ritual: Ritual,
    occurrence: Occurrence,
    steps: Sequence[PlannedStep],
    people: Sequence[Person],
) -> tuple[StepLine, ...]:
    """The steps in order, each with where it is posted, who gets it, and when that is where they live."""
    said = []
    for step in sorted(steps, key=lambda step: step.due_at):
        chats, readers = await recipients(tx, team, ritual, occurrence, step, people)
        concerned = circle_of(ritual).of(people) if chats else readers
        said.append(
            StepLine(
                step.name,
                step.due_at,
                chats,
                len(readers),
                tuple(person.name for person in readers) if len(readers) <= NAMED else (),
                _elsewhere(ritual, step.due_at, concerned),
            )
        )
    return tuple(said)


def _to_come(team: Team, ritual: Ritual, meeting: Meeting) -> Occurrence:
    """The occurrence that will be planned for a slot."""
    planned: Planned = ritual.schedule.planned(meeting.slot, days_off_of(team))
    return regular(ritual, team, planned)


def _steps(
    ritual: Ritual, team: Team, occurrence: Occurrence, meeting: Meeting, now: datetime, until: datetime
) -> tuple[PlannedStep, ...]:
    """What is to be done within the time; nothing for what is paused or was given up."""
    if meeting.fate is Fate.CANCELLED and meeting.reason is not Reason.DAY_OFF:
        return ()
    if occurrence.is_over:
        return ()
    steps = steps_of(ritual, team, occurrence)
    return tuple(step for step in steps if now <= step.due_at <= until and step.name not in ONLY_IF_NEEDED)


def _line(
    ritual: Ritual,
    meeting: Meeting,
    occurrence: Occurrence,
    steps: tuple[StepLine, ...],
    people: Sequence[Person],
) -> PreviewLine:
    moved = meeting.fate is Fate.MOVED
    usual = ritual.schedule.moment(meeting.slot)
    return PreviewLine(
        ritual.name,
        ritual.kind,
        meeting.starts_at,
        meeting.fate,
        meeting.reason,
        meeting.because,
        usual if moved and usual != meeting.starts_at else None,
        steps,
        where_of(ritual) if kind_of(ritual.kind).is_meeting else "common",
        len(people),
        ritual.schedule.timezone,
        _elsewhere(ritual, occurrence.starts_at, people),
    )


def _elsewhere(ritual: Ritual, at: datetime, people: Iterable[Person]) -> tuple[tuple[str, str], ...]:
    """Another day is told with the time: what is the evening here is tomorrow there."""
    here = at.astimezone(zone(ritual.schedule.timezone)).date()
    zones = sorted({person.timezone for person in people if person.timezone} - {ritual.schedule.timezone})
    return tuple((name, _clock(at.astimezone(zone(name)), here)) for name in zones)


def _clock(there: datetime, here: date) -> str:
    return f"{there:%H:%M}" if there.date() == here else f"{there:%d.%m %H:%M}"
