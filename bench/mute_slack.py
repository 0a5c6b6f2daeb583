"""Slack without a network: what a bot sends is written out as ever, and what Slack would answer is there at once."""

import json
from collections import Counter
from typing import Any, ClassVar, Self

from ballots import SLACK_TEAM

_KNOWN: dict[str, Any] = {
    "ok": True,
    "team_id": SLACK_TEAM,
    "team": "Original Works",
    "user_id": "U0000042",
    "bot_id": "B0000042",
    "url": "https://original-works.slack.example/",
    "ts": "1764579600.000100",
    "channel": "D1",
}


class _Answer:
    status = 200
    content_type = "application/json"
    headers: ClassVar[dict[str, str]] = {"Content-Type": "application/json"}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        return None

    def __init__(self, method: str) -> None:
        self._known = _KNOWN | ({"channel": {"id": "D1"}} if method == "conversations.open" else {})

    async def json(self, **_: Any) -> dict[str, Any]:
        return dict(self._known)

    async def text(self) -> str:
        return json.dumps(self._known)

    async def read(self) -> bytes:
        return (await self.text()).encode()


class Nobody:
    """Stands where aiohttp's session does; `sent` counts the calls by method."""

    closed = False

    def __init__(self) -> None:
        self.sent: Counter[str] = Counter()

    def request(self, _method: str, url: str, **_: Any) -> _Answer:
        method = url.rpartition("/")[2]
        self.sent[method] += 1
        return _Answer(method)

    def post(self, url: str, **_: Any) -> _Answer:
        return self.request("POST", url)
