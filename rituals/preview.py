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
    one than the reader, each with the moment as their wall clock shows it.
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
    `elsewhere` are the zones of those who take part and live in another one than the reader, each with the wall time.
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


async def preview(
    tx: Transaction, team: Team, now: datetime, days: int = DAYS, shown: int | None = None, clock: str | None = None
) -> Preview:
    """Everything that the team's rituals will do within so many days, by the time when it is held.

    `clock` is the zone of whoever reads it, where that is not the team's: other people's clocks are told beside it.
    """
    people = tuple(await tx.people.of(team.id))
    look = _Look(team, people, now, now + timedelta(days=days), clock or team.timezone)
    lines: list[PreviewLine] = []
    resting = []
    for ritual in await tx.rituals.of(team.id):
        if not is_held(ritual.kind) or (ritual.rests and ritual.paused_until is None):
            resting.append((ritual.kind, ritual.name))
        else:
            lines += await _of_ritual(tx, look, ritual)
    lines.sort(key=lambda line: (line.at, line.name))
    kept = tuple(lines if shown is None else lines[:shown])
    return Preview(team.name, days, kept, len(lines) - len(kept), tuple(resting))


@dataclass(frozen=True, slots=True)
class _Look:
    """A look ahead: at which team with which people, from when until when, by whose clock."""

    team: Team
    people: tuple[Person, ...]
    now: datetime
    until: datetime
    clock: str

    def elsewhere(self, at: datetime, people: Iterable[Person]) -> tuple[tuple[str, str], ...]:
        """A moment by the clocks of those who live in another zone; another day is told with the time."""
        here = at.astimezone(zone(self.clock)).date()
        zones = sorted({person.timezone or self.team.timezone for person in people} - {self.clock})
        return tuple((name, _wall_clock(at.astimezone(zone(name)), here)) for name in zones)


def _wall_clock(there: datetime, here: date) -> str:
    return f"{there:%H:%M}" if there.date() == here else f"{there:%d.%m %H:%M}"


async def _of_ritual(tx: Transaction, look: _Look, ritual: Ritual) -> list[PreviewLine]:
    series = await foreseen(tx, look.team, ritual, look.now)
    stored = {o.slot: o for o in await tx.occurrences.upcoming(look.team.id) if o.ritual == ritual.id}
    lines = []
    for meeting in (*series.meetings, *series.between):
        if meeting.fate is Fate.UNKNOWN:
            continue
        occurrence = stored.get(meeting.slot.key) or _to_come(look.team, ritual, meeting)
        steps = _steps(ritual, look, occurrence, meeting)
        if steps or look.now <= meeting.starts_at <= look.until:
            told = await _told(tx, look, ritual, occurrence, steps)
            lines.append(_line(ritual, look, meeting, occurrence, told))
    return lines


async def _told(
    tx: Transaction, look: _Look, ritual: Ritual, occurrence: Occurrence, steps: Sequence[PlannedStep]
) -> tuple[StepLine, ...]:
    """The steps in order, each with where it is posted, who gets it, and when that is where they live."""
    said = []
    for step in sorted(steps, key=lambda step: step.due_at):
        chats, readers = await recipients(tx, look.team, ritual, occurrence, step, look.people)
        concerned = circle_of(ritual).of(look.people) if chats else readers
        names = tuple(person.name for person in readers) if len(readers) <= NAMED else ()
        elsewhere = look.elsewhere(step.due_at, concerned)
        said.append(StepLine(step.name, step.due_at, chats, len(readers), names, elsewhere))
    return tuple(said)


def _to_come(team: Team, ritual: Ritual, meeting: Meeting) -> Occurrence:
    """The occurrence that will be planned for a slot."""
    planned: Planned = ritual.schedule.planned(meeting.slot, days_off_of(team))
    return regular(ritual, team, planned)


def _steps(ritual: Ritual, look: _Look, occurrence: Occurrence, meeting: Meeting) -> tuple[PlannedStep, ...]:
    """What is to be done within the time; nothing for what is paused or was given up."""
    if meeting.fate is Fate.CANCELLED and meeting.reason is not Reason.DAY_OFF:
        return ()
    if occurrence.is_over:
        return ()
    steps = steps_of(ritual, look.team, occurrence)
    return tuple(s for s in steps if look.now <= s.due_at <= look.until and s.name not in ONLY_IF_NEEDED)


def _line(
    ritual: Ritual, look: _Look, meeting: Meeting, occurrence: Occurrence, steps: tuple[StepLine, ...]
) -> PreviewLine:
    moved = meeting.fate is Fate.MOVED
    usual = ritual.schedule.moment(meeting.slot)
    there = circle_of(ritual).of(look.people)
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
        len(there),
        look.elsewhere(occurrence.starts_at, there),
    )
