"""Look at the days off again when a step's time has come: the calendar may be another one than when it was planned."""

from dataclasses import replace
from datetime import datetime

from rituals.calendar import LocalSlot
from rituals.planning import NOTICE, days_off_of, plan_next, regular, steps_of, still_sensible
from rituals.ports import Transaction
from rituals.team import Team
from rituals.timeline import Occurrence, OccurrenceState, PlannedStep, Reason, Ritual, Subject


async def look_again(
    tx: Transaction, team: Team, ritual: Ritual, occurrence: Occurrence, now: datetime
) -> tuple[PlannedStep, ...] | None:
    """Plan an occurrence anew whose day off has come or gone since; None where everything is as it was.

    Returns the steps that it has now. What a person has moved or asked for is theirs; what has begun goes on.
    """
    if not _is_regular(occurrence):
        return None
    planned = ritual.schedule.planned(LocalSlot.parse(occurrence.slot), days_off_of(team))
    fresh = replace(regular(ritual, team, planned), id=occurrence.id, place=occurrence.place)
    if occurrence.state is OccurrenceState.PLANNED and planned.held and fresh.starts_at == occurrence.starts_at:
        return None
    if planned.held is None or fresh.starts_at <= now:
        if occurrence.state is OccurrenceState.SKIPPED or planned.because is None:
            return None
        fresh = replace(fresh, moved_from=None).skipped(Reason.DAY_OFF, now=now, note=fresh.note)
    return await _plan_anew(tx, team, ritual, occurrence, fresh, now)


def _is_regular(occurrence: Occurrence) -> bool:
    """Whether it is as the schedule and the days off have it, and still to come."""
    if occurrence.by is not None:
        return False
    dropped = occurrence.state is OccurrenceState.SKIPPED and occurrence.reason is Reason.DAY_OFF
    return dropped or occurrence.state is OccurrenceState.PLANNED


async def _plan_anew(
    tx: Transaction, team: Team, ritual: Ritual, before: Occurrence, fresh: Occurrence, now: datetime
) -> tuple[PlannedStep, ...]:
    """Store it, with a notice that is due at once: the chats have been told something else, or will have been."""
    await tx.occurrences.save(fresh)
    await tx.steps.cancel(Subject.OCCURRENCE, fresh.id, Reason.DAY_OFF, now)
    own = () if fresh.is_over else still_sensible(steps_of(ritual, team, fresh), fresh.starts_at, now)
    notice = PlannedStep(NOTICE, now, max(before.starts_at, fresh.starts_at, now))
    steps = (notice, *(step for step in own if step.name != NOTICE))
    await tx.steps.put(team.id, Subject.OCCURRENCE, fresh.id, steps)
    if fresh.is_over and ritual.planned_until == fresh.slot:
        await plan_next(tx, ritual, team, now)
    return steps
