"""Surveys asked of too early, too late, or otherwise than they are: their turns, their ends, what is refused."""

from dataclasses import replace

from rituals.errors import TooMany, UnknownButton
from rituals.survey import SurveyState
from rituals.survey_errors import NoSuchSurvey, SurveyGoesOn, SurveyIsOver, SurveyNotReady
from rituals.survey_questions import MOST_QUESTIONS, own_question
from rituals.survey_setup_messages import AskCloseSurvey, SurveyDropped, SurveyHome, SurveySetup, SurveyStatus
from rituals.team import Person
from tests.handlers.surveys import answers, everybody_answers, hr, set_up, staff_of, started
from tests.house import House, button, said

__all__ = ["hr"]


async def test_everybody_sees_whether_it_is_their_turn(house: House, hr: Person) -> None:
    survey = await started(house, hr)
    w = house.world

    async def mine(who: Person) -> list[str]:
        home = said(await house.says(who, "/survey", private=True), SurveyHome)
        return [line.mine for line in home.lines]

    assert (await mine(w.vera), await mine(w.anna), await mine(hr)) == (["answer"], ["waits"], [""])
    await answers(house, w.vera, survey)
    assert await mine(w.vera) == ["answered"]
    await everybody_answers(house, survey, [who for who in await staff_of(house) if who.id != w.vera.id])
    assert (await mine(w.vera), await mine(w.anna)) == (["answered"], ["answer"])
    await everybody_answers(house, survey, [w.anna, w.boris])
    assert (await mine(w.vera), await mine(hr)) == ([], [""]), "over, and for HR to read"


async def test_closing_is_asked_about_with_what_it_changes(house: House, hr: Person) -> None:
    draft = await set_up(house, hr)
    assert isinstance(await house.presses(hr, f"survey.ask_close:{draft.survey}", private=True), SurveyIsOver)
    survey = await started(house, hr)
    await answers(house, house.world.vera, survey)
    asked = said(await house.presses(hr, f"survey.ask_close:{survey}", private=True), AskCloseSurvey)
    assert (asked.answered, asked.asked, asked.directors) == (1, 4, True)
    status = said(await house.presses(hr, button(asked, "yes"), private=True), SurveyStatus)
    assert status.state is SurveyState.DIRECTORS
    asked = said(await house.presses(hr, button(status, "close"), private=True), AskCloseSurvey)
    assert (asked.answered, asked.asked, asked.directors) == (0, 2, False)
    said(await house.presses(hr, button(asked, "yes"), private=True), SurveyStatus)
    assert isinstance(await house.presses(hr, f"survey.close:{survey}", private=True), SurveyIsOver)


async def test_a_draft_is_given_up_by_a_button_and_by_the_next_one(house: House, hr: Person) -> None:
    first = await set_up(house, hr)
    second = await set_up(house, hr)
    said(await house.presses(hr, f"survey.drop:{second.survey}", private=True), SurveyDropped)
    for survey in (first.survey, second.survey):
        assert isinstance(await house.presses(hr, f"survey.start:{survey}", private=True), NoSuchSurvey)


async def test_the_status_of_a_draft_is_its_panel(house: House, hr: Person) -> None:
    draft = await set_up(house, hr)
    assert said(await house.presses(hr, f"survey.status:{draft.survey}", private=True), SurveySetup) == draft


async def test_only_own_questions_come_and_go(house: House, hr: Person) -> None:
    draft = await set_up(house, hr)
    for press in ("add", "added", "file", "filed", "remove"):
        assert isinstance(await house.presses(hr, f"survey.{press}:{draft.survey}", private=True), UnknownButton)
    assert isinstance(await house.presses(hr, "survey.chosen:own", private=True), UnknownButton)
    assert isinstance(await house.presses(hr, "survey.chosen:gossip", private=True), UnknownButton)


async def test_results_come_in_the_formats_that_there_are_and_when_there_are_any(house: House, hr: Person) -> None:
    survey = await started(house, hr)
    for press in ("to_agenda", "results"):
        assert isinstance(await house.presses(hr, f"survey.{press}:{survey}", private=True), SurveyGoesOn)
    await everybody_answers(house, survey, [*await staff_of(house), house.world.anna, house.world.boris])
    assert isinstance(await house.presses(hr, f"survey.as:{survey}:exe", private=True), UnknownButton)


async def test_an_own_survey_has_an_end_of_questions(house: House, hr: Person) -> None:
    form = await house.presses(hr, "survey.own", private=True)
    panel = said(await house.submits(hr, form, title="После выставки", private=True), SurveySetup)
    async with house.database.begin() as tx:
        survey = await tx.surveys.get(house.world.team.id, panel.survey)
        many = (own_question("text", "?", "", optional=False),) * MOST_QUESTIONS
        await tx.surveys.save(replace(survey, questions=many))
    asked = await house.presses(hr, f"survey.add:{panel.survey}", private=True)
    assert isinstance(await house.submits(hr, asked, kind="text", ask="Ещё?", private=True), TooMany)


async def test_nobody_is_left_to_be_shown_a_preview(house: House, hr: Person) -> None:
    panel = await set_up(house, hr)
    async with house.database.begin() as tx:
        for person in house.world.people:
            await tx.people.save(replace(person, active=False))
    refused = await house.presses(hr, button(panel, "preview"), private=True)
    assert isinstance(refused, SurveyNotReady)
    assert refused.what == "people"
