"""Plays a meeting of the rehearsal in a real browser and takes the pictures of the README: `make pictures`."""

import asyncio
import sys
from pathlib import Path

from bot.logs import configure
from bot.rehearsal.demo import rehearsal, sample_team
from bot.rehearsal.page.server import serving
from tests.stage.browser import Browser, browsing

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
SIZE = (1440, 900)
WORDS = {
    "ru": {
        "vera": "/agenda Договориться, какой лид считаем качественным",
        "boris": "/agenda Новые цены: когда и как говорим клиентам",
        "decide": "/decide Качественный лид: есть задача, бюджет и срок",
        "task": "/task Вера описать это на одной странице, до пятницы",
        "here": "Я здесь",
        "start": "Начать",
    },
    "en": {
        "vera": "/agenda Agree what counts as a good lead",
        "boris": "/agenda New prices: when and how do we tell the clients",
        "decide": "/decide A good lead has a problem, a budget and a date",
        "task": "/task Vera write it down on one page, by friday",
        "here": "I’m here",
        "start": "Start",
    },
}


async def become(browser: Browser, actor: str) -> None:
    await browser.click(f"#faces [data-key={actor}]")
    await browser.until("document.querySelector('#faces [aria-checked=true]').dataset.key === arguments[0]", actor)


async def press(browser: Browser, column: str, label: str) -> None:
    """Press the newest button of that label."""
    button = browser.page.locator(f"{column} .key").get_by_text(label, exact=True).last
    await button.click()
    await browser.until("!document.querySelector('.key[aria-busy=true]')")


async def say(browser: Browser, actor: str, column: str, text: str) -> None:
    await become(browser, actor)
    await browser.type(f"{column} textarea", text, "Enter")
    await browser.until("document.querySelector(arguments[0]).value === ''", f"{column} .chat:not([hidden]) textarea")


async def play(lang: str) -> bytes:
    """A meeting under way, as the commercial director sees it: a PNG."""
    words = WORDS[lang]
    async with rehearsal(sample_team(lang)) as theatre, serving(theatre, 0) as url, browsing(lang) as browser:
        key = {actor.telegram or actor.slack: actor.key for actor in theatre.cast}
        boris, vera, glen = key[1002], key["U0000003"], key[1004]
        await browser.size(*SIZE)
        await browser.open(f"{url}?lang={lang}")
        await browser.until("document.body.classList.contains('ready')")
        await browser.click("#tour button.plain")
        await say(browser, vera, "#slack", words["vera"])
        await say(browser, boris, "#telegram", words["boris"])
        await browser.click("[data-move=monday]")
        await browser.until("document.getElementById('stop').hidden")
        await become(browser, glen)
        await press(browser, "#telegram", words["here"])
        await become(browser, boris)
        await press(browser, "#telegram", words["here"])
        await press(browser, "#telegram", words["start"])
        await say(browser, boris, "#telegram", words["decide"])
        await say(browser, boris, "#telegram", words["task"])
        await browser.shows("#slack", words["task"].split(" ", 2)[2].partition(",")[0])
        await browser.until("[...document.querySelectorAll('.toast')].every((one) => !one.textContent)")
        await browser.run("document.querySelectorAll('.scroller').forEach((one) => (one.scrollTop = one.scrollHeight))")
        return await browser.look()


async def main() -> None:
    configure("text", "warning")
    for lang, name in (("en", "rehearsal.png"), ("ru", "rehearsal.ru.png")):
        picture = await play(lang)
        PICTURES.joinpath(name).write_bytes(picture)
        sys.stderr.write(f"docs/pictures/{name}: {len(picture) // 1024} KB\n")


if __name__ == "__main__":
    asyncio.run(main())
