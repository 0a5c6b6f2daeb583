"""Who leads a meeting, and whether both departments have their say in it."""

from dataclasses import replace

from rituals.agenda_messages import (
    AgendaPosted,
)
from rituals.balance import BalanceReport, OneSided
from rituals.chairing import ChairRule
from rituals.chairs import ChairHandedOver, YourTurn
from rituals.errors import NotTheChair, OnlyWithARole
from rituals.kinds.declaration import MeetingOptions
from rituals.meeting_messages import ChairPassed, ChairReminder, ChairTaken, ChairWanted, Closed, MeetingCard
from rituals.not_yours import NotYoursToTake, NotYourTurn
from rituals.team import Department, Role
from tests.house import House, button, said
from tests.rituals.other_meetings import add


def chair_of(shown: AgendaPosted | MeetingCard) -> str:
    """Whom a card or an agenda names as the chair."""
    assert shown.chair is not None
    return shown.chair.name


class TestTheChair:
    async def rota(self, house: House, **options: object) -> None:
        w = house.world
        async with house.database.begin() as tx:
            monday = await tx.rituals.get(w.team.id, w.monday.id)
            assert monday is not None
            await tx.rituals.save(replace(monday, options=MeetingOptions(**options)))  # type: ignore[arg-type]

    async def test_whose_turn_it_is_is_told_and_may_ask_the_next(self, house: House) -> None:
        w = house.world
        await self.rota(house, chair=ChairRule.ROTA)
        await house.at("Fri 10:00")
        turn = await house.sees(YourTurn, w.anna)
        assert isinstance(await house.presses(w.gleb, button(turn, "cannot")), NotYourTurn)
        passed = said(await house.presses(w.anna, button(turn, "cannot"), private=True), ChairPassed)
        assert passed.asked == w.boris.name
        assert (await house.sees(YourTurn, w.boris)).instead_of == w.anna.name
        assert (await house.sees(YourTurn, w.anna)).passed_on
        await house.at("Mon 09:00")
        agenda = await house.sees(AgendaPosted)
        assert chair_of(agenda) == w.boris.name
        await house.at("Mon 10:00")
        card = await house.sees(MeetingCard)
        assert chair_of(card) == w.boris.name

    async def test_the_next_time_it_is_the_other_departments_turn(self, house: House) -> None:
        w = house.world
        await self.rota(house, chair=ChairRule.ROTA)
        chairs = []
        for _ in range(4):
            await house.at("Mon 10:00")
            card = await house.sees(MeetingCard)
            assert card.chair is not None
            chairs.append(card.chair.name)
            chair = next(p for p in w.people if p.id == card.chair.id)
            await house.presses(chair, button(card, "start"))
            await house.presses(chair, button(await house.sees(MeetingCard), "close"))
            await house.at("Tue 10:00")
        sides = [next(p.department for p in w.people if p.name == name) for name in chairs]
        assert len(set(chairs)) == 4
        assert sides[0] is sides[2] is not sides[1] is sides[3]

    async def test_the_moderator_leads_the_first_meetings(self, house: House) -> None:
        w = house.world
        async with house.database.begin() as tx:
            await tx.people.save(replace(w.darya, role=Role.MODERATOR))
        await self.rota(house, moderated=1)
        await house.at("Fri 10:00")
        assert (await house.sees(YourTurn, w.darya)).moderated
        await house.at("Mon 10:00")
        card = await house.sees(MeetingCard)
        await house.presses(w.darya, button(card, "start"))
        await house.presses(w.darya, button(await house.sees(MeetingCard), "close"))
        await house.at("Tue 10:00")
        await house.at("Mon 10:00")
        card = await house.sees(MeetingCard)
        assert chair_of(card) == w.boris.name

    async def test_whoever_is_asked_to_lead_may_at_once_and_nobody_else(self, house: House) -> None:
        w = house.world
        await self.rota(house, chair=ChairRule.ROTA)
        await house.at("Fri 10:00")
        for person in (w.anna, w.boris):
            await house.presses(person, button(await house.sees(YourTurn, person), "cannot"), private=True)
        await house.at("Mon 10:00")
        card = await house.sees(MeetingCard)
        assert card.chair is not None
        assert card.chair.name == w.vera.name
        await house.presses(w.vera, f"meeting.cannot:{card.occurrence}")
        wanted = await house.sees(ChairWanted, w.gleb)
        assert isinstance(await house.presses(w.egor, button(wanted, "take_chair")), NotYoursToTake)
        said(await house.presses(w.gleb, button(wanted, "take_chair"), private=True), ChairTaken)

    async def test_the_chair_hands_over_in_the_middle(self, house: House) -> None:
        w = house.world
        await house.at("Mon 10:00")
        await house.presses(w.boris, button(await house.sees(MeetingCard), "start"))
        card = await house.sees(MeetingCard)
        assert isinstance(await house.presses(w.gleb, button(card, "hand_over")), NotTheChair)
        asked = await house.presses(w.boris, button(card, "hand_over"))
        await house.submits(w.boris, asked, owner=str(w.vera.id))
        assert (await house.sees(ChairHandedOver, w.vera)).by == w.boris.name
        card = await house.sees(MeetingCard)
        assert chair_of(card) == w.vera.name
        assert isinstance(await house.presses(w.boris, button(card, "close")), NotTheChair)
        said(await house.presses(w.vera, button(card, "close")), Closed)

    async def test_what_asked_somebody_to_lead_rests_once_the_meeting_has_begun_or_is_given_up(
        self, house: House
    ) -> None:
        w = house.world
        for minutes in ("10:00", "10:05", "10:10"):
            await house.at(f"Mon {minutes}")
        reminder, question = await house.sees(ChairReminder, w.boris), await house.sees(ChairWanted, w.anna)
        assert reminder.buttons()
        assert question.buttons()
        await house.presses(w.boris, button(reminder, "start"), private=True)
        assert (await house.sees(ChairReminder, w.boris)).buttons() == ()
        assert (await house.sees(ChairWanted, w.anna)).buttons() == ()
        await house.says(w.boris, "/close_meeting")
        await house.at("Tue 10:00")
        for minutes in ("10:00", "10:10"):
            await house.at(f"Mon {minutes}")
        assert (await house.sees(ChairWanted, w.anna)).buttons()
        await house.at("Mon 18:00")
        assert (await house.sees(ChairWanted, w.anna)).buttons() == ()


class TestTheBalance:
    async def test_one_side_that_fills_the_time_is_a_word_to_the_chair_once(self, house: House) -> None:
        w = house.world
        await house.says(w.gleb, "/agenda Продажи говорят долго")
        await house.says(w.vera, "/agenda А маркетинг ждёт")
        await house.at("Mon 10:00")
        await house.presses(w.boris, button(await house.sees(MeetingCard), "start"))
        await house.later(minutes=9)
        assert await house.sights(OneSided) == []
        await house.later(minutes=2)
        word = await house.sees(OneSided, w.boris)
        assert (word.department, word.percent, word.waiting) == (Department.SALES, 100, 1)
        await house.later(minutes=5)
        assert len(await house.sights(OneSided)) == 1

    async def test_the_report_adds_up_and_leaves_out_what_is_private(self, house: House) -> None:
        w = house.world
        await add(house, "breakfast")
        await house.says(w.gleb, "/agenda Новые цены")
        await house.says(w.vera, "/agenda Вебинар")
        asked = await house.presses(w.anna, f"agenda.add:{(await add(house, 'review')).id}")
        await house.submits(w.anna, asked, text="Итоги выставки", sign="name")
        await house.at("Mon 10:00")
        await house.presses(w.boris, button(await house.sees(MeetingCard), "start"))
        await house.later(minutes=6)
        await house.says(w.boris, "/decide Да")
        await house.says(w.boris, "/next")
        await house.later(minutes=2)
        await house.says(w.boris, "/next")
        await house.says(w.boris, "/close_meeting")
        await house.says(w.gleb, "/task Глеб старое, завтра")
        await house.at("Wed 09:00")
        await house.presses(w.boris, button(await house.sees(MeetingCard, w.boris), "start"), private=True)
        await house.says(w.boris, "/task Глеб тайное, завтра", private=True)
        await house.says(w.boris, "/close_meeting", private=True)
        await house.at("Fri 09:00")
        assert isinstance(await house.presses(w.gleb, "balance.show"), OnlyWithARole)
        report = said(await house.presses(w.anna, "balance.show"), BalanceReport)
        sales, marketing = report.sides
        assert report.meetings == 1
        assert (sales.raised, sales.discussed, sales.decided, sales.minutes) == (1, 1, 1, 6)
        assert (marketing.raised, marketing.discussed, marketing.decided, marketing.minutes) == (2, 1, 0, 2)
        assert (sales.overdue, marketing.overdue) == (1, 0), "what was given in private is not counted"
        assert report.time_share == 75
