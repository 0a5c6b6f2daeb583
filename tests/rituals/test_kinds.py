"""The life of each kind of meeting: what is its own, and what it has in common with a Monday."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from rituals.agenda_messages import (
    AgendaPanel,
    AgendaPosted,
    CallForAgenda,
    CallToDirector,
    ItemAdded,
    NothingFromYours,
    ReadIt,
    ReadReminder,
    SomebodyIsAway,
)
from rituals.assignments import YourTasks
from rituals.chairs import YourTurn
from rituals.errors import NoSuchItem, NotYourMeeting
from rituals.hosting import GuestCannotCome, Invited, LateNoted, Placed, SomebodyIsLate, YouAreInvited
from rituals.kinds.breakfast import BreakfastOptions
from rituals.kinds.declaration import MeetingOptions, Where
from rituals.meeting import Phase
from rituals.meeting_messages import Closed, DecisionKept, MeetingCard
from rituals.notices import Skipped
from rituals.protocol_messages import AgreedTo, ObjectedTo, ProtocolPosted, WordAwaited
from rituals.task_messages import TaskGiven, TaskList
from rituals.team import Circle, Department, Role
from rituals.timeline import OccurrenceState, Reason
from rituals.venue import Venue
from tests.house import House, button, buttons, said
from tests.rituals.other_meetings import add, away


class TestTheReview:
    async def test_its_agenda_comes_by_topic_with_the_week_in_numbers(self, house: House) -> None:
        w = house.world
        await add(house, "review")
        await house.at("Mon 10:00")
        card = await house.sees(MeetingCard)
        await house.says(w.gleb, "/agenda Новые цены")
        await house.presses(w.boris, button(card, "start"))
        await house.says(w.boris, "/decide Цены с первого числа")
        await house.says(w.boris, "/task Глеб разослать прайс, завтра")
        await house.says(w.boris, "/close_meeting")
        done = next(task for task in (await house.tasks()).values())
        await house.presses(w.gleb, f"task.done:{done.id}", private=True)
        await house.at("Thu 16:00")
        call = await house.sees(CallForAgenda)
        asked = await house.presses(w.vera, button(call, "add"))
        added = said(await house.submits(w.vera, asked, text="Вебинар", topic="campaigns", sign="name"), ItemAdded)
        assert (added.topic, added.kind) == ("campaigns", "review")
        await house.at("Fri 14:00")
        agenda = await house.sees(AgendaPosted)
        assert agenda.by_topic[0][0] == "campaigns"
        assert [line.text for line in agenda.by_topic[0][1]] == ["Вебинар"]
        assert agenda.numbers is not None
        assert [(s.department, s.raised, s.discussed) for s in agenda.numbers.shares] == [
            (Department.SALES, 1, 1),
            (Department.MARKETING, 1, 0),
        ]
        numbers = agenda.numbers
        assert (numbers.done, numbers.overdue, numbers.protocols) == (1, 0, 1)

    async def test_it_goes_through_its_topics_and_the_protocol_is_written_by_topic(self, house: House) -> None:
        w = house.world
        await add(house, "review")
        await house.at("Fri 16:00")
        card = await house.sees(MeetingCard)
        await house.presses(w.boris, button(card, "start"))
        card = await house.sees(MeetingCard)
        assert (card.phase, card.topic, card.minutes, card.next_topic) == (Phase.TOPIC, "campaigns", 10, "sales")
        assert "defer" not in buttons(card)
        kept = await house.presses(w.vera, button(card, "decide"))
        await house.presses(w.boris, button(card, "next"))
        assert said(await house.submits(w.vera, kept, text="Повторим вебинар"), DecisionKept).topic == "campaigns"
        card = await house.sees(MeetingCard)
        assert card.topic == "sales"
        assert card.decisions == ()
        task = await house.presses(w.gleb, button(card, "task"))
        await house.submits(w.gleb, task, text="Обзвонить базу", owner=str(w.gleb.id), due="завтра")
        for _ in range(2):
            await house.presses(w.boris, button(await house.sees(MeetingCard), "next"))
        card = await house.sees(MeetingCard)
        assert card.phase is Phase.PLAN
        said(await house.presses(w.boris, button(card, "close")), Closed)
        protocol = (await house.sees(ProtocolPosted)).protocol
        by_topic = {line.topic: (len(line.decisions), len(line.tasks)) for line in protocol.by_topic}
        assert by_topic == {"campaigns": (1, 0), "sales": (0, 1), "feedback": (0, 0)}
        assert protocol.other_decisions == protocol.other_tasks == ()
        assert await house.readers(YourTasks) == {w.gleb.name}


class TestTheBreakfast:
    async def test_people_suggest_topics_all_week_and_only_the_two_see_them(self, house: House) -> None:
        w = house.world
        await add(house, "breakfast")
        await house.at("Thu 09:00")
        await house.at("Fri 09:00")
        call = await house.sees(CallForAgenda)
        assert call.people == (w.anna.name, w.boris.name)
        assert await house.readers(CallToDirector) == {w.anna.name, w.boris.name}
        asked = await house.presses(w.gleb, button(call, "add"))
        await house.submits(w.gleb, asked, text="Нам не отвечают", sign="anonymous")
        asked = await house.presses(w.vera, button(call, "add"))
        await house.submits(w.vera, asked, text="Делёж бюджета", sign="name")
        assert (await house.sees(CallForAgenda)).items == 2
        hers = said(await house.presses(w.vera, button(call, "show")), AgendaPanel)
        assert [line.text for line in hers.lines] == ["Делёж бюджета"]
        assert hers.closed_to
        assert "vote" not in buttons(hers), "who does not take part has no vote"
        his = said(await house.presses(w.boris, button(call, "show")), AgendaPanel)
        assert {line.text for line in his.lines} == {"Нам не отвечают", "Делёж бюджета"}
        await house.at("Tue 17:00")
        assert await house.sights(AgendaPosted, w.telegram.place) == []
        agenda = await house.sees(AgendaPosted, w.boris)
        assert {line.text for line in agenda.lines} == {"Нам не отвечают", "Делёж бюджета"}
        assert await house.readers(AgendaPosted) == {w.anna.name, w.boris.name}
        assert await house.readers(NothingFromYours) == set()

    async def test_it_is_held_between_the_two_and_counted_and_moves_from_place_to_place(self, house: House) -> None:
        w = house.world
        await add(house, "breakfast", BreakfastOptions(places=("Пушкин",)))
        venues = []
        for week in range(3):
            await house.at("Wed 09:00")
            assert await house.sights(MeetingCard, w.telegram.place) == [], "not in the chat"
            card = await house.sees(MeetingCard, w.anna)
            venues.append(card.venue)
            chair = w.boris if week % 2 == 0 else w.anna
            assert card.chair is not None
            assert card.chair.id == chair.id, "in turn"
            await house.presses(chair, button(card, "start"), private=True)
            await house.says(chair, "/decide Меняемся лидами", private=True)
            await house.says(chair, "/close_meeting", private=True)
            assert await house.sights(ProtocolPosted, w.telegram.place) == []
            protocol = (await house.sees(ProtocolPosted, w.anna)).protocol
            assert protocol.streak == week + 1
            await house.at("Thu 09:00")
        assert venues == [Venue(w.boris.name, is_home=True), Venue(w.anna.name, is_home=True), Venue("Пушкин")]
        assert await house.readers(ProtocolPosted) == {w.anna.name, w.boris.name}

    async def test_nobody_else_gets_in(self, house: House) -> None:
        w = house.world
        await add(house, "breakfast")
        await house.at("Wed 09:00")
        card = await house.sees(MeetingCard, w.anna)
        assert isinstance(await house.presses(w.gleb, button(card, "here")), NotYourMeeting)
        assert isinstance(await house.presses(w.gleb, button(card, "start")), NotYourMeeting)
        await house.presses(w.boris, button(card, "start"), private=True)
        occurrence = card.occurrence
        for forged in (
            f"meeting.decided:{occurrence}:0:",
            f"task.given:{occurrence}:0:",
            f"meeting.handed_over:{occurrence}",
            f"meeting.invited:{occurrence}",
            f"meeting.close:{occurrence}",
            f"agenda.read:{occurrence}",
        ):
            refused = await house.presses(w.gleb, forged)
            assert isinstance(refused, NotYourMeeting), forged

    async def test_what_is_typed_when_it_closes_stays_between_the_two(self, house: House) -> None:
        w = house.world
        await add(house, "breakfast")
        await house.at("Wed 09:00")
        await house.presses(w.boris, button(await house.sees(MeetingCard, w.boris), "start"), private=True)
        giving = await house.presses(w.anna, button(await house.sees(MeetingCard, w.anna), "task"), private=True)
        await house.says(w.boris, "/close_meeting", private=True)
        said(await house.submits(w.anna, giving, text="Найти замену Глебу", owner=str(w.boris.id)), TaskGiven)
        assert said(await house.says(w.gleb, "/tasks all"), TaskList).tasks == ()
        (row,) = said(await house.says(w.anna, "/tasks all"), TaskList).tasks
        assert (row.text, row.protocol) == ("Найти замену Глебу", 1)

    @pytest.mark.parametrize("change", [{"removed": True}, {"options": BreakfastOptions(where=Where.COMMON)}])
    async def test_an_objection_to_what_the_two_decided_goes_to_nobody_else(
        self, house: House, change: dict[str, Any]
    ) -> None:
        w = house.world
        ritual = await add(house, "breakfast")
        await house.at("Wed 09:00")
        await house.presses(w.boris, button(await house.sees(MeetingCard, w.boris), "start"), private=True)
        await house.says(w.boris, "/decide Меняем Глеба", private=True)
        await house.says(w.boris, "/decide Меняем Веру", private=True)
        await house.says(w.boris, "/close_meeting", private=True)
        asked = await house.presses(w.anna, button(await house.sees(ProtocolPosted, w.anna), "object"))
        told = said(await house.submits(w.anna, asked, decision="1", why="Рано"), ObjectedTo)
        assert told.next_at == house.moment("2026-12-02 09:00")
        async with house.database.begin() as tx:
            held = await tx.rituals.get(w.team.id, ritual.id)
            assert held is not None
            await tx.rituals.save(replace(held, **change))
        told = said(await house.submits(w.anna, asked, decision="2", why="Рано"), ObjectedTo)
        assert told.next_at is None
        assert said(await house.says(w.gleb, "/agenda"), AgendaPanel).lines == ()

    async def test_who_is_given_something_in_private_is_not_sent_to_its_protocol(self, house: House) -> None:
        w = house.world
        await add(house, "breakfast")
        await house.at("Wed 09:00")
        await house.presses(w.boris, button(await house.sees(MeetingCard, w.boris), "start"), private=True)
        await house.says(w.boris, "/task Глеб обзвонить базу, завтра", private=True)
        await house.says(w.boris, "/task Анна собрать отзывы, завтра", private=True)
        await house.says(w.boris, "/close_meeting", private=True)
        assert buttons(await house.sees(YourTasks, w.gleb)) == ["mine"]
        assert buttons(await house.sees(YourTasks, w.anna)) == ["mine", "protocol"]

    async def test_what_is_said_in_a_chat_is_meant_for_a_meeting_in_the_chats(self, house: House) -> None:
        w = house.world
        await add(house, "breakfast")
        await house.at("Tue 12:00")
        async with house.database.begin() as tx:
            await tx.people.save(replace(w.darya, department=Department.OTHER, role=Role.CEO))
        added = said(await house.says(w.darya, "/agenda Новый офис"), ItemAdded)
        assert (added.kind, added.at) == ("standup", house.moment("2026-11-30 10:00"))

    async def test_the_word_of_a_director_who_takes_no_part_is_not_awaited(self, house: House) -> None:
        w = house.world
        await add(house, "strategy", circle=Circle(people=(w.boris.id, w.gleb.id)))
        await house.at("2026-12-01 11:00")
        card = await house.sees(MeetingCard, w.boris)
        await house.presses(w.boris, button(card, "start"), private=True)
        await house.says(w.boris, "/decide Два склада", private=True)
        await house.says(w.boris, "/close_meeting", private=True)
        posted = await house.sees(ProtocolPosted, w.boris)
        assert said(await house.presses(w.boris, button(posted, "agree"), private=True), AgreedTo).missing is None
        assert (await house.sees(ProtocolPosted, w.gleb)).protocol.is_agreed
        await house.at("2026-12-02 09:00")
        assert await house.sights(WordAwaited) == []

    async def test_a_vote_for_a_topic_that_one_cannot_see_is_refused(self, house: House) -> None:
        w = house.world
        ritual = await add(house, "breakfast")
        added = said(await house.says(w.boris, "/agenda Тихий вопрос", private=True), ItemAdded)
        assert (added.ritual, added.kind) != (ritual.id, "breakfast"), "Monday comes first"
        asked = await house.presses(w.boris, f"agenda.add:{ritual.id}")
        mine = said(await house.submits(w.boris, asked, text="Тихий вопрос", sign="name"), ItemAdded)
        assert isinstance(await house.presses(w.gleb, f"agenda.vote:{mine.item}:0"), NoSuchItem)
        panel = said(await house.presses(w.anna, f"agenda.vote:{mine.item}:0"), AgendaPanel)
        assert panel.voted == (mine.item,)

    async def test_late_invited_elsewhere(self, house: House) -> None:
        w = house.world
        await add(house, "breakfast")
        await house.at("Tue 17:00")
        agenda = await house.sees(AgendaPosted, w.boris)
        placed = await house.submits(w.boris, await house.presses(w.boris, button(agenda, "place")), place="Кофемания")
        assert said(placed, Placed).place == "Кофемания"
        asked = await house.presses(w.boris, button(agenda, "invite"))
        invited = said(await house.submits(w.boris, asked, guest=str(w.darya.id)), Invited)
        assert invited.guest == w.darya.name
        invitation = await house.sees(YouAreInvited, w.darya)
        assert invitation.venue == Venue("Кофемания")
        asked = await house.presses(w.anna, button(agenda, "late"))
        assert said(await house.submits(w.anna, asked, minutes="15"), LateNoted).minutes == 15
        assert (await house.sees(SomebodyIsLate, w.boris)).who == w.anna.name
        assert await house.readers(SomebodyIsLate) == {w.boris.name, w.darya.name}
        await house.at("Wed 09:00")
        card = await house.sees(MeetingCard, w.darya)
        assert (card.expected, card.venue) == (3, Venue("Кофемания"))
        assert [(late.name, late.minutes) for late in card.on_their_way] == [(w.anna.name, 15)]
        said(await house.presses(w.darya, button(invitation, "cannot_come"), private=True), GuestCannotCome)
        assert isinstance(await house.presses(w.darya, button(card, "here"), private=True), NotYourMeeting)
        assert await house.sights(MeetingCard, w.darya) == [], "neither the card"
        assert await house.sights(AgendaPosted, w.darya) == [], "nor the agenda is left to who does not come"
        assert (await house.sees(MeetingCard, w.boris)).expected == 2

    async def test_a_moderator_belongs_to_the_first_ones_and_to_no_other(self, house: House) -> None:
        w = house.world
        async with house.database.begin() as tx:
            await tx.people.save(replace(w.darya, role=Role.MODERATOR))
        await add(house, "breakfast", BreakfastOptions(moderated=1))
        await house.at("Fri 09:00")
        assert (await house.sees(YourTurn, w.darya)).moderated
        await house.at("Tue 17:00")
        assert await house.readers(AgendaPosted) == {w.anna.name, w.boris.name, w.darya.name}
        await house.at("Wed 09:00")
        card = await house.sees(MeetingCard, w.darya)
        await house.presses(w.darya, button(card, "start"), private=True)
        said(
            await house.presses(w.darya, button(await house.sees(MeetingCard, w.darya), "close"), private=True), Closed
        )
        await house.at("Thu 09:00")
        await house.at("Wed 09:00")
        cards = await house.sights(MeetingCard)
        assert {sight.person for sight in cards[3:]} == {w.anna.id, w.boris.id}

    async def test_without_one_of_the_two_it_is_not_held_and_they_are_warned_in_time(self, house: House) -> None:
        w = house.world
        ritual = await add(house, "breakfast")
        await away(house, w.boris, date(2026, 11, 25))
        await house.at("Fri 09:00")
        warned = await house.sees(SomebodyIsAway, w.anna)
        assert warned.who == (w.boris.name,)
        await house.at("Wed 09:00")
        assert (await house.sees(SomebodyIsAway, w.anna)).buttons() == ()
        skipped = await house.sees(Skipped, w.anna)
        assert (skipped.reason, skipped.because) == (Reason.TOO_FEW, w.boris.name)
        assert await house.sights(Skipped, w.telegram.place) == []
        first, second = await house.occurrences(ritual)
        assert (first.state, first.reason) == (OccurrenceState.SKIPPED, Reason.TOO_FEW)
        assert second.state is OccurrenceState.PLANNED


class TestTheStrategySession:
    async def test_its_agenda_is_read_three_days_ahead_and_who_has_not_is_known(self, house: House) -> None:
        w = house.world
        circle = Circle(roles=(Role.CMO, Role.CCO), people=(w.darya.id,))
        await add(house, "strategy", circle=circle)
        await house.at("2026-11-24 11:00")
        assert await house.readers(CallForAgenda) == {w.anna.name, w.boris.name, w.darya.name}
        await house.at("2026-11-26 11:00")
        agenda = await house.sees(AgendaPosted, w.darya)
        assert [topic for topic, _ in agenda.by_topic] == ["campaigns", "sales", "feedback", "joint"]
        assert set(agenda.unread) == {w.anna.name, w.boris.name, w.darya.name}
        read = said(await house.presses(w.darya, button(agenda, "read"), private=True), ReadIt)
        assert set(read.unread) == {w.anna.name, w.boris.name}
        assert (await house.sees(AgendaPosted, w.boris)).has_read == (w.darya.name,)
        await house.at("2026-11-30 11:00")
        assert await house.readers(ReadReminder) == {w.anna.name, w.boris.name}
        await house.at("2026-12-01 11:00")
        assert await house.readers(MeetingCard) == {w.anna.name, w.boris.name, w.darya.name}
        assert [sight.message.buttons() for sight in await house.sights(ReadReminder)] == [(), ()]

    async def test_a_session_of_the_quarter_looks_back_at_it_first(self, house: House) -> None:
        w = house.world
        ritual = await add(house, "strategy", every="quarter")
        (coming,) = await house.occurrences(ritual)
        house.clock.set(coming.starts_at)
        await house.tick()
        await house.presses(w.boris, button(await house.sees(MeetingCard, w.boris), "start"), private=True)
        assert (await house.sees(MeetingCard, w.boris)).topic == "quarter"

    async def test_a_team_may_hold_it_in_the_chats(self, house: House) -> None:
        await add(house, "strategy", MeetingOptions(where=Where.COMMON))
        await house.at("2026-12-01 11:00")
        assert (await house.sees(MeetingCard)).kind == "strategy"


@pytest.mark.parametrize("kind", ["review", "breakfast", "strategy"])
async def test_a_meeting_that_nobody_closes_ends_with_its_protocol_on_the_same_day(house: House, kind: str) -> None:
    w = house.world
    ritual = await add(house, kind)
    async with house.database.read() as tx:
        (occurrence,) = [o for o in await tx.occurrences.upcoming(w.team.id) if o.ritual == ritual.id]
    house.clock.set(occurrence.starts_at)
    await house.tick()
    await house.presses(w.boris, f"meeting.start:{occurrence.id}", private=True)
    await house.says(w.boris, "/decide Решили", private=True)
    house.clock.set(occurrence.starts_at + timedelta(hours=10))
    await house.tick()
    (ended, *_) = await house.occurrences(ritual)
    assert ended.state is OccurrenceState.HELD
    protocol = (await house.sees(ProtocolPosted, w.boris)).protocol
    assert protocol.by_itself
    assert [d.text for d in protocol.all_decisions] == ["Решили"]
