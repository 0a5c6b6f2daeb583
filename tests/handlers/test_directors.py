"""A director's role that nobody holds: each admin is asked for a successor once, and reads who it is."""

from dataclasses import replace

import pytest

from handlers.rituals import RitualList
from handlers.roster import PersonPanel
from rituals.calendar import Schedule
from rituals.errors import OnlyAdmins, UnknownButton
from rituals.kinds.breakfast import BREAKFAST, BreakfastOptions
from rituals.roster import DEACTIVATED
from rituals.team import Department, Person, Role
from rituals.timeline import Ritual, RitualId
from rituals.vacancies import DirectorMissing, SuccessorForm
from tests.house import House, button, buttons, said


@pytest.fixture
async def two_admins(house: House) -> House:
    """Anna, the CMO, and Vera are admins; the directors have breakfast."""
    schedule = Schedule.parse(every="week", on="wed", at="09:00", timezone=house.world.team.timezone)
    breakfast = Ritual(
        RitualId(0),
        house.world.team.id,
        "breakfast",
        "breakfast",
        schedule,
        BREAKFAST.duration,
        options=BreakfastOptions(),
    )
    async with house.database.begin() as tx:
        await tx.people.save(replace(house.world.vera, admin=True))
        breakfast = await tx.rituals.add(breakfast)
    await house.plan(breakfast)
    return house


async def leaves(house: House, way: str, who: Person) -> None:
    w = house.world
    if way == "deactivated":
        await house.hears("account.gone", who.accounts[0], w.slack.place, DEACTIVATED)
    elif way == "erased":
        await house.presses(who, f"privacy.erase_now:{who.id}", private=True)
    else:
        presses = {"button": f"person.leave:{who.id}", "no_role": f"person.role:{who.id}:none"}
        said(await house.presses(w.vera, presses[way]), PersonPanel)


@pytest.mark.parametrize("way", ["button", "deactivated", "erased", "no_role"])
async def test_the_admins_are_asked_and_read_who_it_is(two_admins: House, way: str) -> None:
    house, w = two_admins, two_admins.world
    await leaves(house, way, w.boris)
    asked = await house.sees(DirectorMissing, w.vera)
    assert (asked.role, asked.waits) == (Role.CCO, (("breakfast", "breakfast"),))
    assert await house.readers(DirectorMissing) == {w.anna.name, w.vera.name}
    form = await house.presses(w.vera, button(asked, "name"))
    told = said(await house.submits(w.vera, form, person=str(w.darya.id)), DirectorMissing)
    assert told.successor == w.darya.name
    for admin in (w.anna, w.vera):
        assert buttons(await house.sees(DirectorMissing, admin)) == []
    async with house.database.read() as tx:
        darya = next(p for p in await tx.people.of(w.team.id) if p.id == w.darya.id)
    assert (darya.role, darya.department) == (Role.CCO, Department.SALES)
    late = said(await house.presses(w.anna, button(asked, "name")), DirectorMissing)
    assert late.successor == w.darya.name


async def test_who_is_no_director_leaves_none_behind(two_admins: House) -> None:
    await leaves(two_admins, "button", two_admins.world.gleb)
    assert await two_admins.sights(DirectorMissing) == []


async def test_the_rituals_say_so_and_an_admin_names_one(two_admins: House) -> None:
    house, w = two_admins, two_admins.world
    assert said(await house.says(w.vera, "/rituals"), RitualList).vacant == ()
    await leaves(house, "button", w.boris)
    shown = said(await house.says(w.gleb, "/rituals"), RitualList)
    assert [vacancy.role for vacancy in shown.vacant] == [Role.CCO]
    assert "name" not in buttons(shown)
    name = button(said(await house.says(w.vera, "/rituals"), RitualList), "name")
    assert isinstance((await house.presses(w.vera, name)).form, SuccessorForm)
    assert isinstance(await house.presses(w.gleb, name), OnlyAdmins)
    assert isinstance(await house.presses(w.vera, "director.name:hr"), UnknownButton)


async def test_who_was_never_named_is_asked_for_once_the_ritual_needs_them(two_admins: House) -> None:
    house, w = two_admins, two_admins.world
    async with house.database.begin() as tx:
        await tx.people.save(replace(w.boris, role=None))
    assert await house.sights(DirectorMissing) == []
    for day in ("Fri 09:00", "Mon 09:00", "Tue 17:00"):
        await house.at(day)
    assert {s.message.role for s in await house.sights(DirectorMissing)} == {Role.CCO}
    assert len(await house.sights(DirectorMissing)) == 2
