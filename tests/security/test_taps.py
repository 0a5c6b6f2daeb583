"""Very many taps, and the same thing again and again: cheap for the bot, and nothing piles up."""

import asyncio

from bot.messengers.telegram.lanes import Lanes
from bot.storage.archive import SEARCHES_KEPT
from rituals.agenda_messages import ItemAdded
from tests.house import House, said

TAPS = 10


async def rows(house: House) -> int:
    return sum(map(len, (await house.everything_stored()).values()))


async def test_a_button_that_is_tapped_again_and_again_leaves_no_more_than_one_tap(house: House) -> None:
    w = house.world
    item = said(await house.says(w.gleb, "/agenda Лиды"), ItemAdded).item
    await house.at("Mon 10:00")
    number = (await house.occurrences())[0].id
    taps = (f"agenda.vote:{item}", f"meeting.here:{number}", "ritual.list", "setup.chat_code", "calendar.keep")
    for tap in taps:
        await house.presses(w.anna, tap)
    stored = await rows(house)
    for tap in taps:
        for _ in range(TAPS):
            await house.presses(w.anna, tap)
        assert await rows(house) == stored, tap


async def test_commands_that_only_look_leave_nothing(house: House) -> None:
    w = house.world
    commands = sorted(name for name in house.registry.commands if name not in {"link", "protocol"})
    stored = await rows(house)
    for name in commands:
        for _ in range(3):
            await house.says(w.gleb, f"/{name}")
    assert await rows(house) == stored


async def test_searches_and_codes_take_the_place_of_earlier_ones(house: House) -> None:
    w = house.world
    for turn in range(SEARCHES_KEPT + 1):
        await house.says(w.gleb, f"/protocol слово {turn}")
        await house.says(w.gleb, "/link")
        await house.says(w.gleb, f"/link WRONG{turn:03}")
    stored = await rows(house)
    await house.says(w.gleb, "/protocol ещё")
    await house.says(w.gleb, "/link")
    assert await rows(house) == stored


async def test_a_crowd_of_chats_waits_for_room_and_is_forgotten() -> None:
    """However many chats speak at once, so many are served at the same time, and none is remembered afterwards."""
    lanes, inside, most = Lanes(at_once=4), 0, 0

    async def speak(lane: str) -> None:
        nonlocal inside, most
        async with lanes.turn(lane):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0)
            inside -= 1

    await asyncio.gather(*(speak(f"chat {number % 300}") for number in range(900)))
    assert most == 4
    assert not lanes._locks
    assert not lanes._users
