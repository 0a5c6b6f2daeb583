"""One-time codes in the database: only their hashes are kept."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import case, delete, select

from bot.storage.facts import TELEGRAM_NAME, FactRows
from bot.storage.sql import Sql
from bot.storage.tables import code_tries, codes
from rituals.team import AccountKey

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without what is read wrongly: 0 and O, 1, I and L."""

LENGTH = 8
"""31 ** 8 codes: at five guesses in ten minutes nobody hits one that lives for minutes."""

TRIES = 5
TRIES_WITHIN = timedelta(minutes=10)


class CodeRows:
    """The codes; see rituals.ports.Codes."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def issue(self, purpose: str, account: AccountKey, payload: str, until: datetime) -> str:
        """A new code that nobody can guess. An earlier code of the same purpose and account is void."""
        code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        row = {"purpose": purpose, "account": account, "code_hash": _hash(code), "payload": payload, "until": until}
        await self._sql.put(codes, [row])
        return code

    async def redeem(self, purpose: str, code: str, by: AccountKey, now: datetime) -> tuple[AccountKey, str] | None:
        """Who asked for it and its payload; None if it is wrong, used, too old, or tried too often by this account.

        Spaces, dashes and small letters do not matter. A wrong try counts even when the transaction is rolled back.
        """
        if await self._tried_too_often(by, now):
            return None
        mine = (codes.c.purpose == purpose) & (codes.c.code_hash == _hash(code)) & (codes.c.until >= now)
        row = await self._sql.first(delete(codes).where(mine).returning(codes.c.account, codes.c.payload))
        if row is None:
            await self._count_try(by, now)
            return None
        return AccountKey(row.account), row.payload

    async def link(self, token: str) -> str | None:
        """Where a token carries somebody into the private chat; None while the bot's name in Telegram is not known.

        A token is 64 letters, digits, _ and - at most (core.telegram.org/bots/features#deep-linking).
        """
        name = await FactRows(self._sql).get(TELEGRAM_NAME)
        return f"https://t.me/{name}?start={token}" if name else None

    async def sweep(self, now: datetime) -> None:
        """Forget codes that are too old, and tries that no longer count."""
        await self._sql.run(delete(codes).where(codes.c.until < now))
        await self._sql.run(delete(code_tries).where(code_tries.c.since < now - TRIES_WITHIN))

    async def _tried_too_often(self, by: AccountKey, now: datetime) -> bool:
        recent = (code_tries.c.account == by) & (code_tries.c.since > now - TRIES_WITHIN)
        tries: int | None = await self._sql.value(select(code_tries.c.tries).where(recent))
        return tries is not None and tries >= TRIES

    async def _count_try(self, by: AccountKey, now: datetime) -> None:
        fresh = code_tries.c.since > now - TRIES_WITHIN
        count = self._sql.insert(code_tries).values(account=by, since=now, tries=1)
        count = count.on_conflict_do_update(
            index_elements=[code_tries.c.account],
            set_={
                "tries": case((fresh, code_tries.c.tries + 1), else_=1),
                "since": case((fresh, code_tries.c.since), else_=count.excluded.since),
            },
        )
        await self._sql.run(count)
        self._sql.kept.append(count)


def _hash(code: str) -> str:
    letters = "".join(letter for letter in code.upper() if letter.isalnum())
    return hashlib.sha256(letters.encode()).hexdigest()
