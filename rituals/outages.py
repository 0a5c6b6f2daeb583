"""What a bot that was down says about it: one message a chat and outage, and what people decided about it since."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from rituals.audience import show
from rituals.kinds import is_held, is_private
from rituals.messages import Button, Chats, Message, Style
from rituals.ports import Transaction
from rituals.team import Audience, PersonId, Team
from rituals.timeline import (
    Occurrence,
    OccurrenceId,
    OccurrenceState,
    Reason,
    Ritual,
    RitualId,
    Step,
    StepState,
    Subject,
)

MISSED_SHOWN = 12
"""Occurrences of one ritual that a message about an outage names, the latest: a quarter of a weekly one."""

ONE_OUTAGE = timedelta(minutes=30)
"""What was found out within so long of one another is of one outage: replicas and retries are not that far apart."""

LOOK_BACK = timedelta(days=1)
"""How far back an outage's traces are looked for."""

HOUSEKEEPING = frozenset({"pulse", "remind_chair", "ask_deputy", "resume"})
"""Steps of which nobody needs to hear that they were late."""


class Afterwards(StrEnum):
    """What people decided about an occurrence that an outage swallowed; its `note`."""

    HELD = "held"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class MissedLine:
    """One occurrence that an outage swallowed. `decided` is what was done about it, by whom, and when it was held."""

    ritual: RitualId
    name: str
    kind: str
    at: datetime
    occurrence: OccurrenceId
    decided: Afterwards | None = None
    by: str | None = None
    held_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class StepLine:
    """Something that was late, or that was given up because it was too late: how often, and by how many minutes."""

    step: str
    name: str
    kind: str
    times: int
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Missed(Message):
    """What was missed while the bot could not work, what was done late, what was given up; one message an outage."""

    template: ClassVar[str] = "notices/missed"
    occurrences: tuple[MissedLine, ...]
    late: tuple[StepLine, ...] = ()
    given_up: tuple[StepLine, ...] = ()

    @property
    def undecided(self) -> tuple[MissedLine, ...]:
        """Of each ritual about which nothing was decided, the latest: only that one can be held after all."""
        latest = {line.ritual: line for line in self.occurrences}
        settled = {line.ritual for line in self.occurrences if line.decided}
        return tuple(line for ritual, line in latest.items() if ritual not in settled)

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        run = [(Button("run", "missed.run", (line.occurrence,), Style.PRIMARY),) for line in self.undecided]
        return (*run, (Button("leave", "missed.leave", (self.undecided[-1].occurrence,)),)) if run else ()


async def tell_missed(tx: Transaction, team: Team, now: datetime) -> None:
    """Tell the chats what the outage around that moment swallowed: one message, to which the rest is added.

    What is held in private is told to who takes part in it, and to nobody else.
    """
    traces = await _traces(tx, team, now)
    began, ended = _outage_around(now, traces.moments)
    slot = f"missed:{team.id}:{began:%Y%m%dT%H%M}"
    message = traces.message(began, ended, _openly)
    if message.occurrences:
        await tx.outbox.show(slot, Chats(team.id, Audience.COMMON), message)
    for ritual in {ritual.id: ritual for ritual, _ in traces.occurrences.values() if not _openly(ritual)}.values():
        message = traces.message(began, ended, ritual.__eq__)
        if message.occurrences:
            last = message.occurrences[-1].occurrence
            await show(tx, team, ritual, last, f"{slot}:{ritual.id}", message)


async def missed_with(tx: Transaction, ritual: Ritual, occurrence: Occurrence) -> Sequence[Occurrence]:
    """The occurrences of a ritual that the same outage swallowed, the earliest first."""
    assert occurrence.closed_at is not None  # noqa: S101
    past = await tx.occurrences.past(ritual.id, MISSED_SHOWN)
    near = [o for o in past if _is_missed(o) and o.closed_at and abs(o.closed_at - occurrence.closed_at) <= ONE_OUTAGE]
    return sorted(near, key=lambda o: o.starts_at)


@dataclass(frozen=True, slots=True)
class _Traces:
    """What lately ended otherwise than it should have, with what it belongs to."""

    occurrences: Mapping[OccurrenceId, tuple[Ritual, Occurrence]]
    troubled: Sequence[Step]
    names: Mapping[PersonId, str]

    @property
    def moments(self) -> list[datetime]:
        """When each was found out."""
        missed = [o.closed_at for _, o in self.occurrences.values() if _is_missed(o) and o.closed_at]
        return sorted([*missed, *(step.done_at for step in self.troubled if step.done_at)])

    def message(self, began: datetime, ended: datetime, of: Callable[[Ritual], bool]) -> Missed:
        """What one outage did to some of the rituals; reminders of action items are told with what is held openly."""
        return Missed(
            tuple(sorted(self._missed(began, ended, of), key=lambda line: line.at)),
            self._steps(began, ended, StepState.LATE, of),
            self._steps(began, ended, StepState.SKIPPED, of),
        )

    def _missed(self, began: datetime, ended: datetime, of: Callable[[Ritual], bool]) -> list[MissedLine]:
        return [
            self._line(ritual, o)
            for ritual, o in self.occurrences.values()
            if of(ritual) and _is_missed(o) and o.closed_at and began <= o.closed_at <= ended
        ]

    def _line(self, ritual: Ritual, missed: Occurrence) -> MissedLine:
        decided = Afterwards(missed.note) if missed.note in set(Afterwards) else None
        by = self.names.get(missed.by) if missed.by and decided else None
        held_at = self._held_after(missed) if decided is Afterwards.HELD else None
        return MissedLine(ritual.id, ritual.name, ritual.kind, missed.starts_at, missed.id, decided, by, held_at)

    def _held_after(self, missed: Occurrence) -> datetime | None:
        """When it was held after all: the first that somebody asked for since."""
        asked = (
            o.starts_at
            for _, o in self.occurrences.values()
            if o.ritual == missed.ritual and o.by is not None and o.id != missed.id and not _is_missed(o)
        )
        return min((at for at in asked if missed.closed_at and at >= missed.closed_at), default=None)

    def _steps(
        self, began: datetime, ended: datetime, state: StepState, of: Callable[[Ritual], bool]
    ) -> tuple[StepLine, ...]:
        """The steps that ended so, those of one kind together; what belongs to a missed occurrence is told with it."""
        counts: Counter[tuple[str, str, str]] = Counter()
        minutes: dict[tuple[str, str, str], int] = {}
        for step in self.troubled:
            key = self._key(step, of)
            if step.state is not state or key is None or not step.done_at or not began <= step.done_at <= ended:
                continue
            counts[key] += 1
            minutes[key] = max(minutes.get(key, 0), int((step.done_at - step.due_at).total_seconds() // 60))
        late = state is StepState.LATE
        return tuple(StepLine(*key, times, minutes[key] if late else 0) for key, times in counts.items())

    def _key(self, step: Step, of: Callable[[Ritual], bool]) -> tuple[str, str, str] | None:
        """What steps are counted by: their name and their ritual; action items have none. None: not to be told."""
        if step.subject is Subject.TASK:
            return (step.name, "", "") if of is _openly else None
        ritual, occurrence = self.occurrences.get(OccurrenceId(step.subject_id), (None, None))
        if step.subject is not Subject.OCCURRENCE or ritual is None or occurrence is None or _is_missed(occurrence):
            return None
        return (step.name, ritual.name, ritual.kind) if of(ritual) else None


async def _traces(tx: Transaction, team: Team, now: datetime) -> _Traces:
    rituals = {ritual.id: ritual for ritual in await tx.rituals.of(team.id)}
    found = [o for o in await tx.occurrences.upcoming(team.id) if o.ritual in rituals]
    for ritual in rituals:
        found += await tx.occurrences.past(ritual, MISSED_SHOWN)
    since = now - LOOK_BACK
    recent = {
        o.id: (rituals[o.ritual], o) for o in found if not _is_missed(o) or (o.closed_at and o.closed_at >= since)
    }
    troubled = [s for s in await tx.steps.troubled(team.id, since) if s.name not in HOUSEKEEPING]
    return _Traces(recent, troubled, {p.id: p.name for p in await tx.people.of(team.id)})


def _openly(ritual: Ritual) -> bool:
    """Whether a ritual is held before everybody's eyes."""
    return not is_held(ritual.kind) or not is_private(ritual)


def _is_missed(occurrence: Occurrence) -> bool:
    return occurrence.state is OccurrenceState.MISSED and occurrence.reason is Reason.OUTAGE


def _outage_around(now: datetime, moments: Iterable[datetime]) -> tuple[datetime, datetime]:
    """From when to when traces of the same outage were found out."""
    began = ended = now
    ordered = sorted(moments)
    for moment in reversed(ordered):
        if moment <= began and began - moment <= ONE_OUTAGE:
            began = moment
    for moment in ordered:
        if moment >= ended and moment - ended <= ONE_OUTAGE:
            ended = moment
    return began, ended
