"""What is asked of something that is over, elsewhere, already done, or never was: refused by name, and nothing changes."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from handlers.moves import RitualChanged
from handlers.people import MOST_ABSENCES
from handlers.registry import Ask, Mention, Registry, Toast, Topic
from rituals.calendar import Schedule
from rituals.cup_messages import BallotPaper, ReasonForm
from rituals.errors import (
    AlreadyClosed,
    DateHasPassed,
    NobodyOfThatName,
    NobodyToInvite,
    NoRituals,
    NoSuchDepartment,
    NoTeamHere,
    NoText,
    NotVotedYet,
    TooMany,
    UnknownButton,
    WrongCode,
)
from rituals.meeting_messages import AlreadyMoved, MeetingCard
from rituals.not_yours import NotYourTurn
from rituals.planning import plan_next
from rituals.setup_errors import NoSuchPerson, SetUpInTheChat
from rituals.setup_messages import TeamForm, TeamPanel
from rituals.task_messages import TaskGiven
from rituals.team import Absence, AccountKey, Place
from tests.cups import a_cup
from tests.house import House, button, said
from tests.rituals.mondays import opened, running
from tests.rituals.other_meetings import add

NEW = AccountKey("telegram:3001")


class TestMeetings:
    async def test_who_is_late_for_a_meeting_that_was_held(self, house: House) -> None:
        w = house.world
        card = await running(house)
        await house.says(w.boris, "/close_meeting")
        refused = await house.presses(w.vera, f"meeting.late:{card.occurrence}")
        assert isinstance(refused, AlreadyClosed)
        assert refused.protocol == 1

    async def test_minutes_that_the_form_does_not_offer(self, house: House) -> None:
        w = house.world
        (planned,) = await house.occurrences()
        before = await house.everything_stored()
        for minutes in ("7", "", "много"):
            refused = await house._ask(w.vera, press=f"meeting.comes_late:{planned.id}", values={"minutes": minutes})
            assert isinstance(refused, UnknownButton)
        assert await house.everything_stored() == before

    async def test_a_guest_who_takes_part_anyway(self, house: House) -> None:
        w = house.world
        (planned,) = await house.occurrences(breakfast := await add(house, "breakfast"))
        asked = await house.presses(w.anna, f"meeting.invite:{planned.id}", private=True)
        refused = await house.submits(w.anna, asked, guest=str(w.boris.id), private=True)
        assert isinstance(refused, NobodyOfThatName)
        assert refused.name == w.boris.name
        assert await house.occurrences(breakfast) == [planned]

    async def test_only_what_is_held_in_private_has_guests(self, house: House) -> None:
        (planned,) = await house.occurrences()
        assert isinstance(await house.presses(house.world.anna, f"meeting.invite:{planned.id}"), NobodyToInvite)

    async def test_who_does_not_chair_has_no_chair_to_pass_on(self, house: House) -> None:
        card = await opened(house)
        refused = await house.presses(house.world.vera, f"meeting.cannot:{card.occurrence}")
        assert isinstance(refused, NotYourTurn)
        assert refused.chair == house.world.boris.name

    async def test_an_action_item_before_the_meeting_has_begun_is_outside_of_it(self, house: House) -> None:
        w = house.world
        await opened(house)
        given = said(await house.says(w.boris, "/task Прайс"), TaskGiven)
        async with house.database.read() as tx:
            (task,) = await tx.tasks.open_in(w.team.id)
        assert (task.id, task.occurrence) == (given.task, None)

    async def test_what_was_reviewed_already_is_not_explained_again(self, house: House) -> None:
        w = house.world
        said(await house.says(w.boris, "/task Глеб Фёдоров прайс, завтра"), TaskGiven)
        await house.at("Mon 10:00")
        await house.says(w.boris, "/start_meeting")
        card = await house.sees(MeetingCard)
        payload = button(card, "kept").payload
        await house.presses(w.boris, payload)
        for again in (payload, payload.replace("kept", "partly"), payload.replace("kept", "not_kept")):
            reply = await house.presses(w.boris, again)
            assert isinstance(reply, Toast)
            assert reply.message == AlreadyMoved()

    async def test_the_chair_may_hold_a_meeting_with_nothing_to_talk_about(self, house: House) -> None:
        (planned,) = await house.occurrences()
        held = said(await house.presses(house.world.boris, f"ritual.hold:{planned.id}"), RitualChanged)
        assert (held.how, held.at) == ("held", planned.starts_at)
        assert await house.occurrences() == [planned]

    async def test_a_team_that_holds_nothing_has_no_calendar(self, house: House) -> None:
        w = house.world
        async with house.database.begin() as tx:
            await tx.rituals.save(replace(w.monday, kind="mediation"))
        assert isinstance(await house.says(w.vera, "/calendar"), NoRituals)


class TestTheCup:
    async def test_a_reason_belongs_to_a_vote(self, house: House) -> None:
        await a_cup(house)
        await house.at("2026-12-01 11:00")
        w = house.world
        paper = await house.sees(BallotPaper, w.gleb)
        assert isinstance(await house.presses(w.gleb, f"cup.why:{paper.vote}", private=True), NotVotedYet)
        form = Ask(ReasonForm(paper.vote))
        assert isinstance(await house.submits(w.gleb, form, why="Помогла", private=True), NotVotedYet)
        async with house.database.read() as tx:
            assert (await tx.votes.get(w.team.id, paper.vote)).ballots == ()


class TestPeople:
    async def test_a_code_of_who_has_left_joins_nobody(self, house: House) -> None:
        w = house.world
        shown = await house.says(w.vera, "/link", private=True)
        async with house.database.begin() as tx:
            await tx.people.save(replace(w.vera, active=False))
        refused = await house.says(NEW, f"/link {shown.message.code}", private=True)
        assert isinstance(refused, WrongCode)

    async def test_even_an_admin_says_no_end_of_absences_of_somebody(self, house: House) -> None:
        w, today = house.world, date(2026, 12, 1)
        async with house.database.begin() as tx:
            for n in range(MOST_ABSENCES):
                await tx.people.be_away(Absence(w.gleb.id, today + timedelta(2 * n), today + timedelta(2 * n)))
        refused = await house.says(w.anna, f"/away {w.gleb.name} 1.11.2027")
        assert isinstance(refused, TooMany)
        assert refused.what == "absences"

    async def test_an_entry_is_merged_with_nobody_where_nobody_else_is(self, house: House) -> None:
        w = house.world
        async with house.database.begin() as tx:
            for person in w.people:
                if person != w.anna:
                    await tx.people.save(replace(person, accounts=()))
        refused = await house.presses(w.anna, f"person.merge:{w.anna.id}", private=True)
        assert isinstance(refused, NoSuchPerson)

    async def test_who_comes_into_a_chat_of_nobody_changes_nothing(self, house: House) -> None:
        before = await house.everything_stored()
        assert await house.hears("account.came", house.world.vera.accounts[0], Place("telegram:-100777")) is None
        assert await house.everything_stored() == before


class TestWords:
    @pytest.mark.parametrize("words", ["прайс, 12.12.2025", "прайс до 1 января 2026"])
    async def test_an_action_item_for_the_past(self, house: House, words: str) -> None:
        assert isinstance(await house.says(house.world.boris, f"/task {words}"), DateHasPassed)

    async def test_a_mention_of_somebody_who_is_not_in_the_team(self, house: House) -> None:
        mention = Mention(AccountKey("telegram:4711"), 0, 5)
        refused = await house.says(house.world.boris, "/task @pete прайс", mentions=(mention,))
        assert isinstance(refused, NobodyOfThatName)
        assert refused.name == "@pete"

    async def test_a_moment_that_no_calendar_has(self, house: House) -> None:
        (planned,) = await house.occurrences()
        before = await house.everything_stored()
        for minutes in (10**15, 10**30):
            refused = await house.presses(house.world.anna, f"ritual.skip:{planned.id}:{minutes}")
            assert isinstance(refused, UnknownButton)
        assert await house.everything_stored() == before


class TestTheTeam:
    def changed(self, house: House, **values: str) -> dict[str, str]:
        team = house.world.team
        form = {"team": team.name, "language": "ru", "timezone": team.timezone, "holidays": "RU"}
        return form | values

    async def changes(self, house: House, **values: str):
        w = house.world
        asked = await house.presses(w.anna, "team.where", private=True)
        assert isinstance(asked, Ask)
        assert isinstance(asked.form, TeamForm)
        return await house.submits(w.anna, asked, private=True, **self.changed(house, **values))

    async def test_a_name_is_needed(self, house: House) -> None:
        assert isinstance(await self.changes(house, team="  "), NoText)

    async def test_another_name_plans_nothing_anew(self, house: House) -> None:
        before = await house.occurrences()
        assert said(await self.changes(house, team="Новое имя"), TeamPanel).team == "Новое имя"
        assert await house.occurrences() == before

    async def test_another_zone_moves_what_keeps_the_teams_time_and_nothing_else(self, house: House) -> None:
        w = house.world
        berlin = Schedule.parse(every="week", on="tue", at="10:00", timezone="Europe/Berlin")
        async with house.database.begin() as tx:
            other = replace(w.monday, name="berlin", schedule=berlin, planned_until=None, next_run_at=None)
            other = await plan_next(tx, await tx.rituals.add(other), w.team, house.clock())
            unheld = await tx.rituals.add(replace(w.monday, name="later", kind="mediation", planned_until=None))
        said(await self.changes(house, timezone="Asia/Yekaterinburg"), TeamPanel)
        async with house.database.read() as tx:
            zones = {one.name: one.schedule.timezone for one in await tx.rituals.of(w.team.id)}
        assert zones == {"monday": "Asia/Yekaterinburg", "berlin": "Europe/Berlin", "later": "Europe/Moscow"}
        assert await house.occurrences(unheld) == []
        assert [o.starts_at.hour for o in await house.occurrences(other)][-1] == 9

    async def test_a_code_for_a_chat_is_no_use_elsewhere(self, house: House) -> None:
        w = house.world
        code = (await house.presses(w.anna, "setup.chat_code", private=True)).message.code
        assert isinstance(await house.says(NEW, f"/setup {code}", private=True), SetUpInTheChat)

    async def test_who_joins_before_there_is_a_team_does_it_in_the_chat_and_in_a_department(self, house: House) -> None:
        place = Place("telegram:-100777")
        refused = await house.presses(NEW, "setup.join:кухня", place=place, name="Иван")
        assert isinstance(refused, NoSuchDepartment)
        assert isinstance(await house.presses(NEW, "setup.join:sales", private=True, name="Иван"), NoTeamHere)


class TestTheRegistry:
    def test_two_of_one_name_are_refused(self) -> None:
        def topic() -> Topic:
            made = Topic()

            @made.command("same")
            async def _command(tx, ask):
                """A command."""

            @made.press("same.button")
            async def _press(tx, ask):
                """A button."""

            return made

        assert set(Registry([topic()]).commands) == {"same"}
        with pytest.raises(ValueError, match="two commands are called same"):
            Registry([topic(), topic()])
        buttons_only = topic()
        buttons_only.commands.clear()
        with pytest.raises(ValueError, match=r"two buttons are called same\.button"):
            Registry([topic(), buttons_only])
