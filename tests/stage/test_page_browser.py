"""The rehearsal page in a real browser: what a visitor does in the first minute, on a wide screen and on a phone."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

import pytest
import pytest_asyncio

from bot.rehearsal.page import serving
from tests.stage.browser import NO_BROWSER, Browser, browsing, chromium
from tests.stage.page_world import CARD, CHANNEL, FRIDAY, GROUP, PageWorld, page_world

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),  # one browser for all: its start is what takes long
    pytest.mark.skipif(chromium() is None, reason=NO_BROWSER),
]
BECOME = "const who = document.getElementById('who'); who.value = arguments[0]; who.dispatchEvent(new Event('change'))"


@dataclass
class Seat:
    world: PageWorld
    browser: Browser
    url: str


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def window() -> AsyncIterator[Browser]:
    async with browsing() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def seat(window: Browser) -> AsyncIterator[Seat]:
    async with page_world() as world, serving(world.theatre, 0) as url:
        browser = window
        await browser.size(1300, 850)
        await browser.open(url)
        await browser.until("document.body.classList.contains('ready')")
        yield Seat(world, browser, url)
        assert browser.complaints() == []
        await browser.open("about:blank")


async def test_the_first_minute(seat: Seat) -> None:
    browser, world = seat.browser, seat.world
    world.script.planned = [(FRIDAY + timedelta(hours=14), "сбор повестки")]
    await browser.type("#slack textarea", "/agenda Обсудить лиды", "Enter")
    await browser.shows("#slack .ephemeral", "Сохранено: Обсудить лиды")
    await browser.shows("#slack .ephemeral", "видно только вам")
    await browser.shows("#next", "Дальше: через 14 ч, сбор повестки")
    await browser.type("#telegram textarea", "черновик")
    await browser.click("[data-move=step]")
    await browser.shows("#telegram .message", "сбор повестки @ 20 21:00")
    assert await browser.run("return document.querySelector('#telegram textarea').value") == "черновик"
    await browser.shows("#now", "сб, 21 ноября 2026")
    await browser.shows("#next", "ничего не запланировано")


async def test_focus_and_drafts_outlive_what_others_do(seat: Seat) -> None:
    browser, world = seat.browser, seat.world
    keyboard = {"inline_keyboard": [[{"text": "Я здесь", "callback_data": "here"}]]}
    sent = await world.script.telegram("sendMessage", chat_id=GROUP, text="Летучка", reply_markup=keyboard)
    await browser.click("#telegram .key")
    await browser.shows("#telegram .toast", "Отмечено: here")
    await world.script.telegram(
        "editMessageText", chat_id=GROUP, message_id=sent["message_id"], text="Летучка: 1", reply_markup=keyboard
    )
    await browser.shows("#telegram .text", "Летучка: 1")
    assert await browser.run("return document.activeElement.dataset.key") == "here"
    await browser.type("#slack textarea", "начало")
    await world.script.slack("chat.postMessage", channel=CHANNEL, text="Новость")
    await browser.shows("#slack .text", "Новость")
    focused = "document.activeElement === document.querySelector('#slack textarea')"
    assert await browser.run(f"return {focused} && document.activeElement.value") == "начало"
    await browser.run(BECOME, "t1002")
    await browser.shows("#slack .note", "Борис Смирнов не состоит в этом канале Slack")
    await browser.run(BECOME, "t1001")
    await browser.until("document.querySelector('#slack textarea')?.value === 'начало'")


async def test_a_form_is_filled_refused_and_sent(seat: Seat) -> None:
    browser, world = seat.browser, seat.world
    await world.script.slack("chat.postMessage", channel=CHANNEL, text="Повестка", blocks=CARD)
    await browser.click("#slack .key.primary")
    await browser.shows("#form h2", "Вопрос в повестку")
    await browser.type("#form textarea", "плохо")
    await browser.click("#form input[value=anonymous]")
    await browser.click("#form [type=submit]")
    await browser.shows("#form .error", "Скажите добрее")
    state = "[document.activeElement.value, document.querySelector('#form input[value=anonymous]').checked]"
    assert await browser.run(f"return {state}") == ["плохо", True]
    await browser.run("document.querySelector('#form textarea').value = 'Цены'")
    await browser.click("#form [type=submit]")
    await browser.shows("#slack .text", "В повестке: Цены")
    await browser.until("!document.getElementById('form').open")


async def test_what_people_type_does_nothing(seat: Seat) -> None:
    browser = seat.browser
    nasty = "<img src=x onerror=document.title='hacked'> <b>b</b>"
    for column in ("telegram", "slack"):
        await browser.type(f"#{column} textarea", nasty, "Enter")
        await browser.shows(f"#{column} .text", nasty)
    assert await browser.run("return document.querySelectorAll('.text img, .text b').length") == 0
    assert await browser.run("return document.title") == "Original Works: репетиция Летучки"


async def test_a_personal_link_starts_the_bot(seat: Seat) -> None:
    browser, world = seat.browser, seat.world
    link = '<a href="https://t.me/letuchka_bot?start=join">связаться</a>'
    await world.script.telegram("sendMessage", chat_id=GROUP, text=link, parse_mode="HTML")
    await browser.click("#telegram .text a")
    await browser.shows("#private .text", "/start join")
    await browser.shows("#private .text", "Здравствуйте!")


async def test_the_newest_message_stays_in_sight(seat: Seat) -> None:
    browser, stage = seat.browser, seat.world.telegram
    boris = stage.people[1002]
    for number in range(30):
        stage.says(boris, GROUP, f"слово {number} и ещё много слов, чтобы строка была не одна на узком экране")
    await browser.shows("#telegram .text", "слово 29")
    rest = "(one) => one.scrollHeight - one.scrollTop - one.clientHeight"
    at_end = f"({rest})(document.querySelector('#telegram .scroller')) < 5"
    for size in ((1300, 500), (390, 844), (1300, 850)):
        await browser.size(*size)
        await browser.until(at_end)
    await browser.run("document.querySelector('#telegram .scroller').scrollTop = 100")
    stage.says(boris, GROUP, "новость")
    await browser.shows("#telegram .down", "Новые сообщения")
    assert await browser.run("return document.querySelector('#telegram .scroller').scrollTop") == 100
    await browser.click("#telegram .down")
    await browser.until(at_end)


async def test_on_a_phone_one_chat_at_a_time(seat: Seat) -> None:
    browser = seat.browser
    await browser.size(390, 844)
    shown = "[...document.querySelectorAll('.column')].filter((one) => one.offsetParent).map((one) => one.id).join()"
    await browser.until(f"{shown} === 'telegram'")
    assert await browser.run("return document.documentElement.scrollWidth") <= 390
    seat.world.slack.says("U0000003", CHANNEL, "Есть вопрос")
    await browser.until("document.querySelector('#tab-slack').classList.contains('unread')")
    await browser.click("#tab-slack")
    await browser.until(f"{shown} === 'slack'")
    await browser.shows("#slack .text", "Есть вопрос")
    await browser.until("!document.querySelector('#tab-slack').classList.contains('unread')")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1300, 850), (390, 844)], ids=["wide", "phone"])
async def test_nothing_keeps_people_out(seat: Seat, size: tuple[int, int], scheme: Literal["light", "dark"]) -> None:
    browser, world = seat.browser, seat.world
    keyboard = {"inline_keyboard": [[{"text": "Я здесь", "callback_data": "here"}]]}
    await world.script.telegram(
        "sendMessage", chat_id=GROUP, text="<b>Летучка</b>", parse_mode="HTML", reply_markup=keyboard
    )
    await world.script.slack("chat.postMessage", channel=CHANNEL, text="Повестка", blocks=CARD)
    await browser.scheme(scheme)
    await browser.size(*size)
    await browser.shows("#slack .key", "Добавить")
    assert await browser.barriers() == []
    if size[0] > 900:
        await browser.click("#trouble summary")
        await browser.click("#slack .key.primary")
        await browser.shows("#form h2", "Вопрос в повестку")
        assert await browser.barriers() == []
    await browser.scheme("light")


async def test_people_are_chosen_by_face_and_by_arrow_keys(seat: Seat) -> None:
    browser = seat.browser
    await browser.click("#faces [data-key=t1002]")
    await browser.until("document.querySelector('#faces [aria-checked=true]').dataset.key === 't1002'")
    await browser.page.keyboard.press("ArrowRight")
    await browser.until("document.querySelector('#who').value === 'sU0000003'")
    assert await browser.run("return document.activeElement.dataset.key") == "sU0000003"


async def test_what_is_switched_off_is_told_and_refused(seat: Seat) -> None:
    browser = seat.browser
    await browser.click("#trouble summary")
    await browser.click("#switches [data-key=telegram]")
    await browser.shows("#off", "В Telegram сбой")
    await browser.type("#telegram textarea", "слышно?", "Enter")
    await browser.shows("#telegram .banner", "Telegram не отвечает")
    await browser.click("#trouble summary")
    await browser.click("#switches [data-key=telegram]")
    await browser.until("document.getElementById('off').hidden")
    await browser.type("#telegram textarea", "", "Enter")
    await browser.shows("#telegram .message", "слышно?")


async def test_a_day_is_played_paused_and_stopped(seat: Seat) -> None:
    browser, world = seat.browser, seat.world
    held = asyncio.Event()
    settled = world.script.settled

    async def waiting() -> None:
        await settled()
        await held.wait()

    world.script.settled = waiting
    await browser.click("[data-play=day]")
    await browser.shows("#next", "Играем до")
    assert await browser.run("return document.querySelector('[data-play=week]').disabled")
    await browser.click("#pause")
    await browser.shows("#next", "Пауза на пути")
    await browser.click("#pause")
    await browser.click("#stop")
    held.set()
    await browser.until("document.getElementById('stop').hidden")
    world.script.settled = settled
