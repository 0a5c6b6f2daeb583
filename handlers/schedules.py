"""Putting a ritual on another schedule: a form, what it changes, and the change."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import ClassVar, TypeVar
from zlib import crc32

from handlers.moves import RitualChanged
from handlers.registry import Access, Ask, Reply, Request, Say, Topic, Turn
from rituals import forecast, gathering, moves, pausing, planning
from rituals.calendar import DayOff, Every, On, Schedule, WrongValue, local_date
from rituals.clocktimes import without_time
from rituals.datewords import evened
from rituals.errors import UnknownButton
from rituals.messages import Button, Field, FieldKind, Form, Message, Option, Style
from rituals.move_errors import ChangedMeanwhile, NoSuchSchedule, SameSchedule
from rituals.notices import Rhythm
from rituals.ports import Transaction
from rituals.recurrence import WEEKDAYS
from rituals.timeline import Ritual, RitualId

topic = Topic()

Thing = TypeVar("Thing")

PLACES = ("first", "second", "third", "fourth", "last", "first_workday")
"""Which of its weekdays a month or quarter means."""

RHYTHMS = {"week": Every.WEEK, "two_weeks": Every.TWO_WEEKS, "month": Every.MONTH, "quarter": Every.QUARTER}
DAYS_OFF = {"skip": DayOff.SKIP, "next": DayOff.NEXT_WORKDAY, "previous": DayOff.PREVIOUS_WORKDAY}
"""The form's words for those of the team file."""

SHORTEST, LONGEST = timedelta(minutes=5), timedelta(hours=8)
"""How long a meeting may take: a working day at most."""

_MINUTES_OF_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class ScheduleForm(Form):
    """How often, on which day, at what time, for how long, and what about days off? What stands now stands there."""

    template: ClassVar[str] = "rituals/schedule_form"
    press: ClassVar[str] = "schedule.asked"
    ritual: RitualId
    name: str
    kind: str
    now: Rhythm
    every: str
    place: str
    weekday: str
    day_off: str

    def args(self) -> tuple[int | str, ...]:
        return (self.ritual,)

    def fields(self) -> tuple[Field, ...]:
        return (
            _choice("every", tuple(RHYTHMS), self.every),
            _choice("place", PLACES, self.place, when=("every", "month", "quarter")),
            _choice("weekday", WEEKDAYS, self.weekday, when=("place", "", *PLACES[:-1])),
            Field("at", max_length=32, initial=self.now.at),
            Field("minutes", max_length=8, initial=str(self.now.minutes)),
            _choice("day_off", tuple(DAYS_OFF), self.day_off),
        )


def _choice(name: str, options: tuple[str, ...], initial: str, when: tuple[str, ...] | None = None) -> Field:
    return Field(name, FieldKind.CHOICE, options=tuple(map(Option, options)), initial=initial, when=when)


@dataclass(frozen=True, slots=True)
class AskSchedule(Message):
    """What another schedule changes, before it is done.

    `dropped` are the meetings that are planned and will not be held at their time; `dates` are the next ones then.
    `code` is the schedule as a button carries it, `stamp` how things stood.
    """

    template: ClassVar[str] = "rituals/ask_schedule"
    ritual: RitualId
    name: str
    kind: str
    before: Rhythm
    after: Rhythm
    dropped: tuple[datetime, ...]
    dates: tuple[datetime, ...]
    items: int
    paused: bool
    code: str
    stamp: str

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        yes = Button("yes", "schedule.set", (self.ritual, self.code, self.stamp), Style.PRIMARY)
        return ((yes, Button("no", "ritual.show", (self.ritual,))),)


@topic.press("ritual.schedule", Access.ADMIN)
async def schedule(tx: Transaction, ask: Request) -> Reply:
    """*Change the schedule*."""
    ritual = await _held_ritual(tx, ask)
    return Ask(_form_of(ritual))


def _form_of(ritual: Ritual) -> ScheduleForm:
    """The form with what stands now."""
    schedule = ritual.schedule
    on = str(schedule.on)
    place = on.replace(" ", "_") if schedule.on.weekday is None else on.partition(" ")[0]
    return ScheduleForm(
        ritual.id,
        ritual.name,
        ritual.kind,
        Rhythm.of(ritual),
        next(word for word, rhythm in RHYTHMS.items() if rhythm is schedule.every),
        place if place in PLACES else "",
        "" if schedule.on.weekday is None else WEEKDAYS[schedule.on.weekday],
        next(word for word, rule in DAYS_OFF.items() if rule is schedule.day_off),
    )


async def _held_ritual(tx: Transaction, ask: Request) -> Ritual:
    ritual = await gathering.ritual_of(tx, ask.team, RitualId(ask.number()))
    planning.check_held(ritual)
    return ritual


@topic.press("schedule.asked", Access.ADMIN)
async def asked(tx: Transaction, ask: Request) -> Reply:
    """The form *Change the schedule*: what it changes."""
    ritual = await _held_ritual(tx, ask)
    changed = _with(ritual, _from_form(ask, ritual), _duration(ask.values.get("minutes", "")), ask)
    if Rhythm.of(changed) == Rhythm.of(ritual):
        raise SameSchedule(ritual.name, ritual.kind)
    kept = [one.id for one in await moves.kept_by(tx, ask.team, changed)]
    series = await forecast.foreseen(tx, ask.team, pausing.awake(changed), ask.now, planned=kept)
    dates = series.coming(ask.now, forecast.DATES_TOLD)
    planned = [o.starts_at for o in await moves.planned_of(tx, ask.team, ritual)]
    message = AskSchedule(
        ritual.id,
        ritual.name,
        ritual.kind,
        Rhythm.of(ritual),
        Rhythm.of(changed),
        tuple(at for at in planned if at not in dates),
        dates,
        len(await tx.agenda.waiting(ritual.id)),
        ritual.rests,
        _code(changed),
        await _stamp(tx, ask, ritual),
    )
    return Say(message)


@topic.press("schedule.set", Access.ADMIN)
async def set_schedule(tx: Transaction, ask: Request) -> Reply:
    """Put the ritual on the schedule that was shown, if everything still stands as it did then."""
    ritual = await _held_ritual(tx, ask)
    schedule, duration = _decoded(ask.word(1), ritual)
    if ask.word(2) != await _stamp(tx, ask, ritual):
        following = await planning.next_of(tx, ritual)
        raise ChangedMeanwhile(ritual.name, following.starts_at if following else None, ritual.kind)
    changed = _with(ritual, schedule, duration, ask)
    next_at = await moves.reschedule(tx, ask.team, ritual, changed, ask.person, ask.now)
    return Turn(RitualChanged("rescheduled", ritual.name, ritual.kind, next_at=None if ritual.rests else next_at))


def _with(ritual: Ritual, schedule: Schedule, duration: timedelta, ask: Request) -> Ritual:
    """The ritual on another schedule. Every second week is counted from the next such day on, and not from long ago."""
    before = ritual.schedule
    anew = schedule.every is Every.TWO_WEEKS and (before.every, before.on) != (schedule.every, schedule.on)
    if anew:
        schedule = replace(schedule, starting=local_date(ask.now, schedule.timezone))
    return replace(ritual, schedule=schedule, duration=duration)


# -- the form's answers ------------------------------------------------------------------------------------------


def _from_form(ask: Request, ritual: Ritual) -> Schedule:
    every = RHYTHMS.get(ask.values.get("every", ""))
    rule = DAYS_OFF.get(ask.values.get("day_off", ""))
    if every is None or rule is None:
        raise UnknownButton
    on = _on(every, ask.values.get("place", ""), ask.values.get("weekday", ""))
    return replace(ritual.schedule, every=every, on=on, at=wall_time(ask.values.get("at", "")), day_off=rule)


def _on(every: Every, place: str, weekday: str) -> On:
    """The day of a rhythm; what was answered beside the point does not count. Raises NoSuchSchedule."""
    if not every.is_weekly and place not in PLACES:
        raise NoSuchSchedule("place")
    if not every.is_weekly and place == PLACES[-1]:
        return On(None, 1)
    if weekday not in WEEKDAYS:
        raise NoSuchSchedule("weekday")
    return On.parse(weekday if every.is_weekly else f"{place} {weekday}")


def wall_time(text: str) -> time:
    """`10:00`, `в 10`, `3pm`. Raises NoSuchSchedule."""
    words = evened(text)
    for rest, clock in without_time(words if not words.isdecimal() else f"в {words}"):
        if not rest:
            return clock.at
    raise NoSuchSchedule("at")


def _duration(text: str) -> timedelta:
    """Minutes, or hours and minutes: `30`, `1:30`. Raises NoSuchSchedule."""
    hours, colon, minutes = text.strip().rpartition(":")
    if not minutes.isdecimal() or (colon and not hours.isdecimal()) or len(text) > len("0008:00"):
        raise NoSuchSchedule("minutes")
    duration = timedelta(hours=int(hours or 0), minutes=int(minutes))
    if not SHORTEST <= duration <= LONGEST:
        raise NoSuchSchedule("minutes")
    return duration


# -- what a button carries ---------------------------------------------------------------------------------------


def _code(ritual: Ritual) -> str:
    """A schedule and a duration as six numbers. A place of 0 is none, a weekday of 7 the first workday."""
    schedule, on = ritual.schedule, ritual.schedule.on
    every, day_off = list(Every).index(schedule.every), list(DayOff).index(schedule.day_off)
    place = 0 if on.weekday is None or on.place is None else PLACES.index(str(on).partition(" ")[0]) + 1
    weekday = len(WEEKDAYS) if on.weekday is None else on.weekday
    at, minutes = schedule.at.hour * 60 + schedule.at.minute, int(ritual.duration.total_seconds() // 60)
    return ".".join(map(str, (every, place, weekday, at, minutes, day_off)))


def _in_period(place: int, weekday: int) -> str:
    return f"{_nth(PLACES[:-1], place - 1)} {_nth(WEEKDAYS, weekday)}"


def _nth(things: Iterable[Thing], position: int) -> Thing:
    """Raises IndexError, for what lies before the first too."""
    if position < 0:
        raise IndexError
    return list(things)[position]


def _decoded(code: str, ritual: Ritual) -> tuple[Schedule, timedelta]:
    """The schedule of a code. Payloads can be forged: one that makes none is no button of ours."""
    try:
        every, place, weekday, at, minutes, day_off = map(int, code.split("."))
        changed = replace(
            ritual.schedule,
            every=_nth(Every, every),
            on=On.parse(_nth((*WEEKDAYS, "first workday"), weekday) if not place else _in_period(place, weekday)),
            at=time(*divmod(at, 60)),
            day_off=_nth(DayOff, day_off),
        )
    except (ValueError, IndexError, WrongValue) as error:
        raise UnknownButton from error
    return changed, _duration_of(minutes)


def _duration_of(minutes: int) -> timedelta:
    if not SHORTEST <= timedelta(minutes=min(minutes, _MINUTES_OF_DAY)) <= LONGEST:
        raise UnknownButton
    return timedelta(minutes=minutes)


async def _stamp(tx: Transaction, ask: Request, ritual: Ritual) -> str:
    """How things stand: a short mark of the schedule and of what is planned, by which a stale button is told."""
    planned = [
        (o.id, o.starts_at.isoformat(), str(o.state))
        for o in await tx.occurrences.upcoming(ask.team.id)
        if o.ritual == ritual.id
    ]
    stands = (str(ritual.schedule), ritual.duration, ritual.rests, planned)
    return f"{crc32(repr(stands).encode()):08x}"
