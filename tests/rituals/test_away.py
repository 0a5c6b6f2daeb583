"""Who is away is left in peace: two weeks of every kind of ritual, and no private message."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.storage.tables import slots
from rituals.calendar import Schedule
from rituals.kinds import options_of
from rituals.planning import plan_next
from rituals.team import Absence
from rituals.timeline import Ritual, RitualId
from tests.house import House

KINDS = {
    "standup": ("week", "wed", "10:00"),
    "review": ("week", "fri", "16:00"),
    "breakfast": ("week", "wed", "09:00"),
    "strategy": ("month", "first tue", "11:00"),
    "cup": ("month", "first workday", "11:00"),
    "survey": ("month", "first wed", "12:00"),
}


async def private_messages(house: House) -> dict[str, list[str]]:
    """What is on its way to whom, by the person's name."""
    names = {person.id: person.name for person in house.world.people}
    async with house.database.read() as tx:
        rows = await tx._sql.all(select(slots.c.person_id, slots.c.slot).where(slots.c.person_id.is_not(None)))
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(names[row.person_id], []).append(row.slot)
    return found


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("away", [True, False])
async def test_nobody_who_is_away_is_written_to(house: House, kind: str, away: bool) -> None:
    w = house.world
    every, on, at = KINDS[kind]
    schedule = Schedule.parse(every=every, on=on, at=at, timezone="Europe/Moscow", day_off="skip")
    async with house.database.begin() as tx:
        if away:
            for person in (w.boris, w.gleb):
                await tx.people.be_away(Absence(person.id, date(2026, 11, 1), date(2026, 12, 31)))
        new = Ritual(RitualId(0), w.team.id, kind, kind, schedule, timedelta(minutes=45), options=options_of(kind)())
        await plan_next(tx, await tx.rituals.add(new), w.team, house.clock())
    until = house.clock() + timedelta(days=16)
    while house.clock() < until:
        await house.later(hours=1)
    got = await private_messages(house)
    if away:
        assert {name: got.get(name, []) for name in (w.boris.name, w.gleb.name)} == {w.boris.name: [], w.gleb.name: []}
    else:
        assert got[w.boris.name], "otherwise this proves nothing"
