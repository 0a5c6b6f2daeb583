"""Who can get a private message: an admin sees it, the chat is told without names, a personal link carries people."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.storage.facts import TELEGRAM_NAME
from handlers.help import Home
from handlers.people import Linked
from handlers.rituals import RitualList
from rituals.calendar import Schedule
from rituals.cup_messages import CupCard
from rituals.errors import CannotLink, NoBotToWriteTo, OnlyAdmins
from rituals.home_messages import HomePage
from rituals.kinds.survey import SurveyOptions
from rituals.reachability import PersonalLinks, PressStart, ReachBefore, ReachPanel, readiness
from rituals.team import Absence, AccountKey, Department, Person, PersonId
from rituals.timeline import Ritual, RitualId
from tests.cups import a_cup
from tests.house import House, button, buttons, said
from tests.world import another_team

NEW = AccountKey("telegram:3001")


async def named(house: House) -> None:
    """Telegram has told what the bot is called."""
    async with house.database.begin() as tx:
        await tx.facts.put(TELEGRAM_NAME, "letuchka_bot")


async def reach(house: House, *people: Person) -> None:
    async with house.database.begin() as tx:
        for person in people:
            await tx.accounts.mark(person.accounts[0], reachable=True)


async def link_for(house: House, person: Person) -> str:
    """The words that a personal link makes somebody say."""
    told = said(await house.presses(house.world.anna, "reach.links"), PersonalLinks)
    return dict(told.links)[person.name].partition("?start=")[2]


async def person_of(house: House, person: Person) -> Person:
    async with house.database.read() as tx:
        return next(p for p in await tx.people.of(house.world.team.id) if p.id == person.id)


async def without_accounts(house: House) -> Person:
    """Somebody whom the team file names, and no more is known."""
    async with house.database.begin() as tx:
        return await tx.people.add(Person(PersonId(0), house.world.team.id, "Жанна Рудь", Department.SALES))


async def test_slack_can_be_written_to_and_telegram_after_start(house: House) -> None:
    w = house.world
    await reach(house, w.boris)
    async with house.database.read() as tx:
        found = await readiness(tx, w.team.id, (w.anna, w.boris, w.gleb, w.vera, replace(w.egor, active=False)))
    assert (found.reachable, found.total, found.out_of_reach) == (3, 4, (w.gleb,))


async def test_who_blocked_the_bot_or_was_deactivated_is_out_of_reach(house: House) -> None:
    w = house.world
    async with house.database.begin() as tx:
        await tx.accounts.mark(w.vera.accounts[0], reachable=False)
        found = await readiness(tx, w.team.id, (w.vera, w.anna))
        assert found.out_of_reach == (w.vera,)
        await tx.accounts.mark(w.vera.accounts[0], reachable=True)
        assert (await readiness(tx, w.team.id, (w.vera, w.anna))).out_of_reach == ()


async def test_only_an_admin_learns_who_is_out_of_reach(house: House) -> None:
    w = house.world
    await named(house)
    admins = said(await house.says(w.anna, "/rituals"), RitualList)
    assert (admins.reachable, admins.people) == (3, 6)
    panel = said(await house.presses(w.anna, button(admins, "reach")), ReachPanel)
    assert panel.out_of_reach == (w.boris.name, w.gleb.name, w.egor.name)
    others = said(await house.says(w.gleb, "/rituals"), RitualList)
    assert others.people == 0
    assert "reach" not in buttons(others)
    assert isinstance(await house.presses(w.gleb, button(admins, "reach")), OnlyAdmins)


async def test_the_chat_is_told_a_number_and_no_names(house: House) -> None:
    w = house.world
    await named(house)
    panel = said(await house.presses(w.anna, "reach.show"), ReachPanel)
    await house.presses(w.anna, button(panel, "tell"))
    shown = await house.sees(PressStart)
    assert (shown.out_of_reach, shown.total) == (3, 6)
    assert button(shown, "open").url == "https://t.me/letuchka_bot?start=hello"
    assert not await house.sights(PressStart, w.slack.place)
    await reach(house, w.boris, w.gleb, w.egor)
    await house.presses(w.anna, button(panel, "tell"))
    assert len(await house.sights(PressStart)) == 1
    assert buttons(await house.sees(PressStart)) == []


async def test_without_telegram_there_is_no_link(house: House) -> None:
    panel = said(await house.presses(house.world.anna, "reach.show"), ReachPanel)
    assert buttons(panel) == []
    assert isinstance(await house.presses(house.world.anna, "reach.tell"), NoBotToWriteTo)


async def test_a_personal_link_makes_an_account_the_persons(house: House) -> None:
    await named(house)
    zhanna = await without_accounts(house)
    token = await link_for(house, zhanna)
    assert len(token) <= 64
    linked = said(await house.says(NEW, f"/start {token}", private=True), Linked)
    assert linked.name == zhanna.name
    assert (await person_of(house, zhanna)).accounts == (NEW,)
    again = await house.says(AccountKey("telegram:3002"), f"/start {token}", private=True)
    assert said(again, Home).team is None


async def test_who_is_known_already_is_greeted(house: House) -> None:
    w = house.world
    await named(house)
    token = await link_for(house, w.gleb)
    assert await house.says(w.gleb, f"/start {token}", private=True) is None
    assert (await house.sees(HomePage, w.gleb)).name == w.gleb.name
    assert await person_of(house, w.gleb) == w.gleb


@pytest.mark.parametrize("days", [6, 8])
async def test_a_link_lasts_a_week(house: House, days: int) -> None:
    await named(house)
    zhanna = await without_accounts(house)
    token = await link_for(house, zhanna)
    await house.later(days=days)
    await house.says(NEW, f"/start {token}", private=True)
    assert bool((await person_of(house, zhanna)).accounts) is (days < 7)


async def test_a_link_does_not_make_somebody_else_of_a_colleague(house: House) -> None:
    w = house.world
    await named(house)
    zhanna = await without_accounts(house)
    token = await link_for(house, zhanna)
    assert isinstance(await house.says(w.gleb, f"/start {token}", private=True), CannotLink)
    assert await person_of(house, w.gleb) == w.gleb
    said(await house.says(NEW, f"/start {token}", private=True), Linked)


@pytest.mark.parametrize("token", ["me-1-AAAAAAAA", "me-7-", "hello", "me--x", "me-99999999999999999999-A", "ask-1"])
async def test_a_token_that_nobody_issued_only_greets(house: House, token: str) -> None:
    before = (await house.everything_stored())["person_accounts"]
    assert said(await house.says(NEW, f"/start {token}", private=True), Home).team is None
    assert (await house.everything_stored())["person_accounts"] == before


async def test_a_code_for_one_person_is_none_for_another(house: House) -> None:
    await named(house)
    zhanna = await without_accounts(house)
    token = await link_for(house, zhanna)
    forged = token.replace(f"me-{zhanna.id}-", f"me-{house.world.vera.id}-")
    said(await house.says(NEW, f"/start {forged}", private=True), Home)
    assert NEW not in (await person_of(house, house.world.vera)).accounts


async def test_another_teams_people_do_not_count(house: House) -> None:
    async with house.database.begin() as tx:
        enemy = await another_team(tx)
        found = await readiness(tx, house.world.team.id, enemy.people)
    assert found.reachable == 0


# -- before a vote or a survey begins --------------------------------------------------------------------------------

DAY_BEFORE, OPENING = "2026-11-30 11:00", "2026-12-01 11:00"


async def test_a_workday_before_a_vote_those_who_see_to_it_learn_who_is_out_of_reach(house: House) -> None:
    w = house.world
    await named(house)
    await a_cup(house)
    async with house.database.begin() as tx:
        await tx.people.be_away(Absence(w.darya.id, date(2026, 12, 1), date(2026, 12, 20)))
    await reach(house, w.boris)
    await house.at("2026-11-30 10:59")
    assert not await house.sights(ReachBefore)
    await house.at(DAY_BEFORE)
    told = {sight.person: sight.message for sight in await house.sights(ReachBefore)}
    assert set(told) == {w.anna.id, w.boris.id}
    before = told[w.anna.id]
    assert isinstance(before, ReachBefore)
    assert (before.reachable, before.total, before.out_of_reach) == (1, 2, (w.gleb.name,)), "who votes, and is there"
    assert (before.kind, before.at) == ("cup", house.moment(OPENING))
    assert buttons(told[w.boris.id]) == [], "links are an admin's"
    await house.presses(w.anna, button(before, "tell"))
    assert (await house.sees(PressStart)).out_of_reach == 2, "of the whole team"
    said(await house.presses(w.anna, button(before, "links")), PersonalLinks)


async def test_nothing_is_told_where_everybody_can_be_reached(house: House) -> None:
    w = house.world
    await a_cup(house)
    await reach(house, w.boris, w.gleb, w.darya)
    await house.at(DAY_BEFORE)
    await house.at(OPENING)
    assert not await house.sights(ReachBefore)
    assert await house.sights(CupCard)


async def test_a_survey_that_comes_by_itself_is_looked_at_too(house: House) -> None:
    w = house.world
    schedule = Schedule.parse(every="month", on="first tue", at="11:00", timezone=w.team.timezone)
    async with house.database.begin() as tx:
        pulse = Ritual(
            RitualId(0), w.team.id, "pulse", "survey", schedule, timedelta(minutes=10), options=SurveyOptions()
        )
        pulse = await tx.rituals.add(pulse)
    await house.plan(pulse)
    await house.at(DAY_BEFORE)
    before = await house.sees(ReachBefore, w.anna)
    assert (before.kind, before.total) == ("survey", 6)
    assert before.out_of_reach == (w.boris.name, w.gleb.name, w.egor.name)
    assert buttons(before) == [], "without Telegram there is no link"


async def test_a_day_off_moves_the_look_too(house: House) -> None:
    """The round of January is held on the 12th: the workday before is the last one of December."""
    await a_cup(house)
    await house.at("2026-12-30 10:59")
    seen = len(await house.sights(ReachBefore))
    await house.at("2026-12-30 11:00")
    assert len(await house.sights(ReachBefore)) == seen + 2
