"""Two persons who are one human: nothing of what they did is lost, and nothing counts twice."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.storage.transaction import Database, SqlTransaction
from rituals.meeting import Attendance, Decision, Meeting, Review
from rituals.messages import Direct
from rituals.parts import Part, Partaking
from rituals.standup import Answer
from rituals.tasks import Outcome
from rituals.team import Absence, Circle, Person
from tests.databases import MONDAY
from tests.storage.shown import Note
from tests.storage.things import a_task, an_item, an_occurrence
from tests.world import World, another_team


async def both(tx: SqlTransaction, world: World) -> tuple[Person, Person]:
    """Vera of Slack and Gleb of Telegram are one."""
    people = {person.id: person for person in await tx.people.of(world.team.id)}
    return people[world.vera.id], people[world.gleb.id]


async def test_accounts_come_together_and_the_other_leaves(database: Database, world: World) -> None:
    async with database.begin() as tx:
        await tx.people.merge(world.vera, world.gleb)
        vera, gleb = await both(tx, world)
    assert set(vera.accounts) == {*world.vera.accounts, *world.gleb.accounts}
    assert vera == replace(world.vera, accounts=vera.accounts)
    assert gleb == replace(world.gleb, accounts=(), active=False)


async def test_who_has_two_accounts_in_one_messenger_keeps_the_own_one(database: Database, world: World) -> None:
    async with database.begin() as tx:
        await tx.people.merge(world.boris, world.darya)
        boris = next(person for person in await tx.people.of(world.team.id) if person.id == world.boris.id)
    assert boris.accounts == (world.boris.accounts[0], world.darya.accounts[1])


async def test_what_they_did_is_of_one_and_counts_once(database: Database, world: World) -> None:
    vera, gleb = world.vera.id, world.gleb.id
    async with database.begin() as tx:
        occurrence = replace(await an_occurrence(tx, world), by=gleb)
        item, shared = await an_item(tx, world, by=world.gleb), await an_item(tx, world)
        for number, by in ((item.id, gleb), (shared.id, gleb), (shared.id, vera)):
            await tx.agenda.vote(number, by)
        task = await a_task(tx, world)
        meeting = Meeting(occurrence, world.monday, (), gleb, to_review=(task.id,))
        meeting.attendance = {
            gleb: Attendance(gleb, MONDAY, late=True),
            vera: Attendance(vera, MONDAY, late=False),
        }
        meeting.decisions.append(Decision(1, "Да", None, gleb, MONDAY))
        meeting.reviews[task.id] = Review(task.id, Outcome.DONE, MONDAY, gleb)
        await tx.meetings.save(meeting)
        await tx.answers.put(Answer(occurrence.id, gleb, "a", "b", "", MONDAY))
        await tx.people.be_away(Absence(gleb, date(2026, 1, 1), date(2026, 1, 2)))
        await tx.outbox.show("word", Direct(gleb), Note("a"))
        for person, part in ((gleb, Part.GUEST), (gleb, Part.HAS_READ), (vera, Part.HAS_READ)):
            await tx.parts.put(Partaking(occurrence.id, person, part, MONDAY))
        monday = replace(world.monday, circle=Circle(people=(gleb, world.anna.id, vera)))
        await tx.rituals.save(monday)

    async with database.begin() as tx:
        await tx.people.merge(world.vera, world.gleb)

    async with database.begin() as tx:
        found = await tx.meetings.get(world.team.id, occurrence.id)
        assert found is not None
        assert (found.chair, found.occurrence.by) == (vera, vera)
        assert found.attendance == {vera: Attendance(vera, MONDAY, late=False)}
        assert [decision.by for decision in found.decisions] == [vera]
        assert found.reviews[task.id].by == vera
        stored = {one.id: one for one in await tx.agenda.waiting(world.monday.id)}
        assert (stored[item.id].by, stored[item.id].votes, stored[shared.id].votes) == (vera, 1, 1)
        assert [task.owner for task in await tx.tasks.open_in(world.team.id)] == [vera]
        assert [answer.person for answer in await tx.answers.of(occurrence.id)] == [vera]
        parts = {(part.person, part.part) for part in await tx.parts.of(occurrence.id)}
        assert parts == {(vera, Part.GUEST), (vera, Part.HAS_READ)}
        ritual = await tx.rituals.get(world.team.id, world.monday.id)
        assert ritual is not None
        assert ritual.circle == Circle(people=(vera, world.anna.id))
        assert [
            absence.person for absence in await tx.people.absences(world.team.id, MONDAY.date(), MONDAY.date())
        ] == []
        away = await tx.people.absences(world.team.id, date(2026, 1, 1), date(2026, 1, 1))
        assert [absence.person for absence in away] == [vera]
        claimed = await tx.slots.claim((await tx.slots.due_places(MONDAY, 1))[0], "me", MONDAY, timedelta(minutes=1))
        assert claimed is not None
        assert claimed.person == vera


async def test_nobody_is_merged_with_themselves_or_across_teams(database: Database, world: World) -> None:
    async with database.begin() as tx:
        other = await another_team(tx)
        for stranger in (world.vera, other.vera, replace(other.vera, team=world.team.id)):
            with pytest.raises(ValueError, match="one human"):
                await tx.people.merge(world.vera, stranger)
        assert list(await tx.people.of(world.team.id)) == list(world.people)
        assert list(await tx.people.of(other.team.id)) == list(other.people)
