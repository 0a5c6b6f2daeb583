"""Small things that the process must remember: the Telegram offset, the version of the time zones."""

from sqlalchemy import delete, select

from bot.storage.sql import Sql
from bot.storage.tables import facts

TELEGRAM_NAME = "telegram.name"
"""The bot's username, as Telegram last told it."""


class FactRows:
    """Texts by key."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def get(self, key: str) -> str | None:
        value: str | None = await self._sql.value(select(facts.c.value).where(facts.c.key == key))
        return value

    async def put(self, key: str, value: str) -> None:
        await self._sql.put(facts, [{"key": key, "value": value}])

    async def delete(self, key: str) -> None:
        await self._sql.run(delete(facts).where(facts.c.key == key))
