"""*Run now* says first where it would be posted, to how many people, and whom no private message reaches."""

from dataclasses import replace

import pytest

from bot.storage.facts import TELEGRAM_NAME
from handlers.moves import RitualChanged
from handlers.rituals import RitualPanel
from rituals.beginning import AskRun
from rituals.calendar import Schedule
from rituals.cup_messages import CupCard
from rituals.errors import ItIsRunning, OnlyAdmins
from rituals.kinds.breakfast import BREAKFAST, BreakfastOptions
from rituals.kinds.survey import SurveyOptions
from rituals.meeting_messages import MeetingCard
from rituals.reachability import PersonalLinks
from rituals.timeline import Ritual, RitualId, Variant
from tests.cups import a_cup
from tests.house import House, button, buttons, said


async def asks(house: House, ritual: Ritual) -> AskRun:
    return said(await house.presses(house.world.anna, f"ritual.ask_run:{ritual.id}"), AskRun)


async def a_ritual(house: House, kind: str, **more: object) -> Ritual:
    schedule = Schedule.parse(every="month", on="first tue", at="11:00", timezone=house.world.team.timezone)
    ritual = Ritual(RitualId(0), house.world.team.id, kind, kind, schedule, BREAKFAST.duration, **more)
    async with house.database.begin() as tx:
        ritual = await tx.rituals.add(ritual)
    await house.plan(ritual)
    return ritual


async def nobody_pressed_start(house: House) -> None:
    """Telegram has told what the bot is called; Anna and Boris alone can be written to."""
    async with house.database.begin() as tx:
        await tx.facts.put(TELEGRAM_NAME, "letuchka_bot")
        for person in (house.world.anna, house.world.boris):
            await tx.accounts.mark(person.accounts[0], reachable=True)


async def test_a_meeting_in_the_chats(house: House) -> None:
    asked = await asks(house, house.world.monday)
    assert (asked.chats, asked.people, asked.asked, asked.planned) == (2, 6, 0, None)
    assert buttons(asked) == ["begin", "cancel"]
    said(await house.presses(house.world.anna, button(asked, "cancel")), RitualPanel)
    await house.tick()
    assert await house.sights(MeetingCard) == []
    assert said(await house.presses(house.world.anna, button(asked, "begin")), RitualChanged).how == "run"
    await house.tick()
    assert (await house.sees(MeetingCard)).starts_at == house.clock()
    assert isinstance(await house.presses(house.world.anna, button(asked, "begin")), ItIsRunning)
    assert isinstance(await house.presses(house.world.anna, f"ritual.ask_run:{house.world.monday.id}"), ItIsRunning)


async def test_who_is_away_does_not_count(house: House) -> None:
    await house.says(house.world.gleb, "/away сегодня")
    assert (await asks(house, house.world.monday)).people == 5


async def test_shortly_before_its_time_it_is_the_planned_one(house: House) -> None:
    await house.at("Mon 08:00")
    asked = await asks(house, house.world.monday)
    assert asked.planned == house.moment("Mon 10:00")


async def test_a_vote_says_whom_no_ballot_reaches_and_offers_links(house: House) -> None:
    w, cup = house.world, await a_cup(house)
    await nobody_pressed_start(house)
    asked = await asks(house, cup)
    assert (asked.chats, asked.asked, asked.reachable) == (2, 3, 2)
    assert asked.out_of_reach == (w.gleb.name,)
    assert AskRun.confidential
    links = button(asked, "links")
    assert links.apart
    assert len(said(await house.presses(w.anna, links), PersonalLinks).links) > 0
    await house.presses(w.anna, button(asked, "begin"))
    await house.tick()
    assert (await house.sees(CupCard)).eligible == 3


@pytest.mark.parametrize("market", ["nobody to choose", "somebody"])
async def test_a_vote_without_anybody_to_choose_says_so(house: House, market: str) -> None:
    cup = await a_cup(house)
    if market == "nobody to choose":
        async with house.database.begin() as tx:
            for person in (house.world.anna, house.world.vera, house.world.egor):
                await tx.people.save(replace(person, active=person is house.world.anna))
    assert (await asks(house, cup)).enough is (market == "somebody")


async def test_a_survey_and_three_questions_are_private(house: House) -> None:
    survey = await a_ritual(house, "survey", options=SurveyOptions())
    asked = await asks(house, survey)
    assert (asked.chats, asked.asked) == (0, 6)
    async with house.database.begin() as tx:
        await tx.rituals.save(replace(house.world.monday, variant=Variant.ASYNC))
    asked = await asks(house, house.world.monday)
    assert (asked.chats, asked.asked, asked.variant) == (0, 6, "async")


async def test_the_directors_breakfast_needs_both(house: House) -> None:
    breakfast = await a_ritual(house, "breakfast", options=BreakfastOptions())
    asked = await asks(house, breakfast)
    assert (asked.chats, asked.asked, asked.enough) == (0, 2, True)
    await house.says(house.world.boris, "/away сегодня")
    assert buttons(await asks(house, breakfast)) == ["cancel"]


async def test_only_admins(house: House) -> None:
    assert isinstance(await house.presses(house.world.gleb, f"ritual.ask_run:{house.world.monday.id}"), OnlyAdmins)
