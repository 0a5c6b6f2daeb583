"""Pausing a ritual until a day, or until somebody resumes it: what is shown before, and how it ends by itself."""

import pytest

from handlers.moves import RitualChanged
from handlers.pauses import AskPause, AskResume, PauseForm
from handlers.registry import Ask, Reply
from handlers.rituals import RitualList
from rituals.agenda_messages import CallForAgenda
from rituals.errors import AlreadyPaused, NotADate, NotPaused, Refusal
from rituals.meeting_messages import MeetingCard
from rituals.move_errors import TimeHasPassed
from rituals.notices import Paused, Resumed
from rituals.outages import Missed
from rituals.timeline import OccurrenceState, Reason
from tests.house import House, button, said


async def asks(house: House, until: str) -> Reply | Refusal:
    """*Pause*, *Until a date…*, the words."""
    w = house.world
    panel = said(await house.presses(w.anna, f"ritual.ask_pause:{w.monday.id}"), AskPause)
    form = await house.presses(w.anna, button(panel, "until"))
    assert isinstance(form, Ask)
    assert isinstance(form.form, PauseForm)
    return await house.submits(w.anna, form, until=until)


async def pauses(house: House, until: str) -> RitualChanged:
    asked = said(await asks(house, until), AskPause)
    return said(await house.presses(house.world.anna, button(asked, "yes")), RitualChanged)


async def test_what_it_changes_is_shown_before(house: House) -> None:
    w = house.world
    await house.says(w.gleb, "/agenda S1")
    openly = said(await house.presses(w.anna, f"ritual.ask_pause:{w.monday.id}"), AskPause)
    assert (openly.until, openly.next_at, openly.items) == (None, None, 1)
    assert openly.not_held == tuple(house.moment(f"2026-{day} 10:00") for day in ("11-23", "11-30", "12-07"))
    asked = said(await asks(house, "12 января"), AskPause)
    assert asked.until == house.moment("2027-01-12 00:00")
    assert (asked.fallen, asked.next_at) == (8, house.moment("2027-01-18 10:00"))
    assert len(asked.not_held) == 5
    assert await house.sights(Paused) == []


async def test_two_pauses_within_a_minute_are_two_messages(house: House) -> None:
    w = house.world
    for _ in range(2):
        said(await house.presses(w.anna, f"ritual.pause:{w.monday.id}"), RitualChanged)
        await house.later(seconds=5)
        said(await house.presses(w.anna, f"ritual.resume:{w.monday.id}"), RitualChanged)
        await house.later(seconds=5)
    for kind in (Paused, Resumed):
        assert len(await house.sights(kind, w.telegram.place)) == 2


async def test_it_ends_by_itself_and_says_so(house: House) -> None:
    w = house.world
    changed = await pauses(house, "8 декабря")
    assert (changed.until, changed.next_at) == (house.moment("2026-12-08 00:00"), house.moment("2026-12-14 10:00"))
    told = await house.sees(Paused)
    assert (told.by, told.until, told.next_at) == (w.anna.name, changed.until, changed.next_at)
    (line,) = said(await house.says(w.gleb, "/rituals"), RitualList).rituals
    assert (line.paused, line.paused_until, line.next_at) == (True, changed.until, changed.next_at)
    for when in ("2026-11-20 10:00", "2026-11-23 10:00", "2026-11-30 10:00", "2026-12-07 10:00", "2026-12-08 08:59"):
        await house.at(when)
    assert await house.sights(CallForAgenda) == []
    assert await house.sights(Resumed) == []
    await house.at("2026-12-08 09:00")
    resumed = await house.sees(Resumed)
    assert (resumed.by, resumed.next_at) == (None, changed.next_at)
    await house.at("2026-12-11 10:00")
    await house.sees(CallForAgenda)
    await house.at("2026-12-14 10:00")
    await house.sees(MeetingCard)
    ended = [(o.state, o.reason) for o in await house.occurrences()][:4]
    assert ended == [(OccurrenceState.SKIPPED, Reason.PAUSED)] * 3 + [(OccurrenceState.OPEN, None)]


async def test_who_comes_back_on_monday_is_called_on_friday(house: House) -> None:
    await pauses(house, "30 ноября")
    await house.at("2026-11-23 10:00")
    assert await house.sights(CallForAgenda) == []
    await house.at("2026-11-27 10:00")
    assert (await house.sees(CallForAgenda)).at == house.moment("2026-11-30 10:00")
    await house.at("2026-11-30 10:00")
    await house.sees(MeetingCard)


@pytest.mark.parametrize("up", ["2026-12-08 12:00", "2026-12-14 10:30", "2026-12-14 13:00", "2026-12-23 09:00"])
async def test_it_ends_however_long_the_bot_was_down(house: House, up: str) -> None:
    await pauses(house, "8 декабря")
    await house.at("2026-11-30 11:00")
    await house.at(up)
    assert (await house.sees(Resumed)).by is None
    states = {o.slot: (o.state, o.reason) for o in await house.occurrences()}
    assert states["2026-12-07T10:00"] == (OccurrenceState.SKIPPED, Reason.PAUSED)
    first = {
        "2026-12-08 12:00": (OccurrenceState.PLANNED, None),
        "2026-12-14 10:30": (OccurrenceState.OPEN, None),
        "2026-12-14 13:00": (OccurrenceState.MISSED, Reason.OUTAGE),
        "2026-12-23 09:00": (OccurrenceState.MISSED, Reason.OUTAGE),
    }[up]
    assert states["2026-12-14T10:00"] == first
    missed = await house.sights(Missed, house.world.telegram.place)
    assert len(missed) == (first[0] is OccurrenceState.MISSED)


async def test_resumed_before_its_end_it_is_not_resumed_again(house: House) -> None:
    w = house.world
    await pauses(house, "8 декабря")
    asked = said(await house.presses(w.anna, f"ritual.ask_resume:{w.monday.id}"), AskResume)
    assert asked.dates[0] == house.moment("2026-11-23 10:00")
    await house.presses(w.anna, button(asked, "yes"))
    await house.at("2026-12-08 10:00")
    assert [sight.message.by for sight in await house.sights(Resumed, w.telegram.place)] == [w.anna.name]
    assert isinstance(await house.presses(w.anna, button(asked, "yes")), NotPaused)


async def test_another_pause_is_not_ended_by_the_first_ones_end(house: House) -> None:
    w = house.world
    await pauses(house, "8 декабря")
    await house.presses(w.anna, f"ritual.resume:{w.monday.id}")
    await house.later(minutes=1)
    await house.presses(w.anna, f"ritual.pause:{w.monday.id}")
    await house.at("2026-12-09 10:00")
    assert [sight.message.by for sight in await house.sights(Resumed, w.telegram.place)] == [w.anna.name]
    (line,) = said(await house.says(w.gleb, "/rituals"), RitualList).rituals
    assert line.paused


async def test_what_is_refused(house: House) -> None:
    w = house.world
    before = await house.everything_stored()
    assert isinstance(await asks(house, "сегодня"), TimeHasPassed)
    assert isinstance(await asks(house, "когда-нибудь"), NotADate)
    assert isinstance(await house.presses(w.anna, f"ritual.ask_resume:{w.monday.id}"), NotPaused)
    assert await house.everything_stored() == before
    await pauses(house, "8 декабря")
    for deed in ("ritual.ask_pause", "ritual.pause", "pause.words"):
        assert isinstance(await house.presses(w.anna, f"{deed}:{w.monday.id}"), AlreadyPaused), deed
