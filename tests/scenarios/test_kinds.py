"""The other meetings, each through a whole life, in one messenger and in both: topics, private talks, read agendas."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.scenarios.actors import Actor, Chat
from tests.scenarios.meetings import everywhere, first_name, shown_everywhere
from tests.scenarios.teams import BOTH_AT_ONCE, SLACK_ALONE, TELEGRAM_ALONE, TeamPlan
from tests.scenarios.town import Town, meet

MEETINGS = """\
- name: friday
  kind: review
  every: week
  on: fri
  at: "16:00"
- name: breakfast
  kind: breakfast
  every: week
  on: wed
  at: "09:00"
  places: [Pushkin]
- name: strategy
  kind: strategy
  every: month
  on: first tue
  at: "11:00"
"""


@dataclass(frozen=True)
class Words:
    """What people look for in messages of the other meetings."""

    numbers: str
    campaigns: str
    sales_topic: str
    any_topic: str
    sum_up: str
    suggest: str
    in_private: str
    breakfast: str
    hosts: str
    in_a_row: str
    late: str
    ten_minutes: str
    is_late: str
    hand_over: str
    handed: str
    i_read: str
    unread: str
    none_yet: str


WORDS = {
    "ru": Words(
        numbers="Неделя в цифрах",
        campaigns="Кампании и их результаты",
        sales_topic="продажи и проблемные места",
        any_topic="Ни к какой: отдельный вопрос",
        sum_up="подводим итог",
        suggest="встречаются в узком кругу",
        in_private="Эта встреча — в узком кругу",
        breakfast="«Завтрак директоров»",
        hosts="принимает",
        in_a_row="2 завтрака подряд",
        late="Опаздываю",
        ten_minutes="10 минут",
        is_late="опаздывает примерно на",
        hand_over="Передать ведение",
        handed="передаёт вам ведение",
        i_read="Прочитано",
        unread="Ещё не прочитали",
        none_yet="Протоколов пока нет",
    ),
    "en": Words(
        numbers="The week in numbers",
        campaigns="Campaigns and their results",
        sales_topic="sales and problem areas",
        any_topic="None: an item of its own",
        sum_up="summing up",
        suggest="meet in private",
        in_private="This meeting is in private",
        breakfast="irectors’ breakfast",
        hosts="hosts",
        in_a_row="2 breakfasts in a row",
        late="I’m late",
        ten_minutes="10 minutes",
        is_late="will be about",
        hand_over="Hand over",
        handed="has handed you the chair",
        i_read="I have read it",
        unread="Still to read it",
        none_yet="There are no protocols yet",
    ),
}

PLANS = [
    pytest.param(replace(TELEGRAM_ALONE, more=MEETINGS), id="telegram"),
    pytest.param(replace(SLACK_ALONE, more=MEETINGS), id="slack"),
    pytest.param(replace(BOTH_AT_ONCE, more=MEETINGS), id="both"),
]


@pytest.fixture(params=PLANS)
async def town(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Town]:
    """A town on a Wednesday afternoon, with every kind of meeting to come."""
    plan: TeamPlan = request.param
    async with meet(plan, "2026-11-18 15:00", tmp_path) as town:
        yield town


def of(town: Town) -> Words:
    return WORDS[town.staging.file.locale]


def private_only(town: Town, words: str) -> None:
    """Nothing of it stands in any chat of the team."""
    assert [chat for chat in everywhere(town) if chat.having(words)] == []


async def test_a_review_with_an_absent_chair_and_a_restart_in_the_middle(town: Town) -> None:
    words, mine, anna, boris, vera, gleb = town.words, of(town), town.anna, town.boris, town.vera, town.gleb
    await boris.says("/away 20.11")
    await town.at("2026-11-19 16:00")
    call = await vera.common.shows(words.call)
    await vera.press(vera.common.where, call, words.add)
    await vera.fills(text="Вебинар для дилеров", topic=mine.campaigns, sign=words.with_my_name)
    await vera.hears(words.saved, "Вебинар для дилеров")

    await town.at("2026-11-20 14:00")
    await shown_everywhere(town, mine.numbers, mine.campaigns, "Вебинар для дилеров", anna.name)

    await town.at("2026-11-20 16:00")
    await shown_everywhere(town, words.gathering, anna.name)
    await anna.presses(words.start)
    await shown_everywhere(town, mine.campaigns.lower())
    await vera.says("/decide Повторим вебинар весной")
    await town.restarts()
    await anna.says("/next")
    await shown_everywhere(town, "Вебинар для дилеров", first_name(vera))
    await anna.presses(mine.hand_over)
    await anna.fills(owner=gleb.name)
    await gleb.private.shows(mine.handed)
    await gleb.says("/next")
    await shown_everywhere(town, mine.sales_topic)
    await gleb.says(f"/task {first_name(gleb)} обзвонить базу, 25.11")
    for _ in range(2):
        await gleb.says("/next")
    await shown_everywhere(town, mine.sum_up, "Повторим вебинар весной")
    await gleb.presses(words.close)
    for chat in everywhere(town):
        protocol = (await chat.shows(words.protocol, "Повторим вебинар весной")).text
        parts = [protocol.index(part) for part in (mine.campaigns, "Повторим вебинар", "обзвонить базу")]
        assert parts == sorted(parts), "topic by topic"
    await vera.private.shows(words.protocol)
    assert town.refused == []


async def test_two_breakfasts_in_private(town: Town) -> None:
    words, mine, anna, boris, gleb = town.words, of(town), town.anna, town.boris, town.gleb
    await town.at("2026-11-19 09:00")
    call = await gleb.common.shows(mine.suggest)
    await gleb.press(gleb.common.where, call, words.add)
    await gleb.fills(text="Нам не отвечают", sign=words.without_name)
    await gleb.hears(words.saved)
    assert not any("Нам не отвечают" in text for chat in anna.commons for text in chat.texts)

    await town.at("2026-11-24 17:00")
    for director in (anna, boris):
        await director.private.shows(mine.breakfast, "Нам не отвечают", mine.hosts)
    agenda = await anna.private.shows(mine.breakfast, "Нам не отвечают")
    await anna.press(anna.private.where, agenda, mine.late)
    await anna.fills(minutes=mine.ten_minutes)
    await boris.private.shows(first_name(anna), mine.is_late)

    await town.at("2026-11-25 09:00")
    await boris.private.shows(words.gathering, mine.is_late)
    await _is_held(town, boris)
    private_only(town, "Обмениваемся лидами")
    await boris.private.shows(words.protocol, "Обмениваемся лидами")
    await gleb.says("/protocol")
    await gleb.hears(mine.none_yet)
    assert not any("Обмениваемся лидами" in text for chat in (*gleb.commons, *gleb.privates) for text in chat.texts)

    await town.at("2026-12-02 09:00")
    await _is_held(town, anna)
    await anna.private.shows(words.protocol, mine.in_a_row)
    assert town.refused == []


async def _is_held(town: Town, chair: Actor) -> None:
    """Started, decided and closed by who chairs, from their private chat."""
    private: Chat = chair.private
    await private.presses(town.words.start)
    await private.says("/decide Обмениваемся лидами")
    await private.says("/close_meeting")


async def test_a_strategy_session_that_has_been_read(town: Town) -> None:
    words, mine, anna, boris = town.words, of(town), town.anna, town.boris
    await town.at("2026-11-26 11:00")
    agenda = await boris.private.shows(mine.campaigns, mine.unread)
    await boris.press(boris.private.where, agenda, mine.i_read)
    await town.restarts()
    await anna.private.shows(mine.campaigns, mine.unread, anna.name)
    await town.at("2026-11-30 11:00")
    assert [actor for actor in (boris,) if actor.private.having("11:00", mine.i_read)] == []
    await town.at("2026-12-01 11:00")
    await boris.private.shows(words.gathering)
    await boris.private.presses(words.start)
    await anna.private.shows(mine.campaigns.lower())
    await boris.private.says("/decide Общий план на квартал")
    await boris.private.says("/close_meeting")
    await anna.private.shows(words.protocol, "Общий план на квартал")
    private_only(town, "Общий план на квартал")
    assert town.refused == []


async def test_a_breakfast_over_a_holiday(tmp_path: Path) -> None:
    plan = replace(BOTH_AT_ONCE, holidays="RU", more=MEETINGS)
    async with meet(plan, "2026-10-28 10:00", tmp_path) as town:
        mine = of(town)
        await town.at("2026-11-03 17:00")
        private_only(town, mine.hosts)
        await town.at("2026-11-04 09:00")
        assert town.boris.private.having(town.words.gathering) == [], "a public holiday"
        await town.at("2026-11-04 17:00")
        await town.boris.private.shows(mine.breakfast, mine.hosts)
        await town.at("2026-11-05 09:00")
        await town.boris.private.shows(town.words.gathering)
        assert town.refused == []


async def test_meetings_keep_their_wall_time_over_the_clock_change(tmp_path: Path) -> None:
    plan = replace(SLACK_ALONE, more=MEETINGS)
    async with meet(plan, "2026-10-20 10:00", tmp_path) as town:
        for day in ("2026-10-21", "2026-10-28"):
            await town.at(f"{day} 08:59")
            assert town.boris.private.having(town.words.gathering, "09:00") == []
            await town.at(f"{day} 09:00")
            await town.boris.private.shows(town.words.gathering)
            chair = town.boris if day == "2026-10-21" else town.anna
            await _is_held(town, chair)
        assert town.refused == []
