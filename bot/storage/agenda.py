"""Agenda items and the votes for them in the database."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, delete, func, select

from bot.storage.compiled import Prepared
from bot.storage.sql import Sql
from bot.storage.tables import item_votes, items, people, tasks
from rituals.agenda import Item, ItemId, ItemState
from rituals.team import PersonId, TeamId
from rituals.timeline import OccurrenceId, RitualId


class AgendaRows:
    """The items; see rituals.ports.Agenda."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def get(self, team: TeamId, item: ItemId) -> Item | None:
        """Locked for this transaction."""
        mine = items_with_votes().where(items.c.id == item, items.c.team_id == team)
        row = await self._sql.first(mine.with_for_update(of=items, key_share=True))
        return None if row is None else item_of(row)

    async def add(self, item: Item) -> Item:
        """Store a new item (its id and votes are ignored)."""
        number = await self._sql.value(items.insert().values(_values(item)).returning(items.c.id))
        return replace(item, id=ItemId(number), votes=0)

    async def save(self, item: Item) -> None:
        mine = {"id": item.id, "team_id": item.team}
        await self._sql.change(items, mine, _values(item))

    async def waiting(self, ritual: RitualId) -> Sequence[Item]:
        """Items for the next (or the running) meeting, with their votes, the oldest first."""
        return await self._in(ritual, ItemState.WAITING)

    async def kept_back(self, ritual: RitualId) -> Sequence[Item]:
        """Items that were written in private and are not for the chats, the oldest first."""
        return await self._in(ritual, ItemState.KEPT_BACK)

    async def _in(self, ritual: RitualId, state: ItemState) -> Sequence[Item]:
        return [item_of(row) for row in await self._sql.all(_IN, ritual=ritual, state=state)]

    async def added_since(self, team: TeamId, since: datetime) -> Sequence[Item]:
        """What was added from then on and not taken back, the oldest first."""
        ours = (items.c.team_id == team) & (items.c.created_at >= since) & (items.c.state != ItemState.REMOVED)
        rows = await self._sql.all(items_with_votes().where(ours).order_by(items.c.created_at, items.c.id))
        return [item_of(row) for row in rows]

    async def vote(self, item: ItemId, by: PersonId) -> bool:
        """Vote for an item, or take the vote back. True: it counts now. A person of another team has no vote.

        The item is locked, so that taps at the same time come one after the other.
        """
        votable = (
            select(items.c.id)
            .join(people, people.c.team_id == items.c.team_id)
            .where(items.c.id == item, people.c.id == by)
        )
        if await self._sql.first(votable.with_for_update(of=items, key_share=True)) is None:
            return False
        mine = (item_votes.c.item_id == item) & (item_votes.c.person_id == by)
        if await self._sql.count(delete(item_votes).where(mine)):
            return False
        await self._sql.run(item_votes.insert().values(item_id=item, person_id=by))
        return True

    async def voted(self, ritual: RitualId, by: PersonId) -> frozenset[ItemId]:
        """The waiting items that this person has voted for."""
        mine = (
            select(items.c.id)
            .join(item_votes, item_votes.c.item_id == items.c.id)
            .where(items.c.ritual_id == ritual, items.c.state == ItemState.WAITING, item_votes.c.person_id == by)
        )
        return frozenset(ItemId(row.id) for row in await self._sql.all(mine))


def items_with_votes() -> Select[Any]:
    """Rows of `items` with what others know of them; `item_of` reads them."""
    votes = select(func.count()).where(item_votes.c.item_id == items.c.id).scalar_subquery()
    moves = select(func.max(tasks.c.moves)).where(tasks.c.raised_item_id == items.c.id).scalar_subquery()
    return select(items, votes.label("votes"), func.coalesce(moves, 0).label("moves"))


_IN = Prepared(
    items_with_votes()
    .where(items.c.ritual_id == bindparam("ritual"), items.c.state == bindparam("state"))
    .order_by(items.c.created_at, items.c.id)
)


def item_of(row: Row[Any]) -> Item:
    """A row of `items_with_votes` as an item."""
    return Item(
        id=ItemId(row.id),
        team=TeamId(row.team_id),
        ritual=RitualId(row.ritual_id),
        text=row.text,
        by=None if row.by_id is None else PersonId(row.by_id),
        department=row.department,
        created_at=row.created_at,
        link=row.link,
        state=row.state,
        occurrence=None if row.occurrence_id is None else OccurrenceId(row.occurrence_id),
        carried=row.carried,
        votes=row.votes,
        reopens=row.reopens,
        moves=row.moves,
        topic=row.topic,
    )


def _values(item: Item) -> dict[str, Any]:
    return {
        "team_id": item.team,
        "ritual_id": item.ritual,
        "text": item.text,
        "by_id": item.by,
        "department": item.department,
        "created_at": item.created_at,
        "link": item.link,
        "state": item.state,
        "occurrence_id": item.occurrence,
        "carried": item.carried,
        "reopens": item.reopens,
        "topic": item.topic,
    }
