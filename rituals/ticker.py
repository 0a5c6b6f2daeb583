"""The tick: plan what is next, run what is due, give up what is too late, and leave a trace of each."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from rituals.kinds import kind_of
from rituals.outages import tell_missed
from rituals.planning import plan_next
from rituals.ports import Begin, Clock, Transaction
from rituals.second_look import look_again
from rituals.team import Team, TeamId
from rituals.timeline import (
    ATTEMPTS,
    GRACE,
    RETRY_AFTER,
    Occurrence,
    OccurrenceId,
    OccurrenceState,
    PlannedStep,
    Reason,
    Ritual,
    RitualId,
    Step,
    StepId,
    StepState,
    Subject,
)

BATCH = 200
"""Rows that one look at the clock takes at a time, so that a transaction stays short."""


PLAN_AGAIN_AFTER = timedelta(minutes=10)
"""A ritual that could not be planned by a bug of ours is tried again after this."""


@dataclass(frozen=True, slots=True)
class Due:
    """A step whose time has come. `late_by` is zero unless it is so late that people should read it."""

    step: Step
    team: Team
    now: datetime
    late_by: timedelta
    occurrence: Occurrence | None = None
    ritual: Ritual | None = None


Play = Callable[[Transaction, Due], Awaitable[datetime | None]]
"""Does one step. A moment means: do this step again then."""

Failed = Callable[[str, Exception], None]
"""Told of what failed by a bug (`step 17`, `ritual 3`), for the log."""

Ran = Callable[[Step], None]
"""Told of each step as it is now, once that is committed: it has ended, or waits for another time."""

Changed = Callable[[Iterable[TeamId]], None]
"""Told of the teams for which something was done, when it is committed."""


class Ticker:
    """Knows the plays by subject and step name; knows no timer and no database."""

    def __init__(
        self,
        begin: Begin,
        clock: Clock,
        plays: Mapping[tuple[Subject, str], Play],
        failed: Failed,
        *,
        ran: Ran = lambda _: None,
        changed: Changed = lambda _: None,
    ) -> None:
        self._begin = begin
        self._clock = clock
        self._plays = plays
        self._failed = failed
        self._ran = ran
        self._changed = changed
        self._missed: dict[TeamId, Team] = {}

    async def tick(self) -> int:
        """Everything that is due now. Returns how many steps and plans there were."""
        now = self._clock()
        done = await self._plan(now)
        while True:
            async with self._begin() as tx:
                due = await tx.steps.due(now, BATCH)
            for step in due:
                await self._run(step, now)
            done += len(due)
            if len(due) < BATCH:
                break
        await self._tell_all(now)
        return done

    async def _tell_all(self, now: datetime) -> None:
        """What was late or given up after the message about an outage was written, belongs into it too."""
        missed, self._missed = self._missed, {}
        for team in missed.values():
            async with self._begin() as tx:
                await tell_missed(tx, team, now)

    async def _plan(self, now: datetime) -> int:
        """Plan in batches; where one ritual cannot be planned, the others of its batch are, one by one."""
        planned = 0
        while True:
            try:
                count = await self._plan_some(now, BATCH)
            except Exception:  # noqa: BLE001  Found again below, by name.
                count = await self._plan_one(now)
            planned += count
            if count == 0:
                return planned

    async def _plan_some(self, now: datetime, limit: int) -> int:
        async with self._begin() as tx:
            rituals = await tx.rituals.to_plan(now, limit)
            for ritual in rituals:
                await plan_next(tx, ritual, await tx.teams.get(ritual.team), now)
        self._changed({ritual.team for ritual in rituals})
        return len(rituals)

    async def _plan_one(self, now: datetime) -> int:
        """Plan the first; if it is the one that cannot be planned, it is tried again later."""
        async with self._begin() as tx:
            first = await tx.rituals.to_plan(now, 1)
        try:
            return await self._plan_some(now, 1)
        except Exception as error:  # noqa: BLE001  One ritual's bug must not stop the others; it is logged.
            for ritual in first:
                self._failed(f"ritual {ritual.id}", error)
                await self._plan_later(ritual, now + PLAN_AGAIN_AFTER)
            return 1

    async def _plan_later(self, ritual: Ritual, again: datetime) -> None:
        async with self._begin() as tx:
            found = await tx.rituals.get(ritual.team, ritual.id)
            if found is not None:
                await tx.rituals.save(replace(found, next_run_at=again))

    async def _run(self, step_id: StepId, now: datetime) -> None:
        try:
            async with self._begin() as tx:
                step = await tx.steps.take(step_id, now)
                if step is None:
                    return
                after = await self._do(tx, step, now)
                await tx.steps.save(after)
        except Exception as error:  # noqa: BLE001  One step's bug must not stop the others; it is logged and counted.
            self._failed(f"step {step_id}", error)
            await self._put_off(step_id, now, error)
        else:
            self._ran(after)

    async def _do(self, tx: Transaction, step: Step, now: datetime) -> Step:
        """Run a step, or give it up; returns how it ended."""
        due = await self._look_up(tx, step, now)
        if due is None:
            return replace(step, state=StepState.SKIPPED, done_at=now, why="over")
        if _rests(due):
            return await self._rest(tx, due)
        if due.occurrence is not None and due.ritual is not None:
            anew = await look_again(tx, team=due.team, ritual=due.ritual, occurrence=due.occurrence, now=now)
            if anew is not None:
                return _as_planned_anew(step, anew, now)
        if now > step.last_at:
            await self._miss(tx, due)
            return replace(step, state=StepState.SKIPPED, done_at=now, why=Reason.OUTAGE)
        again = await self._plays[step.subject, step.name](tx, due)
        if again is not None:
            return replace(step, due_at=again, attempts=0)
        return replace(step, state=StepState.LATE if due.late_by else StepState.DONE, done_at=now)

    async def _look_up(self, tx: Transaction, step: Step, now: datetime) -> Due | None:
        """The step with what it belongs to; None when that is over."""
        team = await tx.teams.get(step.team)
        late = now - step.due_at
        due = Due(step, team, now, late if late > GRACE else timedelta(0))
        if step.subject is Subject.RITUAL:
            paused = await tx.rituals.get(step.team, RitualId(step.subject_id))
            return None if paused is None else replace(due, ritual=paused)
        if step.subject is not Subject.OCCURRENCE:
            return due
        occurrence = await tx.occurrences.get(step.team, OccurrenceId(step.subject_id))
        ritual = await tx.rituals.get(step.team, RitualId(occurrence.ritual)) if occurrence else None
        if occurrence is None or ritual is None or (occurrence.is_over and step.name not in _AFTERWARDS):
            return None
        return replace(due, occurrence=occurrence, ritual=ritual)

    async def _miss(self, tx: Transaction, due: Due) -> None:
        """A step that is too late; without its key step the whole occurrence was missed."""
        if due.occurrence is None or due.ritual is None or due.step.name not in kind_of(due.ritual.kind).key_steps:
            return
        missed = replace(due.occurrence, state=OccurrenceState.MISSED, reason=Reason.OUTAGE, closed_at=due.now)
        await tx.occurrences.save(missed)
        await tx.steps.cancel(Subject.OCCURRENCE, missed.id, Reason.OUTAGE, due.now)
        await tell_missed(tx, due.team, due.now)
        self._missed[due.team.id] = due.team

    async def _rest(self, tx: Transaction, due: Due) -> Step:
        """A ritual that rests does nothing, and its occurrence says so once its time has come."""
        occurrence, ritual = due.occurrence, due.ritual
        assert occurrence is not None and ritual is not None  # noqa: S101, PT018
        if occurrence.state is OccurrenceState.PLANNED and due.step.name in kind_of(ritual.kind).key_steps:
            await tx.occurrences.save(occurrence.skipped(Reason.PAUSED, now=due.now))
            await tx.steps.cancel(Subject.OCCURRENCE, occurrence.id, Reason.PAUSED, due.now)
        return replace(due.step, state=StepState.SKIPPED, done_at=due.now, why=Reason.PAUSED)

    async def _put_off(self, step_id: StepId, now: datetime, error: Exception) -> None:
        """Try a failed step again later, and give it up after a few times."""
        async with self._begin() as tx:
            step = await tx.steps.take(step_id, now)
            if step is None:
                return
            after = _failed_once_more(step, error, now)
            await tx.steps.save(after)
        self._ran(after)
        if after.state is StepState.FAILED:
            await self._account_for(step, now)

    async def _account_for(self, step: Step, now: datetime) -> None:
        """An occurrence whose key step was given up did not happen: it is missed, not planned for ever."""
        try:
            async with self._begin() as tx:
                due = await self._look_up(tx, step, now)
                if due is not None and due.occurrence is not None:
                    await self._miss(tx, due)
        except Exception as error:  # noqa: BLE001  The step itself is accounted for by now.
            self._failed(f"step {step.id}", error)


def _failed_once_more(step: Step, error: Exception, now: datetime) -> Step:
    """The step as it is to be tried again later, or given up."""
    failed = replace(step, attempts=step.attempts + 1, why=type(error).__name__)
    if failed.attempts >= ATTEMPTS:
        return replace(failed, state=StepState.FAILED, done_at=now)
    return replace(failed, due_at=now + RETRY_AFTER * 2**step.attempts)


def _rests(due: Due) -> bool:
    """Whether a pause holds this step back: not what goes on already, and not what somebody asked for."""
    if due.ritual is None or due.occurrence is None or not due.ritual.rests_at(due.occurrence.starts_at):
        return False
    goes_on = due.occurrence.state in {OccurrenceState.OPEN, OccurrenceState.RUNNING}
    return not goes_on and not due.occurrence.asked_for


def _as_planned_anew(step: Step, steps: Sequence[PlannedStep], now: datetime) -> Step:
    """A step whose occurrence was planned anew at the last moment: it waits for its new time, or is not done."""
    found = next((planned for planned in steps if planned.name == step.name), None)
    if found is None:
        return replace(step, state=StepState.SKIPPED, done_at=now, why=Reason.DAY_OFF)
    return replace(step, due_at=found.due_at, last_at=found.last_at, attempts=0)


_AFTERWARDS = frozenset({"notice", "hand_over"})
"""Steps that speak of an occurrence that is over."""
