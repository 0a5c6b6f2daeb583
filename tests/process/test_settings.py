"""The settings: the right ones are taken, each wrong one is named, no value of a secret is ever repeated."""

import pytest

from bot.settings import PREFIX, Settings, SlackMode, TelegramMode, WrongSettings, load

TOKEN = "123456789:AAHfiqksKZ8WmR2zSjiQ7"


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch, tmp_path):
    for name in Settings.model_fields:
        monkeypatch.delenv(f"{PREFIX}{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)


def test_defaults_need_a_messenger():
    settings = load()
    assert settings.database_url == "sqlite:///letuchka.db"
    assert (settings.telegram_mode, settings.slack_mode) == (TelegramMode.POLLING, SlackMode.SOCKET)
    with pytest.raises(WrongSettings, match="LETUCHKA_TELEGRAM_TOKEN and LETUCHKA_SLACK_BOT_TOKEN"):
        settings.check_messengers()


def test_one_messenger_is_enough(monkeypatch):
    monkeypatch.setenv("LETUCHKA_TELEGRAM_TOKEN", TOKEN)
    settings = load()
    settings.check_messengers()
    assert settings.telegram_token.get_secret_value() == TOKEN


def test_the_file_serves_and_the_environment_wins(monkeypatch, tmp_path):
    (tmp_path / ".env").write_text(f"LETUCHKA_TELEGRAM_TOKEN={TOKEN}\nLETUCHKA_LISTEN=0.0.0.0:9000\n")
    monkeypatch.setenv("LETUCHKA_LISTEN", "127.0.0.1:9001")
    settings = load()
    assert settings.telegram_token is not None
    assert (settings.listens_at.host, settings.listens_at.port) == ("127.0.0.1", 9001)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://x"),
        ("TELEGRAM_TOKEN", "no-token"),
        ("TELEGRAM_TOKEN", "123: 45"),
        ("TELEGRAM_MODE", "pigeon"),
        ("TELEGRAM_API_URL", "ftp://example.org"),
        ("SLACK_BOT_TOKEN", "xoxp-user"),
        ("SLACK_APP_TOKEN", "xoxb-bot"),
        ("SLACK_MODE", "carrier"),
        ("LISTEN", "nonsense"),
        ("LISTEN", "localhost:99999"),
        ("PUBLIC_URL", "example.org"),
        ("TICK_SECONDS", "-7"),
        ("TELEGRAM_WEBHOOK_SECRET", "с пробелом"),
        ("TICK_SECONDS", "often"),
        ("LOG_FORMAT", "xml"),
        ("LOG_LEVEL", "loud"),
    ],
)
def test_a_wrong_setting_is_named_and_its_value_is_not(monkeypatch, name, value):
    monkeypatch.setenv(f"LETUCHKA_{name}", value)
    with pytest.raises(WrongSettings) as wrong:
        load()
    lines = str(wrong.value).splitlines()
    assert len(lines) == 1
    assert lines[0].startswith(f"LETUCHKA_{name} is wrong")
    assert value not in lines[0].removeprefix(f"LETUCHKA_{name}")


def test_a_misspelt_setting_is_named(monkeypatch):
    monkeypatch.setenv("LETUCHKA_TELEGRAM_TOKN", TOKEN)
    with pytest.raises(WrongSettings, match="LETUCHKA_TELEGRAM_TOKN is no setting"):
        load()


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_MODE": "webhook"}, ["TELEGRAM_WEBHOOK_SECRET", "PUBLIC_URL"]),
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, ["SLACK_APP_TOKEN"]),
        ({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_MODE": "http"}, ["SLACK_SIGNING_SECRET"]),
    ],
)
def test_what_a_mode_needs_is_named(monkeypatch, given, missing):
    for name, value in given.items():
        monkeypatch.setenv(f"LETUCHKA_{name}", value)
    with pytest.raises(WrongSettings) as wrong:
        load().check_messengers()
    assert [line.split()[0] for line in str(wrong.value).splitlines()] == [f"LETUCHKA_{name}" for name in missing]
