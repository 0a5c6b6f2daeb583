"""Rituals of the other kinds, planned at their usual times, for the tests of meetings."""

from dataclasses import replace
from datetime import date

from rituals.calendar import Schedule
from rituals.kinds import kind_of
from rituals.team import Absence, Circle, Person
from rituals.timeline import Options, Ritual, RitualId
from tests.house import House

EVERY = {
    "standup": ("week", "mon", "10:00"),
    "review": ("week", "fri", "16:00"),
    "breakfast": ("week", "wed", "09:00"),
    "strategy": ("month", "first tue", "11:00"),
}


async def add(
    house: House, kind: str, options: Options | None = None, circle: Circle | None = None, every: str = ""
) -> Ritual:
    """A ritual of that kind at its usual time, planned."""
    rhythm, on, at = EVERY[kind]
    schedule = Schedule.parse(every=every or rhythm, on=on, at=at, timezone=house.world.team.timezone)
    blank = Ritual(RitualId(0), house.world.team.id, kind, kind, schedule, kind_of(kind).duration)
    ritual = replace(blank, options=options or kind_of(kind).options(), circle=circle)
    async with house.database.begin() as tx:
        ritual = await tx.rituals.add(ritual)
    await house.plan(ritual)
    return ritual


async def away(house: House, person: Person, first: date, last: date | None = None) -> None:
    async with house.database.begin() as tx:
        await tx.people.be_away(Absence(person.id, first, last or first))
