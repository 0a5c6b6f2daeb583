"""The real process: started with an environment and a team file, spoken to in both messengers, stopped by SIGTERM."""

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import date, timedelta

import pytest
import pytest_asyncio

from bot.clock import MovableClock, system_clock
from bot.rehearsal.staging import (
    SLACK_APP_TOKEN,
    SLACK_BOT_TOKEN,
    SLACK_SECRET,
    TELEGRAM_TOKEN,
    staged,
)
from bot.teamfile.reading import read_team_file
from tests.databases import Postgres
from tests.process.machine import Machine, Running
from tests.scenarios.teams import BOTH_AT_ONCE
from tests.scenarios.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="module")

HOOK_SECRET = "hook-secret-of-the-test"
WORDS = ("Качество лидов", "Сколько стоит выставка", "Последнее перед остановкой", "Сказанное в пустоту", "Две заявки")
"""What people say here: never in a log."""

NEW_PERSON = """\
  - name: Дарья Ким
    department: sales
    accounts: [telegram:1005]
rituals:"""


def noon_zone() -> str:
    """A time zone in which it is between 12:00 and 13:00 now: calls of today have had their time."""
    ahead = 12 - system_clock().hour
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"


def weekday_after(workdays: int) -> str:
    """The day of the week of the workday after so many workdays, seen from today at noon."""
    day: date = (system_clock() + timedelta(hours=12 - system_clock().hour)).date()
    while workdays:
        day += timedelta(days=1)
        workdays -= day.weekday() < 5  # Saturday and Sunday do not count
    return f"{day:%a}".lower()


def team_file(on: str) -> str:
    """The team, with a meeting at ten on that day of the week. Its call comes the workday before at ten."""
    return BOTH_AT_ONCE.text.replace("Europe/Moscow", noon_zone()).replace("on: mon", f"on: {on}")


FAR = team_file(weekday_after(3))
NEAR = team_file(weekday_after(1)).replace("rituals:", NEW_PERSON)
"""The changed file: one person more, and a meeting whose call is due."""


@pytest.fixture(scope="module")
def module_machine(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """The machine of the process that most tests share: it is in one folder, its database in another."""
    return Machine(tmp_path_factory.mktemp("anywhere"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(module_machine: Machine, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """Both stages, and the team imported; nothing runs yet."""
    clock = MovableClock(system_clock(), running=True)
    url = f"sqlite:///{tmp_path_factory.mktemp('data') / 'letuchka.db'}"
    await imported(module_machine, url, FAR)
    async with staged(read_team_file(FAR.encode()), clock, allow_http_webhook=True) as staging:
        user = Town(staging, url).telegram.add_user(1005, "Дарья", "Ким", username="user1005", language_code="ru")
        staging.telegram_users["Дарья Ким"] = user
        town = Town(staging, url)
        for person in staging.telegram_users.values():
            town.telegram.starts(person, town.bot)
        yield town


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def polling(town: Town, module_machine: Machine) -> AsyncIterator[Running]:
    """The process as most have it: Telegram by long polling, Slack by a socket; it logs all that it can."""
    both = telegram_settings(town) | slack_settings(town)
    async with module_machine.runs(**both, database_url=town.database_url, log_level="debug") as running:
        await connected(town)
        yield running
    assert_discreet(running.log)


async def imported(machine: Machine, database_url: str, text: str) -> None:
    path = machine.folder / "team.yaml"
    path.write_text(text, "utf-8")
    done = await machine.ends("team", "import", "team.yaml", database_url=database_url)
    assert done.code == 0, done.errors
    assert "done." in done.out


def telegram_settings(town: Town) -> dict[str, str]:
    return {"telegram_token": TELEGRAM_TOKEN, "telegram_api_url": town.staging.telegram_url}


def slack_settings(town: Town) -> dict[str, str]:
    api = f"{town.staging.slack_url}/api/"
    return {"slack_bot_token": SLACK_BOT_TOKEN, "slack_app_token": SLACK_APP_TOKEN, "slack_api_url": api}


async def connected(town: Town) -> None:
    app = town.staging.app
    assert app is not None
    await town.until(lambda: town.slack.connections(app), lambda: "a socket of Slack")


def assert_discreet(log: str) -> None:
    """The log has something to say, and neither a secret nor what people said is in it."""
    assert "ready" in log
    for secret in (TELEGRAM_TOKEN, SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_SECRET, HOOK_SECRET, *WORDS):
        assert secret not in log


# -- the process at work -------------------------------------------------------------------------------------------


async def test_a_command_is_answered_in_both_messengers(town: Town, polling: Running) -> None:
    assert [await polling.status(path) for path in ("/healthz", "/readyz", "/metrics")] == [200, 200, 200]
    await town.gleb.telegram_dm.says(f"/agenda {WORDS[0]}")
    await town.gleb.hears(town.words.saved, WORDS[0])
    await town.vera.channel.says(f"/agenda {WORDS[1]}")
    await town.vera.hears(town.words.saved, WORDS[1])


async def test_a_human_asks_how_it_is(town: Town, polling: Running, module_machine: Machine) -> None:
    told = await module_machine.ends("status", listen=f"127.0.0.1:{polling.port}", database_url=town.database_url)
    assert told.code == 0, told.errors
    assert re.search(r"ready +yes\b", told.out)
    assert re.search(r"updates +done \d+", told.out)
    nobody = await module_machine.ends("status", listen="127.0.0.1:9", database_url=town.database_url)
    assert (nobody.code, nobody.out) == (1, "")
    assert "LETUCHKA_LISTEN" in nobody.errors


async def test_an_import_is_picked_up_while_it_runs(town: Town, polling: Running, module_machine: Machine) -> None:
    darya = town["Дарья"]
    await town.until(lambda: len(darya.telegram_dm.messages) > 1, lambda: "the greeting of a stranger")
    before = len(darya.telegram_dm.messages)
    await darya.telegram_dm.says(f"/agenda {WORDS[4]}")
    await town.until(lambda: len(darya.telegram_dm.messages) > before + 1, lambda: "an answer to a stranger")
    assert not darya.telegram_dm.having(town.words.saved)
    assert not town.gleb.group.having(town.words.call)

    await imported(module_machine, town.database_url, NEAR)

    await town.gleb.group.shows(town.words.call)
    await town.vera.channel.shows(town.words.call)
    await darya.telegram_dm.says(f"/agenda {WORDS[4]}")
    await darya.hears(town.words.saved, WORDS[4])
    assert polling.process.returncode is None


async def test_stopped_by_sigterm_and_started_again_with_webhooks(
    town: Town, polling: Running, module_machine: Machine
) -> None:
    app = town.staging.app
    assert app is not None
    await town.gleb.telegram_dm.says(f"/agenda {WORDS[2]}")
    assert await polling.stop() == 0
    assert polling.log.rstrip().splitlines()[-1].count("stopped") == 1
    await town.gleb.telegram_dm.says(f"/agenda {WORDS[3]}")

    hooks = {"telegram_mode": "webhook", "telegram_webhook_secret": HOOK_SECRET, "slack_mode": "http"}
    hooks |= {"slack_signing_secret": SLACK_SECRET, "database_url": town.database_url}
    settings = telegram_settings(town) | slack_settings(town) | hooks
    del settings["slack_app_token"]
    async with module_machine.runs(**settings, public_url="http://127.0.0.1:{port}") as running:
        assert await town.slack.deliver_http(app, f"http://127.0.0.1:{running.port}/slack/events")
        await town.gleb.telegram_dm.shows(town.words.saved, WORDS[3])
        await town.gleb.telegram_dm.shows(town.words.saved, WORDS[2])
        assert [len(town.gleb.telegram_dm.having(town.words.saved, words)) for words in WORDS[2:4]] == [1, 1]
        await town.vera.channel.says("/agenda")
        await town.vera.hears(WORDS[1], WORDS[4])
        assert await running.stop() == 0
    assert_discreet(running.log)


# -- what is refused -----------------------------------------------------------------------------------------------

SLACK_ONLY = {"slack_bot_token": SLACK_BOT_TOKEN, "slack_app_token": SLACK_APP_TOKEN}


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        pytest.param({}, ("LETUCHKA_TELEGRAM_TOKEN", "LETUCHKA_SLACK_BOT_TOKEN"), id="no messenger"),
        pytest.param(SLACK_ONLY | {"slack_bot_tokn": "x"}, ("LETUCHKA_SLACK_BOT_TOKN",), id="misspelt"),
        pytest.param(SLACK_ONLY | {"database_url": "mysql://x"}, ("LETUCHKA_DATABASE_URL",), id="no such database"),
        pytest.param(
            SLACK_ONLY | {"database_url": "sqlite:////nowhere/at/all.db"}, ("LETUCHKA_DATABASE_URL",), id="no folder"
        ),
    ],
)
async def test_wrong_settings_are_named_in_one_line(
    machine: Machine, settings: dict[str, str], named: tuple[str, ...]
) -> None:
    ended = await machine.ends("run", **settings)
    assert (ended.code, ended.out) == (2, "")
    assert len(ended.errors.splitlines()) == 1, ended.errors
    assert all(name in ended.errors for name in named)
    assert not any(machine.folder.iterdir()), "refused before anything was made"


async def test_a_port_that_is_taken_is_named(machine: Machine) -> None:
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    nobody = {"slack_api_url": "http://127.0.0.1:9/api/"}
    ended = await machine.ends("run", **SLACK_ONLY, **nobody, listen=f"127.0.0.1:{port}", log_level="error")
    server.close()
    await server.wait_closed()
    assert ended.code == 2
    assert ended.errors.splitlines()[-1].startswith("LETUCHKA_LISTEN is wrong"), ended.errors
    assert "Traceback" not in ended.errors


async def test_a_newer_database_is_refused(machine: Machine) -> None:
    made = await machine.ends("db", "upgrade")
    assert made.code == 0, made.errors
    with closing(sqlite3.connect(machine.folder / "letuchka.db", isolation_level=None)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    before = (machine.folder / "letuchka.db").read_bytes()
    ended = await machine.ends("run", **SLACK_ONLY, log_level="error")
    assert (ended.code, len(ended.errors.splitlines())) == (2, 1), ended.errors
    assert "9999" in ended.errors
    assert "newer program" in ended.errors
    assert (machine.folder / "letuchka.db").read_bytes() == before


async def test_postgresql_is_migrated_only_when_asked(town: Town, machine: Machine, postgres: Postgres) -> None:
    name, url = postgres.create(empty=True)
    settings = slack_settings(town) | {"database_url": url}
    refused = await machine.ends("run", **settings)
    assert (refused.code, len(refused.errors.splitlines())) == (2, 1), refused.errors
    assert "letuchka db upgrade" in refused.errors
    async with machine.runs("--migrate", **settings) as running:
        assert await running.stop() == 0
    postgres.drop(name)


# -- what is not loaded --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [("team", "import", "team.yaml"), ("team", "list"), ("slack", "manifest"), ("db", "upgrade"), ("--version",)],
    ids=" ".join,
)
async def test_a_command_loads_only_what_it_needs(machine: Machine, words: tuple[str, ...]) -> None:
    (machine.folder / "team.yaml").write_text(FAR, "utf-8")
    loaded = await machine.loads(*words)
    assert "bot.cli" in loaded
    assert not loaded & {"aiogram", "bot.app", "typst", "docx"}
    assert "slack_bolt" not in loaded or words == ("slack", "manifest")
