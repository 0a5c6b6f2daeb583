"""Moving and skipping one meeting: what is shown before, who may, what happens to everything about it, what is refused."""

import asyncio
from dataclasses import replace
from datetime import datetime

import pytest

from handlers.moves import AskMove, AskSkip, MoveForm, MovePanel, RitualChanged
from handlers.registry import Ask, Reply
from handlers.rituals import RitualList, RitualPanel
from handlers.words import minutes_of
from rituals.agenda_messages import AgendaPosted, CallForAgenda, CallToDirector
from rituals.calendar import Schedule
from rituals.errors import ItIsRunning, NotADate, NothingToSkip, Refusal
from rituals.kinds.breakfast import BreakfastOptions
from rituals.meeting_messages import MeetingCard
from rituals.move_errors import AlreadyThen, ChangedMeanwhile, MeetsAnother, NotYoursToMove, RestsThen, TimeHasPassed
from rituals.notices import OccurrenceMoved, Paused, Resumed, Skipped
from rituals.outages import Missed
from rituals.planning import plan_next
from rituals.team import Market, Person
from rituals.timeline import Occurrence, OccurrenceState, Reason
from tests.house import House, button, buttons, said


async def planned(house: House) -> Occurrence:
    return next(o for o in await house.occurrences() if o.state is OccurrenceState.PLANNED)


async def asks(house: House, by: Person, when: str) -> Reply | Refusal:
    """`/rituals`, the ritual, *Move*, *Another time…*, the words."""
    panel = await house.presses(by, f"ritual.move:{house.world.monday.id}")
    if isinstance(panel, Refusal):
        return panel
    form = await house.presses(by, button(said(panel, MovePanel), "other"))
    assert isinstance(form, Ask)
    assert isinstance(form.form, MoveForm)
    return await house.submits(by, form, when=when)


async def moves(house: House, by: Person, when: str) -> RitualChanged:
    asked = said(await asks(house, by, when), AskMove)
    return said(await house.presses(by, button(asked, "yes")), RitualChanged)


class TestWhatIsShown:
    async def test_before_it_is_done(self, house: House) -> None:
        w = house.world
        await house.says(w.gleb, "/agenda S1")
        asked = said(await asks(house, w.anna, "во вторник в 11:00"), AskMove)
        assert (asked.was, asked.to) == (house.moment("2026-11-23 10:00"), house.moment("2026-11-24 11:00"))
        assert asked.items == 1
        assert (asked.call_at, asked.agenda_at) == (
            house.moment("2026-11-23 10:00"),
            house.moment("2026-11-24 10:00"),
        )
        assert asked.dates == tuple(house.moment(f"2026-{day} 10:00") for day in ("11-30", "12-07", "12-14"))
        assert (asked.day_off, asked.weekend) == (None, False)

    async def test_after_it_the_chats_are_told_once_and_the_list_says_so(self, house: House) -> None:
        w = house.world
        changed = await moves(house, w.anna, "вторник 11:00")
        assert (changed.at, changed.next_at) == (house.moment("2026-11-23 10:00"), house.moment("2026-11-24 11:00"))
        told = await house.sights(OccurrenceMoved)
        assert [sight.place for sight in told] == [w.telegram.place, w.slack.place]
        message = await house.sees(OccurrenceMoved)
        assert (message.at, message.instead_of, message.by) == (changed.next_at, changed.at, w.anna.name)
        (line,) = said(await house.says(w.gleb, "/rituals"), RitualList).rituals
        assert (line.next_at, line.moved_from, line.moved_by) == (changed.next_at, changed.at, w.anna.name)

    @pytest.mark.parametrize(
        ("when", "to"),
        [
            ("14:30", "2026-11-23 14:30"),
            ("завтра", "2026-11-20 10:00"),
            ("fri 11:00", "2026-11-20 11:00"),
            ("через 2 часа", "2026-11-19 14:00"),
            ("24.11", "2026-11-24 10:00"),
        ],
    )
    async def test_times_in_words(self, house: House, when: str, to: str) -> None:
        assert said(await asks(house, house.world.anna, when), AskMove).to == house.moment(to)

    async def test_times_near_by_are_buttons(self, house: House) -> None:
        w = house.world
        panel = said(await house.presses(w.anna, f"ritual.move:{w.monday.id}"), MovePanel)
        assert dict(panel.offers) == {
            "hour_later": house.moment("2026-11-23 11:00"),
            "next_day": house.moment("2026-11-24 10:00"),
        }
        asked = said(await house.presses(w.anna, button(panel, "next_day")), AskMove)
        assert asked.to == house.moment("2026-11-24 10:00")

    async def test_a_day_off_and_a_weekend_are_pointed_out(self, house: House) -> None:
        house.clock.set(house.moment("2027-02-15 12:00"))
        await house.tick()
        asked = said(await asks(house, house.world.anna, "23.02"), AskMove)
        assert asked.day_off == "День защитника Отечества"
        assert said(await asks(house, house.world.anna, "21.02"), AskMove).weekend


class TestWhatBecomesOfIt:
    async def test_it_is_held_at_the_new_time_and_the_next_regular_one_at_its_own(self, house: House) -> None:
        w = house.world
        await moves(house, w.anna, "среда 15:00")
        await house.at("Mon 12:01")
        assert await house.sights(MeetingCard) == []
        await house.at("Tue 15:00")
        assert (await house.sees(CallForAgenda)).at == house.moment("2026-11-25 15:00")
        await house.at("Wed 15:00")
        assert (await house.sees(MeetingCard)).starts_at == house.moment("2026-11-25 15:00")
        await house.says(w.boris, "/start_meeting")
        await house.says(w.boris, "/close_meeting")
        await house.at("2026-11-30 10:00")
        assert (await house.sees(MeetingCard)).starts_at == house.moment("2026-11-30 10:00")
        held, running = (await house.occurrences())[:2]
        assert (held.slot, held.state, held.reason, held.by) == (
            "2026-11-23T10:00",
            OccurrenceState.HELD,
            Reason.MOVED,
            w.anna.id,
        )
        assert running.state is OccurrenceState.OPEN
        (line,) = said(await house.says(w.gleb, "/rituals"), RitualList).rituals
        assert (line.past[0].moved_from, line.past[0].by) == (house.moment("2026-11-23 10:00"), w.anna.name)

    async def test_moved_ahead_the_next_one_is_planned_when_it_has_begun(self, house: House) -> None:
        await moves(house, house.world.anna, "завтра 15:00")
        await house.at("Fri 15:00")
        assert [(o.slot, o.state) for o in await house.occurrences()] == [
            ("2026-11-23T10:00", OccurrenceState.OPEN),
            ("2026-11-30T10:00", OccurrenceState.PLANNED),
        ]
        await house.at("Fri 10:00")
        assert (await house.sees(CallForAgenda)).at == house.moment("2026-11-30 10:00")

    async def test_what_was_posted_is_brought_up_to_date(self, house: House) -> None:
        w = house.world
        await house.says(w.gleb, "/agenda S1")
        await house.at("Fri 10:00")
        await house.at("Mon 09:00")
        assert (await house.sees(AgendaPosted)).at == house.moment("2026-11-23 10:00")
        await moves(house, w.boris, "вторник 11:00")
        to = house.moment("2026-11-24 11:00")
        assert (await house.sees(CallForAgenda)).at == to
        for director in (w.anna, w.boris):
            assert (await house.sees(CallToDirector, director)).at == to
        agenda = await house.sees(AgendaPosted)
        assert (agenda.at, [line.text for line in agenda.lines]) == (to, ["S1"])
        assert buttons(agenda) == ["add", "show"]
        await house.at("Mon 10:00")
        assert await house.sights(MeetingCard) == []
        await house.at("Tue 11:00")
        card = await house.sees(MeetingCard)
        assert (card.starts_at, card.late_by) == (to, 0)

    async def test_twice_and_back(self, house: House) -> None:
        w = house.world
        usual = await planned(house)
        await moves(house, w.anna, "вторник 11:00")
        await house.later(minutes=1)
        await moves(house, w.boris, "среда 9:00")
        moved = await planned(house)
        assert (moved.moved_from, moved.by) == (usual.starts_at, w.boris.id)
        assert (await house.sees(OccurrenceMoved)).instead_of == house.moment("2026-11-24 11:00")
        await house.later(minutes=1)
        panel = said(await house.presses(w.anna, f"ritual.move:{w.monday.id}"), MovePanel)
        asked = said(await house.presses(w.anna, button(panel, "usual")), AskMove)
        await house.presses(w.anna, button(asked, "yes"))
        assert await planned(house) == usual
        assert (await house.sees(OccurrenceMoved)).back
        assert len(await house.sights(OccurrenceMoved, w.telegram.place)) == 3
        await house.at("Fri 10:00")
        await house.at("Mon 10:00")
        await house.sees(MeetingCard)

    async def test_one_that_a_day_off_had_moved_goes_back_there(self, house: House) -> None:
        w = house.world
        house.clock.set(house.moment("2027-02-16 12:00"))
        await house.tick()
        usual = await planned(house)
        assert usual.starts_at == house.moment("2027-02-24 10:00")
        await moves(house, w.anna, "25.02 12:00")
        moved = await planned(house)
        assert (moved.starts_at, moved.moved_from) == (house.moment("2027-02-25 12:00"), usual.starts_at)
        panel = said(await house.presses(w.anna, f"ritual.move:{w.monday.id}"), MovePanel)
        assert panel.usual == usual.starts_at
        asked = said(await house.presses(w.anna, button(panel, "usual")), AskMove)
        await house.presses(w.anna, button(asked, "yes"))
        assert await planned(house) == usual

    async def test_over_a_change_of_the_clocks_it_keeps_its_wall_time(self, house: House) -> None:
        berlin = Schedule.parse(every="week", on="sat", at="02:30", timezone="Europe/Berlin", day_off="skip")
        house.clock.set(house.moment("2027-03-24 12:00"))
        await house.tick()
        async with house.database.begin() as tx:
            night = await tx.rituals.add(
                replace(house.world.monday, name="night", schedule=berlin, planned_until=None, next_run_at=None)
            )
            await plan_next(tx, night, house.world.team, house.clock())
        panel = said(await house.presses(house.world.anna, f"ritual.move:{night.id}"), MovePanel)
        assert panel.at == datetime.fromisoformat("2027-03-27T01:30+00:00")
        assert panel.next_day == datetime.fromisoformat("2027-03-28T01:00+00:00")  # 02:30 is skipped: 03:00 in summer
        asked = said(await house.presses(house.world.anna, button(panel, "next_day")), AskMove)
        said(await house.presses(house.world.anna, button(asked, "yes")), RitualChanged)
        house.clock.set(asked.to)
        await house.tick()
        (first, _) = await house.occurrences(night)
        assert (first.slot, first.state) == ("2027-03-27T02:30", OccurrenceState.OPEN)

    async def test_run_now_shortly_before_it_is_that_one(self, house: House) -> None:
        w = house.world
        await moves(house, w.anna, "сегодня 15:00")
        await house.presses(w.anna, f"ritual.run:{w.monday.id}")
        await house.tick()
        assert next(o.state for o in await house.occurrences()) is OccurrenceState.OPEN
        assert (await house.sees(MeetingCard)).starts_at == house.clock()


class TestWhoMay:
    @pytest.mark.parametrize(
        ("who", "may"), [("anna", True), ("boris", True), ("vera", False), ("gleb", False), ("egor", False)]
    )
    async def test_admins_and_directors(self, house: House, who: str, may: bool) -> None:
        person: Person = getattr(house.world, who)
        one = await planned(house)
        presses = (
            f"ritual.move:{house.world.monday.id}",
            f"ritual.ask_skip:{house.world.monday.id}",
            f"move.ask:{one.id}:{minutes_of(house.moment('2026-11-24 11:00'))}",
            f"move.words:{one.id}",
            f"move.to:{one.id}:{minutes_of(house.moment('2026-11-24 11:00'))}:{minutes_of(one.starts_at)}",
        )
        before = await house.everything_stored()
        for payload in presses:
            reply = await house.presses(person, payload)
            assert isinstance(reply, NotYoursToMove) is not may, payload
            if isinstance(reply, NotYoursToMove):
                assert set(reply.who) == {house.world.anna.name, house.world.boris.name}
        assert (await house.everything_stored() == before) is not may
        listed = said(await house.says(person, "/rituals"), RitualList)
        assert (listed.buttons() != ()) is may
        panel = said(await house.presses(person, f"ritual.show:{house.world.monday.id}"), RitualPanel)
        mine = {"anna": ["run", "move", "skip", "schedule", "pause", "back"], "boris": ["move", "skip", "back"]}
        assert buttons(panel) == mine.get(who, ["back"])

    async def test_who_chairs_may_for_that_meeting(self, house: House) -> None:
        w = house.world
        async with house.database.begin() as tx:
            for person in (w.anna, w.boris):
                await tx.people.save(replace(person, role=None, admin=False))
            await tx.people.save(replace(w.gleb, role="moderator"))
            await tx.teams.save(replace(w.team, market=Market.B2B))
        assert isinstance(await asks(house, w.boris, "вторник 11:00"), NotYoursToMove)
        await moves(house, w.gleb, "вторник 11:00")
        assert (await planned(house)).by == w.gleb.id


class TestRefusals:
    async def refused(self, house: House, when: str) -> Reply | Refusal:
        before = await house.everything_stored()
        reply = await asks(house, house.world.anna, when)
        assert await house.everything_stored() == before
        return reply

    async def test_times_that_make_no_sense(self, house: House) -> None:
        for when, refusal in (
            ("18.11.2026", TimeHasPassed),
            ("сегодня 11:59", TimeHasPassed),
            ("23.11 10:00", AlreadyThen),
            ("30.11 10:00", MeetsAnother),
            ("30.11 9:31", MeetsAnother),
            ("01.12", MeetsAnother),
            ("когда-нибудь", NotADate),
        ):
            assert isinstance(await self.refused(house, when), refusal), when
        said(await asks(house, house.world.anna, "30.11 9:30"), AskMove)

    async def test_into_a_meeting_that_goes_on(self, house: House) -> None:
        await house.at("Mon 10:00")
        assert isinstance(await self.refused(house, "сегодня 10:20"), MeetsAnother)
        said(await asks(house, house.world.anna, "сегодня 10:30"), AskMove)

    async def test_into_a_pause_and_beyond_it(self, house: House) -> None:
        w = house.world
        end = minutes_of(house.moment("2026-11-25 00:00"))
        await house.presses(w.anna, f"ritual.pause:{w.monday.id}:{end}")
        assert isinstance(await self.refused(house, "вторник 11:00"), RestsThen)
        await moves(house, w.anna, "среда 11:00")
        await house.at("Mon 12:00")
        await house.at("Wed 11:00")
        assert (await house.sees(MeetingCard)).starts_at == house.moment("2026-11-25 11:00")

    async def test_a_confirmation_that_is_out_of_date_says_how_things_stand(self, house: House) -> None:
        w = house.world
        first = said(await asks(house, w.anna, "вторник 11:00"), AskMove)
        second = said(await asks(house, w.boris, "среда 12:00"), AskMove)
        skipping = said(await house.presses(w.boris, f"ritual.ask_skip:{w.monday.id}"), AskSkip)
        await house.presses(w.boris, button(second, "yes"))
        for stale in (button(first, "yes"), button(second, "yes"), button(skipping, "yes")):
            refused = await house.presses(w.anna, stale)
            assert isinstance(refused, ChangedMeanwhile)
            assert refused.at == second.to
        await house.at("Wed 12:00")
        assert isinstance(await house.presses(w.anna, button(first, "yes")), ItIsRunning)
        await house.at("Wed 18:00")
        assert isinstance(await house.presses(w.anna, button(first, "yes")), NothingToSkip)

    async def test_two_at_once_move_it_once(self, house: House) -> None:
        w = house.world
        yes = [
            (by, button(said(await asks(house, by, when), AskMove), "yes"))
            for by, when in ((w.anna, "вторник 11:00"), (w.boris, "среда 12:00"))
        ]
        replies = await asyncio.gather(*(house.presses(by, pressed) for by, pressed in yes))
        assert sorted(type(reply).__name__ for reply in replies) == ["ChangedMeanwhile", "Turn"]
        assert len(await house.sights(OccurrenceMoved, w.telegram.place)) == 1


async def test_a_moved_one_is_skipped_like_any_other(house: House) -> None:
    w = house.world
    await moves(house, w.anna, "вторник 11:00")
    asked = said(await house.presses(w.anna, f"ritual.ask_skip:{w.monday.id}"), AskSkip)
    assert (asked.at, asked.next_at) == (house.moment("2026-11-24 11:00"), house.moment("2026-11-30 10:00"))
    await house.presses(w.anna, button(asked, "yes"))
    assert (await house.sees(Skipped)).at == asked.at
    await house.at("Tue 11:00")
    assert await house.sights(MeetingCard) == []


async def test_it_is_still_moved_after_a_restart_and_an_outage(house: House) -> None:
    await moves(house, house.world.anna, "вторник 11:00")
    house.ticker = house.a_ticker()
    await house.at("Tue 11:40")
    card = await house.sees(MeetingCard)
    assert (card.starts_at, card.late_by) == (house.moment("2026-11-24 11:00"), 40)


async def test_what_is_held_in_private_is_told_in_private_alone(house: House) -> None:
    """A breakfast that is moved, paused and missed: the two directors read of it, and no chat does."""
    w = house.world
    async with house.database.begin() as tx:
        breakfast = await tx.rituals.add(
            replace(w.monday, name="breakfast", kind="breakfast", options=BreakfastOptions(), planned_until=None)
        )
        await plan_next(tx, breakfast, w.team, house.clock())
    panel = said(await house.presses(w.boris, f"ritual.move:{breakfast.id}"), MovePanel)
    asked = said(await house.presses(w.boris, button(panel, "next_day")), AskMove)
    said(await house.presses(w.boris, button(asked, "yes")), RitualChanged)
    await house.presses(w.anna, f"ritual.pause:{breakfast.id}")
    await house.later(minutes=1)
    await house.presses(w.anna, f"ritual.resume:{breakfast.id}")
    await house.at("2026-12-01 09:00")
    for kind in (OccurrenceMoved, Paused, Resumed):
        assert await house.readers(kind) == {w.anna.name, w.boris.name}, kind
        assert {sight.person for sight in await house.sights(kind)} == {w.anna.id, w.boris.id}, kind
    told = [s for s in await house.sights(Missed) if "breakfast" in {line.name for line in s.message.occurrences}]
    assert {sight.person for sight in told} == {w.anna.id, w.boris.id}
    assert all({line.name for line in sight.message.occurrences} == {"breakfast"} for sight in told)
