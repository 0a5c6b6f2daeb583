"""Protocols: stored, found by number and by meeting, changed, and kept apart from other teams'."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from bot.storage.transaction import Database
from rituals.agenda import ItemId
from rituals.messages import Who
from rituals.protocol import DecisionLine, ItemLine, Present, Protocol, ReviewLine, TaskLine
from rituals.tasks import Outcome, TaskId
from rituals.team import Department, Person
from rituals.timeline import (
    Occurrence,
)
from tests.databases import MONDAY
from tests.storage.things import HOUR, WEEK, an_occurrence
from tests.world import World, another_team


class TestProtocols:
    def _protocol(self, world: World, occurrence: Occurrence, number: int = 1) -> Protocol:
        who = Who.of(world.gleb)
        task = TaskLine(TaskId(7), "Позвонить", who, MONDAY + WEEK, has_time=True)
        item = ItemLine(
            ItemId(3), "Лиды", "Анна", Department.MARKETING, "https://x", (DecisionLine(1, "Да"),), (task,), 2
        )
        return Protocol(
            team=world.team.id,
            number=number,
            occurrence=occurrence.id,
            version=1,
            made_at=MONDAY + HOUR,
            ritual="monday",
            kind="standup",
            planned_at=MONDAY,
            started_at=MONDAY,
            closed_at=MONDAY + HOUR,
            chair="Борис",
            present=(Present("Борис"), Present("Анна", late=True)),
            absent=("Глеб",),
            away=("Вера",),
            reviews=(ReviewLine("Отчёт", None, Outcome.PARTLY, "болел", MONDAY, 2, dropped=True),),
            items=(item,),
            decisions=(DecisionLine(2, "Ещё", "Анна", "не так"),),
            tasks=(TaskLine(TaskId(8), "Без срока", None, None, has_time=False),),
            deferred=(replace(item, department=None, by=None, link=None),),
            directors=(Who.of(world.anna), Who.of(world.boris)),
        )

    async def test_every_version_stays_and_the_last_one_is_found(self, database: Database, world: World) -> None:
        async with database.begin() as tx:
            occurrence = await an_occurrence(tx, world)
            assert await tx.protocols.get(world.team.id, None) is None
            assert await tx.protocols.number(world.team.id) == 1
            first = self._protocol(world, occurrence)
            await tx.protocols.add(first)
            assert await tx.protocols.get(world.team.id, 1) == first
            agreed = first.agree(world.anna, MONDAY + 2 * HOUR)
            amended = agreed.amend(world.gleb, "Ещё вот что", MONDAY + 3 * HOUR)
            await tx.protocols.add(agreed)
            await tx.protocols.add(amended)
        async with database.begin() as tx:
            assert await tx.protocols.get(world.team.id, 1) == amended
            assert await tx.protocols.get(world.team.id, None) == amended
            assert await tx.protocols.of_meeting(occurrence.id) == amended
            assert await tx.protocols.get(world.team.id, 2) is None

    async def test_a_version_is_never_overwritten(self, database: Database, world: World) -> None:
        async with database.begin() as tx:
            first = self._protocol(world, await an_occurrence(tx, world))
            await tx.protocols.add(first)
        with pytest.raises(IntegrityError):
            async with database.begin() as tx:
                await tx.protocols.add(replace(first, chair="somebody else"))
        async with database.begin() as tx:
            assert await tx.protocols.get(world.team.id, 1) == first

    async def test_numbers_count_within_a_team(self, database: Database, world: World) -> None:
        async with database.begin() as tx:
            other = await another_team(tx)
            for number in (1, 2, 3):
                occurrence = await an_occurrence(tx, world, MONDAY + number * WEEK)
                await tx.protocols.add(self._protocol(world, occurrence, number))
            assert await tx.protocols.number(world.team.id) == 4
            assert await tx.protocols.number(other.team.id) == 1
            assert await tx.protocols.get(other.team.id, 1) is None
            assert await tx.protocols.get(other.team.id, None) is None
            assert list(await tx.protocols.recent(other.team.id, 5)) == []

    async def test_the_newest_ones_in_their_latest_version(self, database: Database, world: World) -> None:
        async with database.begin() as tx:
            made = []
            for number in (1, 2, 3):
                occurrence = await an_occurrence(tx, world, MONDAY + number * WEEK)
                made.append(self._protocol(world, occurrence, number))
                await tx.protocols.add(made[-1])
            agreed = made[1].agree(world.boris, MONDAY)
            await tx.protocols.add(agreed)
            assert list(await tx.protocols.recent(world.team.id, 2)) == [made[2], agreed]

    async def test_two_meetings_that_close_at_once_get_two_numbers(self, database: Database, world: World) -> None:
        async with database.begin() as tx:
            held = [await an_occurrence(tx, world, MONDAY + weeks * WEEK) for weeks in range(4)]

        async def close(occurrence: Occurrence) -> None:
            async with database.begin() as tx:
                number = await tx.protocols.number(world.team.id)
                await tx.protocols.add(self._protocol(world, occurrence, number))

        await asyncio.gather(*map(close, held))
        async with database.begin() as tx:
            assert [protocol.number for protocol in await tx.protocols.recent(world.team.id, 9)] == [4, 3, 2, 1]

    async def test_two_directors_who_agree_at_once_have_both_agreed(self, database: Database, world: World) -> None:
        async with database.begin() as tx:
            await tx.protocols.add(self._protocol(world, await an_occurrence(tx, world)))

        async def agree(person: Person) -> None:
            async with database.begin() as tx:
                protocol = await tx.protocols.get(world.team.id, 1)
                assert protocol is not None
                await tx.protocols.add(protocol.agree(person, MONDAY))

        await asyncio.gather(agree(world.anna), agree(world.boris))
        async with database.begin() as tx:
            protocol = await tx.protocols.get(world.team.id, None)
        assert protocol is not None
        assert protocol.is_agreed
        assert protocol.version == 3
