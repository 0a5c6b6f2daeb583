"""A step that finds nothing left to do changes nothing: what it was for is over, gone, or somebody else's by now."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from rituals import (
    agreement,
    conduct,
    cup_steps,
    gathering,
    in_writing,
    pausing,
    reach_steps,
    surveying,
    task_steps,
)
from rituals.calendar import Schedule
from rituals.errors import NoSuchRitual
from rituals.kinds import kind_of
from rituals.survey import Survey
from rituals.survey_questions import SurveyTemplate
from rituals.team import PersonId
from rituals.ticker import Due, Play
from rituals.timeline import OccurrenceState, Reason, Ritual, RitualId, Step, StepId, StepState, Subject
from tests.house import House
from tests.rituals.mondays import running

OF_A_KIND = {
    "agenda": ("standup", gathering.publish),
    "open": ("standup", conduct.open_meeting),
    "remind_chair": ("standup", conduct.remind_chair),
    "ask_deputy": ("standup", conduct.ask_deputy),
    "pulse": ("standup", conduct.pulse),
    "close": ("standup", conduct.close_by_itself),
    "ask": ("standup", in_writing.ask),
    "reach": ("cup", reach_steps.tell_before),
    "vote_open": ("cup", cup_steps.open_vote),
    "vote_remind": ("cup", cup_steps.remind),
    "vote_close": ("cup", cup_steps.close),
    "survey_open": ("survey", surveying.open_by_itself),
}


async def ritual_of(house: House, kind: str) -> Ritual:
    """A ritual of that kind, monthly, its first occurrence planned."""
    schedule = Schedule.parse(every="month", on="first tue", at="11:00", timezone="Europe/Moscow")
    declared = kind_of(kind)
    blank = Ritual(RitualId(0), house.world.team.id, "other", kind, schedule, declared.duration)
    async with house.database.begin() as tx:
        ritual = await tx.rituals.add(replace(blank, options=declared.options()))
    await house.plan(ritual)
    return ritual


def step_of(house: House, name: str, subject: Subject, number: int) -> Step:
    now = house.clock()
    return Step(StepId(1), house.world.team.id, subject, number, name, now, now + timedelta(days=1), StepState.WAITING)


async def played(house: House, play: Any, due: Due) -> object:
    async with house.database.begin() as tx:
        return await play(tx, due)


@pytest.mark.parametrize("name", OF_A_KIND)
async def test_of_an_occurrence_that_somebody_skipped(house: House, name: str) -> None:
    kind, play = OF_A_KIND[name]
    ritual = await ritual_of(house, kind)
    (planned,) = await house.occurrences(ritual)
    skipped = planned.skipped(Reason.PERSON, now=house.clock())
    async with house.database.begin() as tx:
        await tx.occurrences.save(skipped)
    before = await house.everything_stored()
    due = Due(step_of(house, name, Subject.OCCURRENCE, planned.id), house.world.team, house.clock(), timedelta())
    assert not await played(house, play, replace(due, occurrence=skipped, ritual=ritual))
    assert await house.everything_stored() == before


@pytest.mark.parametrize(
    ("subject", "name", "play"),
    [
        (Subject.PROTOCOL, "remind_to_agree", agreement.remind_to_agree),
        (Subject.TASK, "remind_today", task_steps.remind),
        (Subject.TASK, "overdue", task_steps.overdue),
        (Subject.RITUAL, "resume", pausing.resume_by_itself),
    ],
)
async def test_of_what_is_not_there_or_does_not_wait(house: House, subject: Subject, name: str, play: Play) -> None:
    """No protocol, no action item of that number; a ritual that does not rest."""
    ritual = house.world.monday if subject is Subject.RITUAL else None
    number = ritual.id if ritual else 4711
    before = await house.everything_stored()
    due = Due(step_of(house, name, subject, number), house.world.team, house.clock(), timedelta(), ritual=ritual)
    assert await played(house, play, due) is None
    assert await house.everything_stored() == before


@pytest.mark.parametrize("play", [surveying.remind, surveying.close_by_itself])
async def test_of_a_survey_that_is_over(house: House, play: Play) -> None:
    async with house.database.begin() as tx:
        survey = await tx.surveys.add(Survey.drafted(house.world.team.id, SurveyTemplate.PULSE, by=PersonId(1)))
    before = await house.everything_stored()
    step = step_of(house, "survey", Subject.SURVEY, survey.id)
    assert await played(house, play, Due(step, house.world.team, house.clock(), timedelta())) is None
    assert await house.everything_stored() == before


async def test_nobody_is_called_for_a_survey_of_nobody(house: House) -> None:
    """Whom the ritual would ask have all left: the occurrence says so."""
    ritual = await ritual_of(house, "survey")
    (planned,) = await house.occurrences(ritual)
    async with house.database.begin() as tx:
        for person in house.world.people:
            await tx.people.save(replace(person, active=False))
    step = step_of(house, "survey_open", Subject.OCCURRENCE, planned.id)
    due = Due(step, house.world.team, house.clock(), timedelta(), planned, ritual)
    await played(house, surveying.open_by_itself, due)
    (skipped,) = await house.occurrences(ritual)
    assert (skipped.state, skipped.reason) == (OccurrenceState.SKIPPED, Reason.NO_ANSWERS)


async def test_of_a_meeting_that_goes_on(house: House) -> None:
    """Nobody is reminded to start what has been started; nothing ends before it has begun to end."""
    await running(house)
    (occurrence, *_) = await house.occurrences()
    due = Due(step_of(house, "x", Subject.OCCURRENCE, occurrence.id), house.world.team, house.clock(), timedelta())
    due = replace(due, occurrence=occurrence, ritual=house.world.monday)
    before = await house.everything_stored()
    for play in (conduct.remind_chair, conduct.ask_deputy, conduct.open_meeting):
        await played(house, play, due)
    assert await house.everything_stored() == before


async def test_of_a_meeting_that_was_closed(house: House) -> None:
    w = house.world
    await running(house)
    await house.says(w.boris, "/close_meeting")
    (occurrence, *_) = await house.occurrences()
    due = Due(step_of(house, "x", Subject.OCCURRENCE, occurrence.id), w.team, house.clock(), timedelta())
    due = replace(due, occurrence=occurrence, ritual=w.monday)
    before = await house.everything_stored()
    assert await played(house, conduct.pulse, due) is None
    assert await played(house, conduct.close_by_itself, due) is None
    assert await house.everything_stored() == before


async def test_questions_in_writing_are_of_a_ritual_that_is_there(house: House) -> None:
    (planned,) = await house.occurrences()
    step = step_of(house, "ask", Subject.OCCURRENCE, planned.id)
    due = Due(step, house.world.team, house.clock(), timedelta(), replace(planned, ritual=RitualId(4711)))
    with pytest.raises(NoSuchRitual):
        await played(house, in_writing.ask, due)
