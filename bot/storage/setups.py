"""Teams that are being set up, in the database."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, select

from bot.storage.codec import decode, encode
from bot.storage.setup_tables import setups
from bot.storage.sql import Sql
from rituals.setup_draft import Setup, SetupId
from rituals.team import AccountKey, Place

FORGOTTEN_AFTER = timedelta(days=90)
"""A set-up that nobody went on with for a quarter is begun anew."""


class SetupRows:
    """The set-ups; see rituals.ports.Setups."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def get(self, setup: SetupId) -> Setup | None:
        """Locked for this transaction."""
        return _setup(await self._sql.first(select(setups).where(setups.c.id == setup).with_for_update()))

    async def at(self, place: Place) -> Setup | None:
        """The set-up of a chat, locked for this transaction."""
        return _setup(await self._sql.first(select(setups).where(setups.c.place == place).with_for_update()))

    async def locale_at(self, place: Place) -> str | None:
        """The language in which a chat is greeted that has no team."""
        facts: str | None = await self._sql.value(select(setups.c.facts).where(setups.c.place == place))
        return None if facts is None else decode(facts, Setup).locale

    async def of(self, account: AccountKey) -> Setup | None:
        """The latest that this account gives the answers to."""
        mine = select(setups).where(setups.c.account == account)
        return _setup(await self._sql.first(mine.order_by(setups.c.changed_at.desc(), setups.c.id.desc()).limit(1)))

    async def keep(self, setup: Setup) -> Setup:
        """Store it as it stands: one a chat."""
        values = {
            "place": setup.place,
            "account": setup.by,
            "facts": encode(setup),
            "changed_at": setup.changed_at,
        }
        insert = self._sql.insert(setups).values(values)
        changed = {name: insert.excluded[name] for name in ("account", "facts", "changed_at")}
        stored = insert.on_conflict_do_update(index_elements=[setups.c.place], set_=changed)
        return replace(setup, id=SetupId(await self._sql.value(stored.returning(setups.c.id))))

    async def forget(self, setup: SetupId) -> None:
        await self._sql.run(delete(setups).where(setups.c.id == setup))

    async def sweep(self, now: datetime) -> None:
        """Forget what nobody went on with."""
        await self._sql.run(delete(setups).where(setups.c.changed_at < now - FORGOTTEN_AFTER))


def _setup(row: Row[Any] | None) -> Setup | None:
    if row is None:
        return None
    return replace(decode(row.facts, Setup), id=SetupId(row.id), place=Place(row.place))
