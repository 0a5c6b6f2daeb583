"""How fast each messenger may be used: the limits with their sources, and who has to wait for them.

The counts live in this process. A later stage shares them over replicas: the one number of each `Bucket` then becomes a
row (`UPDATE … SET full_at = greatest(full_at, :now) + :interval … RETURNING`), and `Turnstile.go_through` and
`Door.open_for` are the two places that would ask the database instead.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterable
from typing import Protocol

from bot.delivery.doors import Doors
from bot.delivery.rates import Bucket, Rate
from bot.delivery.turnstile import Lane, Monotonic, Sleep, Turnstile
from rituals.team import Place

TELEGRAM_ALL = Rate(interval=1 / 25, burst=3)
"""All calls of one bot: 28 in any second, of "about 30 messages per second" (core.telegram.org/bots/faq)."""

TELEGRAM_DELIVERY = Rate(interval=1 / 20, burst=2)
"""Delivery's share: 22 in any second. A fifth is kept for answers to people who wait."""

TELEGRAM_PRIVATE = (Rate(interval=1.0, burst=3),)
"""A private chat: "avoid sending more than one message per second", short bursts pass (core.telegram.org/bots/faq)."""

TELEGRAM_GROUP = (Rate(interval=1.0), Rate(interval=4.0, burst=4))
"""A group: one a second and 19 in any minute, of "20 messages per minute" (core.telegram.org/bots/faq). Edits count."""

TELEGRAM_GROUP_EDITS = (Rate(interval=5.0, burst=4),)
"""Edits in a group: 16 in any minute. A card that everybody presses leaves room for posts and never freezes long."""

TELEGRAM_CHATS_IN_TROUBLE = 3
TELEGRAM_TROUBLE_WINDOW = 10.0
"""When so many chats of one bot are refused for their rate within so many seconds, it is the bot that is too fast."""

SLACK_CHANNEL = (Rate(interval=1.0, burst=3),)
"""A channel: "one message per second per channel, short bursts" (docs.slack.dev/apis/web-api/rate-limits)."""

SLACK_POSTS = Rate(interval=60 / 160, burst=40)
"""chat.postMessage of a workspace: 200 in any minute, of "several hundred messages per minute" (the same page)."""

SLACK_EDITS = Rate(interval=2.0, burst=10)
"""chat.update of a workspace: 40 in any minute, of tier 3's "50+ per minute" less a fifth for answers (same page)."""

SLACK_HOMES = Rate(interval=60 / 70, burst=10)
"""views.publish of a workspace: 80 in any minute, of tier 4's "100+ per minute" less a fifth (same page)."""

SLOT_GAP = 1.0
"""Seconds between two appearances of one slot in one place: nobody reads faster; what changes meanwhile is merged."""


class Pacer(Protocol):
    """Says when a messenger may be used again."""

    async def admit(self, place: Place, slot: int, *, edit: bool) -> None:
        """Wait until one more message (or edit) may go to this place, and count it."""

    def interactive(self, place: Place | None = None) -> None:
        """Count an answer to somebody who waits. It never waits itself; what delivery sends makes room for it."""

    def also(self, place: Place, calls: int) -> None:
        """Count further calls that one message took (its parts, its pictures)."""

    def rest(self, place: Place, seconds: float, *, everywhere: bool = False) -> None:
        """Send nothing there, or nothing at all, for so long (429)."""


class Unpaced:
    """No limit, for a rehearsal that plays a month in a minute. It rests when it is told to."""

    def __init__(self, monotonic: Monotonic = time.monotonic, sleep: Sleep = asyncio.sleep) -> None:
        self._monotonic = monotonic
        self._sleep = sleep
        self._rests: dict[Place | None, float] = {}

    async def admit(self, place: Place, slot: int, *, edit: bool) -> None:
        del slot, edit
        while (wait := self._rested_at(place) - self._monotonic()) > 0:
            await self._sleep(wait)

    def interactive(self, place: Place | None = None) -> None:
        """Nothing is counted."""

    def also(self, place: Place, calls: int) -> None:
        """Nothing is counted."""

    def rest(self, place: Place, seconds: float, *, everywhere: bool = False) -> None:
        self._rests[None if everywhere else place] = self._monotonic() + seconds

    def _rested_at(self, place: Place) -> float:
        return max(self._rests.get(place, 0.0), self._rests.get(None, 0.0))


class TelegramPacer:
    """The limits of one Telegram bot. Topics share the limits of their group."""

    def __init__(self, monotonic: Monotonic = time.monotonic, sleep: Sleep = asyncio.sleep) -> None:
        self._monotonic = monotonic
        self._all = Bucket(TELEGRAM_ALL)
        self._turnstile = Turnstile([self._all, Bucket(TELEGRAM_DELIVERY)], monotonic, sleep)
        self._doors = Doors(_telegram_rates, SLOT_GAP, monotonic, sleep)
        self._troubles: deque[tuple[float, str]] = deque()

    async def admit(self, place: Place, slot: int, *, edit: bool) -> None:
        async with self._doors.of(_chat_of(place)).open_for(slot, edit=edit):
            await self._turnstile.go_through(Lane.EDIT if edit else Lane.POST)

    def interactive(self, place: Place | None = None) -> None:
        self._all.take(self._monotonic())
        if place is not None:
            self._doors.of(_chat_of(place)).count(1)

    def also(self, place: Place, calls: int) -> None:
        self._all.take(self._monotonic(), calls)
        self._doors.of(_chat_of(place)).count(calls)

    def rest(self, place: Place, seconds: float, *, everywhere: bool = False) -> None:
        chat = _chat_of(place)
        self._doors.of(chat).close_for(seconds)
        if everywhere or self._is_the_bot(chat):
            self._turnstile.close_for(seconds)

    def _is_the_bot(self, chat: str) -> bool:
        """Whether several chats were refused in the same seconds."""
        now = self._monotonic()
        self._troubles.append((now, chat))
        while self._troubles[0][0] < now - TELEGRAM_TROUBLE_WINDOW:
            self._troubles.popleft()
        return len({chat for _, chat in self._troubles}) >= TELEGRAM_CHATS_IN_TROUBLE


class SlackPacer:
    """The limits of one Slack app: a channel's, and those of a method in a workspace."""

    def __init__(self, monotonic: Monotonic = time.monotonic, sleep: Sleep = asyncio.sleep) -> None:
        self._monotonic = monotonic
        self._sleep = sleep
        self._doors = Doors(lambda _: (SLACK_CHANNEL, ()), SLOT_GAP, monotonic, sleep)
        self._methods: dict[tuple[str, Rate], tuple[Bucket, Turnstile]] = {}
        self._closed_until = 0.0

    async def admit(self, place: Place, slot: int, *, edit: bool) -> None:
        lane = Lane.EDIT if edit else Lane.POST
        method = SLACK_HOMES if place.endswith("/home") else SLACK_EDITS if edit else SLACK_POSTS
        async with self._doors.of(place).open_for(slot, edit=edit):
            await self._method(place, method)[1].go_through(lane)
            while (wait := self._closed_until - self._monotonic()) > 0:
                await self._sleep(wait)

    def interactive(self, place: Place | None = None) -> None:
        """Count a message in its channel. Slack's answers (views, ephemeral messages) have tiers of their own."""
        if place is not None:
            self._doors.of(place).count(1)

    def also(self, place: Place, calls: int) -> None:
        self._method(place, SLACK_POSTS)[0].take(self._monotonic(), calls)
        self._doors.of(place).count(calls)

    def rest(self, place: Place, seconds: float, *, everywhere: bool = False) -> None:
        self._doors.of(place).close_for(seconds)
        if everywhere:
            self._closed_until = max(self._closed_until, self._monotonic() + seconds)

    def _method(self, place: Place, method: Rate) -> tuple[Bucket, Turnstile]:
        """The bucket and the line of a method, known by its rate, in the place's workspace."""
        workspace = place.partition("/")[0]
        if (workspace, method) not in self._methods:
            bucket = Bucket(method)
            self._methods[workspace, method] = bucket, Turnstile([bucket], self._monotonic, self._sleep)
        return self._methods[workspace, method]


def pacer_of(messenger: str) -> Pacer:
    """The pacer that fits a messenger's name."""
    pacers: dict[str, Callable[[], Pacer]] = {"telegram": TelegramPacer, "slack": SlackPacer}
    return pacers.get(messenger, Unpaced)()


def _chat_of(place: Place) -> str:
    """`telegram:-100…/5` → `telegram:-100…`."""
    return place.partition("/")[0]


def _telegram_rates(chat: str) -> tuple[Iterable[Rate], Iterable[Rate]]:
    """Of everything, and of edits alone. Groups have negative ids."""
    if chat.startswith("telegram:-"):
        return TELEGRAM_GROUP, TELEGRAM_GROUP_EDITS
    return TELEGRAM_PRIVATE, ()
