"""One question to a messenger's server, as the doctor asks it: the answer, and what time it is there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp

TIMEOUT = aiohttp.ClientTimeout(total=10)


class NoAnswer(Exception):  # noqa: N818  It names the situation.
    """The server could not be reached, or did not answer as it should; told without the address, which has a token."""


@dataclass(frozen=True, slots=True)
class Heard:
    """The body of an answer with the headers that came with it."""

    status: int
    body: Mapping[str, Any]
    headers: Mapping[str, str]

    @property
    def told_at(self) -> datetime | None:
        """The time of the server's clock."""
        try:
            return parsedate_to_datetime(self.headers["Date"])
        except (KeyError, ValueError):
            return None


async def asked(
    session: aiohttp.ClientSession, url: str, values: Mapping[str, str] | None = None, token: str | None = None
) -> Heard:
    """POST a form and read JSON. Raises NoAnswer."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        async with session.post(url, data=dict(values or {}), headers=headers, timeout=TIMEOUT) as answer:
            body = await answer.json(content_type=None)
            return Heard(answer.status, body if isinstance(body, dict) else {}, answer.headers)
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
        raise NoAnswer(type(error).__name__) from None
