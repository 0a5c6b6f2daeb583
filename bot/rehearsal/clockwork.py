"""Moves the clock forward so that everything between happens at its own moment; with people, or without."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, time, timedelta

from dateutil.relativedelta import relativedelta

from bot.rehearsal.people import Troupe
from bot.rehearsal.theatre import Theatre
from bot.rehearsal.views import Outcome
from rituals.localtime import LocalSlot, moment, zone

FURTHEST = timedelta(days=370)
"""A year with all its rituals is enough to look at; further is a typing error in the year."""

GLANCE = timedelta(days=1)
"""The timeline is asked again at least once in so much time, in case it does not tell of everything at once."""

PACES = {"slow": 1.6, "normal": 0.5, "fast": 0.0}
"""Real seconds between two things that people do, so that one can watch them."""

_LEAPS: dict[str, timedelta | relativedelta] = {
    "10m": timedelta(minutes=10),
    "1h": timedelta(hours=1),
    "day": relativedelta(days=1),
    "week": relativedelta(weeks=1),
    "month": relativedelta(months=1),
}
_MONDAY_AT = time(10)


class Clockwork:
    """The hand on the clock. `moving_to` is where it is going at the moment; one move at a time.

    `playing` tells that people act on the way, and `doing` who did something last; `paused` that it waits for `resume`.
    """

    def __init__(self, theatre: Theatre, changed: Callable[[], None], troupe: Troupe | None = None) -> None:
        self._theatre = theatre
        self._changed = changed
        self._troupe = troupe
        self._stopped = asyncio.Event()
        self._going = asyncio.Event()
        self._going.set()
        self.moving_to: datetime | None = None
        self.playing = False
        self.doing = ""
        self.pace = "normal"

    @property
    def paused(self) -> bool:
        return not self._going.is_set()

    async def move(self, order: str, *, people: bool = False) -> Outcome:
        """Obey `step`, `10m`, `1h`, `day`, `week`, `month`, `monday`, `step:vote_open`, or a local time.

        A local time is `2026-11-23T10:00`; `step:` names the next step of that name. Returns when all is played; with
        `people` they act by themselves meanwhile. The error of the Outcome says why not: `moving` (already),
        `nothing_planned`, `not_a_time`, `backwards`, `too_far`, `not_settled` (the bot did not come to rest: the clock
        stays where it is).
        """
        if self.moving_to is not None:
            return Outcome(error="moving")
        try:
            target = await self._target(order)
        except ValueError:
            return Outcome(error="not_a_time")
        if target is None:
            return Outcome(error="nothing_planned")
        return await self._checked(target, with_people=people)

    async def play_until(self, target: datetime) -> Outcome:
        """Play up to a moment, with people, as `move` does."""
        return await self._checked(target, with_people=True)

    def stop(self) -> None:
        """End the move that is under way at the moment where it is."""
        self._stopped.set()
        self._going.set()

    def pause(self) -> None:
        """Hold the move that is under way."""
        if self.moving_to is not None:
            self._going.clear()
            self._changed()

    def resume(self) -> None:
        self._going.set()
        self._changed()

    def set_pace(self, pace: str) -> None:
        """`slow`, `normal` or `fast`. Raises KeyError."""
        PACES[pace]
        self.pace = pace
        self._changed()

    async def _target(self, order: str) -> datetime | None:
        now = self._theatre.clock()
        if order == "step":
            return min(await self._moments(now), default=None)
        if order.startswith("step:"):
            return await self._theatre.behind.moment_of(order.removeprefix("step:"))
        if order == "monday":
            return next_monday(now, self._theatre.timezone)
        if order in _LEAPS:
            return self._after(_LEAPS[order], now)
        wall = datetime.fromisoformat(order)
        if wall.tzinfo is not None:
            raise ValueError(order)
        slot = LocalSlot(wall.date(), time(wall.hour, wall.minute))
        return moment(slot, self._theatre.timezone)

    def _after(self, leap: timedelta | relativedelta, now: datetime) -> datetime:
        """So many minutes later, or the same wall time a day, a week or a month later."""
        if isinstance(leap, timedelta):
            return now + leap
        wall = now.astimezone(zone(self._theatre.timezone)) + leap
        found = moment(LocalSlot(wall.date(), wall.time().replace(second=0, microsecond=0)), self._theatre.timezone)
        return found.replace(second=now.second, microsecond=now.microsecond)

    async def _moments(self, after: datetime, *, minutes: bool = True) -> list[datetime]:
        return [at for at in await self._theatre.behind.moments(minutes=minutes) if at > after]

    async def _checked(self, target: datetime, *, with_people: bool) -> Outcome:
        now = self._theatre.clock()
        if target <= now:
            return Outcome(error="backwards")
        if target - now > FURTHEST:
            return Outcome(error="too_far")
        return await self._travel(target, self._troupe if with_people else None)

    async def _travel(self, target: datetime, troupe: Troupe | None) -> Outcome:
        self.moving_to, self.playing = target, troupe is not None
        self._stopped.clear()
        self._changed()
        try:
            await self._theatre.behind.settled()
            while self._theatre.clock() < target and not self._stopped.is_set():
                await self._arrive(await self._next(target, troupe))
                if troupe is not None and await self._let_act(troupe):
                    await self._theatre.behind.settled()
                await self._going.wait()
        except TimeoutError:
            return Outcome(error="not_settled")
        finally:
            self.moving_to, self.playing, self.doing = None, False, ""
            self._going.set()
            self._changed()
        return Outcome()

    async def _next(self, target: datetime, troupe: Troupe | None) -> datetime:
        now = self._theatre.clock()
        people = []
        if troupe is not None:
            troupe.look()
            people = [max(troupe.next_at, now)] if troupe.next_at else []
        return min([*await self._moments(now, minutes=troupe is None), *people, now + GLANCE, target])

    async def _arrive(self, at: datetime) -> None:
        if at > self._theatre.clock():  # a clock that runs may have got there by itself
            self._theatre.clock.set(at)
        await self._theatre.behind.settled()
        self._changed()

    async def _let_act(self, troupe: Troupe) -> bool:
        """Whoever was about to do something by now does it, one after another, at a pace that can be watched."""
        acted = False
        while not self._stopped.is_set() and (actor := await troupe.act()) is not None:
            acted, self.doing = True, actor.name
            self._changed()
            troupe.look()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopped.wait(), PACES[self.pace])
            await self._going.wait()
        return acted


def next_monday(now: datetime, timezone: str) -> datetime:
    """The first Monday 10:00 of the time zone's wall clock after `now`."""
    today = now.astimezone(zone(timezone)).date()
    monday = today - timedelta(days=today.weekday())
    found = moment(LocalSlot(monday, _MONDAY_AT), timezone)
    while found <= now:
        monday += timedelta(days=7)
        found = moment(LocalSlot(monday, _MONDAY_AT), timezone)
    return found
