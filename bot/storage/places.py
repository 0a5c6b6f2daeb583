"""What happens to everything in a place at once: its id changes, it is gone, it is back."""

from datetime import datetime

from sqlalchemy import and_, or_, select, update

from bot.storage.setup_tables import setups
from bot.storage.slotstate import REVIVE_WITHIN, TO_DO, DeadCause, SlotState
from bot.storage.sql import Sql
from bot.storage.tables import chats, dialogues, slots
from rituals.team import Place, TeamId


async def rewrite(sql: Sql, old: Place, new: Place) -> None:
    """Move the chat, its slots and dialogues. The old messages are out of reach, so that an edit posts anew."""
    there = select(slots.c.slot).where(slots.c.place == new)
    moving = update(slots).where(slots.c.place == old, slots.c.slot.not_in(there))
    await sql.run(moving.values(place=new, message_ids="[]", fingerprint=None))
    left = update(slots).where(slots.c.place == old, slots.c.state.in_((*TO_DO, SlotState.SENDING)))
    await sql.run(left.values(state=SlotState.DEAD, reason="the chat has moved", ended_at=sql.now(), lease_until=None))
    if await sql.first(select(chats.c.id).where(chats.c.place == new)) is None:
        await sql.run(update(chats).where(chats.c.place == old).values(place=new, gone=None))
    else:
        await sql.run(update(chats).where(chats.c.place == old).values(gone="the chat has moved"))
    await sql.run(update(dialogues).where(dialogues.c.place == old).values(place=new))
    await sql.run(update(dialogues).where(dialogues.c.origin == old).values(origin=new))
    await sql.run(update(dialogues).where(dialogues.c.origin == old).values(origin=new))
    if await sql.first(select(setups.c.id).where(setups.c.place == new)) is None:
        await sql.run(update(setups).where(setups.c.place == old).values(place=new))
    sql.places.add(new)


async def gone(sql: Sql, place: Place, why: str) -> TeamId | None:
    """Mark the chat, and end its rows so that they can be revived; the chat's team, the first time."""
    waiting = (slots.c.place == place) & slots.c.state.in_(TO_DO)
    ended = {"state": SlotState.DEAD, "cause": DeadCause.UNREACHABLE, "reason": why, "ended_at": sql.now()}
    await sql.run(update(slots).where(waiting).values(ended))
    news = (chats.c.place == place) & chats.c.gone.is_(None)
    team: int | None = await sql.value(update(chats).where(news).values(gone=why).returning(chats.c.team_id))
    return None if team is None else TeamId(team)


async def revive(sql: Sql, place: Place, now: datetime) -> int:
    """Make due what died of the place being out of reach, unless it is stale."""
    await sql.run(update(chats).where(chats.c.place == place).values(gone=None))
    fresh = and_(
        slots.c.place == place,
        slots.c.state == SlotState.DEAD,
        slots.c.cause == DeadCause.UNREACHABLE,
        slots.c.ended_at > now - REVIVE_WITHIN,
        or_(slots.c.shown > 0, slots.c.until.is_(None), slots.c.until >= now),
    )
    due = {"state": SlotState.DUE, "due_at": now, "cause": None, "reason": None, "ended_at": None}
    revived = await sql.count(update(slots).where(fresh).values(due))
    if revived:
        sql.places.add(place)
    return revived
