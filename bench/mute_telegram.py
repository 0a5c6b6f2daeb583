"""Telegram without a network: what a bot sends is written out as ever, what Telegram would answer is there at once."""

import json
from collections import Counter
from typing import Any, Self

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import PRODUCTION

from bot.messengers.telegram.session import Session

TOKEN = "4242:letuchka-token"  # noqa: S105

_USER = {"id": 4242, "is_bot": True, "first_name": "Letuchka", "username": "letuchka_bot"}
_MESSAGE = {
    "message_id": 77,
    "from": _USER,
    "chat": {"id": 1_000_000, "first_name": "Person", "type": "private"},
    "date": 1_764_579_600,
    "text": "Thank you.",
}
_ANSWERS = {
    "getMe": _USER,
    "answerCallbackQuery": True,
    "editMessageText": _MESSAGE,
    "sendMessage": _MESSAGE,
}


_TEXTS = {name: json.dumps({"ok": True, "result": result}, separators=(",", ":")) for name, result in _ANSWERS.items()}


class _Answer:
    status = 200

    def __init__(self, text: str) -> None:
        self._text = text

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        return None

    async def text(self) -> str:
        return self._text

    async def read(self) -> bytes:
        return self._text.encode()


class _Nobody(AiohttpSession):
    """aiogram's session with nothing behind it; `sent` counts the calls by method."""

    sent: Counter[str]

    async def create_session(self) -> Any:
        return self

    def post(self, url: str, **_: Any) -> _Answer:
        method = url.rpartition("/")[2]
        self.sent[method] += 1
        return _Answer(_TEXTS[method])

    async def close(self) -> None:
        return None


class Mute(_Nobody, Session):
    """The session of `letuchka run`."""

    def __init__(self) -> None:
        super().__init__(PRODUCTION, 30.0)
        self.sent = Counter()


class UsualMute(_Nobody):
    """aiogram's own."""

    def __init__(self) -> None:
        super().__init__()
        self.sent = Counter()


def mute_bot(kind: type[Mute] | type[UsualMute]) -> tuple[Bot, Mute | UsualMute]:
    """A bot that reaches nobody, and what it says."""
    session = kind()
    return Bot(TOKEN, session, DefaultBotProperties(parse_mode="HTML", link_preview_is_disabled=True)), session
