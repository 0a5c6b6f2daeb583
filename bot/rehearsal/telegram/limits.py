"""Telegram's rates in the stage's time: 30 a second, one a second in a chat, 20 a minute in a group."""

from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from math import ceil

from bot.rehearsal.telegram.errors import flood

_SECOND = timedelta(seconds=1)
_MINUTE = timedelta(minutes=1)
BOT_PER_SECOND = 30
CHAT_BURST = 3
GROUP_PER_MINUTE = 20


class RateLimits:
    """Refuses what comes too fast; sends and edits count alike.

    Sources: the Bots FAQ; that edits count was said by the author of the API server.
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._bots: dict[int, deque[datetime]] = {}
        self._groups: dict[tuple[int, int], deque[datetime]] = {}
        self._chats: dict[tuple[int, int], datetime] = {}

    def spend(self, bot_id: int, chat_id: int) -> None:
        """Count one send or edit. Raises ApiError 429 with the seconds to wait; what is refused is not counted."""
        now = self._clock()
        bot = self._window(self._bots.setdefault(bot_id, deque()), now - _SECOND)
        group = self._window(self._groups.setdefault((bot_id, chat_id), deque()), now - _MINUTE)
        due = max(self._chats.get((bot_id, chat_id), now), now)
        waits = [due - now - (CHAT_BURST - 1) * _SECOND]
        if len(bot) >= BOT_PER_SECOND:
            waits.append(bot[0] + _SECOND - now)
        if chat_id < 0 and len(group) >= GROUP_PER_MINUTE:
            waits.append(group[0] + _MINUTE - now)
        if max(waits) > timedelta(0):
            raise flood(max(1, ceil(max(waits).total_seconds())))
        bot.append(now)
        group.append(now)
        self._chats[bot_id, chat_id] = due + _SECOND

    @staticmethod
    def _window(times: deque[datetime], since: datetime) -> deque[datetime]:
        while times and times[0] <= since:
            times.popleft()
        return times
