"""Which updates of the messengers are done: written with their effects, so none is done twice or lost."""

from datetime import datetime, timedelta

from sqlalchemy import delete

from bot.storage.compiled import Prepared
from bot.storage.sql import Sql
from bot.storage.tables import inbox

KEEP = timedelta(hours=48)
"""Telegram keeps updates for 24 hours (core.telegram.org/bots/api#getting-updates); Slack's retries end sooner."""

_ONCE = Prepared(lambda insert: insert(inbox).on_conflict_do_nothing())


class InboxRows:
    """The updates that are done, by the messenger's own id with its source before it: `telegram:4711`."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def first_time(self, source_id: str, now: datetime) -> bool:
        """Mark an update as done in this transaction; False when it was done before."""
        return await self._sql.count(_ONCE, source_id=source_id, at=now) > 0

    async def sweep(self, now: datetime) -> int:
        """Forget what no messenger will send again; how many that were."""
        return await self._sql.count(delete(inbox).where(inbox.c.at < now - KEEP))
