"""Surveys answered one question at a time, left and taken up again; and everything forged."""

from dataclasses import replace

import pytest

from handlers.registry import Ask
from rituals.errors import (
    UnknownButton,
)
from rituals.survey_errors import (
    AlreadyAnswered,
    AnswerInPrivate,
    NoSuchSurvey,
    NotAsked,
    SurveyIsOver,
    SurveyNotFull,
)
from rituals.survey_messages import (
    AnswerForm,
    SurveyInvitation,
    SurveyPaused,
    SurveyQuestion,
    SurveyReminder,
    SurveyStopped,
)
from rituals.survey_result_messages import SurveyResults
from rituals.survey_setup_messages import SurveyHome
from rituals.team import Absence, Department, Person, Role
from tests.handlers.surveys import answers, crowd, everybody_answers, hr, option_of, set_up, staff_of, started
from tests.house import House, button, said
from tests.world import another_team

__all__ = ["hr"]


# -- answering -----------------------------------------------------------------------------------------------------


async def test_the_staff_answer_first_and_the_directors_after_them(house: House, hr: Person) -> None:
    survey = await started(house, hr)
    assert await house.readers(SurveyInvitation) == {p.name for p in await staff_of(house)}
    early = await house.presses(house.world.boris, f"survey.begin:{survey}", private=True)
    assert isinstance(early, SurveyIsOver)
    assert early.waits
    await everybody_answers(house, survey, await staff_of(house))
    assert (await house.sees(SurveyInvitation, house.world.boris)).directors
    assert (await house.sees(SurveyInvitation, house.world.vera)).closed
    late = await house.presses(house.world.vera, f"survey.begin:{survey}", private=True)
    assert isinstance(late, SurveyIsOver)
    await everybody_answers(house, survey, [house.world.anna, house.world.boris])
    results = await house.sees(SurveyResults, hr)
    assert (results.results.answered, results.results.asked) == (6, 6)


async def test_back_pause_resume_and_change_until_finish(house: House, hr: Person) -> None:
    survey = await started(house, hr)
    vera = house.world.vera
    first = said(await house.presses(vera, f"survey.begin:{survey}", private=True), SurveyQuestion)
    second = said(await house.presses(vera, option_of(first, 3), private=True), SurveyQuestion)
    again = said(await house.presses(vera, button(second, "back"), private=True), SurveyQuestion)
    assert again.picks == (3,)
    said(await house.presses(vera, option_of(again, 4), private=True), SurveyQuestion)
    paused = said(await house.presses(vera, button(second, "pause"), private=True), SurveyPaused)
    resumed = said(await house.presses(vera, button(paused, "go_on"), private=True), SurveyQuestion)
    assert resumed.position == 1
    not_yet = await house.presses(vera, f"survey.finish:{survey}", private=True)
    assert isinstance(not_yet, SurveyNotFull)
    assert not_yet.number == 2
    done = await answers(house, vera, survey, 8)
    assert done.threshold == 5
    for press in ("begin", "finish", "pause", "stop", "goto"):
        twice = await house.presses(vera, f"survey.{press}:{survey}:0", private=True)
        assert isinstance(twice, AlreadyAnswered), press


async def test_who_stops_loses_the_draft_and_is_not_reminded_but_may_begin_again(house: House, hr: Person) -> None:
    survey = await started(house, hr)
    vera = house.world.vera
    first = said(await house.presses(vera, f"survey.begin:{survey}", private=True), SurveyQuestion)
    await house.presses(vera, option_of(first, 3), private=True)
    stopped = said(await house.presses(vera, f"survey.stop:{survey}", private=True), SurveyStopped)
    assert (await house.everything_stored())["survey_drafts"] == []
    await house.at("Tue 10:00")
    assert await house.readers(SurveyReminder) == {"Глеб Фёдоров", "Дарья Ким", "Егор Лис"}
    again = said(await house.presses(vera, button(stopped, "begin"), private=True), SurveyQuestion)
    assert again.answer is None
    await answers(house, vera, survey)


async def test_a_text_is_asked_for_in_private_only(house: House, hr: Person) -> None:
    survey = await started(house, hr)
    vera = house.world.vera
    assert isinstance(await house.presses(vera, f"survey.write:{survey}:2"), AnswerInPrivate)
    asked = await house.presses(vera, f"survey.write:{survey}:2", private=True)
    assert isinstance(asked, Ask)
    assert isinstance(asked.form, AnswerForm)


@pytest.mark.parametrize(
    "press", ["pick:{}:0:11", "pick:{}:0:0", "pick:{}:9:1", "pick:{}:2:0", "write:{}:0", "pick:{}:0:x", "goto:{}:x"]
)
async def test_a_forged_answer_is_no_answer(house: House, hr: Person, press: str) -> None:
    survey = await started(house, hr)
    refused = await house.presses(house.world.vera, "survey." + press.format(survey), private=True)
    assert isinstance(refused, UnknownButton)
    assert (await house.everything_stored())["survey_drafts"] == []


async def test_newcomers_and_strangers_are_not_asked(house: House, hr: Person) -> None:
    survey = await started(house, hr)
    (newcomer,) = await crowd(house, Department.SALES, 1)
    for somebody in (newcomer, hr):
        assert isinstance(await house.presses(somebody, f"survey.begin:{survey}", private=True), NotAsked)
    async with house.database.begin() as tx:
        others = await another_team(tx)
    assert isinstance(await house.presses(others.gleb, f"survey.begin:{survey}", private=True), NoSuchSurvey)
    assert isinstance(await house.presses(house.world.vera, "survey.begin:999", private=True), NoSuchSurvey)


async def test_nobody_waits_for_who_has_left(house: House, hr: Person) -> None:
    survey = await started(house, hr)
    await everybody_answers(house, survey, [house.world.vera, house.world.gleb, house.world.darya])
    async with house.database.begin() as tx:
        await tx.people.save(replace(house.world.egor, active=False))
    await house.at("Tue 18:00")
    await everybody_answers(house, survey, [house.world.anna, house.world.boris])
    results = (await house.sees(SurveyResults, hr)).results
    assert (results.answered, results.asked, results.is_shown) == (5, 6, True)


async def test_people_on_holiday_are_not_pinged_and_may_answer(house: House, hr: Person) -> None:
    today = house.clock().date()
    async with house.database.begin() as tx:
        await tx.people.be_away(Absence(house.world.vera.id, today, today))
    survey = await started(house, hr)
    assert "Вера Орлова" not in await house.readers(SurveyInvitation)
    home = said(await house.says(house.world.vera, "/survey", private=True), SurveyHome)
    assert said(await house.presses(house.world.vera, button(home, "answer"), private=True), SurveyQuestion)
    await house.at("Tue 10:00")
    assert "Вера Орлова" in await house.readers(SurveyInvitation)
    assert "Вера Орлова" not in await house.readers(SurveyReminder)
    await answers(house, house.world.vera, survey)


async def test_nothing_of_a_survey_is_another_teams(house: House, hr: Person) -> None:
    """Also to somebody who has every right in a team of their own."""
    survey = await started(house, hr)
    drafted = (await set_up(house, hr)).survey
    async with house.database.begin() as tx:
        others = await another_team(tx)
        await tx.people.save(replace(others.gleb, role=Role.HR))
    before = await house.everything_stored()
    about_none = {"survey.home", "survey.choose", "survey.chosen", "survey.own", "survey.titled"}
    presses = {press for press in house.registry.presses if press.startswith("survey.")} - about_none
    assert len(presses) > 20
    for press in presses:
        for number in (survey, drafted):
            reply = await house.presses(others.gleb, f"{press}:{number}:0:0", private=True, values={"text": "x"})
            assert isinstance(reply, NoSuchSurvey), (press, reply)
    assert await house.everything_stored() == before
