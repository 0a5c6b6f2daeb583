"""Plan occurrences and their steps: always one ahead, once a slot, none left unaccounted for."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from rituals.calendar import DaysOff, LocalSlot, Planned, moment
from rituals.errors import ItIsRunning, NotHeldYet
from rituals.kinds import is_held, kind_of
from rituals.kinds.declaration import Held
from rituals.localtime import zone
from rituals.outages import tell_missed
from rituals.ports import Transaction
from rituals.team import PersonId, Team
from rituals.timeline import (
    NO_OCCURRENCE,
    Occurrence,
    OccurrenceId,
    OccurrenceState,
    PlannedStep,
    Reason,
    Ritual,
    Subject,
)

OWN_TURN_WITHIN = timedelta(hours=12)
"""*Run now* this shortly before the planned meeting means that one, not another."""

NOTICE = "notice"
"""The step that tells the chat about an occurrence that a day off takes away."""


def days_off_of(team: Team) -> DaysOff:
    """The public holidays of the team's country, and what the team itself says of days."""
    country = DaysOff.parse(team.holidays).country if team.holidays else None
    return DaysOff(country, team.days_off, team.working_days)


def held_at(ritual: Ritual, starts_at: datetime, team: Team) -> Held:
    return Held(ritual, starts_at, days_off_of(team))


async def plan_next(tx: Transaction, ritual: Ritual, team: Team, now: datetime) -> Ritual:
    """Plan slots until one that is still to come has its occurrence; what was left behind is accounted for.

    Returns the ritual as saved: `planned_until` is the last slot planned, `next_run_at` when to plan on.
    """
    days_off = days_off_of(team)
    missed = False
    for planned in _slots(ritual, days_off, now):
        occurrence = await _plan(tx, ritual, team, planned, now)
        missed |= occurrence is not None and occurrence.state is OccurrenceState.MISSED
        starts_at = _start(ritual, planned)
        ritual = replace(ritual, planned_until=planned.slot.key, next_run_at=starts_at)
        if starts_at > now and occurrence is not None and not occurrence.is_over:
            break
    await tx.rituals.save(ritual)
    if missed:
        await tell_missed(tx, team, now)
    return ritual


def _slots(ritual: Ritual, days_off: DaysOff, now: datetime) -> Iterator[Planned]:
    """The slots to plan, from the last planned one on; for a new ritual from now on."""
    if ritual.planned_until is None:
        yield from ritual.schedule.plans(now, days_off)
    else:
        for slot in ritual.schedule.slots(LocalSlot.parse(ritual.planned_until), days_off):
            yield ritual.schedule.planned(slot, days_off)


def _start(ritual: Ritual, planned: Planned) -> datetime:
    return moment(planned.held or planned.slot, ritual.schedule.timezone)


async def _plan(tx: Transaction, ritual: Ritual, team: Team, planned: Planned, now: datetime) -> Occurrence | None:
    """Store the occurrence of a slot with its steps; None if the slot has one already."""
    occurrence = regular(ritual, team, planned)
    starts_at = occurrence.starts_at
    steps = steps_of(ritual, team, occurrence)
    if planned.held is None:
        occurrence = occurrence.skipped(Reason.DAY_OFF, now=now, note=occurrence.note)
    elif ritual.rests_at(starts_at) and starts_at <= now:
        occurrence = occurrence.skipped(Reason.PAUSED, now=now)
        steps = ()
    elif _last_chance(ritual, steps) < now:
        occurrence = replace(occurrence, state=OccurrenceState.MISSED, reason=Reason.OUTAGE, closed_at=now)
        steps = ()
    stored = await _store(tx, occurrence)
    if stored is not None:
        await tx.steps.put(stored.team, Subject.OCCURRENCE, stored.id, still_sensible(steps, starts_at, now))
    return stored


def regular(ritual: Ritual, team: Team, planned: Planned) -> Occurrence:
    """The occurrence of a slot as the schedule and the days off have it; nobody has changed anything about it."""
    return Occurrence(
        id=OccurrenceId(0),
        team=ritual.team,
        ritual=ritual.id,
        slot=planned.slot.key,
        starts_at=_start(ritual, planned),
        moved_from=ritual.schedule.moment(planned.slot) if planned.moved_from else None,
        note=planned.because.name(team.locale) if planned.because else None,
        reason=Reason.DAY_OFF if planned.because else None,
    )


def steps_of(ritual: Ritual, team: Team, occurrence: Occurrence) -> tuple[PlannedStep, ...]:
    """What an occurrence does when; what a day off does to it is told when people would have been called.

    Where the kind calls nobody before it begins, that is a notice of its own.
    """
    held = held_at(ritual, occurrence.starts_at, team)
    steps = kind_of(ritual.kind).steps(held)
    if occurrence.reason is not Reason.DAY_OFF:
        return steps
    first = min(step.due_at for step in steps if step.name not in kind_of(ritual.kind).aside)
    notice = PlannedStep(NOTICE, min(first, held.workdays_before(1)), occurrence.starts_at)
    if occurrence.moved_from is None:
        return (notice,)
    return (notice, *steps) if first >= occurrence.starts_at else steps


async def _store(tx: Transaction, occurrence: Occurrence) -> Occurrence | None:
    """Store an occurrence; one that a change of the schedule had given up takes its slot back."""
    before = await tx.occurrences.at_slot(occurrence.ritual, occurrence.slot)
    if before is None or before.reason is not Reason.RESCHEDULED:
        return await tx.occurrences.add(occurrence)
    again = replace(occurrence, id=before.id)
    await tx.occurrences.save(again)
    return again


def _last_chance(ritual: Ritual, steps: tuple[PlannedStep, ...]) -> datetime:
    """Until when the occurrence can still happen."""
    keys = kind_of(ritual.kind).key_steps
    return max(step.last_at for step in steps if step.name in keys)


def still_sensible(steps: tuple[PlannedStep, ...], starts_at: datetime, now: datetime) -> tuple[PlannedStep, ...]:
    """The steps without those whose time is over. One that should have come before its ritual existed is due now."""
    return tuple(
        replace(step, due_at=max(step.due_at, now)) if starts_at > now else step for step in steps if step.last_at > now
    )


async def replan(tx: Transaction, ritual: Ritual, team: Team, now: datetime) -> Ritual:
    """After a change of the schedule: give up what was planned and has not begun, and plan anew from now.

    What a person has moved stays where it is while the schedule still has its slot, and a later one does not meet it.
    """
    days_off = days_off_of(team)
    for occurrence in await tx.occurrences.upcoming(team.id):
        if occurrence.ritual != ritual.id or occurrence.state is not OccurrenceState.PLANNED:
            continue
        await tx.steps.cancel(Subject.OCCURRENCE, occurrence.id, Reason.RESCHEDULED, now)
        if occurrence.was_moved and still_fits(ritual, occurrence, days_off):
            steps = still_sensible(steps_of(ritual, team, occurrence), occurrence.starts_at, now)
            await tx.steps.put(team.id, Subject.OCCURRENCE, occurrence.id, steps)
        else:
            await tx.occurrences.save(occurrence.skipped(Reason.RESCHEDULED, now=now))
    return await plan_next(tx, replace(ritual, planned_until=None), team, now)


def still_fits(ritual: Ritual, moved: Occurrence, days_off: DaysOff) -> bool:
    """Whether a schedule has the slot of a moved occurrence, and its next one comes after that has ended."""
    slot, schedule = LocalSlot.parse(moved.slot), ritual.schedule
    if schedule.next_slot(slot.date - timedelta(days=1), days_off) != slot:
        return False
    plans = (schedule.planned(later, days_off) for later in schedule.slots(slot, days_off))
    following = next(schedule.moment(plan.held) for plan in plans if plan.held is not None)
    return moved.starts_at + ritual.duration <= following


async def next_of(tx: Transaction, ritual: Ritual) -> Occurrence | None:
    """The next occurrence that has not begun."""
    upcoming = await tx.occurrences.upcoming(ritual.team)
    return next((o for o in upcoming if o.ritual == ritual.id and o.state is OccurrenceState.PLANNED), None)


async def live_of(tx: Transaction, ritual: Ritual) -> Occurrence | None:
    """The occurrence that is going on."""
    upcoming = await tx.occurrences.upcoming(ritual.team)
    alive = {OccurrenceState.OPEN, OccurrenceState.RUNNING}
    return next((o for o in upcoming if o.ritual == ritual.id and o.state in alive), None)


async def to_run(tx: Transaction, ritual: Ritual, by: PersonId, now: datetime) -> Occurrence:
    """What *Run now* would hold, not stored yet: the planned one if its time is near, else one between the times.

    A ritual that is paused is held all the same: somebody asks for it. Raises NotHeldYet, ItIsRunning.
    """
    check_held(ritual)
    planned = await next_of(tx, ritual)
    if await live_of(tx, ritual) is not None or (planned is not None and planned.asked_for):
        raise ItIsRunning(ritual.name, ritual.kind)
    if planned is not None and planned.starts_at - now <= OWN_TURN_WITHIN:
        return replace(planned, moved_from=planned.starts_at, starts_at=now, by=by, reason=None)
    local = now.astimezone(zone(ritual.schedule.timezone)).replace(tzinfo=None, second=0, microsecond=0)
    slot = LocalSlot(local.date(), local.time())
    return Occurrence(NO_OCCURRENCE, ritual.team, ritual.id, slot.key, now, by=by)


async def run_now(tx: Transaction, ritual: Ritual, team: Team, by: PersonId, now: datetime) -> Occurrence:
    """Hold what `to_run` says this moment. Raises what it raises."""
    occurrence = await to_run(tx, ritual, by, now)
    if occurrence.id == NO_OCCURRENCE:
        occurrence = await _between_times(tx, occurrence)
    else:
        await tx.occurrences.save(occurrence)
        await tx.steps.cancel(Subject.OCCURRENCE, occurrence.id, Reason.PERSON, now)
    steps = kind_of(ritual.kind).steps(held_at(ritual, now, team))
    await tx.steps.put(team.id, Subject.OCCURRENCE, occurrence.id, [s for s in steps if s.due_at >= now])
    if ritual.planned_until == occurrence.slot:
        await plan_next(tx, ritual, team, now)
    return occurrence


async def _between_times(tx: Transaction, occurrence: Occurrence) -> Occurrence:
    """One that the schedule does not know; its slot is this minute, or the next that the ritual has not had."""
    while (added := await tx.occurrences.add(occurrence)) is None:
        slot = LocalSlot.parse(occurrence.slot)
        local = datetime.combine(slot.date, slot.at) + timedelta(minutes=1)
        occurrence = replace(occurrence, slot=LocalSlot(local.date(), local.time()).key)
    return added


def check_held(ritual: Ritual) -> None:
    """Raises NotHeldYet for a kind that this version does not hold."""
    if not is_held(ritual.kind):
        raise NotHeldYet(ritual.name)


async def skip(
    tx: Transaction, occurrence: Occurrence, reason: Reason, now: datetime, by: PersonId | None
) -> Occurrence:
    """Give up one occurrence that has not begun, and see to it that the next one is planned."""
    await tx.steps.cancel(Subject.OCCURRENCE, occurrence.id, reason, now)
    skipped = occurrence.skipped(reason, now=now, by=by)
    await tx.occurrences.save(skipped)
    ritual = await tx.rituals.get(occurrence.team, occurrence.ritual)
    if ritual is not None and ritual.planned_until == occurrence.slot:
        await plan_next(tx, ritual, await tx.teams.get(occurrence.team), now)
    return skipped
