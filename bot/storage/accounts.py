"""What is known of accounts: whether they can be written to in private, and where."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select, update

from bot.rendering.document import Rendered, mentioned
from bot.storage.sql import Sql
from bot.storage.tables import accounts, person_accounts
from rituals.team import AccountKey, PersonId, TeamId, messenger_of


class AccountRows:
    """Reachability (a Telegram bot cannot write first, and people block bots), names, private chats."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def mark(self, account: AccountKey, reachable: bool | None, now: datetime | None = None) -> None:
        """What was just learnt of an account."""
        row = {"account": account, "reachable": reachable, "reachable_since": now or self._sql.now()}
        await self._sql.put(accounts, [row])

    async def reachable(self, team: TeamId) -> dict[AccountKey, bool | None]:
        """All accounts of a team: yes, no, or unknown (None)."""
        known = (
            select(person_accounts.c.account, accounts.c.reachable)
            .join(accounts, accounts.c.account == person_accounts.c.account, isouter=True)
            .where(person_accounts.c.team_id == team)
        )
        return {AccountKey(row.account): row.reachable for row in await self._sql.all(known)}

    async def is_reachable(self, account: AccountKey) -> bool | None:
        """Yes, no, or unknown (None)."""
        known: bool | None = await self._sql.value(select(accounts.c.reachable).where(accounts.c.account == account))
        return known

    async def name(self, account: AccountKey, username: str) -> None:
        """The account goes by this name now (in small letters); whoever had it before does not any more."""
        taken = (accounts.c.username == username) & (accounts.c.account != account)
        await self._sql.run(update(accounts).where(taken).values(username=None))
        await self._sql.put(accounts, [{"account": account, "username": username}])

    async def by_username(self, messenger: str, usernames: Iterable[str]) -> dict[str, AccountKey]:
        """The accounts of a messenger that go by these names (in small letters), those that were ever seen."""
        mine = accounts.c.username.in_(set(usernames)) & accounts.c.account.startswith(f"{messenger}:", autoescape=True)
        rows = await self._sql.all(select(accounts.c.username, accounts.c.account).where(mine))
        return {row.username: AccountKey(row.account) for row in rows}

    async def mentions(self, content: Rendered, account: AccountKey) -> dict[PersonId, AccountKey]:
        """The accounts of everybody whom the content mentions, in the messenger of `account`."""
        people = mentioned(content.blocks)
        if not people:
            return {}
        mine = person_accounts.c.person_id.in_(people) & (person_accounts.c.messenger == messenger_of(account))
        rows = await self._sql.all(select(person_accounts.c.person_id, person_accounts.c.account).where(mine))
        return {PersonId(row.person_id): AccountKey(row.account) for row in rows}

    async def private_chat(self, account: AccountKey) -> str | None:
        """The messenger's own id of the private chat, if it was learnt (Slack's D…)."""
        chat: str | None = await self._sql.value(select(accounts.c.private_chat).where(accounts.c.account == account))
        return chat

    async def remember_private_chat(self, account: AccountKey, chat: str) -> None:
        await self._sql.put(accounts, [{"account": account, "private_chat": chat}])
