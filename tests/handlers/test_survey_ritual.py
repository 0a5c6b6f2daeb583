"""A survey that comes again: by its schedule, now, skipped, paused, missed; and twice by two replicas."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.moves import AskSkip, RitualChanged
from handlers.pauses import AskPause
from rituals.calendar import Schedule
from rituals.errors import ItIsRunning
from rituals.kinds.survey import SurveyOptions
from rituals.notices import Skipped
from rituals.outages import Missed
from rituals.survey_errors import SurveyTooAlike
from rituals.survey_messages import SurveyInvitation
from rituals.survey_questions import SurveyTemplate
from rituals.survey_result_messages import SurveyResults
from rituals.survey_setup_messages import SurveySetup, SurveyStatus
from rituals.team import Circle, Department, Person, PersonId
from rituals.timeline import OccurrenceState, Reason, Ritual, RitualId
from rituals.wrongvalues import WrongValue
from tests.handlers.test_survey import answers, everybody_answers, hr, staff_of
from tests.house import House, button, said

__all__ = ["hr"]

TUESDAY = "Tue 11:00"


@pytest.fixture
async def pulse(house: House) -> AsyncIterator[Ritual]:
    """Every Tuesday, two workdays to answer."""
    schedule = Schedule.parse(every="week", on="tue", at="11:00", timezone="Europe/Moscow", day_off="next workday")
    ritual = Ritual(
        RitualId(0),
        house.world.team.id,
        "pulse",
        "survey",
        schedule,
        timedelta(minutes=10),
        options=SurveyOptions(SurveyTemplate.PULSE, 2),
    )
    async with house.database.begin() as tx:
        ritual = await tx.rituals.add(ritual)
    await house.plan(ritual)
    yield ritual
    async with house.database.read() as tx:
        assert (await tx.rituals.get(house.world.team.id, ritual.id)).options == SurveyOptions(SurveyTemplate.PULSE, 2)


async def states(house: House, ritual: Ritual) -> list[tuple[OccurrenceState, Reason | None]]:
    return [(one.state, one.reason) for one in await house.occurrences(ritual)]


async def test_it_opens_by_itself_and_is_held_when_it_closes(house: House, hr, pulse: Ritual) -> None:
    await house.at(TUESDAY)
    invitation = await house.sees(SurveyInvitation, house.world.vera)
    assert (await states(house, pulse))[0] == (OccurrenceState.OPEN, None)
    await everybody_answers(house, invitation.survey, await staff_of(house))
    await house.at("Thu 18:00")
    await house.at("Mon 18:00")
    assert (await states(house, pulse))[0] == (OccurrenceState.HELD, None)
    assert (await house.sees(SurveyResults, hr)).results.answered == 4
    await house.at(TUESDAY)
    assert len(await house.sights(SurveyInvitation, house.world.vera)) == 2


async def test_without_any_answer_it_was_not_held(house: House, hr, pulse: Ritual) -> None:
    await house.at(TUESDAY)
    await house.at("Thu 18:00")
    await house.at("Mon 18:00")
    assert (await states(house, pulse))[0] == (OccurrenceState.SKIPPED, Reason.NO_ANSWERS)


async def test_run_now_and_not_twice(house: House, hr, pulse: Ritual) -> None:
    anna = house.world.anna
    await house.presses(anna, f"ritual.run:{pulse.id}")
    await house.tick()
    assert await house.readers(SurveyInvitation) == {p.name for p in await staff_of(house)}
    assert isinstance(await house.presses(anna, f"ritual.run:{pulse.id}"), ItIsRunning)


async def test_what_is_skipped_or_paused_asks_nobody(house: House, pulse: Ritual) -> None:
    anna = house.world.anna
    asked = said(await house.presses(anna, f"ritual.ask_skip:{pulse.id}"), AskSkip)
    said(await house.presses(anna, button(asked, "yes")), RitualChanged)
    await house.at(TUESDAY)
    resting = said(await house.presses(anna, f"ritual.ask_pause:{pulse.id}"), AskPause)
    said(await house.presses(anna, button(resting, "yes")), RitualChanged)
    await house.at("2026-12-01 11:00")
    assert await house.sights(SurveyInvitation) == []
    assert [reason for _, reason in await states(house, pulse)][:2] == [Reason.PERSON, Reason.PAUSED]


async def test_after_a_long_outage_it_is_missed_and_said(house: House, pulse: Ritual) -> None:
    await house.at("2026-11-27 12:00")
    assert (await states(house, pulse))[0] == (OccurrenceState.MISSED, Reason.OUTAGE)
    assert await house.sights(SurveyInvitation) == []
    assert any(line.kind == "survey" for line in (await house.sees(Missed)).occurrences)


async def test_after_a_short_outage_it_begins_late(house: House, hr, pulse: Ritual) -> None:
    await house.at("2026-11-25 12:00")
    assert await house.readers(SurveyInvitation)


async def test_an_outage_over_the_deadline_closes_what_was_open(house: House, hr, pulse: Ritual) -> None:
    await house.at(TUESDAY)
    invitation = await house.sees(SurveyInvitation, house.world.vera)
    await answers(house, house.world.vera, invitation.survey)
    await house.at("2026-12-10 09:00")
    await house.at("2026-12-20 09:00")
    assert (await states(house, pulse))[0] == (OccurrenceState.HELD, None)


async def test_two_replicas_open_and_close_once(house: House, hr, pulse: Ritual) -> None:
    other = house.a_ticker()
    for when in (TUESDAY, "Thu 18:00", "Mon 18:00"):
        house.clock.set(house.moment(when))
        await house.ticker.tick()
        await other.tick()
    slots = [sight.slot for sight in await house.sights(SurveyInvitation, house.world.vera)]
    assert len(slots) == len(set(slots))
    assert len([slot for slot in slots if slot.endswith(":invitation")]) == 1
    assert len(await house.sights(SurveyResults, hr)) == 1


async def test_where_nobody_could_read_the_results_nobody_is_asked_and_the_admins_learn_why(
    house: House, pulse: Ritual
) -> None:
    await house.at(TUESDAY)
    assert (await states(house, pulse))[0] == (OccurrenceState.SKIPPED, Reason.NOBODY_READS)
    assert await house.sights(SurveyInvitation) == []
    assert await house.readers(Skipped) == {house.world.anna.name}
    assert (await house.sees(Skipped, house.world.anna)).next_at == house.moment("2026-12-01 11:00")


async def test_nearly_the_same_people_are_not_asked_the_same_again(house: House, hr, pulse: Ritual) -> None:
    w = house.world
    await house.at(TUESDAY)
    await house.at("Mon 18:00")
    fewer = replace(pulse, circle=Circle(people=tuple(p.id for p in w.people if p.id != w.gleb.id)))
    async with house.database.begin() as tx:
        before = await tx.rituals.get(w.team.id, pulse.id)
        await tx.rituals.save(replace(before, circle=fewer.circle))
    await house.at("2026-12-01 11:00")
    assert (await states(house, pulse))[1] == (OccurrenceState.SKIPPED, Reason.TOO_ALIKE)
    assert (await house.sees(Skipped, hr)).reason is Reason.TOO_ALIKE
    asked = said(await house.presses(hr, "survey.chosen:pulse", private=True), SurveySetup)
    said(await house.presses(hr, button(asked, "begin"), private=True), SurveyStatus)
    narrower = said(await house.presses(hr, "survey.chosen:pulse", private=True), SurveySetup)
    narrower = said(await house.presses(hr, f"survey.audience:{narrower.survey}", private=True), SurveySetup)
    refused = await house.presses(hr, button(narrower, "begin"), private=True)
    assert isinstance(refused, SurveyTooAlike)
    assert refused.after > house.clock()


async def test_who_comes_and_who_goes_hold_no_survey_back(house: House, hr, pulse: Ritual) -> None:
    w = house.world
    await house.at(TUESDAY)
    await house.at("Mon 18:00")
    async with house.database.begin() as tx:
        await tx.people.save(replace(w.gleb, active=False))
        newcomer = Person(PersonId(0), w.team.id, "Яна", Department.SALES, joined=house.clock().date())
        await tx.people.add(newcomer)
    await house.at("2026-12-01 11:00")
    assert (await states(house, pulse))[1] == (OccurrenceState.OPEN, None)


@pytest.mark.parametrize("options", [{"template": SurveyTemplate.OWN}, {"days": 0}, {"days": 15}])
def test_what_a_team_cannot_set(options) -> None:
    with pytest.raises(WrongValue):
        SurveyOptions(**options)
