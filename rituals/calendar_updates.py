"""Who keeps a calendar of their meetings up to date, and the file that each change of a meeting sends them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from rituals.calendar_messages import CalendarUpdate
from rituals.forecast import foreseen
from rituals.kinds import circle_of, is_meeting
from rituals.messages import Direct
from rituals.ports import Transaction
from rituals.team import Person, Team
from rituals.timeline import Ritual
from rituals.yearahead import Series


def may_have(ritual: Ritual, person: Person) -> bool:
    """Whether a meeting belongs into somebody's calendar: they take part in it."""
    return is_meeting(ritual.kind) and circle_of(ritual).holds(person)


async def series_for(
    tx: Transaction, team: Team, rituals: Iterable[Ritual], reader: Person, now: datetime
) -> tuple[Series, ...]:
    """What the calendar of one person says of those rituals in which they take part."""
    mine = [ritual for ritual in rituals if may_have(ritual, reader)]
    return tuple([await foreseen(tx, team, ritual, now, reader.locale) for ritual in mine])


async def bring_up_to_date(tx: Transaction, team: Team, ritual: Ritual, now: datetime) -> None:
    """After a change of a ritual: its file to everybody who takes part in it and keeps a calendar, in private, once."""
    for reader in await _readers(tx, team, ritual):
        series = await series_for(tx, team, [ritual], reader, now)
        slot = f"calendar:{ritual.id}:{reader.id}:{now:%Y%m%dT%H%M%S}"
        await tx.outbox.show(slot, Direct(reader.id), CalendarUpdate(team.name, now, series))


async def _readers(tx: Transaction, team: Team, ritual: Ritual) -> Sequence[Person]:
    readers = set(await tx.calendars.readers(team.id))
    if not readers:
        return ()
    return [person for person in await tx.people.of(team.id) if person.id in readers and may_have(ritual, person)]
