"""The rehearsal as `letuchka demo` sets it up: a team, the bot at work, the page that a visitor opens, what goes wrong."""

import asyncio
from datetime import datetime
from pathlib import Path

import aiohttp
import pytest

from bot.clock import MovableClock
from bot.rehearsal.clockwork import Clockwork
from bot.rehearsal.demo import WrongDemo, rehearsal, sample_team, team_of
from bot.rehearsal.month import play_month
from bot.rehearsal.page.server import serving
from bot.rehearsal.people import Troupe
from bot.rehearsal.staging import staged
from bot.rehearsal.theatre import Theatre
from bot.teamfile.reading import read_team_file
from rituals.localtime import zone
from tests.patience import PATIENCE

FRIDAY = datetime(2026, 11, 27, 17, tzinfo=zone("Europe/Moscow"))
OWN = """
team: Our Team
locale: en
timezone: Europe/Berlin
holidays: none
market: b2c
chats:
  - {id: "telegram:-1009", department: common}
  - {id: "telegram:-1009/7", department: sales}
  - {id: "telegram:-5", department: marketing}
  - {id: "slack:T1/C1", department: sales}
people:
  - {name: Ada Love, department: marketing, role: cmo, admin: true, accounts: ["telegram:11", "slack:T1/U1"]}
  - {name: Bob Stone, department: sales, role: cco, accounts: ["slack:T1/U2"]}
  - {name: Cy Young, department: sales, accounts: ["telegram:13"]}
rituals:
  - {name: monday, kind: standup, every: week, on: mon, at: "10:00"}
"""


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_the_visitor_is_shown_the_chats_and_what_comes_next(language: str) -> None:
    async with (
        rehearsal(sample_team(language)) as theatre,
        serving(theatre, 0) as url,
        aiohttp.ClientSession() as client,
    ):
        await theatre.behind.settled()
        async with client.get(url) as page:
            assert page.status == 200
        coming = [words for locale in ("ru", "en") for _, words in await theatre.behind.upcoming(locale)]
        assert coming
        assert all("?" not in words for words in coming)
        assert await theatre.behind.moment_of("vote_open") is not None


async def test_nothing_is_lost_when_the_bot_or_a_messenger_is_away() -> None:
    async with rehearsal(sample_team("ru"), FRIDAY, running=False) as theatre:
        behind, telegram = theatre.behind, theatre.telegram
        assert telegram is not None
        gleb = telegram.people[1004]
        await behind.turn("bot", on=False)
        assert behind.switches == {"bot": False, "telegram": True, "slack": True}
        telegram.says(gleb, int(theatre.group), "/agenda Новые цены")
        await behind.turn("bot", on=True)
        await behind.quiet()
        assert any("Записано" in text for text in _group(theatre)), "what was said meanwhile is answered"

        await behind.turn("telegram", on=False)
        clockwork = Clockwork(theatre, lambda: None)
        assert (await clockwork.move("monday")).error == ""
        assert not any("собираемся" in text for text in _group(theatre))
        assert any("собираемся" in text for text in _channel(theatre)), "the other messenger goes on"
        await behind.turn("telegram", on=True)
        for _ in range(3):
            await clockwork.move("10m")
            if any("собираемся" in text for text in _group(theatre)):
                break
        assert len([text for text in _group(theatre) if "собираемся" in text]) == 1


async def test_the_bot_is_restarted_while_people_play() -> None:
    async with rehearsal(sample_team("ru"), FRIDAY, running=False) as theatre:
        clockwork = Clockwork(theatre, lambda: None, Troupe(theatre))
        clockwork.set_pace("fast")
        playing = asyncio.create_task(clockwork.move("monday", people=True))
        while not playing.done():
            await theatre.behind.turn("bot", on=False)
            await theatre.behind.turn("bot", on=True)
        assert (await playing).error == ""
        for texts in (_group, _channel):
            async with asyncio.timeout(PATIENCE):
                while not _gathering(texts(theatre)):  # noqa: ASYNC110  The bot has just been started once more.
                    await asyncio.sleep(0.05)
            assert len(_gathering(texts(theatre))) == 1


def _gathering(texts: list[str]) -> list[str]:
    return [text for text in texts if "собираемся" in text]


def _group(theatre: Theatre) -> list[str]:
    assert theatre.telegram is not None
    view = theatre.telegram.view(theatre.telegram.people[1004], int(theatre.group))
    private = theatre.telegram.view(theatre.telegram.people[1004], theatre.bot)  # type: ignore[arg-type]
    return [message.text for message in (*view.messages, *private.messages)]


def _channel(theatre: Theatre) -> list[str]:
    assert theatre.slack is not None
    return [message.text for message in theatre.slack.view("U0000003", theatre.channel).messages]


async def test_a_team_of_ones_own_has_its_chats_and_those_who_read_them() -> None:
    file = read_team_file(OWN.encode())
    async with staged(file, MovableClock(FRIDAY)) as staging:
        groups = {group.id: group for group in staging.groups.values()}
        assert [groups[-1009].title, groups[-5].title] == ["Our Team", "Our Team: marketing"]
        assert (groups[-1009].forum, groups[-1009].topics[7].name, groups[-5].kind) == (True, "sales", "group")
        ada, cy = (staging.telegram_users[name] for name in ("Ada Love", "Cy Young"))
        assert [groups[-1009].has(ada), groups[-1009].has(cy)] == [True, True]
        assert [groups[-5].has(ada), groups[-5].has(cy)] == [True, False]
        assert staging.slack is not None
        assert [staging.slack.channels_of(user) for user in ("U1", "U2")] == [(), ("C1",)]


def test_a_file_that_cannot_be_rehearsed_is_told_with_all_that_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(WrongDemo, match="speaks ru or en"):
        sample_team("fr")
    with pytest.raises(WrongDemo, match="cannot be read"):
        team_of(tmp_path / "nothing.yaml")
    path = tmp_path / "team.yaml"
    path.write_text(OWN.replace("market: b2c", "market: b2x"))
    with pytest.raises(WrongDemo, match=r"(?s)b2x.*The rehearsal did not begin"):
        team_of(path)
    nobody = "\n".join(line for line in OWN.splitlines() if "accounts:" not in line).replace("people:", "people: []")
    path.write_text(nobody)
    with pytest.raises(WrongDemo, match="nobody has an account"):
        team_of(path)
    path.write_text(OWN)
    assert team_of(path) == OWN.encode()


async def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    tmp_path.joinpath("mine.txt").write_text("mine")
    with pytest.raises(WrongDemo, match="is not empty"):
        await play_month(OWN.encode(), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]  # noqa: ASYNC240
