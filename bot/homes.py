"""Keeps the homes up to date: told which teams have changed, it shows theirs anew, a moment later and not too often."""

import asyncio
from collections.abc import Iterable

import structlog

from bot.storage.transaction import Database
from rituals.home import refresh
from rituals.ports import Clock
from rituals.team import TeamId

log = structlog.get_logger(__name__)

SOON = 0.5
"""Seconds after a change: what belongs together has happened by then, and who pressed a button is still looking."""

REST = 4.5
"""Seconds until the next look: in a meeting something changes all the time, and a home is not the meeting's card."""


class Homes:
    """Remembers in memory which teams have changed: what a crash forgets, the next change or opening shows.

    The homes themselves are slots: they survive everything, and one that would show the same is not sent again.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._changed: set[TeamId] = set()
        self._something = asyncio.Event()
        self._lock = asyncio.Lock()

    def changed(self, teams: Iterable[TeamId]) -> None:
        """Something was done for these teams. Cheap: it may have changed nothing."""
        self._changed.update(teams)
        if self._changed:
            self._something.set()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self._something.wait()
            await asyncio.sleep(SOON)
            await self.refresh()
            await asyncio.sleep(REST)

    async def refresh(self) -> None:
        """Show the homes of the teams that have changed. Trouble is logged, and forgotten by the next change."""
        async with self._lock:
            self._something.clear()
            teams, self._changed = self._changed, set()
            for team in teams:
                try:
                    async with self._database.begin() as tx:
                        await refresh(tx, await tx.teams.get(team), self._clock())
                except Exception:
                    log.exception("homes are not up to date", team=team)
