"""The guided tour in a real browser with the real bot: what a first visit shows, from an agenda item to an answered survey."""

from datetime import datetime

import pytest

from bot.rehearsal.demo import rehearsal, sample_team
from bot.rehearsal.page.server import serving
from rituals.localtime import zone
from tests.stage.browser import NO_BROWSER, Browser, browsing, chromium

pytestmark = pytest.mark.skipif(chromium() is None, reason=NO_BROWSER)
FRIDAY = datetime(2026, 11, 27, 17, tzinfo=zone("Europe/Moscow"))
SHOWN = {
    2: ("#slack", "О чём поговорим?"),
    4: ("#telegram", "Договориться, какой лид считаем качественным"),
    5: ("#telegram", "вопрос 1 из 1"),
    6: ("#telegram", "Качественный лид: есть задача, бюджет и срок"),
    7: ("#private", "Протокол № 1"),
    9: ("#private", "Кубок маркетинга"),
    11: ("#private", "Анонимный опрос"),
}
"""What stands there when a step of the tour begins, by its number."""


async def test_the_tour_shows_what_the_product_is() -> None:
    async with rehearsal(sample_team("ru"), FRIDAY) as theatre, serving(theatre, 0) as url, browsing() as browser:
        await browser.size(1300, 850)
        await browser.open(url)
        for step in range(1, 12):
            await _begun(browser, step)
            await browser.click("#tour button.primary")
        await _begun(browser, 12)
        await browser.click("#tour button.plain")
        await browser.until("document.getElementById('tour').hidden")
        assert browser.complaints() == []


async def _begun(browser: Browser, step: int) -> None:
    await browser.until("document.querySelector('#tour .progress')?.textContent.includes(arguments[0])", f" {step} ")
    if step in SHOWN:
        await browser.shows(*SHOWN[step])
