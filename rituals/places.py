"""Where a message stands by now: the persons who have it in private, and the chats."""

from rituals.messages import Address, At, Direct
from rituals.ports import Transaction
from rituals.team import AccountKey, TeamId


async def addresses_of(tx: Transaction, team: TeamId, slot: str, *, kept: bool = False) -> list[Address]:
    """Everybody and every place that has a slot. A person is named as such: so the words stay in their language.

    `kept`: those too for whom it waits until they can be reached.
    """
    readers = {account: person.id for person in await tx.people.of(team) for account in person.accounts}
    having = [*await tx.outbox.shown_in(slot), *(await tx.outbox.kept_in(slot) if kept else ())]
    places = [(place, readers.get(AccountKey(place))) for place in having]
    return [At(place) if reader is None else Direct(reader) for place, reader in places]
