"""What the core asks of the storage about people themselves: codes that carry them, what is kept of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from rituals.team import AccountKey, Person


class Codes(Protocol):
    """One-time codes: they join two accounts, or carry a person from a group into the private chat."""

    async def issue(self, purpose: str, account: AccountKey, payload: str, until: datetime) -> str:
        """A new code that nobody can guess. An earlier code of the same purpose and account is void."""

    async def redeem(self, purpose: str, code: str, by: AccountKey, now: datetime) -> tuple[AccountKey, str] | None:
        """Who asked for it and its payload; None if it is wrong, used, too old, or tried too often by this account."""

    async def link(self, token: str) -> str | None:
        """Where a token carries somebody into the private chat with the bot; None while nobody can be carried there."""


class Privacy(Protocol):
    """What is kept about people, and forgetting them."""

    async def of(self, person: Person) -> Mapping[str, Sequence[Mapping[str, object]]]:
        """All that is kept about a person, by kind: each record as names and plain values."""

    async def formerly(self, account: AccountKey) -> Sequence[Person]:
        """Who this account was in the teams that they have left."""

    async def erase(self, person: Person, instead: str) -> None:
        """Forget a person; `instead` stands where the name stood, and what was decided stays."""
