"""The Friday review (итоги недели): what the week brought, subject by subject, in front of both departments."""

from datetime import time, timedelta

from rituals.kinds.declaration import Held, Kind, MeetingOptions
from rituals.meeting import Phase, Stage
from rituals.timeline import PlannedStep

NOT_AFTER = time(18, 30)
"""A week is reviewed on its last day or not at all: by Monday everybody has turned to the next one."""


def steps(held: Held) -> tuple[PlannedStep, ...]:
    """What a review does when: the agenda, with the week in numbers, comes out two hours ahead."""
    return held.meeting(call_at=held.workdays_before(1), agenda_at=held.before(timedelta(hours=2)), not_after=NOT_AFTER)


REVIEW = Kind(
    name="review",
    duration=timedelta(minutes=45),
    stages=(
        Stage(Phase.REVIEW, 5),
        Stage(Phase.TOPIC, 10, "campaigns"),
        Stage(Phase.TOPIC, 10, "sales"),
        Stage(Phase.TOPIC, 10, "feedback"),
        Stage(Phase.ITEMS, 5),
        Stage(Phase.PLAN, 5),
    ),
    steps=steps,
    options=MeetingOptions,
    in_numbers=True,
)
