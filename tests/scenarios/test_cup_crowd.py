"""Two hundred voters: their ballots go out and are taken back within Telegram's limits, and their votes add up."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.delivery.engine import Delivery
from bot.delivery.pacing import Pacer, TelegramPacer, Unpaced
from bot.messengers.port import Messenger
from bot.rehearsal.telegram.errors import ApiError
from bot.rehearsal.telegram.limits import RateLimits
from bot.rendering.renderer import Renderer
from bot.storage.slotstate import TO_DO, SlotState
from bot.storage.tables import slots
from rituals.cup_messages import BallotPaper, CupCard
from rituals.team import AccountKey, Department, Person, PersonId, Place
from tests.cups import CLOSING, OPENING, a_cup, result
from tests.databases import sqlite_template
from tests.delivery.faketime import FakeTime
from tests.fakes import ScriptedMessenger
from tests.house import House, built_house, house

__all__ = ["built_house", "house", "sqlite_template"]

CROWD = 200
START = datetime(2026, 12, 1, tzinfo=UTC)
BOT = 1


class Watched(TelegramPacer):
    """The pace of the real thing; what it admits is counted by the limits that the stage of Telegram enforces."""

    def __init__(self, time: FakeTime) -> None:
        super().__init__(time, time.sleep)
        self._limits = RateLimits(lambda: START + timedelta(seconds=time.now))
        self.floods: list[str] = []

    async def admit(self, place: Place, slot: int, *, edit: bool) -> None:
        await super().admit(place, slot, edit=edit)
        try:
            self._limits.spend(BOT, int(place.partition(":")[2]))
        except ApiError as flood:
            self.floods.append(f"{place}: {flood}")


@pytest.fixture
async def crowd(house: House) -> list[Person]:
    """Two hundred more people of sales, each in Telegram."""
    async with house.database.begin() as tx:
        return [
            await tx.people.add(
                Person(
                    PersonId(0),
                    house.world.team.id,
                    f"Продавец {number:03}",
                    Department.SALES,
                    accounts=(AccountKey(f"telegram:{20000 + number}"),),
                )
            )
            for number in range(CROWD)
        ]


@asynccontextmanager
async def delivering(house: House, telegram: Messenger, pace: Pacer) -> AsyncIterator[None]:
    messengers: dict[str, Messenger] = {"telegram": telegram, "slack": ScriptedMessenger("slack")}
    pacers = {"telegram": pace, "slack": Unpaced()}
    delivery = Delivery(house.database, Renderer(), messengers, house.clock, "crowd", pacers=pacers)
    house.database.on_commit(delivery.wake)
    running = asyncio.create_task(delivery.run())
    try:
        yield
    finally:
        await delivery.stop()
        await running


async def all_shown(house: House, time: FakeTime) -> None:
    """Let the time pass until nothing waits to be shown."""
    began = time.now
    waits = select(func.count()).where(slots.c.state.in_((*TO_DO, SlotState.SENDING)))
    while True:
        async with house.database.read() as tx:
            if not await tx._sql.value(waits):
                return
        await time.pass_by(0.25)
        await asyncio.sleep(0.01)
        assert time.now - began < 600, "it takes too long"


async def test_two_hundred_ballots_within_the_limits(house: House, crowd: list[Person]) -> None:
    w, time = house.world, FakeTime()
    telegram, pace = ScriptedMessenger("telegram"), Watched(time)
    await a_cup(house)
    async with delivering(house, telegram, pace):
        await house.at(OPENING)
        await all_shown(house, time)
        electors = [*crowd, w.boris, w.gleb, w.darya]
        assert {sight.person for sight in await house.sights(BallotPaper)} == {person.id for person in electors}
        card = await house.sees(CupCard)
        assert (card.voted, card.eligible) == (0, len(electors))

        dice = random.Random(20261201)  # noqa: S311  Always the same votes.
        taps = [(person, dice.choice((w.vera, w.egor))) for person in (*electors, *electors[::9])]
        await asyncio.gather(
            *(house.presses(person, f"cup.choose:{card.vote}:{whom.id}", private=True) for person, whom in taps)
        )
        assert (await house.sees(CupCard)).ending
        await all_shown(house, time)
        await house.later(minutes=10)
        await all_shown(house, time)
    assert pace.floods == []
    shown = await result(house)
    [count] = shown.counts
    assert (count.eligible, count.voted, sum(line.votes for line in count.lines)) == (203, 203, 203)
    for person in crowd:
        assert any("подсчитаны и стёрты" in text for text in telegram.shows(person.accounts[0]))
    edits = len(telegram.called("edit", house.world.telegram.place))
    assert edits < 30, f"two hundred votes are few edits of the card, not {edits}"
    await house.at(CLOSING)
    assert len(await house.sights(CupCard, w.telegram.place)) == 1
