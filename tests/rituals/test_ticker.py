"""The tick: every slot has its one occurrence and every occurrence its end, whatever clocks, replicas and bugs do."""

import asyncio
import shutil
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.storage.transaction import Database
from handlers.words import minutes_of
from rituals.agenda_messages import CallForAgenda
from rituals.calendar import DaysOff, LocalSlot, Schedule
from rituals.meeting_messages import MeetingCard
from rituals.outages import Missed
from rituals.planning import run_now
from rituals.plays import PLAYS
from rituals.timeline import OccurrenceState, Reason, StepState, Subject
from tests.house import House, button
from tests.world import World, a_ritual

OVER = {OccurrenceState.HELD, OccurrenceState.SKIPPED, OccurrenceState.MISSED}
DEEDS = ("minutes", "hours", "days", "weeks", "back", "restart", "two", "run", "skip", "pause", "replan")


async def do(house: House, deed: str, size: int) -> None:
    """One thing that happens to a bot in its life."""
    w = house.world
    match deed:
        case "minutes" | "hours" | "days" | "weeks":
            await house.later(**{deed: size})
        case "back":
            await house.later(minutes=-size * 7)
        case "restart":
            await house.database.close()
            house.database = Database(house.database.url, house.clock)
            house.ticker = house.a_ticker()
        case "two":
            house.clock.advance(timedelta(days=size))
            await asyncio.gather(house.ticker.tick(), house.a_ticker().tick())
        case "run" | "pause":
            panel = f"ritual.{deed}:{w.monday.id}"
            await house.presses(w.anna, panel)
            if deed == "pause":
                await house.later(days=size)
                await house.presses(w.anna, f"ritual.resume:{w.monday.id}")
        case "skip":
            planned = [o for o in await house.occurrences() if o.state is OccurrenceState.PLANNED]
            await house.presses(w.anna, f"ritual.skip:{planned[0].id}:{minutes_of(planned[0].starts_at)}")
        case "replan":
            await house.plan()
    await house.tick()


async def live(path: Path, world: World, life: list[tuple[str, int]]) -> None:
    """Live through it, and then look at the books."""
    from tests.house import _opened

    house = await _opened(path, world)
    try:
        for deed, size in life:
            await do(house, deed, size)
        await house.later(days=2)
        await check_the_books(house)
        assert house.broken == []
    finally:
        await house.database.close()


async def check_the_books(house: House) -> None:
    """Every slot once, none left out, everything that lies behind has ended, and the next one is planned."""
    now = house.clock()
    async with house.database.read() as tx:
        ritual = await tx.rituals.get(house.world.team.id, house.world.monday.id)
    assert ritual is not None
    assert ritual.next_run_at is not None
    assert ritual.next_run_at > now
    assert ritual.planned_until is not None
    occurrences = await house.occurrences()
    slots = [occurrence.slot for occurrence in occurrences]
    assert len(slots) == len(set(slots))
    days_off = DaysOff.parse("RU")
    expected = []
    for slot in ritual.schedule.slots(LocalSlot.parse("2026-11-20T00:00"), days_off):
        expected.append(slot.key)
        if slot.key == ritual.planned_until:
            break
    assert set(expected) <= set(slots)
    unknown = [o for o in occurrences if o.slot not in expected]
    assert all(o.by is not None for o in unknown)
    behind = [o for o in occurrences if o.starts_at < now - timedelta(days=1, hours=1)]
    assert all(o.state in OVER for o in behind), behind
    assert all(o.reason is not None for o in behind if o.state is not OccurrenceState.HELD)
    async with house.database.read() as tx:
        waiting = await tx.steps.waiting(house.world.team.id, 100)
    assert all(step.due_at > now for step in waiting)


@given(st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(1, 5)), max_size=7))
@settings(max_examples=12, suppress_health_check=list(HealthCheck))
def test_every_slot_is_accounted_for_whatever_happens(
    built_house: tuple[Path, World], life: list[tuple[str, int]]
) -> None:
    template, world = built_house
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "letuchka.db"
        shutil.copy(template, path)
        asyncio.run(live(path, world, life))


class TestOutages:
    async def test_within_ten_minutes_nothing_is_said(self, house: House) -> None:
        await house.at("Mon 10:09")
        assert (await house.sees(MeetingCard)).late_by == 0

    async def test_before_noon_it_opens_late(self, house: House) -> None:
        await house.at("Mon 11:59")
        assert (await house.sees(MeetingCard)).late_by == 119
        assert await house.sights(Missed) == []

    async def test_after_noon_it_was_missed_and_one_message_a_chat_says_so(self, house: House) -> None:
        w = house.world
        await house.at("Mon 12:01")
        missed, following = await house.occurrences()
        assert (missed.state, missed.reason) == (OccurrenceState.MISSED, Reason.OUTAGE)
        assert following.state is OccurrenceState.PLANNED
        assert [s.place for s in await house.sights(Missed)] == [w.telegram.place, w.slack.place]
        assert await house.sights(MeetingCard) == []
        await house.at("Mon 12:30")
        assert {s.revision for s in await house.sights(Missed)} == {1}

    async def test_what_was_missed_can_be_held_after_all(self, house: House) -> None:
        w = house.world
        await house.at("Mon 12:01")
        await house.presses(w.anna, button(await house.sees(Missed), "run"))
        await house.tick()
        card = await house.sees(MeetingCard)
        assert (card.late_by, card.starts_at) == (0, house.clock())

    async def test_after_weeks_all_are_told_and_only_the_latest_is_caught_up(self, house: House) -> None:
        await house.at("2026-12-14 11:00")
        states = [o.state for o in await house.occurrences()]
        missed = [OccurrenceState.MISSED] * 3
        assert states == [*missed, OccurrenceState.OPEN, OccurrenceState.PLANNED]
        assert len((await house.sees(Missed)).occurrences) == 3
        assert len(await house.sights(MeetingCard)) == 2

    async def test_two_rituals_are_missed_in_one_message(self, house: House) -> None:
        async with house.database.begin() as tx:
            second = await a_ritual(tx, house.world.team, "second")
        await house.plan(second)
        await house.at("Mon 13:00")
        missed = await house.sees(Missed)
        assert {line.name for line in missed.occurrences} == {"monday", "second"}
        assert len(await house.sights(Missed)) == 2

    async def test_a_pause_is_no_outage(self, house: House) -> None:
        await house.presses(house.world.anna, f"ritual.pause:{house.world.monday.id}")
        await house.at("Mon 13:00")
        first = (await house.occurrences())[0]
        assert (first.state, first.reason) == (OccurrenceState.SKIPPED, Reason.PAUSED)
        assert await house.sights(Missed) == []


class TestReplicas:
    async def test_two_tickers_open_one_meeting(self, house: House) -> None:
        other = house.a_ticker()
        for when in ("Fri 10:00", "Mon 09:00", "Mon 10:00", "Mon 10:05"):
            house.clock.set(house.moment(when))
            await asyncio.gather(house.ticker.tick(), other.tick())
        assert [(s.slot, s.revision) for s in await house.sights(MeetingCard, house.world.slack.place)] == [
            ("meeting:1:card", 1)
        ]
        assert len(await house.sights(CallForAgenda)) == 2

    async def test_two_taps_on_run_now_begin_one_meeting(self, house: House) -> None:
        w = house.world
        payload = f"ritual.run:{w.monday.id}"
        replies = await asyncio.gather(*(house.presses(w.anna, payload) for _ in range(2)))
        assert sorted(type(reply).__name__ for reply in replies) == ["ItIsRunning", "Turn"]
        await house.tick()
        assert [o.state for o in await house.occurrences()] == [OccurrenceState.OPEN, OccurrenceState.PLANNED]


class TestBugs:
    async def test_a_failing_step_is_tried_again_and_then_given_up_and_accounted_for(self, house: House) -> None:
        async def fails(_tx, _due):
            raise RuntimeError

        house.ticker = house.a_ticker({**PLAYS, (Subject.OCCURRENCE, "open"): fails})
        await house.at("Mon 10:00")
        for _ in range(6):
            await house.later(minutes=5)
        assert len(house.broken) == 5
        first = (await house.occurrences())[0]
        assert first.state is OccurrenceState.MISSED
        assert [line.name for line in (await house.sees(Missed)).occurrences] == ["monday"]
        house.broken.clear()

    async def test_a_failing_step_takes_back_what_it_did_and_stops_no_other(self, house: House) -> None:
        async def fails(tx, due):
            await PLAYS[Subject.OCCURRENCE, "call"](tx, due)
            raise RuntimeError

        async with house.database.begin() as tx:
            second = await a_ritual(tx, house.world.team, "second")
        calls = {"count": 0}

        async def fails_once(tx, due):
            calls["count"] += 1
            return await (fails if calls["count"] == 1 else PLAYS[Subject.OCCURRENCE, "call"])(tx, due)

        await house.plan(second)
        house.ticker = house.a_ticker({**PLAYS, (Subject.OCCURRENCE, "call"): fails_once})
        await house.at("Fri 10:00")
        assert [s.message.name for s in await house.sights(CallForAgenda, house.world.slack.place)] == ["second"]
        await house.later(minutes=1)
        assert [s.message.name for s in await house.sights(CallForAgenda, house.world.slack.place)] == [
            "second",
            "monday",
        ]
        house.broken.clear()

    async def test_a_ritual_that_cannot_be_planned_stops_no_other(self, house: House) -> None:
        w = house.world
        async with house.database.begin() as tx:
            strange = await tx.rituals.add(
                replace(w.monday, name="strange", kind="from a later version", next_run_at=house.clock())
            )
        await house.at("Mon 10:00")
        assert await house.sights(MeetingCard) != []
        assert {what for what, _ in house.broken} == {f"ritual {strange.id}"}
        tries = len(house.broken)
        await house.later(seconds=30)
        assert len(house.broken) == tries
        house.broken.clear()


class TestDaylightSaving:
    async def test_the_meeting_keeps_its_wall_time_over_the_change(self, house: House) -> None:
        berlin = Schedule.parse(every="week", on="mon", at="10:00", timezone="Europe/Berlin", day_off="skip")
        async with house.database.begin() as tx:
            ritual = await tx.rituals.add(
                replace(house.world.monday, name="berlin", schedule=berlin, planned_until=None, next_run_at=None)
            )
        house.clock.set(house.moment("2027-03-19 12:00"))
        await house.plan(ritual)
        await house.at("2027-04-02 12:00")
        offsets = [(o.slot, o.starts_at.hour) for o in await house.occurrences(ritual)]
        assert offsets == [("2027-03-22T10:00", 9), ("2027-03-29T10:00", 8), ("2027-04-05T10:00", 8)]

    async def test_a_time_that_the_clocks_skip_is_held_once_after_the_gap(self, house: House) -> None:
        night = Schedule.parse(every="week", on="sun", at="02:30", timezone="Europe/Berlin", day_off="skip")
        async with house.database.begin() as tx:
            ritual = await tx.rituals.add(
                replace(house.world.monday, name="night", schedule=night, planned_until=None, next_run_at=None)
            )
        house.clock.set(house.moment("2027-03-27 12:00"))
        await house.plan(ritual)
        for when in ("2027-03-28 03:59", "2027-03-28 04:00", "2027-03-28 05:00"):
            await house.at(when)
        (first, _) = await house.occurrences(ritual)
        assert (first.slot, first.starts_at.hour, first.state) == ("2027-03-28T02:30", 1, OccurrenceState.OPEN)
        assert len(await house.sights(MeetingCard, house.world.slack.place)) >= 1


async def test_a_run_between_the_times_never_takes_a_slot_that_was(house: House) -> None:
    w = house.world
    planned = (await house.occurrences())[0]
    await house.presses(w.anna, f"ritual.skip:{planned.id}:{minutes_of(planned.starts_at)}")
    await house.at("Mon 10:00")
    async with house.database.begin() as tx:
        ritual = await tx.rituals.get(w.team.id, w.monday.id)
        assert ritual is not None
        extra = await run_now(tx, ritual, w.team, w.anna.id, house.clock())
    assert extra.slot == "2026-11-23T10:01"
    await house.tick()
    assert (await house.sees(MeetingCard)).occurrence == extra.id


async def test_a_step_that_is_over_is_skipped_with_the_reason(house: House) -> None:
    w = house.world
    await house.at("Mon 10:00")
    await house.says(w.boris, "/start_meeting")
    await house.says(w.boris, "/close_meeting")
    async with house.database.read() as tx:
        from sqlalchemy import select

        from bot.storage.tables import steps

        rows = await tx._sql.all(select(steps.c.name, steps.c.state, steps.c.why).where(steps.c.subject_id == 1))
    ended = {row.name: (row.state, row.why) for row in rows}
    assert ended["close"] == (StepState.SKIPPED, "over")
    assert ended["open"][0] is StepState.DONE
