"""The course of a ritual is changed from `/rituals`: moved, paused until a day, put on another schedule, missed and held."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace

import pytest

from tests.scenarios.actors import Actor, Chat
from tests.scenarios.meetings import MONDAY, NEXT_MONDAY, everywhere, shown_everywhere
from tests.scenarios.teams import BOTH_AT_ONCE, SLACK_ALONE, TELEGRAM_ALONE, TeamPlan
from tests.scenarios.town import Town

Gather = Callable[..., AbstractAsyncContextManager[Town]]

TUESDAY, WEDNESDAY = "2026-11-24", "2026-11-25"
IN_WORDS = {"ru": "во вторник в 11:00", "en": "Tuesday 11:00"}
WEEKLY = {
    "ru": {"every": "Каждую неделю", "weekday": "Вторник", "at": "11:30", "minutes": "45", "day_off": "Пропустить"},
    "en": {"every": "Every week", "weekday": "Tuesday", "at": "11:30", "minutes": "45", "day_off": "Skip it"},
}
MONTHLY = {
    "ru": {
        "every": "Раз в месяц",
        "place": "Первый рабочий день",
        "at": "12",
        "minutes": "1:30",
        "day_off": "Пропустить",
    },
    "en": {"every": "Once a month", "place": "The first workday", "at": "12:00", "minutes": "90", "day_off": "Skip it"},
}


def locale_of(town: Town) -> str:
    return town.staging.file.locale


async def chooses(person: Actor, label: str) -> Chat:
    """`/rituals`, the ritual, the button. Where that panel is."""
    words = person.town.words
    await person.says("/rituals")
    panel = person.chat_with(await person.hears(words.rituals))
    ritual = panel.having(words.rituals)[-1].buttons[0][0].label
    await panel.presses(ritual, words.rituals)
    await panel.presses(label)
    return panel


async def confirms(person: Actor, label: str, *words: str) -> None:
    """Press a button of the confirmation that the last act has brought, wherever it stands."""
    asked = await person.hears(*words)
    await person.chat_with(asked).presses(label, *words)


async def moves(person: Actor, when: str) -> None:
    words = person.town.words
    panel = await chooses(person, words.move)
    await panel.presses(words.another_time, words.move_question)
    await person.fills(when=when)
    await confirms(person, words.yes_move, "11:00", "10:00")


async def nobody_gathers(town: Town) -> None:
    assert not any(chat.having(town.words.gathering) for chat in everywhere(town))


async def test_a_director_moves_the_next_one(town: Town) -> None:
    words = town.words
    await town.gleb.says("/agenda Новые цены")
    await town.at("2026-11-20 10:00")
    await shown_everywhere(town, words.call)
    await moves(town.boris, IN_WORDS[locale_of(town)])
    await shown_everywhere(town, words.moved, town.boris.name, "11:00", "10:00")
    for chat in everywhere(town):
        assert len(chat.having(words.moved, town.boris.name)) == 1, "told once"
        assert "11:00" in chat.having(words.call)[-1].text, "the call tells the new time"

    await town.at(f"{MONDAY} 12:00")
    await nobody_gathers(town)
    await town.restarts()
    await town.at(f"{TUESDAY} 11:00")
    await shown_everywhere(town, words.gathering, "Новые цены")
    await town.boris.presses(words.start)
    await town.boris.says("/close_meeting")
    await shown_everywhere(town, words.protocol)

    await town.gleb.says("/rituals")
    await town.gleb.hears(words.held, town.boris.name)
    await town.at(f"{NEXT_MONDAY} 10:00")
    assert len(town.boris.common.having(words.gathering)) == 1, "the next regular one is where it was"
    assert town.refused == []


async def test_a_button_that_is_out_of_date_changes_nothing(town: Town) -> None:
    words = town.words
    panel = await chooses(town.boris, words.skip_next)
    await moves(town.anna, IN_WORDS[locale_of(town)])
    await panel.presses(words.yes_skip)
    await town.boris.hears(words.nothing_changed, "11:00")
    await town.at(f"{TUESDAY} 11:00")
    await shown_everywhere(town, words.gathering)
    assert town.refused == []


async def test_a_pause_until_a_day_ends_by_itself(town: Town) -> None:
    words, anna = town.words, town.anna
    panel = await chooses(anna, words.pause)
    await panel.presses(words.until_a_date, words.pause_question)
    await anna.fills(until="01.12")
    await _confirms_pause(anna)
    await shown_everywhere(town, words.paused, words.back_by_itself, anna.name)
    for day in (MONDAY, NEXT_MONDAY):
        await town.at(f"{day} 12:00")
    await nobody_gathers(town)
    await town.sleeps_until("2026-12-01 12:00")
    await shown_everywhere(town, words.resumed, words.pause_is_over)
    await town.at("2026-12-07 10:00")
    await shown_everywhere(town, words.gathering)
    assert town.refused == []


async def _confirms_pause(anna: Actor) -> None:
    label = {"ru": "На паузу до этого дня", "en": "Pause until then"}[locale_of(anna.town)]
    await confirms(anna, label, {"ru": "Первая после паузы", "en": "The first one after it"}[locale_of(anna.town)])


@pytest.mark.parametrize("answers", [WEEKLY, MONTHLY], ids=["weekly", "monthly"])
async def test_another_schedule(town: Town, answers: dict[str, dict[str, str]]) -> None:
    words, anna = town.words, town.anna
    await chooses(anna, words.schedule)
    await anna.fills(**answers[locale_of(town)])
    await confirms(anna, words.yes_schedule, words.schedule_question)
    await shown_everywhere(town, words.new_schedule, anna.name)
    await town.at(f"{MONDAY} 12:00")
    await nobody_gathers(town)
    await town.at(f"{TUESDAY} 11:30" if answers is WEEKLY else "2026-12-01 12:00")
    await shown_everywhere(town, words.gathering)
    assert town.refused == []


async def test_what_was_missed_is_held_after_all_and_the_message_says_so(town: Town) -> None:
    words, anna = town.words, town.anna
    await town.sleeps_until(f"{MONDAY} 13:00")
    await shown_everywhere(town, words.missed)
    await anna.presses(words.hold_now, words.missed)
    await shown_everywhere(town, words.missed, words.held_after_all, anna.name)
    await shown_everywhere(town, words.gathering)
    for chat in everywhere(town):
        (told,) = chat.having(words.missed)
        assert not told.buttons, "nothing is left to decide"
    assert town.refused == []


async def test_what_was_missed_is_left(town: Town) -> None:
    words, anna = town.words, town.anna
    await town.sleeps_until(f"{MONDAY} 13:00")
    await anna.presses(words.leave, words.missed)
    await shown_everywhere(town, words.missed, words.not_caught_up, anna.name)
    await nobody_gathers(town)
    assert town.refused == []


async def test_a_calendar_is_kept_up_to_date(town: Town) -> None:
    words, vera = town.words, town.vera
    await vera.says("/calendar")
    file = vera.chat_with(await vera.hears("10:00"))
    await file.presses(words.keep_calendar)
    await vera.hears(words.calendar_kept)
    await moves(town.anna, IN_WORDS[locale_of(town)])
    await vera.private.shows(words.calendar_changed, "11:00")
    assert len(vera.private.having(words.calendar_changed)) == 1
    assert not town.gleb.private.having(words.calendar_changed)
    assert town.refused == []


PLANS = [TELEGRAM_ALONE, replace(SLACK_ALONE, timezone="Europe/Berlin"), BOTH_AT_ONCE]


@pytest.mark.parametrize("plan", PLANS, ids=["telegram", "slack", "both"])
async def test_over_a_holiday_and_a_change_of_the_clocks(gather: Gather, plan: TeamPlan) -> None:
    """Easter Monday 2027 is the day after the clocks change in Berlin: held on Tuesday, and then moved to Wednesday."""
    berlin = replace(plan, timezone="Europe/Berlin", holidays="DE")
    async with gather(berlin, "2027-03-24 09:00") as town:
        words = town.words
        await town.at("2027-03-25 10:00")
        await shown_everywhere(town, words.call, words.day_off_moved)
        await moves(town.anna, {"ru": "31.03 11:00", "en": "31 March 11:00"}[locale_of(town)])
        await shown_everywhere(town, words.moved, town.anna.name, "11:00")
        await town.at("2027-03-30 12:00")
        await nobody_gathers(town)
        await town.at("2027-03-31 10:59")
        await nobody_gathers(town)
        await town.at("2027-03-31 11:00")
        await shown_everywhere(town, words.gathering)
        assert town.refused == []
