"""The manifest: complete, within Slack's limits, and asking for no more than the bot needs."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot.messengers.slack.manifest import EVENTS, RESERVED, SCOPES, manifest
from bot.rendering.filters import KEPT_BY_SLACK
from bot.rendering.renderer import Reader, Renderer
from bot.topics import everything
from handlers.registry import Registry, Reply, Request, Topic
from rituals.errors import NotInTeam
from rituals.ports import Transaction


def registry(count: int = 3) -> Registry:
    topic = Topic()

    async def nothing(tx: Transaction, ask: Request) -> Reply:
        return None

    for name in ["agenda", "start_meeting", "join", "away", "help", *(f"command{number}" for number in range(count))]:
        topic.command(name)(nothing)
    topic.command("hidden", menu=False)(nothing)
    return Registry([topic])


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    """The real words, and words for the commands of these tests."""
    menu = tmp_path / "help" / "commands"
    menu.mkdir(parents=True)
    (menu / "en.html").write_text("{% block agenda %}The agenda{% endblock %}", "utf-8")
    for topic in ("slack", "people"):
        (tmp_path / topic).symlink_to(Path(__file__).parents[2] / "templates" / topic)
    return tmp_path


def read(templates: Path, public_url: str | None, count: int = 3) -> dict[str, object]:
    loaded: dict[str, object] = YAML(typ="safe").load(manifest(registry(count), Renderer(templates), public_url))
    return loaded


def test_every_command_is_there_with_its_words(templates: Path) -> None:
    commands = read(templates, None)["features"]["slash_commands"]  # type: ignore[index]
    named = {command["command"]: command for command in commands}
    assert list(named)[:3] == ["/letuchka", "/agenda", "/start_meeting"]
    assert "/hidden" not in named
    assert named["/agenda"]["description"] == "The agenda"
    assert named["/agenda"]["usage_hint"] == "[text]"
    assert "usage_hint" not in named["/start_meeting"]
    assert all(command["should_escape"] is True for command in commands)


def test_no_name_is_asked_for_that_slack_keeps_for_itself(templates: Path) -> None:
    """One such name costs the whole manifest."""
    commands = read(templates, None)["features"]["slash_commands"]  # type: ignore[index]
    assert not {command["command"] for command in commands} & {"/join", "/away", "/help", "/status"}


def test_socket_mode_names_no_address(templates: Path) -> None:
    said = manifest(registry(), Renderer(templates), None)
    assert "http" not in said
    assert read(templates, None)["settings"]["socket_mode_enabled"] is True  # type: ignore[index]


def test_http_names_one_address_everywhere(templates: Path) -> None:
    loaded = read(templates, "https://bot.example.org/")
    address = "https://bot.example.org/slack/events"
    settings = loaded["settings"]
    assert isinstance(settings, dict)
    assert settings["socket_mode_enabled"] is False
    assert settings["event_subscriptions"]["request_url"] == address
    assert settings["interactivity"]["request_url"] == address
    assert {command["url"] for command in loaded["features"]["slash_commands"]} == {address}  # type: ignore[index]


@pytest.mark.parametrize("public_url", [None, "https://bot.example.org"])
def test_the_manifest_keeps_slacks_limits(templates: Path, public_url: str | None) -> None:
    loaded = read(templates, public_url, count=80)
    shown, features = loaded["display_information"], loaded["features"]
    assert isinstance(shown, dict)
    assert isinstance(features, dict)
    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert 175 <= len(shown["long_description"]) <= 4000
    assert len(features["bot_user"]["display_name"]) <= 80
    assert len(features["shortcuts"]) <= 10
    assert all(len(one["name"]) <= 24 and len(one["description"]) <= 150 for one in features["shortcuts"])
    commands = features["slash_commands"]
    assert len(commands) <= 50
    assert len({command["command"] for command in commands}) == len(commands)
    for command in commands:
        assert len(command["command"]) <= 32
        assert 1 <= len(command["description"]) <= 2000
        assert len(command.get("usage_hint", "")) <= 1000


def test_nothing_is_asked_for_that_reads_a_channels_history() -> None:
    assert not {scope for scope in SCOPES if scope.endswith(":history")} - {"im:history"}
    assert "message.channels" not in EVENTS


def test_words_name_the_commands_that_slack_keeps_by_their_long_form() -> None:
    kept = {name for name, command in everything().commands.items() if command.menu and name in RESERVED}
    assert kept <= KEPT_BY_SLACK
    reader = Reader("en", "UTC", datetime(2026, 11, 23, tzinfo=UTC))
    in_slack = replace(reader, messenger="slack")
    refusal = NotInTeam("Original Works")
    assert "Send /join sales or" in Renderer().line(refusal, reader)
    assert "Send /letuchka join sales or" in Renderer().line(refusal, in_slack)
