"""The calendar: a file of the meetings in which one takes part, and a new one whenever one of them changes."""

from dataclasses import replace
from datetime import timedelta

from handlers.words import minutes_of
from rituals.calendar_messages import CalendarFile, CalendarKept, CalendarUpdate
from rituals.move_errors import NoMeetingsOfYours
from rituals.team import Circle, Role
from rituals.timeline import Ritual
from rituals.yearahead import Fate
from tests.house import House, button, buttons, said
from tests.world import a_ritual


async def two_rituals(house: House) -> Ritual:
    """A second one, of the two directors alone."""
    async with house.database.begin() as tx:
        second = await a_ritual(tx, house.world.team, "second")
        second = replace(second, circle=Circle(roles=(Role.CCO, Role.CMO)))
        await tx.rituals.save(second)
    await house.plan(second)
    return second


async def test_one_gets_the_meetings_in_which_one_takes_part(house: House) -> None:
    w, second = house.world, await two_rituals(house)
    directors = said(await house.says(w.boris, "/calendar"), CalendarFile)
    assert [one.name for one in directors.series] == ["monday", "second"]
    assert buttons(directors) == ["keep", "one", "one"]
    alone = said(await house.presses(w.boris, f"calendar.file:{second.id}"), CalendarFile)
    assert [one.name for one in alone.series] == ["second"]
    file = said(await house.says(w.gleb, "/calendar"), CalendarFile)
    assert [one.name for one in file.series] == ["monday"]
    assert buttons(file) == ["keep"]
    assert isinstance(await house.presses(w.gleb, f"calendar.file:{second.id}"), NoMeetingsOfYours)


async def test_who_takes_part_in_none_is_told_so(house: House) -> None:
    w = house.world
    async with house.database.begin() as tx:
        await tx.people.save(replace(w.gleb, department="other"))
    assert isinstance(await house.says(w.gleb, "/calendar"), NoMeetingsOfYours)


async def test_each_change_sends_one_file_to_each_reader(house: House) -> None:
    w, second = house.world, await two_rituals(house)
    for reader in (w.egor, w.boris):
        said(
            await house.presses(reader, button(said(await house.says(reader, "/calendar"), CalendarFile), "keep")),
            CalendarKept,
        )
        said(await house.presses(reader, "calendar.keep"), CalendarKept)
    assert said(await house.says(w.egor, "/calendar"), CalendarFile).kept
    changes = 0
    for change in ("move", "skip", "pause", "resume", "schedule"):
        await house.later(minutes=1)
        await _change(house, w.monday, change)
        changes += 1
        for reader in (w.egor, w.boris):
            sent = await house.sights(CalendarUpdate, reader)
            assert len(sent) == changes, change
            assert [one.name for one in sent[-1].message.series] == ["monday"]
    await house.later(minutes=1)
    await _change(house, second, "skip")
    assert len(await house.sights(CalendarUpdate, w.egor)) == changes
    assert len(await house.sights(CalendarUpdate, w.boris)) == changes + 1
    assert await house.readers(CalendarUpdate) == {w.egor.name, w.boris.name}


async def _change(house: House, ritual: Ritual, what: str) -> None:
    planned = [o for o in await house.occurrences(ritual) if o.state == "planned"]
    first, admin = planned[0], house.world.anna
    was = minutes_of(first.starts_at)
    match what:
        case "move":
            reply = await house.presses(admin, f"move.to:{first.id}:{was + 60}:{was}")
        case "skip":
            reply = await house.presses(admin, f"ritual.skip:{first.id}:{was}")
        case "schedule":
            form = await house.presses(admin, f"ritual.schedule:{ritual.id}")
            answers = {"every": "week", "weekday": "thu", "at": "10:00", "minutes": "30", "day_off": "next"}
            asked = await house.submits(admin, form, **answers)
            reply = await house.presses(admin, button(asked.message, "yes"))
        case _:
            reply = await house.presses(admin, f"ritual.{what}:{ritual.id}")
    assert not isinstance(reply, Exception), reply


async def test_the_file_says_what_has_changed(house: House) -> None:
    w = house.world
    await house.presses(w.egor, "calendar.keep")
    (first,) = await house.occurrences()
    was = minutes_of(first.starts_at)
    await house.presses(w.anna, f"move.to:{first.id}:{was + 90}:{was}")
    update = await house.sees(CalendarUpdate, w.egor)
    moved = next(meeting for meeting in update.series[0].meetings if meeting.fate is Fate.MOVED)
    assert moved.starts_at == first.starts_at + timedelta(minutes=90)
    assert update.meetings[0].next_at == moved.starts_at
    (file,) = update.attachments()
    assert (file.filename, file.media_type) == ("meetings.ics", "text/calendar")


async def test_who_stops_or_leaves_gets_no_more(house: House) -> None:
    w = house.world
    for reader in (w.egor, w.gleb):
        await house.presses(reader, "calendar.keep")
    said(await house.presses(w.egor, "calendar.stop"), CalendarKept)
    async with house.database.begin() as tx:
        await tx.people.save(replace(w.gleb, active=False))
    await _change(house, w.monday, "skip")
    assert await house.sights(CalendarUpdate) == []


async def test_a_pause_that_ends_by_itself_and_a_day_off_send_it_too(house: House) -> None:
    w = house.world
    await house.presses(w.egor, "calendar.keep")
    await house.presses(w.anna, f"ritual.pause:{w.monday.id}:{minutes_of(house.moment('2026-12-01 00:00'))}")
    await house.at("2026-12-01 09:00")
    assert len(await house.sights(CalendarUpdate, w.egor)) == 2
