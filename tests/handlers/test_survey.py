"""Surveys asked for: set up, closed, read, released."""

from dataclasses import replace
from datetime import timedelta

from rituals.agenda_messages import ItemAdded
from rituals.calendar import Schedule
from rituals.kinds import options_of
from rituals.survey import SurveyState
from rituals.survey_errors import (
    OnlyForManagers,
    ResultsNotReleased,
    SurveyGoesOn,
    SurveyHasBegun,
    SurveyNotReady,
    TooFewToRelease,
    WrongQuestions,
)
from rituals.survey_messages import (
    SurveyInvitation,
    SurveyQuestion,
    SurveyReminder,
    SurveyReview,
)
from rituals.survey_result_messages import SurveyFile, SurveyReleased, SurveyResults
from rituals.survey_setup_messages import ChooseSurvey, SurveyHome, SurveySetup, SurveyStatus
from rituals.team import Department, Person
from rituals.timeline import Ritual, RitualId
from tests.handlers.surveys import YAML, answers, crowd, everybody_answers, hr, set_up, staff_of, started
from tests.house import House, button, buttons, said

__all__ = ["hr"]


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
