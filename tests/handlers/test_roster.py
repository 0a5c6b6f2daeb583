"""Putting people right: departments, roles, admins; who leaves, who comes back, who has another name."""

from dataclasses import replace

import pytest

from handlers.people import Joined
from handlers.roster import AskLeave, PeopleList, PersonPanel
from rituals.errors import NoText, NotInTeam, UnknownButton
from rituals.home import refresh
from rituals.home_messages import HomePage
from rituals.roster import DEACTIVATED, LEFT_CHAT, SomebodyBack, SomebodyGone
from rituals.setup_errors import LastAdmin, NoSuchPerson, TwoAccounts
from rituals.setup_messages import TeamPanel
from rituals.task_messages import WhoTakesOver
from rituals.team import AccountKey, Department, Person, Role
from tests.house import House, button, buttons, said


async def people(house: House) -> dict[str, Person]:
    async with house.database.read() as tx:
        return {p.name: p for p in await tx.people.of(house.world.team.id)}


async def panel_of(house: House, person: Person) -> PersonPanel:
    return said(await house.presses(house.world.anna, f"person.show:{person.id}"), PersonPanel)


async def test_from_the_settings_to_one_person(house: House) -> None:
    w = house.world
    settings = said(await house.says(w.anna, "/setup"), TeamPanel)
    listed = said(await house.presses(w.anna, button(settings, "people")), PeopleList)
    assert [one.name for one in listed.people] == sorted(p.name for p in w.people)
    panel = said(await house.presses(w.anna, listed.buttons()[0][0]), PersonPanel)
    assert panel.person.name == w.anna.name


async def test_a_role_is_taken_from_whoever_held_it(house: House) -> None:
    w = house.world
    panel = said(await house.presses(w.anna, button(await panel_of(house, w.egor), "cco")), PersonPanel)
    assert (panel.person.role, panel.person.department) == (Role.CCO, Department.SALES)
    now = await people(house)
    assert (now[w.boris.name].role, now[w.boris.name].department) == (None, Department.SALES)
    said(await house.presses(w.anna, button(await panel_of(house, w.egor), "no_role")), PersonPanel)
    assert (await people(house))[w.egor.name].role is None


async def test_departments_and_names(house: House) -> None:
    w = house.world
    panel = said(await house.presses(w.anna, button(await panel_of(house, w.gleb), "marketing")), PersonPanel)
    assert panel.person.department is Department.MARKETING
    asked = await house.presses(w.anna, button(panel, "rename"))
    assert isinstance(await house.submits(w.anna, asked, name="  "), NoText)
    said(await house.submits(w.anna, asked, name=" Глеб  Иванов "), PersonPanel)
    assert (await people(house))["Глеб Иванов"].id == w.gleb.id


async def test_a_team_keeps_an_admin(house: House) -> None:
    w = house.world
    panel = await panel_of(house, w.anna)
    assert isinstance(await house.presses(w.anna, button(panel, "not_admin")), LastAdmin)
    assert isinstance(await house.presses(w.anna, f"person.leave:{w.anna.id}"), LastAdmin)
    said(await house.presses(w.anna, button(await panel_of(house, w.vera), "make_admin")), PersonPanel)
    said(await house.presses(w.anna, button(panel, "not_admin")), PersonPanel)
    now = await people(house)
    assert (now[w.anna.name].admin, now[w.vera.name].admin) == (False, True)


async def test_who_leaves_hands_over_and_comes_back_without_power(house: House) -> None:
    w = house.world
    await house.says(w.boris, "/task Глеб звонки, до пятницы")
    said(await house.presses(w.anna, f"person.admin:{w.gleb.id}:1"), PersonPanel)
    asked = said(await house.presses(w.anna, button(await panel_of(house, w.gleb), "leave")), AskLeave)
    gone = said(await house.presses(w.anna, button(asked, "yes")), PersonPanel)
    assert not gone.person.active
    assert (await house.sees(WhoTakesOver, w.boris)).name == w.gleb.name
    assert isinstance(await house.says(w.gleb, "/tasks"), NotInTeam)
    assert isinstance(await house.presses(w.anna, f"person.role:{w.gleb.id}:cco"), UnknownButton)
    assert buttons(gone) == ["back", "all"]
    said(await house.presses(w.anna, button(gone, "back")), PersonPanel)
    back = (await people(house))[w.gleb.name]
    assert (back.id, back.active, back.admin, back.role) == (w.gleb.id, True, False, None)


@pytest.mark.parametrize("word", ["person.role:4:king", "person.department:4:moon", "person.admin:4:2"])
async def test_what_no_button_says_is_refused(house: House, word: str) -> None:
    assert house.world.gleb.id == 4
    assert isinstance(await house.presses(house.world.anna, word), UnknownButton)
    assert isinstance(await house.presses(house.world.anna, "person.show:999"), NoSuchPerson)


class TestWhatMessengersTell:
    async def test_without_an_account_somebody_is_off_the_team(self, house: House) -> None:
        w = house.world
        await house.hears("account.gone", w.vera.accounts[0], w.vera.accounts[0], DEACTIVATED)
        assert not (await people(house))[w.vera.name].active
        told = await house.sees(SomebodyGone, w.anna)
        assert (told.name, told.left) == (w.vera.name, True)
        said(await house.presses(w.anna, button(told, "back")), PersonPanel)
        assert (await people(house))[w.vera.name].active

    async def test_the_last_admin_stays_and_the_directors_read_it(self, house: House) -> None:
        w = house.world
        await house.hears("account.gone", w.anna.accounts[1], w.anna.accounts[1], DEACTIVATED)
        assert (await people(house))[w.anna.name] == w.anna
        told = await house.sees(SomebodyGone, w.boris)
        assert (told.left, told.buttons()) == (False, ())

    async def test_who_leaves_the_chat_is_asked_about(self, house: House) -> None:
        w = house.world
        await house.hears("account.gone", w.gleb.accounts[0], w.telegram.place, LEFT_CHAT)
        assert (await people(house))[w.gleb.name].active
        told = await house.sees(SomebodyGone, w.anna)
        said(await house.presses(w.anna, button(told, "leave")), PersonPanel)
        assert not (await people(house))[w.gleb.name].active

    async def test_who_leaves_a_chat_of_nobody_stays(self, house: House) -> None:
        w = house.world
        await house.hears("account.gone", w.gleb.accounts[0], replace(w.telegram, place="telegram:-5").place, LEFT_CHAT)
        assert await house.sights(SomebodyGone) == []

    async def test_a_new_name_is_taken_over_unless_an_admin_gave_another(self, house: House) -> None:
        w, new = house.world, AccountKey("slack:T0000001/U0000900")
        said(await house.says(new, "/join sales", place=w.slack.place, name="Ирина Белова"), Joined)
        await house.hears("account.renamed", new, new, name="Ирина Чёрная")
        irina = (await people(house))["Ирина Чёрная"]
        asked = await house.presses(w.anna, f"person.rename:{irina.id}")
        said(await house.submits(w.anna, asked, name="Ира"), PersonPanel)
        await house.hears("account.renamed", new, new, name="Ирина Белая")
        assert (await people(house))["Ира"].id == irina.id
        await house.hears("account.renamed", w.vera.accounts[0], w.vera.accounts[0], name="Кто-то")
        assert w.vera.name in await people(house), "what the team file says stays"


async def test_an_admin_says_that_two_are_one(house: House) -> None:
    w = house.world
    await house.says(w.boris, "/task Вера макеты, до пятницы")
    asked = await house.presses(w.anna, button(await panel_of(house, w.gleb), "merge"))
    refused = await house.submits(w.anna, asked, other=str(w.darya.id))
    assert isinstance(refused, TwoAccounts), "both are in Telegram"
    assert isinstance(await house.submits(w.anna, asked, other="x"), NoSuchPerson)
    panel = said(await house.submits(w.anna, asked, other=str(w.vera.id)), PersonPanel)
    assert (panel.person.name, panel.person.messengers) == (w.gleb.name, ("telegram", "slack"))
    assert [task.owner for task in (await house.tasks()).values()] == [w.gleb.id]
    now = await people(house)
    assert (now[w.vera.name].active, set(now[w.gleb.name].accounts)) == (False, {*w.gleb.accounts, *w.vera.accounts})


async def test_the_last_admin_is_merged_into_nobody(house: House) -> None:
    w = house.world
    async with house.database.begin() as tx:
        await tx.people.save(replace(w.anna, accounts=(AccountKey("slack:T0000001/U0000001"),)))
    asked = await house.presses(w.anna.accounts[1], f"person.merge:{w.gleb.id}")
    assert isinstance(await house.submits(w.anna.accounts[1], asked, other=str(w.anna.id)), LastAdmin)


async def test_the_home_of_one_entry_is_the_home_of_the_human(house: House) -> None:
    w = house.world
    await house.presses(w.vera, "home.open", private=True)
    asked = await house.presses(w.anna, f"person.merge:{w.gleb.id}")
    await house.submits(w.anna, asked, other=str(w.vera.id))
    async with house.database.begin() as tx:
        await refresh(tx, w.team, house.clock())
    [home] = await house.sights(HomePage)
    assert (home.slot, home.message.name) == (f"home:{w.gleb.id}", w.gleb.name)


async def test_who_left_and_is_in_the_chat_again_is_asked_after_once_a_day(house: House) -> None:
    w = house.world
    account, chat = w.gleb.accounts[0], w.telegram.place
    await house.hears("account.came", account, chat)
    await house.hears("account.came", AccountKey("telegram:777"), chat)
    assert await house.sights(SomebodyBack) == [], "of the team, or a stranger: nothing to ask"
    await house.presses(w.anna, f"person.leave:{w.gleb.id}")
    for _ in range(2):
        await house.hears("account.came", account, chat)
    [asked] = await house.sights(SomebodyBack)
    assert asked.person == w.anna.id
    said(await house.presses(w.anna, button(asked.message, "back")), PersonPanel)
    assert (await people(house))[w.gleb.name].active


async def test_nothing_is_kept_of_the_names_of_strangers(house: House) -> None:
    await house.hears("account.renamed", AccountKey("telegram:777"), house.world.telegram.place, name="Олег")
    assert (await house.everything_stored())["told_names"] == []
