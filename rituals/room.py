"""A meeting with everything around it: who is in the team, who is away, what is on the agenda, what was recorded."""

from dataclasses import dataclass
from datetime import datetime

from rituals.agenda import Item, ItemId
from rituals.calendar import local_date
from rituals.errors import AlreadyClosed, NoMeetingNow, NoSuchRitual, NotOpenYet, Refusal
from rituals.kinds import circle_of
from rituals.meeting import Meeting, Phase
from rituals.messages import Who
from rituals.ports import Transaction
from rituals.tasks import Task
from rituals.team import Person, PersonId, Team, away_on
from rituals.timeline import OccurrenceId, OccurrenceState


@dataclass(frozen=True, slots=True)
class Room:
    """A meeting with everything around it that a use case needs."""

    team: Team
    people: tuple[Person, ...]
    away: frozenset[PersonId]
    meeting: Meeting
    items: tuple[Item, ...]
    tasks: tuple[Task, ...]

    def name_of(self, person: PersonId | None) -> str | None:
        return next((p.name for p in self.people if p.id == person), None)

    def who(self, person: PersonId | None) -> Who | None:
        return next((Who.of(p) for p in self.people if p.id == person), None)

    @property
    def chair_name(self) -> str:
        return self.name_of(self.meeting.chair) or ""

    @property
    def circle(self) -> tuple[Person, ...]:
        """Who takes part, here today or away."""
        return circle_of(self.meeting.ritual).of(self.people)

    @property
    def expected(self) -> tuple[Person, ...]:
        """Who takes part today."""
        return tuple(p for p in self.circle if p.id not in self.away)

    @property
    def readers(self) -> tuple[PersonId, ...]:
        """Who gets the protocol: everybody who takes part today, and who was there all the same."""
        return tuple(dict.fromkeys((*(p.id for p in self.expected), *self.meeting.attendance)))

    def item(self, item: ItemId | None) -> Item | None:
        """An item of this meeting, passed or still to come."""
        return next((one for one in self.items if one.id == item), None)

    @property
    def current_item(self) -> Item | None:
        """The item under discussion."""
        return self.item(self.meeting.item)

    @property
    def expected_who(self) -> tuple[Who, ...]:
        return tuple(map(Who.of, self.expected))


async def enter(tx: Transaction, team: Team, occurrence: OccurrenceId, now: datetime) -> Room:
    """Load a meeting that is open; a Refusal says when it is not yet, or is over."""
    meeting = await tx.meetings.get(team.id, occurrence)
    if meeting is None:
        raise await _why_not_open(tx, team, occurrence)
    if meeting.phase is Phase.CLOSED or meeting.occurrence.is_over:
        protocol = await tx.protocols.of_meeting(occurrence)
        raise AlreadyClosed(meeting.ritual.name, protocol.number if protocol else None, meeting.ritual.kind)
    return await furnish(tx, team, meeting, now)


async def _why_not_open(tx: Transaction, team: Team, occurrence: OccurrenceId) -> Refusal:
    found = await tx.occurrences.get(team.id, occurrence)
    ritual = await tx.rituals.get(team.id, found.ritual) if found else None
    if found is None or ritual is None:
        return NoSuchRitual()
    if found.is_over:
        return AlreadyClosed(ritual.name, None, ritual.kind)
    is_planned = found.state is OccurrenceState.PLANNED
    return NotOpenYet(ritual.name, found.starts_at, ritual.kind) if is_planned else NoSuchRitual()


async def enter_current(tx: Transaction, team: Team, now: datetime) -> Room:
    """The meeting that goes on in this team, for commands that do not say which."""
    for occurrence in await tx.meetings.open_in(team.id):
        return await enter(tx, team, occurrence, now)
    upcoming = await tx.occurrences.upcoming(team.id)
    coming = next((o for o in upcoming if o.state is OccurrenceState.PLANNED), None)
    ritual = await tx.rituals.get(team.id, coming.ritual) if coming else None
    if coming is None or ritual is None:
        raise NoMeetingNow(None, None)
    raise NoMeetingNow(ritual.name, coming.starts_at, ritual.kind)


async def furnish(tx: Transaction, team: Team, meeting: Meeting, now: datetime) -> Room:
    """Everything around a meeting, as it stands now."""
    today = local_date(now, team.timezone)
    return Room(
        team,
        tuple(await tx.people.of(team.id)),
        away_on(today, await tx.people.absences(team.id, today, today)),
        meeting,
        tuple(await tx.agenda.waiting(meeting.ritual.id)),
        tuple(await tx.tasks.of_meeting(meeting.id)),
    )
