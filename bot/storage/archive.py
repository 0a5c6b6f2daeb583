"""Looking back into the protocols: by their words, by their meetings, and at earlier versions."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Select, and_, delete, func, or_, select

from bot.storage.archive_tables import protocol_searches
from bot.storage.codec import decode
from bot.storage.sql import Sql
from bot.storage.tables import protocol_versions, protocols
from bot.storage.wordforms import beginnings, places, wanted
from rituals.protocol import Protocol
from rituals.team import PersonId, TeamId
from rituals.timeline import OccurrenceId

SEARCHES_KEPT = 20
"""Of one person: so many lists can be turned back to."""


class ArchiveRows:
    """What has been written down; see rituals.ports.Archive. Nothing here is locked."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def find(self, team: TeamId, words: str) -> Sequence[Protocol]:
        """The protocols that have all these words in any of their forms, newest first, each as it stands."""
        sought = wanted(words)
        if not sought:
            return []
        has = and_(*(or_(*(protocols.c.words.contains(part) for part in beginnings(word))) for word in sought))
        heads = select(protocols.c.number).where(protocols.c.team_id == team, has)
        latest = self._latest(team).where(protocol_versions.c.number.in_(heads))
        return [decode(row.body, Protocol) for row in await self._sql.all(latest)]

    def places(self, words: str, text: str) -> tuple[tuple[int, int], ...]:
        """Where in a text these words stand, as (first, behind the last)."""
        return places(words, text)

    async def keep_search(self, team: TeamId, by: PersonId, words: str) -> int:
        """Remember what somebody looked for; the oldest of theirs are forgotten."""
        mine = (protocol_searches.c.team_id == team) & (protocol_searches.c.person_id == by)
        row = {"team_id": team, "person_id": by, "words": words, "at": self._sql.now()}
        number: int = await self._sql.value(protocol_searches.insert().values(row).returning(protocol_searches.c.id))
        newest = select(protocol_searches.c.id).where(mine).order_by(protocol_searches.c.id.desc()).limit(SEARCHES_KEPT)
        await self._sql.run(delete(protocol_searches).where(mine, protocol_searches.c.id.not_in(newest)))
        return number

    async def search_of(self, team: TeamId, by: PersonId, search: int) -> str | None:
        """What this person looked for; None for what is forgotten and what is somebody else's."""
        mine = (protocol_searches.c.team_id == team) & (protocol_searches.c.person_id == by)
        words: str | None = await self._sql.value(
            select(protocol_searches.c.words).where(mine, protocol_searches.c.id == search)
        )
        return words

    async def versions(self, team: TeamId, number: int) -> Sequence[Protocol]:
        """All versions of a protocol, the first one first."""
        mine = (protocol_versions.c.team_id == team) & (protocol_versions.c.number == number)
        bodies = select(protocol_versions.c.body).where(mine).order_by(protocol_versions.c.version)
        return [decode(row.body, Protocol) for row in await self._sql.all(bodies)]

    async def of_meetings(self, team: TeamId, occurrences: Collection[OccurrenceId]) -> Mapping[OccurrenceId, Protocol]:
        """The protocols of these meetings, each as it stands; of those that have one."""
        if not occurrences:
            return {}
        heads = select(protocols.c.number).where(
            protocols.c.team_id == team, protocols.c.occurrence_id.in_(occurrences)
        )
        latest = self._latest(team).where(protocol_versions.c.number.in_(heads))
        found = [decode(row.body, Protocol) for row in await self._sql.all(latest)]
        return {protocol.occurrence: protocol for protocol in found}

    def _latest(self, team: TeamId) -> Select[tuple[str]]:
        """The bodies of the last versions, the newest protocol first."""
        newer = (
            select(protocol_versions.c.number, func.max(protocol_versions.c.version).label("version"))
            .where(protocol_versions.c.team_id == team)
            .group_by(protocol_versions.c.number)
            .subquery()
        )
        same = (protocol_versions.c.number == newer.c.number) & (protocol_versions.c.version == newer.c.version)
        return (
            select(protocol_versions.c.body)
            .join(newer, same)
            .where(protocol_versions.c.team_id == team)
            .order_by(protocol_versions.c.number.desc())
        )
