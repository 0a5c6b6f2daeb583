"""Replicas share the rates: what one of them uses, the others wait for; whatever their own clocks say."""

import asyncio
import time

import pytest

from bot.delivery.ledger import Counted, Shared
from bot.delivery.pacing import SlackPacer, TelegramPacer
from bot.delivery.rates import Rate
from bot.storage.transaction import Database
from rituals.team import Place

GROUP = Place("telegram:-1001")
OURS: list[Counted] = [("bot", Rate(interval=0.05, burst=2))]
CHAT: list[Counted] = [("chat", Rate(interval=30.0))]


@pytest.fixture
def ledgers(postgres_database: Database) -> tuple[Shared, Shared]:
    """Of two replicas."""
    return Shared(postgres_database), Shared(postgres_database)


async def test_what_one_takes_the_other_waits_for(ledgers: tuple[Shared, Shared]) -> None:
    one, other = ledgers
    assert await one.take(OURS, CHAT) == (0.0, 0.0)
    ours, chat = await other.take(OURS, CHAT)
    assert (ours, 0.0 < chat <= 30.0) == (0.0, True)
    assert await other.take(OURS, ()) == (0.0, 0.0), "nothing was counted when one of them had to wait"


async def test_a_flood_from_three_sides_conforms_to_one_rate(postgres_database: Database) -> None:
    began = time.monotonic()
    went: list[float] = []

    async def replica() -> None:
        pacer = TelegramPacer(ledger=Shared(postgres_database))
        for number in range(8):
            await pacer.admit(Place(f"telegram:{id(pacer)}{number}"), number, edit=False)
            went.append(time.monotonic())

    await asyncio.gather(*(replica() for _ in range(3)))
    assert len(went) == 24
    assert max(went) - began >= (24 - 2) / 20, "24 of delivery's, two at once and then twenty a second"


async def test_a_chat_that_two_replicas_write_to_has_one_rate(postgres_database: Database) -> None:
    one, other = (TelegramPacer(ledger=Shared(postgres_database)) for _ in range(2))
    began = time.monotonic()
    await one.admit(Place(f"{GROUP}/5"), 1, edit=False)
    await other.admit(Place(f"{GROUP}/7"), 2, edit=False)
    assert time.monotonic() - began >= 0.9, "topics of one group, one message a second"


async def test_a_rest_and_answers_are_told_to_the_others(ledgers: tuple[Shared, Shared]) -> None:
    one, other = ledgers
    pacer = SlackPacer(ledger=one)
    pacer.rest(Place("slack:T1/C1"), 40.0)
    for _ in range(43):
        pacer.interactive(Place("slack:T1/C2"))
    await one.written()
    rate = Rate(interval=1.0, burst=3)
    rested = (await other.take([], [("slack:T1/C1 0", rate)]))[1]
    answered = (await other.take([], [("slack:T1/C2 0", rate)]))[1]
    assert (0.0 < rested <= 40.0, 0.0 < answered <= 41.0) == (True, True)


async def test_rates_that_remember_nothing_are_forgotten(postgres_database: Database) -> None:
    async with postgres_database.begin() as tx:
        await tx.rates.put({"old": 1.0})
        now, _ = await tx.rates.locked(["new"])
        await tx.rates.put({"new": now + 1})
        assert await tx.rates.sweep() == 1
