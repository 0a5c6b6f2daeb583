"""The CMO/CCO breakfast: two directors, in private, every week, at his place, at hers, in a café."""

from dataclasses import dataclass
from datetime import time, timedelta

from rituals.chairing import ChairRule
from rituals.kinds.declaration import Held, Kind, MeetingOptions, Where
from rituals.meeting import Phase, Stage
from rituals.team import DIRECTORS, Circle
from rituals.timeline import PlannedStep

NOT_AFTER = time(12, 0)
"""After noon it is no breakfast."""

THE_EVENING_BEFORE = time(17, 0)
"""Where to go in the morning is read the evening before."""

TOPICS_SINCE = 4
"""Workdays for topics: a weekly breakfast collects them from the day after the last one."""


@dataclass(frozen=True, slots=True)
class BreakfastOptions(MeetingOptions):
    """`places` are the cafés that take their turn after his territory and hers."""

    chair: ChairRule = ChairRule.IN_TURN
    where: Where = Where.PRIVATE
    places: tuple[str, ...] = ()


def steps(held: Held) -> tuple[PlannedStep, ...]:
    """What a breakfast does when."""
    return held.meeting(
        call_at=held.workdays_before(TOPICS_SINCE),
        agenda_at=held.workdays_before(1, THE_EVENING_BEFORE),
        not_after=NOT_AFTER,
    )


BREAKFAST = Kind(
    name="breakfast",
    duration=timedelta(minutes=45),
    stages=(Stage(Phase.REVIEW, 10), Stage(Phase.ITEMS, 25), Stage(Phase.PLAN, 10)),
    steps=steps,
    circle=Circle(roles=DIRECTORS),
    options=BreakfastOptions,
    least=2,
    is_hosted=True,
)
