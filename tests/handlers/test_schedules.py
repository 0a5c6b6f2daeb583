"""Another schedule for a ritual: the form, what it changes, the change, and a confirmation that is out of date."""

import asyncio

import pytest

from handlers.moves import RitualChanged
from handlers.registry import Ask, Reply
from handlers.rituals import RitualList
from handlers.schedules import AskSchedule, ScheduleForm
from handlers.words import minutes_of
from rituals.agenda_messages import CallForAgenda
from rituals.calendar import DayOff, Every, Schedule
from rituals.errors import Refusal, UnknownButton
from rituals.meeting_messages import MeetingCard
from rituals.move_errors import ChangedMeanwhile, NoSuchSchedule, SameSchedule
from rituals.notices import ScheduleChanged
from rituals.timeline import OccurrenceState, Reason, Ritual
from tests.house import House, button, said

WEEKLY = {"every": "week", "weekday": "mon", "at": "10:00", "minutes": "30", "day_off": "next"}


async def asks(house: House, **changed: str) -> Reply | Refusal:
    """*Schedule*, and the form with these answers."""
    form = await house.presses(house.world.anna, f"ritual.schedule:{house.world.monday.id}")
    assert isinstance(form, Ask)
    assert isinstance(form.form, ScheduleForm)
    assert {f.name: f.initial for f in form.form.fields() if f.name in WEEKLY} == WEEKLY
    return await house.submits(house.world.anna, form, **{**WEEKLY, **changed})


async def stored(house: House) -> Ritual:
    async with house.database.read() as tx:
        return next(r for r in await tx.rituals.of(house.world.team.id) if r.id == house.world.monday.id)


async def test_what_it_changes_is_shown_before_it_is_done(house: House) -> None:
    w = house.world
    await house.says(w.gleb, "/agenda S1")
    before = await house.everything_stored()
    asked = said(await asks(house, weekday="tue", at="11:30", minutes="45"), AskSchedule)
    assert (asked.before.on, asked.before.at, asked.before.minutes) == ("mon", "10:00", 30)
    assert (asked.after.on, asked.after.at, asked.after.minutes) == ("tue", "11:30", 45)
    assert asked.dropped == (house.moment("2026-11-23 10:00"),)
    assert asked.dates == tuple(house.moment(f"2026-{day} 11:30") for day in ("11-24", "12-01", "12-08"))
    assert (asked.items, asked.paused) == (1, False)
    assert await house.everything_stored() == before


async def test_after_it_the_chats_are_told_and_the_new_one_is_kept(house: House) -> None:
    w = house.world
    await house.says(w.gleb, "/agenda S1")
    await house.at("Fri 10:00")
    asked = said(await asks(house, weekday="tue", at="11:30", minutes="1:00"), AskSchedule)
    changed = said(await house.presses(w.anna, button(asked, "yes")), RitualChanged)
    assert changed.next_at == asked.dates[0]
    told = await house.sees(ScheduleChanged)
    assert (told.before, told.now, told.by, told.next_at) == (asked.before, asked.after, w.anna.name, changed.next_at)
    assert (await house.sees(CallForAgenda)).skipped
    await house.at("Mon 12:30")
    assert await house.sights(MeetingCard) == []
    assert (await house.sees(CallForAgenda)).at == changed.next_at
    await house.at("Tue 11:30")
    assert (await house.sees(MeetingCard)).starts_at == changed.next_at
    assert {o.slot: (o.state, o.reason) for o in await house.occurrences()}["2026-11-23T10:00"] == (
        OccurrenceState.SKIPPED,
        Reason.RESCHEDULED,
    )


@pytest.mark.parametrize(
    ("answers", "schedule", "dates"),
    [
        ({"every": "month", "place": "first_workday"}, ("month", "first workday"), ["12-01", "01-11", "02-01"]),
        ({"every": "month", "place": "last", "weekday": "fri"}, ("month", "last fri"), ["11-27", "12-25", "01-29"]),
        ({"every": "quarter", "place": "second"}, ("quarter", "second mon"), ["01-11", "04-12", "07-12"]),
        ({"every": "two_weeks", "weekday": "fri"}, ("2 weeks", "fri"), ["11-20", "12-04", "12-18"]),
        ({"place": "last", "at": "в 10", "minutes": "31"}, ("week", "mon"), ["11-23", "11-30", "12-07"]),
    ],
)
async def test_rhythms(house: House, answers: dict[str, str], schedule: tuple[str, str], dates: list[str]) -> None:
    asked = said(await asks(house, **answers), AskSchedule)
    assert [f"{at.astimezone(house.moment('2026-11-20 10:00').tzinfo):%m-%d}" for at in asked.dates] == dates
    said(await house.presses(house.world.anna, button(asked, "yes")), RitualChanged)
    ritual = await stored(house)
    assert (str(ritual.schedule.every), str(ritual.schedule.on)) == schedule
    (line,) = said(await house.says(house.world.gleb, "/rituals"), RitualList).rituals
    assert line.next_at == asked.dates[0]


async def test_what_people_moved_stays_while_the_schedule_has_it(house: House) -> None:
    w = house.world
    (first,) = await house.occurrences()
    to = house.moment("2026-11-25 15:00")
    await house.presses(w.anna, f"move.to:{first.id}:{minutes_of(to)}:{minutes_of(first.starts_at)}")
    asked = said(await asks(house, minutes="60"), AskSchedule)
    assert (asked.dropped, asked.dates[:2]) == ((), (to, house.moment("2026-11-30 10:00")))
    said(await house.presses(w.anna, button(asked, "yes")), RitualChanged)
    await house.at("Wed 15:00")
    assert (await house.sees(MeetingCard)).starts_at == to
    await house.at("2026-11-30 10:00")
    assert (await house.sees(MeetingCard)).starts_at == house.moment("2026-11-30 10:00")


async def test_a_paused_ritual_stays_paused(house: House) -> None:
    w = house.world
    await house.presses(w.anna, f"ritual.pause:{w.monday.id}")
    asked = said(await asks(house, weekday="tue"), AskSchedule)
    assert asked.paused
    said(await house.presses(w.anna, button(asked, "yes")), RitualChanged)
    assert (await house.sees(ScheduleChanged)).next_at is None
    await house.at("Tue 10:00")
    assert await house.sights(MeetingCard) == []


@pytest.mark.parametrize(
    ("answers", "about"),
    [
        ({"at": "утром"}, "at"),
        ({"at": "25:00"}, "at"),
        ({"minutes": "долго"}, "minutes"),
        ({"minutes": "4"}, "minutes"),
        ({"minutes": "481"}, "minutes"),
        ({"minutes": "9" * 8}, "minutes"),
        ({"weekday": ""}, "weekday"),
        ({"every": "month", "place": ""}, "place"),
        ({"every": "month", "place": "first", "weekday": ""}, "weekday"),
    ],
)
async def test_answers_that_make_no_schedule(house: House, answers: dict[str, str], about: str) -> None:
    refused = await asks(house, **answers)
    assert isinstance(refused, NoSuchSchedule)
    assert refused.about == about


async def test_forged_ones_and_the_same_one_are_refused(house: House) -> None:
    w = house.world
    before = await house.everything_stored()
    assert isinstance(await asks(house), SameSchedule)
    assert isinstance(await asks(house, every="day"), UnknownButton)
    asked = said(await asks(house, weekday="tue"), AskSchedule)
    codes = (
        "0.0.9.600.30.1",
        "9.0.1.600.30.1",
        "2.0.1.600.30.1",
        "0.0.1.1440.30.1",
        "0.0.1.600.4.1",
        "0.0.1",
        "-1.0.1.1.9.1",
    )
    for code in codes:
        payload = f"schedule.set:{w.monday.id}:{code}:{asked.stamp}"
        assert isinstance(await house.presses(w.anna, payload), UnknownButton | Refusal), code
        assert not isinstance(await house.presses(w.anna, payload), ChangedMeanwhile)
    assert await house.everything_stored() == before


async def test_a_confirmation_that_is_out_of_date_says_how_things_stand(house: House) -> None:
    w = house.world
    asked = said(await asks(house, weekday="tue"), AskSchedule)
    (first,) = await house.occurrences()
    to = house.moment("2026-11-24 15:00")
    await house.presses(w.anna, f"move.to:{first.id}:{minutes_of(to)}:{minutes_of(first.starts_at)}")
    refused = await house.presses(w.anna, button(asked, "yes"))
    assert isinstance(refused, ChangedMeanwhile)
    assert refused.at == to
    assert (await stored(house)).schedule == w.monday.schedule


async def test_two_at_once_change_it_once(house: House) -> None:
    w = house.world
    asked = [said(await asks(house, weekday=day), AskSchedule) for day in ("tue", "wed")]
    replies = await asyncio.gather(*(house.presses(w.anna, button(one, "yes")) for one in asked))
    assert sorted(type(reply).__name__ for reply in replies) == ["ChangedMeanwhile", "Turn"]
    assert len(await house.sights(ScheduleChanged, w.telegram.place)) == 1


async def test_the_rule_for_days_off(house: House) -> None:
    asked = said(await asks(house, day_off="previous"), AskSchedule)
    said(await house.presses(house.world.anna, button(asked, "yes")), RitualChanged)
    expected = Schedule.parse(
        every=Every.WEEK, on="mon", at="10:00", timezone="Europe/Moscow", day_off=DayOff.PREVIOUS_WORKDAY
    )
    assert (await stored(house)).schedule == expected
