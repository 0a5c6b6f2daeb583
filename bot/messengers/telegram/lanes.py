"""Order and concurrency of updates: those of one chat one after another, those of different chats side by side."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.messengers.telegram.wire import Update

AT_ONCE = 32
"""So many updates are worked on at the same time; the others wait."""


def lane_of(update: Update) -> str:
    """What must keep its order: a chat's messages; one person's presses there (as Telegram orders them itself)."""
    query = update.callback_query
    if query is not None:
        return f"press {query.message.chat.id if query.message else 0} {query.sender.id}"
    message = update.message or update.my_chat_member
    return f"chat {message.chat.id}" if message is not None else "other"


class Lanes:
    """A lane is left to the next in the order in which they came."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._room = asyncio.Semaphore(at_once)
        self._locks: dict[str, asyncio.Lock] = {}
        self._users: dict[str, int] = {}

    @asynccontextmanager
    async def turn(self, lane: str) -> AsyncIterator[None]:
        """Wait for the turn in a lane, and for room."""
        lock = self._locks.setdefault(lane, asyncio.Lock())
        self._users[lane] = self._users.get(lane, 0) + 1
        try:
            async with lock, self._room:
                yield
        finally:
            self._users[lane] -= 1
            if not self._users[lane]:
                del self._users[lane], self._locks[lane]
