"""A question is asked of somebody who is there: a deputy, if the one whose it is is away; only if nobody is, it waits."""

from dataclasses import replace
from datetime import date

from rituals import roster
from rituals.notices import ChatGone, chat_is_gone
from rituals.task_messages import TaskGiven, TasksInherited, WhoTakesOver
from rituals.team import Absence, Person
from tests.house import THURSDAY, House, button, said
from tests.world import TELEGRAM_CHAT


async def away(house: House, *people: Person) -> None:
    async with house.database.begin() as tx:
        for person in people:
            await tx.people.be_away(Absence(person.id, THURSDAY.date(), date(2026, 12, 1)))


async def gleb_leaves(house: House) -> None:
    """With an action item that somebody must take over."""
    w = house.world
    said(await house.says(w.gleb, "/task Глеб Фёдоров позвонить Кировскому заводу, завтра"), TaskGiven)
    async with house.database.begin() as tx:
        await roster.leave(tx, w.team, w.gleb, house.clock())


async def test_the_director_of_the_department_is_asked_who_takes_over(house: House) -> None:
    await gleb_leaves(house)
    assert await house.readers(WhoTakesOver) == {house.world.boris.name}


async def test_the_other_director_is_asked_where_that_one_is_away(house: House) -> None:
    w = house.world
    await away(house, w.boris)
    await gleb_leaves(house)
    assert await house.readers(WhoTakesOver) == {w.anna.name}
    asked = await house.sees(WhoTakesOver, w.anna)
    form = await house.presses(w.anna, button(asked, "take_over"), private=True)
    await house.submits(w.anna, form, owner=str(w.darya.id))
    assert (await house.sees(WhoTakesOver, w.anna)).heir == w.darya.name, "the question is settled where it was asked"
    assert await house.readers(WhoTakesOver) == {w.anna.name}
    assert await house.readers(TasksInherited) == {w.darya.name}


async def test_where_nobody_is_there_it_waits_for_whose_it_is(house: House) -> None:
    await away(house, house.world.boris, house.world.anna)
    await gleb_leaves(house)
    assert await house.readers(WhoTakesOver) == {house.world.boris.name}


async def test_an_admin_who_is_there_learns_that_a_chat_is_gone(house: House) -> None:
    w = house.world
    async with house.database.begin() as tx:
        await tx.people.save(replace(w.vera, admin=True))
    await away(house, w.anna)
    async with house.database.begin() as tx:
        await chat_is_gone(tx, w.team.id, TELEGRAM_CHAT, "removed", house.clock())
    assert await house.readers(ChatGone) == {w.vera.name}
