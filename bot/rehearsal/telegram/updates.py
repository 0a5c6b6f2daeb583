"""The updates that wait for a bot: kept for a day, handed out by long poll or taken by a webhook courier."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.rehearsal.telegram.errors import ApiError

KEPT = timedelta(hours=24)
CALLBACK_KEPT = timedelta(seconds=150)
FIRST_UPDATE = 400_000_001
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass(frozen=True, slots=True)
class PendingUpdate:
    """One update: its kind, its object, and the queue in which a webhook must keep its order."""

    id: int
    kind: str
    payload: dict[str, Any]
    lane: str
    born: datetime

    @property
    def expires(self) -> datetime:
        return self.born + (CALLBACK_KEPT if self.kind == "callback_query" else KEPT)

    def as_json(self) -> dict[str, Any]:
        return {"update_id": self.id, self.kind: self.payload}


class UpdateQueue:
    """The queue of one bot. Knows what it may contain and who is waiting; does not know how it is delivered.

    `served` tells whether anybody ever fetched from it. `on_arrival` is called after every new update, `on_drop` with
    each one that nobody fetched in time.
    """

    def __init__(self, clock: Callable[[], datetime], on_drop: Callable[[PendingUpdate], None]) -> None:
        self._clock = clock
        self._on_drop = on_drop
        self._pending: list[PendingUpdate] = []
        self._next_id = FIRST_UPDATE
        self._poll: asyncio.Future[None] | None = None
        self._last: PendingUpdate | None = None
        self._repeated: list[PendingUpdate] = []
        self.served = False
        self.allowed: list[str] = []
        self.on_arrival: Callable[[], None] | None = None

    def __len__(self) -> int:
        return len(self._pending)

    def accepts(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in NOT_BY_DEFAULT

    def put(self, kind: str, payload: dict[str, Any], lane: str) -> PendingUpdate | None:
        """Queue an update, or None when the bot did not ask for its kind."""
        if not self.accepts(kind):
            return None
        update = PendingUpdate(self._next_id, kind, payload, lane, self._clock())
        self._next_id += 1
        self._last = update
        self._arrive(update)
        return update

    def repeat_last(self) -> PendingUpdate:
        """Queue the newest update once more under the same id: delivery is at least once."""
        if self._last is None:
            raise LookupError("there was no update to repeat")
        self._repeated.append(self._last)
        self._arrive(self._last)
        return self._last

    def _arrive(self, update: PendingUpdate) -> None:
        self._pending.append(update)
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(None)
        if self.on_arrival is not None:
            self.on_arrival()

    def ready(self, limit: int = 100) -> list[PendingUpdate]:
        """The oldest updates that have not expired."""
        now = self._clock()
        for update in [update for update in self._pending if update.expires < now]:
            self._pending.remove(update)
            self._on_drop(update)
        return self._pending[:limit]

    def hand_over(self, limit: int) -> list[PendingUpdate]:
        """The same for a long poll; what was repeated counts as delivered from now on."""
        self._repeated.clear()
        return self.ready(limit)

    def confirm_before(self, offset: int) -> None:
        """Forget what came before `offset`; a negative one keeps only so many of the newest."""
        if offset < 0:
            self._pending = self._pending[offset:]
        elif offset:
            self._pending = [update for update in self._pending if update.id >= offset or update in self._repeated]

    def confirm(self, update: PendingUpdate) -> None:
        if update in self._pending:
            self._pending.remove(update)

    def clear(self) -> None:
        self._pending.clear()

    def end_poll(self, reason: ApiError | None = None) -> None:
        """End the long poll that is open: with a refusal, or (at the stage's end) with nothing."""
        if self._poll is None or self._poll.done():
            return
        if reason is None:
            self._poll.set_result(None)
        else:
            self._poll.set_exception(reason)

    async def wait(self, timeout_seconds: float) -> None:
        """Wait for an update as the only long poll. Raises the ApiError of whoever ended it."""
        poll = asyncio.get_running_loop().create_future()
        self._poll = poll
        try:
            await asyncio.wait_for(poll, timeout_seconds)
        except TimeoutError:
            return
        finally:
            if self._poll is poll:
                self._poll = None
