"""A holiday calendar that is another one when a step fires than it was when it was planned."""

from dataclasses import replace

from handlers.rituals import RitualList
from rituals.agenda_messages import CallForAgenda
from rituals.meeting_messages import MeetingCard
from rituals.notices import OccurrenceMoved, Skipped
from rituals.planning import plan_next
from rituals.timeline import OccurrenceState, Reason, Variant
from tests.house import House, said

BEFORE = "2027-02-16 12:00"
"""A day on which Monday, 22 February 2027 is planned: in Russia a bridge to the 23rd, held on Wednesday."""


async def planned_with(house: House, holidays: str | None, when: str = BEFORE) -> None:
    """Go to that day with these holidays, and then let the calendar be the other one."""
    await _let_be(house, holidays)
    house.clock.set(house.moment(when))
    await house.tick()
    await _let_be(house, "RU" if holidays is None else None)


async def _let_be(house: House, holidays: str | None) -> None:
    house.world = replace(house.world, team=replace(house.world.team, holidays=holidays))
    async with house.database.begin() as tx:
        await tx.teams.save(house.world.team)


async def test_a_day_off_that_has_come_moves_it_and_says_so(house: House) -> None:
    await planned_with(house, None)
    one = (await house.occurrences())[-1]
    assert one.starts_at == house.moment("2027-02-22 10:00")
    await house.at("2027-02-19 10:00")
    await house.tick()
    moved = next(o for o in await house.occurrences() if o.slot == one.slot)
    assert (moved.starts_at, moved.reason) == (house.moment("2027-02-24 10:00"), Reason.DAY_OFF)
    told = await house.sees(OccurrenceMoved)
    assert (told.at, told.instead_of, told.because) == (moved.starts_at, one.starts_at, moved.note)
    await house.at("2027-02-20 10:00")
    assert (await house.sees(CallForAgenda)).moved_because == moved.note
    await house.at("2027-02-22 10:00")
    assert await house.sights(MeetingCard) == []
    await house.at("2027-02-24 10:00")
    assert (await house.sees(MeetingCard)).starts_at == moved.starts_at


async def test_a_day_off_that_is_gone_brings_it_back(house: House) -> None:
    await planned_with(house, "RU")
    one = (await house.occurrences())[-1]
    assert one.starts_at == house.moment("2027-02-24 10:00")
    house.clock.set(house.moment("2027-02-20 09:59"))
    await house.at("2027-02-20 10:00")
    await house.tick()
    back = next(o for o in await house.occurrences() if o.slot == one.slot)
    assert (back.starts_at, back.reason, back.moved_from) == (house.moment("2027-02-22 10:00"), None, None)
    assert (await house.sees(OccurrenceMoved)).back
    assert (await house.sees(CallForAgenda)).at == back.starts_at
    await house.at("2027-02-22 10:00")
    assert (await house.sees(MeetingCard)).starts_at == back.starts_at


async def test_a_skipped_one_is_held_after_all(house: House) -> None:
    await planned_with(house, "RU", "2026-12-28 10:00")
    skipped = next(o for o in await house.occurrences() if o.slot == "2027-01-04T10:00")
    assert (skipped.state, skipped.reason) == (OccurrenceState.SKIPPED, Reason.DAY_OFF)
    await house.at("2026-12-30 10:00")
    await house.tick()
    assert await house.sights(Skipped) == []
    revived = next(o for o in await house.occurrences() if o.slot == skipped.slot)
    assert (revived.state, revived.reason, revived.closed_at) == (OccurrenceState.PLANNED, None, None)
    await house.at("2027-01-01 10:00")
    assert (await house.sees(CallForAgenda)).at == house.moment("2027-01-04 10:00")
    await house.at("2027-01-04 10:00")
    await house.sees(MeetingCard)


async def test_one_without_another_day_is_skipped_and_the_next_one_planned(house: House) -> None:
    await planned_with(house, None, "2026-12-28 10:00")
    await house.at("2027-01-01 10:00")
    await house.tick()
    skipped = next(o for o in await house.occurrences() if o.slot == "2027-01-04T10:00")
    assert (skipped.state, skipped.reason) == (OccurrenceState.SKIPPED, Reason.DAY_OFF)
    told = await house.sees(Skipped)
    assert (told.at, told.next_at) == (house.moment("2027-01-04 10:00"), house.moment("2027-01-11 10:00"))
    (line,) = said(await house.says(house.world.gleb, "/rituals"), RitualList).rituals
    assert line.next_at == told.next_at
    await house.at("2027-01-04 10:00")
    assert [s for s in await house.sights(MeetingCard) if s.message.starts_at == told.at] == []


async def test_what_a_person_has_moved_there_stays_there(house: House) -> None:
    w = house.world
    await planned_with(house, None)
    one = (await house.occurrences())[-1]
    to, was = (int(at.timestamp()) // 60 for at in (house.moment("2027-02-22 12:00"), one.starts_at))
    await house.presses(w.anna, f"move.to:{one.id}:{to}:{was}")
    await house.at("2027-02-19 12:00")
    await house.at("2027-02-22 12:00")
    assert (await house.sees(MeetingCard)).starts_at == house.moment("2027-02-22 12:00")


async def test_what_calls_nobody_tells_of_a_day_off_the_workday_before(house: House) -> None:
    house.clock.set(house.moment(BEFORE))
    await house.tick()
    async with house.database.begin() as tx:
        writing = await tx.rituals.add(
            replace(house.world.monday, name="writing", variant=Variant.ASYNC, planned_until=None, next_run_at=None)
        )
        await plan_next(tx, writing, house.world.team, house.clock())
    await house.at("2027-02-20 09:59")
    assert await house.sights(OccurrenceMoved) == []
    await house.at("2027-02-20 10:00")
    told = [s.message for s in await house.sights(OccurrenceMoved, house.world.telegram.place)]
    assert [(one.name, one.at, one.instead_of) for one in told] == [
        ("writing", house.moment("2027-02-24 10:00"), house.moment("2027-02-22 10:00"))
    ]
    assert told[0].because
