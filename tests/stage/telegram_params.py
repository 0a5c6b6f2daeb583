"""What the rows of the checklist are asked with, and how the real server begins its refusals."""

from typing import Any

BR = "400 Bad Request: "
PARSE = f"{BR}can't parse entities: "
GROUP = -1001234567890


def keyboard(**button: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "Go", **button}]]}


def html(text: str) -> dict[str, Any]:
    return {"chat_id": GROUP, "text": text, "parse_mode": "HTML"}


def plain(text: str = "x", **more: Any) -> dict[str, Any]:
    return {"chat_id": GROUP, "text": text, **more}


def commands(name: str, description: str, **more: Any) -> dict[str, Any]:
    return {"commands": [{"command": name, "description": description}], **more}


GO = keyboard(callback_data="go")
UNALLOWED = f"{BR}can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
