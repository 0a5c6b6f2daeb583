"""The books stay in order however people change the course: moves, skips, pauses and schedules, between ticks and outages."""

import asyncio
import shutil
import tempfile
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers.words import minutes_of
from rituals import moves
from rituals.calendar import DaysOff, LocalSlot, Schedule
from rituals.errors import Refusal
from rituals.planning import next_of
from rituals.timeline import Occurrence, OccurrenceState, Ritual
from tests.house import House, _opened
from tests.rituals.test_ticker import OVER, do
from tests.world import World

DEEDS = (
    "hours",
    "days",
    "weeks",
    "restart",
    "two",
    "run",
    "skip",
    "pause",
    "move",
    "move_back",
    "move_ahead",
    "pause_until",
    "schedule",
    "import",
)
DAYS_OFF = DaysOff.parse("RU")


class Life:
    """A house in which the course is changed; knows since when the schedule is what it is."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.since: datetime = house.clock()

    async def ritual(self) -> Ritual:
        async with self.house.database.read() as tx:
            return next(r for r in await tx.rituals.of(self.house.world.team.id) if r.id == self.house.world.monday.id)

    async def does(self, deed: str, size: int) -> None:
        match deed:
            case "move":
                await self._move(timedelta(hours=size * 7))
            case "move_ahead":
                await self._move(timedelta(hours=-size * 9))
            case "move_back":
                await self._move(None)
            case "pause_until":
                await self._pause(timedelta(days=size * 3))
            case "schedule":
                await self._reschedule(size)
            case "import":
                await self._reschedule(None)
            case _:
                await do(self.house, deed, size)
        await self.house.tick()

    async def _move(self, by: timedelta | None) -> None:
        house, ritual = self.house, await self.ritual()
        async with house.database.read() as tx:
            planned = await next_of(tx, ritual)
        if planned is None:
            return
        usual = moves.usual(ritual, house.world.team, planned).starts_at
        to = usual if by is None else planned.starts_at + by
        args = (planned.id, max(0, minutes_of(to)), minutes_of(planned.starts_at))
        await house.presses(house.world.anna, "move.to:" + ":".join(map(str, args)))

    async def _pause(self, length: timedelta) -> None:
        until = minutes_of(self.house.clock() + length)
        await self.house.presses(self.house.world.anna, f"ritual.pause:{self.house.world.monday.id}:{until}")

    async def _reschedule(self, size: int | None) -> None:
        """Another weekday and time; without a size the same again, as an import that changes a duration does."""
        house, ritual = self.house, await self.ritual()
        words = (
            {"every": "week", "on": ("mon", "tue", "wed", "thu", "fri")[size - 1], "at": f"{9 + size}:00"}
            if size
            else {}
        )
        changed = replace(ritual, duration=ritual.duration + timedelta(minutes=1))
        if words:
            changed = replace(changed, schedule=Schedule.parse(**words, timezone=ritual.schedule.timezone))
            self.since = house.clock()
        async with house.database.begin() as tx:
            locked = await tx.rituals.get(house.world.team.id, ritual.id)
            assert locked is not None
            await moves.reschedule(
                tx, house.world.team, locked, replace(changed, planned_until=None), house.world.anna, house.clock()
            )

    async def check_the_books(self) -> None:
        ritual, now = await self.ritual(), self.house.clock()
        assert ritual.next_run_at is not None
        assert ritual.next_run_at > now
        assert ritual.planned_until is not None
        found = {o.slot: o for o in await self.house.occurrences()}
        self._every_slot_has_its_occurrence(ritual, found)
        behind = [o for o in found.values() if o.starts_at < now - timedelta(days=1, hours=1)]
        assert all(o.state in OVER for o in behind), behind
        assert all(o.reason is not None for o in behind if o.state is not OccurrenceState.HELD)
        planned = [o for _, o in sorted(found.items()) if o.state is OccurrenceState.PLANNED]
        assert planned
        starts = [o.starts_at for o in planned]
        assert starts == sorted(set(starts)), "moved past another one"
        async with self.house.database.read() as tx:
            waiting = await tx.steps.waiting(self.house.world.team.id, 100)
        assert all(step.due_at > now for step in waiting)

    def _every_slot_has_its_occurrence(self, ritual: Ritual, found: dict[str, Occurrence]) -> None:
        schedule = ritual.schedule
        for slot in schedule.slots(self.since.date() - timedelta(days=1), DAYS_OFF):
            plan = schedule.planned(slot, DAYS_OFF)
            if schedule.moment(plan.held or slot) > self.since:
                assert slot.key in found, slot
            if slot >= LocalSlot.parse(ritual.planned_until or ""):
                return


async def live(path: Path, world: World, deeds: list[tuple[str, int]]) -> None:
    house = await _opened(path, world)
    try:
        life = Life(house)
        for deed, size in deeds:
            await life.does(deed, size)
        await house.presses(world.anna, f"ritual.resume:{world.monday.id}")
        await house.later(days=2)
        await life.check_the_books()
        assert house.broken == []
    finally:
        await house.database.close()


@given(st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(1, 5)), max_size=8))
@settings(max_examples=15, suppress_health_check=list(HealthCheck))
def test_every_slot_is_accounted_for_whatever_people_change(
    built_house: tuple[Path, World], deeds: list[tuple[str, int]]
) -> None:
    template, world = built_house
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "letuchka.db"
        shutil.copy(template, path)
        asyncio.run(live(path, world, deeds))


async def test_a_time_is_refused_or_kept_exactly(house: House) -> None:
    """Every quarter of an hour around a meeting, with the next one a week later."""
    w = house.world
    async with house.database.read() as tx:
        ritual = next(iter(await tx.rituals.of(w.team.id)))
        planned = await next_of(tx, ritual)
    assert planned is not None
    now, following = house.clock(), planned.starts_at + timedelta(weeks=1)
    async with house.database.begin() as tx:
        for quarter in range(-20, 12 * 24 * 4, 7):
            to = now + timedelta(minutes=15) * quarter
            fits = now < to != planned.starts_at and to + ritual.duration <= following
            try:
                await moves.check_time(tx, w.team, ritual, planned, to, now)
            except Refusal:
                assert not fits, to
            else:
                assert fits, to
