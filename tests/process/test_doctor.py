"""The doctor, before the strict servers of the rehearsal: everything well, and each thing that can be wrong."""

import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest
from pydantic import SecretStr

from bot.clock import MovableClock, system_clock
from bot.doctor.examining import examine
from bot.doctor.finding import Finding
from bot.doctor.report import lines
from bot.rehearsal.slack.faults import Fault
from bot.rehearsal.staging import (
    SLACK_APP_TOKEN,
    SLACK_BOT_TOKEN,
    TELEGRAM_TOKEN,
    Staging,
    staged,
)
from bot.settings import Settings, TelegramMode
from bot.storage import upkeep
from bot.storage.transaction import Database
from bot.teamfile.commands import import_team
from bot.teamfile.reading import read_team_file
from rituals.team import DIRECTORS, Audience, Chat, ChatId, Circle, Place, Role
from tests.process.machine import Machine
from tests.scenarios.teams import BOTH_AT_ONCE

SECRETS = (TELEGRAM_TOKEN, TELEGRAM_TOKEN.partition(":")[2], SLACK_BOT_TOKEN, SLACK_APP_TOKEN)


@dataclass
class Ward:
    """A bot that is set up and well; a test makes one thing wrong."""

    stage: Staging
    url: str
    changed: dict[str, object] = field(default_factory=dict)
    clock: Callable[[], object] = system_clock

    @property
    def settings(self) -> Settings:
        return self.stage.settings(self.url).model_copy(update=self.changed)

    async def findings(self) -> dict[str, Finding]:
        found = [finding async for finding in examine(self.settings, self.clock)]
        told = "\n".join(line for finding in found for line in lines(finding))
        assert not [secret for secret in SECRETS if secret in told], told
        assert all(bool(finding.wrong) == bool(finding.mend) for finding in found), told
        return {finding.about: finding for finding in found}

    async def wrong(self) -> dict[str, str]:
        return {about: f.wrong for about, f in (await self.findings()).items() if not f.is_ok}


@pytest.fixture
async def ward(tmp_path: Path) -> AsyncIterator[Ward]:
    url = f"sqlite:///{tmp_path}/letuchka.db"
    await upkeep.upgrade(url)
    file = tmp_path / "team.yaml"
    file.write_text(BOTH_AT_ONCE.text, "utf-8")
    database = Database(url)
    imported = await import_team(database, file, system_clock, dry_run=False)
    await database.close()
    assert imported.code == 0, imported.errors
    async with staged(read_team_file(BOTH_AT_ONCE.text.encode()), MovableClock(system_clock())) as stage:
        yield Ward(stage, url)


async def test_all_is_well(ward: Ward) -> None:
    found = await ward.findings()
    assert [line for finding in found.values() for line in lines(finding) if not line.startswith("ok")] == []
    assert found["Telegram: token"].seen == "@letuchka_bot"
    assert "Slack: channel slack:T0000001/C0000001" in found
    assert "Telegram: chat telegram:-1001234567890" in found
    assert found["database"].seen == f"version {upkeep.head()}"
    assert "clock" in found


@pytest.mark.parametrize("messenger", ["telegram", "slack"])
async def test_one_messenger_is_enough(ward: Ward, messenger: str) -> None:
    ward.changed = {"slack_bot_token": None} if messenger == "telegram" else {"telegram_token": None}
    found = await ward.findings()
    assert all(finding.is_ok for finding in found.values())
    assert any(about.startswith("Slack") for about in found) is (messenger == "slack")


async def test_a_revoked_telegram_token(ward: Ward) -> None:
    ward.stage.telegram.revoke(ward.stage.bot)
    assert await ward.wrong() == {"Telegram: token": "Telegram does not know it"}


async def test_the_privacy_mode_is_off(ward: Ward) -> None:
    ward.stage.bot.privacy = False
    assert list(await ward.wrong()) == ["Telegram: privacy mode"]


async def test_the_bot_was_removed_from_the_group(ward: Ward) -> None:
    [group] = ward.stage.groups.values()
    ward.stage.telegram.kick(ward.stage.bot, group)
    assert list(await ward.wrong()) == ["Telegram: chat telegram:-1001234567890"]


async def test_the_bot_may_not_write_in_the_group(ward: Ward) -> None:
    [group] = ward.stage.groups.values()
    ward.stage.telegram.restrict(ward.stage.bot, group)
    assert await ward.wrong() == {"Telegram: chat telegram:-1001234567890": "the bot may not write there"}


async def test_a_webhook_that_is_not_set(ward: Ward) -> None:
    ward.changed = {"telegram_mode": TelegramMode.WEBHOOK, "public_url": "https://bot.example.org"}
    assert await ward.wrong() == {"Telegram: updates": "the webhook is not set yet"}


async def test_a_scope_is_missing(ward: Ward) -> None:
    ward.stage.app.scopes = frozenset(ward.stage.app.scopes) - {"files:write"}
    assert await ward.wrong() == {"Slack: scopes": "missing: files:write"}


@pytest.mark.parametrize(
    ("token", "about"), [("slack_bot_token", "Slack: bot token"), ("slack_app_token", "Slack: app token")]
)
async def test_a_slack_token_that_is_wrong(ward: Ward, token: str, about: str) -> None:
    ward.changed = {token: SecretStr("xoxb-of-somebody-else")}
    assert await ward.wrong() == {about: "Slack says: invalid_auth"}


async def test_the_bot_is_not_in_the_channel(ward: Ward) -> None:
    [channel] = ward.stage.channels.values()
    ward.stage.slack.remove_app(channel, ward.stage.app)
    assert list(await ward.wrong()) == ["Slack: channel slack:T0000001/C0000001"]


async def test_the_channel_is_archived(ward: Ward) -> None:
    [channel] = ward.stage.channels.values()
    ward.stage.slack.archive(channel)
    assert list(await ward.wrong()) == ["Slack: channel slack:T0000001/C0000001"]


async def test_nobody_answers(ward: Ward) -> None:
    ward.changed = {"telegram_api_url": "http://127.0.0.1:9", "slack_api_url": "http://127.0.0.1:9/api/"}
    assert list(await ward.wrong()) == ["Telegram: access", "Slack: access"]


@pytest.mark.parametrize(("seconds", "wrong"), [(0, False), (-600, True), (600, True)])
async def test_the_clock_of_this_machine(ward: Ward, seconds: int, wrong: bool) -> None:
    ward.clock = lambda: system_clock() + timedelta(seconds=seconds)
    found = (await ward.findings())["clock"]
    assert found.is_ok is not wrong
    assert ("behind" in found.wrong) is (seconds < 0)
    assert ("ahead" in found.wrong) is (seconds > 0)


async def test_an_empty_database_is_not_made(ward: Ward, tmp_path: Path) -> None:
    ward.url = f"sqlite:///{tmp_path}/other.db"
    assert await ward.wrong() == {"database": "it is empty"}
    assert not (tmp_path / "other.db").exists()


async def test_a_database_of_another_version(ward: Ward) -> None:
    await upkeep.downgrade(ward.url, "0001")
    assert await ward.wrong() == {"database": f"version 0001, this program needs {upkeep.head()}"}


async def test_the_command_tells_in_lines_and_by_its_exit_code(ward: Ward, machine: Machine) -> None:
    settings = {
        "database_url": ward.url,
        "telegram_token": TELEGRAM_TOKEN,
        "telegram_api_url": ward.stage.telegram_url,
        "slack_bot_token": SLACK_BOT_TOKEN,
        "slack_app_token": SLACK_APP_TOKEN,
        "slack_api_url": f"{ward.stage.slack_url}/api/",
    }
    well = await machine.ends("doctor", **settings)
    assert (well.code, well.errors) == (0, "")
    assert all(re.match("ok    ", line) for line in well.out.splitlines())
    ward.stage.bot.privacy = False
    ill = await machine.ends("doctor", **settings)
    assert ill.code == 1
    assert "WRONG Telegram: privacy mode" in ill.out
    assert "/setprivacy" in ill.out
    nothing = await machine.ends("doctor", database_url=ward.url)
    assert nothing.code == 2
    assert "LETUCHKA_TELEGRAM_TOKEN" in nothing.errors
    for ended in (well, ill, nothing):
        assert not [secret for secret in SECRETS if secret in ended.out + ended.errors]


async def test_somebody_else_has_set_a_webhook(ward: Ward) -> None:
    async with aiohttp.ClientSession() as session:
        address = f"{ward.stage.telegram_url}/bot{TELEGRAM_TOKEN}/setWebhook"
        async with session.post(address, data={"url": "https://elsewhere.example.org/hook"}) as answer:
            assert (await answer.json())["ok"]
    assert list(await ward.wrong()) == ["Telegram: updates"]


async def test_a_webhook_that_is_another_ones(ward: Ward) -> None:
    ward.changed = {"telegram_mode": TelegramMode.WEBHOOK, "public_url": "https://bot.example.org"}
    async with aiohttp.ClientSession() as session:
        address = f"{ward.stage.telegram_url}/bot{TELEGRAM_TOKEN}/setWebhook"
        async with session.post(address, data={"url": "https://elsewhere.example.org/hook"}) as answer:
            assert (await answer.json())["ok"]
    assert await ward.wrong() == {"Telegram: updates": "the webhook is not set to this program"}


async def test_telegram_is_not_well_itself(ward: Ward) -> None:
    ward.stage.telegram.faults.add("getMe", "429", seconds=30)
    wrong = await ward.wrong()
    assert list(wrong) == ["Telegram: token"]
    assert "Too Many Requests" in wrong["Telegram: token"]


@pytest.mark.parametrize("method", ["getWebhookInfo", "getChatMember"])
async def test_telegram_stops_answering(ward: Ward, method: str) -> None:
    ward.stage.telegram.faults.add(method, "reset_before", times=9)
    assert list(await ward.wrong()) == ["Telegram: rights"]


@pytest.mark.parametrize("method", ["apps.connections.open", "conversations.info"])
async def test_slack_stops_answering(ward: Ward, method: str) -> None:
    ward.stage.slack.faults.plan(method, Fault("gateway_page"), times=9)
    assert list(await ward.wrong()) == ["Slack: rights"]


async def rebound(ward: Ward, *places: str) -> None:
    """The team's chats are these alone."""
    database = Database(ward.url)
    async with database.begin() as tx:
        (team,) = await tx.teams.all()
        for chat in await tx.teams.chats(team.id):
            await tx.teams.unbind(team.id, chat.id)
        for place in places:
            await tx.teams.bind(Chat(ChatId(0), team.id, Place(place), Audience.COMMON))
    await database.close()


@pytest.mark.parametrize(
    ("place", "about", "wrong"),
    [
        ("telegram:-1009999999999", "Telegram: chat", "chat not found"),
        ("slack:T0000001/C9999999", "Slack: channel", "channel_not_found"),
        ("slack:T0000009/C0000001", "Slack: channel", "another workspace"),
    ],
)
async def test_a_chat_that_is_not_there(ward: Ward, place: str, about: str, wrong: str) -> None:
    await rebound(ward, place)
    ((told_about, told),) = (await ward.wrong()).items()
    assert told_about == f"{about} {place}"
    assert wrong in told


async def test_no_chat_is_bound(ward: Ward) -> None:
    await rebound(ward)
    assert await ward.wrong() == {"teams": "no chat belongs to them"}


async def test_there_is_no_team(ward: Ward, tmp_path: Path) -> None:
    ward.url = f"sqlite:///{tmp_path}/new.db"
    await upkeep.upgrade(ward.url)
    assert await ward.wrong() == {"teams": "there is none"}


async def test_a_database_that_cannot_be_opened(ward: Ward, tmp_path: Path) -> None:
    (tmp_path / "folder.db").mkdir()
    ward.url = f"sqlite:///{tmp_path}/folder.db"
    (wrong,) = (await ward.wrong()).items()
    assert wrong[0] == "database"
    assert "cannot be opened" in wrong[1]


async def test_on_a_terminal_it_is_a_table(ward: Ward, machine: Machine) -> None:
    ward.stage.bot.privacy = False
    told = await machine.ends_on_a_terminal(
        "doctor",
        database_url=ward.url,
        telegram_token=TELEGRAM_TOKEN,
        telegram_api_url=ward.stage.telegram_url,
    )
    assert told.code == 1
    plain = re.sub(r"\x1b\[[0-9;]*m", "", told.out)
    assert "\x1b[" in told.out, "it has colours"
    assert re.search(r"^ok +settings", plain, re.MULTILINE)
    assert re.search(r"^✗ +Telegram: privacy mode +off", plain, re.MULTILINE)
    assert "→ @BotFather: /setprivacy" in plain
    assert "WRONG" not in plain
    assert not [secret for secret in SECRETS if secret in told.out]


async def test_a_director_whom_a_ritual_waits_for(ward: Ward) -> None:
    database = Database(ward.url)
    async with database.begin() as tx:
        (team,) = await tx.teams.all()
        boris = next(p for p in await tx.people.of(team.id) if p.role is Role.CCO)
        monday, *_ = await tx.rituals.of(team.id)
        await tx.rituals.save(replace(monday, circle=Circle(roles=DIRECTORS)))
    assert await ward.wrong() == {}
    async with database.begin() as tx:
        await tx.people.save(replace(boris, active=False))
    await database.close()
    found = (await ward.findings())[f"{team.name}: CCO"]
    assert monday.name in found.wrong
    assert "/rituals" in found.mend
