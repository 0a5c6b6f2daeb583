"""Somebody has left: their turn as the chair, the cup and their action items are handed over, and nothing stops."""

from dataclasses import replace

import pytest

from handlers.people import Joined
from handlers.roster import PersonPanel
from rituals.chairs import ChairHandedOver, YourTurn
from rituals.cup_messages import HolderKept, HolderLeft
from rituals.errors import AlreadyClosed, ItIsRunning, NobodyOfThatName, NotYourTask, UnknownButton
from rituals.meeting_messages import ChairChosen, MeetingCard
from rituals.messages import Who
from rituals.task_messages import WhoTakesOver
from rituals.team import Department, Market, Person
from tests.cups import a_cup
from tests.house import House, button, buttons, said


async def leaves(house: House, who: Person) -> None:
    said(await house.presses(house.world.anna, f"person.leave:{who.id}"), PersonPanel)


@pytest.fixture
async def without_boris(house: House) -> House:
    """The CCO, who chairs the stand-up of a b2b team, has left; Anna, the CMO and admin, is asked."""
    await leaves(house, house.world.boris)
    return house


async def test_the_director_reads_who_leads_instead_and_chooses_another(without_boris: House) -> None:
    house, w = without_boris, without_boris.world
    asked = await house.sees(WhoTakesOver, w.anna)
    assert [(turn.kind, turn.chair) for turn in asked.turns] == [("standup", w.anna.name)]
    form = await house.presses(w.anna, button(asked, "chair"))
    chosen = said(await house.submits(w.anna, form, owner="Дарья"), ChairChosen)
    assert chosen.chair == w.darya.name
    assert (await house.sees(YourTurn, w.darya)).occurrence == asked.turns[0].occurrence
    assert (await house.sees(WhoTakesOver, w.anna)).settled
    await house.at("Mon 10:00")
    assert (await house.sees(MeetingCard)).chair == Who.of(w.darya)


async def test_nothing_stops_when_nobody_answers(without_boris: House) -> None:
    await without_boris.at("Mon 10:00")
    assert (await without_boris.sees(MeetingCard)).chair == Who.of(without_boris.world.anna)


async def test_only_who_leads_chooses_and_only_somebody_who_is_there(without_boris: House) -> None:
    house, w = without_boris, without_boris.world
    asked = button(await house.sees(WhoTakesOver, w.anna), "chair")
    assert isinstance(await house.presses(w.gleb, asked), NotYourTask)
    assert isinstance(await house.presses(w.anna, f"chair.choose:{asked.args[0]}:{w.gleb.id}"), UnknownButton)
    form = await house.presses(w.anna, asked)
    assert isinstance(await house.submits(w.anna, form, owner="Борис"), NobodyOfThatName)
    await house.at("Mon 10:00")
    assert isinstance(await house.submits(w.anna, form, owner="Дарья"), ItIsRunning)
    await house.at("Mon 20:00")
    assert isinstance(await house.submits(w.anna, form, owner="Дарья"), AlreadyClosed)


async def test_whoever_was_told_of_their_turn_is_followed_by_the_next(house: House) -> None:
    w = house.world
    async with house.database.begin() as tx:
        await tx.teams.save(replace(w.team, market=Market.B2C))
    await house.at("Sun 10:00")
    first = w.boris if await house.sights(YourTurn, w.boris) else w.anna
    other = w.anna if first is w.boris else w.boris
    async with house.database.begin() as tx:
        await tx.people.save(replace(w.vera, admin=True))
    said(await house.presses(w.vera, f"person.leave:{first.id}"), PersonPanel)
    assert (await house.sees(YourTurn, other)).instead_of == first.name


@pytest.mark.parametrize("begun", [True, False])
async def test_in_the_middle_of_a_meeting_the_next_has_the_chair(house: House, begun: bool) -> None:
    w = house.world
    await house.at("Mon 10:00")
    if begun:
        await house.says(w.boris, "/start_meeting")
    await leaves(house, w.boris)
    assert (await house.sees(MeetingCard)).chair == Who.of(w.anna)
    assert (await house.sees(ChairHandedOver, w.anna)).by == w.boris.name
    assert (await house.sees(ChairHandedOver, w.anna)).left


async def test_the_cup_is_asked_after_at_once(house: House) -> None:
    w, cup = house.world, await a_cup(house)
    async with house.database.begin() as tx:
        await tx.cups.hand_to(cup.id, (w.egor.id,))
    await leaves(house, w.egor)
    asked = await house.sees(WhoTakesOver, w.anna)
    assert [one.ritual for one in asked.cups] == [cup.id]
    form = await house.presses(w.anna, button(asked, "give"))
    said(await house.submits(w.anna, form, holder=str(w.vera.id)), HolderKept)
    assert (await house.sees(WhoTakesOver, w.anna)).settled


async def test_whoever_may_not_give_the_cup_is_not_asked_for_it(house: House) -> None:
    """The marketer who has it leaves, and marketing has no director: an admin is asked."""
    w, cup = house.world, await a_cup(house)
    async with house.database.begin() as tx:
        await tx.people.save(replace(w.anna, role=None))
        await tx.cups.hand_to(cup.id, (w.egor.id,))
    await leaves(house, w.egor)
    assert await house.readers(HolderLeft) == {w.anna.name}
    assert await house.sights(WhoTakesOver, w.boris) == []


@pytest.mark.parametrize("way", ["button", "join"])
async def test_who_comes_back_finds_everything(house: House, way: str) -> None:
    w = house.world
    await house.says(w.boris, "/task Глеб звонки, до пятницы")
    await leaves(house, w.gleb)
    assert (await house.sees(WhoTakesOver, w.boris)).total == 1
    if way == "button":
        await house.presses(w.anna, f"person.back:{w.gleb.id}")
    else:
        said(await house.says(w.gleb.accounts[0], "/join sales", name="Глеб"), Joined)
    told = await house.sees(WhoTakesOver, w.boris)
    assert (told.back, buttons(told)) == (True, [])
    assert [task.owner for task in (await house.tasks()).values()] == [w.gleb.id]
    async with house.database.read() as tx:
        people = {person.id: person for person in await tx.people.of(w.team.id)}
    assert (people[w.gleb.id].active, people[w.gleb.id].department) == (True, Department.SALES)


async def test_what_is_handed_over_one_by_one_goes_from_the_question(house: House) -> None:
    w = house.world
    await house.says(w.boris, "/task Глеб звонки, до пятницы")
    await leaves(house, w.gleb)
    asked = await house.sees(WhoTakesOver, w.boris)
    form = await house.presses(w.boris, f"task.owner:{asked.tasks[0].id}")
    await house.submits(w.boris, form, owner="Дарья")
    assert (await house.sees(WhoTakesOver, w.boris)).settled
