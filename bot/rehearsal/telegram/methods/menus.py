"""A bot's command menus by scope and language, its descriptions, and the menu button."""

import re
from typing import Any

from bot.rehearsal.telegram.errors import bad_request
from bot.rehearsal.telegram.methods.call import Call, method
from bot.rehearsal.telegram.world import BotAccount, Group, Person

_PLAIN_SCOPES = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")
_CHAT_SCOPES = ("chat", "chat_administrators", "chat_member")
_MOST_COMMANDS = 100
_COMMAND = 32
_DESCRIPTION = 256
_LIMITS = {"Name": 64, "Description": 512, "ShortDescription": 120}


def _language(call: Call) -> str:
    code = call.params.text("language_code")
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise bad_request("invalid language code specified")
    return code


def _scope(call: Call) -> str:
    """The scope as one word: its type, then the chat and the person where it has them."""
    scope = call.params.mapping("scope")
    kind = str(scope.get("type") or "default")
    if kind in _PLAIN_SCOPES:
        return kind
    if kind not in _CHAT_SCOPES:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    chat = call.access.find(str(scope.get("chat_id") or ""))
    parts = [kind, str(chat.id)]
    if kind == "chat_member":
        parts.append(str(scope.get("user_id") or ""))
    return ":".join(parts)


def _command(raw: Any) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    name, description = str(raw.get("command") or "").lstrip("/"), str(raw.get("description") or "").strip()
    if not name:
        raise bad_request("command must be non-empty")
    if len(name) > _COMMAND:
        raise bad_request(f"command length must not exceed {_COMMAND}")
    if not description:
        raise bad_request("command description must be non-empty")
    if len(description) > _DESCRIPTION:
        raise bad_request(f"command description length must not exceed {_DESCRIPTION}")
    if not re.fullmatch(r"[a-z0-9_]+", name):
        raise bad_request("BOT_COMMAND_INVALID")
    command: dict[str, Any] = {"command": name, "description": description}
    return command | ({"is_ephemeral": True} if raw.get("is_ephemeral") else {})


@method("setMyCommands")
def set_my_commands(call: Call) -> bool:
    raw = call.params.array("commands")
    if len(raw) > _MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    commands = [_command(item) for item in raw]
    call.bot.menus[_scope(call), _language(call)] = commands
    return True


@method("getMyCommands")
def get_my_commands(call: Call) -> list[dict[str, Any]]:
    return call.bot.menus.get((_scope(call), _language(call)), [])


@method("deleteMyCommands")
def delete_my_commands(call: Call) -> bool:
    call.bot.menus.pop((_scope(call), _language(call)), None)
    return True


def menu_for(bot: BotAccount, person: Person, group: Group | None) -> list[dict[str, Any]]:
    """The menu that a person is offered in a group (None: in private): the narrowest scope, her language first."""
    for scope in _scopes_for(person, group):
        for language in (person.language_code[:2], ""):
            menu = bot.menus.get((scope, language))
            if menu:
                return menu
    return []


def _scopes_for(person: Person, group: Group | None) -> list[str]:
    if group is None:
        return [f"chat:{person.id}", "all_private_chats", "default"]
    member = group.membership(person)
    admin = member is not None and member.is_admin
    scopes = [f"chat_member:{group.id}:{person.id}", f"chat_administrators:{group.id}", f"chat:{group.id}"]
    scopes += ["all_chat_administrators", "all_group_chats", "default"]
    return [scope for scope in scopes if admin or "administrators" not in scope]


def _set_described(call: Call, kind: str, field: str) -> bool:
    text = call.params.text(field)
    if len(text) > _LIMITS[kind]:
        raise bad_request(f"bot {field.replace('_', ' ')} is too long")
    call.bot.described[f"{kind}:{_language(call)}"] = text
    return True


def _described(call: Call, kind: str, field: str) -> dict[str, str]:
    language = _language(call)
    default = call.bot.name if kind == "Name" else ""
    return {field: call.bot.described.get(f"{kind}:{language}") or call.bot.described.get(f"{kind}:", default)}


def _describe(kind: str, field: str) -> None:
    method(f"setMy{kind}")(lambda call: _set_described(call, kind, field))
    method(f"getMy{kind}")(lambda call: _described(call, kind, field))


_describe("Name", "name")
_describe("Description", "description")
_describe("ShortDescription", "short_description")


@method("setChatMenuButton")
def set_chat_menu_button(call: Call) -> bool:
    button = call.params.mapping("menu_button") or {"type": "default"}
    if button.get("type") not in ("default", "commands", "web_app"):
        raise bad_request("can't parse menu button: invalid type specified")
    call.bot.menu_button = button
    return True


@method("getChatMenuButton")
def get_chat_menu_button(call: Call) -> dict[str, Any]:
    return call.bot.menu_button
