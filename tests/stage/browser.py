"""A real browser for the page's tests and pictures: this machine's Chromium, driven by Playwright."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import ConsoleMessage, Page, async_playwright
from playwright.async_api import TimeoutError as NotInTime

from tests import patience

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--hide-scrollbars")
PATIENCE = 1000 * patience.PATIENCE
"""Real milliseconds that something may take to be seen: the machine is shared."""

NO_BROWSER = "NO BROWSER: chromium is not on this machine, so the rehearsal page was not tried in one"


def chromium() -> str | None:
    """The browser of this machine, if there is one; Playwright's own download is not used."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@dataclass
class Browser:
    """One window. Elements are found by CSS selectors."""

    page: Page
    said: list[str] = field(default_factory=list)

    async def open(self, url: str) -> None:
        await self.page.goto(url)

    async def run(self, script: str, *arguments: Any) -> Any:
        """Run the body of a function; it finds what it was given in `arguments`."""
        return await self.page.evaluate(f"(all) => (function () {{ {script} }}).apply(null, all)", list(arguments))

    async def until(self, condition: str, *arguments: Any, within: float = PATIENCE) -> Any:
        """Wait until this JavaScript expression is true; gives its value. Raises AssertionError with the expression."""
        body = f"(all) => (function () {{ return {condition} }}).apply(null, all)"
        try:
            found = await self.page.wait_for_function(body, arg=list(arguments), timeout=within)
            return await found.json_value()
        except NotInTime:
            raise AssertionError(f"never true: {condition} {arguments}") from None

    async def click(self, selector: str) -> None:
        await self.page.locator(selector).first.click(timeout=PATIENCE)

    async def type(self, selector: str, text: str, *keys: str) -> None:
        """Type into a field, then press keys (`Enter`)."""
        field_ = self.page.locator(f"{selector}:visible").first
        await field_.click(timeout=PATIENCE)
        await field_.press_sequentially(text)
        for key in keys:
            await field_.press(key)

    async def shows(self, selector: str, text: str) -> None:
        """Wait until an element of this selector has this text in it."""
        condition = "[...document.querySelectorAll(arguments[0])].some((one) => one.innerText.includes(arguments[1]))"
        await self.until(condition, selector, text)

    async def size(self, width: int, height: int) -> None:
        await self.page.set_viewport_size({"width": width, "height": height})

    async def scheme(self, scheme: Literal["light", "dark"]) -> None:
        await self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")

    async def look(self) -> bytes:
        """A PNG of the window."""
        return await self.page.screenshot()

    def complaints(self) -> list[str]:
        """What the console has complained of since the last time: errors, and refusals of the page's policy."""
        said, self.said = self.said, []
        return said

    async def barriers(self) -> list[str]:
        """What axe finds that keeps people out: the rule, and where it is broken."""
        found = await Axe().run(self.page)
        return [
            f"{broken['id']}: {node['html'][:160]} ({node['failureSummary']})"
            for broken in found.response["violations"]
            for node in broken["nodes"]
        ]


@asynccontextmanager
async def browsing(lang: str = "ru") -> AsyncIterator[Browser]:
    """A browser until the block ends. Raises FileNotFoundError when there is none on this machine."""
    found = chromium()
    if found is None:
        raise FileNotFoundError(NO_BROWSER)
    async with async_playwright() as playwright:
        process = await playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        page = await process.new_page(locale=lang, reduced_motion="reduce")
        browser = Browser(page)

        def heard(message: ConsoleMessage) -> None:
            if message.type in {"error", "warning"}:
                browser.said.append(message.text)

        page.on("console", heard)
        page.on("pageerror", lambda error: browser.said.append(str(error)))
        try:
            yield browser
        finally:
            await process.close()
