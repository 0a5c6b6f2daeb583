"""What a kind of ritual declares: its steps in time, its stages, and how late is too late."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from rituals.calendar import DaysOff, LocalSlot, local_date, moment
from rituals.meeting import Stage
from rituals.team import BOTH_DEPARTMENTS, Circle
from rituals.timeline import Options, PlannedStep, Ritual, Variant

END_OF_WORK = time(18, 0)
"""When a meeting that nobody closed closes by itself, so that its protocol still goes out the same day."""


@dataclass(frozen=True, slots=True)
class Held:
    """One occurrence in time: the ritual, when it starts, and the team's days off."""

    ritual: Ritual
    starts_at: datetime
    days_off: DaysOff

    @property
    def day(self) -> date:
        """The local date."""
        return local_date(self.starts_at, self.ritual.schedule.timezone)

    def on_that_day(self, at: time) -> datetime:
        """The moment of a wall time on the day of the meeting."""
        return moment(LocalSlot(self.day, at), self.ritual.schedule.timezone)

    def workday_before(self) -> datetime:
        """The same wall time on the last workday before: nobody is called on a Sunday for Monday."""
        day = self.days_off.previous_workday(self.day)
        return moment(LocalSlot(day, self.ritual.schedule.at), self.ritual.schedule.timezone)

    def before(self, by: timedelta) -> datetime:
        return self.starts_at - by

    def after(self, by: timedelta) -> datetime:
        return self.starts_at + by

    def end_of_work(self) -> datetime:
        """The end of the working day, or twice the meeting's duration after its start if that is later."""
        return max(self.on_that_day(END_OF_WORK), self.starts_at + 2 * self.ritual.duration)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of ritual. Without one of its `key_steps` an occurrence did not happen.

    `circle` is who takes part where the team does not say it, `options` what a team may set.
    """

    name: str
    duration: timedelta
    stages: tuple[Stage, ...]
    steps: Callable[[Held], tuple[PlannedStep, ...]]
    variants: tuple[Variant, ...] = (Variant.MEETING,)
    key_steps: tuple[str, ...] = ("open", "ask")
    circle: Circle = BOTH_DEPARTMENTS
    options: type[Options] = Options
