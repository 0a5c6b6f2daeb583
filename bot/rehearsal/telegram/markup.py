"""Reads `reply_markup`: inline keyboards, and the keyboards that replace the input field, with every rule."""

import json
from dataclasses import dataclass
from typing import Any

from bot.rehearsal.telegram.errors import bad_request
from bot.rehearsal.telegram.links import link_problem

_DATA_BYTES = 64
_PER_ROW = 12
_IN_ALL = 300
_MARKUP_BYTES = 16_384  # the server's own bound is not published; this leaves room for 100 full buttons
_STYLES = ("danger", "success", "primary")
_PLACEHOLDER = 64
_COPIED = 256
_ACTIONS = ("switch_inline_query", "switch_inline_query_current_chat", "switch_inline_query_chosen_chat")


@dataclass(frozen=True, slots=True)
class Button:
    """One inline button: what it says, and the one thing that it does."""

    text: str
    data: str | None = None
    url: str | None = None
    copied: str | None = None
    web_app: str | None = None
    other: str | None = None
    style: str = ""
    disabled: bool = False

    def as_json(self) -> dict[str, Any]:
        action: dict[str, Any] = {"text": self.text}
        if self.data is not None:
            action["callback_data"] = self.data
        if self.url is not None:
            action["url"] = self.url
        if self.copied is not None:
            action["copy_text"] = {"text": self.copied}
        if self.web_app is not None:
            action["web_app"] = {"url": self.web_app}
        if self.style:
            action["style"] = self.style
        if self.disabled:
            action["disabled"] = {}
        return action


@dataclass(frozen=True, slots=True)
class InlineKeyboard:
    """The rows under a message."""

    rows: tuple[tuple[Button, ...], ...]

    def as_json(self) -> dict[str, Any]:
        return {"inline_keyboard": [[button.as_json() for button in row] for row in self.rows]}

    def refuse_on_server(self, *, private: bool) -> None:
        """What only Telegram's own servers check, after everything else. Raises ApiError 400."""
        for button in (button for row in self.rows for button in row):
            if button.data is not None and len(button.data.encode("utf-8")) > _DATA_BYTES:
                raise bad_request("BUTTON_DATA_INVALID")
            if button.web_app is not None and not private:
                raise bad_request("BUTTON_TYPE_INVALID")
            if button.copied is not None and not 1 <= len(button.copied) <= _COPIED:
                raise bad_request("BUTTON_COPY_TEXT_INVALID")
        if len(json.dumps(self.as_json(), ensure_ascii=False).encode("utf-8")) > _MARKUP_BYTES:
            raise bad_request("reply markup is too long")


@dataclass(frozen=True, slots=True)
class InputMarkup:
    """What replaces or prepares the input field: a keyboard, its removal, or a reply that is asked for."""

    kind: str
    placeholder: str = ""
    labels: tuple[tuple[str, ...], ...] = ()
    web_app: bool = False

    def refuse_on_server(self, *, private: bool) -> None:
        if self.web_app and not private:
            raise bad_request("Web App buttons can be used in private chats only")


Markup = InlineKeyboard | InputMarkup


def read_markup(raw: Any) -> Markup | None:
    """The markup in a request's JSON value (None when absent or when nothing is left of it). Raises ApiError 400."""
    if raw is None:
        return None
    if not isinstance(raw, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in raw:
        return _inline(raw["inline_keyboard"])
    if "keyboard" in raw:
        return _input_keyboard(raw)
    if raw.get("remove_keyboard"):
        return InputMarkup("remove")
    if raw.get("force_reply"):
        return InputMarkup("force", _placeholder(raw))
    return None


def read_inline(raw: Any) -> InlineKeyboard | None:
    """The same for messages that are edited, which only take inline keyboards."""
    markup = read_markup(raw)
    if isinstance(markup, InputMarkup):
        raise bad_request("inline keyboard expected")
    return markup


def _rows(raw: Any, field: str, owner: str) -> list[list[Any]]:
    if not isinstance(raw, list):
        raise bad_request(f'field "{field}" of the {owner} must be of type Array')
    if not all(isinstance(row, list) for row in raw):
        raise bad_request(f'field "{field}" of the {owner} must be an Array of Arrays')
    return raw


def _inline(raw: Any) -> InlineKeyboard | None:
    rows: list[tuple[Button, ...]] = []
    left = _IN_ALL
    for row in _rows(raw, "inline_keyboard", "InlineKeyboardMarkup"):
        read = [_button(item) for item in row]
        kept = tuple([button for button in read if button.text][: min(_PER_ROW, left)])
        left -= len(kept)
        if kept:
            rows.append(kept)
    return InlineKeyboard(tuple(rows)) if rows else None


def _button(raw: Any) -> Button:
    complaint = "can't parse inline keyboard button: "
    if not isinstance(raw, dict):
        raise bad_request(f"{complaint}InlineKeyboardButton must be an Object")
    text = raw.get("text")
    if not isinstance(text, str):
        raise bad_request(f'{complaint}Can\'t find field "text"')
    style = raw.get("style") or ""
    if style and style not in _STYLES:
        raise bad_request(f"{complaint}invalid button style specified")
    button = Button(text, **_action(raw), style=style, disabled=raw.get("disabled") is not None)
    if all(action is None for action in (button.data, button.url, button.copied, button.web_app, button.other)):
        if button.disabled:
            return button
        raise bad_request(f"{complaint}Text buttons are unallowed in the inline keyboard")
    return button


def _action(raw: dict[str, Any]) -> dict[str, Any]:
    if raw.get("url"):
        url = str(raw["url"])
        problem = link_problem(url)
        if problem:
            raise bad_request(f"inline keyboard button URL '{url}' is invalid: {problem}")
        return {"url": url}
    if raw.get("callback_data"):
        return {"data": str(raw["callback_data"])}
    if isinstance(raw.get("copy_text"), dict):
        return {"copied": str(raw["copy_text"].get("text", ""))}
    if isinstance(raw.get("web_app"), dict):
        return {"web_app": str(raw["web_app"].get("url", ""))}
    name = next((name for name in (*_ACTIONS, "login_url", "callback_game", "pay") if raw.get(name) is not None), None)
    return {"other": name}


def _placeholder(raw: dict[str, Any]) -> str:
    return str(raw.get("input_field_placeholder") or "")[:_PLACEHOLDER]


def _input_keyboard(raw: dict[str, Any]) -> InputMarkup | None:
    labels: list[tuple[str, ...]] = []
    web_app = False
    for row in _rows(raw["keyboard"], "keyboard", "ReplyKeyboardMarkup"):
        items = [item if isinstance(item, dict) else {"text": str(item)} for item in row]
        web_app = web_app or any(item.get("web_app") is not None for item in items)
        texts = tuple(str(item.get("text", "")) for item in items if item.get("text"))
        if texts:
            labels.append(texts)
    return InputMarkup("keyboard", _placeholder(raw), tuple(labels), web_app) if labels else None
