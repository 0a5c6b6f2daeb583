"""How a Monday meeting ends, and the Monday after it."""

from dataclasses import replace

from rituals.agenda_messages import (
    AgendaPosted,
    CallForAgenda,
)
from rituals.meeting import Phase
from rituals.meeting_messages import (
    AlreadyMoved,
    Closed,
    Deferred,
    MeetingCard,
    Moved,
)
from rituals.protocol_messages import ProtocolPosted
from rituals.task_messages import TaskReminder, YourTasks
from rituals.tasks import Outcome
from rituals.team import Market
from rituals.timeline import OccurrenceState, Reason
from tests.house import House, button, said
from tests.rituals.mondays import opened, running


class TestTheEnd:
    async def test_the_protocol_goes_to_the_chats_and_to_everybody_the_same_day(self, house: House) -> None:
        w = house.world
        await house.says(w.egor, "/away понедельник")
        await house.says(w.gleb, "/agenda S1")
        await house.says(w.vera, "/agenda M1")
        await house.says(w.gleb, "/agenda S2")
        card = await running(house)
        await house.presses(w.vera, button(card, "here"))
        await house.says(w.boris, "/decide Решено")
        await house.says(w.boris, "/task Вера письмо, до пятницы")
        await house.says(w.boris, "/task что-то без срока")
        await house.says(w.boris, "/next")
        deferred = said(await house.says(w.boris, "/defer"), Deferred)
        assert (deferred.text, deferred.next_at) == ("M1", house.moment("2026-11-30 10:00"))
        closed = said(await house.presses(w.boris, button(await house.sees(MeetingCard), "close")), Closed)
        assert (closed.number, closed.decisions, closed.tasks, closed.unfinished, closed.carried) == (1, 1, 2, 1, 2)
        for place in (w.telegram.place, w.slack.place):
            protocol = (await house.sees(ProtocolPosted, place)).protocol
            assert [item.text for item in protocol.items] == ["S1"]
            assert [item.text for item in protocol.deferred] == ["M1", "S2"]
            assert protocol.away == (w.egor.name,)
            assert w.gleb.name in protocol.absent
        assert await house.readers(ProtocolPosted) == {p.name for p in w.people} - {w.egor.name}
        assert closed.readers == 5
        assert await house.readers(YourTasks) == {w.vera.name}
        assert (await house.sees(MeetingCard)).protocol == 1
        assert (await house.occurrences())[0].state is OccurrenceState.HELD

    async def test_an_item_under_discussion_is_discussed_if_an_action_item_came_of_it(self, house: House) -> None:
        w = house.world
        await house.says(w.gleb, "/agenda S1")
        card = await running(house)
        await house.says(w.boris, "/task Вера письмо, до пятницы")
        await house.presses(w.boris, button(card, "close"))
        protocol = (await house.sees(ProtocolPosted)).protocol
        assert [(item.text, len(item.tasks)) for item in protocol.items] == [("S1", 1)]
        assert protocol.tasks == ()
        assert protocol.deferred == ()

    async def test_who_was_there_without_being_expected_gets_the_protocol_too(self, house: House) -> None:
        w = house.world
        await house.says(w.egor, "/away понедельник")
        card = await running(house)
        await house.presses(w.egor, button(card, "here"))
        await house.presses(w.boris, button(await house.sees(MeetingCard), "close"))
        assert w.egor.name in await house.readers(ProtocolPosted)

    async def test_at_the_end_of_the_working_day_it_closes_by_itself(self, house: House) -> None:
        w = house.world
        await running(house)
        await house.says(w.boris, "/task Вера письмо, до пятницы")
        await house.at("Mon 17:59")
        assert await house.sights(ProtocolPosted) == []
        await house.at("Mon 18:00")
        assert (await house.sees(ProtocolPosted)).protocol.by_itself
        assert await house.readers(YourTasks) == {w.vera.name}

    async def test_a_meeting_that_nobody_started_is_given_up_and_its_items_wait(self, house: House) -> None:
        w = house.world
        await house.says(w.gleb, "/agenda S1")
        await opened(house)
        await house.at("Mon 18:00")
        card = await house.sees(MeetingCard)
        assert (card.held, card.buttons(), card.protocol) == (False, (), None)
        first = (await house.occurrences())[0]
        assert (first.state, first.reason) == (OccurrenceState.SKIPPED, Reason.NOBODY_STARTED)
        assert await house.sights(ProtocolPosted) == []
        await house.at("Fri 10:00")
        assert (await house.sees(CallForAgenda)).carried == ("S1",)

    async def test_owners_are_reminded_the_day_before_and_on_the_day_but_not_of_what_is_done(
        self, house: House
    ) -> None:
        w = house.world
        await running(house)
        await house.says(w.boris, "/task Вера письмо, до пятницы")
        await house.says(w.boris, "/task Глеб звонки, до пятницы")
        await house.says(w.boris, "/close_meeting")
        await house.at("Thu 10:00")
        assert await house.readers(TaskReminder) == {w.vera.name, w.gleb.name}
        reminder = await house.sees(TaskReminder, w.gleb)
        await house.presses(w.gleb, button(reminder, "done"), private=True)
        await house.at("Fri 10:00")
        assert [s.message.today for s in await house.sights(TaskReminder, w.vera)] == [False, True]
        assert [s.message.today for s in await house.sights(TaskReminder, w.gleb)] == []


class TestTheNextMonday:
    async def test_it_begins_with_what_was_promised(self, house: House) -> None:
        w = house.world
        await running(house)
        for owner in ("Вера", "Глеб", "Дарья"):
            await house.says(w.boris, f"/task {owner} дело, до пятницы")
        await house.says(w.boris, "/task Егор дело, до 15.12")
        await house.says(w.boris, "/close_meeting")
        await house.at("Mon 09:00")
        assert (await house.sees(AgendaPosted)).due == 3
        card = await running(house)
        assert card.phase is Phase.REVIEW
        assert card.review is not None
        assert (card.review.position, card.review.of) == (1, 3)
        said(await house.presses(w.boris, button(card, "kept")), Moved)
        said(await house.presses(w.boris, button(card, "kept")), AlreadyMoved)
        card = await house.sees(MeetingCard)
        form = await house.presses(w.gleb, button(card, "not_kept"))
        await house.submits(w.gleb, form, why="Нет базы", now="date", due="пятница")
        card = await house.sees(MeetingCard)
        assert [(line.outcome, line.why) for line in card.reviewed] == [
            (Outcome.DONE, None),
            (Outcome.NOT_DONE, "Нет базы"),
        ]
        await house.presses(w.boris, button(card, "next"))
        assert (await house.sees(MeetingCard)).phase is Phase.PLAN
        await house.says(w.boris, "/close_meeting")
        reviews = (await house.sees(ProtocolPosted)).protocol.reviews
        assert [line.outcome for line in reviews] == [Outcome.DONE, Outcome.NOT_DONE, Outcome.NOT_REVIEWED]

    async def test_what_was_left_is_on_the_list_and_said_to_be_carried_over(self, house: House) -> None:
        w = house.world
        await house.says(w.gleb, "/agenda S1")
        card = await running(house)
        await house.presses(w.boris, button(card, "defer"))
        await house.says(w.boris, "/close_meeting")
        await house.at("Fri 10:00")
        assert (await house.sees(CallForAgenda)).carried == ("S1",)
        await house.at("Mon 09:00")
        (line,) = (await house.sees(AgendaPosted)).lines
        assert line.carried == 1

    async def test_in_b2c_the_directors_take_turns(self, house: House) -> None:
        w = house.world
        async with house.database.begin() as tx:
            await tx.teams.save(replace(w.team, market=Market.B2C))
        chairs = []
        for _ in range(3):
            card = await opened(house)
            assert card.chair is not None
            chairs.append(card.chair.name)
            chair = w.boris if card.chair.name == w.boris.name else w.anna
            await house.presses(chair, button(card, "start"))
            await house.says(chair, "/close_meeting")
            await house.later(hours=1)
        assert chairs == [w.boris.name, w.anna.name, w.boris.name]
