"""What a kind of ritual declares: its steps in time, its stages, who takes part, and how late is too late."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from rituals.calendar import DaysOff, LocalSlot, local_date, moment
from rituals.chairing import ChairRule
from rituals.localtime import zone
from rituals.meeting import Stage
from rituals.team import BOTH_DEPARTMENTS, Circle
from rituals.timeline import Options, PlannedStep, Ritual, Variant
from rituals.wrongvalues import WrongValue

START_OF_WORK = time(9, 0)

END_OF_WORK = time(18, 0)
"""When a meeting that nobody closed closes by itself, so that its protocol still goes out the same day."""

REACH = "reach"
"""The step that tells, a workday before, who cannot get the private messages that a ritual is about to send."""

FOR_EVER = timedelta(days=366)
"""A step that must be done however late, such as closing."""

LONGEST_AGENDA_HOURS = 240
"""Ten days: an agenda that is older than that has been forgotten by the time of the meeting."""


class Where(StrEnum):
    """Where a meeting is shown: in the chats of this audience, or in private to each who takes part."""

    COMMON = "common"
    SALES = "sales"
    MARKETING = "marketing"
    PRIVATE = "private"


@dataclass(frozen=True, slots=True)
class MeetingOptions(Options):
    """What a team may set of every meeting. The first `moderated` ones are led by the moderator.

    `agenda_hours`: how long before the meeting its agenda is published; 0: when the kind does it.
    """

    chair: ChairRule = ChairRule.MARKET
    where: Where = Where.COMMON
    moderated: int = 0
    agenda_hours: int = 0

    def __post_init__(self) -> None:
        if self.agenda_hours > LONGEST_AGENDA_HOURS:
            raise WrongValue("agenda_hours", self.agenda_hours, (f"0 to {LONGEST_AGENDA_HOURS}",))


class Called(StrEnum):
    """Whom the call for the agenda addresses: both departments' chats and the directors, or who takes part alone."""

    DEPARTMENTS = "departments"
    PARTICIPANTS = "participants"


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

    def workdays_before(self, days: int, at: time | None = None) -> datetime:
        """That many workdays before, at the usual time or another: nobody is called on a Sunday for Monday."""
        day = self.day
        for _ in range(days):
            day = self.days_off.previous_workday(day)
        schedule = self.ritual.schedule
        return moment(LocalSlot(day, at or schedule.at), schedule.timezone)

    def workdays_after(self, count: int) -> datetime:
        """So many workdays after the start, at its wall time, but at a time of day when people work."""
        at = self.starts_at.astimezone(zone(self.ritual.schedule.timezone)).time().replace(second=0, microsecond=0)
        slot = LocalSlot(self.days_off.add_workdays(self.day, count), min(max(at, START_OF_WORK), END_OF_WORK))
        return moment(slot, self.ritual.schedule.timezone)

    def reach(self) -> PlannedStep:
        """A workday before: time enough to press *Start*."""
        return PlannedStep(REACH, self.workdays_before(1), self.starts_at)

    def before(self, by: timedelta) -> datetime:
        return self.starts_at - by

    def after(self, by: timedelta) -> datetime:
        return self.starts_at + by

    def end_of_work(self) -> datetime:
        """The end of the working day, or twice the meeting's duration after its start if that is later."""
        return max(self.on_that_day(END_OF_WORK), self.starts_at + 2 * self.ritual.duration)

    def meeting(
        self, *, call_at: datetime, agenda_at: datetime, not_after: time, beside: tuple[PlannedStep, ...] = ()
    ) -> tuple[PlannedStep, ...]:
        """The steps that every meeting has: call, agenda, open (not after a local time), two reminders, close.

        One that starts later than `not_after` may be opened within two hours.
        """
        options = self.ritual.options
        if isinstance(options, MeetingOptions) and options.agenda_hours:
            agenda_at = self.before(timedelta(hours=options.agenda_hours))
        last = self.on_that_day(not_after)
        if self.starts_at >= last:
            last = self.after(timedelta(hours=2))
        closing = self.end_of_work()
        return (
            PlannedStep("call", min(call_at, agenda_at), agenda_at),
            PlannedStep("agenda", agenda_at, self.starts_at),
            *beside,
            PlannedStep("open", self.starts_at, last),
            PlannedStep("remind_chair", self.after(timedelta(minutes=5)), closing),
            PlannedStep("ask_deputy", self.after(timedelta(minutes=10)), closing),
            PlannedStep("close", closing, closing + FOR_EVER),
        )


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of ritual. Without one of its `key_steps` an occurrence did not happen.

    A meeting is a kind with `stages` (`quarterly`: those of one that is held once a quarter, where they differ); it
    takes agenda items. `circle` is who takes part where the team does not say it, `options` what a team may set.
    `least`: with fewer of its circle there it is not held. `is_hosted`: its place alternates between the directors.
    `aside` are steps that tell a few in private what to see to, and call nobody. `asks_to_read`: the agenda asks who
    has read it. `in_numbers`: its agenda tells the week in numbers.
    """

    name: str
    duration: timedelta
    stages: tuple[Stage, ...]
    steps: Callable[[Held], tuple[PlannedStep, ...]]
    variants: tuple[Variant, ...] = (Variant.MEETING,)
    key_steps: tuple[str, ...] = ("open", "ask")
    aside: tuple[str, ...] = ()
    circle: Circle = BOTH_DEPARTMENTS
    options: type[Options] = Options
    quarterly: tuple[Stage, ...] = ()
    called: Called = Called.DEPARTMENTS
    least: int = 1
    is_hosted: bool = False
    asks_to_read: bool = False
    in_numbers: bool = False

    @property
    def is_meeting(self) -> bool:
        """Whether people meet for it: a meeting has a card, a calendar entry and a protocol."""
        return bool(self.stages)
