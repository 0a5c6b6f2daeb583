"""What people do to a ritual's plan, and what days off do: skip, pause, resume, run now, a new schedule, a holiday."""

from dataclasses import replace

from handlers.moves import AskSkip, RitualChanged
from handlers.rituals import RitualList, RitualPanel
from rituals.agenda_messages import AgendaPosted, CallForAgenda
from rituals.calendar import Schedule
from rituals.errors import (
    AlreadyPaused,
    ItIsRunning,
    NoMeetingNow,
    NotHeldYet,
    NothingToSkip,
    NotPaused,
    OnlyAdmins,
)
from rituals.meeting_messages import MeetingCard
from rituals.notices import Paused, Resumed, Skipped
from rituals.planning import next_of, replan
from rituals.protocol_messages import ProtocolPosted
from rituals.timeline import OccurrenceState, Reason
from tests.house import House, button, buttons, said


def about(house: House, deed: str) -> str:
    return f"ritual.{deed}:{house.world.monday.id}"


class TestSkip:
    async def test_it_is_asked_first_then_the_chats_are_told_and_the_next_one_is_planned(self, house: House) -> None:
        w = house.world
        await house.says(w.gleb, "/agenda S1")
        await house.at("Fri 10:00")
        asked = said(await house.presses(w.anna, about(house, "ask_skip")), AskSkip)
        assert (asked.at, asked.next_at, asked.items) == (
            house.moment("2026-11-23 10:00"),
            house.moment("2026-11-30 10:00"),
            1,
        )
        changed = said(await house.presses(w.anna, button(asked, "yes")), RitualChanged)
        assert changed.next_at == house.moment("2026-11-30 10:00")
        for place in (w.telegram.place, w.slack.place):
            told = await house.sees(Skipped, place)
            assert (told.reason, told.by, told.next_at) == (Reason.PERSON, w.anna.name, changed.next_at)
        call = await house.sees(CallForAgenda)
        assert call.skipped
        assert call.buttons() == ()
        assert isinstance(await house.presses(w.anna, button(asked, "yes")), NothingToSkip)
        await house.at("Mon 10:00")
        assert await house.sights(MeetingCard) == []
        await house.at("Fri 10:00")
        assert (await house.sees(CallForAgenda)).items == 1

    async def test_a_meeting_that_is_open_is_not_skipped(self, house: House) -> None:
        asked = said(await house.presses(house.world.anna, about(house, "ask_skip")), AskSkip)
        await house.at("Mon 10:00")
        assert isinstance(await house.presses(house.world.anna, button(asked, "yes")), ItIsRunning)

    async def test_only_admins_change_rituals(self, house: House) -> None:
        w = house.world
        before = await house.everything_stored()
        for deed in ("run", "ask_pause", "pause", "ask_resume", "resume", "schedule"):
            refused = await house.presses(w.boris, about(house, deed))
            assert isinstance(refused, OnlyAdmins), deed
            assert refused.admins == (w.anna.name,)
        assert await house.everything_stored() == before


class TestPause:
    async def test_what_falls_into_the_pause_is_accounted_for_as_paused(self, house: House) -> None:
        w = house.world
        said(await house.presses(w.anna, about(house, "pause")), RitualChanged)
        assert (await house.sees(Paused)).by == w.anna.name
        assert isinstance(await house.presses(w.anna, about(house, "pause")), AlreadyPaused)
        await house.at("Fri 10:00")
        await house.at("Mon 10:00")
        await house.at("Mon 10:00")
        assert await house.sights(CallForAgenda) == []
        await house.later(days=7, hours=1)
        states = [(o.state, o.reason) for o in await house.occurrences()][:2]
        assert states == [(OccurrenceState.SKIPPED, Reason.PAUSED)] * 2

    async def test_resumed_it_goes_on_with_the_next_and_calls_at_once_if_the_call_was_missed(
        self, house: House
    ) -> None:
        w = house.world
        await house.presses(w.anna, about(house, "pause"))
        await house.at("Fri 10:00")
        await house.at("Fri 15:00")
        assert await house.sights(CallForAgenda) == []
        said(await house.presses(w.anna, about(house, "resume")), RitualChanged)
        assert (await house.sees(Resumed)).next_at == house.moment("2026-11-23 10:00")
        assert isinstance(await house.presses(w.anna, about(house, "resume")), NotPaused)
        await house.tick()
        assert (await house.sees(CallForAgenda)).at == house.moment("2026-11-23 10:00")
        await house.at("Mon 10:00")
        await house.sees(MeetingCard)

    async def test_a_meeting_that_goes_on_is_not_cut_off_by_a_pause(self, house: House) -> None:
        w = house.world
        await house.at("Mon 10:00")
        await house.says(w.boris, "/start_meeting")
        await house.presses(w.anna, about(house, "pause"))
        await house.at("Mon 18:00")
        assert (await house.sees(ProtocolPosted)).protocol.by_itself

    async def test_a_paused_ritual_is_held_when_somebody_asks_for_it(self, house: House) -> None:
        await house.presses(house.world.anna, about(house, "pause"))
        await house.presses(house.world.anna, about(house, "run"))
        await house.tick()
        await house.sees(MeetingCard)


class TestRunNow:
    async def test_shortly_before_the_time_it_is_that_meeting(self, house: House) -> None:
        await house.at("Mon 09:00")
        await house.presses(house.world.anna, about(house, "run"))
        await house.tick()
        card = await house.sees(MeetingCard)
        assert card.starts_at == house.clock()
        assert (await house.sees(AgendaPosted)).buttons() == ()
        await house.at("Mon 10:00")
        states = [(o.slot, o.state) for o in await house.occurrences()]
        assert states == [
            ("2026-11-23T10:00", OccurrenceState.OPEN),
            ("2026-11-30T10:00", OccurrenceState.PLANNED),
        ]

    async def test_between_the_times_it_is_another_one(self, house: House) -> None:
        await house.presses(house.world.anna, about(house, "run"))
        assert isinstance(await house.presses(house.world.anna, about(house, "run")), ItIsRunning)
        await house.tick()
        assert isinstance(await house.presses(house.world.anna, about(house, "run")), ItIsRunning)
        states = [(o.slot, o.state) for o in await house.occurrences()]
        assert states == [
            ("2026-11-19T12:00", OccurrenceState.OPEN),
            ("2026-11-23T10:00", OccurrenceState.PLANNED),
        ]

    async def test_late_in_the_day_there_is_time_to_close_it(self, house: House) -> None:
        w = house.world
        await house.at("Thu 17:50")
        await house.presses(w.anna, about(house, "run"))
        await house.tick()
        await house.says(w.boris, "/start_meeting")
        await house.at("Thu 18:30")
        assert await house.sights(ProtocolPosted) == []
        await house.at("Thu 18:50")
        await house.sees(ProtocolPosted)


class TestDaysOff:
    async def test_a_monday_off_is_held_on_the_next_workday_and_says_why(self, house: House) -> None:
        house.clock.set(house.moment("2027-02-16 12:00"))
        await house.tick()
        moved = next(o for o in await house.occurrences() if o.slot == "2027-02-22T10:00")
        assert moved.starts_at == house.moment("2027-02-24 10:00")
        assert moved.moved_from == house.moment("2027-02-22 10:00")
        await house.at("2027-02-20 09:59")
        assert [s for s in await house.sights(CallForAgenda) if s.message.at == moved.starts_at] == []
        await house.at("2027-02-20 10:00")  # a Saturday on which Russia works: the workday before
        call = await house.sees(CallForAgenda)
        assert (call.at, call.moved_because) == (moved.starts_at, moved.note)
        assert moved.note
        await house.at("2027-02-24 10:00")
        assert (await house.sees(MeetingCard)).starts_at == moved.starts_at

    async def test_a_day_off_without_another_day_is_skipped_and_told_the_workday_before(self, house: House) -> None:
        house.clock.set(house.moment("2026-12-28 10:00"))
        await house.tick()
        skipped = next(o for o in await house.occurrences() if o.slot == "2027-01-04T10:00")
        assert (skipped.state, skipped.reason) == (OccurrenceState.SKIPPED, Reason.DAY_OFF)
        await house.at("2026-12-30 09:59")
        assert await house.sights(Skipped) == []
        await house.at("2026-12-30 10:00")
        told = await house.sees(Skipped)
        assert (told.at, told.reason, told.next_at) == (
            house.moment("2027-01-04 10:00"),
            Reason.DAY_OFF,
            house.moment("2027-01-11 10:00"),
        )
        assert told.because


class TestReplan:
    async def test_a_new_schedule_gives_up_what_has_not_begun_and_back_again_takes_it_back(self, house: House) -> None:
        w = house.world
        tuesday = Schedule.parse(every="week", on="tue", at="11:00", timezone=w.team.timezone)
        for schedule in (tuesday, w.monday.schedule):
            async with house.database.begin() as tx:
                ritual = await tx.rituals.get(w.team.id, w.monday.id)
                assert ritual is not None
                await replan(tx, replace(ritual, schedule=schedule), w.team, house.clock())
                planned = await next_of(tx, ritual)
            assert planned is not None
            assert planned.starts_at.astimezone().weekday() == schedule.on.weekday
        ended = {o.slot: (o.state, o.reason) for o in await house.occurrences()}
        assert ended == {
            "2026-11-23T10:00": (OccurrenceState.PLANNED, None),
            "2026-11-24T11:00": (OccurrenceState.SKIPPED, Reason.RESCHEDULED),
        }
        await house.at("Fri 10:00")
        await house.sees(CallForAgenda)


class TestKindsOfLaterVersions:
    async def test_they_are_listed_honestly_and_refuse_to_be_held(self, house: House) -> None:
        w = house.world
        async with house.database.begin() as tx:
            training = await tx.rituals.add(replace(w.monday, name="training", kind="training"))
            review = await tx.rituals.add(replace(w.monday, name="friday", kind="mediation"))
        listed = said(await house.says(w.anna, "/rituals"), RitualList)
        assert {line.name: (line.held, line.next_at is not None) for line in listed.rituals} == {
            "monday": (True, True),
            "training": (False, False),
            "friday": (False, False),
        }
        panel = said(await house.presses(w.anna, f"ritual.show:{training.id}"), RitualPanel)
        assert buttons(panel) == ["back"]
        before = await house.everything_stored()
        for deed in ("run", "pause", "resume"):
            assert isinstance(await house.presses(w.anna, f"ritual.{deed}:{training.id}"), NotHeldYet), deed
        assert isinstance(await house.presses(w.anna, f"ritual.ask_skip:{training.id}"), NothingToSkip)
        for deed in ("add", "show"):
            assert isinstance(await house.presses(w.gleb, f"agenda.{deed}:{review.id}"), NotHeldYet), deed
        assert await house.everything_stored() == before
        await house.says(w.gleb, "/agenda Лиды")
        await house.at("Mon 09:00")
        assert [line.text for line in (await house.sees(AgendaPosted)).lines] == ["Лиды"]
        await house.at("Mon 13:00")


class TestTheList:
    async def test_it_tells_how_the_last_ones_went(self, house: House) -> None:
        w = house.world
        await house.at("Mon 10:30")
        await house.says(w.boris, "/start_meeting")
        await house.says(w.boris, "/close_meeting")
        await house.at("2026-11-30 13:00")
        listed = said(await house.says(w.gleb, "/rituals"), RitualList)
        (line,) = listed.rituals
        assert [(past.state, past.late, past.protocol) for past in line.past] == [
            (OccurrenceState.MISSED, False, None),
            (OccurrenceState.HELD, True, 1),
        ]
        assert listed.buttons() == ()
        assert isinstance(await house.says(w.boris, "/next"), NoMeetingNow)
