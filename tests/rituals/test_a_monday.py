"""A whole Monday, from the call to the last item."""

from rituals.agenda_messages import (
    AgendaPosted,
    CallForAgenda,
    CallToDirector,
    ItemAdded,
    NothingFromYours,
    OfferToSkip,
)
from rituals.errors import AlreadyStarted, NotStarted, NotTheChair
from rituals.meeting import Phase
from rituals.meeting_messages import (
    AlreadyMoved,
    ChairReminder,
    ChairTaken,
    ChairWanted,
    DecisionKept,
    Here,
    MeetingCard,
    Moved,
)
from rituals.move_errors import NotEmptyAnyMore, NotYoursToMove
from rituals.not_yours import NotYoursToTake
from rituals.protocol_messages import ProtocolPosted
from rituals.timeline import OccurrenceState, Reason
from tests.house import House, button, buttons, said
from tests.rituals.mondays import opened, running


class TestBefore:
    async def test_on_the_workday_before_both_chats_and_the_directors_are_called(self, house: House) -> None:
        w = house.world
        await house.at("Fri 09:59")
        assert await house.sights(CallForAgenda) == []
        await house.at("Fri 10:00")
        for place in (w.telegram.place, w.slack.place):
            call = await house.sees(CallForAgenda, place)
            assert (call.items, call.at) == (0, house.moment("Mon 10:00"))
        assert await house.readers(CallToDirector) == {w.anna.name, w.boris.name}

    async def test_an_item_is_counted_in_the_call_and_can_be_taken_back(self, house: House) -> None:
        w = house.world
        await house.at("Fri 10:00")
        added = said(await house.says(w.gleb, "/agenda Лиды без телефонов"), ItemAdded)
        assert (added.number, added.at, added.meeting_runs) == (1, house.moment("Mon 10:00"), False)
        assert (await house.sees(CallForAgenda)).items == 1
        await house.presses(w.gleb, button(added, "take_back"))
        assert (await house.sees(CallForAgenda)).items == 0

    async def test_an_hour_before_the_agenda_comes_and_the_silent_department_is_asked(self, house: House) -> None:
        w = house.world
        await house.says(w.gleb, "/agenda Лиды без телефонов")
        await house.at("Mon 09:00")
        posted = await house.sees(AgendaPosted)
        assert [line.text for line in posted.lines] == ["Лиды без телефонов"]
        assert posted.chair is not None
        assert posted.chair.name == w.boris.name
        assert await house.readers(NothingFromYours) == {w.anna.name}
        assert await house.sights(OfferToSkip) == []
        assert (await house.sees(CallForAgenda)).closed
        await house.says(w.vera, "/agenda Бюджет")
        assert len((await house.sees(AgendaPosted)).lines) == 2

    async def test_with_nothing_to_talk_about_the_chair_may_skip(self, house: House) -> None:
        w = house.world
        await house.at("Mon 09:00")
        offer = await house.sees(OfferToSkip, w.boris)
        assert isinstance(await house.presses(w.gleb, button(offer, "skip"), private=True), NotYoursToMove)
        await house.presses(w.boris, button(offer, "skip"), private=True)
        settled = await house.sees(OfferToSkip, w.boris)
        assert (settled.settled, settled.buttons()) == (True, ())
        first, second = await house.occurrences()
        assert (first.state, first.reason) == (OccurrenceState.SKIPPED, Reason.NOTHING_TO_DISCUSS)
        assert second.state is OccurrenceState.PLANNED
        posted = await house.sees(AgendaPosted)
        assert posted.skipped
        assert posted.buttons() == ()

    async def test_an_item_that_came_meanwhile_keeps_the_meeting(self, house: House) -> None:
        w = house.world
        await house.at("Mon 09:00")
        offer = await house.sees(OfferToSkip, w.boris)
        added = said(await house.says(w.vera, "/agenda Бюджет"), ItemAdded)
        refused = await house.presses(w.boris, button(offer, "skip"), private=True)
        assert isinstance(refused, NotEmptyAnyMore)
        assert refused.items == 1
        first, *_ = await house.occurrences()
        assert first.state is OccurrenceState.PLANNED
        await house.presses(w.vera, button(added, "take_back"))
        await house.presses(w.boris, button(offer, "skip"), private=True)
        first, *_ = await house.occurrences()
        assert (first.state, first.reason) == (OccurrenceState.SKIPPED, Reason.NOTHING_TO_DISCUSS)

    async def test_what_is_due_today_is_something_to_talk_about(self, house: House) -> None:
        await house.says(house.world.gleb, "/task Глеб обзвонить базу, в понедельник")
        await house.at("Mon 09:00")
        assert (await house.sees(AgendaPosted)).due == 1
        assert await house.sights(OfferToSkip) == []


class TestGathering:
    async def test_the_card_stands_in_both_messengers_and_the_agenda_rests(self, house: House) -> None:
        w = house.world
        await house.says(w.gleb, "/agenda Лиды")
        await house.at("Mon 09:00")
        await house.at("Mon 10:00")
        for place in (w.telegram.place, w.slack.place):
            card = await house.sees(MeetingCard, place)
            assert (card.phase, card.expected, card.late_by) == (Phase.GATHERING, 6, 0)
        assert (await house.sees(AgendaPosted)).buttons() == ()

    async def test_who_comes_later_than_three_minutes_is_late(self, house: House) -> None:
        w = house.world
        card = await opened(house)
        await house.at("Mon 10:03")
        assert not said(await house.presses(w.vera, button(card, "here")), Here).late
        await house.at("Mon 10:04")
        assert said(await house.presses(w.gleb, button(card, "here")), Here).late
        await house.presses(w.vera, button(card, "here"))
        here = [(p.name, p.late) for p in (await house.sees(MeetingCard)).present]
        assert here == [(w.vera.name, False), (w.gleb.name, True)]

    async def test_only_the_chair_starts_once(self, house: House) -> None:
        w = house.world
        card = await opened(house)
        assert isinstance(await house.presses(w.gleb, button(card, "start")), NotTheChair)
        said(await house.presses(w.boris, button(card, "start")), Moved)
        assert isinstance(await house.presses(w.boris, button(card, "start")), AlreadyStarted)

    async def test_nothing_is_recorded_before_the_start(self, house: House) -> None:
        await opened(house)
        for command in ("/next", "/defer", "/decide Да", "/close_meeting"):
            assert isinstance(await house.says(house.world.boris, command), NotStarted), command

    async def test_nobody_starts_the_chair_is_reminded_then_the_other_director_is_asked(self, house: House) -> None:
        w = house.world
        await opened(house)
        await house.at("Mon 10:04")
        assert await house.sights(ChairReminder) == []
        await house.at("Mon 10:05")
        assert await house.readers(ChairReminder) == {w.boris.name}
        assert not (await house.sees(MeetingCard)).chair_wanted
        await house.at("Mon 10:10")
        assert await house.readers(ChairWanted) == {w.anna.name}
        assert (await house.sees(MeetingCard)).chair_wanted
        wanted = await house.sees(ChairWanted, w.anna)
        said(await house.presses(w.anna, button(wanted, "take_chair"), private=True), ChairTaken)
        card = await house.sees(MeetingCard)
        assert card.chair is not None
        assert card.chair.name == w.anna.name

    async def test_anybody_may_take_the_chair_that_is_wanted_but_not_before(self, house: House) -> None:
        w = house.world
        card = await opened(house)
        payload = button(card, "start").payload.replace("start", "take_chair")
        assert isinstance(await house.presses(w.gleb, payload), NotYoursToTake)
        await house.at("Mon 10:10")
        said(await house.presses(w.gleb, button(await house.sees(MeetingCard), "take_chair")), ChairTaken)
        said(await house.presses(w.gleb, button(await house.sees(MeetingCard), "start")), Moved)

    async def test_a_chair_who_cannot_passes_it_on_and_with_nobody_left_the_card_asks_all(self, house: House) -> None:
        w = house.world
        await house.says(w.anna, "/away понедельник")
        await opened(house)
        await house.at("Mon 10:05")
        reminder = await house.sees(ChairReminder, w.boris)
        await house.presses(w.boris, button(reminder, "cannot"), private=True)
        card = await house.sees(MeetingCard)
        assert card.chair is None
        assert "take_chair" in buttons(card)
        said(await house.presses(w.darya, button(card, "start")), Moved)
        card = await house.sees(MeetingCard)
        assert card.chair is not None
        assert card.chair.name == w.darya.name

    async def test_the_chair_who_is_away_is_replaced_from_the_beginning(self, house: House) -> None:
        w = house.world
        await house.says(w.boris, "/away понедельник")
        card = await opened(house)
        assert card.chair is not None
        assert (card.chair.name, card.expected) == (w.anna.name, 5)

    async def test_opened_late_it_says_so_and_reminds_from_the_opening_on(self, house: House) -> None:
        w = house.world
        await house.at("Fri 10:00")
        await house.at("Mon 11:00")
        card = await house.sees(MeetingCard)
        assert card.late_by == 60
        assert await house.sights(ChairReminder) == []
        assert await house.sights(ChairWanted) == []
        assert not said(await house.presses(w.vera, button(card, "here")), Here).late
        await house.at("Mon 11:05")
        assert await house.readers(ChairReminder) == {w.boris.name}
        await house.at("Mon 11:10")
        assert await house.readers(ChairWanted) == {w.anna.name}


class TestDiscussing:
    async def test_the_departments_take_turns_to_the_end(self, house: House) -> None:
        w = house.world
        for who, text in ((w.gleb, "S1"), (w.darya, "S2"), (w.gleb, "S3"), (w.vera, "M1")):
            await house.says(who, f"/agenda {text}")
        await house.at("Mon 09:00")
        announced = [line.text for line in (await house.sees(AgendaPosted)).lines]
        assert announced == ["S1", "M1", "S2", "S3"]
        card = await running(house)
        order = []
        while card.item is not None:
            order.append(card.item.text)
            await house.presses(w.boris, button(card, "next"))
            card = await house.sees(MeetingCard)
        assert order == announced
        assert card.phase is Phase.PLAN

    async def test_a_button_of_an_older_card_moves_nothing(self, house: House) -> None:
        w = house.world
        await house.says(w.gleb, "/agenda S1")
        await house.says(w.gleb, "/agenda S2")
        card = await running(house)
        said(await house.presses(w.boris, button(card, "next")), Moved)
        for name in ("next", "defer"):
            said(await house.presses(w.boris, button(card, name)), AlreadyMoved)
        card = await house.sees(MeetingCard)
        assert card.item is not None
        assert card.item.text == "S2"

    async def test_only_the_chair_moves_on_and_everybody_records(self, house: House) -> None:
        w = house.world
        await house.says(w.gleb, "/agenda S1")
        card = await running(house)
        for name in ("next", "defer", "close"):
            assert isinstance(await house.presses(w.vera, button(card, name)), NotTheChair), name
        kept = said(await house.says(w.vera, "/decide Ответ за 15 минут"), DecisionKept)
        assert (kept.seq, kept.item) == (1, "S1")
        await house.says(w.vera, "/task Глеб таблица, до пятницы")
        card = await house.sees(MeetingCard)
        assert [d.text for d in card.decisions] == ["Ответ за 15 минут"]
        assert [(t.text, t.owner.name if t.owner else None) for t in card.tasks] == [("таблица", w.gleb.name)]

    async def test_what_a_form_records_belongs_to_what_was_discussed_when_it_was_opened(self, house: House) -> None:
        w = house.world
        await house.says(w.gleb, "/agenda S1")
        await house.says(w.gleb, "/agenda S2")
        card = await running(house)
        decision = await house.presses(w.vera, button(card, "decide"))
        task = await house.presses(w.vera, button(card, "task"))
        await house.presses(w.boris, button(card, "next"))
        assert said(await house.submits(w.vera, decision, text="Да"), DecisionKept).item == "S1"
        await house.submits(w.vera, task, text="Таблица", owner=str(w.gleb.id), due="пятница")
        await house.presses(w.boris, button(await house.sees(MeetingCard), "close"))
        first = (await house.sees(ProtocolPosted)).protocol.items[0]
        assert first.text == "S1"
        assert [d.text for d in first.decisions] == ["Да"]
        assert [t.text for t in first.tasks] == ["Таблица"]

    async def test_an_item_added_in_the_meeting_is_discussed(self, house: House) -> None:
        w = house.world
        card = await running(house)
        assert card.phase is Phase.PLAN
        assert said(await house.says(w.vera, "/agenda Ещё одно"), ItemAdded).meeting_runs
        card = await house.sees(MeetingCard)
        assert card.item is not None
        assert card.item.text == "Ещё одно"

    async def test_the_minutes_left_go_down_by_themselves(self, house: House) -> None:
        await house.says(house.world.gleb, "/agenda S1")
        card = await running(house)
        assert (card.minutes, card.minutes_left) == (15, 15)
        await house.at("Mon 10:04")
        assert (await house.sees(MeetingCard)).minutes_left == 11
        await house.at("Mon 10:16")
        assert (await house.sees(MeetingCard)).minutes_left == -1
