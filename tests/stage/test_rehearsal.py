"""The rehearsal as `letuchka demo` sets it up: the sample team, the bot at work, and the page that a visitor opens."""

from importlib import resources

import aiohttp
import pytest

from bot.rehearsal.demo import rehearsal
from bot.rehearsal.page.server import serving


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_the_visitor_is_shown_the_chats_and_what_comes_next(language: str) -> None:
    raw = resources.files("bot.rehearsal").joinpath("sample", f"team.{language}.yaml").read_bytes()
    async with rehearsal(raw) as theatre, serving(theatre, 0) as url, aiohttp.ClientSession() as client:
        await theatre.settled()
        async with client.get(url) as page:
            assert page.status == 200
        coming = [words for locale in ("ru", "en") for _, words in await theatre.upcoming(locale)]
        assert coming
        assert all("?" not in words for words in coming)
