"""Forgetting what is old: words and names go, what is open and what is newer stays, and nothing happens twice."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.storage.transaction import Database, SqlTransaction
from rituals.agenda import ItemState
from rituals.meeting import Attendance, Decision, Meeting
from rituals.messages import Direct
from rituals.protocol import Present, Protocol
from rituals.tasks import TaskState
from rituals.team import Absence
from rituals.timeline import Occurrence, OccurrenceState
from tests.databases import MONDAY
from tests.storage.shown import Note
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
