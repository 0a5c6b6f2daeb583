"""Socket Mode when things go wrong: cut lines, moved lines, a server that is away, wrong tokens, the end."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.messengers.port import Shown
from bot.messengers.slack.assembly import slack
from bot.rehearsal.slack import Fault
from bot.rendering.document import Paragraph, Rendered, Text
from rituals.team import Place
from tests.messengers.slack_office import APP_TOKEN, BOT_TOKEN, Office, slack_office

WORDS = Rendered((Paragraph((Text("Повестка"),)),))


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with slack_office(tmp_path) as office:
        yield office


async def connected(office: Office) -> None:
    await office.stage.until(lambda: office.stage.connections(office.app) >= 1)


async def works(office: Office, text: str) -> None:
    outcome = await office.stage.command(office.vera, office.channel, "/agenda", text)
    assert not outcome.error
    assert office.last(office.vera).text == f"saved: {text}"


async def test_a_cut_line_is_laid_again(office: Office) -> None:
    async with office.at_work():
        for number in range(3):
            await works(office, f"{number}")
            office.stage.drop_sockets("hard")
            await office.stage.until(lambda: office.stage.connections(office.app) == 0)
            await connected(office)
        await works(office, "last")


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
async def test_when_slack_moves_the_line_nothing_is_missed(office: Office, reason: str) -> None:
    async with office.at_work():
        office.stage.drop_sockets(reason)  # type: ignore[arg-type]
        for number in range(5):
            office.stage.dm(office.vera, f"agenda {number}")
            await asyncio.sleep(0.02)
        await office.settled()
        await connected(office)
        office.stage.retry_now()
        await office.settled()
        assert sorted(ask.text for ask in office.heard) == ["0", "1", "2", "3", "4"]


async def test_an_acknowledgement_that_was_lost_does_not_double_the_deed(office: Office) -> None:
    async with office.at_work() as bot:
        office.stage.dm(office.vera, "agenda цены")
        await bot.reception.settled()
        await office.stage.until(lambda: office.heard)
        office.stage.drop_sockets("hard")
        await connected(office)
        office.stage.retry_now()
        await office.settled()
        assert [ask.text for ask in office.heard] == ["цены"]


async def test_a_server_that_is_away_is_tried_until_it_is_back(office: Office) -> None:
    async with office.at_work():
        office.stage.faults.plan("apps.connections.open", Fault("http", status=503), times=2)
        office.stage.faults.plan("apps.connections.open", Fault("reset"))
        office.stage.faults.plan("apps.connections.open", Fault("rate_limited", seconds=0))
        office.stage.drop_sockets("hard")
        await office.stage.until(lambda: office.stage.connections(office.app) == 0)
        await connected(office)
        assert len(office.stage.faults) == 0
        await works(office, "back")


@pytest.mark.parametrize(
    ("tokens", "setting"),
    [
        ({"bot_token": "xoxb-wrong"}, "LETUCHKA_SLACK_BOT_TOKEN"),
        ({"app_token": "xapp-wrong"}, "LETUCHKA_SLACK_APP_TOKEN"),
        ({"app_token": BOT_TOKEN}, "LETUCHKA_SLACK_APP_TOKEN"),
    ],
)
async def test_a_wrong_token_is_one_line_that_names_the_setting(
    office: Office, tokens: dict[str, str], setting: str
) -> None:
    with capture_logs() as logs:
        async with office.at_work(**tokens):
            await asyncio.sleep(0.8)
    told = [line for line in logs if line["log_level"] == "error"]
    assert [line["setting"] for line in told] == [setting]
    assert not any(token in str(logs) for token in ("xoxb-", "xapp-"))


async def test_a_revoked_token_and_a_removed_app_are_told(office: Office) -> None:
    async with office.at_work():
        with capture_logs() as logs:
            office.stage.revoke_token(office.app)
            await office.settled()
        assert any("LETUCHKA_SLACK_BOT_TOKEN" in line["event"] for line in logs)


@pytest.mark.parametrize("times", [3])
async def test_a_line_that_is_refused_again_and_again_is_not_hammered(office: Office, times: int) -> None:
    async with office.at_work():
        before = len(office.stage.journal.calls_of("apps.connections.open"))
        since = time.monotonic()
        for _ in range(times):
            office.stage.drop_sockets("link_disabled")
            await office.stage.until(lambda: office.stage.connections(office.app) == 0)
            await connected(office)
        assert time.monotonic() - since > times * 0.1
        assert len(office.stage.journal.calls_of("apps.connections.open")) - before == times
        await works(office, "on again")


async def test_a_channel_with_a_new_id_stays_the_teams(office: Office) -> None:
    async with office.at_work() as bot:
        posted = await bot.messenger.post(Place("slack:T0000001/C0000001"), WORDS, {}, "slot-1")
        assert isinstance(posted, Shown)
        office.stage.change_channel_id(office.channel, "C0000009")
        await office.settled()
        async with office.database.read() as tx:
            assert await tx.teams.at(Place("slack:T0000001/C0000009")) is not None
        await works(office, "moved")
        edited = await bot.messenger.edit(Place("slack:T0000001/C0000009"), posted.ids, WORDS, {}, "slot-1")
        assert isinstance(edited, Shown)
        assert all(one.startswith("C0000009/") for one in edited.ids)


async def test_the_end_finishes_what_was_begun(office: Office) -> None:
    office.stage.faults.plan("chat.postMessage", Fault("latency", seconds=0.5))
    async with office.at_work():
        office.stage.dm(office.vera, "agenda цены")
        await office.stage.until(lambda: office.heard)
        since = time.monotonic()
    assert time.monotonic() - since < 5
    assert office.last(office.vera, office.stage.dm_of(office.vera)).text == "saved: цены"
    assert office.stage.connections(office.app) == 0


async def test_the_end_comes_in_time_whatever_hangs(office: Office) -> None:
    office.stage.faults.plan("chat.postMessage", Fault("latency", seconds=30))
    async with office.at_work():
        office.stage.dm(office.vera, "agenda цены")
        await office.stage.until(lambda: office.heard)
        since = time.monotonic()
    assert time.monotonic() - since < 5


@pytest.mark.parametrize(
    ("mode", "tokens", "setting"),
    [
        ("socket", {"signing_secret": "s"}, "LETUCHKA_SLACK_APP_TOKEN"),
        ("http", {"app_token": APP_TOKEN}, "LETUCHKA_SLACK_SIGNING_SECRET"),
    ],
)
async def test_a_mode_names_what_it_lacks(office: Office, mode: str, tokens: dict[str, str], setting: str) -> None:
    with pytest.raises(ValueError, match=setting):
        async with slack(
            bot_token=BOT_TOKEN,
            desk=office.desk,
            database=office.database,
            clock=office.clock,
            mode=mode,  # type: ignore[arg-type]
            **tokens,  # type: ignore[arg-type]
        ):
            pass
