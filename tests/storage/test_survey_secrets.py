"""Somebody takes the database: its files with free pages and write-ahead log, at any time. Who answered what?"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import select

from bot.clock import MovableClock
from bot.storage.sealing import SealedElsewhere, Sealing
from bot.storage.tables import metadata
from bot.storage.transaction import Database
from rituals import surveying
from rituals.answering import Sitting
from rituals.messages import type_of
from rituals.survey import Standing, Survey, SurveyAudience, SurveyState
from rituals.survey_errors import SurveyUnreadable
from rituals.survey_questions import Answer, SurveyTemplate
from rituals.survey_results import Box, Slip
from rituals.team import Department, Person, PersonId
from tests.world import World, a_team

WORDS = "тайна"
"""In every answer, so that any trace of one is found."""


def secret_of(person: Person) -> str:
    return f"{WORDS} {person.name} " + "очень " * (person.id % 7) + "длинная"


@pytest.fixture
async def world(database: Database) -> World:
    return await a_team(database)


async def begun(database: Database, world: World, clock: MovableClock, *, more: int = 6) -> tuple[Survey, list[Person]]:
    """A pulse, asked of the staff of both departments."""
    async with database.begin() as tx:
        people = [
            await tx.people.add(Person(PersonId(0), world.team.id, f"Человек{n}", department))
            for department in (Department.SALES, Department.MARKETING)
            for n in range(more // 2)
        ]
        drafted = Survey.drafted(world.team.id, SurveyTemplate.PULSE, by=None)
        survey = await tx.surveys.add(replace(drafted, audience=SurveyAudience.BOTH))
        survey = await surveying.start(tx, world.team, survey, clock())
    return survey, [*(p for p in world.people if not p.is_director), *people]


async def writes(database: Database, world: World, survey: Survey, person: Person) -> None:
    """Answers everything, and does not press Finish."""
    async with database.begin() as tx:
        sitting = await Sitting.of(tx, world.team, survey.id, person)
        await sitting.pick(0, 1 + person.id % 10)
        await sitting.pick(1, person.id % 10)
        await sitting.write(2, secret_of(person))
        await sitting.skip(3)


async def finishes(database: Database, world: World, clock: MovableClock, survey: Survey, person: Person) -> None:
    clock.advance(timedelta(minutes=7))
    async with database.begin() as tx:
        sitting = await Sitting.of(tx, world.team, survey.id, person)
        await sitting.finish(world.team, clock())


async def closes(database: Database, world: World, clock: MovableClock, survey: Survey) -> Survey:
    """Both rounds end."""
    async with database.begin() as tx:
        found = await surveying.survey_of(tx, world.team, survey.id)
        while found.state.is_open:
            found = await surveying.close_round(tx, world.team, found, clock())
    return found


async def stolen(database: Database) -> bytes:
    """Every byte that lies on the disk: pages in use and free ones, and the log of what was written before."""
    if database.is_sqlite:
        path = Path(database.url.database or "")
        return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    address = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        (folder,) = connection.execute("SHOW data_directory").fetchone()
        (number,) = connection.execute("SELECT oid FROM pg_database WHERE datname = current_database()").fetchone()
    return _all_of(Path(folder), str(number))


def _all_of(folder: Path, number: str) -> bytes:
    files = [*(folder / "base" / number).iterdir(), *(folder / "pg_wal").glob("0*")]
    return b"".join(file.read_bytes() for file in files)


async def rows_of(database: Database) -> dict[str, Sequence[object]]:
    async with database.read() as tx:
        return {name: [tuple(row) for row in await tx._sql.all(select(t))] for name, t in metadata.tables.items()}


# -- while it is open ----------------------------------------------------------------------------------------------


async def test_the_disk_never_holds_a_readable_answer_while_people_answer(
    database: Database, world: World, clock: MovableClock
) -> None:
    survey, people = await begun(database, world, clock)
    for person in people[:4]:
        await writes(database, world, survey, person)
        assert WORDS.encode() not in await stolen(database)
        await finishes(database, world, clock, survey, person)
        assert WORDS.encode() not in await stolen(database)
    async with database.read() as tx:
        box = await tx.ballots.box(survey.id, survey.questions)
    assert {slip.answer.text for slip in box.heaps[2]} == {secret_of(person) for person in people[:4]}


async def test_a_draft_is_gone_at_finish(database: Database, world: World, clock: MovableClock) -> None:
    survey, people = await begun(database, world, clock)
    await writes(database, world, survey, people[0])
    (row,) = (await rows_of(database))["survey_drafts"]
    sealed = row[-1]
    assert bytes(sealed)[:64] in await stolen(database)
    await finishes(database, world, clock, survey, people[0])
    assert (await rows_of(database))["survey_drafts"] == []


async def test_the_length_of_what_is_sealed_tells_nothing(
    database: Database, world: World, clock: MovableClock
) -> None:
    survey, people = await begun(database, world, clock)
    lengths = set()
    for person in people[:3]:
        await writes(database, world, survey, person)
        await finishes(database, world, clock, survey, person)
        (box,) = (await rows_of(database))["survey_boxes"]
        lengths.add(len(box[-1]))
    for person in people[3:6]:
        await writes(database, world, survey, person)
    lengths |= {len(row[-1]) for row in (await rows_of(database))["survey_drafts"]}
    assert len(lengths) == 1


async def test_the_copy_alone_does_not_open_anything(
    database: Database, world: World, clock: MovableClock, database_address: str
) -> None:
    survey, people = await begun(database, world, clock)
    for person in people[:2]:
        await writes(database, world, survey, person)
    await finishes(database, world, clock, survey, people[0])
    thief = Database(database_address, clock, Sealing("123:another"))
    async with thief.read() as tx:
        assert await tx.ballots.draft(survey.id, people[1].id) is None
        with pytest.raises(SurveyUnreadable):
            await tx.ballots.box(survey.id, survey.questions)
    await thief.close()


async def test_even_who_opens_the_box_finds_no_person_no_order_and_no_sheet(
    database: Database, world: World, clock: MovableClock
) -> None:
    """The admin has the tokens too: what lies in the box is answers, each alone, in no order."""
    orders = set()
    for _ in range(4):
        survey, people = await begun(database, world, clock, more=0)
        for person in people:
            await writes(database, world, survey, person)
            await finishes(database, world, clock, survey, person)
            async with database.read() as tx:
                box = await tx.ballots.box(survey.id, survey.questions)
        orders |= {tuple(str(slip.answer) for slip in heap) for heap in box.heaps[:3]}
        await closes(database, world, clock, survey)
    assert {type(slip) for heap in box.heaps for slip in heap} == {Slip}
    assert Slip.__slots__ == ("label", "answer")
    assert Answer.__slots__ == ("picks", "text")
    assert len(orders) > 3


def test_a_box_gives_each_heap_an_order_of_its_own() -> None:
    ballots = [tuple(Answer((n,)) for _ in range(2)) for n in range(12)]
    box = Box(((), ()))
    for ballot in ballots:
        box = box.with_ballot("", ballot)
    first, second = ([slip.answer.picks[0] for slip in heap] for heap in box.heaps)
    assert sorted(first) == sorted(second) == list(range(12))
    assert first != second or first != list(range(12))


# -- afterwards ----------------------------------------------------------------------------------------------------


async def test_of_too_few_answers_nothing_is_left(database: Database, world: World, clock: MovableClock) -> None:
    survey, people = await begun(database, world, clock)
    for person in people[:4]:
        await writes(database, world, survey, person)
        await finishes(database, world, clock, survey, person)
    await writes(database, world, survey, people[4])
    closed = await closes(database, world, clock, survey)
    assert closed.results is not None
    assert not closed.results.is_shown
    stored = await rows_of(database)
    assert stored["survey_drafts"] == stored["survey_boxes"] == []
    assert WORDS.encode() not in await stolen(database)


async def test_of_enough_answers_what_may_be_shown_is_left(
    database: Database, world: World, clock: MovableClock
) -> None:
    survey, people = await begun(database, world, clock)
    for person in people:
        await writes(database, world, survey, person)
        await finishes(database, world, clock, survey, person)
    closed = await closes(database, world, clock, survey)
    assert closed.state is SurveyState.CLOSED
    assert closed.results is not None
    assert sorted(closed.results.outcomes[2].texts) == sorted(map(secret_of, people))
    stored = await rows_of(database)
    with_words = {name for name, rows in stored.items() if WORDS in repr(rows)}
    assert with_words == {"surveys"}, "nobody of HR was there to be shown the results"
    assert stored["survey_drafts"] == stored["survey_boxes"] == []


async def test_no_table_of_surveys_has_a_time_for_a_person(database: Database, world: World) -> None:
    del database, world
    columns = {name: set(table.c.keys()) for name, table in metadata.tables.items() if name.startswith("survey")}
    assert columns["survey_people"] == {"survey_id", "person_id", "director", "label", "standing"}
    assert columns["survey_drafts"] == {"survey_id", "person_id", "sealed"}
    assert columns["survey_boxes"] == {"survey_id", "sealed"}
    assert not any("answer" in name for name in columns)


def test_a_question_with_its_answer_is_never_stored_as_a_message() -> None:
    """They turn and are said, and delivery never sees them: it keeps what it shows."""
    import inspect

    import rituals.answering
    import rituals.surveying

    for module in (rituals.answering, rituals.surveying):
        shown = [line for line in inspect.getsource(module).splitlines() if "outbox.show" in line]
        assert not any(name in line for line in shown for name in ("SurveyQuestion", "SurveyReview", "Sitting"))
    assert type_of["survey/question"].confidential


# -- one human -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("finished", ["into", "other"])
async def test_one_human_with_two_accounts_has_answered_once(
    database: Database, world: World, clock: MovableClock, finished: str
) -> None:
    survey, _ = await begun(database, world, clock)
    into, other = world.vera, world.egor
    done, begun_only = (into, other) if finished == "into" else (other, into)
    await writes(database, world, survey, done)
    await finishes(database, world, clock, survey, done)
    await writes(database, world, survey, begun_only)
    async with database.begin() as tx:
        await tx.people.merge(into, other)
        asked = {one.person: one.standing for one in await tx.ballots.asked(survey.id)}
        assert await tx.ballots.draft(survey.id, into.id) is None
    assert asked[into.id] is Standing.ANSWERED
    assert other.id not in asked


# -- sealing -------------------------------------------------------------------------------------------------------


def test_what_is_sealed_opens_under_either_token_and_only_as_what_it_is() -> None:
    sealing = Sealing("123:telegram", "xoxb-slack")
    sealed = sealing.seal("тайна".encode(), "draft:1")
    assert Sealing("xoxb-new", "123:telegram").open(sealed, "draft:1").decode() == "тайна"
    assert "тайна".encode() not in sealed
    for stranger, about in ((Sealing("123:other"), "draft:1"), (sealing, "draft:2"), (Sealing(), "draft:1")):
        with pytest.raises(SealedElsewhere):
            stranger.open(sealed, about)


@pytest.mark.parametrize(("length", "sealed"), [(0, 1), (16_000, 1), (16_384, 2), (40_000, 4)])
def test_sealed_lengths_double(length: int, sealed: int) -> None:
    assert len(Sealing("t").seal(b"x" * length, "a")) == sealed * 16 * 1024 + 12 + 16
