"""The slots as delivery works through them: what is due, claiming one, recording what became of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, or_, select, update
from sqlalchemy.sql.dml import ReturningUpdate

from bot.storage import places
from bot.storage.codec import encode
from bot.storage.slotstate import TO_DO, Backlog, ClaimedSlot, DeadCause, Head, SlotState, claimed
from bot.storage.sql import Sql
from bot.storage.tables import slots
from bot.storage.types import Moment
from rituals.team import Place, TeamId

__all__ = ["ClaimedSlot", "DeadCause", "Head", "SlotRows", "SlotState"]


class SlotRows:
    """Rows of `slots`. One row of a place is in flight at a time, and the lowest number goes first.

    The records return False, and change nothing, when somebody else has claimed the row since.
    """

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    # -- what is due -------------------------------------------------------------------------------------------------

    async def due_places(self, now: datetime, limit: int) -> Sequence[Place]:
        """Places where something can be shown now, the longest due first."""
        ready = select(slots.c.place).where(slots.c.due_at <= now, _READY)
        longest = ready.group_by(slots.c.place).order_by(func.min(slots.c.due_at)).limit(limit)
        return [Place(row.place) for row in await self._sql.all(longest)]

    async def backlog(self, now: datetime) -> Backlog:
        """What should be shown by now and is not, what is in flight included."""
        late = slots.c.state.in_((*TO_DO, SlotState.SENDING)) & (slots.c.due_at <= now)
        row = await self._sql.first(
            select(func.count().label("due"), func.min(slots.c.due_at).label("since")).where(late)
        )
        assert row is not None  # noqa: S101  an aggregate without groups has one row
        return Backlog(row.due, (now - row.since).total_seconds() if row.since else 0.0)

    async def next_moment(self) -> datetime | None:
        """When the next row is due, of those that wait."""
        moment: datetime | None = await self._sql.value(
            select(slots.c.due_at).where(slots.c.state.in_(TO_DO)).order_by(slots.c.due_at).limit(1)
        )
        return moment

    async def head(self, place: Place) -> Head | None:
        """The row of a place that comes next, due or not; None when nothing waits or one is in flight."""
        row = await self._sql.first(_next_of(place))
        return None if row is None else Head(row.id, row.due_at, row.message_ids != "[]")

    async def claim(self, place: Place, owner: str, now: datetime, lease: timedelta) -> ClaimedSlot | None:
        """Take the next row of a place if it is due; commit before sending. None: nothing to do here now.

        What was never shown and is past its `until` expires first.
        """
        if not await self._lock(place):
            return None
        taking = _take_next(place, owner, now, lease)
        while (row := await self._sql.first(taking)) is not None:
            claim = claimed(row)
            if not _is_too_late(claim, now):
                return claim
            await self._expire(claim, now)
        return None

    # -- what became of it -------------------------------------------------------------------------------------------

    async def record_shown(
        self, claim: ClaimedSlot, ids: tuple[str, ...], now: datetime, fingerprint: str | None = None
    ) -> bool:
        """It stands there; due again at once if a newer revision came meanwhile."""
        newer = slots.c.revision > claim.revision
        return await self._record(
            claim,
            {
                "state": case((newer, SlotState.DUE), else_=SlotState.SHOWN),
                "shown": claim.revision,
                "due_at": now,
                "message_ids": encode(ids),
                "fingerprint": fingerprint,
                "first_shown_at": func.coalesce(slots.c.first_shown_at, literal(now, Moment)),
                "shown_at": now,
                "unknowns": 0,
                "cause": None,
                "reason": None,
            },
        )

    async def record_later(
        self, claim: ClaimedSlot, wait: timedelta, reason: str, now: datetime, ids: tuple[str, ...] | None = None
    ) -> bool:
        """Surely not shown, or not wholly: due again after `wait`. `ids`: the messages that stand, if that is news."""
        values: dict[str, Any] = {"state": SlotState.DUE, "due_at": now + wait, "reason": reason}
        if ids is not None:
            values |= {"message_ids": encode(ids), "fingerprint": None}
        return await self._record(claim, values)

    async def record_unknown(
        self, claim: ClaimedSlot, ids: tuple[str, ...], reason: str, now: datetime, wait: timedelta = timedelta(0)
    ) -> bool:
        """Nobody knows whether it arrived; it can be claimed after `wait`, to find out. Only `ids` surely stand."""
        values = {
            "state": SlotState.UNKNOWN,
            "unknowns": slots.c.unknowns + 1,
            "due_at": now + wait,
            "reason": reason,
        }
        return await self._record(claim, {**values, "message_ids": encode(ids), "fingerprint": None})

    async def keep_unknown(self, claim: ClaimedSlot, now: datetime, wait: timedelta) -> bool:
        """It is still not known; look again after `wait`."""
        return await self._record(claim, {"state": SlotState.UNKNOWN, "due_at": now + wait})

    async def record_dead(self, claim: ClaimedSlot, reason: str, now: datetime, cause: str | None = None) -> bool:
        """Given up: the row stays, with the reason. With DeadCause.UNREACHABLE it can be revived.

        Without a cause it is this revision that is given up: a newer one that came meanwhile is due.
        """
        newer = slots.c.revision > claim.revision
        state = SlotState.DEAD if cause is not None else case((newer, SlotState.DUE), else_=SlotState.DEAD)
        ended = {"state": state, "due_at": now, "reason": reason, "cause": cause, "ended_at": now, "unknowns": 0}
        return await self._record(claim, ended)

    async def readdress(self, claim: ClaimedSlot, place: Place, now: datetime) -> bool:
        """Show it in another place; False if it is somebody else's by now or the slot has a row there already."""
        taken = await self._sql.first(select(slots.c.id).where(slots.c.slot == claim.slot, slots.c.place == place))
        if taken is not None:
            return False
        self._sql.places.add(place)
        fresh = {"place": place, "state": SlotState.DUE, "due_at": now, "unknowns": 0, "reason": None, "cause": None}
        return await self._record(claim, {**fresh, "message_ids": "[]", "fingerprint": None})

    # -- processes that died -----------------------------------------------------------------------------------------

    async def abandoned(self, now: datetime, *, alive: str | None = None) -> Sequence[int]:
        """Rows whose lease ran out become unknown; their numbers. Those of the owner `alive` are in good hands."""
        late = slots.c.lease_until < now
        return await self._orphan(late if alive is None else late & (slots.c.owner != alive), now)

    async def at_start(self, now: datetime) -> Sequence[int]:
        """Everything in flight becomes unknown: for a process that is alone with its database (SQLite)."""
        return await self._orphan(slots.c.lease_until.is_not(None), now)

    # -- places ------------------------------------------------------------------------------------------------------

    async def rewrite_place(self, old: Place, new: Place) -> None:
        """A group has another id now: its chat, topics, slots and dialogues move. What stood there cannot be edited."""
        await places.rewrite(self._sql, old, new)

    async def chat_gone(self, place: Place, why: str) -> TeamId | None:
        """Nothing can be posted there: its rows are dead. The team to tell, None if that was known before."""
        return await places.gone(self._sql, place, why)

    async def revive(self, place: Place, now: datetime | None = None) -> int:
        """The place can be written to again: what it missed lately becomes due; how many rows that are."""
        return await places.revive(self._sql, place, now or self._sql.now())

    # -- inside ------------------------------------------------------------------------------------------------------

    async def _lock(self, place: Place) -> bool:
        """Let one replica at a time claim in a place. On SQLite there is one writer anyway."""
        if not self._sql.is_postgres:
            return True
        return bool(await self._sql.value(select(func.pg_try_advisory_xact_lock(func.hashtextextended(place, 0)))))

    async def _expire(self, claim: ClaimedSlot, now: datetime) -> None:
        await self._record(claim, {"state": SlotState.EXPIRED, "ended_at": now, "reason": "too late to be shown"})

    async def _record(self, claim: ClaimedSlot, values: Mapping[str, Any]) -> bool:
        """Fenced: a claimer whose lease ran out may still tell what it knows, until another one has claimed the row."""
        mine = and_(
            slots.c.id == claim.id,
            slots.c.owner == claim.owner,
            slots.c.attempt == claim.attempt,
            slots.c.state.in_((SlotState.SENDING, SlotState.UNKNOWN)),
        )
        recorded = await self._sql.count(update(slots).where(mine).values({**values, "lease_until": None}))
        if recorded:
            self._sql.places.add(claim.place)
        return recorded > 0

    async def _orphan(self, which: ColumnElement[bool], now: datetime) -> Sequence[int]:
        unknown = {
            "state": SlotState.UNKNOWN,
            "unknowns": slots.c.unknowns + 1,
            "due_at": now,
            "lease_until": None,
            "reason": "the process that was sending it is gone",
        }
        in_flight = update(slots).where(slots.c.state == SlotState.SENDING, which).values(unknown)
        rows = await self._sql.all(in_flight.returning(slots.c.id, slots.c.place))
        self._sql.places.update(Place(row.place) for row in rows)
        return [row.id for row in rows]


def _is_too_late(claim: ClaimedSlot, now: datetime) -> bool:
    """Whether it was never shown and should not be any more. What may stand there already is looked into first."""
    return claim.until is not None and claim.until < now and not (claim.shown or claim.unknowns or claim.message_ids)


_OTHER = slots.alias("other")

_READY = and_(
    slots.c.state.in_(TO_DO),
    ~exists().where(
        _OTHER.c.place == slots.c.place,
        or_(
            and_(_OTHER.c.id < slots.c.id, _OTHER.c.state.in_(TO_DO)),
            _OTHER.c.state == SlotState.SENDING,
        ),
    ),
)
"""Rows that wait, with no earlier one of their place waiting and none of it in flight. Built once: that is dear."""


def _next_of(place: Place) -> Select[Any]:
    return select(slots.c.id, slots.c.due_at, slots.c.message_ids).where(slots.c.place == place, _READY).limit(1)


def _take_next(place: Place, owner: str, now: datetime, lease: timedelta) -> ReturningUpdate[Any]:
    """Claim in one statement. `sending_at` stays when the first of the attempts began whose end nobody knows."""
    following = select(slots.c.id).where(slots.c.place == place, _READY).limit(1).scalar_subquery()
    began = case((slots.c.unknowns > 0, slots.c.sending_at), else_=literal(now, Moment))
    taken = {
        "state": SlotState.SENDING,
        "owner": owner,
        "lease_until": now + lease,
        "attempt": slots.c.attempt + 1,
        "sending_at": began,
    }
    still = and_(slots.c.id == following, slots.c.state.in_(TO_DO), slots.c.due_at <= now)
    return update(slots).where(still).values(taken).returning(slots)
