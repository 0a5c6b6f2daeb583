"""A meeting with everything around it: who is in the team, who is away, what is on the agenda, what was recorded."""

from dataclasses import dataclass
from datetime import datetime

from rituals.agenda import Item, ItemId
from rituals.audience import check_may_look, takes_part
from rituals.calendar import local_date
from rituals.errors import AlreadyClosed, NoMeetingNow, NoSuchRitual, NotOpenYet, NotYourMeeting, Refusal
from rituals.kinds import is_meeting, is_private
from rituals.meeting import Meeting, Phase
from rituals.messages import Who
from rituals.not_yours import MeetsInPrivate
from rituals.parts import Partaking
from rituals.ports import Transaction
from rituals.tasks import Task
from rituals.team import Person, PersonId, Team, away_on
from rituals.timeline import Occurrence, OccurrenceId, OccurrenceState, Ritual


@dataclass(frozen=True, slots=True)
class About:
    """What something is recorded about: an item, or else a topic, or nothing in particular."""

    item: ItemId | None = None
    topic: str = ""


NOTHING = About()


@dataclass(frozen=True, slots=True)
class Room:
    """A meeting with everything around it that a use case needs."""

    team: Team
    people: tuple[Person, ...]
    away: frozenset[PersonId]
    meeting: Meeting
    items: tuple[Item, ...]
    tasks: tuple[Task, ...]
    parts: tuple[Partaking, ...] = ()

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
        return tuple(p for p in self.people if takes_part(self.meeting.ritual, p, self.parts))

    @property
    def expected(self) -> tuple[Person, ...]:
        """Who takes part today."""
        return tuple(p for p in self.circle if p.id not in self.away)

    @property
    def missing(self) -> tuple[Person, ...]:
        """Who takes part, but is away today."""
        return tuple(p for p in self.circle if p.id in self.away)

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
    def about(self) -> About:
        """What is under discussion."""
        return self.about_item(self.current_item) if self.meeting.item else About(topic=self.meeting.topic)

    def about_item(self, item: Item | None) -> About:
        """That something is recorded about an item; it belongs to the item's topic, wherever the meeting is by now."""
        return About(item.id, item.topic if item.topic in self.meeting.topics else "") if item else NOTHING

    @property
    def could_lead(self) -> tuple[Who, ...]:
        """To whom the chair can be given: who takes part today, beside who has it."""
        return tuple(who for who in self.expected_who if who.id != self.meeting.chair)

    @property
    def expected_who(self) -> tuple[Who, ...]:
        return tuple(map(Who.of, self.expected))


async def enter(tx: Transaction, team: Team, occurrence: OccurrenceId, now: datetime, by: Person | None) -> Room:
    """Load a meeting that is open; a Refusal says when it is not yet, is over, or is not for `by` (None: the bot)."""
    meeting = await tx.meetings.get(team.id, occurrence)
    if meeting is None:
        raise await _why_not_open(tx, team, occurrence)
    if by is not None:
        await check_may_look(tx, team, meeting.ritual, occurrence, by)
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


async def current_room(tx: Transaction, team: Team, now: datetime, by: Person, *, in_private: bool) -> Room | None:
    """The meeting that goes on for this person, for commands that do not say which: what they are at comes first.

    What is said in a chat is not meant for a meeting in private.
    """
    going_on = [
        room for room in await _going_on(tx, team, now, by) if in_private or not is_private(room.meeting.ritual)
    ]
    going_on.sort(key=lambda room: (by.id not in room.meeting.attendance, by not in room.circle))
    return going_on[0] if going_on else None


async def _going_on(tx: Transaction, team: Team, now: datetime, by: Person) -> list[Room]:
    """The open meetings that this person may look into."""
    going_on = []
    for occurrence in await tx.meetings.open_in(team.id):
        try:
            going_on.append(await enter(tx, team, occurrence, now, by))
        except NotYourMeeting:
            continue
    return going_on


async def enter_current(tx: Transaction, team: Team, now: datetime, by: Person, *, in_private: bool) -> Room:
    """The meeting that goes on for this person; a Refusal says when the next one is, or where to speak of this one."""
    room = await current_room(tx, team, now, by, in_private=in_private)
    if room is not None:
        return room
    if await _going_on(tx, team, now, by):
        raise MeetsInPrivate
    meetings = await upcoming_meetings(tx, team)
    coming = next(((o, ritual) for o, ritual in meetings if o.state is OccurrenceState.PLANNED), None)
    if coming is None:
        raise NoMeetingNow(None, None)
    planned, ritual = coming
    raise NoMeetingNow(ritual.name, planned.starts_at, ritual.kind)


async def upcoming_meetings(tx: Transaction, team: Team) -> list[tuple[Occurrence, Ritual]]:
    """The meetings that are not over, the earliest first; not every ritual is one."""
    rituals = {ritual.id: ritual for ritual in await tx.rituals.of(team.id) if is_meeting(ritual.kind)}
    return [(o, rituals[o.ritual]) for o in await tx.occurrences.upcoming(team.id) if o.ritual in rituals]


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
        tuple(await tx.parts.of(meeting.id)),
    )
