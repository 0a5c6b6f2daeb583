"""The message about an outage: all that was missed, late or given up, once; and it says what was decided since."""

from handlers.moves import RitualChanged
from rituals.errors import NoSuchRitual, OnlyAdmins
from rituals.meeting_messages import MeetingCard
from rituals.move_errors import AlreadyDecided
from rituals.outages import Afterwards, Missed
from tests.house import House, button, buttons, said
from tests.world import a_ritual


async def two_rituals(house: House) -> None:
    async with house.database.begin() as tx:
        second = await a_ritual(tx, house.world.team, "second")
    await house.plan(second)


async def test_an_outage_over_two_meetings_and_a_reminder_is_one_message(house: House) -> None:
    w = house.world
    await two_rituals(house)
    await house.says(w.boris, "/task Глеб звонки, 24.11")
    await house.says(w.boris, "/task Вера прайс, 23.11 12:30")
    await house.at("Fri 10:00")
    await house.at("Mon 13:00")
    told = await house.sights(Missed)
    assert [(sight.place, sight.slot) for sight in told] == [
        (w.telegram.place, told[0].slot),
        (w.slack.place, told[0].slot),
    ]
    message = await house.sees(Missed)
    assert {line.name for line in message.occurrences} == {"monday", "second"}
    assert all(line.decided is None for line in message.occurrences)
    assert {(line.step, line.times) for line in (*message.late, *message.given_up)} >= {("remind_today", 1)}
    await house.later(minutes=20)
    assert await house.sights(Missed) == told


async def test_it_says_what_was_held_after_all_and_what_was_left(house: House) -> None:
    w = house.world
    await two_rituals(house)
    await house.at("Mon 13:00")
    message = await house.sees(Missed)
    assert buttons(message) == ["run", "run", "leave"]
    said(await house.presses(w.anna, button(message, "run")), RitualChanged)
    await house.tick()
    assert (await house.sees(MeetingCard)).starts_at == house.clock()
    held, open_ = (await house.sees(Missed)).occurrences
    assert (held.decided, held.by, held.held_at) == (Afterwards.HELD, w.anna.name, house.clock())
    assert open_.decided is None
    left = await house.sees(Missed)
    assert buttons(left) == ["run", "leave"]
    await house.later(minutes=50)
    said(await house.presses(w.anna, button(left, "leave")), RitualChanged)
    settled = await house.sees(Missed)
    assert [line.decided for line in settled.occurrences] == [Afterwards.HELD, Afterwards.LEFT]
    assert settled.buttons() == ()
    assert len(await house.sights(Missed, w.telegram.place)) == 1


async def test_what_is_decided_stays_decided(house: House) -> None:
    w = house.world
    await house.at("Mon 13:00")
    message = await house.sees(Missed)
    assert isinstance(await house.presses(w.boris, button(message, "run")), OnlyAdmins)
    await house.presses(w.anna, button(message, "leave"))
    before = await house.everything_stored()
    for name in ("run", "leave"):
        refused = await house.presses(w.anna, button(message, name))
        assert isinstance(refused, AlreadyDecided)
        assert refused.by == w.anna.name
    planned = (await house.occurrences())[1]
    assert isinstance(await house.presses(w.anna, f"missed.run:{planned.id}"), NoSuchRitual)
    assert await house.everything_stored() == before


async def test_two_outages_are_two_messages(house: House) -> None:
    await house.at("Mon 13:00")
    await house.at("2026-11-30 13:00")
    places = [sight.place for sight in await house.sights(Missed)]
    assert len(places) == 4
    assert [len(sight.message.occurrences) for sight in await house.sights(Missed)] == [1, 1, 1, 1]


async def test_what_opened_late_is_told_with_what_was_missed(house: House) -> None:
    w = house.world
    await two_rituals(house)
    await house.says(w.boris, "/task Глеб звонки, 23.11 18:00")
    await house.at("2026-11-30 11:00")
    message = await house.sees(Missed)
    assert [line.at for line in message.occurrences] == [house.moment("2026-11-23 10:00")] * 2
    late = {(line.step, line.name, line.minutes) for line in message.late}
    assert {("open", "monday", 60), ("open", "second", 60)} <= late
    await house.presses(w.anna, button(message, "leave"))
    assert (await house.sees(Missed)).buttons() == ()
