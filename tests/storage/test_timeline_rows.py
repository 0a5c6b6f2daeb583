"""Rituals, occurrences and their steps: stored, found, taken by one replica, and kept apart from other teams'."""

import asyncio
from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy.exc import IntegrityError

from bot.storage.transaction import Database, SqlTransaction
from rituals.calendar import Schedule
from rituals.kinds import options_of
from rituals.timeline import (
    Occurrence,
    OccurrenceId,
    OccurrenceState,
    PlannedStep,
    Reason,
    Ritual,
    RitualId,
    StepId,
    StepState,
    Subject,
    Variant,
)
from tests.databases import MONDAY
from tests.storage.things import HOUR, MINUTE, WEEK, a_task, an_occurrence
from tests.world import World, a_ritual, another_team


class TestRituals:
    async def test_a_ritual_is_found_again(self, database: Database, world: World) -> None:
        schedule = Schedule.parse(
            every="month",
            on="first workday",
            at="9:05",
            timezone="Asia/Omsk",
            day_off="previous workday",
            starting=date(2026, 2, 1),
        )
        async with database.begin() as tx:
            added = await tx.rituals.add(
                Ritual(
                    RitualId(0),
                    world.team.id,
                    "cup",
                    "cup",
                    schedule,
                    HOUR,
                    Variant.ASYNC,
                    paused_at=MONDAY,
                    paused_until=MONDAY + WEEK,
                    planned_until="2026-01-12T10:00",
                    next_run_at=MONDAY + HOUR,
                    options=options_of("cup")(),
                )
            )
        async with database.begin() as tx:
            assert await tx.rituals.get(world.team.id, added.id) == added
            assert list(await tx.rituals.of(world.team.id)) == [world.monday, added]

    async def test_a_ritual_is_not_seen_or_changed_from_another_team(self, database: Database, world: World) -> None:
        async with database.begin() as tx:
            other = await another_team(tx)
            assert await tx.rituals.get(other.team.id, world.monday.id) is None
            await tx.rituals.save(replace(world.monday, team=other.team.id, name="stolen"))
            assert await tx.rituals.get(world.team.id, world.monday.id) == world.monday
            assert list(await tx.rituals.of(other.team.id)) == [other.monday]

    async def test_a_removed_ritual_is_gone_and_leaves_its_name(self, database: Database, world: World) -> None:
        async with database.begin() as tx:
            await tx.rituals.save(replace(world.monday, removed=True, next_run_at=MONDAY))
            assert await tx.rituals.get(world.team.id, world.monday.id) is None
            assert list(await tx.rituals.of(world.team.id)) == []
            assert list(await tx.rituals.to_plan(MONDAY, 10)) == []
            again = await a_ritual(tx, world.team)
            assert again.id > world.monday.id

    async def test_two_rituals_of_one_name_are_refused(self, database: Database, world: World) -> None:
        with pytest.raises(IntegrityError):
            async with database.begin() as tx:
                await a_ritual(tx, world.team)

    async def test_what_is_to_plan(self, database: Database, world: World) -> None:
        async with database.begin() as tx:
            second = await a_ritual(tx, world.team, "second")
            second, first = replace(second, next_run_at=MONDAY), replace(world.monday, next_run_at=MONDAY - HOUR)
            await tx.rituals.save(first)
            await tx.rituals.save(second)
            assert list(await tx.rituals.to_plan(MONDAY - 2 * HOUR, 10)) == []
            assert list(await tx.rituals.to_plan(MONDAY, 1)) == [first]
            assert list(await tx.rituals.to_plan(MONDAY, 10)) == [first, second]
            assert await tx.rituals.next_moment() == MONDAY - HOUR

    async def test_replicas_plan_different_rituals(self, postgres_database: Database) -> None:
        from tests.world import a_team

        async with postgres_database.begin() as tx:
            world = await a_team(tx)
            await tx.rituals.save(replace(world.monday, next_run_at=MONDAY))
            second = await a_ritual(tx, world.team, "second")
            await tx.rituals.save(replace(second, next_run_at=MONDAY))
        async with postgres_database.begin() as one, postgres_database.begin() as two:
            mine = await one.rituals.to_plan(MONDAY, 1)
            theirs = await two.rituals.to_plan(MONDAY, 10)
            assert [ritual.name for ritual in mine] == ["monday"]
            assert [ritual.name for ritual in theirs] == ["second"]


class TestOccurrences:
    async def test_an_occurrence_is_found_again(self, database: Database, world: World) -> None:
        async with database.begin() as tx:
            planned = await an_occurrence(tx, world)
            changed = replace(
                planned,
                starts_at=MONDAY + HOUR,
                state=OccurrenceState.SKIPPED,
                reason=Reason.DAY_OFF,
                note="Рождество",
                moved_from=MONDAY,
                opened_at=MONDAY,
                closed_at=MONDAY + MINUTE,
                by=world.boris.id,
            )
            assert await tx.occurrences.get(world.team.id, planned.id) == planned
            await tx.occurrences.save(changed)
        async with database.begin() as tx:
            assert await tx.occurrences.get(world.team.id, planned.id) == changed
            assert await tx.occurrences.at_slot(world.monday.id, planned.slot) == changed
            assert await tx.occurrences.at_slot(world.monday.id, "2026-01-19T10:00") is None

    async def test_one_occurrence_a_slot_for_ever(self, database: Database, world: World) -> None:
        async def plan() -> Occurrence | None:
            async with database.begin() as tx:
                slot = "2026-01-12T10:00"
                return await tx.occurrences.add(
                    Occurrence(OccurrenceId(0), world.team.id, world.monday.id, slot, MONDAY)
                )

        planned = await asyncio.gather(*(plan() for _ in range(8)))
        assert len([occurrence for occurrence in planned if occurrence is not None]) == 1

    async def test_an_occurrence_is_not_seen_or_changed_from_another_team(
        self, database: Database, world: World
    ) -> None:
        async with database.begin() as tx:
            other = await another_team(tx)
            planned = await an_occurrence(tx, world)
            assert await tx.occurrences.get(other.team.id, planned.id) is None
            await tx.occurrences.save(replace(planned, team=other.team.id, note="stolen"))
            assert await tx.occurrences.get(world.team.id, planned.id) == planned
            assert list(await tx.occurrences.upcoming(other.team.id)) == []

    async def test_what_is_to_come_and_what_is_over(self, database: Database, world: World) -> None:
        async with database.begin() as tx:
            running = await an_occurrence(tx, world, MONDAY, OccurrenceState.RUNNING)
            later = await an_occurrence(tx, world, MONDAY + 2 * WEEK)
            sooner = await an_occurrence(tx, world, MONDAY + WEEK)
            held = await an_occurrence(tx, world, MONDAY - WEEK, OccurrenceState.HELD)
            missed = await an_occurrence(tx, world, MONDAY - 3 * WEEK, OccurrenceState.MISSED)
            skipped = await an_occurrence(tx, world, MONDAY - 2 * WEEK, OccurrenceState.SKIPPED)
            assert list(await tx.occurrences.upcoming(world.team.id)) == [running, sooner, later]
            assert list(await tx.occurrences.past(world.monday.id, 10)) == [held, skipped, missed]
            assert list(await tx.occurrences.past(world.monday.id, 1)) == [held]


class TestSteps:
    CALL = PlannedStep("call", MONDAY - HOUR, MONDAY)
    OPEN = PlannedStep("open", MONDAY, MONDAY + HOUR)

    async def _planned(self, tx: SqlTransaction, world: World) -> Occurrence:
        occurrence = await an_occurrence(tx, world)
        await tx.steps.put(world.team.id, Subject.OCCURRENCE, occurrence.id, [self.OPEN, self.CALL])
        return occurrence

    async def _due(self, tx: SqlTransaction, now: datetime) -> list[str]:
        taken = [await tx.steps.take(step, now) for step in await tx.steps.due(now, 10)]
        return [step.name for step in taken if step is not None]

    async def test_steps_are_due_at_their_time_the_oldest_first(self, database: Database, world: World) -> None:
        async with database.begin() as tx:
            await self._planned(tx, world)
            assert await self._due(tx, MONDAY - HOUR - MINUTE) == []
            assert await self._due(tx, MONDAY - HOUR) == ["call"]
            assert await self._due(tx, MONDAY) == ["call", "open"]
            assert len(await tx.steps.due(MONDAY, 1)) == 1
            assert await tx.steps.next_moment() == MONDAY - HOUR

    async def test_a_step_that_ended_is_not_taken_again(self, database: Database, world: World) -> None:
        async with database.begin() as tx:
            occurrence = await self._planned(tx, world)
            call = (await tx.steps.due(MONDAY, 10))[0]
            step = await tx.steps.take(call, MONDAY)
            assert step is not None
            assert (step.team, step.subject, step.subject_id) == (world.team.id, Subject.OCCURRENCE, occurrence.id)
            assert (step.due_at, step.last_at, step.attempts) == (self.CALL.due_at, self.CALL.last_at, 0)
            await tx.steps.save(replace(step, state=StepState.LATE, done_at=MONDAY, why="outage"))
            assert await tx.steps.take(call, MONDAY) is None
            assert await self._due(tx, MONDAY) == ["open"]

    async def test_a_step_that_failed_is_tried_again_later(self, database: Database, world: World) -> None:
        async with database.begin() as tx:
            await self._planned(tx, world)
            call = (await tx.steps.due(MONDAY, 1))[0]
            step = await tx.steps.take(call, MONDAY)
            assert step is not None
            again = replace(step, attempts=1, due_at=MONDAY + MINUTE, why="bug")
            await tx.steps.save(again)
            assert await tx.steps.take(call, MONDAY) is None
            assert await tx.steps.take(call, MONDAY + MINUTE) == again

    async def test_planning_again_moves_what_waits_and_begins_anew_what_ended(
        self, database: Database, world: World
    ) -> None:
        async with database.begin() as tx:
            occurrence = await self._planned(tx, world)
            step = await tx.steps.take((await tx.steps.due(MONDAY, 1))[0], MONDAY)
            assert step is not None
            await tx.steps.save(replace(step, state=StepState.DONE, done_at=MONDAY, attempts=3, why="x"))
            moved = [
                replace_step(self.CALL, due_at=MONDAY + HOUR, last_at=MONDAY + 2 * HOUR),
                replace_step(self.OPEN, due_at=MONDAY + 2 * HOUR, last_at=MONDAY + 3 * HOUR),
            ]
            await tx.steps.put(world.team.id, Subject.OCCURRENCE, occurrence.id, moved)
            assert await self._due(tx, MONDAY) == []
            assert await self._due(tx, MONDAY + 2 * HOUR) == ["call", "open"]
            again = await tx.steps.take(step.id, MONDAY + 2 * HOUR)
            assert again == replace(step, due_at=MONDAY + HOUR, last_at=MONDAY + 2 * HOUR)

    async def test_cancelling_ends_what_waits_but_not_what_is_kept(self, database: Database, world: World) -> None:
        async with database.begin() as tx:
            occurrence = await self._planned(tx, world)
            task = await a_task(tx, world)
            await tx.steps.put(world.team.id, Subject.TASK, task.id, [PlannedStep("remind", MONDAY, MONDAY)])
            await tx.steps.cancel(Subject.OCCURRENCE, occurrence.id, "moved", MONDAY, keep=["open"])
            assert sorted(await self._due(tx, MONDAY)) == ["open", "remind"]
            await tx.steps.cancel(Subject.OCCURRENCE, occurrence.id, "moved", MONDAY)
            assert await self._due(tx, MONDAY) == ["remind"]

    async def test_what_a_team_will_do_next(self, database: Database, world: World) -> None:
        async with database.begin() as tx:
            other = await another_team(tx)
            await self._planned(tx, world)
            assert [step.name for step in await tx.steps.waiting(world.team.id, 5)] == ["call", "open"]
            assert [step.name for step in await tx.steps.waiting(world.team.id, 1)] == ["call"]
            assert list(await tx.steps.waiting(other.team.id, 5)) == []
            step = (await tx.steps.waiting(world.team.id, 1))[0]
            await tx.steps.save(replace(step, state=StepState.DONE, done_at=MONDAY))
            assert [step.name for step in await tx.steps.waiting(world.team.id, 5)] == ["open"]

    async def test_a_step_is_not_changed_from_another_team(self, database: Database, world: World) -> None:
        async with database.begin() as tx:
            other = await another_team(tx)
            await self._planned(tx, world)
            step = await tx.steps.take((await tx.steps.due(MONDAY, 1))[0], MONDAY)
            assert step is not None
            await tx.steps.save(replace(step, team=other.team.id, state=StepState.DONE))
            assert await tx.steps.take(step.id, MONDAY) == step

    async def test_what_is_not_there_is_not_taken(self, database: Database) -> None:
        async with database.begin() as tx:
            assert await tx.steps.take(StepId(10**9), MONDAY) is None

    async def test_one_replica_takes_a_step(self, postgres_database: Database) -> None:
        from tests.world import a_team

        async with postgres_database.begin() as tx:
            world = await a_team(tx)
            await self._planned(tx, world)
            step = (await tx.steps.due(MONDAY, 1))[0]
        async with postgres_database.begin() as one, postgres_database.begin() as two:
            assert await one.steps.take(step, MONDAY) is not None
            assert await two.steps.take(step, MONDAY) is None

    async def test_a_step_waits_for_the_use_case_that_works_on_its_occurrence(
        self, postgres_database: Database
    ) -> None:
        from tests.world import a_team

        async with postgres_database.begin() as tx:
            world = await a_team(tx)
            occurrence = await self._planned(tx, world)
            step = (await tx.steps.due(MONDAY, 1))[0]
        async with postgres_database.begin() as person, postgres_database.begin() as tick:
            assert await person.occurrences.get(world.team.id, occurrence.id) == occurrence
            assert await tick.steps.take(step, MONDAY) is None
            await person.steps.cancel(Subject.OCCURRENCE, occurrence.id, "skipped", MONDAY)
        async with postgres_database.begin() as tick:
            assert await tick.steps.take(step, MONDAY) is None

    async def test_many_replicas_do_each_step_once(self, database: Database, world: World) -> None:
        async with database.begin() as tx:
            occurrence = await an_occurrence(tx, world)
            many = [PlannedStep(f"s{n}", MONDAY, MONDAY + HOUR) for n in range(12)]
            await tx.steps.put(world.team.id, Subject.OCCURRENCE, occurrence.id, many)
        done: list[str] = []

        async def tick() -> None:
            async with database.begin() as tx:
                due = await tx.steps.due(MONDAY, 20)
            for number in due:
                async with database.begin() as tx:
                    step = await tx.steps.take(number, MONDAY)
                    if step is not None:
                        await tx.steps.save(replace(step, state=StepState.DONE, done_at=MONDAY))
                        done.append(step.name)

        while len(done) < len(many):
            await asyncio.gather(*(tick() for _ in range(4)))
        assert sorted(done) == sorted(step.name for step in many)


def replace_step(step: PlannedStep, *, due_at: datetime, last_at: datetime) -> PlannedStep:
    return PlannedStep(step.name, due_at, last_at)
