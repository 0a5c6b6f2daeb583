"""Surveys with the real bot: in private, one question at a time, staff first, results to HR and then to everybody."""

import logging
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from tests.scenarios.surveys import RU, SurveyPlan, all_answer, answers, buttons_in, people_of, starts_pulse
from tests.scenarios.town import Town

Gather = Callable[..., AbstractAsyncContextManager[Town]]

MONDAY = "2026-11-23"
IN_EVERY_MESSENGER = [
    pytest.param(SurveyPlan(6, "telegram", "ru"), id="telegram-ru"),
    pytest.param(SurveyPlan(6, "slack", "en"), id="slack-en"),
    pytest.param(SurveyPlan(6, "both", "ru"), id="both-ru"),
]
SECRET = "Секретное слово тихохода"


@pytest.mark.parametrize("plan", IN_EVERY_MESSENGER)
async def test_a_pulse_from_its_start_to_the_agenda(gather: Gather, plan: SurveyPlan) -> None:
    words = plan.words
    async with gather(plan, f"{MONDAY} 11:00") as town:
        hr, staff, directors = people_of(town, plan.size)
        await starts_pulse(town, hr, words)
        for who in staff:
            await who.private.shows(words.invited)
        assert not any(director.private.having(words.invited) for director in directors)

        first = staff[0]
        await first.private.presses(words.begin)
        await first.private.presses("3", words.together)
        await first.private.presses(words.later)
        await town.restarts()
        await answers_on(first, plan)
        await all_answer(staff[1:], words, 4, "Вместе съездили к дилеру")
        for director in directors:
            await director.private.shows(words.invited, words.directors)
        await all_answer(directors, words, 5, "Стенд")

        shown = await hr.private.shows(words.results)
        pictures = [f.name for message in hr.private.messages for f in message.files]
        assert pictures == ["survey.png"]
        assert "4,3" in shown.text or "4.3" in shown.text
        await hr.private.presses(words.release)
        await hr.private.shows(words.in_chat)
        common = directors[0].common
        await common.shows(words.results)
        await hr.private.presses("CSV")
        await town.until(
            lambda: any(f.name.endswith(".csv") for m in hr.private.messages for f in m.files), lambda: "a CSV file"
        )
        await hr.private.presses(words.agenda)
        await hr.fills(text="Почему мы работаем порознь?")
        await hr.hears("Почему мы работаем порознь?")
        assert town.refused == []


async def answers_on(who, plan: SurveyPlan) -> None:
    """After a restart from where it was left, with the first answer changed."""
    words = plan.words
    await who.private.presses(words.go_on)
    await who.private.presses("3", words.question(2))
    await who.private.presses(words.write, words.question(3))
    await who.fills(text=SECRET)
    await who.private.presses(words.skip, words.question(4))
    await who.private.presses("1", SECRET)
    await who.private.presses("4", words.together)
    await who.private.presses(words.next, words.question(2))
    await who.private.presses(words.next, words.question(3))
    await who.private.presses(words.skip, words.question(4))
    await who.private.presses(words.finish)
    await who.private.shows(words.done)


@pytest.mark.parametrize("size", [3, 6, 12, 60])
async def test_teams_of_every_size(gather: Gather, size: int) -> None:
    """Three are too few for any result; six have a result of all; twelve and sixty of each department too."""
    plan = SurveyPlan(size, "telegram")
    async with gather(plan, f"{MONDAY} 11:00") as town:
        hr, staff, directors = people_of(town, size)
        await starts_pulse(town, hr, RU)
        await all_answer(staff[:10], RU, 8)
        if len(staff) > 10:
            await town.at("2026-11-26 18:00")
        await all_answer(directors, RU, 7)
        if size == 3:
            await hr.private.shows(RU.too_few, "Ответили 3 из 3")
            assert RU.release not in buttons_in(hr)
            return
        shown = await hr.private.shows(RU.results)
        assert ("Маркетинг: " in shown.text, "Продажи: " in shown.text) == (
            (True, True) if size > 6 else (False, False)
        )


async def test_who_leaves_in_the_middle_holds_nobody_up_and_the_deadline_closes(gather: Gather) -> None:
    plan = SurveyPlan(7, "telegram")
    async with gather(plan, f"{MONDAY} 11:00") as town:
        hr, staff, directors = people_of(town, plan.size)
        await starts_pulse(town, hr, RU)
        await all_answer(staff[:3], RU, 8)
        await staff[3].private.presses(RU.begin)
        await staff[3].private.presses("2", RU.together)
        await town.at("2026-11-26 10:00")
        await staff[4].private.shows(RU.reminder)
        assert not staff[0].private.having(RU.reminder)
        await town.sleeps_until("2026-11-26 18:30")
        await staff[4].private.shows(RU.closed)
        await all_answer(directors, RU, 7)
        shown = await hr.private.shows(RU.results)
        assert "Ответили 5 из 7" in shown.text
        assert "7,6" in shown.text
        assert town.refused == []


async def test_a_survey_that_comes_by_itself_every_month(gather: Gather) -> None:
    ritual = """  - {name: pulse, kind: survey, every: month, on: first workday, at: '11:00', template: pulse, days: 2}
  - {name: monday, kind: standup, every: week, on: mon, at: '10:00'}"""
    async with gather(SurveyPlan(6, "telegram", rituals=ritual), f"{MONDAY} 11:00") as town:
        hr, staff, directors = people_of(town, 6)
        await town.at("2026-12-01 11:00")
        await staff[0].private.shows(RU.invited)
        await all_answer(staff, RU, 9)
        await all_answer(directors, RU, 9)
        await hr.private.shows(RU.results)
        await hr.private.says("/rituals")
        await hr.private.shows("Анкета", "состоялась")
        await town.at("2027-01-11 11:00")
        await town.quiet()


async def test_no_answer_is_in_the_logs_or_in_the_files_while_the_survey_is_open(
    gather: Gather, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.WARNING)  # What libraries may say (bot/logs.py); our own words are all printed here.
    async with gather(SurveyPlan(6, "both"), f"{MONDAY} 11:00") as town:
        hr, staff, _ = people_of(town, 6)
        await starts_pulse(town, hr, RU)
        for who in staff[:2]:
            await answers(who, RU, 3, SECRET)
            assert SECRET.encode() not in _on_disk(tmp_path)
            assert SECRET.encode("unicode_escape") not in _on_disk(tmp_path)
        said = caplog.text + "".join(capfd.readouterr())
        assert SECRET not in said
        assert "survey.pick" not in said


def _on_disk(folder: Path) -> bytes:
    """The database and its write-ahead log."""
    return b"".join(file.read_bytes() for file in folder.glob("letuchka.db*"))
