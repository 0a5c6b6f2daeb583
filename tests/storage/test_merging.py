"""Two persons who are one human: nothing of what they did is lost, and nothing counts twice."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.storage.transaction import Database, SqlTransaction
from rituals.meeting import Attendance, Decision, Meeting, Review
from rituals.messages import Direct, Who
from rituals.parts import Part, Partaking
from rituals.reading import may_read
from rituals.standup import Answer
from rituals.survey import Participant, Standing, Survey
from rituals.survey_questions import SurveyTemplate
from rituals.tasks import Outcome
from rituals.team import Absence, Circle, Person
from tests.databases import MONDAY
from tests.messengers.gallery_meeting import QUIET
from tests.storage.shown import Note
from tests.storage.things import WEEK, a_task, an_item, an_occurrence
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


async def test_what_one_of_them_might_read_and_agree_to_the_human_may(database: Database, world: World) -> None:
    vera, gleb, boris = world.vera, world.gleb, world.boris
    async with database.begin() as tx:
        occurrence = await an_occurrence(tx, world)
        first = replace(
            QUIET,
            team=world.team.id,
            number=1,
            occurrence=occurrence.id,
            readers=(gleb.id, boris.id, vera.id),
            directors=(Who.of(gleb), Who.of(boris)),
        )
        await tx.protocols.add(first)
        await tx.protocols.add(first.agree(gleb, MONDAY))
    async with database.begin() as tx:
        await tx.people.merge(vera, gleb)
    async with database.begin() as tx:
        last = await tx.protocols.get(world.team.id, 1)
        versions = await tx.archive.versions(world.team.id, 1)
    assert last is not None
    assert last.agreed == (Who.of(vera),)
    for version in versions:
        assert version.readers == (vera.id, boris.id)
        assert version.directors == (Who.of(vera), Who.of(boris))
        assert may_read(vera, version)
    last.check_director(vera)


async def test_whoever_finishes_a_survey_meanwhile_has_finished_it(database: Database, world: World) -> None:
    """Both wait for the survey's row: whichever is first, one human has answered once, and has no draft."""
    async with database.begin() as tx:
        drafted = Survey.drafted(world.team.id, SurveyTemplate.PULSE, by=None)
        survey = await tx.surveys.add(drafted)
        asked = [Participant(p.id, director=False, label="") for p in (world.vera, world.gleb)]
        await tx.ballots.put(survey.id, asked)
        opened = survey.opened(survey.rule, MONDAY, MONDAY + WEEK, directors=False)
        await tx.surveys.save(opened)
    entered = asyncio.Event()

    async def finishes() -> None:
        async with database.begin() as tx:
            await tx.surveys.get(world.team.id, survey.id)
            entered.set()
            await asyncio.sleep(0)
            await tx.ballots.put(survey.id, [replace(asked[1], standing=Standing.ANSWERED)])

    async def merges() -> None:
        await entered.wait()
        async with database.begin() as tx:
            await tx.people.merge(world.vera, world.gleb)

    await asyncio.gather(finishes(), merges())
    async with database.read() as tx:
        (one,) = await tx.ballots.asked(survey.id)
    assert (one.person, one.standing) == (world.vera.id, Standing.ANSWERED)


async def test_nobody_is_merged_with_themselves_or_across_teams(database: Database, world: World) -> None:
    async with database.begin() as tx:
        other = await another_team(tx)
        for stranger in (world.vera, other.vera, replace(other.vera, team=world.team.id)):
            with pytest.raises(ValueError, match="one human"):
                await tx.people.merge(world.vera, stranger)
        assert list(await tx.people.of(world.team.id)) == list(world.people)
        assert list(await tx.people.of(other.team.id)) == list(other.people)
