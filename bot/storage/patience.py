"""What is for somebody who is away waits until they are back: a first post only, never an edit of what stands."""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from bot.storage.slotstate import SlotState
from bot.storage.sql import Sql
from bot.storage.tables import absences, people, slots, teams
from rituals.absence import LONGEST_ABSENCE, return_of
from rituals.team import Absence, Person, PersonId, Place, Team

_DAY = timedelta(days=1)


async def back_at(sql: Sql, person: PersonId) -> datetime | None:
    """When somebody who is away today is there again; None for who is there."""
    today = sql.now().date()
    mine = absences.c.person_id == person
    around = mine & (absences.c.first <= today + _DAY) & (absences.c.last >= today - _DAY)
    if await sql.first(select(absences.c.first).where(around)) is None:
        return None
    from bot.storage.people import person_of  # noqa: PLC0415  The people ask this room too.
    from bot.storage.teams import team_of  # noqa: PLC0415

    who: Person = person_of(await sql.one(select(people).where(people.c.id == person)), ())
    team: Team = team_of(await sql.one(select(teams).where(teams.c.id == who.team)))
    rows = await sql.all(select(absences).where(mine, absences.c.first <= today + LONGEST_ABSENCE))
    known = [Absence(person, row.first, row.last) for row in rows]
    return return_of(team, who, known, sql.now())


async def reconsider(sql: Sql, person: PersonId) -> None:
    """An absence has changed: what waits for this person is due when they are back by now, or at once."""
    now = sql.now()
    waits = (slots.c.person_id == person) & (slots.c.state == SlotState.DUE) & (slots.c.shown == 0)
    held = waits & (slots.c.due_at > now) & slots.c.reason.is_(None)
    due = update(slots).where(held).values(due_at=await back_at(sql, person) or now)
    sql.places.update(Place(row.place) for row in await sql.all(due.returning(slots.c.place)))
