"""Changing when one meeting is held: skip it, move it, hold one now. What changes is shown before it is done."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from handlers.registry import Access, Ask, Reply, Request, Say, Topic, Turn
from handlers.words import minutes_of, moment_of, time_like
from rituals import beginning, forecast, gathering, moves, planning
from rituals.calendar import LocalSlot, local_date, moment
from rituals.errors import NoSuchRitual, NothingToSkip, Refusal
from rituals.kinds import has_agenda, kind_of
from rituals.localtime import wall_time
from rituals.messages import Button, Field, Form, Message, Style
from rituals.move_errors import NotEmptyAnyMore
from rituals.ports import Transaction
from rituals.timeline import Occurrence, OccurrenceId, Reason, Ritual, RitualId

topic = Topic()

TIME_LIMIT = 64
"""Characters of a time in words."""


@dataclass(frozen=True, slots=True)
class AskSkip(Message):
    """What skipping changes, before it is done. `dates` are the next ones after it."""

    template: ClassVar[str] = "rituals/ask_skip"
    ritual: RitualId
    occurrence: OccurrenceId
    name: str
    kind: str
    at: datetime
    dates: tuple[datetime, ...]
    items: int

    @property
    def next_at(self) -> datetime | None:
        return self.dates[0] if self.dates else None

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        yes = Button("yes", "ritual.skip", (self.occurrence, minutes_of(self.at)), Style.DANGER)
        return ((yes, Button("no", "ritual.show", (self.ritual,))),)


@dataclass(frozen=True, slots=True)
class MovePanel(Message):
    """To when? Times near by, those that are possible; `usual` leads back to where the schedule has it."""

    template: ClassVar[str] = "rituals/move_panel"
    ritual: RitualId
    occurrence: OccurrenceId
    name: str
    kind: str
    at: datetime
    hour_later: datetime | None = None
    next_day: datetime | None = None
    next_workday: datetime | None = None
    usual: datetime | None = None

    @property
    def offers(self) -> tuple[tuple[str, datetime], ...]:
        """The times near by, with the names of their buttons."""
        found = ((name, getattr(self, name)) for name in ("hour_later", "next_day", "next_workday", "usual"))
        return tuple((name, to) for name, to in found if to is not None)

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        offers = [(Button(name, "move.ask", (self.occurrence, minutes_of(to))),) for name, to in self.offers]
        other = Button("other", "move.words", (self.occurrence,))
        return (*offers, (other,), (Button("back", "ritual.show", (self.ritual,)),))


@dataclass(frozen=True, slots=True)
class MoveForm(Form):
    """To when?"""

    template: ClassVar[str] = "rituals/move_form"
    press: ClassVar[str] = "move.when"
    occurrence: OccurrenceId
    name: str
    kind: str
    at: datetime

    def args(self) -> tuple[int | str, ...]:
        return (self.occurrence,)

    def fields(self) -> tuple[Field, ...]:
        return (Field("when", max_length=TIME_LIMIT),)


@dataclass(frozen=True, slots=True)
class AskMove(Message):
    """What moving changes, before it is done.

    `call_at` and `agenda_at`: when people are reminded, None where that lies behind or the kind does not do it;
    `day_off` a holiday's name, `weekend` a day off without one; `dates` are the next ones after it.
    """

    template: ClassVar[str] = "rituals/ask_move"
    ritual: RitualId
    occurrence: OccurrenceId
    name: str
    kind: str
    was: datetime
    to: datetime
    items: int
    call_at: datetime | None
    agenda_at: datetime | None
    dates: tuple[datetime, ...]
    day_off: str | None = None
    weekend: bool = False

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        args = (self.occurrence, minutes_of(self.to), minutes_of(self.was))
        return ((Button("yes", "move.to", args, Style.PRIMARY), Button("no", "ritual.show", (self.ritual,))),)


@dataclass(frozen=True, slots=True)
class RitualChanged(Message):
    """What was done: run, skipped, moved, paused, resumed, rescheduled, held, left. `next_at`: when it happens next."""

    template: ClassVar[str] = "rituals/changed"
    how: str
    name: str
    kind: str
    at: datetime | None = None
    next_at: datetime | None = None
    until: datetime | None = None


# -- run now -----------------------------------------------------------------------------------------------------


@topic.press("ritual.ask_run", Access.ADMIN)
async def ask_run(tx: Transaction, ask: Request) -> Reply:
    """*Run now*: where it would be posted and to how many people, before it is done."""
    ritual = await gathering.ritual_of(tx, ask.team, RitualId(ask.number()))
    return Turn(await beginning.ask_run(tx, ask.team, ritual, ask.person.id, ask.now))


@topic.press("ritual.run", Access.ADMIN)
async def run(tx: Transaction, ask: Request) -> Reply:
    """*Begin*."""
    ritual = await gathering.ritual_of(tx, ask.team, RitualId(ask.number()))
    await planning.run_now(tx, ritual, ask.team, ask.person.id, ask.now)
    return Turn(RitualChanged("run", ritual.name, ritual.kind))


# -- skip one ----------------------------------------------------------------------------------------------------


async def _next_of(tx: Transaction, ask: Request) -> tuple[Ritual, Occurrence]:
    """The next occurrence of the ritual that a button names, if this person may move or skip it."""
    ritual = await gathering.ritual_of(tx, ask.team, RitualId(ask.number()))
    found = await planning.next_of(tx, ritual)
    if found is None:
        raise NothingToSkip(ritual.name, ritual.kind)
    await moves.check_may_move(tx, ask.team, ritual, found, ask.person)
    return await moves.planned(tx, ask.team, found.id)


@topic.press("ritual.ask_skip")
async def ask_skip(tx: Transaction, ask: Request) -> Reply:
    """*Skip the next one*: what it changes, before it is done."""
    ritual, occurrence = await _next_of(tx, ask)
    dates = await forecast.dates(tx, ask.team, ritual, ask.now, without=occurrence)
    items = len(await tx.agenda.waiting(ritual.id))
    return Turn(AskSkip(ritual.id, occurrence.id, ritual.name, ritual.kind, occurrence.starts_at, dates, items))


@topic.press("ritual.skip")
async def skip(tx: Transaction, ask: Request) -> Reply:
    """Skip the occurrence that was shown."""
    ritual, occurrence = await moves.planned(tx, ask.team, OccurrenceId(ask.number()))
    await moves.check_may_move(tx, ask.team, ritual, occurrence, ask.person)
    moves.check_still(ritual, occurrence, moment_of(ask, 1))
    return await _skip(tx, ask, ritual, occurrence, Reason.PERSON)


async def _skip(tx: Transaction, ask: Request, ritual: Ritual, occurrence: Occurrence, reason: Reason) -> Reply:
    next_at = await moves.skip(tx, ask.team, ritual, occurrence, reason, ask.person, ask.now)
    return Turn(RitualChanged("skipped", ritual.name, ritual.kind, occurrence.starts_at, next_at))


@topic.press("ritual.skip_empty")
async def skip_empty(tx: Transaction, ask: Request) -> Reply:
    """The chair skips a meeting with nothing to talk about, unless somebody has added something meanwhile."""
    ritual, occurrence = await moves.planned(tx, ask.team, OccurrenceId(ask.number()))
    if not has_agenda(ritual):
        raise NoSuchRitual
    await moves.check_may_move(tx, ask.team, ritual, occurrence, ask.person)
    if items := await tx.agenda.waiting(ritual.id):
        raise NotEmptyAnyMore(ritual.name, len(items), ritual.kind)
    return await _skip(tx, ask, ritual, occurrence, Reason.NOTHING_TO_DISCUSS)


@topic.press("ritual.hold")
async def hold(tx: Transaction, ask: Request) -> Reply:
    """The chair holds it all the same."""
    ritual, occurrence = await _named(tx, ask)
    return Turn(RitualChanged("held", ritual.name, ritual.kind, occurrence.starts_at))


# -- move one ----------------------------------------------------------------------------------------------------


@topic.press("ritual.move")
async def move(tx: Transaction, ask: Request) -> Reply:
    """*Move the next one*: to when?"""
    ritual, occurrence = await _next_of(tx, ask)
    offers = _offers(ask, ritual, occurrence)
    possible = {name: to for name, to in offers.items() if await _is_possible(tx, ask, ritual, occurrence, to)}
    panel = MovePanel(
        ritual.id,
        occurrence.id,
        ritual.name,
        ritual.kind,
        occurrence.starts_at,
        hour_later=possible.get("hour_later"),
        next_day=possible.get("next_day"),
        next_workday=possible.get("next_workday"),
        usual=possible.get("usual"),
    )
    return Turn(panel)


def _offers(ask: Request, ritual: Ritual, occurrence: Occurrence) -> dict[str, datetime]:
    """Times near by: an hour later, the next day, the next workday, and where the schedule has it."""
    zone, at = ritual.schedule.timezone, occurrence.starts_at
    day, clock = local_date(at, zone), wall_time(at, zone)
    tomorrow = day + timedelta(days=1)
    workday = planning.days_off_of(ask.team).next_workday(day)
    offers = {"hour_later": at + timedelta(hours=1), "next_day": moment(LocalSlot(tomorrow, clock), zone)}
    if workday != tomorrow:
        offers["next_workday"] = moment(LocalSlot(workday, clock), zone)
    if occurrence.was_moved:
        offers["usual"] = moves.usual(ritual, ask.team, occurrence).starts_at
    return offers


async def _is_possible(tx: Transaction, ask: Request, ritual: Ritual, occurrence: Occurrence, to: datetime) -> bool:
    try:
        await moves.check_time(tx, ask.team, ritual, occurrence, to, ask.now)
    except Refusal:
        return False
    return True


@topic.press("move.ask")
async def ask_move(tx: Transaction, ask: Request) -> Reply:
    """One of the times near by: what it changes."""
    ritual, occurrence = await _named(tx, ask)
    return Turn(await _what_changes(tx, ask, ritual, occurrence, moment_of(ask, 1)))


async def _named(tx: Transaction, ask: Request) -> tuple[Ritual, Occurrence]:
    """The occurrence that a button names, if this person may move it."""
    ritual, occurrence = await moves.planned(tx, ask.team, OccurrenceId(ask.number()))
    await moves.check_may_move(tx, ask.team, ritual, occurrence, ask.person)
    return ritual, occurrence


@topic.press("move.words")
async def ask_when(tx: Transaction, ask: Request) -> Reply:
    """*Another time*: in words."""
    ritual, occurrence = await _named(tx, ask)
    return Ask(MoveForm(occurrence.id, ritual.name, ritual.kind, occurrence.starts_at))


@topic.press("move.when")
async def when(tx: Transaction, ask: Request) -> Reply:
    """The form *Another time*: what it changes."""
    ritual, occurrence = await _named(tx, ask)
    to = time_like(ask, ask.values.get("when", ""), occurrence.starts_at)
    return Say(await _what_changes(tx, ask, ritual, occurrence, to))


async def _what_changes(tx: Transaction, ask: Request, ritual: Ritual, occurrence: Occurrence, to: datetime) -> AskMove:
    await moves.check_time(tx, ask.team, ritual, occurrence, to, ask.now)
    steps = {step.name: step.due_at for step in kind_of(ritual.kind).steps(planning.held_at(ritual, to, ask.team))}
    to_come = {name: due for name, due in steps.items() if ask.now < due < to}
    day, days_off = local_date(to, ritual.schedule.timezone), planning.days_off_of(ask.team)
    holiday = days_off.why_off(day)
    return AskMove(
        ritual.id,
        occurrence.id,
        ritual.name,
        ritual.kind,
        occurrence.starts_at,
        to,
        len(await tx.agenda.waiting(ritual.id)),
        to_come.get("call"),
        to_come.get("agenda"),
        await forecast.dates(tx, ask.team, ritual, ask.now, without=occurrence),
        holiday.name(ask.person.locale or ask.team.locale) if holiday else None,
        weekend=holiday is None and not days_off.is_workday(day),
    )


@topic.press("move.to")
async def move_to(tx: Transaction, ask: Request) -> Reply:
    """Move the occurrence that was shown to the time that was shown."""
    ritual, occurrence = await _named(tx, ask)
    to, was = moment_of(ask, 1), moment_of(ask, 2)
    moves.check_still(ritual, occurrence, was)
    await moves.move(tx, ask.team, ritual, occurrence, to, ask.person, ask.now)
    return Turn(RitualChanged("moved", ritual.name, ritual.kind, was, to))
