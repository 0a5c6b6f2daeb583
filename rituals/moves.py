"""The use cases of changing the course of a ritual: move or skip one occurrence, choose another schedule."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from rituals import agenda_board, gathering
from rituals.audience import show
from rituals.calendar import LocalSlot
from rituals.calendar_updates import bring_up_to_date
from rituals.chairs import tell_turn, turn_slot, turns_of
from rituals.errors import ItIsRunning, NoSuchRitual, NothingToSkip
from rituals.kinds import has_agenda, kind_of
from rituals.move_errors import AlreadyThen, ChangedMeanwhile, MeetsAnother, NotYoursToMove, RestsThen, TimeHasPassed
from rituals.notices import Rhythm, ScheduleChanged, tell_moved, tell_skipped
from rituals.planning import days_off_of, held_at, next_of, regular, replan, still_fits, still_sensible
from rituals.planning import skip as skip_planned
from rituals.ports import Transaction
from rituals.team import DIRECTOR_OF, Person, Team, director_of
from rituals.timeline import NO_OCCURRENCE, Occurrence, OccurrenceId, OccurrenceState, Reason, Ritual, Subject

# -- who may, and what -------------------------------------------------------------------------------------------


async def planned(tx: Transaction, team: Team, occurrence: OccurrenceId) -> tuple[Ritual, Occurrence]:
    """An occurrence that has not begun, and its ritual. Raises NoSuchRitual, NothingToSkip, ItIsRunning."""
    found = await tx.occurrences.get(team.id, occurrence)
    ritual = await tx.rituals.get(team.id, found.ritual) if found else None
    if found is None or ritual is None:
        raise NoSuchRitual
    if found.is_over:
        raise NothingToSkip(ritual.name, ritual.kind)
    if found.state is not OccurrenceState.PLANNED or found.asked_for:
        raise ItIsRunning(ritual.name, ritual.kind)
    return ritual, found


async def check_may_move(tx: Transaction, team: Team, ritual: Ritual, occurrence: Occurrence, by: Person) -> None:
    """One occurrence is moved or skipped by admins, directors and who chairs it. Raises NotYoursToMove."""
    if not await may_move(tx, team, ritual, occurrence, by):
        people = await tx.people.of(team.id)
        chair = await chair_of(tx, team, ritual, occurrence)
        raise NotYoursToMove(tuple(p.name for p in people if p.active and (p.admin or p.is_director or p == chair)))


async def may_move(tx: Transaction, team: Team, ritual: Ritual, occurrence: Occurrence, by: Person) -> bool:
    """Whether somebody may move or skip this occurrence."""
    if by.admin or by.is_director:
        return True
    chair = await chair_of(tx, team, ritual, occurrence)
    return chair is not None and chair.id == by.id


async def chair_of(tx: Transaction, team: Team, ritual: Ritual, occurrence: Occurrence) -> Person | None:
    """Who will chair an occurrence that has not begun."""
    return (await turns_of(tx, team, ritual, occurrence)).chair


def check_still(ritual: Ritual, occurrence: Occurrence, was: datetime) -> None:
    """Whether it is still at the time that a confirmation has named. Raises ChangedMeanwhile."""
    if occurrence.starts_at != was:
        raise ChangedMeanwhile(ritual.name, occurrence.starts_at, ritual.kind)


# -- one occurrence ----------------------------------------------------------------------------------------------


async def check_time(
    tx: Transaction, team: Team, ritual: Ritual, occurrence: Occurrence, to: datetime, now: datetime
) -> None:
    """Whether an occurrence can be held then: to come, another time, between its neighbours, in no pause.

    Raises TimeHasPassed, AlreadyThen, MeetsAnother, RestsThen.
    """
    if to <= now:
        raise TimeHasPassed(to)
    if to == occurrence.starts_at:
        raise AlreadyThen(ritual.name, to, ritual.kind)
    if ritual.rests_at(to):
        raise RestsThen(ritual.name, ritual.paused_until, ritual.kind)
    for other in await tx.occurrences.upcoming(team.id):
        if other.ritual != ritual.id or other.id == occurrence.id:
            continue
        is_later = other.slot > occurrence.slot
        meets = to + ritual.duration > other.starts_at if is_later else to < other.starts_at + ritual.duration
        if meets:
            raise MeetsAnother(ritual.name, other.starts_at, ritual.kind)
    following = await _following(tx, team, ritual, occurrence)
    if to + ritual.duration > following:
        raise MeetsAnother(ritual.name, following, ritual.kind)


async def _following(tx: Transaction, team: Team, ritual: Ritual, occurrence: Occurrence) -> datetime:
    """When the schedule has the next one that is held, planned already or not."""
    for slot in ritual.schedule.slots(LocalSlot.parse(occurrence.slot), days_off_of(team)):
        stored = await tx.occurrences.at_slot(ritual.id, slot.key)
        if stored is not None and stored.reason is not Reason.RESCHEDULED:
            if not stored.is_over:
                return stored.starts_at
            continue
        plan = ritual.schedule.planned(slot, days_off_of(team))
        if plan.held is not None:
            return ritual.schedule.moment(plan.held)
    raise AssertionError("a schedule has no end")


def usual(ritual: Ritual, team: Team, occurrence: Occurrence) -> Occurrence:
    """The occurrence as the schedule has it, whatever people have done to it."""
    plan = ritual.schedule.planned(LocalSlot.parse(occurrence.slot), days_off_of(team))
    return replace(regular(ritual, team, plan), id=occurrence.id, place=occurrence.place)


async def move(
    tx: Transaction, team: Team, ritual: Ritual, occurrence: Occurrence, to: datetime, by: Person, now: datetime
) -> Occurrence:
    """Hold an occurrence at another time: it keeps its slot, so the next regular one is not concerned.

    Its steps are planned anew, what was posted of it is brought up to date, the chats are told once.
    Raises what `check_time` raises.
    """
    await check_time(tx, team, ritual, occurrence, to, now)
    before = usual(ritual, team, occurrence)
    moved = before
    if to != before.starts_at:
        moved_from = occurrence.moved_from if occurrence.was_moved else occurrence.starts_at
        moved = replace(before, starts_at=to, moved_from=moved_from, reason=Reason.MOVED, note=None, by=by.id)
    await tx.occurrences.save(moved)
    await tx.steps.cancel(Subject.OCCURRENCE, moved.id, Reason.MOVED, now)
    steps = kind_of(ritual.kind).steps(held_at(ritual, to, team))
    await tx.steps.put(team.id, Subject.OCCURRENCE, moved.id, still_sensible(steps, to, now))
    if ritual.planned_until == moved.slot:
        await tx.rituals.save(replace(ritual, next_run_at=min(to, before.starts_at)))
    if has_agenda(ritual):
        await agenda_board.refresh(tx, team, ritual, now)
        await _show_in_private(tx, team, ritual, moved)
    await tell_moved(tx, team, ritual, moved, occurrence.starts_at, now, by.name)
    await bring_up_to_date(tx, team, ritual, now)
    return moved


async def _show_in_private(tx: Transaction, team: Team, ritual: Ritual, moved: Occurrence) -> None:
    """What was said in private about it, to the directors and to who chairs, tells the new time."""
    chair = await chair_of(tx, team, ritual, moved)
    if chair is not None and await tx.outbox.shown_in(turn_slot(moved.id, chair.id)):
        await tell_turn(tx, team, ritual, moved)
    people = await tx.people.of(team.id)
    for department in DIRECTOR_OF:
        director = director_of(department, people)
        if director is not None and await tx.outbox.shown_in(gathering.director_slot(moved.id, director.id)):
            await gathering.call_director(tx, team, ritual, moved, department, director)


async def skip(
    tx: Transaction, team: Team, ritual: Ritual, occurrence: Occurrence, reason: Reason, by: Person, now: datetime
) -> datetime | None:
    """Give up one occurrence; the chats are told. Returns when the next one is held."""
    skipped = await skip_planned(tx, occurrence, reason, now, by.id)
    if has_agenda(ritual):
        await agenda_board.close_agenda(tx, team, ritual, skipped, now)
    following = await next_of(tx, ritual)
    next_at = following.starts_at if following else None
    await tell_skipped(tx, team, ritual, skipped, next_at, by.name)
    await bring_up_to_date(tx, team, ritual, now)
    return next_at


# -- the schedule ------------------------------------------------------------------------------------------------


async def reschedule(
    tx: Transaction, team: Team, ritual: Ritual, changed: Ritual, by: Person, now: datetime
) -> datetime | None:
    """Put a ritual on another schedule from now on. Returns when it is held next."""
    before = await planned_of(tx, team, ritual)
    planned = await replan(tx, changed, team, now)
    for given_up in before:
        found = await tx.occurrences.get(team.id, given_up.id)
        if found is not None and found.is_over and has_agenda(ritual):
            await agenda_board.close_agenda(tx, team, ritual, found, now)
    if has_agenda(planned):
        await agenda_board.refresh(tx, team, planned, now)
    following = await next_of(tx, planned)
    next_at = following.starts_at if following else None
    message = ScheduleChanged(
        ritual.name, ritual.kind, Rhythm.of(ritual), Rhythm.of(changed), by.name, None if planned.rests else next_at
    )
    slot = f"schedule:{ritual.id}:{now:%Y%m%dT%H%M%S}"
    await show(tx, team, ritual, following.id if following else NO_OCCURRENCE, slot, message)
    await bring_up_to_date(tx, team, planned, now)
    return next_at


async def planned_of(tx: Transaction, team: Team, ritual: Ritual) -> Sequence[Occurrence]:
    """The occurrences that have not begun, the earliest first."""
    upcoming = await tx.occurrences.upcoming(team.id)
    return [o for o in upcoming if o.ritual == ritual.id and o.state is OccurrenceState.PLANNED]


async def kept_by(tx: Transaction, team: Team, changed: Ritual) -> Sequence[Occurrence]:
    """Those that people have moved and that stay where they are when the ritual comes to be as it is given."""
    days_off = days_off_of(team)
    return [o for o in await planned_of(tx, team, changed) if o.was_moved and still_fits(changed, o, days_off)]
