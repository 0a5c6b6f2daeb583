"""A stand-up in writing, whole: asked, answered, changed, reminded of once, one digest, closed."""

from dataclasses import replace

import pytest

from handlers.registry import Ask
from rituals.agenda_messages import CallForAgenda
from rituals.errors import AlreadyClosed, NoRituals, NoSuchRitual, NoText, NotOpenYet, NotYourMeeting
from rituals.in_writing import AnswerForm, AnswerKept, AnswerReminder, Digest, NotAnswered, Questions
from rituals.kinds.declaration import MeetingOptions, Where
from rituals.meeting_messages import MeetingCard
from rituals.planning import replan
from rituals.team import Circle
from rituals.timeline import OccurrenceState, Reason, Variant
from tests.house import House, button, buttons, said


@pytest.fixture
async def written(house: House) -> House:
    """The Monday stand-up is held in writing."""
    w = house.world
    async with house.database.begin() as tx:
        ritual = await tx.rituals.get(w.team.id, w.monday.id)
        assert ritual is not None
        await replan(tx, replace(ritual, variant=Variant.ASYNC), w.team, house.clock())
    return house


async def answers(house: House, who, done: str = "Сделано", plan: str = "План", blocked: str = "") -> AnswerKept:
    questions = await house.sees(Questions, who)
    asked = await house.presses(who, button(questions, "change" if questions.answered else "answer"), private=True)
    return said(await house.submits(who, asked, done=done, plan=plan, blocked=blocked), AnswerKept)


async def test_everybody_who_is_not_away_is_asked_in_private_and_nobody_is_called(written: House) -> None:
    w = written.world
    await written.says(w.egor, "/away понедельник")
    await written.at("Fri 10:00")
    await written.at("Mon 10:00")
    assert await written.readers(Questions) == {p.name for p in w.people} - {w.egor.name}
    assert (await written.sees(Questions, w.gleb)).until == written.moment("Mon 12:00")
    for kind in (CallForAgenda, MeetingCard, Digest):
        assert await written.sights(kind) == []
    assert isinstance(await written.says(w.gleb, "/agenda Лиды"), NoRituals)


async def test_an_answer_can_be_changed_until_the_digest_and_after_it(written: House) -> None:
    w = written.world
    await written.at("Mon 10:00")
    assert not (await answers(written, w.gleb, "Раз")).in_digest
    questions = await written.sees(Questions, w.gleb)
    assert buttons(questions) == ["change"]
    asked = await written.presses(w.gleb, button(questions, "change"), private=True)
    assert isinstance(asked, Ask)
    assert isinstance(asked.form, AnswerForm)
    assert (asked.form.done, asked.form.blocked) == ("Раз", "")
    await answers(written, w.gleb, "Два", blocked="Нет базы")
    await written.at("Mon 12:00")
    (line,) = (await written.sees(Digest)).sales
    assert (line.name, line.done, line.blocked) == (w.gleb.name, "Два", "Нет базы")
    assert (await answers(written, w.vera, "Поздно")).in_digest
    digest = await written.sees(Digest, w.slack.place)
    assert [line.done for line in digest.marketing] == ["Поздно"]
    assert digest.missing == 4


async def test_only_who_is_silent_is_reminded_once_and_named_to_the_chair_alone(written: House) -> None:
    w = written.world
    await written.at("Mon 10:00")
    for who in (w.gleb, w.vera, w.anna, w.boris, w.egor):
        await answers(written, who)
    await written.at("Mon 11:29")
    assert await written.sights(AnswerReminder) == []
    await written.at("Mon 11:30")
    await written.at("Mon 11:45")
    assert [(s.person, s.revision) for s in await written.sights(AnswerReminder)] == [(w.darya.id, 1)]
    await written.at("Mon 12:00")
    assert (await written.sees(Digest)).missing == 1
    assert await written.readers(NotAnswered) == {w.boris.name}
    assert (await written.sees(NotAnswered, w.boris)).names == (w.darya.name,)
    for place in (w.telegram.place, w.slack.place):
        assert await written.sights(NotAnswered, place) == []


async def test_when_all_have_answered_nobody_is_named(written: House) -> None:
    w = written.world
    await written.at("Mon 10:00")
    for who in w.people:
        await answers(written, who)
    await written.at("Mon 12:00")
    assert (await written.sees(Digest)).missing == 0
    assert await written.sights(NotAnswered) == []
    assert await written.sights(AnswerReminder) == []


async def test_at_the_end_of_the_day_answers_are_final_and_the_buttons_are_gone(written: House) -> None:
    w = written.world
    await written.at("Mon 10:00")
    payload = button(await written.sees(Questions, w.vera), "answer")
    form = await written.presses(w.vera, payload, private=True)
    await answers(written, w.gleb)
    await written.at("Mon 11:30")
    assert buttons(await written.sees(AnswerReminder, w.vera)) == ["answer"]
    await written.at("Mon 12:00")
    await written.at("Mon 18:00")
    assert (await written.sees(Digest)).buttons() == ()
    assert await written.sights(AnswerReminder) == [], "what reminded says that it is over"
    assert {s.message.buttons() for s in await written.sights(Questions)} == {()}
    assert isinstance(await written.submits(w.vera, form, done="a", plan="b"), AlreadyClosed)
    first = next(o for o in await written.occurrences() if o.slot == "2026-11-23T10:00")
    assert (first.state, first.reason) == (OccurrenceState.HELD, None)


async def test_nobody_answered_is_accounted_for(written: House) -> None:
    await written.at("Mon 10:00")
    await written.at("Mon 12:00")
    assert (await written.sees(NotAnswered, written.world.boris)).names
    await written.at("Mon 18:00")
    first = next(o for o in await written.occurrences() if o.slot == "2026-11-23T10:00")
    assert (first.state, first.reason) == (OccurrenceState.SKIPPED, Reason.NO_ANSWERS)


async def test_asked_for_late_in_the_day_the_digest_still_takes_late_answers(written: House) -> None:
    w = written.world
    await written.at("Thu 17:00")
    await written.presses(w.anna, f"ritual.run:{w.monday.id}")
    await written.tick()
    await answers(written, w.gleb)
    await written.at("Thu 19:00")
    digest = await written.sees(Digest)
    assert not digest.closed
    assert await written.readers(NotAnswered) == {w.boris.name}
    await written.at("Thu 20:00")
    assert (await written.sees(Digest)).closed


async def test_an_empty_answer_is_none_and_a_meeting_takes_no_answers(house: House) -> None:
    w = house.world
    occurrence = (await house.occurrences())[0].id
    assert isinstance(await house.presses(w.gleb, f"standup.answer:{occurrence}"), NotOpenYet)
    await house.at("Mon 10:00")
    for action in ("answer", "answered"):
        assert isinstance(await house.presses(w.gleb, f"standup.{action}:{occurrence}"), NoSuchRitual)


async def test_words_are_needed(written: House) -> None:
    w = written.world
    await written.at("Mon 10:00")
    asked = await written.presses(w.gleb, button(await written.sees(Questions, w.gleb), "answer"), private=True)
    assert isinstance(await written.submits(w.gleb, asked, done="  ", plan="План"), NoText)
    assert not (await written.sees(Questions, w.gleb)).answered


async def test_a_round_that_is_open_ends_even_if_the_ritual_has_become_a_meeting(written: House) -> None:
    w = written.world
    await written.at("Mon 10:00")
    async with written.database.begin() as tx:
        ritual = await tx.rituals.get(w.team.id, w.monday.id)
        assert ritual is not None
        await tx.rituals.save(replace(ritual, variant=Variant.MEETING))
    await written.at("Mon 18:00")
    first = next(o for o in await written.occurrences() if o.slot == "2026-11-23T10:00")
    assert first.state is OccurrenceState.SKIPPED


async def test_what_is_written_in_private_is_read_by_who_takes_part_alone(house: House) -> None:
    w = house.world
    async with house.database.begin() as tx:
        ritual = await tx.rituals.get(w.team.id, w.monday.id)
        assert ritual is not None
        private = replace(ritual, variant=Variant.ASYNC, circle=Circle(people=(w.boris.id, w.gleb.id)))
        await replan(tx, replace(private, options=MeetingOptions(where=Where.PRIVATE)), w.team, house.clock())
    await house.at("Mon 10:00")
    payload = button(await house.sees(Questions, w.gleb), "answer")
    assert isinstance(await house.presses(w.vera, payload, private=True), NotYourMeeting)
    form = await house.presses(w.gleb, payload, private=True)
    assert isinstance(await house.submits(w.vera, form, done="Чужое", plan="Чужое"), NotYourMeeting)
    await answers(house, w.gleb, "Тайное")
    await house.at("Mon 12:00")
    assert await house.readers(Digest) == {w.boris.name, w.gleb.name}
    for place in (w.telegram.place, w.slack.place):
        assert await house.sights(Digest, place) == []
