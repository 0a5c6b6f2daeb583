"""The Monday stand-up (летучка): short, standing, both departments; or three questions in writing."""

from datetime import time, timedelta

from rituals.kinds.declaration import FOR_EVER, Held, Kind, MeetingOptions
from rituals.meeting import Phase, Stage
from rituals.timeline import PlannedStep, Variant

NOT_AFTER = time(12, 0)
"""A stand-up opens the day; after noon the day is open without it."""

ANSWER_TIME = timedelta(hours=2)
"""How long people have for the three questions of an asynchronous stand-up, at the least."""


LATE_ANSWERS = timedelta(hours=1)
"""How long the digest takes late answers, at the least."""


def steps(held: Held) -> tuple[PlannedStep, ...]:
    """What a stand-up does when."""
    if held.ritual.variant is Variant.ASYNC:
        return _steps_in_writing(held)
    agenda_at = held.before(timedelta(hours=1))
    return held.meeting(call_at=held.workdays_before(1), agenda_at=agenda_at, not_after=NOT_AFTER)


def _steps_in_writing(held: Held) -> tuple[PlannedStep, ...]:
    digest_at = held.after(max(ANSWER_TIME, held.ritual.duration))
    closing = max(held.end_of_work(), digest_at + LATE_ANSWERS)
    return (
        PlannedStep("ask", held.starts_at, digest_at - timedelta(minutes=30)),
        PlannedStep("remind_to_answer", digest_at - timedelta(minutes=30), digest_at),
        PlannedStep("digest", digest_at, closing),
        PlannedStep("close", closing, closing + FOR_EVER),
    )


STANDUP = Kind(
    name="standup",
    duration=timedelta(minutes=30),
    stages=(Stage(Phase.REVIEW, 5), Stage(Phase.ITEMS, 15), Stage(Phase.PLAN, 5)),
    steps=steps,
    variants=(Variant.MEETING, Variant.ASYNC),
    options=MeetingOptions,
)
