"""A schedule that was changed in the chat and the team file: exported as it is, and compared with a file as usual."""

from dataclasses import replace
from datetime import timedelta

from bot.clock import MovableClock
from bot.storage.transaction import Database
from bot.teamfile.commands import DONE, export_team
from rituals import moves
from rituals.calendar import Schedule
from rituals.timeline import Ritual
from tests.teamfile.conftest import Import
from tests.teamfile.texts import TEAM


async def the_ritual(database: Database, name: str) -> Ritual:
    async with database.read() as tx:
        (team,) = await tx.teams.all()
        return next(ritual for ritual in await tx.rituals.of(team.id) if ritual.name == name)


async def rescheduled(database: Database, clock: MovableClock, ritual: Ritual, schedule: Schedule) -> None:
    async with database.begin() as tx:
        team = await tx.teams.get(ritual.team)
        admin = next(person for person in await tx.people.of(team.id) if person.admin)
        locked = await tx.rituals.get(team.id, ritual.id)
        assert locked is not None
        changed = replace(locked, schedule=schedule, duration=timedelta(minutes=45))
        await moves.reschedule(tx, team, locked, changed, admin, clock())


async def test_it_is_exported_and_a_file_that_differs_says_so(
    database: Database, clock: MovableClock, imports: Import
) -> None:
    assert (await imports(TEAM)).code == DONE
    before = await the_ritual(database, "monday")
    schedule = replace(before.schedule, on=Schedule.parse(every="week", on="thu", at="11:30", timezone="UTC").on)
    await rescheduled(database, clock, before, schedule)
    exported = (await export_team(database, None)).out
    assert "on: thu" in exported
    assert "duration: 45m" in exported
    assert (await imports(exported, dry_run=True)).code == DONE
    assert "on:" not in (await imports(exported)).out
    again = await imports(TEAM)
    assert "monday" in again.out
    assert (await the_ritual(database, "monday")).schedule == before.schedule


async def test_an_import_that_changes_a_schedule_reaches_the_calendars(
    database: Database, clock: MovableClock, imports: Import
) -> None:
    await imports(TEAM)
    ritual = await the_ritual(database, "monday")
    async with database.begin() as tx:
        people = await tx.people.of(ritual.team)
        await tx.calendars.keep(people[0], clock())
    await imports(TEAM.replace("on: mon", "on: tue", 1))
    async with database.read() as tx:
        assert await tx.outbox.shown_in(f"calendar:{ritual.id}:{people[0].id}:{clock():%Y%m%dT%H%M%S}")
