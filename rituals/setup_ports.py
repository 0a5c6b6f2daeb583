"""What setting teams up asks of the database."""

from typing import Protocol

from rituals.setup_draft import Setup, SetupId
from rituals.team import AccountKey, Chat, Place, Team


class Founding(Protocol):
    """Making teams and changing them."""

    async def add(self, team: Team) -> Team:
        """Store a new team (its id is ignored)."""

    async def save(self, team: Team) -> None: ...

    async def bind(self, chat: Chat) -> Chat | None:
        """Store a new chat (its id is ignored); None if its place belongs to a team already."""

    async def save_chat(self, chat: Chat) -> None: ...


class Setups(Protocol):
    """Teams that are being set up: one a chat. What is read is locked for this transaction."""

    async def get(self, setup: SetupId) -> Setup | None: ...

    async def at(self, place: Place) -> Setup | None: ...

    async def of(self, account: AccountKey) -> Setup | None:
        """The latest that this account gives the answers to."""

    async def keep(self, setup: Setup) -> Setup:
        """Store it as it stands (its id is that of its place)."""

    async def forget(self, setup: SetupId) -> None: ...
