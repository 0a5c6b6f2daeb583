"""A whole team presses at once, two replicas tick: nobody waits for ever, and everything that was said is kept."""

import asyncio
import random

import pytest

from bot.clock import MovableClock
from bot.storage.transaction import Database
from rituals.errors import Refusal
from rituals.meeting_messages import MeetingCard
from rituals.protocol_messages import ProtocolPosted
from tests.databases import database_address, postgres, postgres_url, sqlite_url
from tests.house import THURSDAY, House, button
from tests.world import a_team

__all__ = ["database_address", "postgres", "postgres_url", "sqlite_url"]

ROUNDS = 3


@pytest.fixture
async def crowd(database_address: str) -> House:
    """The house on each kind of database in turn."""
    clock = MovableClock(THURSDAY)
    database = Database(database_address, clock)
    house = House(database, clock, await a_team(database))
    await house.plan()
    yield house
    await database.close()
    assert house.broken == []


async def at_once(house: House, *jobs) -> None:
    """All of them at the same time; a refusal is an answer, anything else is a bug."""
    shuffled = list(jobs)
    random.Random(len(jobs)).shuffle(shuffled)  # noqa: S311  Not a secret: another order, the same each time.
    replies = await asyncio.gather(*shuffled, return_exceptions=True)
    assert [reply for reply in replies if isinstance(reply, Exception) and not isinstance(reply, Refusal)] == []


async def test_a_crowd(crowd: House) -> None:
    w = crowd.world
    replica = crowd.a_ticker()
    for when in ("Fri 10:00", "Mon 09:00", "Mon 10:00"):
        crowd.clock.set(crowd.moment(when))
        added = [crowd.says(who, f"/agenda {who.name} {when}") for who in w.people]
        await at_once(crowd, crowd.ticker.tick(), replica.tick(), *added)
    await crowd.tick()
    await crowd.presses(w.boris, button(await crowd.sees(MeetingCard), "start"))
    for number in range(1, ROUNDS + 1):
        crowd.clock.set(crowd.moment(f"Mon 10:{number:02d}"))
        card = await crowd.sees(MeetingCard)
        await at_once(
            crowd,
            crowd.ticker.tick(),
            replica.tick(),
            crowd.presses(w.boris, button(card, "next")),
            crowd.presses(w.boris, button(card, "next")),
            crowd.says(w.vera, f"/agenda ещё {number}"),
            *(crowd.presses(who, button(card, "here")) for who in w.people),
            *(crowd.says(who, f"/decide {who.name}") for who in w.people),
            *(crowd.says(who, "/task Глеб дело, до пятницы") for who in w.people),
            *(crowd.presses(who, f"agenda.vote:{number}:0") for who in w.people),
        )
    await at_once(crowd, *(crowd.says(w.boris, "/close_meeting") for _ in range(3)), crowd.ticker.tick())
    protocol = (await crowd.sees(ProtocolPosted)).protocol
    assert len(protocol.present) == len(w.people)
    assert len(protocol.all_decisions) == ROUNDS * len(w.people)
    assert [d.seq for d in protocol.all_decisions] == list(range(1, ROUNDS * len(w.people) + 1))
    assert len(await crowd.tasks()) == 1
    assert sum(len(item.tasks) for item in protocol.items) + len(protocol.tasks) == ROUNDS * len(w.people)
    discussed_and_carried = len(protocol.items) + len(protocol.deferred)
    assert discussed_and_carried == 3 * len(w.people) + ROUNDS
    assert protocol.number == 1
