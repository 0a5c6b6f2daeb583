"""Everybody's home: what stands there, for whom, and that it follows what happens."""

from datetime import timedelta

import pytest

from handlers.help import Home
from handlers.people import AwayPanel
from handlers.rituals import RitualList
from rituals.cup_messages import BallotPaper
from rituals.errors import NotInTeam
from rituals.home import refresh
from rituals.home_messages import HomeBelow, HomeLeft, HomePage
from rituals.messages import APART
from rituals.planning import run_now
from rituals.survey import Survey
from rituals.survey_messages import SurveyQuestion
from rituals.survey_questions import SurveyTemplate
from rituals.surveying import start
from rituals.team import AccountKey, Person, Place, home_place
from tests.cups import a_cup
from tests.house import House, button, buttons, said


async def goes_home(house: House, who: Person) -> HomePage:
    """`/start` in Telegram, or the app's tab in Slack."""
    slack = who.accounts[0].startswith("slack:")
    reply = await (house.presses(who, "home.open", private=True) if slack else house.says(who, "/start", private=True))
    assert reply is None
    return await house.sees(HomePage, who)


async def caught_up(house: House) -> None:
    async with house.database.begin() as tx:
        await refresh(tx, house.world.team, house.clock())


async def test_what_waits_for_me_stands_there_and_what_is_done_goes(house: House) -> None:
    w = house.world
    await house.says(w.boris, "/task Глеб звонки, до пятницы")
    await house.says(w.boris, "/task Егор макеты, до пятницы")
    home = await goes_home(house, w.gleb)
    assert [task.text for task in home.tasks] == ["звонки"]
    assert [(meeting.kind, meeting.running) for meeting in home.meetings] == [("standup", False)]
    await house.presses(w.gleb, button(home, "done"), private=True)
    await caught_up(house)
    [sight] = await house.sights(HomePage, w.gleb)
    assert (sight.message.tasks, sight.message.total) == ((), 0)
    assert sight.slot == f"home:{w.gleb.id}"


async def test_nothing_new_is_nothing_to_send(house: House) -> None:
    await goes_home(house, house.world.gleb)
    [before] = await house.sights(HomePage)
    await caught_up(house)
    assert await house.sights(HomePage) == [before]


async def test_a_vote_opens_its_ballot_for_electors_alone_and_goes_when_it_closes(house: House) -> None:
    w = house.world
    cup = await a_cup(house)
    async with house.database.begin() as tx:
        await run_now(tx, cup, w.team, w.boris.id, house.clock())
    await house.tick()
    home = await goes_home(house, w.gleb)
    said(await house.presses(w.gleb, button(home, "vote"), private=True), BallotPaper)
    assert "vote" not in buttons(await goes_home(house, w.egor))
    await house.later(days=10)
    await caught_up(house)
    assert (await house.sees(HomePage, w.gleb)).votes == ()


async def test_a_survey_waits_until_it_is_answered_or_refused(house: House) -> None:
    w = house.world
    async with house.database.begin() as tx:
        drafted = await tx.surveys.add(Survey.drafted(w.team.id, SurveyTemplate.PULSE, by=None))
        await start(tx, w.team, drafted, house.clock())
    home = await goes_home(house, w.gleb)
    assert (await goes_home(house, w.boris)).surveys == (), "directors answer after the staff"
    said(await house.presses(w.gleb, button(home, "answer"), private=True), SurveyQuestion)
    await caught_up(house)
    assert len((await house.sees(HomePage, w.gleb)).surveys) == 1
    await house.presses(w.gleb, f"survey.stop:{drafted.id}", private=True)
    await caught_up(house)
    assert (await house.sees(HomePage, w.gleb)).surveys == ()


async def test_the_way_to_all_the_rest(house: House) -> None:
    w = house.world
    home = await goes_home(house, w.gleb)
    assert {"add", "away", "settings", "rituals", "privacy", "help"} <= set(buttons(home))
    assert not {"people", "setup"} & set(buttons(home))
    assert {"people", "setup"} <= set(buttons(await goes_home(house, w.anna)))
    assert all(one.payload.startswith(APART) for row in home.buttons() for one in row), "the home stays what it is"
    said(await house.presses(w.gleb, button(home, "away"), private=True), AwayPanel)
    said(await house.presses(w.gleb, button(home, "help"), private=True), Home)
    said(await house.presses(w.gleb, button(home, "rituals"), private=True), RitualList)


async def test_the_newest_start_has_the_home(house: House) -> None:
    w = house.world
    await goes_home(house, w.gleb)
    await seen(house)
    await goes_home(house, w.gleb)
    former, newest = (await house.sights(HomeBelow, w.gleb))[0], (await house.sights(HomePage, w.gleb))[0]
    assert former.place == newest.place == Place(w.gleb.accounts[0])
    await goes_home(house, w.gleb)
    assert len(await house.sights(HomePage, w.gleb)) == 1, "two presses at once are one message"
    assert len(await house.sights(HomeBelow, w.gleb)) == 1


async def seen(house: House) -> None:
    """Delivery brings everything to where it belongs."""
    async with house.database.begin() as tx:
        for place in await tx.slots.due_places(house.clock(), 100):
            while (claim := await tx.slots.claim(place, "me", house.clock(), timedelta(minutes=1))) is not None:
                await tx.slots.record_shown(claim, (str(claim.id),), house.clock())


async def test_a_tab_is_painted_anew_each_time_it_is_opened(house: House) -> None:
    w = house.world
    await goes_home(house, w.vera)
    await seen(house)
    await goes_home(house, w.vera)
    [sight] = await house.sights(HomePage, w.vera)
    assert sight.place == home_place(w.vera.accounts[0]) == Place("slack:T0000001/U0000003/home")
    async with house.database.read() as tx:
        assert await tx.slots.due_places(house.clock(), 10) == [sight.place]
    assert await house.sights(HomeBelow) == []


async def test_somebody_of_both_messengers_has_a_home_in_each(house: House) -> None:
    w = house.world
    await house.says(w.darya, "/start", private=True)
    await house.presses(w.darya.accounts[1], "home.open", private=True)
    assert {sight.place for sight in await house.sights(HomePage, w.darya)} == {
        Place("telegram:1005"),
        Place("slack:T0000001/U0000005/home"),
    }


async def test_who_leaves_reads_so_and_has_everything_back_later(house: House) -> None:
    w = house.world
    await house.says(w.boris, "/task Глеб звонки, до пятницы")
    before = await goes_home(house, w.gleb)
    await house.presses(w.anna, f"person.leave:{w.gleb.id}")
    await caught_up(house)
    assert await house.sees(HomeLeft, w.gleb) == HomeLeft(w.team.name)
    assert isinstance(await house.presses(w.gleb, button(before, "done")), NotInTeam)
    await house.presses(w.anna, f"person.back:{w.gleb.id}")
    await caught_up(house)
    assert (await house.sees(HomePage, w.gleb)).tasks == before.tasks


@pytest.mark.parametrize("private", [True, False])
async def test_a_stranger_reads_how_to_join(house: House, private: bool) -> None:
    stranger = AccountKey("slack:T0000001/U0000099")
    home = said(await house.presses(stranger, "home.open", private=private), Home)
    assert (home.member, home.team) == (False, None if private else house.world.team.name)
    assert await house.sights(HomePage) == []
