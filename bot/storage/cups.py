"""Who has won the cups, and who holds them, in the database."""

from collections.abc import Sequence

from sqlalchemy import delete, select

from bot.storage.sql import Sql
from bot.storage.vote_tables import cup_awards, cup_holders, cup_winners
from rituals.cup import Award
from rituals.team import PersonId, TeamId
from rituals.timeline import OccurrenceId, RitualId


class CupRows:
    """The hall of fame and the holders; see rituals.ports.Cups."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def add(self, award: Award) -> None:
        row = {
            "occurrence_id": award.occurrence,
            "team_id": award.team,
            "ritual_id": award.ritual,
            "first": award.first,
            "last": award.last,
            "closed_at": award.closed_at,
        }
        await self._sql.run(cup_awards.insert().values(row))
        winners = [{"occurrence_id": award.occurrence, "person_id": person} for person in award.winners]
        await self._sql.put(cup_winners, winners)

    async def history(self, ritual: RitualId, limit: int) -> Sequence[Award]:
        """How the rounds of a cup ended, the latest first."""
        latest = (
            select(cup_awards)
            .where(cup_awards.c.ritual_id == ritual)
            .order_by(cup_awards.c.closed_at.desc(), cup_awards.c.occurrence_id.desc())
            .limit(limit)
        )
        rows = await self._sql.all(latest)
        theirs = cup_winners.c.occurrence_id.in_([row.occurrence_id for row in rows])
        winners = await self._sql.all(select(cup_winners).where(theirs).order_by(cup_winners.c.person_id))
        return [
            Award(
                OccurrenceId(row.occurrence_id),
                TeamId(row.team_id),
                RitualId(row.ritual_id),
                row.first,
                row.last,
                row.closed_at,
                tuple(PersonId(one.person_id) for one in winners if one.occurrence_id == row.occurrence_id),
            )
            for row in rows
        ]

    async def holders(self, ritual: RitualId) -> Sequence[PersonId]:
        """Who has it now, those who have left the team too."""
        theirs = select(cup_holders.c.person_id).where(cup_holders.c.ritual_id == ritual)
        return [PersonId(row.person_id) for row in await self._sql.all(theirs.order_by(cup_holders.c.person_id))]

    async def hand_to(self, ritual: RitualId, people: Sequence[PersonId]) -> None:
        """From now on these have it, and nobody else."""
        await self._sql.run(delete(cup_holders).where(cup_holders.c.ritual_id == ritual))
        await self._sql.put(cup_holders, [{"ritual_id": ritual, "person_id": person} for person in people])
