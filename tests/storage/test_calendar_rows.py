"""Who keeps a calendar up to date; and the steps that an outage left late or undone."""

from dataclasses import replace
from datetime import timedelta

from bot.storage.transaction import Database
from rituals.timeline import PlannedStep, Reason, StepState, Subject
from tests.databases import MONDAY
from tests.storage.things import an_occurrence
from tests.world import World, another_team


async def test_readers_of_a_team(database: Database, world: World) -> None:
    async with database.begin() as tx:
        other = await another_team(tx)
        for person in (world.vera, world.anna, world.vera, other.anna):
            await tx.calendars.keep(person, MONDAY)
    async with database.read() as tx:
        assert list(await tx.calendars.readers(world.team.id)) == [world.anna.id, world.vera.id]
        assert list(await tx.calendars.readers(other.team.id)) == [other.anna.id]
    async with database.begin() as tx:
        await tx.calendars.stop(world.vera)
        await tx.calendars.stop(world.gleb)
        assert list(await tx.calendars.readers(world.team.id)) == [world.anna.id]
        assert list(await tx.calendars.readers(other.team.id)) == [other.anna.id]


async def test_two_persons_who_are_one_keep_one_calendar(database: Database, world: World) -> None:
    async with database.begin() as tx:
        for person in (world.vera, world.gleb):
            await tx.calendars.keep(person, MONDAY)
        await tx.people.merge(world.vera, world.gleb)
        assert list(await tx.calendars.readers(world.team.id)) == [world.vera.id]
        await tx.calendars.stop(world.vera)
        await tx.calendars.keep(world.egor, MONDAY)
        await tx.people.merge(world.anna, world.egor)
        assert list(await tx.calendars.readers(world.team.id)) == [world.anna.id]


async def test_steps_that_were_late_or_given_up(database: Database, world: World) -> None:
    hour = timedelta(hours=1)
    async with database.begin() as tx:
        occurrence = await an_occurrence(tx, world)
        steps = [PlannedStep(name, MONDAY + n * hour, MONDAY + 9 * hour) for n, name in enumerate("abcd")]
        await tx.steps.put(world.team.id, Subject.OCCURRENCE, occurrence.id, steps)
        await tx.steps.put(
            world.team.id, Subject.RITUAL, world.monday.id, [PlannedStep("resume", MONDAY, MONDAY + hour)]
        )
        for step in await tx.steps.waiting(world.team.id, 10):
            taken = await tx.steps.take(step.id, MONDAY + 5 * hour)
            assert taken is not None, step
            state, why = {
                "a": (StepState.DONE, None),
                "b": (StepState.LATE, None),
                "c": (StepState.SKIPPED, Reason.OUTAGE),
                "d": (StepState.SKIPPED, Reason.PAUSED),
                "resume": (StepState.LATE, None),
            }[step.name]

            await tx.steps.save(replace(taken, state=state, why=why, done_at=MONDAY + 5 * hour))
    async with database.read() as tx:
        found = [(step.subject, step.name) for step in await tx.steps.troubled(world.team.id, MONDAY + 5 * hour)]
        assert found == [(Subject.RITUAL, "resume"), (Subject.OCCURRENCE, "b"), (Subject.OCCURRENCE, "c")]
        assert list(await tx.steps.troubled(world.team.id, MONDAY + 6 * hour)) == []
