"""The Monday after: what was promised comes first; what was left over is there again; days off and clock changes."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.scenarios.meetings import NEXT_MONDAY, Cards, first_name, held, opened, shown_everywhere
from tests.scenarios.teams import BOTH_AT_ONCE, SLACK_ALONE, TELEGRAM_ALONE, TeamPlan
from tests.scenarios.town import Town

Gather = Callable[..., AbstractAsyncContextManager[Town]]


async def test_what_was_promised_is_reviewed(town: Town) -> None:
    words, anna, boris, vera, gleb = town.words, town.anna, town.boris, town.vera, town.gleb
    await opened(town)
    for owner, text in ((vera, "подготовить прайс"), (gleb, "обзвонить дилеров"), (vera, "снять ролик")):
        await anna.says(f"/task {first_name(owner)} {text}, 30.11")
    await anna.says(f"/task {first_name(gleb)} собрать отказы, 30.11")
    await boris.says("/close_meeting")
    await boris.common.shows(words.protocol)

    await town.at(f"{NEXT_MONDAY} 10:00")
    await boris.presses(words.start)
    await shown_everywhere(town, words.promised, "подготовить прайс", "(1")
    await vera.presses(words.done)
    await shown_everywhere(town, words.promised, "обзвонить дилеров", words.reviewed_done)

    await gleb.presses(words.partly)
    await gleb.fills(why="ждём номера", now=words.new_date, due="11.12")
    await gleb.hears(words.new_date_settled)
    await shown_everywhere(town, words.promised, "снять ролик", words.reviewed_partly, "ждём номера")

    await boris.presses(words.not_done)
    await boris.fills(why="нет бюджета", now=words.drop)
    await boris.hears(words.dropped_settled)
    await shown_everywhere(town, words.promised, "собрать отказы", words.dropped)

    await boris.presses(words.next)
    await shown_everywhere(town, words.summing_up)
    await boris.presses(words.close)
    protocol = ("подготовить прайс", "ждём номера", "нет бюджета", words.dropped, words.not_reviewed)
    await shown_everywhere(town, words.protocol, *protocol)
    await gleb.says("/tasks")
    await gleb.hears("обзвонить дилеров", "собрать отказы")
    assert town.refused == []


async def test_moves_are_counted_and_an_action_item_is_handed_over(both: Town) -> None:
    words, anna, boris, gleb = both.words, both.anna, both.boris, both.gleb
    await opened(both)
    await anna.says("/task Глеб обзвонить дилеров, 30.11")
    await boris.says("/close_meeting")

    await opened(both, NEXT_MONDAY)
    await gleb.presses(words.not_done)
    await gleb.fills(why="болел", now=words.new_date, due="07.12")
    await boris.says("/close_meeting")

    await opened(both, "2026-12-07")
    await shown_everywhere(both, words.promised, "обзвонить дилеров", words.moved_once)
    await anna.channel.presses(words.not_done)
    await anna.fills(why="Глеб в отпуске", now=words.new_owner, owner="Вера Орлова")
    await anna.hears(words.handed_over)
    await both.vera.private.shows("обзвонить дилеров")
    await both.vera.says("/tasks")
    await both.vera.hears("обзвонить дилеров")
    assert both.refused == []


async def test_what_was_not_discussed_is_carried_over(town: Town) -> None:
    words, boris, gleb = town.words, town.boris, town.gleb
    await gleb.says("/agenda Новые цены")
    await gleb.says("/agenda Склад")
    await opened(town)
    await boris.presses(words.next)
    await boris.presses(words.close)
    await shown_everywhere(town, words.protocol, words.carried_over, "Склад")

    await town.at("2026-11-27 10:00")
    await shown_everywhere(town, words.call, "Склад")
    await town.at(f"{NEXT_MONDAY} 09:00")
    await shown_everywhere(town, words.agenda, "Склад", words.carried)
    for chat in (town.boris.common, town.vera.common):
        assert "Новые цены" not in chat.having(words.agenda)[-1].text
    await town.at(f"{NEXT_MONDAY} 10:00")
    await boris.presses(words.start)
    await shown_everywhere(town, "Склад", words.carried)


async def test_both_cards_go_through_the_review_together(both: Town) -> None:
    await held(both)
    await both.at(f"{NEXT_MONDAY} 10:00")
    cards = Cards(both)
    await both.boris.presses(both.words.start)
    cards.agree()
    await both.vera.channel.presses(both.words.done)
    cards.agree()
    assert "обзвонить дилеров" in cards.texts[0]


@pytest.mark.parametrize(
    "plan", [TELEGRAM_ALONE, replace(SLACK_ALONE, timezone="Europe/Moscow")], ids=["telegram", "slack"]
)
async def test_a_monday_off_moves_the_meeting(gather: Gather, plan: TeamPlan) -> None:
    """2026-03-09 is a day off in Russia (8 March falls on a Sunday)."""
    moved = replace(plan, holidays="RU", ritual="day_off: next workday")
    async with gather(moved, "2026-03-05 09:00") as town:
        words = town.words
        await town.at("2026-03-06 10:00")
        await town.at("2026-03-09 10:00")
        assert not any(actor.common.having(words.gathering) for actor in town.everybody), "nobody meets on a day off"
        await shown_everywhere(town, words.call, words.day_off_moved)
        await town.at("2026-03-10 10:00")
        await shown_everywhere(town, words.gathering)


async def test_ten_oclock_stays_ten_oclock_when_clocks_change(gather: Gather) -> None:
    """Germany turns its clocks back on Sunday, 2026-10-25: the Monday after is 169 hours from the last."""
    plan = replace(BOTH_AT_ONCE, timezone="Europe/Berlin")
    async with gather(plan, "2026-10-19 09:30") as town:
        words = town.words
        await held(town, "2026-10-19")
        await town.at("2026-10-26 09:59")
        assert not any(chat.having(words.gathering) for chat in (town.boris.group, town.vera.channel))
        await town.at("2026-10-26 10:00")
        await shown_everywhere(town, words.gathering)
        assert town.clock() - town.moment("2026-10-19 10:00") == timedelta(hours=169)
