"""Who keeps a calendar of their meetings up to date, in the database."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select

from bot.storage.calendar_tables import calendar_readers
from bot.storage.sql import Sql
from rituals.team import Person, PersonId, TeamId


class CalendarRows:
    """The readers of calendars; see rituals.ports.Calendars."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def readers(self, team: TeamId) -> Sequence[PersonId]:
        """Everybody of the team who keeps one, by id."""
        mine = select(calendar_readers.c.person_id).where(calendar_readers.c.team_id == team)
        return [PersonId(row.person_id) for row in await self._sql.all(mine.order_by(calendar_readers.c.person_id))]

    async def keep(self, person: Person, now: datetime) -> None:
        """From now on each change is sent to this person; a second time changes nothing."""
        insert = self._sql.insert(calendar_readers).values(team_id=person.team, person_id=person.id, since=now)
        await self._sql.run(insert.on_conflict_do_nothing())

    async def stop(self, person: Person) -> None:
        """No more changes are sent."""
        mine = (calendar_readers.c.team_id == person.team) & (calendar_readers.c.person_id == person.id)
        await self._sql.run(delete(calendar_readers).where(mine))
