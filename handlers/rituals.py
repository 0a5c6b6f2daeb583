"""Asking about the rituals: what is next, what became of the last ones; run, skip, pause, resume."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import ClassVar

from handlers.registry import Access, Reply, Request, Say, Topic, Turn
from rituals import agenda_board, gathering, planning
from rituals.calendar import local_date
from rituals.chairs import turns_of
from rituals.errors import (
    AlreadyPaused,
    ItIsRunning,
    NoSuchRitual,
    NothingToSkip,
    NotPaused,
    NotTheChair,
)
from rituals.kinds import has_agenda, is_held
from rituals.messages import Button, Chats, Message, Style
from rituals.notices import Paused, Resumed, tell_skipped
from rituals.ports import Transaction
from rituals.team import Audience, Role
from rituals.timeline import Occurrence, OccurrenceId, OccurrenceState, Reason, Ritual, RitualId

topic = Topic()

HISTORY = 3
"""Past occurrences that the list tells of, a ritual."""

PROTOCOLS_COUNTED = 12
"""The newest protocols that *on time* counts."""

UNDELIVERED_FOR = timedelta(days=7)
"""How long the list tells of messages that could not be delivered."""


@dataclass(frozen=True, slots=True)
class PastLine:
    """How one occurrence ended."""

    at: datetime
    state: OccurrenceState
    reason: Reason | None
    note: str | None
    late: bool
    protocol: int | None


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


@dataclass(frozen=True, slots=True)
class UndeliveredLine:
    """A message that was given up."""

    where: str
    why: str
    times: int


@dataclass(frozen=True, slots=True)
class RitualList(Message):
    """The team's rituals: what is next and when, how the last ones went, what was not delivered."""

    template: ClassVar[str] = "rituals/list"
    rituals: tuple[RitualLine, ...]
    on_time: int
    protocols: int
    undelivered: tuple[UndeliveredLine, ...]
    may_change: bool

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        return tuple((Button("ritual", "ritual.show", (line.id,)),) for line in self.rituals if self.may_change)


@dataclass(frozen=True, slots=True)
class RitualPanel(Message):
    """One ritual and what an admin can do with it."""

    template: ClassVar[str] = "rituals/panel"
    ritual: RitualLine

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        if not self.ritual.held:
            return ((Button("back", "ritual.list"),),)
        args = (self.ritual.id,)
        rest = Button("resume", "ritual.resume", args) if self.ritual.paused else Button("pause", "ritual.pause", args)
        skip = (Button("skip", "ritual.ask_skip", args),) if self.ritual.next_at and not self.ritual.paused else ()
        run = (Button("run", "ritual.run", args, Style.PRIMARY),) if not self.ritual.running else ()
        return ((*run, *skip, rest), (Button("back", "ritual.list"),))


@dataclass(frozen=True, slots=True)
class AskSkip(Message):
    """What skipping changes, before it is done."""

    template: ClassVar[str] = "rituals/ask_skip"
    ritual: RitualId
    occurrence: OccurrenceId
    name: str
    kind: str
    at: datetime
    next_at: datetime | None
    items: int

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        yes = Button("yes", "ritual.skip", (self.occurrence,), Style.DANGER)
        return ((yes, Button("no", "ritual.show", (self.ritual,))),)


@dataclass(frozen=True, slots=True)
class RitualChanged(Message):
    """What was done: run, skipped, paused, resumed, held, left. `next_at` is when it happens next."""

    template: ClassVar[str] = "rituals/changed"
    how: str
    name: str
    kind: str
    at: datetime | None = None
    next_at: datetime | None = None


# -- looking -----------------------------------------------------------------------------------------------------


@topic.command("rituals")
async def rituals(tx: Transaction, ask: Request) -> Reply:
    """`/rituals`: what is next and when."""
    return Say(await _list(tx, ask))


@topic.press("ritual.list")
async def list_(tx: Transaction, ask: Request) -> Reply:
    """Back to the list."""
    return Turn(await _list(tx, ask))


@topic.press("ritual.show", Access.ADMIN)
async def show(tx: Transaction, ask: Request) -> Reply:
    """One ritual."""
    ritual = await _ritual(tx, ask)
    return Turn(RitualPanel(await _line(tx, ritual, await tx.occurrences.upcoming(ask.team.id))))


async def _ritual(tx: Transaction, ask: Request) -> Ritual:
    return await gathering.ritual_of(tx, ask.team, RitualId(ask.number()))


async def _held_ritual(tx: Transaction, ask: Request) -> Ritual:
    """One that can be paused and resumed."""
    ritual = await _ritual(tx, ask)
    planning.check_held(ritual)
    return ritual


async def _list(tx: Transaction, ask: Request) -> RitualList:
    upcoming = await tx.occurrences.upcoming(ask.team.id)
    lines = [await _line(tx, ritual, upcoming) for ritual in await tx.rituals.of(ask.team.id)]
    protocols = await tx.protocols.recent(ask.team.id, PROTOCOLS_COUNTED)
    on_time = 0
    for protocol in protocols:
        shown = await tx.outbox.first_shown(f"meeting:{protocol.occurrence}:protocol")
        zone = ask.team.timezone
        on_time += shown is not None and local_date(shown, zone) == local_date(protocol.started_at, zone)
    far = datetime.max.replace(tzinfo=ask.now.tzinfo)
    lines.sort(key=lambda line: line.next_at or far)
    return RitualList(tuple(lines), on_time, len(protocols), await _undelivered(tx, ask), ask.person.admin)


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


async def _line(tx: Transaction, ritual: Ritual, upcoming: Sequence[Occurrence]) -> RitualLine:
    ours = [o for o in upcoming if o.ritual == ritual.id]
    planned = next((o for o in ours if o.state is OccurrenceState.PLANNED), None)
    past = [
        await _past(tx, o)
        for o in await tx.occurrences.past(ritual.id, HISTORY + 2)
        if o.reason is not Reason.RESCHEDULED
    ]
    schedule = ritual.schedule
    return RitualLine(
        ritual.id,
        ritual.name,
        ritual.kind,
        ritual.variant,
        schedule.every,
        str(schedule.on),
        f"{schedule.at:%H:%M}",
        planned.starts_at if planned else None,
        planned.note if planned and planned.moved_from else None,
        any(o.state in {OccurrenceState.OPEN, OccurrenceState.RUNNING} for o in ours),
        ritual.rests,
        tuple(past[:HISTORY]),
        is_held(ritual.kind),
    )


async def _past(tx: Transaction, occurrence: Occurrence) -> PastLine:
    protocol = await tx.protocols.of_meeting(occurrence.id)
    opened = occurrence.opened_at
    late = opened is not None and opened - occurrence.starts_at > timedelta(minutes=10)
    return PastLine(
        occurrence.starts_at,
        occurrence.state,
        occurrence.reason,
        occurrence.note,
        late,
        protocol.number if protocol else None,
    )


# -- changing ----------------------------------------------------------------------------------------------------


@topic.press("ritual.run", Access.ADMIN)
async def run(tx: Transaction, ask: Request) -> Reply:
    """*Run now*."""
    ritual = await _ritual(tx, ask)
    await planning.run_now(tx, ritual, ask.team, ask.person.id, ask.now)
    return Turn(RitualChanged("run", ritual.name, ritual.kind))


@topic.press("ritual.leave", Access.ADMIN)
async def leave(tx: Transaction, ask: Request) -> Reply:
    """*Skip* under the message about what was missed: nothing is caught up."""
    del tx, ask
    return Turn(RitualChanged("left", "", ""))


@topic.press("ritual.ask_skip", Access.ADMIN)
async def ask_skip(tx: Transaction, ask: Request) -> Reply:
    """*Skip the next one*: what it changes, before it is done."""
    ritual = await _ritual(tx, ask)
    occurrence = await planning.next_of(tx, ritual)
    if occurrence is None:
        raise NothingToSkip(ritual.name, ritual.kind)
    slots = ritual.schedule.plans(occurrence.starts_at, planning.days_off_of(ask.team))
    following = next((ritual.schedule.moment(plan.held) for plan in slots if plan.held is not None), None)
    items = len(await tx.agenda.waiting(ritual.id))
    return Turn(AskSkip(ritual.id, occurrence.id, ritual.name, ritual.kind, occurrence.starts_at, following, items))


@topic.press("ritual.skip", Access.ADMIN)
async def skip(tx: Transaction, ask: Request) -> Reply:
    """Skip the occurrence that was shown."""
    return await _skip(tx, ask, Reason.PERSON)


async def _skip(tx: Transaction, ask: Request, reason: Reason) -> Reply:
    ritual, occurrence = await _occurrence(tx, ask)
    skipped = await planning.skip(tx, occurrence, reason, ask.now, ask.person.id)
    if has_agenda(ritual):
        await agenda_board.close_agenda(tx, ask.team, ritual, skipped, ask.now)
    following = await planning.next_of(tx, ritual)
    next_at = following.starts_at if following else None
    await tell_skipped(tx, ask.team, ritual, skipped, next_at, ask.person.name)
    return Turn(RitualChanged("skipped", ritual.name, ritual.kind, occurrence.starts_at, next_at))


async def _occurrence(tx: Transaction, ask: Request) -> tuple[Ritual, Occurrence]:
    """The planned occurrence that a button names."""
    occurrence = await tx.occurrences.get(ask.team.id, OccurrenceId(ask.number()))
    ritual = await tx.rituals.get(ask.team.id, occurrence.ritual) if occurrence else None
    if occurrence is None or ritual is None:
        raise NoSuchRitual
    if occurrence.is_over:
        raise NothingToSkip(ritual.name, ritual.kind)
    if occurrence.state is not OccurrenceState.PLANNED:
        raise ItIsRunning(ritual.name, ritual.kind)
    return ritual, occurrence


@topic.press("ritual.skip_empty")
async def skip_empty(tx: Transaction, ask: Request) -> Reply:
    """The chair skips a meeting with nothing to talk about."""
    ritual, occurrence = await _occurrence(tx, ask)
    chair = (await turns_of(tx, ask.team, ritual, occurrence)).chair
    if not (ask.person.is_director or ask.person.admin or ask.person.role is Role.MODERATOR):
        raise NotTheChair(chair.name if chair else "")
    return await _skip(tx, ask, Reason.NOTHING_TO_DISCUSS)


@topic.press("ritual.hold")
async def hold(tx: Transaction, ask: Request) -> Reply:
    """The chair holds it all the same."""
    ritual, occurrence = await _occurrence(tx, ask)
    return Turn(RitualChanged("held", ritual.name, ritual.kind, occurrence.starts_at))


@topic.press("ritual.pause", Access.ADMIN)
async def pause(tx: Transaction, ask: Request) -> Reply:
    """The ritual rests until it is resumed; its occurrences are accounted for as paused."""
    ritual = await _held_ritual(tx, ask)
    if ritual.rests:
        raise AlreadyPaused(ritual.name, ritual.kind)
    await tx.rituals.save(replace(ritual, paused_at=ask.now))
    await tx.outbox.show(
        f"paused:{ritual.id}:{ask.now:%Y%m%d%H%M}",
        Chats(ask.team.id, Audience.COMMON),
        Paused(ritual.name, ritual.kind, ask.person.name),
    )
    return Turn(RitualChanged("paused", ritual.name, ritual.kind))


@topic.press("ritual.resume", Access.ADMIN)
async def resume(tx: Transaction, ask: Request) -> Reply:
    """The ritual goes on with the next occurrence."""
    ritual = await _held_ritual(tx, ask)
    if not ritual.rests:
        raise NotPaused(ritual.name, ritual.kind)
    awake = await planning.wake(tx, ritual, ask.team, ask.now)
    following = await planning.next_of(tx, awake)
    next_at = following.starts_at if following else None
    message = Resumed(ritual.name, ritual.kind, ask.person.name, next_at)
    await tx.outbox.show(f"resumed:{ritual.id}:{ask.now:%Y%m%d%H%M}", Chats(ask.team.id, Audience.COMMON), message)
    return Turn(RitualChanged("resumed", ritual.name, ritual.kind, next_at=next_at))
