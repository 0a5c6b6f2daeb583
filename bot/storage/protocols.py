"""Protocols in the database: every version stays, as it was."""

from collections.abc import Sequence

from sqlalchemy import Select, func, select

from bot.storage.codec import decode, encode
from bot.storage.sql import Sql
from bot.storage.tables import protocol_versions, protocols, teams
from bot.storage.wordforms import index_of
from rituals.protocol import Protocol
from rituals.protocol_search import passages
from rituals.team import TeamId
from rituals.timeline import OccurrenceId


class ProtocolRows:
    """The protocols; see rituals.ports.Protocols."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def add(self, protocol: Protocol) -> None:
        """Store a new version, which is what a search finds from now on. The key refuses two of one number."""
        key = {"team_id": protocol.team, "number": protocol.number}
        words = index_of(passages(protocol))
        head = self._sql.insert(protocols).values(**key, occurrence_id=protocol.occurrence, words=words)
        numbered = [protocols.c.team_id, protocols.c.number]
        await self._sql.run(head.on_conflict_do_update(index_elements=numbered, set_={"words": words}))
        version = {**key, "version": protocol.version, "made_at": protocol.made_at, "body": encode(protocol)}
        await self._sql.run(protocol_versions.insert().values(version))

    async def number(self, team: TeamId) -> int:
        """A number for a new protocol: consecutive within the team, which is locked for this transaction."""
        await self._sql.run(select(teams.c.id).where(teams.c.id == team).with_for_update(key_share=True))
        highest = select(func.max(protocols.c.number)).where(protocols.c.team_id == team)
        return (await self._sql.value(highest) or 0) + 1

    async def get(self, team: TeamId, number: int | None) -> Protocol | None:
        """The last version of that number, locked for this transaction; None for the newest protocol."""
        head = select(protocols).where(protocols.c.team_id == team)
        if number is not None:
            head = head.where(protocols.c.number == number)
        return await self._last_version(head.order_by(protocols.c.number.desc()).limit(1))

    async def of_meeting(self, occurrence: OccurrenceId) -> Protocol | None:
        """The last version, locked for this transaction."""
        return await self._last_version(select(protocols).where(protocols.c.occurrence_id == occurrence))

    async def recent(self, team: TeamId, limit: int) -> Sequence[Protocol]:
        """The newest protocols, the latest version of each."""
        latest = (
            select(protocol_versions.c.number, func.max(protocol_versions.c.version).label("version"))
            .where(protocol_versions.c.team_id == team)
            .group_by(protocol_versions.c.number)
            .order_by(protocol_versions.c.number.desc())
            .limit(limit)
            .subquery()
        )
        same = (protocol_versions.c.number == latest.c.number) & (protocol_versions.c.version == latest.c.version)
        bodies = (
            select(protocol_versions.c.body)
            .join(latest, same)
            .where(protocol_versions.c.team_id == team)
            .order_by(protocol_versions.c.number.desc())
        )
        return [decode(row.body, Protocol) for row in await self._sql.all(bodies)]

    async def _last_version(self, head: Select[tuple[int, int, int, str]]) -> Protocol | None:
        """Lock the protocol, then look: a version that another transaction has just added is seen."""
        row = await self._sql.first(head.with_for_update(key_share=True))
        if row is None:
            return None
        versions = select(protocol_versions.c.body).where(
            protocol_versions.c.team_id == row.team_id, protocol_versions.c.number == row.number
        )
        body = await self._sql.value(versions.order_by(protocol_versions.c.version.desc()).limit(1))
        return None if body is None else decode(body, Protocol)
