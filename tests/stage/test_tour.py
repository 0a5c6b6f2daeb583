"""The guided tour in a real browser with the real bot: what a first visit shows, from an agenda item to its last step."""

from datetime import datetime

import pytest

from bot.rehearsal.demo import rehearsal, sample_team
from bot.rehearsal.page.server import serving
from rituals.localtime import zone
from tests.stage.browser import NO_BROWSER, PATIENCE, Browser, browsing, chromium

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
    13: ("#private", "Итоги опроса"),
}
"""What stands there when a step of the tour begins, by its number."""

STEPS = 13
AFTER_DAYS = 13
"""The step before which people play several days."""

DAYS = 600_000
"""Real milliseconds that these may take: the machine is shared."""

_IS_OVER = "document.getElementById('tour').hidden"


async def test_the_tour_shows_what_the_product_is() -> None:
    async with rehearsal(sample_team("ru"), FRIDAY) as theatre, serving(theatre, 0) as url, browsing() as browser:
        await browser.size(1300, 850)
        await browser.open(url)
        await _begun(browser, 1)
        await browser.click("#tour button.plain")
        await browser.until(_IS_OVER)
        await browser.click("#tour-begin")
        for step in range(1, STEPS + 1):
            await _begun(browser, step)
            await browser.click("#tour button.primary")
        await browser.until(_IS_OVER)
        assert browser.complaints() == []


async def _begun(browser: Browser, step: int) -> None:
    within = DAYS if step == AFTER_DAYS else PATIENCE
    at_step = "document.querySelector('#tour .progress')?.textContent.includes(arguments[0])"
    await browser.until(at_step, f" {step} ", within=within)
    if step in SHOWN:
        await browser.shows(*SHOWN[step])
