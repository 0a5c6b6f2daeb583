"""Takes a picture of a page that is being served, such as the rehearsal's: for the README and for looking at it.

Run from the repository: `python -m scripts.screenshot http://127.0.0.1:8765/ page.png --size 1440x900 --dark`.
It needs chromium and chromedriver.
"""

import argparse
import asyncio
from pathlib import Path

from tests.stage.browser import browsing

READY = "document.readyState === 'complete' && (!document.getElementById('bar') || document.body.matches('.ready'))"


async def take(url: str, out: Path, size: tuple[int, int], *, dark: bool, lang: str) -> None:
    """Open `url` in a window of `size` (width and height in pixels), wait until it is drawn, write a PNG."""
    async with browsing(lang) as browser:
        await browser.size(*size)
        await browser.open(url)
        await browser.until(READY)
        await browser.look(*size, dark=dark)  # the first picture lets images and scrolling settle
        await asyncio.to_thread(out.write_bytes, await browser.look(*size, dark=dark))


def main() -> None:
    """Read the command line and take the picture."""
    parser = argparse.ArgumentParser(description="Take a picture of a page that is being served.")
    parser.add_argument("url")
    parser.add_argument("out", type=Path)
    parser.add_argument("--size", default="1440x900", help="width and height in pixels; below 900 wide: a phone")
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--lang", default="en", help="the browser's language: en or ru")
    given = parser.parse_args()
    width, _, height = given.size.partition("x")
    asyncio.run(take(given.url, given.out, (int(width), int(height)), dark=given.dark, lang=given.lang))


if __name__ == "__main__":
    main()
