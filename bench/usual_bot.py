"""The bot as it is usually written: aiogram's router, a session of SQLAlchemy's ORM a press, the same tables.

It does the same for a vote: the press is done once, the elector and the candidate are looked up, the ballot is kept in
place of an earlier one, the count on the card is brought up to date, and the person is answered after the commit.
"""

import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from aiogram import BaseMiddleware, Dispatcher, F, Router
from aiogram.types import CallbackQuery, TelegramObject, Update
from sqlalchemy import event, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, joinedload, relationship, selectinload

from bot.storage import tables, vote_tables
from bot.storage.engine import BUSY_TIMEOUT, database_url, is_sqlite
from bot.storage.schema import metadata
from bot.storage.slotstate import SlotState


class Base(DeclarativeBase):
    metadata = metadata


class Done(Base):
    __table__ = tables.inbox


class Person(Base):
    __table__ = tables.people


class Account(Base):
    __table__ = tables.person_accounts
    person = relationship(Person, primaryjoin=tables.person_accounts.c.person_id == tables.people.c.id, viewonly=True)


class Elector(Base):
    __table__ = vote_tables.vote_electors


class Option(Base):
    __table__ = vote_tables.vote_options


class Vote(Base):
    __table__ = vote_tables.votes
    electors = relationship(Elector, viewonly=True)
    options = relationship(Option, viewonly=True)


class Ballot(Base):
    __table__ = vote_tables.ballots


class Slot(Base):
    __table__ = tables.slots


router = Router()


class InSession(BaseMiddleware):
    """A session an update, as the guides have it."""

    def __init__(self, sessions: async_sessionmaker[AsyncSession]) -> None:
        self._sessions = sessions

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        async with self._sessions() as session:
            data["session"] = session
            return await handler(event, data)


@router.callback_query(F.data.startswith("cup.choose:"))
async def choose(query: CallbackQuery, session: AsyncSession, event_update: Update) -> None:
    """A candidate was pressed."""
    now = datetime.now(UTC)
    _, vote_id, option_id = (query.data or "").split(":")
    session.add(Done(source_id=f"telegram:{event_update.update_id}", at=now))
    try:
        await session.flush()
    except IntegrityError:
        await query.answer()
        return
    accounts = select(Account).where(Account.account == f"telegram:{query.from_user.id}")
    account = await session.scalar(accounts.options(joinedload(Account.person)))
    vote = await session.get(Vote, int(vote_id), options=[selectinload(Vote.electors), selectinload(Vote.options)])
    if account is None or vote is None or vote.eligible is not None:
        await query.answer("The vote is over.", show_alert=True)
        return
    person = account.person
    if person.id not in {elector.person_id for elector in vote.electors}:
        await query.answer("You are not among the voters.", show_alert=True)
        return
    if int(option_id) not in {option.option_id for option in vote.options}:
        await query.answer("This is not on the ballot.", show_alert=True)
        return
    ballot = await session.get(Ballot, (vote.id, person.id))
    if ballot is None:
        session.add(Ballot(vote_id=vote.id, person_id=person.id, option_id=int(option_id), why=""))
    else:
        ballot.option_id = int(option_id)
    voted = await session.scalar(select(func.count()).select_from(Ballot).where(Ballot.vote_id == vote.id))
    for card in (await session.scalars(select(Slot).where(Slot.slot == f"cup:{vote.id}:card"))).all():
        card.facts = json.dumps({**json.loads(card.facts), "voted": voted})
        card.revision += 1
        card.state = SlotState.DUE
        card.due_at = now
    candidate = await session.get_one(Person, int(option_id))
    await session.commit()
    await query.answer(f"Thank you. Your vote: {candidate.name}")


def usual_engine(url: str) -> AsyncEngine:
    """As durable as ours; on SQLite with the write lock from the beginning, or half of the presses would be lost."""
    address = database_url(url)
    if not is_sqlite(address):
        return create_async_engine(address, pool_size=32)
    engine = create_async_engine(address, pool_size=1, max_overflow=0, connect_args={"timeout": BUSY_TIMEOUT})

    @event.listens_for(engine.sync_engine, "connect")
    def set_up(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def usual_dispatcher(engine: AsyncEngine) -> Dispatcher:
    """The dispatcher with its one router."""
    dispatcher = Dispatcher()
    dispatcher.update.middleware(InSession(async_sessionmaker(engine, expire_on_commit=False)))
    router._parent_router = None  # noqa: SLF001  A router serves one dispatcher; here one a round.
    dispatcher.include_router(router)
    return dispatcher
