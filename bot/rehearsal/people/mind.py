"""A simulated person: their temper, their absences, what they have noticed, and what they are about to do."""

import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from bot.rehearsal.people.hands import Hands, Prompt
from bot.rehearsal.people.lines import Lines
from bot.rehearsal.theatre import Actor
from rituals.localtime import LocalSlot, local_date, moment, zone
from rituals.team import Role

OPENS, CLOSES = time(9), time(18, 30)
"""When people answer what is not urgent."""

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Temper:
    """How likely somebody is (0 to 1) to come late, to forget what is asked once, to speak up, to keep a promise."""

    late: float
    forgets: float
    speaks: float
    keeps: float


TEMPERS = (
    Temper(late=0.05, forgets=0.1, speaks=0.5, keeps=0.8),
    Temper(late=0.1, forgets=0.2, speaks=0.6, keeps=0.7),
    Temper(late=0.0, forgets=0.05, speaks=0.3, keeps=0.9),
    Temper(late=0.45, forgets=0.3, speaks=0.45, keeps=0.6),
    Temper(late=0.1, forgets=0.65, speaks=0.2, keeps=0.4),
)
"""They go round the cast: somebody is always late, somebody always forgets."""


@dataclass(frozen=True, slots=True)
class Absence:
    """Days away, told to the bot on an earlier day."""

    told: date
    first: date
    last: date


Deed = Callable[[], Awaitable[None]]


@dataclass(order=True, slots=True)
class Intention:
    """Something that somebody is about to do."""

    at: datetime
    number: int
    who: "Mind" = field(compare=False)
    deed: Deed = field(compare=False)


@dataclass(eq=False, slots=True)
class Mind:
    """One person. `noticed` are the things that they have made up their mind about; `plan` keeps an intention."""

    actor: Actor
    hands: tuple[Hands, ...]
    temper: Temper
    chance: random.Random
    lines: Lines
    timezone: str
    clock: Callable[[], datetime]
    plan: Callable[["Mind", datetime, Deed], None]
    absences: tuple[Absence, ...] = ()
    writes: bool = False
    """Answers surveys in words, not with choices alone."""
    colleagues: tuple[str, ...] = ()
    """The names of those to whom something can be given to do."""
    noticed: set[tuple[str, ...]] = field(default_factory=set)
    forgotten: set[str] = field(default_factory=set)
    """What they did not think of when they were first asked."""
    said: set[str] = field(default_factory=set)
    """What has been put on an agenda already, by anybody."""

    # -- who it is -----------------------------------------------------------------------------------------------

    @property
    def is_director(self) -> bool:
        return self.actor.role in {Role.CCO, Role.CMO}

    def is_away(self, now: datetime) -> bool:
        today = local_date(now, self.timezone)
        return any(absence.first <= today <= absence.last for absence in self.absences)

    # -- chance --------------------------------------------------------------------------------------------------

    def happens(self, likelihood: float) -> bool:
        return self.chance.random() < likelihood

    def forgets_once(self, what: str) -> bool:
        """Whether this is forgotten now; who has forgotten it once thinks of it at the reminder."""
        if what in self.forgotten:
            self.forgotten.discard(what)
            return False
        if forgets := self.happens(self.temper.forgets):
            self.forgotten.add(what)
        return forgets

    def minutes(self, least: float, most: float) -> timedelta:
        return timedelta(seconds=round(60 * self.chance.uniform(least, most)))

    def one_of(self, words: Sequence[str]) -> str:
        return self.chance.choice(words)

    # -- intentions ----------------------------------------------------------------------------------------------

    def soon(self, after: timedelta, deed: Deed) -> None:
        """Do it so much later, at whatever time of day."""
        self.plan(self, self.clock() + after, deed)

    def at_work(self, after: timedelta, deed: Deed) -> None:
        """Do it so much later, on a workday, while the office is open."""
        self.plan(self, self._opened(self.clock() + after), deed)

    def _opened(self, at: datetime) -> datetime:
        here = at.astimezone(zone(self.timezone))
        if OPENS <= here.time() <= CLOSES and here.weekday() < SATURDAY:
            return at
        day = here.date() + timedelta(days=here.time() > CLOSES)
        while day.weekday() >= SATURDAY:
            day += timedelta(days=1)
        return moment(LocalSlot(day, OPENS), self.timezone) + self.minutes(0, 50)

    # -- doing ---------------------------------------------------------------------------------------------------

    def presses(self, hands: Hands, prompt: Prompt, verb: str, *answers: str) -> Deed:
        """Press what does this under the message, if it is there still, and answer what is asked then."""

        async def press() -> None:
            now = again(hands, prompt)
            buttons = now.offers(verb) if now else []
            if now and buttons:
                await hands.press(now, buttons[0])
                if answers:
                    await hands.fill(answers)

        return press

    def says(self, hands: Hands, chat: str, words: str) -> Deed:
        return lambda: hands.say(chat, words)


def again(hands: Hands, prompt: Prompt) -> Prompt | None:
    """The same message as it is now; None when nothing can be pressed there any more."""
    same = (one for one in hands.prompts() if (one.chat, one.message) == (prompt.chat, prompt.message))
    return next(same, None)
