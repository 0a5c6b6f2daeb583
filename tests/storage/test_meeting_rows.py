"""Items, meetings, action items, protocols, answers: stored, found, and kept apart from other teams'."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from bot.storage.transaction import Database, SqlTransaction
from rituals.agenda import ItemId, ItemState
from rituals.meeting import Attendance, Decision, Meeting, Passed, Phase, Review, Stage
from rituals.messages import Who
from rituals.parts import Part, Partaking
from rituals.protocol import DecisionLine, ItemLine, Present, Protocol, ReviewLine, TaskLine
from rituals.standup import Answer
from rituals.tasks import Outcome, TaskId, TaskState
from rituals.team import Department, Person, PersonId
from rituals.timeline import (
    Occurrence,
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
