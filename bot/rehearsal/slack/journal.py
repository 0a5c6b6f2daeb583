"""What people saw, what the app called and what a careful app would not have done: the stage's memory for tests."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

Deed = Literal["posted", "edited", "deleted", "whispered", "form", "home", "told", "reacted", "pinned"]


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing that became visible. `reader` is set when only one person saw it; `chat` is the channel's id."""

    at: datetime
    deed: Deed
    chat: str
    reader: str | None
    author: str
    text: str
    html: str
    key: str


@dataclass(frozen=True, slots=True)
class Called:
    """One call of the Web API with its arguments (no token) and the answer's body."""

    at: datetime
    method: str
    app: str
    arguments: dict[str, Any]
    status: int
    answer: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Warned:
    """Not an error of Slack's, but something that bothers people.

    `mass_ping`: a bot's message rings a whole channel; `no_fallback`: blocks without `text`; `long_message`: more
    than 500 characters in a channel; `frequent`: a person's second notification within the hour; `unread_json`: JSON
    sent to a method that reads none; `no_ack`: no answer within three seconds; `bad_answer`: one that Slack cannot use.
    """

    at: datetime
    kind: Literal["mass_ping", "no_fallback", "long_message", "frequent", "unread_json", "no_ack", "bad_answer"]
    chat: str
    key: str
    words: str


class Journal:
    """Keeps everything in order of time. It knows no rules; whoever writes decides."""

    def __init__(self) -> None:
        self.seen: list[Seen] = []
        self.calls: list[Called] = []
        self.warnings: list[Warned] = []

    def calls_of(self, method: str) -> list[Called]:
        return [call for call in self.calls if call.method == method]

    def warned(self, kind: str) -> list[Warned]:
        return [warning for warning in self.warnings if warning.kind == kind]

    def clear(self) -> None:
        self.seen.clear()
        self.calls.clear()
        self.warnings.clear()
