"""A small stage for delivery: a database with the world in it, two scripted messengers, and a clock that tests move."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from bot.clock import MovableClock
from bot.delivery.engine import Delivery
from bot.delivery.troubles import Troubles
from bot.messengers.port import Messenger
from bot.storage.tables import slots
from bot.storage.transaction import Database
from rituals.messages import Address, At, Message
from rituals.team import Place
from tests.delivery.faketime import FakeTime
from tests.fakes import Note, PlainWords, ScriptedMessenger
from tests.world import SLACK_CHAT, TELEGRAM_CHAT, World

GROUP = TELEGRAM_CHAT
CHANNEL = SLACK_CHAT
IN_THE_GROUP = At(GROUP)


class NoPace:
    """Lets everybody through, and writes down who was told to rest."""

    def __init__(self) -> None:
        self.rests: list[tuple[str, float, bool]] = []
        self.admitted = 0

    async def admit(self, place: Place, slot: int, *, edit: bool) -> None:
        self.admitted += 1

    def interactive(self, place: Place | None = None) -> None:
        raise AssertionError("delivery answers nobody")

    def also(self, place: Place, calls: int) -> None:
        self.admitted += calls

    def rest(self, place: Place, seconds: float, *, everywhere: bool = False) -> None:
        self.rests.append((place, seconds, everywhere))


@dataclass
class Stage:
    """What a test of delivery needs."""

    database: Database
    clock: MovableClock
    world: World

    def __post_init__(self) -> None:
        self.telegram = ScriptedMessenger("telegram")
        self.slack = ScriptedMessenger("slack", finds=True)
        self.pace = NoPace()
        self.words = PlainWords()
        self.time = FakeTime()

    def delivery(self, owner: str = "one", messengers: dict[str, Messenger] | None = None, **more: Any) -> Delivery:
        """An engine as a process would have it: woken by every commit."""
        known = messengers if messengers is not None else {"telegram": self.telegram, "slack": self.slack}
        more.setdefault("pacers", dict.fromkeys(known, self.pace))
        more.setdefault("troubles", Troubles(self.time, lambda low, high: (low + high) / 2))
        delivery = Delivery(self.database, self.words, known, self.clock, owner, **more)
        self.database.on_commit(delivery.wake)
        return delivery

    @asynccontextmanager
    async def delivering(self, owner: str = "one", **more: Any) -> AsyncIterator[Delivery]:
        """An engine that runs until the end of the block."""
        delivery = self.delivery(owner, **more)
        running = asyncio.create_task(delivery.run())
        try:
            yield delivery
        finally:
            await delivery.stop()
            await running

    async def show(
        self, text: str, to: Address = IN_THE_GROUP, *, slot: str = "card", by: str = "", until: timedelta | None = None,
        kind: type[Note] = Note,
    ) -> None:  # fmt: skip
        message: Message = kind(text, by)
        ends = None if until is None else self.clock() + until
        async with self.database.begin() as tx:
            await tx.outbox.show(slot, to, message, until=ends)

    async def row(self, slot: str = "card", place: str = GROUP) -> Any:
        async with self.database.begin() as tx:
            found = await tx._sql.first(select(slots).where(slots.c.slot == slot, slots.c.place == place))
        assert found is not None
        return found

    async def change_row(self, slot: str = "card", **values: Any) -> None:
        async with self.database.begin() as tx:
            await tx._sql.run(update(slots).where(slots.c.slot == slot).values(**values))

    async def states(self) -> dict[str, str]:
        """The state of every row by its slot."""
        async with self.database.begin() as tx:
            return {row.slot: row.state for row in await tx._sql.all(select(slots))}
