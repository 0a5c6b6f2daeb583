"""What people have to do with an occurrence beside attending it, in the database."""

from collections.abc import Sequence

from sqlalchemy import bindparam, delete, select

from bot.storage.compiled import Prepared
from bot.storage.meeting_tables import partakings
from bot.storage.sql import Sql
from rituals.parts import Part, Partaking
from rituals.team import PersonId
from rituals.timeline import OccurrenceId

_OF = Prepared(
    select(partakings)
    .where(partakings.c.occurrence_id == bindparam("occurrence"))
    .order_by(partakings.c.at, partakings.c.person_id, partakings.c.part)
)


class PartRows:
    """The parts; see rituals.ports.Parts."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def put(self, partaking: Partaking) -> None:
        row = {
            "occurrence_id": partaking.occurrence,
            "person_id": partaking.person,
            "part": partaking.part,
            "at": partaking.at,
            "minutes": partaking.minutes,
        }
        await self._sql.put(partakings, [row])

    async def of(self, occurrence: OccurrenceId) -> Sequence[Partaking]:
        """In the order in which they were said."""
        rows = await self._sql.all(_OF, occurrence=occurrence)
        return [Partaking(occurrence, PersonId(row.person_id), row.part, row.at, row.minutes) for row in rows]

    async def take_back(self, occurrence: OccurrenceId, person: PersonId, part: Part) -> None:
        mine = (partakings.c.occurrence_id == occurrence) & (partakings.c.person_id == person)
        await self._sql.run(delete(partakings).where(mine, partakings.c.part == part))
