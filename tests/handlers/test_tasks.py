"""Asking about action items: `/task` in people's own words, and what becomes of one."""

from dataclasses import replace

import pytest

from handlers.registry import Ask, Mention, Turn
from rituals.errors import (
    AlreadyClosed,
    DateHasPassed,
    MovedTooOften,
    NobodyOfThatName,
    NoSuchTask,
    NotADate,
    NoText,
    NotYourTask,
    TaskIsClosed,
)
from rituals.meeting_messages import MeetingCard, ReviewForm, TaskForm
from rituals.protocol_messages import ProtocolPosted
from rituals.task_forms import DateForm, OwnerForm
from rituals.task_messages import TaskForYou, TaskGiven, TaskList, TaskReminder, TaskSettled, TasksOverdue, TaskStuck
from rituals.tasks import Outcome, Task
from rituals.team import Department, Person, PersonId
from tests.house import House, button, buttons, said


async def the_task(house: House) -> Task:
    async with house.database.read() as tx:
        tasks = await tx.tasks.open_in(house.world.team.id)
    return tasks[-1]


async def given(house: House, words: str, who: Person | None = None) -> Task:
    """An action item as `/task` stores it."""
    said(await house.says(who or house.world.boris, f"/task {words}"), TaskGiven)
    async with house.database.read() as tx:
        tasks = await tx.tasks.open_in(house.world.team.id)
    return max(tasks, key=lambda task: task.id)


class TestWhatStandsAboutIt:
    """What was settled by one message is settled in the others, too."""

    @pytest.fixture
    async def reminded(self, house: House) -> House:
        """Gleb was given something, and has been reminded the day before and on the day."""
        await given(house, "Глеб прайс, до 24 ноября")
        for morning in ("Mon 10:00", "Tue 10:00"):
            await house.at(morning)
        assert [s.message.today for s in await house.sights(TaskReminder, house.world.gleb)] == [False, True]
        return house

    async def settled(self, house: House) -> list[str]:
        return [sight.message.how for sight in await house.sights(TaskSettled, house.world.gleb)]

    async def test_done_by_one_message_is_done_in_all(self, reminded: House) -> None:
        w = reminded.world
        await reminded.presses(w.gleb, button(await reminded.sees(TaskForYou, w.gleb), "done"), private=True)
        assert await self.settled(reminded) == ["done"] * 3
        assert await reminded.sights(TaskReminder) == await reminded.sights(TaskForYou) == []

    async def test_a_new_date_answers_the_reminders_of_the_old_one(self, reminded: House) -> None:
        w = reminded.world
        form = await reminded.presses(w.gleb, button(await reminded.sees(TaskReminder, w.gleb), "new_date"))
        said(await reminded.submits(w.gleb, form, due="27 ноября"), TaskSettled)
        assert await self.settled(reminded) == ["date"] * 2
        assert buttons(await reminded.sees(TaskForYou, w.gleb)) != []

    async def test_whose_it_was_reads_whose_it_is(self, reminded: House) -> None:
        w = reminded.world
        form = await reminded.presses(w.boris, f"task.owner:{(await the_task(reminded)).id}")
        said(await reminded.submits(w.boris, form, owner="Вера"), TaskSettled)
        assert await self.settled(reminded) == ["owner"] * 3
        assert (await reminded.sees(TaskSettled, w.gleb)).owner == w.vera.name
        form = await reminded.presses(w.boris, f"task.owner:{(await the_task(reminded)).id}")
        await reminded.submits(w.boris, form, owner="Глеб")
        assert len(await reminded.sights(TaskForYou, w.gleb)) == 1

    async def test_a_reason_alone_leaves_the_question_open(self, reminded: House) -> None:
        w = reminded.world
        form = await reminded.presses(w.gleb, button(await reminded.sees(TaskReminder, w.gleb), "not_done"))
        await reminded.submits(w.gleb, form, why="ждём цены", now="split")
        assert await self.settled(reminded) == []

    async def test_the_weekly_list_loses_what_was_done(self, reminded: House) -> None:
        w = reminded.world
        await reminded.at("2026-11-30 09:00")
        assert (await reminded.sees(TasksOverdue, w.gleb)).total == 1
        await reminded.presses(w.gleb, f"task.done:{(await the_task(reminded)).id}", private=True)
        assert (await reminded.sees(TasksOverdue, w.gleb)).total == 0


class TestInPeoplesOwnWords:
    @pytest.mark.parametrize(
        ("words", "text", "owner", "due"),
        [
            ("Глеб отправить прайс, до пятницы", "отправить прайс", "gleb", "2026-11-20 18:00"),
            ("Глеб Фёдоров: отправить прайс", "отправить прайс", "gleb", None),
            ("@Вера Орлова, отправить прайс, завтра 15:00", "отправить прайс", "vera", "2026-11-20 15:00"),
            ("орлова вера письмо, 12.12", "письмо", "vera", "2026-12-12 18:00"),
            ("глеб call the clients, by friday", "call the clients", "gleb", "2026-11-20 18:00"),
            ("отправить прайс до пятницы", "отправить прайс", None, "2026-11-20 18:00"),
            ("отправить прайс", "отправить прайс", None, None),
        ],
    )
    async def test_who_does_what_by_when(
        self, house: House, words: str, text: str, owner: str | None, due: str | None
    ) -> None:
        task = await given(house, words)
        assert task.text == text
        assert task.owner == (getattr(house.world, owner).id if owner else None)
        assert task.due == (house.moment(due) if due else None)
        assert task.has_time is (due is not None and "18:00" not in due)

    async def test_a_mention_names_the_owner_wherever_it_stands(self, house: House) -> None:
        w = house.world
        for text, start, end in (("@gleb прайс, до пятницы", 0, 5), ("прайс @gleb, до пятницы", 6, 11)):
            mention = Mention(w.gleb.accounts[0], start, end)
            said(await house.says(w.boris, f"/task {text}", mentions=(mention,)), TaskGiven)
            task = await the_task(house)
            assert (task.owner, task.text.strip(" ,")) == (w.gleb.id, "прайс")

    async def test_who_is_named_first_does_it_though_somebody_else_is_mentioned(self, house: House) -> None:
        w = house.world
        text = "Глеб ответить @vera, до пятницы"
        await house.says(w.boris, f"/task {text}", mentions=(Mention(w.vera.accounts[0], 14, 19),))
        task = await the_task(house)
        assert (task.owner, task.text) == (w.gleb.id, "ответить @vera")

    async def test_two_of_one_name_are_told_apart(self, house: House) -> None:
        w = house.world
        async with house.database.begin() as tx:
            await tx.people.add(Person(PersonId(0), w.team.id, "Глеб Котов", Department.SALES))
        refused = await house.says(w.boris, "/task Глеб прайс")
        assert isinstance(refused, NobodyOfThatName)
        assert refused.candidates == (w.gleb.name, "Глеб Котов")
        assert (await given(house, "Глеб Котов прайс")).text == "прайс"

    @pytest.mark.parametrize(
        ("words", "refusal"),
        [
            ("@nobody прайс", NobodyOfThatName),
            ("Глеб", NoText),
            ("Глеб, до пятницы", NoText),
            ("Глеб прайс, 01.01.2020", DateHasPassed),
            ("x" * 4001, Exception),
        ],
    )
    async def test_what_is_not_understood_is_refused_and_kept_nowhere(
        self, house: House, words: str, refusal: type[Exception]
    ) -> None:
        assert isinstance(await house.says(house.world.boris, f"/task {words}"), refusal)
        assert await house.tasks() == {}

    async def test_without_words_a_form_asks(self, house: House) -> None:
        w = house.world
        asked = await house.says(w.boris, "/task")
        assert isinstance(asked, Ask)
        assert isinstance(asked.form, TaskForm)
        message = said(
            await house.submits(w.boris, asked, text="прайс", owner=str(w.gleb.id), due="пятница"), TaskGiven
        )
        assert message.owner is not None
        assert message.owner.name == w.gleb.name
        for values, refusal in (
            ({"owner": "Никто"}, NobodyOfThatName),
            ({"due": "когда-нибудь"}, NotADate),
            ({"text": ""}, NoText),
        ):
            assert isinstance(await house.submits(w.boris, asked, **{"text": "прайс", **values}), refusal)

    async def test_what_is_missing_can_be_added(self, house: House) -> None:
        w = house.world
        message = said(await house.says(w.boris, "/task отправить прайс"), TaskGiven)
        assert buttons(message) == ["set_owner", "set_date"]
        owner = await house.presses(w.boris, button(message, "set_owner"))
        assert isinstance(owner, Ask)
        assert isinstance(owner.form, OwnerForm)
        said(await house.submits(w.boris, owner, owner="Вера"), TaskSettled)
        date = await house.presses(w.boris, button(message, "set_date"))
        assert isinstance(date, Ask)
        assert isinstance(date.form, DateForm)
        said(await house.submits(w.boris, date, due="в пятницу"), TaskSettled)
        task = await the_task(house)
        assert (task.owner, task.is_unfinished, task.moves) == (w.vera.id, False, 0)
        assert (await house.sees(TaskForYou, w.vera)).task.text == "отправить прайс"

    async def test_too_many_open_ones_are_pointed_out(self, house: House) -> None:
        for number in range(7):
            assert said(await house.says(house.world.boris, f"/task Глеб дело {number}"), TaskGiven).load == 0
        assert said(await house.says(house.world.boris, "/task Глеб ещё одно"), TaskGiven).load == 8


class TestWhatBecomesOfIt:
    async def test_the_owner_is_told_and_nobody_else(self, house: House) -> None:
        w = house.world
        await given(house, "Глеб прайс, до пятницы")
        assert await house.readers(TaskForYou) == {w.gleb.name}
        await given(house, "Борис сам, до пятницы")
        assert await house.readers(TaskForYou) == {w.gleb.name}

    async def test_done_is_said_once_and_nothing_reminds_any_more(self, house: House) -> None:
        w = house.world
        task = await given(house, "Глеб прайс, до пятницы")
        shown = said(await house.says(w.gleb, "/tasks"), TaskList)
        assert [row.id for row in shown.tasks] == [task.id]
        settled = said(await house.presses(w.gleb, button(shown, "done")), TaskSettled)
        assert isinstance(await house.presses(w.gleb, button(shown, "done")), TaskIsClosed)
        back = await house.presses(w.gleb, button(settled, "mine"))
        assert isinstance(back, Turn)
        assert said(back, TaskList).total == 0
        await house.at("Fri 10:00")
        assert await house.sights(TaskReminder) == []

    async def test_only_who_has_to_do_with_it_may_speak_for_it(self, house: House) -> None:
        w = house.world
        task = await given(house, "Глеб прайс, до пятницы", w.vera)
        for deed in ("done", "partly", "not_done", "date", "owner", "split", "drop"):
            refused = await house.presses(w.darya, f"task.{deed}:{task.id}")
            assert isinstance(refused, NotYourTask), deed
            assert refused.owner == w.gleb.name
        for who in (w.gleb, w.vera, w.anna, w.boris):
            assert isinstance(await house.presses(who, f"task.owner:{task.id}"), Ask), who

    async def test_a_new_date_moves_the_reminders(self, house: House) -> None:
        w = house.world
        task = await given(house, "Глеб прайс, до пятницы")
        form = await house.presses(w.gleb, f"task.date:{task.id}")
        said(await house.submits(w.gleb, form, due="среда"), TaskSettled)
        await house.at("Fri 10:00")
        assert await house.sights(TaskReminder) == []
        await house.at("Tue 10:00")
        await house.at("Wed 10:00")
        assert [s.message.today for s in await house.sights(TaskReminder, w.gleb)] == [False, True]

    async def test_before_an_hour_of_the_day_the_reminder_comes_an_hour_before(self, house: House) -> None:
        await given(house, "Глеб звонок, в пятницу 09:00")
        await house.at("Fri 07:59")
        assert [s for s in await house.sights(TaskReminder) if s.message.today] == []
        await house.at("Fri 08:00")
        assert (await house.sees(TaskReminder, house.world.gleb)).today

    async def test_who_is_away_is_left_in_peace(self, house: House) -> None:
        w = house.world
        await given(house, "Глеб прайс, до пятницы")
        await given(house, "Вера прайс, до пятницы")
        await house.says(w.gleb, "/away пятница")
        await house.at("Fri 10:00")
        assert await house.readers(TaskReminder) == {w.vera.name}

    async def test_moved_three_times_it_is_offered_the_other_ways_before_a_date_is_asked_for(
        self, house: House
    ) -> None:
        w = house.world
        task = await given(house, "Глеб прайс, до пятницы")
        for number, day in enumerate(("понедельник", "вторник", "среда"), 1):
            form = await house.presses(w.gleb, f"task.date:{task.id}")
            assert said(await house.submits(w.gleb, form, due=day), TaskSettled).moves == number
        for reply in (
            await house.presses(w.gleb, f"task.date:{task.id}"),
            await house.submits(w.gleb, form, due="четверг"),
        ):
            stuck = said(reply, TaskStuck)
            assert (stuck.moves, buttons(stuck)) == (3, ["split", "hand_over", "drop"])
        assert (await the_task(house)).moves == 3
        asked = await house.presses(w.gleb, f"task.not_done:{task.id}")
        assert isinstance(asked, Ask)
        assert isinstance(asked.form, ReviewForm)
        assert not asked.form.may_move
        assert isinstance(await house.submits(w.gleb, asked, why="Не успел", now="date", due="четверг"), MovedTooOften)
        said(await house.submits(w.gleb, asked, why="Не моё", now="owner", owner="Вера"), TaskSettled)
        assert (await house.sees(TaskForYou, w.vera)).by == w.gleb.name
        assert (await the_task(house)).moves == 0

    async def test_dropped_it_is_over_with_its_reason(self, house: House) -> None:
        w = house.world
        task = await given(house, "Глеб прайс, до пятницы")
        form = await house.presses(w.gleb, f"task.not_done:{task.id}")
        assert said(await house.submits(w.gleb, form, why="Незачем", now="drop"), TaskSettled).how == "dropped"
        assert await house.tasks() == {}

    async def test_the_teams_list_has_pages_and_no_buttons_for_others_items(self, house: House) -> None:
        w = house.world
        for number in range(9):
            await given(house, f"Глеб дело {number}")
        listed = said(await house.says(w.vera, "/tasks все"), TaskList)
        assert (listed.total, len(listed.tasks), buttons(listed)) == (9, 8, ["card"] * 8 + ["later", "mine"])
        second = said(await house.presses(w.vera, button(listed, "later")), TaskList)
        assert [row.number for row in second.tasks] == [9]
        assert said(await house.says(w.vera, "/tasks"), TaskList).total == 0
        assert isinstance(await house.presses(w.vera, "task.done:999"), NoSuchTask)


class TestInAMeeting:
    async def review(self, house: House) -> Task:
        """Monday, the review looks at Gleb's action item."""
        task = await given(house, "Глеб прайс, до пятницы")
        await house.at("Mon 10:00")
        await house.says(house.world.boris, "/start_meeting")
        return task

    @pytest.mark.parametrize(
        ("values", "line"),
        [
            ({"now": "date", "due": "среда"}, (1, False, "Глеб Фёдоров")),
            ({"now": "owner", "owner": "Вера"}, (0, False, "Вера Орлова")),
            ({"now": "drop"}, (0, True, "Глеб Фёдоров")),
        ],
    )
    async def test_partly_asks_why_and_what_now(
        self, house: House, values: dict[str, str], line: tuple[int, bool, str]
    ) -> None:
        w = house.world
        await self.review(house)
        form = await house.presses(w.gleb, button(await house.sees(MeetingCard), "partly"))
        said(await house.submits(w.gleb, form, why="Ждём базу", **values), TaskSettled)
        await house.says(w.boris, "/close_meeting")
        (reviewed,) = (await house.sees(ProtocolPosted)).protocol.reviews
        assert (reviewed.outcome, reviewed.why) == (Outcome.PARTLY, "Ждём базу")
        assert (reviewed.moves, reviewed.dropped, reviewed.owner) == line

    async def test_what_is_said_in_private_while_the_meeting_looks_at_it_is_not_asked_again(self, house: House) -> None:
        w = house.world
        task = await self.review(house)
        await house.presses(w.gleb, f"task.done:{task.id}", private=True)
        card = await house.sees(MeetingCard)
        assert card.review is None
        await house.says(w.boris, "/close_meeting")
        assert (await house.sees(ProtocolPosted)).protocol.reviews[0].outcome is Outcome.DONE

    async def test_a_form_that_outlives_the_meeting_is_not_lost(self, house: House) -> None:
        w = house.world
        task = await self.review(house)
        explaining = await house.presses(w.gleb, button(await house.sees(MeetingCard), "not_kept"))
        await house.says(w.boris, "/next")
        giving = await house.presses(w.vera, button(await house.sees(MeetingCard), "task"))
        deciding = await house.presses(w.vera, button(await house.sees(MeetingCard), "decide"))
        await house.says(w.boris, "/close_meeting")
        said(await house.submits(w.gleb, explaining, why="Ждём", now="date", due="среда"), TaskSettled)
        assert (await house.tasks())[task.text].moves == 1
        said(await house.submits(w.vera, giving, text="Письмо", owner=str(w.gleb.id)), TaskGiven)
        assert (await house.tasks())["Письмо"].occurrence is None
        assert isinstance(await house.submits(w.vera, deciding, text="Да"), AlreadyClosed)

    async def test_what_this_meeting_gives_is_told_at_its_end(self, house: House) -> None:
        w = house.world
        await house.at("Mon 10:00")
        await house.says(w.boris, "/start_meeting")
        message = said(await house.says(w.boris, "/task что-то, до пятницы"), TaskGiven)
        form = await house.presses(w.boris, button(message, "set_owner"))
        await house.submits(w.boris, form, owner="Вера")
        card = await house.sees(MeetingCard)
        assert [t.owner.name for t in card.tasks if t.owner] == [w.vera.name]
        assert card.unfinished == 0
        assert await house.sights(TaskForYou) == []

    async def test_who_has_left_is_offered_to_nobody(self, house: House) -> None:
        w = house.world
        async with house.database.begin() as tx:
            await tx.people.save(replace(w.gleb, active=False))
        asked = await house.says(w.boris, "/task")
        assert isinstance(asked, Ask)
        assert isinstance(asked.form, TaskForm)
        assert w.gleb.id not in {who.id for who in asked.form.people}
        assert isinstance(await house.submits(w.boris, asked, text="прайс", owner=str(w.gleb.id)), NobodyOfThatName)
