"""Moves the clock forward so that everything between happens, in its order and at its own moment."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

from bot.rehearsal.page.theatre import Theatre
from bot.rehearsal.views import Outcome
from rituals.localtime import LocalSlot, moment, zone

FURTHEST = timedelta(days=370)
"""A year with all its rituals is enough to look at; further is a typing error in the year."""

GLANCE = timedelta(days=1)
"""The timeline is asked again at least once in so much time, in case it does not tell of everything at once."""

_LEAPS = {"10m": timedelta(minutes=10), "1h": timedelta(hours=1)}
_MONDAY_AT = time(10)


class Clockwork:
    """The hand on the clock. `moving_to` is where it is going at the moment; one move at a time."""

    def __init__(self, theatre: Theatre, changed: Callable[[], None]) -> None:
        self._theatre = theatre
        self._changed = changed
        self._stopped = False
        self.moving_to: datetime | None = None

    async def move(self, order: str) -> Outcome:
        """Obey `step`, `10m`, `1h`, `monday` or a local time (`2026-11-23T10:00`); returns when all is played.

        The error of the Outcome says why not: `moving` (already), `nothing_planned`, `not_a_time`, `backwards`,
        `too_far`, `not_settled` (the bot did not come to rest: the clock stays where it is).
        """
        if self.moving_to is not None:
            return Outcome(error="moving")
        try:
            target = await self._target(order)
        except ValueError:
            return Outcome(error="not_a_time")
        if target is None:
            return Outcome(error="nothing_planned")
        now = self._theatre.clock()
        if target <= now:
            return Outcome(error="backwards")
        if target - now > FURTHEST:
            return Outcome(error="too_far")
        return await self._travel(target)

    def stop(self) -> None:
        """End the move that is under way at the moment where it is."""
        self._stopped = True

    async def _target(self, order: str) -> datetime | None:
        now = self._theatre.clock()
        if order == "step":
            return min(await self._moments(now), default=None)
        if order in _LEAPS:
            return now + _LEAPS[order]
        if order == "monday":
            return next_monday(now, self._theatre.timezone)
        wall = datetime.fromisoformat(order)
        if wall.tzinfo is not None:
            raise ValueError(order)
        slot = LocalSlot(wall.date(), time(wall.hour, wall.minute))
        return moment(slot, self._theatre.timezone)

    async def _moments(self, after: datetime) -> list[datetime]:
        coming = await self._theatre.upcoming(self._theatre.locale)
        return [at for at, _words in coming if at > after]

    async def _travel(self, target: datetime) -> Outcome:
        self.moving_to, self._stopped = target, False
        try:
            await self._theatre.settled()
            while self._theatre.clock() < target and not self._stopped:
                await self._arrive(await self._next(target))
        except TimeoutError:
            return Outcome(error="not_settled")
        finally:
            self.moving_to = None
            self._changed()
        return Outcome()

    async def _next(self, target: datetime) -> datetime:
        now = self._theatre.clock()
        return min([*await self._moments(now), now + GLANCE, target])

    async def _arrive(self, at: datetime) -> None:
        if at > self._theatre.clock():  # a clock that runs may have got there by itself
            self._theatre.clock.set(at)
        await self._theatre.settled()
        self._changed()


def next_monday(now: datetime, timezone: str) -> datetime:
    """The first Monday 10:00 of the time zone's wall clock after `now`."""
    today = now.astimezone(zone(timezone)).date()
    monday = today - timedelta(days=today.weekday())
    found = moment(LocalSlot(monday, _MONDAY_AT), timezone)
    while found <= now:
        monday += timedelta(days=7)
        found = moment(LocalSlot(monday, _MONDAY_AT), timezone)
    return found
