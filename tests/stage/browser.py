"""A real browser for the page's tests: Chromium through ChromeDriver, spoken to in the W3C WebDriver protocol."""

import asyncio
import base64
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import aiohttp

from tests.patience import PATIENCE

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the protocol's name of an element's id
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)
KEYS = {"Enter": "\ue007", "Escape": "\ue00c", "Tab": "\ue004", "ArrowUp": "\ue013"}


def chromium() -> tuple[str, str] | None:
    """The browser and its driver, when both are on this machine."""
    browser, driver = shutil.which("chromium"), shutil.which("chromedriver")
    return (browser, driver) if browser and driver else None


@dataclass
class Browser:
    """One window. Elements are found by CSS selectors."""

    session: aiohttp.ClientSession
    base: str

    async def call(self, path: str, body: dict[str, Any] | None = None, verb: str = "POST") -> Any:
        async with self.session.request(verb, f"{self.base}{path}", json=body if verb == "POST" else None) as answer:
            value = (await answer.json())["value"]
        if isinstance(value, dict) and "error" in value:
            raise AssertionError(f"{value['error']}: {value['message'].splitlines()[0]}")
        return value

    async def open(self, url: str) -> None:
        await self.call("/url", {"url": url})

    async def run(self, script: str, *arguments: Any) -> Any:
        return await self.call("/execute/sync", {"script": script, "args": list(arguments)})

    async def until(self, condition: str, *arguments: Any, seconds: float = PATIENCE) -> Any:
        """Wait until this JavaScript expression is true; gives its value. Raises AssertionError with the expression."""
        try:
            async with asyncio.timeout(seconds):
                while not (value := await self.run(f"return {condition}", *arguments)):  # noqa: ASYNC110 - another process
                    await asyncio.sleep(0.05)
                return value
        except TimeoutError:
            raise AssertionError(f"never true: {condition} {arguments}") from None

    async def find(self, selector: str) -> str:
        await self.until("!!document.querySelector(arguments[0])", selector)
        found = await self.call("/element", {"using": "css selector", "value": selector})
        return str(found[ELEMENT])

    async def click(self, selector: str) -> None:
        await self.call(f"/element/{await self.find(selector)}/click", {})

    async def type(self, selector: str, text: str, *keys: str) -> None:
        pressed = text + "".join(KEYS[key] for key in keys)
        await self.call(f"/element/{await self.find(selector)}/value", {"text": pressed})

    async def shows(self, selector: str, text: str) -> None:
        """Wait until an element of this selector has this text in it."""
        condition = "[...document.querySelectorAll(arguments[0])].some((one) => one.innerText.includes(arguments[1]))"
        await self.until(condition, selector, text)

    async def look(self, width: int, height: int, *, dark: bool = False) -> bytes:
        """A PNG of the window at this size (the whole window is the page), in one colour scheme."""
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        await self._cdp("Emulation.setEmulatedMedia", features=[scheme])
        await self.size(width, height)
        return base64.b64decode(await self.call("/screenshot", verb="GET"))

    async def size(self, width: int, height: int) -> None:
        narrow = width < 900  # a phone
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": narrow}
        await self._cdp("Emulation.setDeviceMetricsOverride", **metrics)

    async def complaints(self) -> list[str]:
        """What the console has to complain of since the last time: errors and refusals of the page's policy."""
        entries = await self.call("/se/log", {"type": "browser"})
        return [entry["message"] for entry in entries if entry["level"] in {"SEVERE", "WARNING"}]

    async def _cdp(self, command: str, **params: Any) -> Any:
        return await self.call("/goog/cdp/execute", {"cmd": command, "params": params})


@asynccontextmanager
async def browsing(lang: str = "ru") -> AsyncIterator[Browser]:
    """A browser until the block ends. Raises FileNotFoundError when there is none on this machine."""
    found = chromium()
    if found is None:
        raise FileNotFoundError("chromium and chromedriver")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    quiet = asyncio.subprocess.DEVNULL
    driver = await asyncio.create_subprocess_exec(found[1], f"--port={port}", stdout=quiet, stderr=quiet)
    try:
        with TemporaryDirectory(prefix="letuchka-browser-") as profile:
            async with aiohttp.ClientSession() as session:
                window = await _window(session, f"http://127.0.0.1:{port}", found[0], Path(profile), lang)
                try:
                    yield window
                finally:
                    await window.call("", verb="DELETE")
    finally:
        driver.terminate()
        await driver.wait()


async def _window(session: aiohttp.ClientSession, driver: str, browser: str, profile: Path, lang: str) -> Browser:
    options = {
        "binary": browser,
        "args": [*FLAGS, f"--user-data-dir={profile}", f"--lang={lang}"],
        "prefs": {"intl.accept_languages": lang},
    }
    wanted = {"alwaysMatch": {"goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}}
    async with asyncio.timeout(PATIENCE):
        while not await _answers(session, driver):  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.05)
    window = Browser(session, f"{driver}/session")
    opened = await window.call("", {"capabilities": wanted})
    return Browser(session, f"{driver}/session/{opened['sessionId']}")


async def _answers(session: aiohttp.ClientSession, driver: str) -> bool:
    try:
        async with session.get(f"{driver}/status") as answer:
            return answer.status == 200
    except aiohttp.ClientConnectionError:
        return False
