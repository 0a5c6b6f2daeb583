"""The outbox in the database: one row a slot and place, which holds the last thing to be shown there."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, assert_never

from sqlalchemy import ColumnElement, Executable, Row, and_, bindparam, case, func, or_, select, update

from bot.storage import patience
from bot.storage.codec import encode_shown
from bot.storage.compiled import Insert, Prepared
from bot.storage.slotstate import GIVEN_UP, DeadCause, SlotState
from bot.storage.sql import Sql
from bot.storage.tables import accounts, chats, people, person_accounts, slots
from bot.storage.types import RowId
from rituals.messages import Address, At, AtHome, Chats, Direct, Message
from rituals.team import Chat, ChatId, PersonId, Place, TeamId, chats_for, home_place

log = logging.getLogger(__name__)

_OPEN_CHATS = Prepared(
    select(chats).where(chats.c.team_id == bindparam("team"), chats.c.gone.is_(None)).order_by(chats.c.id)
)


_SHOWN_IN = Prepared(
    select(slots.c.place)
    .where(slots.c.slot == bindparam("slot"), or_(slots.c.shown > 0, slots.c.state.not_in(GIVEN_UP)))
    .order_by(slots.c.id)
)


class OutboxRows:
    """What people are to see; see rituals.ports.Outbox."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def show(self, slot: str, to: Address, message: Message, *, until: datetime | None = None) -> None:
        """Make this slot show this, everywhere it belongs: a new revision of each row, unless nothing changes."""
        match to:
            case Chats(team, _):
                targets = [{"place": place, "team_id": team} for place in await self._chats(to)]
            case Direct(person):
                targets = await self._direct(slot, person)
            case AtHome(person, account):
                team = await self._sql.value(select(people.c.team_id).where(people.c.id == person))
                targets = [{"place": home_place(account), "team_id": team, "person_id": person}]
            case At(place):
                targets = [{"place": place, "team_id": await self._team_at(place)}]
            case _:
                assert_never(to)
        if targets:
            await self._upsert(slot, targets, message, until)

    async def shown_in(self, slot: str) -> Sequence[Place]:
        """The places that this slot was shown in or is on its way to."""
        return [Place(row.place) for row in await self._sql.all(_SHOWN_IN, slot=slot)]

    async def kept_in(self, slot: str) -> Sequence[Place]:
        """The places that are out of reach, and where the slot will be shown if they come back soon."""
        kept = (slots.c.slot == slot) & _KEPT & (slots.c.shown == 0)
        return [Place(row.place) for row in await self._sql.all(select(slots.c.place).where(kept).order_by(slots.c.id))]

    async def first_shown(self, slot: str) -> datetime | None:
        """When the slot was first seen by anybody."""
        seen = (slots.c.slot == slot) & slots.c.first_shown_at.is_not(None)
        moment: datetime | None = await self._sql.value(
            select(slots.c.first_shown_at).where(seen).order_by(slots.c.first_shown_at).limit(1)
        )
        return moment

    async def undelivered(self, team: TeamId, since: datetime) -> Sequence[tuple[Place, str, str]]:
        """What was given up since then, the oldest first: place, slot, reason."""
        given_up = and_(slots.c.team_id == team, slots.c.state.in_(GIVEN_UP), slots.c.ended_at >= since)
        rows = await self._sql.all(select(slots).where(given_up).order_by(slots.c.ended_at, slots.c.id))
        return [(Place(row.place), row.slot, row.reason or "") for row in rows]

    # -- where to ----------------------------------------------------------------------------------------------------

    async def _chats(self, to: Chats) -> Sequence[Place]:
        there = await self._sql.known(_OPEN_CHATS, _chats_in, team=to.team)
        return [chat.place for chat in chats_for(to.audience, there)]

    async def _team_at(self, place: Place) -> int | None:
        team: int | None = await self._sql.value(select(chats.c.team_id).where(chats.c.place == place))
        return team

    async def _direct(self, slot: str, person: PersonId) -> list[dict[str, Any]]:
        """One row for a person: where it stands already, else the account that is best reached.

        What is new to somebody who is away waits until they are back (`until` may take it away before that). What was
        kept for them where they could not be reached is not shown there any more.
        """
        rows = await self._sql.all(
            select(people.c.team_id, people.c.active, person_accounts.c.account, accounts.c.reachable)
            .join(person_accounts, person_accounts.c.person_id == people.c.id, isouter=True)
            .join(accounts, accounts.c.account == person_accounts.c.account, isouter=True)
            .where(people.c.id == person)
            .order_by(person_accounts.c.position)
        )
        by_account = {row.account: row.reachable for row in rows if row.account is not None and row.active}
        if not by_account:
            log.warning("nobody to show this to: slot=%s person=%s", slot, person)
            return []
        target = {"team_id": rows[0].team_id, "person_id": person}
        place = await self._stands_at(slot, person)
        if place is not None:
            return [{**target, "place": place}]
        best = min(by_account, key=lambda key: _rank(by_account[key]))
        elsewhere = (slots.c.slot == slot) & (slots.c.person_id == person) & (slots.c.place != best) & _KEPT
        await self._sql.run(update(slots).where(elsewhere).values(cause=None))
        back = await patience.back_at(self._sql, person)
        return [{**target, "place": best, **({} if back is None else {"due_at": back})}]

    async def _stands_at(self, slot: str, person: PersonId) -> str | None:
        """The place where this person has the slot, or will have it."""
        theirs = (slots.c.slot == slot) & (slots.c.person_id == person)
        alive = theirs & slots.c.state.not_in(GIVEN_UP)
        place: str | None = await self._sql.value(select(slots.c.place).where(alive).order_by(slots.c.shown.desc()))
        return place

    # -- what --------------------------------------------------------------------------------------------------------

    async def _upsert(
        self, slot: str, targets: Sequence[Mapping[str, Any]], message: Message, until: datetime | None
    ) -> None:
        template, facts = encode_shown(message)
        row = {
            "slot": slot,
            "person_id": None,
            "template": template,
            "facts": facts,
            "repeatable": message.repeatable,
            "until": until,
            "due_at": self._sql.now(),
            **_NEW,
        }
        rows = [{**row, **target} for target in targets]
        if await self._news(rows) < len(rows):
            await self._sql.run(_MERGING, rows)
        self._sql.places.update(Place(target["place"]) for target in targets)

    async def _news(self, rows: Sequence[Mapping[str, Any]]) -> int:
        """How many of these wait already, and have taken the newer revision: what a crowd of presses does to a card.

        The merging that is for all the rest finds nothing left to do in them. It touches every index of the row, this
        none, which is a fifth of the work.
        """
        waiting = [{f"its_{name}": row.get(name) for name in (*_SAME, *_NEWER)} for row in rows]
        return (await self._sql.run(_NEWS, waiting)).changed


_SAME = ("slot", "place", "template", "team_id", "person_id")
_NEWER = ("facts", "repeatable", "until")
_NEWS = Prepared(
    update(slots)
    .where(
        slots.c.slot == bindparam("its_slot"),
        slots.c.place == bindparam("its_place"),
        slots.c.template == bindparam("its_template"),
        slots.c.team_id.is_not_distinct_from(bindparam("its_team_id", type_=RowId)),
        slots.c.person_id.is_not_distinct_from(bindparam("its_person_id", type_=RowId)),
        slots.c.facts != bindparam("its_facts"),
        or_(*(slots.c.state == state for state in (SlotState.DUE, SlotState.SENDING, SlotState.UNKNOWN))),
    )
    .values(
        revision=slots.c.revision + 1, **{name: bindparam(f"its_{name}", type_=slots.c[name].type) for name in _NEWER}
    )
)


def _chats_in(rows: Sequence[Row[Any]]) -> tuple[Chat, ...]:
    return tuple(Chat(ChatId(row.id), TeamId(row.team_id), Place(row.place), row.audience) for row in rows)


_KEPT = and_(slots.c.state == SlotState.DEAD, slots.c.cause == DeadCause.UNREACHABLE)
"""Rows that `revive` makes due when their place is back."""

_NEW: dict[str, Any] = {
    "revision": 1,
    "shown": 0,
    "state": SlotState.DUE,
    "attempt": 0,
    "unknowns": 0,
    "message_ids": "[]",
}


def _rank(reachable: bool | None) -> int:
    """Known to be reachable, then unknown, then known not to be."""
    return {True: 0, None: 1, False: 2}[reachable]


def _changes(new: Any) -> dict[str, Any]:
    """What a show does to a row that is there: in one statement, so that those that overtake each other are merged.

    Equal facts are no news, except where the row was given up for being late. One that is in flight, or of which it
    is unknown whether it arrived, keeps its state: that is settled first, then the newer revision is due.
    """
    changed = or_(
        slots.c.template != new.template,
        slots.c.facts != new.facts,
        slots.c.state == SlotState.EXPIRED,
    )
    # Spelt out: IN is expanded by the value, which an execution for several rows at once cannot do.
    rests = or_(*(slots.c.state == state for state in (SlotState.SHOWN, *GIVEN_UP)))
    due: ColumnElement[bool] = and_(changed, rests)
    return {
        "revision": case((changed, slots.c.revision + 1), else_=slots.c.revision),
        "template": new.template,
        "facts": new.facts,
        "repeatable": new.repeatable,
        "until": new.until,
        "team_id": func.coalesce(new.team_id, slots.c.team_id),
        "person_id": func.coalesce(new.person_id, slots.c.person_id),
        "state": case((due, SlotState.DUE), else_=slots.c.state),
        "due_at": case((due, new.due_at), else_=slots.c.due_at),
        "cause": case((due, None), else_=slots.c.cause),
        "reason": case((due, None), else_=slots.c.reason),
        "ended_at": case((due, None), else_=slots.c.ended_at),
    }


def _merging(insert: Insert) -> Executable:
    new = insert(slots)
    values = _changes(new.excluded)
    kept = ("template", "facts", "repeatable", "until", "team_id", "person_id")
    news = or_(slots.c.state == SlotState.EXPIRED, *(slots.c[name].is_distinct_from(values[name]) for name in kept))
    return new.on_conflict_do_update(index_elements=["slot", "place"], set_=values, where=news)


_MERGING = Prepared(_merging)
