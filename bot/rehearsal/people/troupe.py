"""The simulated people together: they look at their chats, make up their minds, and act when their moment comes."""

import heapq
import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from bot.rehearsal.people.habits import HABITS
from bot.rehearsal.people.hands import Hands, Prompt, SlackHands, TelegramHands
from bot.rehearsal.people.lines import lines_in
from bot.rehearsal.people.mind import TEMPERS, Absence, Deed, Intention, Mind
from bot.rehearsal.telegram import Impossible
from bot.rehearsal.theatre import Actor, Theatre
from rituals.localtime import local_date
from rituals.team import Role

SEED = "letuchka"
SHY_FOR = timedelta(days=4)
"""Who has never opened the private chat with the bot does so in the end."""

AWAY_EVERY = 4
"""Of so many people one goes on holiday within the first weeks."""


class Troupe:
    """Everybody of the cast. What each does depends on the seed, on what they see, and on nothing else."""

    def __init__(self, theatre: Theatre, seed: str = SEED) -> None:
        self._theatre = theatre
        self._plan: list[Intention] = []
        self._count = 0
        self._changed = True
        self._spared = ""
        self._minds = tuple(self._mind(number, actor, seed) for number, actor in enumerate(theatre.cast))
        said: set[str] = set()
        for mind in self._minds:
            mind.said = said
            mind.colleagues = tuple(other.actor.name for other in self._minds if other.actor.department != "other")
            self._announce(mind)
            for hands in mind.hands:
                if isinstance(hands, TelegramHands) and not hands.has_started:
                    mind.at_work(SHY_FOR, hands.start)
        for stage in (theatre.telegram, theatre.slack):
            if stage is not None:
                stage.on_change(self._note)

    def _note(self) -> None:
        self._changed = True

    # -- what the clock asks -------------------------------------------------------------------------------------

    @property
    def next_at(self) -> datetime | None:
        """When somebody is going to do something."""
        return self._plan[0].at if self._plan else None

    def spare(self, key: str) -> None:
        """Let one of the cast do nothing from now on: the visitor plays them ('': nobody)."""
        self._spared = key

    def look(self) -> None:
        """Everybody who is there looks at what can be pressed, and makes up their mind about what is new."""
        if not self._changed:
            return
        self._changed = False
        now = self._theatre.clock()
        for mind in self._minds:
            if not mind.is_away(now) and mind.actor.key != self._spared:
                self._look(mind)

    def _look(self, mind: Mind) -> None:
        for hands in mind.hands:
            for prompt in list(_seen(mind, hands)):
                for verb in prompt.verbs:
                    what = (prompt.chat, prompt.message, verb)
                    if verb in HABITS and what not in mind.noticed:
                        mind.noticed.add(what)
                        HABITS[verb](mind, hands, prompt)

    async def act(self) -> Actor | None:
        """Do the next thing whose moment has come; who did it, or None when there is nothing now."""
        now = self._theatre.clock()
        while self._plan and self._plan[0].at <= now:
            intention = heapq.heappop(self._plan)
            if intention.who.is_away(now) or intention.who.actor.key == self._spared:
                continue
            try:
                await intention.deed()
            except (Impossible, LookupError, ValueError):
                continue  # What was there is gone meanwhile: people shrug.
            return intention.who.actor
        return None

    # -- who they are --------------------------------------------------------------------------------------------

    def _mind(self, number: int, actor: Actor, seed: str) -> Mind:
        chance = random.Random(f"{seed}/{number}")  # noqa: S311  Nobody is to be surprised twice.
        start = local_date(self._theatre.clock(), self._theatre.timezone)
        return Mind(
            actor=actor,
            hands=tuple(self._hands(actor)),
            temper=TEMPERS[number % len(TEMPERS)],
            chance=chance,
            lines=lines_in("ru" if self._theatre.locale == "ru" else "en"),
            timezone=self._theatre.timezone,
            clock=self._theatre.clock,
            plan=self._intend,
            absences=tuple(_absences(number, actor, start)),
            writes=number == 1,
        )

    def _hands(self, actor: Actor) -> Iterator[Hands]:
        theatre = self._theatre
        person = theatre.person(actor)
        if theatre.telegram is not None and theatre.bot is not None and person is not None:
            yield TelegramHands(theatre.telegram, person, theatre.bot, theatre.behind.quiet)
        if theatre.slack is not None and actor.slack is not None:
            yield SlackHands(theatre.slack, actor.slack, theatre.behind.quiet)

    def _intend(self, mind: Mind, at: datetime, deed: Deed) -> None:
        self._count += 1
        heapq.heappush(self._plan, Intention(at, self._count, mind, deed))

    def _announce(self, mind: Mind) -> None:
        """Tell the bot of absences in good time."""
        for absence in mind.absences:
            hands = mind.hands[0]
            words = f"/away {absence.first:%d.%m}–{absence.last:%d.%m}"
            ahead = absence.told - local_date(self._theatre.clock(), self._theatre.timezone)
            mind.at_work(ahead + mind.minutes(5, 200), mind.says(hands, hands.common or "", words))


def _absences(number: int, actor: Actor, start: date) -> Iterator[Absence]:
    """The commercial director is on the road on the third Monday; others go on holiday from the Tuesday."""
    monday = start + timedelta(days=7 - start.weekday())
    if actor.role == Role.CCO:
        road = monday + timedelta(weeks=2)
        yield Absence(road - timedelta(days=4), road, road + timedelta(days=1))
    elif actor.role is None and number % AWAY_EVERY == AWAY_EVERY - 1:
        tuesday = monday + timedelta(days=15)
        yield Absence(monday + timedelta(days=10), tuesday, tuesday + timedelta(days=3))


def _seen(mind: Mind, hands: Hands) -> Iterator[Prompt]:
    """The common chat is read in one messenger only, private messages in each."""
    return (prompt for prompt in hands.prompts() if prompt.private or hands is mind.hands[0])
