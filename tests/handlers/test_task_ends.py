"""What else becomes of an action item: in part, split, handed over, raised to the directors; who is away, who has left."""

from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.registry import Ask
from rituals.assignments import visible
from rituals.errors import TaskIsClosed, UnknownButton
from rituals.meeting_messages import MeetingCard
from rituals.not_yours import NotYoursToHandOn
from rituals.protocol_messages import ProtocolPosted
from rituals.task_messages import (
    Scope,
    TakenOver,
    TaskCard,
    TaskForYou,
    TaskGiven,
    TaskList,
    TaskReminder,
    TaskSettled,
    TasksInherited,
    TasksOverdue,
    TaskSplit,
    TaskStuck,
    TaskTaken,
    WhoTakesOver,
)
from rituals.tasks import Task, TaskState
from rituals.team import Person
from rituals.timeline import Ritual, RitualId
from tests.house import House, button, buttons, said


async def given(house: House, words: str, who: Person | None = None) -> Task:
    message = said(await house.says(who or house.world.boris, f"/task {words}"), TaskGiven)
    return await stored(house, message.task)


async def stored(house: House, task: int) -> Task:
    async with house.database.read() as tx:
        found = await tx.tasks.get(house.world.team.id, task)
    assert found is not None
    return found


async def moved(house: House, task: Task, *days: str) -> TaskSettled:
    for day in days:
        form = await house.presses(house.world.boris, f"task.date:{task.id}")
        message = said(await house.submits(house.world.boris, form, due=day), TaskSettled)
    return message


@pytest.fixture
async def breakfast(house: House) -> Ritual:
    """The directors meet as well; when is not this file's matter."""
    async with house.database.begin() as tx:
        new = replace(house.world.monday, id=RitualId(0), name="breakfast", kind="breakfast", next_run_at=None)
        return await tx.rituals.add(new)


async def raised(house: House, breakfast: Ritual) -> list[tuple[str, int]]:
    async with house.database.read() as tx:
        return [(item.text, item.moves) for item in await tx.agenda.waiting(breakfast.id)]


class TestOutsideOfMeetings:
    async def test_done_in_part_it_gets_a_reason_and_a_new_date(self, house: House) -> None:
        w = house.world
        task = await given(house, "Глеб прайс, до пятницы")
        form = await house.presses(w.gleb, f"task.partly:{task.id}")
        assert isinstance(form, Ask)
        assert form.form.outcome == "partly"
        said(await house.submits(w.gleb, form, why="Готова половина", now="date", due="среда"), TaskSettled)
        kept = await stored(house, task.id)
        assert (kept.reason, kept.moves, kept.is_open) == ("Готова половина", 1, True)

    async def test_it_is_dropped_with_a_reason(self, house: House) -> None:
        w = house.world
        task = await given(house, "Глеб прайс, до пятницы")
        form = await house.presses(w.gleb, f"task.drop:{task.id}")
        assert said(await house.submits(w.gleb, form, why="Выставки не будет"), TaskSettled).how == "dropped"
        kept = await stored(house, task.id)
        assert (kept.state, kept.reason) == (TaskState.DROPPED, "Выставки не будет")
        for deed in ("done", "partly", "not_done", "date", "owner", "split", "drop"):
            assert isinstance(await house.presses(w.gleb, f"task.{deed}:{task.id}"), TaskIsClosed), deed
        card = said(await house.presses(w.gleb, f"task.card:{task.id}"), TaskCard)
        assert (card.open, buttons(card)) == (False, ["mine"])

    async def test_handed_over_both_are_told(self, house: House) -> None:
        w = house.world
        task = await given(house, "Глеб прайс, до пятницы")
        form = await house.presses(w.boris, f"task.owner:{task.id}")
        said(await house.submits(w.boris, form, owner="Вера"), TaskSettled)
        assert (await house.sees(TaskForYou, w.vera)).by == w.boris.name
        told = await house.sees(TaskTaken, w.gleb)
        assert (told.owner, told.by) == (w.vera.name, w.boris.name)
        form = await house.presses(w.vera, f"task.owner:{task.id}")
        said(await house.submits(w.vera, form, owner="Глеб"), TaskSettled)
        assert await house.readers(TaskTaken) == {w.gleb.name}, "who hands over need not be told"

    async def test_whose_hands_are_full_is_pointed_out(self, house: House) -> None:
        w = house.world
        for number in range(8):
            await given(house, f"{'Вера' if number else 'Глеб'} дело {number}")
        (mine,) = [task for task in (await house.tasks()).values() if task.owner == w.gleb.id]
        form = await house.presses(w.boris, f"task.owner:{mine.id}")
        assert said(await house.submits(w.boris, form, owner="Вера"), TaskSettled).load == 8
        listed = said(await house.says(w.gleb, "/tasks all"), TaskList)
        assert [(load.owner, load.count) for load in listed.heavy] == [(w.vera.name, 8)]
        await house.at("Mon 10:00")
        await house.says(w.boris, "/start_meeting")
        await house.says(w.boris, "/task Вера и это, до пятницы")
        assert [(load.owner, load.count) for load in (await house.sees(MeetingCard)).heavy] == [(w.vera.name, 9)]


class TestSplit:
    async def test_one_becomes_two_and_both_point_back(self, house: House) -> None:
        w = house.world
        task = await given(house, "Глеб прайс, до пятницы")
        form = await house.presses(w.boris, f"task.split:{task.id}")
        parts = said(
            await house.submits(
                w.boris, form, first="Цены", first_owner="Вера", first_due="среда",
                second="Рассылка", second_owner="Глеб", second_due="четверг 12:00",
            ),
            TaskSplit,
        ).parts  # fmt: skip
        assert [(part.text, part.owner, part.parent) for part in parts] == [
            ("Цены", w.vera.name, "прайс"), ("Рассылка", w.gleb.name, "прайс"),
        ]  # fmt: skip
        assert (await stored(house, task.id)).state is TaskState.SPLIT
        assert set(await house.tasks()) == {"Цены", "Рассылка"}
        assert {s.message.task.text for s in await house.sights(TaskForYou, w.gleb)} == {"Рассылка"}
        await house.at("Fri 10:00")
        assert await house.sights(TaskReminder) == []
        await house.at("Tue 10:00")
        assert (await house.sees(TaskReminder, w.vera)).task.parent == "прайс"
        assert isinstance(await house.submits(w.boris, form, first="x"), TaskIsClosed)

    async def test_a_form_that_is_wrong_in_one_part_changes_nothing(self, house: House) -> None:
        w = house.world
        task = await given(house, "Глеб прайс, до пятницы")
        form = await house.presses(w.boris, f"task.split:{task.id}")
        good = {"first": "Цены", "first_owner": "Вера", "first_due": "среда", "second": "Рассылка"}
        before = await house.everything_stored()
        for wrong in (
            {"second_owner": "Никто", "second_due": "среда"},
            {"second_owner": "Глеб", "second_due": "вчера"},
        ):
            assert isinstance(await house.submits(w.boris, form, **good, **wrong), Exception)
            assert await house.everything_stored() == before

    async def test_in_the_review_it_is_noted_first(self, house: House) -> None:
        w = house.world
        await given(house, "Глеб прайс, 23.11")
        await house.at("Mon 10:00")
        await house.says(w.boris, "/start_meeting")
        form = await house.presses(w.gleb, button(await house.sees(MeetingCard), "not_kept"))
        stuck = said(await house.submits(w.gleb, form, why="Велико", now="split"), TaskStuck)
        assert stuck.noted
        assert (await house.sees(MeetingCard)).review is None
        form = await house.presses(w.gleb, button(stuck, "split"))
        values = {"first": "a", "first_owner": "Глеб", "first_due": "пт", "second": "b", "second_owner": "Глеб"}
        said(await house.submits(w.gleb, form, **values, second_due="пт"), TaskSplit)
        await house.says(w.boris, "/close_meeting")
        (review,) = (await house.sees(ProtocolPosted)).protocol.reviews
        assert (review.why, review.split, review.due) == ("Велико", True, None)


class TestToTheDirectors:
    async def test_moved_twice_it_goes_to_the_breakfast_once(self, house: House, breakfast: Ritual) -> None:
        task = await given(house, "Глеб прайс, до пятницы")
        assert not (await moved(house, task, "понедельник")).raised
        assert await raised(house, breakfast) == []
        assert (await moved(house, task, "вторник")).raised
        assert await raised(house, breakfast) == [("прайс", 2)]
        await moved(house, task, "среда")
        assert await raised(house, breakfast) == [("прайс", 3)]
        (row,) = said(await house.says(house.world.gleb, "/tasks"), TaskList).tasks
        assert (row.raised, row.moves) == (True, 3)

    async def test_what_is_settled_is_off_their_agenda(self, house: House, breakfast: Ritual) -> None:
        w = house.world
        done, handed = await given(house, "Глеб прайс, до пятницы"), await given(house, "Глеб стенд, до пятницы")
        for task in (done, handed):
            await moved(house, task, "понедельник", "вторник")
        assert len(await raised(house, breakfast)) == 2
        await house.presses(w.gleb, f"task.done:{done.id}")
        form = await house.presses(w.boris, f"task.owner:{handed.id}")
        said(await house.submits(w.boris, form, owner="Вера"), TaskSettled)
        assert await raised(house, breakfast) == []
        await moved(house, handed, "среда", "четверг")
        assert await raised(house, breakfast) == [("стенд", 2)], "another owner begins anew"

    async def test_what_an_admin_took_off_is_not_raised_again(self, house: House, breakfast: Ritual) -> None:
        w = house.world
        task = await given(house, "Глеб прайс, до пятницы")
        await moved(house, task, "понедельник", "вторник")
        async with house.database.read() as tx:
            (item,) = await tx.agenda.waiting(breakfast.id)
        await house.presses(w.anna, f"agenda.take_back:{item.id}")
        await moved(house, task, "среда")
        assert await raised(house, breakfast) == []

    async def test_without_a_breakfast_no_agenda_is_touched(self, house: House) -> None:
        task = await given(house, "Глеб прайс, до пятницы")
        assert not (await moved(house, task, "понедельник", "вторник")).raised
        async with house.database.read() as tx:
            assert list(await tx.agenda.waiting(house.world.monday.id)) == []
        (row,) = said(await house.says(house.world.gleb, "/tasks"), TaskList).tasks
        assert (row.moves, row.raised) == (2, False)


class TestReminders:
    async def test_what_is_overdue_is_told_once_a_week(self, house: House) -> None:
        w = house.world
        for words in ("Глеб прайс, до пятницы", "Глеб стенд, до пятницы", "Вера письмо, до пятницы"):
            await given(house, words)
        await house.at("Fri 10:00")
        await house.at("Mon 08:59")
        assert await house.sights(TasksOverdue) == []
        await house.at("Mon 09:00")
        assert await house.readers(TasksOverdue) == {w.gleb.name, w.vera.name}
        digest = await house.sees(TasksOverdue, w.gleb)
        assert ([row.text for row in digest.tasks], digest.total) == (["прайс", "стенд"], 2)
        assert len(await house.sights(TasksOverdue, w.gleb)) == 1
        await house.presses(w.vera, button(await house.sees(TasksOverdue, w.vera), "done"))
        await house.at("Fri 10:00")
        await house.at("Mon 09:00")
        assert len(await house.sights(TasksOverdue, w.gleb)) == 2
        assert len(await house.sights(TasksOverdue, w.vera)) == 1, "nothing reminds of what is done"

    async def test_who_was_away_is_reminded_when_they_are_back(self, house: House) -> None:
        w = house.world
        await given(house, "Глеб прайс, 20.11")
        await house.says(w.gleb, "/away 19.11-24.11")
        for day in ("Fri 10:00", "Mon 09:00", "Mon 10:00", "Tue 10:00"):
            await house.at(day)
        assert await house.sights(TaskReminder) == []
        assert await house.sights(TasksOverdue) == []
        await house.at("Wed 10:00")
        reminder = await house.sees(TaskReminder, w.gleb)
        assert (reminder.passed, reminder.today) == (True, False)
        assert len(await house.sights(TaskReminder)) == 1
        assert len(await house.sights(TasksOverdue)) == 1

    async def test_back_on_the_very_day_there_is_one_reminder(self, house: House) -> None:
        w = house.world
        await given(house, "Глеб прайс, 25.11")
        await house.says(w.gleb, "/away 23.11-24.11")
        await house.at("Tue 10:00")
        assert await house.sights(TaskReminder) == []
        await house.at("Wed 10:00")
        assert [s.message.today for s in await house.sights(TaskReminder)] == [True]


class TestLists:
    async def test_directors_look_at_one_department(self, house: House) -> None:
        w = house.world
        await given(house, "Глеб прайс, до пятницы")
        await given(house, "Вера письмо, до пятницы")
        await given(house, "ничьё")
        everything = said(await house.says(w.boris, "/tasks all"), TaskList)
        assert (everything.total, everything.scope) == (3, Scope.ALL)
        sales = said(await house.presses(w.boris, button(everything, "sales")), TaskList)
        assert ([row.text for row in sales.tasks], sales.scope) == (["прайс"], Scope.SALES)
        marketing = said(await house.says(w.anna, "/tasks маркетинг"), TaskList)
        assert [row.text for row in marketing.tasks] == ["письмо"]
        for reply in (await house.says(w.vera, "/tasks sales"), await house.presses(w.vera, "task.list:sales:0")):
            assert (said(reply, TaskList).scope, said(reply, TaskList).departments) == (Scope.ALL, ())
        assert isinstance(await house.presses(w.vera, "task.list:other:0"), UnknownButton)

    async def test_the_overdue_ones_come_first(self, house: House) -> None:
        w = house.world
        await given(house, "Глеб потом, до пятницы")
        await given(house, "Глеб вчера, завтра 09:00")
        house.clock.advance(timedelta(days=2))
        listed = said(await house.says(w.gleb, "/tasks"), TaskList)
        assert [(row.text, row.overdue) for row in listed.tasks] == [("вчера", True), ("потом", True)]
        assert listed.overdue == 2

    async def test_each_tells_where_it_came_from(self, house: House) -> None:
        w = house.world
        await house.says(w.gleb, "/agenda Прайс после выставки")
        await house.at("Mon 10:00")
        await house.says(w.boris, "/start_meeting")
        await house.says(w.boris, "/task Глеб прайс, до пятницы")
        await house.says(w.boris, "/close_meeting")
        listed = said(await house.says(w.gleb, "/tasks"), TaskList)
        assert [(row.protocol, row.item) for row in listed.tasks] == [(1, "Прайс после выставки")]
        card = said(await house.presses(w.gleb, button(listed, "card")), TaskCard)
        opened = await house.presses(w.gleb, button(card, "protocol"))
        assert said(opened, ProtocolPosted).protocol.number == 1
        async with house.database.read() as tx:
            tasks = list(await tx.tasks.open_in(w.team.id))
            assert await visible(tx, w.team, tasks, w.vera) == tasks
            stranger = replace(w.vera, team=type(w.team.id)(999))
            assert await visible(tx, w.team, tasks, stranger) == []


class TestWhoHasLeft:
    @pytest.fixture
    async def left(self, house: House) -> House:
        w = house.world
        await given(house, "Глеб прайс, до пятницы")
        await given(house, "Глеб стенд")
        async with house.database.begin() as tx:
            await tx.people.save(replace(w.gleb, active=False))
        return house

    async def test_the_director_of_the_department_is_asked_who_takes_over(self, left: House) -> None:
        w = left.world
        await left.at("Fri 10:00")
        assert await left.sights(TaskReminder) == []
        asked = await left.sees(WhoTakesOver, w.boris)
        assert (asked.name, asked.total) == (w.gleb.name, 2)
        form = await left.presses(w.boris, button(asked, "take_over"))
        assert said(await left.submits(w.boris, form, owner="Дарья"), TakenOver).total == 2
        assert {task.owner for task in (await left.tasks()).values()} == {w.darya.id}
        told = await left.sees(TasksInherited, w.darya)
        assert ({row.text for row in told.tasks}, told.by) == ({"прайс", "стенд"}, w.boris.name)
        settled = await left.sees(WhoTakesOver, w.boris)
        assert (settled.total, settled.heir, buttons(settled)) == (0, w.darya.name, [])
        assert said(await left.submits(w.boris, form, owner="Вера"), TakenOver).total == 0

    async def test_the_list_marks_them_and_lets_who_leads_hand_them_on(self, left: House) -> None:
        w = left.world
        listed = said(await left.says(w.anna, "/tasks all"), TaskList)
        assert ([row.gone for row in listed.tasks], [who.name for who in listed.left]) == ([True, True], [w.gleb.name])
        form = await left.presses(w.anna, button(listed, "heir"))
        assert said(await left.submits(w.anna, form, owner="Вера"), TakenOver).total == 2
        assert said(await left.says(w.vera, "/tasks all"), TaskList).left == ()

    async def test_only_who_leads_decides_it_and_only_of_who_left(self, left: House) -> None:
        w = left.world
        assert isinstance(await left.presses(w.vera, f"task.heir:{w.gleb.id}"), NotYoursToHandOn)
        assert isinstance(await left.presses(w.boris, f"task.heir:{w.vera.id}"), UnknownButton)
