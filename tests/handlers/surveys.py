"""People, a survey that has begun, and answers to it."""

import pytest

from rituals.survey_messages import (
    SurveyDone,
    SurveyQuestion,
    SurveyReview,
)
from rituals.survey_setup_messages import SurveySetup, SurveyStatus
from rituals.team import Department, Person, PersonId, Role
from tests.house import House, button, said

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
    shown = said(await house.presses(who, option_of(shown, score), private=True), SurveyQuestion)
    shown = said(await house.presses(who, option_of(shown, score), private=True), SurveyQuestion)
    for words in (good, bad):
        if words:
            form = await house.presses(who, button(shown, "write"), private=True)
            shown = said(await house.submits(who, form, text=words), SurveyQuestion | SurveyReview)
        else:
            shown = said(await house.presses(who, button(shown, "skip"), private=True), SurveyQuestion | SurveyReview)
    return said(await house.presses(who, button(shown, "finish"), private=True), SurveyDone)


def option_of(shown: SurveyQuestion, value: int):
    return next(b for row in shown.buttons() for b in row if b.name == "option" and b.args[2] == value)


async def staff_of(house: House) -> list[Person]:
    world = house.world
    return [world.vera, world.gleb, world.darya, world.egor]


async def everybody_answers(house: House, survey: int, people: list[Person], score: int = 5) -> None:
    for person in people:
        await answers(house, person, survey, score)
