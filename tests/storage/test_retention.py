"""Forgetting what is old: words and names go, what is open and what is newer stays, and nothing happens twice."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import Table, func, select

from bot.storage.survey_tables import survey_people
from bot.storage.transaction import Database, SqlTransaction
from bot.storage.vote_tables import vote_options, vote_reasons, votes
from rituals.agenda import ItemState
from rituals.cup import Award
from rituals.meeting import Attendance, Decision, Meeting
from rituals.messages import Direct
from rituals.protocol import Present, Protocol
from rituals.survey import Participant, Survey, SurveyState
from rituals.survey_questions import SurveyTemplate
from rituals.tasks import TaskState
from rituals.team import Absence
from rituals.timeline import Occurrence, OccurrenceState, Reason
from rituals.vote import Tally
from tests.databases import MONDAY
from tests.storage.shown import Note
from tests.storage.test_vote_rows import a_vote
from tests.storage.things import WEEK, a_task, an_item, an_occurrence
from tests.world import World

LATER = MONDAY + 60 * WEEK
CUTOFF = MONDAY + 30 * WEEK


async def held(tx: SqlTransaction, world: World, at: datetime, number: int) -> Occurrence:
    """A meeting that is over, with its item, its decision and its protocol."""
    occurrence = replace(await an_occurrence(tx, world, at), state=OccurrenceState.HELD, closed_at=at, note="записка")
    await tx.occurrences.save(occurrence)
    item = replace(await an_item(tx, world, f"вопрос {number}"), state=ItemState.DISCUSSED, occurrence=occurrence.id)
    await tx.agenda.save(item)
    meeting = Meeting(occurrence, world.monday, (), world.boris.id)
    meeting.attendance = {world.gleb.id: Attendance(world.gleb.id, at, late=False)}
    meeting.decisions.append(Decision(1, f"решение {number}", item.id, world.gleb.id, at))
    await tx.meetings.save(meeting)
    names = (Present("Глеб Фёдоров"),)
    await tx.protocols.add(
        Protocol(
            world.team.id,
            number,
            occurrence.id,
            1,
            at,
            "monday",
            "standup",
            at,
            at,
            at,
            None,
            names,
            (),
            (),
            (),
            (),
            (),
            (),
            (),
        )
    )
    return occurrence


async def test_what_is_older_goes_and_what_is_newer_stays(database: Database, world: World) -> None:
    async with database.begin() as tx:
        old, new = await held(tx, world, MONDAY, 1), await held(tx, world, LATER, 2)
        await tx.people.be_away(Absence(world.gleb.id, date(2020, 1, 1), date(2020, 1, 2)))
        await tx.privacy.sweep(CUTOFF)
    async with database.begin() as tx:
        assert await tx.protocols.get(world.team.id, 1) is None
        assert await tx.protocols.get(world.team.id, 2) is not None
        kept = await tx.privacy.of(world.gleb)
        assert [record["text"] for record in kept["decisions"]] == ["решение 2"]
        assert len(kept["attendances"]) == 1
        assert kept["absences"] == []
        stored = {o.id: o for o in await tx.occurrences.past(world.monday.id, 10)}
        assert (stored[old.id].note, stored[new.id].note) == (None, "записка")
        again = await tx.occurrences.add(replace(old, state=OccurrenceState.PLANNED))
        assert again is None, "a slot that was forgotten must not happen again"


async def test_a_number_is_never_given_twice(database: Database, world: World) -> None:
    async with database.begin() as tx:
        await held(tx, world, MONDAY, 1)
        await held(tx, world, MONDAY + WEEK, 2)
        await tx.privacy.sweep(CUTOFF)
        assert await tx.protocols.get(world.team.id, 1) is None
        assert await tx.protocols.number(world.team.id) == 3


async def test_an_open_promise_is_kept_however_old(database: Database, world: World) -> None:
    async with database.begin() as tx:
        await a_task(tx, world, text="обещано")
        done = await a_task(tx, world, text="сделано")
        part = await a_task(tx, world, text="часть сделанного")
        await tx.tasks.save(replace(part, parent=done.id))
        await tx.tasks.save(replace(done, state=TaskState.DONE, closed_at=MONDAY))
        await tx.privacy.sweep(CUTOFF)
        assert {task.text for task in await tx.tasks.open_in(world.team.id)} == {"обещано", "часть сделанного"}
        assert await tx.tasks.get(world.team.id, done.id) is None


async def test_what_still_is_to_be_shown_is_shown(database: Database, world: World) -> None:
    async with database.begin() as tx:
        await tx.outbox.show("word", Direct(world.gleb.id), Note("a"))
        await tx.privacy.sweep(LATER + timedelta(days=1000))
        assert len((await tx.privacy.of(world.gleb))["messages"]) == 1


async def count(tx: SqlTransaction, *tables: Table) -> list[int]:
    return [int(await tx._sql.value(select(func.count()).select_from(table))) for table in tables]


async def test_of_a_cup_only_who_won_stays(database: Database, world: World) -> None:
    async with database.begin() as tx:
        vote = await a_vote(tx, world)
        won = Award(vote.occurrence, world.team.id, world.monday.id, date(2025, 12, 1), date(2025, 12, 31), MONDAY, ())
        await tx.cups.add(replace(won, winners=(world.vera.id,)))
        tally = Tally(3, 2, tuple((option, 1) for option in vote.options), reasons=((vote.options[0], "за лиды"),))
        await tx.votes.save(replace(vote, tally=tally, electors=frozenset(), ballots=()))
        await tx.privacy.sweep(CUTOFF)
        assert await count(tx, votes, vote_options, vote_reasons) == [0, 0, 0]
        (award,) = await tx.cups.history(world.monday.id, 10)
    assert award.winners == (world.vera.id,)


async def test_a_vote_that_is_not_counted_yet_stays(database: Database, world: World) -> None:
    async with database.begin() as tx:
        vote = await a_vote(tx, world)
        await tx.privacy.sweep(CUTOFF)
        assert await tx.votes.get(world.team.id, vote.id) == vote


async def test_old_results_of_surveys_go_and_open_ones_stay(database: Database, world: World) -> None:
    async with database.begin() as tx:
        drafted = Survey.drafted(world.team.id, SurveyTemplate.PULSE, by=world.anna.id)
        old, new, draft = [await tx.surveys.add(drafted) for _ in range(3)]
        for survey, closed_at in ((old, MONDAY), (new, LATER)):
            await tx.ballots.put(survey.id, (Participant(world.gleb.id, director=False, label="sales"),))
            await tx.surveys.save(replace(survey, state=SurveyState.CLOSED, closed_at=closed_at))
        await tx.privacy.sweep(CUTOFF)
        assert await tx.surveys.get(world.team.id, old.id) is None
        assert await tx.surveys.get(world.team.id, new.id) is not None
        assert await tx.surveys.get(world.team.id, draft.id) is not None
        assert await count(tx, survey_people) == [1]


async def test_what_was_not_held_is_forgotten_altogether_unless_something_refers_to_it(
    database: Database, world: World
) -> None:
    async with database.begin() as tx:
        skipped, named, planned, recent = [
            await an_occurrence(tx, world, at) for at in (MONDAY, MONDAY + WEEK, MONDAY + 2 * WEEK, LATER)
        ]
        for one in (skipped, named, recent):
            await tx.occurrences.save(one.skipped(Reason.PERSON, now=one.starts_at))
        item = await an_item(tx, world, "перенесён")
        await tx.agenda.save(replace(item, occurrence=named.id))
        await tx.privacy.sweep(CUTOFF)
        left = {o.id for o in (*await tx.occurrences.past(world.monday.id, 10), planned)}
        assert left == {named.id, planned.id, recent.id}
        assert await tx.occurrences.get(world.team.id, planned.id) == planned
