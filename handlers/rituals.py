"""Asking about the rituals: what is next, what became of the last ones, and what this person may do with each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from handlers.registry import Access, Reply, Request, Say, Topic, Turn
from rituals import gathering, moves
from rituals.audience import takes_part
from rituals.balance import may_see_balance
from rituals.forecast import foreseen
from rituals.kinds import is_held
from rituals.messages import Button, Message, Style
from rituals.numbers import on_time
from rituals.ports import Transaction
from rituals.preview import SHOWN, preview
from rituals.reachability import Readiness, of_team
from rituals.team import PersonId
from rituals.timeline import Occurrence, OccurrenceState, Reason, Ritual, RitualId
from rituals.vacancies import Vacancy, vacancies

topic = Topic()

HISTORY = 3
"""Past occurrences that the list tells of, a ritual."""

PROTOCOLS_COUNTED = 12
"""The newest protocols that *on time* counts."""

UNDELIVERED_FOR = timedelta(days=7)
"""How long the list tells of messages that could not be delivered."""


@dataclass(frozen=True, slots=True)
class PastLine:
    """How one occurrence ended. `by` has moved or skipped it, or decided (`decided`) about what was missed."""

    at: datetime
    state: OccurrenceState
    reason: Reason | None
    note: str | None
    late: bool
    protocol: int | None
    moved_from: datetime | None = None
    by: str | None = None
    decided: str | None = None


@dataclass(frozen=True, slots=True)
class RitualLine:
    """A ritual in the list."""

    id: RitualId
    name: str
    kind: str
    variant: str
    every: str
    on: str
    at: str
    next_at: datetime | None
    moved_because: str | None
    running: bool
    paused: bool
    past: tuple[PastLine, ...]
    held: bool = True
    """Whether this version holds rituals of that kind."""
    moved_from: datetime | None = None
    moved_by: str | None = None
    paused_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class UndeliveredLine:
    """A message that was given up."""

    where: str
    why: str
    times: int


@dataclass(frozen=True, slots=True)
class RitualList(Message):
    """The team's rituals: what is next and when, how the last ones went, what was not delivered.

    `may_move`: those whose next meeting this person may move or skip without being an admin. `may_compare`: whether
    they may see how the departments compare. `reachable` of `people` can get a private message: told to admins.
    `vacant`: the directors whom rituals wait for; an admin names one.
    """

    template: ClassVar[str] = "rituals/list"
    rituals: tuple[RitualLine, ...]
    on_time: int
    protocols: int
    undelivered: tuple[UndeliveredLine, ...]
    may_change: bool
    may_move: tuple[RitualId, ...] = ()
    may_compare: bool = False
    reachable: int = 0
    people: int = 0
    vacant: tuple[Vacancy, ...] = ()

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        mine = (line for line in self.rituals if self.may_change or line.id in self.may_move)
        rows = tuple((Button("ritual", "ritual.show", (line.id,)),) for line in mine)
        balance = (Button("balance", "balance.show"),) if self.may_compare else ()
        reach = (Button("reach", "reach.show"),) if self.reachable < self.people else ()
        ahead = (Button("preview", "ritual.preview"),) if self.may_change and self.rituals else ()
        name = tuple(button for vacancy in self.vacant for button in vacancy.buttons()) if self.may_change else ()
        return (*rows, *(row for row in (name, balance, (*reach, *ahead)) if row))


@dataclass(frozen=True, slots=True)
class RitualPanel(Message):
    """One ritual and what this person can do with it: an admin everything, others what concerns the next meeting."""

    template: ClassVar[str] = "rituals/panel"
    ritual: RitualLine
    may_change: bool = True
    may_move: bool = True

    @property
    def may_act(self) -> bool:
        return self.ritual.held and (self.may_change or (self.may_move and self.has_next))

    @property
    def has_next(self) -> bool:
        rests = self.ritual.paused and self.ritual.paused_until is None
        return self.ritual.next_at is not None and not rests

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        back = (Button("back", "ritual.list"),)
        return (*(self._actions() if self.ritual.held else ()), back)

    def _actions(self) -> tuple[tuple[Button, ...], ...]:
        args = (self.ritual.id,)
        one = (Button("move", "ritual.move", args), Button("skip", "ritual.ask_skip", args))
        about_next = one if self.has_next and self.may_move else ()
        if not self.may_change:
            return (about_next,) if about_next else ()
        run = (Button("run", "ritual.ask_run", args, Style.PRIMARY),) if not self.ritual.running else ()
        resume, pause = Button("resume", "ritual.ask_resume", args), Button("pause", "ritual.ask_pause", args)
        rest = resume if self.ritual.paused else pause
        rows = (run, about_next, (Button("schedule", "ritual.schedule", args), rest))
        return tuple(row for row in rows if row)


# -- looking -----------------------------------------------------------------------------------------------------


@topic.command("rituals")
async def rituals(tx: Transaction, ask: Request) -> Reply:
    """`/rituals`: what is next and when."""
    return Say(await _list(tx, ask))


@topic.press("ritual.list")
async def list_(tx: Transaction, ask: Request) -> Reply:
    """Back to the list."""
    return Turn(await _list(tx, ask))


@topic.press("ritual.show")
async def show(tx: Transaction, ask: Request) -> Reply:
    """One ritual."""
    ritual = await gathering.ritual_of(tx, ask.team, RitualId(ask.number()))
    upcoming = await tx.occurrences.upcoming(ask.team.id)
    line = await _line(tx, ask, ritual, upcoming)
    return Turn(RitualPanel(line, ask.person.admin, await _may_move(tx, ask, ritual, upcoming)))


@topic.press("ritual.preview", Access.ADMIN)
async def ahead(tx: Transaction, ask: Request) -> Reply:
    """*The month ahead*: what will be posted when, with what days off change about it."""
    return Say(await preview(tx, ask.team, ask.now, shown=SHOWN, clock=ask.person.timezone))


async def _may_move(tx: Transaction, ask: Request, ritual: Ritual, upcoming: Sequence[Occurrence]) -> bool:
    """Whether this person may move or skip the next occurrence."""
    planned = next((o for o in upcoming if o.ritual == ritual.id and o.state is OccurrenceState.PLANNED), None)
    return planned is not None and await moves.may_move(tx, ask.team, ritual, planned, ask.person)


async def _list(tx: Transaction, ask: Request) -> RitualList:
    upcoming = await tx.occurrences.upcoming(ask.team.id)
    rituals = await tx.rituals.of(ask.team.id)
    lines = [await _line(tx, ask, ritual, upcoming) for ritual in rituals]
    mine = [r.id for r in rituals if not ask.person.admin and await _may_move(tx, ask, r, upcoming)]
    protocols = await tx.protocols.recent(ask.team.id, PROTOCOLS_COUNTED)
    in_time = await on_time(tx, ask.team, protocols)
    far = datetime.max.replace(tzinfo=ask.now.tzinfo)
    lines.sort(key=lambda line: line.next_at or far)
    undelivered = await _undelivered(tx, ask)
    ready = await of_team(tx, ask.team) if ask.person.admin else Readiness(0, ())
    return RitualList(
        tuple(lines),
        in_time,
        len(protocols),
        undelivered,
        ask.person.admin,
        tuple(mine),
        may_compare=may_see_balance(ask.person),
        reachable=ready.reachable,
        people=ready.total,
        vacant=await vacancies(tx, ask.team),
    )


async def _undelivered(tx: Transaction, ask: Request) -> tuple[UndeliveredLine, ...]:
    """What was given up lately, by chat and reason; private chats are counted without names."""
    if not ask.person.admin:
        return ()
    chats = {chat.place for chat in await tx.teams.chats(ask.team.id)}
    counts: dict[tuple[str, str], int] = {}
    for place, _, why in await tx.outbox.undelivered(ask.team.id, ask.now - UNDELIVERED_FOR):
        key = (place if place in chats else "", why)
        counts[key] = counts.get(key, 0) + 1
    return tuple(UndeliveredLine(where, why, times) for (where, why), times in counts.items())


async def _line(tx: Transaction, ask: Request, ritual: Ritual, upcoming: Sequence[Occurrence]) -> RitualLine:
    ours = [o for o in upcoming if o.ritual == ritual.id]
    planned = next((o for o in ours if o.state is OccurrenceState.PLANNED), None)
    names = {person.id: person.name for person in await tx.people.of(ask.team.id)}
    past = [
        await _past(tx, o, names, about_people=takes_part(ritual, ask.person))
        for o in await tx.occurrences.past(ritual.id, HISTORY + 2)
        if o.reason is not Reason.RESCHEDULED
    ]
    schedule = ritual.schedule
    next_at = planned.starts_at if planned else None
    if ritual.paused_until is not None and is_held(ritual.kind):
        next_at = (await foreseen(tx, ask.team, ritual, ask.now)).next_at(ask.now)
    shown = planned if planned is not None and planned.starts_at == next_at else None
    return RitualLine(
        ritual.id,
        ritual.name,
        ritual.kind,
        ritual.variant,
        schedule.every,
        str(schedule.on),
        f"{schedule.at:%H:%M}",
        next_at,
        shown.note if shown and shown.moved_from else None,
        any(o.state in {OccurrenceState.OPEN, OccurrenceState.RUNNING} for o in ours),
        ritual.rests,
        tuple(past[:HISTORY]),
        is_held(ritual.kind),
        shown.moved_from if shown and shown.was_moved else None,
        names.get(shown.by) if shown and shown.by else None,
        ritual.paused_until,
    )


async def _past(
    tx: Transaction, occurrence: Occurrence, names: Mapping[PersonId, str], *, about_people: bool
) -> PastLine:
    """`about_people`: who was away is told to those who waited for them, and to nobody else."""
    protocol = await tx.protocols.of_meeting(occurrence.id)
    opened = occurrence.opened_at
    late = opened is not None and opened - occurrence.starts_at > timedelta(minutes=10)
    missed = occurrence.state is OccurrenceState.MISSED
    return PastLine(
        occurrence.starts_at,
        occurrence.state,
        occurrence.reason,
        None if missed or (occurrence.reason is Reason.TOO_FEW and not about_people) else occurrence.note,
        late,
        protocol.number if protocol else None,
        occurrence.moved_from if occurrence.was_moved else None,
        names.get(occurrence.by) if occurrence.by else None,
        occurrence.note if missed else None,
    )
