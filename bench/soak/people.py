"""The people of a soak: what they say, fill in and vote without a pause, and the rituals that fall due meanwhile."""

import asyncio
import itertools
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import time, timedelta

from sqlalchemy.exc import SQLAlchemyError

from bot.clock import system_clock
from bot.rehearsal.views import MessageView
from bot.storage.transaction import Database
from rituals.timeline import Ritual
from tests.scenarios.actors import Actor, labels_of
from tests.scenarios.town import NotSeen, Town

VERA, EGOR = "Вера Орлова", "Егор Лис"
CANDIDATES = (VERA, EGOR)
CHANGE = "Изменить голос"

KIN = "monday"
MOST_RITUALS = 8
"""A team has a handful of rituals, not hundreds: those that were called for are taken away again."""


def noon_zone() -> str:
    """A time zone in which it is between 12:00 and 13:00 now: what was due at ten is due at once."""
    ahead = 12 - system_clock().hour
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"


def next_workday() -> str:
    day = (system_clock() + timedelta(hours=12 - system_clock().hour) + timedelta(days=1)).date()
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return f"{day:%a}".lower()


def team_file() -> str:
    people = [
        ("Анна Петрова", "marketing", "\n    role: cmo\n    admin: true", "telegram:1001, slack:T0000001/U0000001"),
        ("Борис Смирнов", "sales", "\n    role: cco", "telegram:1002"),
        (VERA, "marketing", "", "slack:T0000001/U0000003"),
        ("Глеб Фёдоров", "sales", "", "telegram:1004"),
        ("Дарья Ким", "sales", "", "slack:T0000001/U0000005"),
        (EGOR, "marketing", "", "telegram:1006"),
        ("Жанна Белова", "sales", "", "telegram:1007"),
        ("Захар Волков", "sales", "", "telegram:1008"),
        ("Ирина Ли", "sales", "", "slack:T0000001/U0000009"),
    ]
    lines = [f"  - name: {n}\n    department: {d}{r}\n    accounts: [{a}]" for n, d, r, a in people]
    return "\n".join(
        [
            "team: Original Works",
            "locale: ru",
            f"timezone: {noon_zone()}",
            "holidays: none",
            "market: b2b",
            "chats:",
            "  - id: telegram:-1001234567890\n    department: common",
            "  - id: slack:T0000001/C0000001\n    department: common",
            "people:",
            *lines,
            "rituals:",
            '  - name: cup\n    kind: cup\n    every: month\n    on: first workday\n    at: "11:00"',
            f'  - name: {KIN}\n    kind: standup\n    every: week\n    on: {next_workday()}\n    at: "23:30"',
        ]
    )


@dataclass
class Said:
    """What people did: by the words, whether they were told that it is done."""

    items: dict[str, bool] = field(default_factory=dict)
    votes: dict[str, str] = field(default_factory=dict)
    presses: int = 0
    forms: int = 0
    rituals: list[str] = field(default_factory=list)


class People:
    """Everybody acts in a loop of their own until it is over."""

    def __init__(self, town: Town, database: Database) -> None:
        self.town = town
        self.said = Said()
        self._database = database
        self._number = itertools.count(1)
        self._over = asyncio.Event()

    async def act(self) -> None:
        """Until `stop`."""
        town = self.town
        loops: list[tuple[Callable[[], Awaitable[None]], float]] = [
            (lambda: self._writes(town["Егор"]), 4.0),
            (lambda: self._writes(town["Борис"]), 5.0),
            (lambda: self._types(town["Вера"]), 2.0),
            (lambda: self._types(town["Дарья"]), 3.0),
            (lambda: self._fills(town["Захар"]), 0.2),
            (lambda: self._votes(town["Глеб"]), 1.5),
            (lambda: self._votes(town["Жанна"]), 2.0),
            (lambda: self._votes(town["Ирина"]), 2.0),
            (self.a_ritual_falls_due, 6.0),
        ]
        await asyncio.gather(*(self._again(act, pause) for act, pause in loops))

    def stop(self) -> None:
        self._over.set()

    async def _again(self, act: Callable[[], Awaitable[None]], pause: float) -> None:
        while not self._over.is_set():
            with suppress(NotSeen, LookupError, ValueError, SQLAlchemyError):
                await act()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._over.wait(), random.uniform(0.5, 1.5) * pause)  # noqa: S311

    def _words(self) -> str:
        return f"Вопрос {next(self._number):05}"

    async def _writes(self, who: Actor) -> None:
        """A command in the private chat of Telegram: Telegram keeps it until it is done."""
        words = self._words()
        self.said.items[words] = True
        await who.telegram_dm.says(f"/agenda {words}")

    async def _types(self, who: Actor) -> None:
        """A command in Slack: who is not answered within three seconds is told so, and it may be done or not."""
        words = self._words()
        self.said.items[words] = False
        outcome = await who.channel.says(f"/agenda {words}")
        self.said.items[words] = outcome is not None and not outcome.error and "Записано" in (outcome.toast or "")

    async def _fills(self, who: Actor) -> None:
        """A form, question by question. Done when the bot says so."""
        words, chat = self._words(), who.telegram_dm
        if not who.is_asked:
            await chat.says("/agenda")
            await _soon(lambda: "Добавить вопрос" in labels_of(chat.messages[-1]))
            await who.press("telegram", chat.messages[-1], "Добавить вопрос")
            await _soon(lambda: who.is_asked)
        self.said.items[words] = False
        await chat.says(words)
        await _soon(lambda: "Моим именем" in labels_of(chat.messages[-1]))
        await who.press("telegram", chat.messages[-1], "Моим именем")
        await _soon(lambda: chat.having("Записано", words))
        self.said.items[words] = True
        self.said.forms += 1

    async def _votes(self, who: Actor) -> None:
        """A ballot, and another one, and another one: the last that was taken counts."""
        chat = who.private
        message = next((m for m in reversed(chat.messages) if {CHANGE, *CANDIDATES} & set(labels_of(m))), None)
        if message is None:
            return
        labels = set(labels_of(message))
        choice = random.choice(CANDIDATES) if labels & set(CANDIDATES) else CHANGE  # noqa: S311
        if choice in labels:
            await self._presses(who, message, choice)

    async def _presses(self, who: Actor, message: MessageView, choice: str) -> None:
        if choice in CANDIDATES:
            self.said.votes[who.name] = "?"
        where = "telegram" if who.telegram else "slack"
        outcome = await who.press(where, message, choice)  # type: ignore[arg-type]
        self.said.presses += 1
        if choice in CANDIDATES and not outcome.error:
            self.said.votes[who.name] = choice

    async def a_ritual_falls_due(self) -> None:
        """A new ritual whose call was due this morning: it is called for at once, in every chat."""
        name = f"Ритуал {len(self.said.rituals) + 1:03}"
        async with self._database.begin() as tx:
            team = (await tx.teams.all())[0]
            rituals = await tx.rituals.of(team.id)
            for seen in [r for r in rituals if self._is_called_for(r.name)][:-MOST_RITUALS]:
                await tx.rituals.save(replace(seen, removed=True, next_run_at=None))
            await tx.rituals.add(_like(next(r for r in rituals if r.name == KIN), name))
        self.said.rituals.append(name)

    def _is_called_for(self, name: str) -> bool:
        chats = (self.town["Борис"].group, self.town["Вера"].channel)
        return name in self.said.rituals and all(chat.having(self.town.words.call, name) for chat in chats)


def _like(kin: Ritual, name: str) -> Ritual:
    schedule = replace(kin.schedule, at=time(10, 0))
    return replace(kin, name=name, schedule=schedule, planned_until=None, next_run_at=system_clock())


async def _soon(seen: Callable[[], object], within: float = 20.0) -> None:
    """Raises NotSeen."""
    try:
        async with asyncio.timeout(within):
            while not seen():  # noqa: ASYNC110  What is waited for has no event.
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise NotSeen from None
