"""The app's manifest, to paste at api.slack.com/apps: made from the registry, so that it never lacks a command.

It asks for no `channels:history` and no `groups:history`: the bot reads what is addressed to it and nothing else.
"""

from io import StringIO
from typing import Any

from jinja2 import TemplateNotFound
from ruamel.yaml import YAML

from bot.clock import system_clock
from bot.messengers.slack.events_http import PATH
from bot.messengers.slack.hearing import QUOTE_SHORTCUT, UMBRELLA
from bot.rendering.renderer import Reader, Renderer
from handlers.registry import Command, Registry

MENU = "help/commands"
MANIFEST_WORDS = "slack/manifest"

COMMAND_LIMIT = 32
DESCRIPTION_LIMIT = 2000
HINT_LIMIT = 1000
MOST_COMMANDS = 50

RESERVED = frozenset(
    [
        "active",
        "apps",
        "archive",
        "away",
        "call",
        "collapse",
        "dm",
        "dnd",
        "expand",
        "feed",
        "feedback",
        "help",
        "invite",
        "join",
        "kick",
        "leave",
        "me",
        "msg",
        "mute",
        "open",
        "prefs",
        "pro",
        "remind",
        "remove",
        "rename",
        "search",
        "shortcuts",
        "shrug",
        "star",
        "status",
        "topic",
        "unarchive",
        "who",
    ]
)
"""Slack's own commands: an app that wants one has its whole manifest refused. They go as `/letuchka join` alone."""

SCOPES = (
    "app_mentions:read",  # the way in from a thread, where slash commands do not work
    "channels:read",  # added to a channel, removed from it, archived
    "chat:write",
    "commands",
    "files:write",  # protocols and pictures
    "groups:read",  # the same for private channels
    "im:history",  # what is typed to the bot in private
    "im:write",
    "users:read",  # names and languages of people whom the team does not know yet
)
EVENTS = (
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "channel_archive",
    "channel_deleted",
    "channel_id_changed",
    "channel_left",
    "group_archive",
    "group_deleted",
    "group_left",
    "member_joined_channel",
    "member_left_channel",
    "message.im",
    "tokens_revoked",
    "user_change",
)

Json = dict[str, Any]


def manifest(registry: Registry, renderer: Renderer, public_url: str | None) -> str:
    """YAML. With `public_url` Slack calls us there (SLACK_MODE=http); without, the bot uses Socket Mode."""
    address = f"{public_url.rstrip('/')}{PATH}" if public_url else None
    out = StringIO()
    yaml = YAML()
    yaml.default_flow_style = False
    yaml.width = 100
    yaml.dump(manifest_of(registry, renderer, address), out)
    return out.getvalue()


def manifest_of(registry: Registry, renderer: Renderer, address: str | None) -> Json:
    """The manifest as a dictionary (docs.slack.dev/reference/app-manifest). `address` is where Slack calls us."""
    words = _Words(renderer)
    interactivity: Json = {"is_enabled": True}
    events: Json = {"bot_events": list(EVENTS)}
    if address:
        interactivity["request_url"] = address
        events["request_url"] = address
    return {
        "display_information": {
            "name": words("name"),
            "description": words("description"),
            "long_description": words("long_description"),
            "background_color": "#1f2937",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": UMBRELLA, "always_online": True},
            "shortcuts": [
                {
                    "name": words("shortcut"),
                    "type": "message",
                    "callback_id": QUOTE_SHORTCUT,
                    "description": words("shortcut_description"),
                }
            ],
            "slash_commands": _commands(registry, words, address),
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": events,
            "interactivity": interactivity,
            "org_deploy_enabled": False,
            "socket_mode_enabled": address is None,
            "token_rotation_enabled": False,
        },
    }


class _Words:
    """English words from templates/."""

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer
        self._reader = Reader("en", "UTC", system_clock())

    def __call__(self, block: str) -> str:
        return self._renderer.words(MANIFEST_WORDS, block, self._reader)

    def of_command(self, block: str) -> str:
        """A command's words in menus; '' where there are none."""
        return self._or_nothing(MENU, block)

    def usage(self, command: str) -> str:
        """What is typed after a command; '' for one that takes nothing."""
        return self._or_nothing(MANIFEST_WORDS, f"usage_{command}")

    def _or_nothing(self, template: str, block: str) -> str:
        try:
            return self._renderer.words(template, block, self._reader)
        except TemplateNotFound:
            return ""


def _commands(registry: Registry, words: _Words, address: str | None) -> list[Json]:
    """`/letuchka` first, then each command under its own name: an admin may take out those that another app has."""
    listed = [name for name, command in registry.commands.items() if command.menu and command.in_groups]
    named = [name for name in listed if name not in RESERVED]
    names = named[: MOST_COMMANDS - 1]
    umbrella = {"command": f"/{UMBRELLA}", "description": words("umbrella"), "usage_hint": words.usage(UMBRELLA)}
    shown = [umbrella, *(_command(registry.commands[name], words) for name in names)]
    where = {"url": address} if address else {}
    return [command | where | {"should_escape": True} for command in shown]


def _command(command: Command, words: _Words) -> Json:
    told: Json = {"command": f"/{command.name}"[:COMMAND_LIMIT]}
    told["description"] = (words.of_command(command.name) or f"/{UMBRELLA} {command.name}")[:DESCRIPTION_LIMIT]
    usage = words.usage(command.name)
    return told | ({"usage_hint": usage[:HINT_LIMIT]} if usage else {})
