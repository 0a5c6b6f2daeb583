"""A ritual's schedule as an APScheduler trigger: the library's own interface, our arithmetic of time."""

from datetime import datetime, timedelta

from apscheduler.triggers.base import BaseTrigger

from rituals.calendar import NO_DAYS_OFF, DaysOff, Schedule

_INSTANT = timedelta(microseconds=1)


class RitualTrigger(BaseTrigger):  # type: ignore[misc]  # APScheduler 3 ships no types.
    """Fires whenever a schedule's ritual is held. It remembers nothing: every answer follows from its arguments.

    Unlike CronTrigger it never fires at a wall time that does not exist, nor twice in a repeated hour.
    """

    def __init__(self, schedule: Schedule, days_off: DaysOff = NO_DAYS_OFF) -> None:
        self._schedule = schedule
        self._days_off = days_off

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        """The next instant (aware, UTC): after the previous one, or, for the first time, from `now` on."""
        after = previous_fire_time if previous_fire_time is not None else now - _INSTANT
        return self._schedule.next_moment(after, self._days_off)

    def __str__(self) -> str:
        schedule = self._schedule
        return f"ritual[every {schedule.every} on {schedule.on} at {schedule.at:%H:%M} {schedule.timezone}]"

    def __repr__(self) -> str:
        return f"<{type(self).__name__} ({self})>"
