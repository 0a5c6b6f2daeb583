"""Writes down everything that happened on the stage, and warns of what the API allows but people dislike."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from bot.rehearsal.telegram.updates import PendingUpdate
from bot.rehearsal.telegram.world import Group, Message, PrivateChat

LONG_IN_GROUP = 500
QUIET_HOUR = timedelta(hours=1)
CONVERSING = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: a call (`status` 0 when it got no answer), an update handed over, a warning, a person's act."""

    kind: Literal["call", "update", "warning", "person"]
    at: datetime
    who: str = ""
    what: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    status: int = 0
    error: str = ""
    fault: str = ""


class Journal:
    """The entries in order, and the small memory that the warnings need."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._entries: list[Entry] = []
        self._told: dict[tuple[int, int], datetime] = {}
        self._spoke: dict[tuple[int, int], datetime] = {}

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __getitem__(self, index: int) -> Entry:
        return self._entries[index]

    def calls(self, method: str = "") -> list[Entry]:
        """The API calls, or those of one method (any case)."""
        wanted = method.lower()
        return [e for e in self._entries if e.kind == "call" and (not wanted or e.what.lower() == wanted)]

    @property
    def updates(self) -> list[Entry]:
        return [entry for entry in self._entries if entry.kind == "update"]

    @property
    def warnings(self) -> list[str]:
        return [entry.what for entry in self._entries if entry.kind == "warning"]

    def called(
        self, who: str, method: str, params: dict[str, Any], status: int, *, error: str = "", fault: str = ""
    ) -> None:
        self._entries.append(Entry("call", self._clock(), who, method, params, status, error, fault))

    def delivered(self, who: str, update: PendingUpdate) -> None:
        self._entries.append(Entry("update", self._clock(), who, update.kind, update.as_json()))

    def acted(self, who: str, what: str, **facts: Any) -> None:
        self._entries.append(Entry("person", self._clock(), who, what, facts))

    def warn(self, what: str) -> None:
        self._entries.append(Entry("warning", self._clock(), what=what))

    def person_spoke(self, person_id: int, bot_id: int) -> None:
        """Remember that a person has just dealt with a bot: what it tells her now is an answer."""
        self._spoke[person_id, bot_id] = self._clock()

    def review(self, message: Message) -> None:
        """Warn of a bot's message that is too long for a group, or that calls a person twice within an hour."""
        if isinstance(message.chat, Group) and message.receiver is None and message.text.length > LONG_IN_GROUP:
            self.warn(f"a message of {message.text.length} characters in the group {message.chat.title!r}")
        if isinstance(message.chat, PrivateChat) and message.loud:
            self._review_private(message.chat)

    def _review_private(self, chat: PrivateChat) -> None:
        key, now = (chat.person.id, chat.bot.id), self._clock()
        spoke = self._spoke.get(key)
        if spoke is not None and now - spoke <= CONVERSING:
            return
        told = self._told.get(key)
        if told is not None and now - told < QUIET_HOUR:
            self.warn(f"more than one notification within an hour for {chat.person.name}")
        self._told[key] = now
