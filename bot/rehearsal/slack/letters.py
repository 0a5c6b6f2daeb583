"""What goes to an app and what comes back, whichever way it travels."""

from dataclasses import dataclass
from typing import Any, Literal

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Letter:
    """A payload for an app: an event, a command or an interaction; `attempt` counts the retries of an event."""

    kind: Literal["events_api", "slash_commands", "interactive"]
    payload: Json
    attempt: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Ack:
    """How the app took it. `body` is what it answered with (an object, a text, or None).

    `trouble` is empty when it was acknowledged in time, else Slack's retry reason: http_timeout, connection_failed,
    http_error. `final` means: do not try again.
    """

    body: Json | str | None = None
    trouble: str = ""
    final: bool = False
    status: int = 200
