"""The simulated people: they see what can be pressed, decide by chance that is seeded, and act when their moment comes."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from bot.rehearsal.clockwork import Clockwork
from bot.rehearsal.people import Troupe
from bot.rehearsal.people.habits import HABITS
from bot.rehearsal.people.hands import verb_of
from bot.rehearsal.people.lines import lines_in
from bot.rehearsal.views import ButtonView
from bot.topics import everything
from rituals.errors import UnknownButton
from tests.stage.page_world import CHANNEL, GROUP, PageWorld, page_world

HERE = {"inline_keyboard": [[{"text": "Я здесь", "callback_data": "meeting.here:1:gathering"}]]}
IN_SLACK: list[dict[str, Any]] = [
    {
        "type": "actions",
        "block_id": "b1",
        "elements": [
            {"type": "button", "action_id": "meeting.here:0", "text": {"type": "plain_text", "text": "Я здесь"}}
        ],
    }
]


@pytest_asyncio.fixture
async def world() -> AsyncIterator[PageWorld]:
    async with page_world() as one:
        yield one


async def card(world: PageWorld) -> None:
    """The same meeting's card in both messengers."""
    await world.script.telegram("sendMessage", chat_id=GROUP, text="Летучка", reply_markup=HERE)
    await world.script.slack("chat.postMessage", channel=CHANNEL, text="Летучка", blocks=IN_SLACK)


def pressed(world: PageWorld) -> list[str]:
    """Who has pressed what, in order."""
    found = []
    for heard in world.script.heard:
        if "callback_query" in heard:
            found.append(f"{heard['callback_query']['from']['first_name']} {heard['callback_query']['data']}")
        elif "actions" in heard:
            found.append(f"{heard['user']['id']} {heard['actions'][0]['action_id']}")
    return found


async def test_people_come_to_a_meeting_each_in_their_messenger_and_once(world: PageWorld) -> None:
    await card(world)
    clockwork = Clockwork(world.theatre, lambda: None, Troupe(world.theatre))
    clockwork.set_pace("fast")
    await clockwork.move("1h", people=True)
    came = pressed(world)
    assert sorted(came) == [
        "U0000003 meeting.here:0",
        "Анна meeting.here:1:gathering",
        "Борис meeting.here:1:gathering",
    ]
    await clockwork.move("1h", people=True)
    assert pressed(world) == came


async def test_without_people_nobody_does_anything(world: PageWorld) -> None:
    await card(world)
    await Clockwork(world.theatre, lambda: None, Troupe(world.theatre)).move("1h")
    assert pressed(world) == []


async def test_whom_the_visitor_plays_does_nothing_by_themselves(world: PageWorld) -> None:
    await card(world)
    troupe = Troupe(world.theatre)
    troupe.spare("t1001")
    clockwork = Clockwork(world.theatre, lambda: None, troupe)
    clockwork.set_pace("fast")
    await clockwork.move("1h", people=True)
    assert not any(one.startswith("Анна") for one in pressed(world))
    assert len(pressed(world)) == 2


async def test_the_same_seed_makes_the_same_plans(world: PageWorld) -> None:
    await card(world)
    plans = []
    for seed in ("one", "one", "two"):
        troupe = Troupe(world.theatre, seed)
        troupe.look()
        plans.append(troupe.next_at)
    assert plans[0] == plans[1] != plans[2]
    assert plans[0] is not None
    assert plans[0] - world.clock() < timedelta(minutes=15)


async def test_what_is_gone_meanwhile_is_shrugged_off(world: PageWorld) -> None:
    await card(world)
    troupe = Troupe(world.theatre)
    troupe.look()
    await world.script.telegram("editMessageText", chat_id=GROUP, message_id=1, text="Летучка завершена")
    world.clock.advance(timedelta(hours=1))
    while await troupe.act():
        pass
    assert pressed(world) == ["U0000003 meeting.here:0"]


@pytest.mark.parametrize(
    ("button", "verb"),
    [
        (ButtonView("meeting.here:4:items7", "Я здесь"), "meeting.here"),
        (ButtonView("b0A000011/agenda.add:0", "Добавить"), "agenda.add"),
        (ButtonView("~:0:pick:1", "Да"), "~"),
        (ButtonView("x", "Сайт", url="https://example.org/agenda.add:1"), ""),
    ],
)
def test_a_button_is_known_by_what_it_does(button: ButtonView, verb: str) -> None:
    assert verb_of(button) == verb


def test_every_habit_is_about_a_button_that_there_is() -> None:
    registry = everything()
    for verb in HABITS:
        registry.press(verb)  # raises UnknownButton
    with pytest.raises(UnknownButton):
        registry.press("meeting.dance")


@pytest.mark.parametrize("locale", ["ru", "en"])
def test_both_departments_have_something_to_say(locale: str) -> None:
    lines = lines_in(locale)
    assert {item.by for item in lines.items} == {"sales", "marketing"}
    first = lines.items[0]
    assert lines.item_in(f"{first.text} … {lines.items[1].text}") is first
    assert lines.item_in("") is None
