"""Tells browsers that something changed, at most ten times a second, by Server-Sent Events."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

PAUSE = 0.1
"""Seconds between two tellings: what changes meanwhile is one change."""

KEEP_ALIVE = 15.0
"""Seconds of silence after which a comment is sent, so that a connection that has gone is noticed."""


class Changes:
    """How often something has changed, and who is waiting to hear of it."""

    def __init__(self) -> None:
        self._count = 0
        self._waiting: set[asyncio.Event] = set()
        self._over = False

    def note(self) -> None:
        self._count += 1
        self._wake()

    def end(self) -> None:
        """Let every stream come to its end."""
        self._over = True
        self._wake()

    async def stream(self, pause: float = PAUSE, keep_alive: float = KEEP_ALIVE) -> AsyncIterator[bytes]:
        """The lines of one browser's event stream: one `changed` at once, so that a reconnected page looks again."""
        woken = asyncio.Event()
        self._waiting.add(woken)
        try:
            yield b"retry: 1000\n"
            yield self._changed()
            while not self._over:
                with suppress(TimeoutError):
                    await asyncio.wait_for(woken.wait(), keep_alive)
                yield self._changed() if woken.is_set() else b": nothing new\n\n"
                woken.clear()
                await asyncio.sleep(pause)
        finally:
            self._waiting.discard(woken)

    def _changed(self) -> bytes:
        return f"event: changed\nid: {self._count}\ndata: {self._count}\n\n".encode()

    def _wake(self) -> None:
        for event in self._waiting:
            event.set()
