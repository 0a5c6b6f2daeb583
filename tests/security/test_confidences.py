"""What was said between few stays there: on agendas, in numbers, in lists, in a chat where a command is given."""

from dataclasses import replace
from datetime import date

import pytest

from handlers.rituals import RitualList
from rituals.agenda_messages import ItemAdded
from rituals.errors import NoMeetingNow
from rituals.meeting_messages import DecisionKept
from rituals.not_yours import MeetsInPrivate
from rituals.numbers import week_in_numbers
from rituals.task_messages import TaskGiven
from rituals.tasks import Task
from rituals.team import Person, Role
from rituals.timeline import OccurrenceState, Reason, Ritual
from tests.house import House, said
from tests.rituals.other_meetings import add, away

CIRCLE_DAY = "Wed 09:00"


@pytest.fixture
async def breakfast(house: House) -> Ritual:
    return await add(house, "breakfast")


async def begun(house: House, ritual: Ritual) -> int:
    """The directors meet in private; Boris leads."""
    await house.at(CIRCLE_DAY)
    number = (await house.occurrences(ritual))[0].id
    await house.presses(house.world.boris, f"meeting.start:{number}", private=True)
    return number


class TestACommandInAChat:
    async def test_is_not_meant_for_a_meeting_in_private(self, house: House, breakfast: Ritual) -> None:
        w = house.world
        await begun(house, breakfast)
        before = await house.everything_stored()
        for command in ("/next", "/defer", "/decide Тайное", "/close_meeting", "/start_meeting"):
            refused = await house.says(w.boris, command)
            assert isinstance(refused, MeetsInPrivate), command
            assert refused.confidential
            assert isinstance(await house.says(w.gleb, command), NoMeetingNow), command
        assert await house.everything_stored() == before
        said(await house.says(w.boris, "/decide Тайное", private=True), DecisionKept)

    async def test_is_meant_for_the_meeting_of_the_chat_where_both_go_on(self, house: House, breakfast: Ritual) -> None:
        w = house.world
        private = await begun(house, breakfast)
        await house.presses(w.anna, f"ritual.run:{w.monday.id}")
        await house.tick()
        await house.says(w.boris, "/start_meeting")
        said(await house.says(w.boris, "/decide Открытое"), DecisionKept)
        async with house.database.read() as tx:
            found = {
                number: [decision.text for decision in (await tx.meetings.get(w.team.id, number)).decisions]
                for number in await tx.meetings.open_in(w.team.id)
            }
        assert found.pop(private) == []
        assert list(found.values()) == [["Открытое"]]

    async def test_an_action_item_given_in_the_chat_is_everybodys(self, house: House, breakfast: Ritual) -> None:
        await begun(house, breakfast)
        said(await house.says(house.world.boris, "/task Глеб прайс, завтра"), TaskGiven)
        (task,) = (await house.tasks()).values()
        assert isinstance(task, Task)
        assert task.occurrence is None


class TestWhatIsPutOffAgainAndAgain:
    """It goes to the directors by itself, if they might have read it anyhow."""

    async def moved_twice(self, house: House, task: int, who: Person) -> None:
        for day in ("20.12.2026", "21.12.2026"):
            form = await house.presses(who, f"task.date:{task}", private=True)
            await house.submits(who, form, due=day)

    async def test_from_a_private_session_nothing_goes_to_who_was_not_there(
        self, house: House, breakfast: Ritual
    ) -> None:
        w = house.world
        async with house.database.begin() as tx:
            await tx.people.save(replace(w.anna, role=None))
            await tx.people.save(replace(w.darya, role=Role.CMO))
        number = await begun(house, breakfast)
        given = said(await house.says(w.boris, "/task Борис тайное, завтра", private=True), TaskGiven)
        await house.presses(w.boris, f"meeting.close:{number}", private=True)
        async with house.database.begin() as tx:
            await tx.people.save(replace(w.darya, role=None))
            await tx.people.save(w.anna)
        await self.moved_twice(house, given.task, w.boris)
        async with house.database.read() as tx:
            assert await tx.agenda.waiting(breakfast.id) == []

    async def test_from_the_directors_own_breakfast_it_does(self, house: House, breakfast: Ritual) -> None:
        w = house.world
        number = await begun(house, breakfast)
        given = said(await house.says(w.boris, "/task Борис общее, завтра", private=True), TaskGiven)
        await house.presses(w.boris, f"meeting.close:{number}", private=True)
        await self.moved_twice(house, given.task, w.boris)
        async with house.database.read() as tx:
            assert [item.text for item in await tx.agenda.waiting(breakfast.id)] == ["общее"]


async def test_the_week_in_numbers_counts_nothing_of_a_meeting_in_private(house: House, breakfast: Ritual) -> None:
    w = house.world
    await house.says(w.gleb, "/agenda Открытое")
    form = await house.presses(w.gleb, f"agenda.add:{breakfast.id}")
    await house.submits(w.gleb, form, text="Тайное", sign="name")
    number = await begun(house, breakfast)
    await house.presses(w.boris, f"meeting.next:{number}", private=True)
    await house.presses(w.boris, f"meeting.close:{number}", private=True)
    async with house.database.read() as tx:
        numbers = await week_in_numbers(tx, w.team, house.clock())
    assert sum(share.raised for share in numbers.shares) == 1
    assert sum(share.discussed for share in numbers.shares) == 0


async def test_who_was_away_is_told_to_those_who_waited_for_them(house: House, breakfast: Ritual) -> None:
    w = house.world
    await away(house, w.boris, date(2026, 11, 25))
    await house.at(CIRCLE_DAY)
    (occurrence, _) = await house.occurrences(breakfast)
    assert (occurrence.state, occurrence.reason) == (OccurrenceState.SKIPPED, Reason.TOO_FEW)

    async def notes(who: Person) -> list[str | None]:
        shown = said(await house.says(who, "/rituals", private=True), RitualList)
        return [past.note for line in shown.rituals if line.id == breakfast.id for past in line.past]

    assert await notes(w.anna) == [w.boris.name]
    assert await notes(w.gleb) == [None]


async def test_an_item_that_an_admin_gives_to_another_meeting_is_still_of_whom_it_was(house: House) -> None:
    w, review = house.world, await add(house, "review")
    added = said(await house.says(w.gleb, "/agenda Лиды"), ItemAdded)
    hidden = await house.presses(w.gleb, f"agenda.add:{w.monday.id}")
    nameless = said(await house.submits(w.gleb, hidden, text="Без имени", sign="anonymous"), ItemAdded)
    for item in (added.item, nameless.item):
        said(await house.presses(w.anna, f"agenda.put:{review.id}:{item}"), ItemAdded)
    async with house.database.read() as tx:
        items = {item.text: (item.by, item.department) for item in await tx.agenda.waiting(review.id)}
    assert items == {"Лиды": (w.gleb.id, w.gleb.department), "Без имени": (None, None)}
