"""The use cases of a pause: begin one, with an end or without; end it; let it end by itself."""

from dataclasses import replace
from datetime import datetime, time, timedelta

from rituals.audience import show
from rituals.calendar import LocalSlot, local_date, moment
from rituals.calendar_updates import bring_up_to_date
from rituals.errors import AlreadyPaused, NotPaused
from rituals.forecast import foreseen
from rituals.messages import Message
from rituals.move_errors import TimeHasPassed
from rituals.notices import Paused, Resumed
from rituals.planning import next_of, steps_of, still_sensible
from rituals.ports import Transaction
from rituals.team import Team
from rituals.ticker import Due
from rituals.timeline import NO_OCCURRENCE, PlannedStep, Ritual, Subject

RESUME = "resume"
"""The step that ends a pause."""

MORNING = time(9)
"""When the end of a pause is told: it ends at midnight, but nobody wants to read of it then."""

HOWEVER_LATE = timedelta(days=3653)
"""A pause ends, no matter how long the bot was down."""


def end_of_pause(day: datetime, ritual: Ritual) -> datetime:
    """The moment from which a ritual is held again that goes on with the local date of `day`."""
    zone = ritual.schedule.timezone
    return moment(LocalSlot(local_date(day, zone), time(0)), zone)


def check_may_pause(ritual: Ritual, until: datetime | None, now: datetime) -> None:
    """Raises AlreadyPaused, and TimeHasPassed for an end that lies behind."""
    if ritual.rests:
        raise AlreadyPaused(ritual.name, ritual.kind)
    if until is not None and until <= now:
        raise TimeHasPassed(until)


async def pause(
    tx: Transaction, team: Team, ritual: Ritual, until: datetime | None, by: str, now: datetime
) -> datetime | None:
    """The ritual rests; its occurrences are accounted for as paused. Returns when it is held next, if that is known."""
    check_may_pause(ritual, until, now)
    resting = replace(ritual, paused_at=now, paused_until=until)
    await tx.rituals.save(resting)
    if until is not None:
        zone = ritual.schedule.timezone
        told = moment(LocalSlot(local_date(until, zone), MORNING), zone)
        step = PlannedStep(RESUME, max(told, until), until + HOWEVER_LATE)
        await tx.steps.put(team.id, Subject.RITUAL, ritual.id, [step])
    next_at = (await foreseen(tx, team, resting, now)).next_at(now) if until is not None else None
    message = Paused(ritual.name, ritual.kind, by, until, next_at)
    await _tell(tx, team, ritual, f"paused:{ritual.id}:{now:%Y%m%d%H%M%S%f}", message)
    await bring_up_to_date(tx, team, resting, now)
    return next_at


async def resume(tx: Transaction, team: Team, ritual: Ritual, by: str | None, now: datetime) -> datetime | None:
    """The ritual goes on: what its next occurrence can still do, it does, at once where it is late.

    Returns when it is held next. Raises NotPaused.
    """
    if not ritual.rests:
        raise NotPaused(ritual.name, ritual.kind)
    going_on = awake(ritual)
    await tx.rituals.save(going_on)
    await tx.steps.cancel(Subject.RITUAL, ritual.id, RESUME, now)
    planned = await next_of(tx, going_on)
    if planned is not None and ritual.rests_at(planned.starts_at):
        steps = still_sensible(steps_of(going_on, team, planned), planned.starts_at, now)
        await tx.steps.put(team.id, Subject.OCCURRENCE, planned.id, steps)
    next_at = planned.starts_at if planned else None
    message = Resumed(ritual.name, ritual.kind, by, next_at)
    await _tell(tx, team, ritual, f"resumed:{ritual.id}:{now:%Y%m%d%H%M%S%f}", message)
    await bring_up_to_date(tx, team, going_on, now)
    return next_at


async def _tell(tx: Transaction, team: Team, ritual: Ritual, slot: str, message: Message) -> None:
    """Where the next meeting would be shown."""
    planned = await next_of(tx, ritual)
    await show(tx, team, ritual, planned.id if planned else NO_OCCURRENCE, slot, message)


def awake(ritual: Ritual) -> Ritual:
    """The ritual without its pause."""
    return replace(ritual, paused_at=None, paused_until=None)


async def resume_by_itself(tx: Transaction, due: Due) -> None:
    """The step *resume*: the pause has come to the end that it was given."""
    ritual = due.ritual
    if ritual is not None and ritual.rests and ritual.paused_until is not None and ritual.paused_until <= due.now:
        await resume(tx, due.team, ritual, None, due.now)
