"""Pausing a ritual, with an end or without, and resuming it. What changes is shown before it is done."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from handlers.moves import TIME_LIMIT, RitualChanged
from handlers.registry import Access, Ask, Reply, Request, Say, Topic, Turn
from handlers.words import minutes_of, moment_of, when
from rituals import forecast, gathering, pausing, planning
from rituals.errors import NotPaused
from rituals.messages import Button, Field, Form, Message, Style
from rituals.ports import Transaction
from rituals.timeline import Ritual, RitualId

topic = Topic()

FALLEN_TOLD = 5
"""Meetings that a pause takes away which a confirmation names; of more it tells how many there are."""


@dataclass(frozen=True, slots=True)
class AskPause(Message):
    """What a pause changes, before it begins. `until` None: until somebody resumes it.

    `not_held` are the meetings that fall away, the first few of `fallen`; `next_at` is the first one after it.
    """

    template: ClassVar[str] = "rituals/ask_pause"
    ritual: RitualId
    name: str
    kind: str
    until: datetime | None
    not_held: tuple[datetime, ...]
    fallen: int
    next_at: datetime | None
    items: int

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        args = (self.ritual,) if self.until is None else (self.ritual, minutes_of(self.until))
        yes = Button("yes", "ritual.pause", args, Style.DANGER)
        until = Button("until", "pause.words", (self.ritual,))
        return ((yes, until), (Button("no", "ritual.show", (self.ritual,)),))


@dataclass(frozen=True, slots=True)
class PauseForm(Form):
    """From which day is it held again?"""

    template: ClassVar[str] = "rituals/pause_form"
    press: ClassVar[str] = "pause.until"
    ritual: RitualId
    name: str
    kind: str

    def args(self) -> tuple[int | str, ...]:
        return (self.ritual,)

    def fields(self) -> tuple[Field, ...]:
        return (Field("until", max_length=TIME_LIMIT),)


@dataclass(frozen=True, slots=True)
class AskResume(Message):
    """What resuming changes, before it is done: the next dates."""

    template: ClassVar[str] = "rituals/ask_resume"
    ritual: RitualId
    name: str
    kind: str
    dates: tuple[datetime, ...]

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        yes = Button("yes", "ritual.resume", (self.ritual,), Style.PRIMARY)
        return ((yes, Button("no", "ritual.show", (self.ritual,))),)


async def _held_ritual(tx: Transaction, ask: Request) -> Ritual:
    """One that can be paused and resumed."""
    ritual = await gathering.ritual_of(tx, ask.team, RitualId(ask.number()))
    planning.check_held(ritual)
    return ritual


@topic.press("ritual.ask_pause", Access.ADMIN)
async def ask_pause(tx: Transaction, ask: Request) -> Reply:
    """*Pause*: what it changes."""
    return Turn(await _what_changes(tx, ask, await _held_ritual(tx, ask), None))


@topic.press("pause.words", Access.ADMIN)
async def ask_until(tx: Transaction, ask: Request) -> Reply:
    """*Until a date*."""
    ritual = await _held_ritual(tx, ask)
    pausing.check_may_pause(ritual, None, ask.now)
    return Ask(PauseForm(ritual.id, ritual.name, ritual.kind))


@topic.press("pause.until", Access.ADMIN)
async def until(tx: Transaction, ask: Request) -> Reply:
    """The form *Until a date*: what it changes."""
    ritual = await _held_ritual(tx, ask)
    end = pausing.end_of_pause(when(ask, ask.values.get("until", "")).moment, ritual)
    return Say(await _what_changes(tx, ask, ritual, end))


async def _what_changes(tx: Transaction, ask: Request, ritual: Ritual, end: datetime | None) -> AskPause:
    pausing.check_may_pause(ritual, end, ask.now)
    not_held, next_at = await forecast.paused(tx, ask.team, ritual, end, ask.now)
    items = len(await tx.agenda.waiting(ritual.id))
    shown = tuple(not_held[:FALLEN_TOLD])
    return AskPause(ritual.id, ritual.name, ritual.kind, end, shown, len(not_held), next_at, items)


@topic.press("ritual.pause", Access.ADMIN)
async def pause(tx: Transaction, ask: Request) -> Reply:
    """The ritual rests until the day that was shown, or until it is resumed."""
    ritual = await _held_ritual(tx, ask)
    end = moment_of(ask, 1) if len(ask.args) > 1 else None
    next_at = await pausing.pause(tx, ask.team, ritual, end, ask.person.name, ask.now)
    return Turn(RitualChanged("paused", ritual.name, ritual.kind, next_at=next_at, until=end))


@topic.press("ritual.ask_resume", Access.ADMIN)
async def ask_resume(tx: Transaction, ask: Request) -> Reply:
    """*Resume*: what it changes."""
    ritual = await _held_ritual(tx, ask)
    if not ritual.rests:
        raise NotPaused(ritual.name, ritual.kind)
    dates = await forecast.dates(tx, ask.team, pausing.awake(ritual), ask.now)
    return Turn(AskResume(ritual.id, ritual.name, ritual.kind, dates))


@topic.press("ritual.resume", Access.ADMIN)
async def resume(tx: Transaction, ask: Request) -> Reply:
    """The ritual goes on with the next occurrence."""
    ritual = await _held_ritual(tx, ask)
    next_at = await pausing.resume(tx, ask.team, ritual, ask.person.name, ask.now)
    return Turn(RitualChanged("resumed", ritual.name, ritual.kind, next_at=next_at))
