"""Asking about oneself: join, be one person in both messengers, be away."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from handlers.people import AwayForm, AwayKept, AwayPanel, BackAgain, Joined, LinkCode, Linked, WhichDepartment
from handlers.registry import Ask
from rituals.agenda_messages import AgendaPanel, ItemAdded
from rituals.errors import (
    CannotLink,
    NoSuchDepartment,
    NotADate,
    NoTeamHere,
    NoTeamOfYours,
    OnlyInTheTeamsChat,
    WrongCode,
)
from rituals.meeting_messages import Here, MeetingCard
from rituals.task_messages import TaskGiven, TaskList
from rituals.team import AccountKey, Department, Person, Place, Role
from tests.house import House, button, buttons, said
from tests.world import another_team

NEW = AccountKey("telegram:3001")
NEW_IN_SLACK = AccountKey("slack:T0000001/U0003001")


async def people(house: House) -> dict[str, Person]:
    async with house.database.read() as tx:
        return {p.name: p for p in await tx.people.of(house.world.team.id)}


class TestJoin:
    @pytest.mark.parametrize(
        ("words", "department"),
        [("sales", Department.SALES), ("Маркетинг", Department.MARKETING), ("отдел продаж", Department.SALES)],
    )
    async def test_somebody_new_joins_a_department(self, house: House, words: str, department: Department) -> None:
        joined = said(await house.says(NEW, f"/join {words}", name="Иван Новый"), Joined)
        assert (joined.name, joined.department, joined.changed) == ("Иван Новый", department, False)
        person = (await people(house))["Иван Новый"]
        assert (person.department, person.admin, person.role, person.accounts) == (department, False, None, (NEW,))
        said(await house.says(NEW, "/agenda Первое"), ItemAdded)

    async def test_without_a_department_it_asks_and_the_button_answers(self, house: House) -> None:
        asked = said(await house.says(NEW, "/join"), WhichDepartment)
        said(await house.presses(NEW, button(asked, "marketing"), name="Иван"), Joined)
        assert (await people(house))["Иван"].department is Department.MARKETING

    async def test_a_second_time_changes_the_department_and_nothing_else(self, house: House) -> None:
        w = house.world
        joined = said(await house.says(w.boris, "/join marketing"), Joined)
        assert joined.changed
        assert (await people(house))[w.boris.name] == replace(w.boris, department=Department.MARKETING)

    async def test_who_comes_back_is_the_same_person(self, house: House) -> None:
        w = house.world
        async with house.database.begin() as tx:
            await tx.people.save(replace(w.gleb, active=False))
        said(await house.says(w.gleb, "/join sales", name="Кто-то"), Joined)
        back = (await people(house))[w.gleb.name]
        assert (back.id, back.active) == (w.gleb.id, True)

    async def test_where_it_is_not_possible_it_says_what_to_do(self, house: House) -> None:
        assert isinstance(await house.says(NEW, "/join бухгалтерия"), NoSuchDepartment)
        assert isinstance(await house.says(NEW, "/join sales", private=True), OnlyInTheTeamsChat)
        assert isinstance(await house.presses(NEW, "team.join:sales", private=True), NoTeamOfYours)
        assert isinstance(await house.says(NEW, "/join sales", place=Place("telegram:-5")), NoTeamHere)


class TestLink:
    async def code(self, house: House, who: Person | AccountKey) -> str:
        return said(await house.says(who, "/link", private=True), LinkCode).code

    async def test_two_accounts_are_one_person(self, house: House) -> None:
        w = house.world
        code = await self.code(house, w.gleb)
        linked = said(await house.says(NEW_IN_SLACK, f"/link {code.lower()}", private=True), Linked)
        assert (linked.name, linked.team) == (w.gleb.name, w.team.name)
        assert (await people(house))[w.gleb.name].accounts == (*w.gleb.accounts, NEW_IN_SLACK)
        said(await house.says(NEW_IN_SLACK, "/tasks", private=True), TaskList)

    async def test_who_was_two_persons_is_one_with_the_history_of_both(self, house: House) -> None:
        w = house.world
        said(await house.says(NEW_IN_SLACK, "/join sales", name="Gleb F.", place=w.slack.place), Joined)
        said(await house.says(NEW_IN_SLACK, "/agenda Из Slack", place=w.slack.place), ItemAdded)
        said(await house.says(w.boris, "/task Gleb F. прайс, до пятницы"), TaskGiven)
        said(await house.says(w.gleb, "/agenda Из Telegram"), ItemAdded)
        await house.says(NEW_IN_SLACK, f"/link {await self.code(house, w.gleb)}", private=True)
        found = await people(house)
        assert (found[w.gleb.name].active, found["Gleb F."].active) == (True, False)
        assert said(await house.says(w.gleb, "/tasks"), TaskList).total == 1
        panel = said(await house.says(NEW_IN_SLACK, "/agenda", place=w.slack.place), AgendaPanel)
        assert {line.by for line in panel.lines} == {w.gleb.name}
        assert len(panel.mine) == 2
        await house.at("Mon 10:00")
        card = await house.sees(MeetingCard)
        assert card.expected == 6
        for who in (w.gleb, NEW_IN_SLACK):
            said(await house.presses(who, button(card, "here"), place=w.slack.place), Here)
        assert len((await house.sees(MeetingCard)).present) == 1

    @pytest.mark.parametrize("plain_asks", [True, False])
    async def test_of_two_persons_the_one_with_a_role_stays_whoever_asked(self, house: House, plain_asks: bool) -> None:
        w = house.world
        said(await house.says(NEW_IN_SLACK, "/join sales", name="Boris", place=w.slack.place), Joined)
        first, second = (NEW_IN_SLACK, w.boris) if plain_asks else (w.boris, NEW_IN_SLACK)
        linked = said(await house.says(second, f"/link {await self.code(house, first)}", private=True), Linked)
        assert linked.name == w.boris.name
        person = (await people(house))[w.boris.name]
        assert (person.role, set(person.accounts)) == (Role.CCO, {*w.boris.accounts, NEW_IN_SLACK})

    async def test_a_code_is_good_once_and_for_ten_minutes(self, house: House) -> None:
        w = house.world
        first = await self.code(house, w.gleb)
        second = await self.code(house, w.gleb)
        assert isinstance(await house.says(NEW_IN_SLACK, f"/link {first}", private=True), WrongCode)
        house.clock.advance(timedelta(minutes=10, seconds=1))
        assert isinstance(await house.says(NEW_IN_SLACK, f"/link {second}", private=True), WrongCode)
        third = await self.code(house, w.gleb)
        said(await house.says(NEW_IN_SLACK, f"/link {third}", private=True), Linked)
        assert isinstance(await house.says(AccountKey("slack:T0000001/U7"), f"/link {third}", private=True), WrongCode)

    async def test_nobody_guesses(self, house: House) -> None:
        code = await self.code(house, house.world.gleb)
        for number in range(5):
            assert isinstance(await house.says(NEW_IN_SLACK, f"/link AAAA{number}", private=True), WrongCode)
        assert isinstance(await house.says(NEW_IN_SLACK, f"/link {code}", private=True), WrongCode)

    async def test_what_cannot_be_one_person_stays_two(self, house: House) -> None:
        w = house.world
        before = await people(house)
        code = await self.code(house, w.gleb)
        refused = await house.says(w.boris, f"/link {code}", private=True)
        assert isinstance(refused, CannotLink)
        assert refused.why == "same_messenger"
        for asks, gives in ((w.anna, NEW_IN_SLACK), (w.gleb, w.darya.accounts[1]), (w.vera, w.anna.accounts[0])):
            refused = await house.says(gives, f"/link {await self.code(house, asks)}", private=True)
            assert isinstance(refused, CannotLink)
            assert refused.why == "has_another"
        assert await people(house) == before

    async def test_a_stranger_has_nothing_to_link(self, house: House) -> None:
        assert isinstance(await house.says(NEW, "/link", private=True), NoTeamOfYours)

    async def test_one_code_is_about_one_team(self, house: House) -> None:
        async with house.database.begin() as tx:
            theirs = await another_team(tx)
        code = await self.code(house, theirs.gleb)
        said(await house.says(house.world.vera, f"/link {code}", private=True), Linked)
        assert (await people(house))[house.world.vera.name] == house.world.vera
        async with house.database.read() as tx:
            assert len(await tx.teams.of(house.world.vera.accounts[0])) == 2


class TestAway:
    async def test_the_days_are_kept_and_told_with_what_falls_due_meanwhile(self, house: House) -> None:
        w = house.world
        await house.says(w.boris, "/task Глеб прайс, до пятницы")
        kept = said(await house.says(w.gleb, "/away 20.11–27.11"), AwayKept)
        assert (kept.first, kept.last, kept.due_meanwhile) == (date(2026, 11, 20), date(2026, 11, 27), 1)
        panel = said(await house.says(w.gleb, "/away"), AwayPanel)
        assert panel.absences == ((kept.first, kept.last),)
        said(await house.presses(w.gleb, button(panel, "back")), BackAgain)
        assert buttons(said(await house.says(w.gleb, "/away"), AwayPanel)) == ["away"]

    async def test_a_form_asks_and_words_that_are_no_days_are_refused(self, house: House) -> None:
        w = house.world
        panel = said(await house.says(w.gleb, "/away"), AwayPanel)
        asked = await house.presses(w.gleb, button(panel, "away"))
        assert isinstance(asked, Ask)
        assert isinstance(asked.form, AwayForm)
        assert isinstance(await house.submits(w.gleb, asked, days="скоро"), NotADate)
        said(await house.submits(w.gleb, asked, days="next week"), AwayKept)
        said(await house.says(w.gleb, "/away вернулся"), BackAgain)

    async def test_nobody_sees_or_ends_anothers_absence(self, house: House) -> None:
        w = house.world
        await house.says(w.gleb, "/away 20.11–27.11")
        await house.says(w.vera, "/away back")
        assert said(await house.says(w.vera, "/away"), AwayPanel).absences == ()
        assert len(said(await house.says(w.gleb, "/away"), AwayPanel).absences) == 1
