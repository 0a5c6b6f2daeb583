"""The strategy session of the month, or of the quarter: directors and key people, with an agenda that has been read."""

from dataclasses import dataclass
from datetime import time, timedelta

from rituals.kinds.declaration import Called, Held, Kind, MeetingOptions, Where
from rituals.meeting import Phase, Stage
from rituals.team import DIRECTORS, Circle, Role
from rituals.timeline import PlannedStep

NOT_AFTER = time(16, 0)
"""Two hours of thinking do not fit into what is left of the day after that."""

CALLED_BEFORE = 5
AGENDA_BEFORE = 3
REMIND_BEFORE = 1
"""Workdays: a week to think of what to talk about, three days to read it, a reminder to whoever has not."""


@dataclass(frozen=True, slots=True)
class StrategyOptions(MeetingOptions):
    """As every meeting's; it is shown to who takes part."""

    where: Where = Where.PRIVATE


def steps(held: Held) -> tuple[PlannedStep, ...]:
    """What a strategy session does when."""
    reminder = PlannedStep("remind_to_read", held.workdays_before(REMIND_BEFORE), held.starts_at)
    return held.meeting(
        call_at=held.workdays_before(CALLED_BEFORE),
        agenda_at=held.workdays_before(AGENDA_BEFORE),
        not_after=NOT_AFTER,
        beside=(reminder,),
    )


STRATEGY = Kind(
    name="strategy",
    duration=timedelta(hours=2),
    stages=(
        Stage(Phase.REVIEW, 10),
        Stage(Phase.TOPIC, 20, "campaigns"),
        Stage(Phase.TOPIC, 20, "sales"),
        Stage(Phase.TOPIC, 20, "feedback"),
        Stage(Phase.TOPIC, 30, "joint"),
        Stage(Phase.ITEMS, 10),
        Stage(Phase.PLAN, 10),
    ),
    quarterly=(
        Stage(Phase.REVIEW, 10),
        Stage(Phase.TOPIC, 20, "quarter"),
        Stage(Phase.TOPIC, 15, "campaigns"),
        Stage(Phase.TOPIC, 15, "sales"),
        Stage(Phase.TOPIC, 15, "feedback"),
        Stage(Phase.TOPIC, 25, "joint"),
        Stage(Phase.ITEMS, 10),
        Stage(Phase.PLAN, 10),
    ),
    steps=steps,
    circle=Circle(roles=(*DIRECTORS, Role.CEO)),
    options=StrategyOptions,
    called=Called.PARTICIPANTS,
    asks_to_read=True,
)
