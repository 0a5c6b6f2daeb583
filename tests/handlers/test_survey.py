"""Surveys asked for: set up, answered one question at a time, closed, read, released; and everything forged."""

from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.registry import Ask
from rituals.agenda_messages import ItemAdded
from rituals.calendar import Schedule
from rituals.errors import (
    UnknownButton,
)
from rituals.kinds import options_of
from rituals.survey import SurveyState
from rituals.survey_errors import (
    AlreadyAnswered,
    AnswerInPrivate,
    NoSuchSurvey,
    NotAsked,
    OnlyForManagers,
    ResultsNotReleased,
    SurveyGoesOn,
    SurveyHasBegun,
    SurveyIsOver,
    SurveyNotFull,
    SurveyNotReady,
    TooFewToRelease,
    WrongQuestions,
)
from rituals.survey_messages import (
    AnswerForm,
    SurveyDone,
    SurveyInvitation,
    SurveyPaused,
    SurveyQuestion,
    SurveyReminder,
    SurveyReview,
    SurveyStopped,
)
from rituals.survey_result_messages import SurveyFile, SurveyReleased, SurveyResults
from rituals.survey_setup_messages import ChooseSurvey, SurveyHome, SurveySetup, SurveyStatus
from rituals.team import Absence, Department, Person, PersonId, Role
from rituals.timeline import Ritual, RitualId
from tests.house import House, button, buttons, said
from tests.world import another_team

YAML = """
title: После выставки
questions:
  - ask: Довольны ли вы стендом?
    options: [Да, Нет]
  - ask: Что исправить?
    optional: true
"""


@pytest.fixture
async def hr(house: House) -> Person:
    """Inna of HR, and five more people in each department: the six of the world are too few to be told apart."""
    async with house.database.begin() as tx:
        inna = Person(
            PersonId(0), house.world.team.id, "Инна Зотова", Department.OTHER, Role.HR, accounts=("telegram:7000",)
        )
        return await tx.people.add(inna)


async def crowd(house: House, department: Department, count: int) -> list[Person]:
    """More people of a department, each in Telegram."""
    async with house.database.begin() as tx:
        return [
            await tx.people.add(
                Person(
                    PersonId(0),
                    house.world.team.id,
                    f"{department} {n}",
                    department,
                    accounts=(f"telegram:{8000 + n + 100 * len(department)}",),
                )
            )
            for n in range(count)
        ]


async def set_up(house: House, hr: Person, template: str = "pulse") -> SurveySetup:
    return said(await house.presses(hr, f"survey.chosen:{template}", private=True), SurveySetup)


async def started(house: House, hr: Person, template: str = "pulse") -> int:
    panel = await set_up(house, hr, template)
    said(await house.presses(hr, button(panel, "begin"), private=True), SurveyStatus)
    return panel.survey


async def answers(house: House, who: Person, survey: int, score: int = 5, good: str = "", bad: str = "") -> SurveyDone:
    """The whole pulse, through the buttons."""
    said(await house.presses(who, f"survey.begin:{survey}", private=True), SurveyQuestion)
    shown = said(await house.presses(who, f"survey.goto:{survey}:0", private=True), SurveyQuestion)
    shown = said(await house.presses(who, _option(shown, score), private=True), SurveyQuestion)
    shown = said(await house.presses(who, _option(shown, score), private=True), SurveyQuestion)
    for words in (good, bad):
        if words:
            form = await house.presses(who, button(shown, "write"), private=True)
            shown = said(await house.submits(who, form, text=words), SurveyQuestion | SurveyReview)
        else:
            shown = said(await house.presses(who, button(shown, "skip"), private=True), SurveyQuestion | SurveyReview)
    return said(await house.presses(who, button(shown, "finish"), private=True), SurveyDone)


def _option(shown: SurveyQuestion, value: int):
    return next(b for row in shown.buttons() for b in row if b.name == "option" and b.args[2] == value)


async def staff_of(house: House) -> list[Person]:
    world = house.world
    return [world.vera, world.gleb, world.darya, world.egor]


async def everybody_answers(house: House, survey: int, people: list[Person], score: int = 5) -> None:
    for person in people:
        await answers(house, person, survey, score)


# -- setting up ----------------------------------------------------------------------------------------------------


async def test_only_hr_and_the_ceo_set_surveys_up(house: House, hr: Person) -> None:
    refused = await house.presses(house.world.anna, "survey.choose", private=True)
    assert isinstance(refused, OnlyForManagers)
    assert refused.names == ("Инна Зотова",)
    assert "start" not in buttons(said(await house.says(house.world.anna, "/survey", private=True), SurveyHome))
    home = said(await house.says(hr, "/survey", private=True), SurveyHome)
    assert said(await house.presses(hr, button(home, "start"), private=True), ChooseSurvey)


async def test_a_preview_shows_what_people_will_see_and_keeps_nothing(house: House, hr: Person) -> None:
    panel = await set_up(house, hr)
    assert (panel.asked, panel.directors) == (6, 2)
    first = said(await house.presses(hr, button(panel, "preview"), private=True), SurveyInvitation)
    before = await house.everything_stored()
    shown = said(await house.presses(hr, button(first, "begin"), private=True), SurveyQuestion)
    for _ in range(4):
        shown = said(await house.presses(hr, shown.buttons()[0][0], private=True), SurveyQuestion | SurveyReview)
    assert isinstance(shown, SurveyReview)
    assert await house.everything_stored() == before
    started = said(await house.presses(hr, button(panel, "begin"), private=True), SurveyStatus)
    assert started.begun
    real = await house.sees(SurveyInvitation, house.world.vera)
    assert replace(real, preview=True) == first


async def test_who_cannot_be_reached_is_named_before_it_begins(house: House, hr: Person) -> None:
    assert set((await set_up(house, hr)).unreachable) == {"Борис Смирнов", "Глеб Фёдоров", "Егор Лис"}


async def test_audience_and_days_go_round(house: House, hr: Person) -> None:
    panel = await set_up(house, hr)
    seen = []
    for _ in range(4):
        panel = said(await house.presses(hr, button(panel, "audience"), private=True), SurveySetup)
        seen.append((panel.audience, panel.asked))
    assert seen == [("sales", 3), ("marketing", 3), ("everybody", 7), ("both", 6)]
    panel = said(await house.presses(hr, button(panel, "days"), private=True), SurveySetup)
    assert panel.days == 5


async def test_own_questions_by_form_and_as_yaml(house: House, hr: Person) -> None:
    form = await house.presses(hr, "survey.own", private=True)
    panel = said(await house.submits(hr, form, title="Выставка"), SurveySetup)
    assert isinstance(await house.presses(hr, f"survey.start:{panel.survey}", private=True), SurveyNotReady)
    form = await house.presses(hr, button(panel, "add"), private=True)
    given = {"ask": "Довольны?", "kind": "options", "options": "Да\n\nНет\nДа", "many": "several", "skip": "yes"}
    panel = said(await house.submits(hr, form, **given), SurveySetup)
    (question,) = panel.questions
    assert (question.kind, question.options, question.optional) == ("several", ("Да", "Нет"), True)
    panel = said(await house.presses(hr, button(panel, "remove"), private=True), SurveySetup)
    assert panel.questions == ()
    form = await house.presses(hr, button(panel, "file"), private=True)
    wrong = await house.submits(hr, form, questions=YAML.replace("options:", "optins:"))
    assert isinstance(wrong, WrongQuestions)
    assert (wrong.line, wrong.what, wrong.given) == (5, "key", "optins")
    panel = said(await house.submits(hr, form, questions=YAML), SurveySetup)
    assert (panel.title, [q.kind for q in panel.questions]) == ("После выставки", ["one", "text"])


async def test_what_has_begun_is_not_changed_any_more(house: House, hr: Person) -> None:
    survey = await started(house, hr)
    for press in ("audience", "days", "drop", "setup", "invite", "start"):
        assert isinstance(await house.presses(hr, f"survey.{press}:{survey}", private=True), SurveyHasBegun)


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
    second = said(await house.presses(vera, _option(first, 3), private=True), SurveyQuestion)
    again = said(await house.presses(vera, button(second, "back"), private=True), SurveyQuestion)
    assert again.picks == (3,)
    said(await house.presses(vera, _option(again, 4), private=True), SurveyQuestion)
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
    await house.presses(vera, _option(first, 3), private=True)
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


# -- closing and reading -------------------------------------------------------------------------------------------


async def test_the_deadline_closes_round_after_round(house: House, hr: Person) -> None:
    survey = await started(house, hr)
    await answers(house, house.world.vera, survey)
    await house.at("Tue 10:00")
    assert buttons(await house.sees(SurveyReminder, house.world.gleb)) == ["begin", "stop"]
    await house.at("Tue 18:00")
    assert await house.sights(SurveyReminder) == [], "what reminded says that it is over"
    status = said(await house.presses(hr, f"survey.status:{survey}", private=True), SurveyStatus)
    assert (status.state, status.answered, status.asked) == (SurveyState.DIRECTORS, 1, 4)
    await house.at("Thu 18:00")
    results = await house.sees(SurveyResults, hr)
    assert not results.results.is_shown
    assert buttons(results) == []
    assert isinstance(await house.presses(hr, f"survey.release:{survey}", private=True), TooFewToRelease)


async def test_results_are_hrs_until_they_are_released(house: House, hr: Person) -> None:
    survey = await started(house, hr)
    assert isinstance(await house.presses(hr, f"survey.release:{survey}", private=True), SurveyGoesOn)
    await everybody_answers(house, survey, await staff_of(house))
    await everybody_answers(house, survey, [house.world.anna, house.world.boris])
    gleb = house.world.gleb
    for press in (f"survey.results:{survey}", f"survey.as:{survey}:csv"):
        assert isinstance(await house.presses(gleb, press, private=True), ResultsNotReleased)
    for press in ("release", "status", "close", "ask_close", "to_agenda", "on_agenda"):
        forged = await house.presses(gleb, f"survey.{press}:{survey}", private=True)
        assert isinstance(forged, OnlyForManagers), press
    assert await house.sights(SurveyResults, house.world.telegram.place) == []
    first = await house.sees(SurveyResults, hr)
    said(await house.presses(hr, button(first, "release"), private=True), SurveyReleased)
    public = await house.sees(SurveyResults)
    assert public.report == first.report
    assert "release" not in buttons(public)
    assert said(await house.presses(gleb, button(public, "file"), private=True), SurveyFile)


async def test_a_bad_score_goes_to_the_next_meeting(house: House, hr: Person) -> None:
    survey = await started(house, hr)
    await everybody_answers(house, survey, [*await staff_of(house), house.world.anna, house.world.boris], score=3)
    results = await house.sees(SurveyResults, hr)
    assert results.alarming
    form = await house.presses(hr, button(results, "agenda"), private=True)
    added = said(await house.submits(hr, form, text="Почему мы работаем порознь?"), ItemAdded)
    assert added.kind == "standup"


async def test_a_bad_score_goes_to_the_directors_breakfast_where_there_is_one(house: House, hr: Person) -> None:
    schedule = Schedule.parse(every="week", on="wed", at="09:00", timezone="Europe/Moscow")
    async with house.database.begin() as tx:
        ritual = Ritual(RitualId(0), house.world.team.id, "breakfast", "breakfast", schedule, timedelta(minutes=45))
        ritual = await tx.rituals.add(replace(ritual, options=options_of("breakfast")()))
    await house.plan(ritual)
    survey = await started(house, hr)
    await everybody_answers(house, survey, [*await staff_of(house), house.world.anna, house.world.boris], score=3)
    form = await house.presses(hr, button(await house.sees(SurveyResults, hr), "agenda"), private=True)
    assert said(await house.submits(hr, form, text="Почему мы работаем порознь?"), ItemAdded).kind == "breakfast"


async def test_the_next_round_is_compared_with_the_last(house: House, hr: Person) -> None:
    people = [*await staff_of(house), house.world.anna, house.world.boris]
    await everybody_answers(house, await started(house, hr), people, score=8)
    await everybody_answers(house, await started(house, hr), people, score=6)
    results = await house.sees(SurveyResults, hr)
    assert [line.change for line in results.lines[:1]] == [-2.0]
    assert results.compared


async def test_a_round_that_was_not_released_is_not_shown_by_a_comparison(house: House, hr: Person) -> None:
    people = [*await staff_of(house), house.world.anna, house.world.boris]
    await everybody_answers(house, await started(house, hr), people, score=8)
    await everybody_answers(house, await started(house, hr), people, score=6)
    latest = await house.sees(SurveyResults, hr)
    await house.presses(hr, button(latest, "release"), private=True)
    assert not (await house.sees(SurveyResults)).compared
    assert (await house.sees(SurveyResults, hr)).compared
    read = said(await house.presses(house.world.gleb, f"survey.results:{latest.survey}", private=True), SurveyResults)
    assert read.report.before is None


async def test_departments_are_told_apart_only_where_both_are_large_enough(house: House, hr: Person) -> None:
    more = [*await crowd(house, Department.SALES, 3), *await crowd(house, Department.MARKETING, 3)]
    survey = await started(house, hr)
    assert set((await house.sees(SurveyInvitation, house.world.vera)).labels) == {"sales", "marketing"}
    await everybody_answers(house, survey, [*await staff_of(house), *more])
    await everybody_answers(house, survey, [house.world.anna, house.world.boris])
    figures = (await house.sees(SurveyResults, hr)).results.outcomes[0].figures
    assert {(f.group, f.answered) for f in figures} == {("", 12), ("sales", 6), ("marketing", 6)}
