"""Items, meetings, action items, answers: stored, found, and kept apart from other teams'."""

import asyncio
from dataclasses import replace

from bot.storage.transaction import Database, SqlTransaction
from rituals.agenda import ItemId, ItemState
from rituals.meeting import Attendance, Decision, Meeting, Passed, Phase, Review, Stage
from rituals.parts import Part, Partaking
from rituals.standup import Answer
from rituals.tasks import Outcome, TaskState
from rituals.team import Person, PersonId
from rituals.timeline import (
    OccurrenceId,
    OccurrenceState,
)
from tests.databases import MONDAY
from tests.storage.things import HOUR, MINUTE, WEEK, a_task, an_item, an_occurrence
from tests.world import World, another_team


class TestAgenda:
    async def test_an_item_is_found_again(self, database: Database, world: World) -> None:
        async with database.begin() as tx:
            occurrence = await an_occurrence(tx, world)
            item = await an_item(tx, world, "Почему 🤔 «лиды» холодные?", by=world.anna)
            changed = replace(
                item, link="https://x", state=ItemState.DISCUSSED, occurrence=occurrence.id, carried=2, text="Лиды"
            )
            assert await tx.agenda.get(world.team.id, item.id) == item
            await tx.agenda.save(changed)
        async with database.begin() as tx:
            assert await tx.agenda.get(world.team.id, item.id) == changed

    async def test_an_item_is_not_seen_or_changed_from_another_team(self, database: Database, world: World) -> None:
        async with database.begin() as tx:
            other = await another_team(tx)
            item = await an_item(tx, world)
            assert await tx.agenda.get(other.team.id, item.id) is None
            await tx.agenda.save(replace(item, team=other.team.id, text="stolen"))
            assert await tx.agenda.get(world.team.id, item.id) == item
            assert list(await tx.agenda.waiting(other.monday.id)) == []

    async def test_what_waits(self, database: Database, world: World) -> None:
        async with database.begin() as tx:
            first, second, third = [await an_item(tx, world, text, by=world.gleb) for text in ("a", "b", "c")]
            await tx.agenda.save(replace(second, state=ItemState.REMOVED))
            await tx.agenda.vote(third.id, world.anna.id)
            assert list(await tx.agenda.waiting(world.monday.id)) == [first, replace(third, votes=1)]

    async def test_a_vote_counts_once_and_can_be_taken_back(self, database: Database, world: World) -> None:
        async with database.begin() as tx:
            item = await an_item(tx, world)
            assert await tx.agenda.vote(item.id, world.anna.id)
            assert await tx.agenda.vote(item.id, world.boris.id)
            assert await tx.agenda.get(world.team.id, item.id) == replace(item, votes=2)
            assert not await tx.agenda.vote(item.id, world.anna.id)
            assert await tx.agenda.get(world.team.id, item.id) == replace(item, votes=1)

    async def test_what_a_person_has_voted_for(self, database: Database, world: World) -> None:
        async with database.begin() as tx:
            first, second, gone = [await an_item(tx, world, text) for text in ("a", "b", "c")]
            for item in (first, gone):
                await tx.agenda.vote(item.id, world.anna.id)
            await tx.agenda.vote(second.id, world.boris.id)
            await tx.agenda.save(replace(gone, state=ItemState.REMOVED))
            assert await tx.agenda.voted(world.monday.id, world.anna.id) == {first.id}
            assert await tx.agenda.voted(world.monday.id, world.gleb.id) == frozenset()

    async def test_nobody_votes_in_another_team(self, database: Database, world: World) -> None:
        async with database.begin() as tx:
            other = await another_team(tx)
            item = await an_item(tx, world)
            assert not await tx.agenda.vote(item.id, other.anna.id)
            assert not await tx.agenda.vote(ItemId(10**9), world.anna.id)
            assert await tx.agenda.get(world.team.id, item.id) == item

    async def test_taps_at_the_same_time_are_one_vote_or_none(self, database: Database, world: World) -> None:
        async with database.begin() as tx:
            item = await an_item(tx, world)

        async def tap(person: Person) -> bool:
            async with database.begin() as tx:
                return await tx.agenda.vote(item.id, person.id)

        taps = await asyncio.gather(*(tap(world.anna) for _ in range(7)), *(tap(world.boris) for _ in range(2)))
        async with database.begin() as tx:
            stored = await tx.agenda.get(world.team.id, item.id)
        assert stored is not None
        assert stored.votes <= 2
        assert stored.votes == 2 * sum(taps) - len(taps)

    async def test_votes_of_many_add_up(self, database: Database, world: World) -> None:
        async with database.begin() as tx:
            item = await an_item(tx, world)

        async def tap(person: Person) -> None:
            async with database.begin() as tx:
                await tx.agenda.vote(item.id, person.id)

        await asyncio.gather(*map(tap, world.people))
        async with database.begin() as tx:
            assert await tx.agenda.get(world.team.id, item.id) == replace(item, votes=len(world.people))


class TestMeetings:
    STAGES = (Stage(Phase.REVIEW, 5), Stage(Phase.ITEMS, 20), Stage(Phase.PLAN, 5))

    async def _full(self, tx: SqlTransaction, world: World) -> Meeting:
        """A meeting in which everything has happened."""
        occurrence = replace(await an_occurrence(tx, world), state=OccurrenceState.RUNNING, opened_at=MONDAY)
        one, two, three = [await an_item(tx, world, text, by=world.gleb) for text in ("a", "b", "c")]
        task, other = await a_task(tx, world), await a_task(tx, world)
        meeting = Meeting(
            occurrence,
            world.monday,
            self.STAGES,
            world.boris.id,
            Phase.ITEMS,
            MONDAY + MINUTE,
            MONDAY,
            three.id,
            (task.id, other.id),
        )
        came = (world.gleb, world.anna)
        for person in came:
            meeting.attendance[person.id] = Attendance(person.id, MONDAY, person is world.anna)
        meeting.decisions.append(Decision(1, "Решили", one.id, world.boris.id, MONDAY))
        meeting.decisions.append(Decision(2, "Ещё", None, world.anna.id, MONDAY, reopened=True, topic="campaigns"))
        meeting.topic, meeting.item_since = "campaigns", MONDAY + MINUTE
        meeting.spent = {one.id: 3 * MINUTE, two.id: MINUTE}
        meeting.passed = {two.id: Passed.DEFERRED, one.id: Passed.DISCUSSED}
        meeting.reviews[other.id] = Review(other.id, Outcome.PARTLY, MONDAY, world.boris.id, "не успел")
        meeting.reviews[task.id] = Review(task.id, Outcome.NOT_REVIEWED, MONDAY)
        await tx.meetings.save(meeting)
        return meeting

    async def test_a_meeting_is_found_again_with_all_that_happened(self, database: Database, world: World) -> None:
        async with database.begin() as tx:
            meeting = await self._full(tx, world)
        async with database.begin() as tx:
            found = await tx.meetings.get(world.team.id, meeting.id)
            assert found == meeting
            assert list(found.passed) == list(meeting.passed)
            assert await tx.occurrences.get(world.team.id, meeting.id) == meeting.occurrence
            passed = [item.text for item in await tx.meetings.items_discussed(meeting.id)]
            assert passed == ["b", "a"]

    async def test_a_meeting_changes(self, database: Database, world: World) -> None:
        async with database.begin() as tx:
            meeting = await self._full(tx, world)
        async with database.begin() as tx:
            found = await tx.meetings.get(world.team.id, meeting.id)
            assert found is not None
            assert found.item is not None
            found.arrive(world.darya.id, MONDAY + HOUR)
            found.decisions[0] = replace(found.decisions[0], text="Иначе", reopened=True)
            found.decide("Третье", found.item, world.darya.id, MONDAY + HOUR)
            found.passed[found.item] = Passed.DISCUSSED
            del found.reviews[found.to_review[0]]
            found.close(MONDAY + HOUR)
            found.occurrence = replace(found.occurrence, state=OccurrenceState.HELD, closed_at=MONDAY + HOUR)
            await tx.meetings.save(found)
            await tx.meetings.save(found)
        async with database.begin() as tx:
            assert await tx.meetings.get(world.team.id, meeting.id) == found
            assert [item.text for item in await tx.meetings.items_discussed(meeting.id)] == ["b", "a", "c"]

    async def test_what_did_not_happen_after_all_is_taken_away(self, database: Database, world: World) -> None:
        async with database.begin() as tx:
            meeting = await self._full(tx, world)
        async with database.begin() as tx:
            found = await tx.meetings.get(world.team.id, meeting.id)
            assert found is not None
            found.attendance.clear()
            found.decisions.clear()
            found.passed.clear()
            found.reviews.clear()
            await tx.meetings.save(found)
        async with database.begin() as tx:
            assert await tx.meetings.get(world.team.id, meeting.id) == found

    async def test_a_meeting_that_was_not_opened_or_is_of_another_team(self, database: Database, world: World) -> None:
        async with database.begin() as tx:
            other = await another_team(tx)
            planned = await an_occurrence(tx, world, MONDAY + WEEK)
            meeting = await self._full(tx, world)
            assert await tx.meetings.get(world.team.id, planned.id) is None
            assert await tx.meetings.get(other.team.id, meeting.id) is None
            assert await tx.meetings.get(world.team.id, OccurrenceId(10**9)) is None

    async def test_which_meetings_go_on(self, database: Database, world: World) -> None:
        async with database.begin() as tx:
            other = await another_team(tx)
            running = await self._full(tx, world)
            opened = Meeting(
                await an_occurrence(tx, world, MONDAY - WEEK, OccurrenceState.OPEN), world.monday, self.STAGES, None
            )
            await tx.meetings.save(opened)
            held = Meeting(
                await an_occurrence(tx, world, MONDAY - 2 * WEEK, OccurrenceState.HELD), world.monday, self.STAGES, None
            )
            await tx.meetings.save(held)
            assert list(await tx.meetings.open_in(world.team.id)) == [opened.id, running.id]
            assert list(await tx.meetings.open_in(other.team.id)) == []

    async def test_who_chaired_last(self, database: Database, world: World) -> None:
        async with database.begin() as tx:
            assert list(await tx.meetings.chairs(world.monday.id, 9)) == []
            for weeks, state, chair in (
                (3, OccurrenceState.HELD, world.anna.id),
                (2, OccurrenceState.HELD, world.boris.id),
                (1, OccurrenceState.SKIPPED, world.anna.id),
            ):
                occurrence = await an_occurrence(tx, world, MONDAY - weeks * WEEK, state)
                await tx.meetings.save(Meeting(occurrence, world.monday, self.STAGES, chair))
            assert list(await tx.meetings.chairs(world.monday.id, 9)) == [world.boris.id, world.anna.id]
            assert list(await tx.meetings.chairs(world.monday.id, 1)) == [world.boris.id]
            assert await tx.occurrences.held(world.monday.id) == 2

    async def test_what_people_have_to_do_with_an_occurrence(self, database: Database, world: World) -> None:
        async with database.begin() as tx:
            occurrence = await an_occurrence(tx, world)
            read = Partaking(occurrence.id, world.anna.id, Part.HAS_READ, MONDAY)
            late = Partaking(occurrence.id, world.boris.id, Part.LATE, MONDAY + MINUTE, 10)
            for one in (late, read, replace(late, minutes=15)):
                await tx.parts.put(one)
            assert list(await tx.parts.of(occurrence.id)) == [read, replace(late, minutes=15)]
            await tx.parts.take_back(occurrence.id, world.boris.id, Part.HAS_READ)
            await tx.parts.take_back(occurrence.id, world.anna.id, Part.HAS_READ)
            assert list(await tx.parts.of(occurrence.id)) == [replace(late, minutes=15)]

    async def test_what_was_added_and_closed_since(self, database: Database, world: World) -> None:
        async with database.begin() as tx:
            other = await another_team(tx)
            item = await an_item(tx, world)
            gone = await an_item(tx, world)
            await tx.agenda.save(replace(gone, state=ItemState.REMOVED))
            assert list(await tx.agenda.added_since(world.team.id, item.created_at)) == [item]
            assert list(await tx.agenda.added_since(world.team.id, item.created_at + MINUTE)) == []
            assert list(await tx.agenda.added_since(other.team.id, item.created_at)) == []
            open_one, task = await a_task(tx, world), await a_task(tx, world)
            done = task.done(MONDAY)
            await tx.tasks.save(done)
            assert open_one.is_open
            assert list(await tx.tasks.closed_since(world.team.id, MONDAY)) == [done]
            assert list(await tx.tasks.closed_since(world.team.id, MONDAY + MINUTE)) == []
            assert list(await tx.tasks.closed_since(other.team.id, MONDAY)) == []

    async def test_two_who_press_at_once_come_one_after_the_other(self, database: Database, world: World) -> None:
        async with database.begin() as tx:
            meeting = await self._full(tx, world)

        async def here(person: PersonId) -> None:
            async with database.begin() as tx:
                found = await tx.meetings.get(world.team.id, meeting.id)
                assert found is not None
                await asyncio.sleep(0)
                found.arrive(person, MONDAY)
                found.decide("Решение", None, person, MONDAY)
                await tx.meetings.save(found)

        await asyncio.gather(*(here(person.id) for person in world.people))
        async with database.begin() as tx:
            found = await tx.meetings.get(world.team.id, meeting.id)
        assert found is not None
        assert set(found.attendance) == {person.id for person in world.people}
        assert [decision.seq for decision in found.decisions] == list(range(1, 3 + len(world.people)))


class TestTasks:
    async def test_an_action_item_is_found_again(self, database: Database, world: World) -> None:
        async with database.begin() as tx:
            occurrence, item = await an_occurrence(tx, world), await an_item(tx, world)
            task = await a_task(tx, world)
            changed = replace(
                task,
                owner=None,
                due=MONDAY + HOUR,
                has_time=True,
                created_by=world.boris.id,
                occurrence=occurrence.id,
                item=item.id,
                state=TaskState.DROPPED,
                reason="не нужно",
                moves=2,
                closed_at=MONDAY,
            )
            assert await tx.tasks.get(world.team.id, task.id) == task
            await tx.tasks.save(changed)
        async with database.begin() as tx:
            assert await tx.tasks.get(world.team.id, task.id) == changed
            assert list(await tx.tasks.of_meeting(occurrence.id)) == [changed]

    async def test_an_action_item_is_not_seen_or_changed_from_another_team(
        self, database: Database, world: World
    ) -> None:
        async with database.begin() as tx:
            other = await another_team(tx)
            task = await a_task(tx, world)
            assert await tx.tasks.get(other.team.id, task.id) is None
            await tx.tasks.save(replace(task, team=other.team.id, text="stolen"))
            assert await tx.tasks.get(world.team.id, task.id) == task
            assert list(await tx.tasks.open_in(other.team.id)) == []

    async def test_open_ones_by_date_those_without_one_last(self, database: Database, world: World) -> None:
        async with database.begin() as tx:
            unfinished = await a_task(tx, world)
            later = await a_task(tx, world, MONDAY + WEEK)
            sooner = await a_task(tx, world, MONDAY)
            done = await a_task(tx, world, MONDAY - WEEK)
            await tx.tasks.save(done.done(MONDAY))
            assert list(await tx.tasks.open_in(world.team.id)) == [sooner, later, unfinished]


class TestAnswers:
    async def test_a_second_answer_replaces_the_first(self, database: Database, world: World) -> None:
        async with database.begin() as tx:
            occurrence = await an_occurrence(tx, world)
            vera = Answer(occurrence.id, world.vera.id, "сделала", "сделаю", "", MONDAY)
            gleb = Answer(occurrence.id, world.gleb.id, "a", "b", "c", MONDAY + MINUTE)
            await tx.answers.put(replace(vera, done="раньше", at=MONDAY - HOUR))
            await tx.answers.put(gleb)
            await tx.answers.put(vera)
        async with database.begin() as tx:
            assert list(await tx.answers.of(occurrence.id)) == [vera, gleb]
            assert list(await tx.answers.of(OccurrenceId(10**9))) == []
