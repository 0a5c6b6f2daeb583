"""The house of the use-case tests: the core and the handlers on a real database, a clock to be moved, people by name.

No messenger, no words: what people ask comes back as the handlers' replies, what they see is read from the outbox.
"""

import asyncio
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import select

from bot.clock import MovableClock
from bot.storage.codec import decode_shown
from bot.storage.tables import metadata, slots
from bot.storage.transaction import Database
from bot.topics import everything
from handlers.registry import NO_STANDING, Ask, Mention, Quote, Reply, Request, Say, Standing, Toast, Turn, check_access
from handlers.teams import addressed
from rituals.errors import Refusal
from rituals.localtime import zone
from rituals.messages import Button, Form, Message
from rituals.planning import plan_next
from rituals.plays import PLAYS
from rituals.team import AccountKey, Person, PersonId, Place
from rituals.ticker import Ticker
from rituals.timeline import Occurrence, Ritual
from tests.world import World, a_team

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
THURSDAY = datetime(2026, 11, 19, 9, 0, tzinfo=UTC)
"""Thursday noon in Moscow, in a month without surprises: the next days off are at New Year."""

View = TypeVar("View", bound=Message)


class _NotKeptError(Exception):
    """Rolls back what was only tried."""

    def __init__(self, reply: Reply) -> None:
        super().__init__()
        self.reply = reply


@dataclass(frozen=True)
class Sight:
    """A message that stands somewhere, or is on its way there."""

    slot: str
    place: Place
    person: PersonId | None
    message: Message
    revision: int


@dataclass
class House:
    """One team at work. What a step broke is in `broken`; a test that expects nothing of the kind leaves it empty."""

    database: Database
    clock: MovableClock
    world: World
    broken: list[tuple[str, Exception]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.registry = everything()
        self.ticker = self.a_ticker()

    def a_ticker(self, plays=PLAYS) -> Ticker:
        """A ticker; several stand for replicas."""
        return Ticker(self.database.begin, self.clock, plays, lambda what, error: self.broken.append((what, error)))

    # -- time ----------------------------------------------------------------------------------------------------

    async def at(self, when: str) -> None:
        """Go on to the next such local time ("Mon 10:00", or a date "2026-12-31 10:00") and look at the clock."""
        self.clock.set(self.moment(when))
        await self.tick()

    async def later(self, **by: float) -> None:
        self.clock.advance(timedelta(**by))
        await self.tick()

    async def tick(self) -> None:
        await self.ticker.tick()

    def moment(self, when: str) -> datetime:
        """The next moment (now included) of a weekday and time, or of a date and time, in the team's zone."""
        place = zone(self.world.team.timezone)
        if not when[0].isalpha():
            return datetime.fromisoformat(when).replace(tzinfo=place)
        day, clock = when.split()
        hour, minute = map(int, clock.split(":"))
        now = self.clock().astimezone(place)
        found = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
        found += timedelta(days=(WEEKDAYS.index(day.lower()) - now.weekday()) % 7)
        return found if found >= now else found + timedelta(days=7)

    async def plan(self, ritual: Ritual | None = None) -> None:
        """Begin a ritual: plan its first occurrence from now."""
        async with self.database.begin() as tx:
            await plan_next(tx, ritual or self.world.monday, self.world.team, self.clock())

    # -- asking --------------------------------------------------------------------------------------------------

    async def says(self, who: Person | AccountKey, words: str, **how: object) -> Reply | Refusal:
        """A command, for example `/agenda Leads`; in the group unless `private=True`."""
        name, _, text = words.removeprefix("/").partition(" ")
        return await self._ask(who, command=name, text=text, **how)

    async def presses(self, who: Person | AccountKey, button: Button | str, **how: object) -> Reply | Refusal:
        """A button of a message, or a payload that might be forged."""
        return await self._ask(who, press=button if isinstance(button, str) else button.payload, **how)

    async def submits(self, who: Person | AccountKey, asked: Reply | Refusal, **values: str) -> Reply | Refusal:
        """Send a form that was asked for."""
        assert isinstance(asked, Ask), asked
        payload = ":".join([asked.form.press, *map(str, asked.form.args())])
        return await self._ask(who, press=payload, values=values)

    async def _ask(
        self,
        who: Person | AccountKey,
        *,
        command: str | None = None,
        press: str | None = None,
        text: str = "",
        values: dict[str, str] | None = None,
        private: bool = False,
        place: Place | None = None,
        quote: Quote | None = None,
        mentions: tuple[Mention, ...] = (),
        name: str = "",
        locale: str | None = None,
        standing: Standing = NO_STANDING,
        kept: bool = True,
    ) -> Reply | Refusal:
        """What the desk does, without the words: one transaction; a refusal rolls it back, and so it is if not `kept`."""
        account = who.accounts[0] if isinstance(who, Person) else who
        where = place or (Place(account) if private else self.world.telegram.place)
        ask = Request(
            account,
            where,
            private,
            self.clock(),
            name,
            locale,
            text,
            (),
            values or {},
            quote=quote,
            mentions=mentions,
            standing=standing,
        )
        try:
            async with self.database.begin() as tx:
                if press is not None:
                    entry, args = self.registry.press(press)
                    ask = replace(ask, args=args)
                else:
                    entry = self.registry.command(command or "")
                entry, ask = await addressed(tx, entry, ask)
                await check_access(tx, entry.access, ask)
                reply = await entry.handler(tx, ask)
                if not kept:
                    raise _NotKeptError(reply)  # noqa: TRY301  It has to leave the transaction.
                return reply
        except Refusal as refusal:
            return refusal
        except _NotKeptError as tried:
            return tried.reply

    async def hears(
        self, event: str, account: AccountKey, place: Place, *args: str, standing: Standing = NO_STANDING, **how: str
    ) -> Reply:
        """What a messenger itself tells."""
        ask = Request(account, place, private=False, now=self.clock(), args=args, standing=standing, **how)
        async with self.database.begin() as tx:
            return await self.registry.events[event].handler(tx, ask)

    # -- seeing --------------------------------------------------------------------------------------------------

    async def sights(self, kind: type[View], place: Place | Person | None = None) -> list[Sight]:
        """The messages of this kind as they stand now, the oldest first: everywhere, in a chat, or for a person."""
        async with self.database.read() as tx:
            rows = await tx._sql.all(select(slots).where(slots.c.template == kind.template).order_by(slots.c.id))
        found = [
            Sight(
                row.slot,
                Place(row.place),
                PersonId(row.person_id) if row.person_id else None,
                decode_shown(row.template, row.facts, kind),
                row.revision,
            )
            for row in rows
        ]
        if isinstance(place, Person):
            return [sight for sight in found if sight.person == place.id]
        return [sight for sight in found if place is None or sight.place == place]

    async def sees(self, kind: type[View], place: Place | Person | None = None) -> View:
        """The newest message of this kind: in the Telegram group, unless a place or a person is named."""
        found = await self.sights(kind, place or self.world.telegram.place)
        assert found, f"nobody was shown {kind.template} there"
        message = found[-1].message
        assert isinstance(message, kind)
        return message

    async def readers(self, kind: type[View]) -> set[str]:
        """The names of those who have such a message in private."""
        names = {person.id: person.name for person in self.world.people}
        return {names[sight.person] for sight in await self.sights(kind) if sight.person is not None}

    async def everything_stored(self) -> dict[str, list[tuple[object, ...]]]:
        """Every row of every table, to see that nothing has changed, or what stands where."""
        async with self.database.read() as tx:
            return {
                name: sorted((tuple(row) for row in await tx._sql.all(select(table))), key=repr)
                for name, table in metadata.tables.items()
            }

    async def occurrences(self, ritual: Ritual | None = None) -> list[Occurrence]:
        """All occurrences of a ritual, by slot."""
        wanted = (ritual or self.world.monday).id
        async with self.database.read() as tx:
            past = await tx.occurrences.past(wanted, 1000)
            coming = [o for o in await tx.occurrences.upcoming(self.world.team.id) if o.ritual == wanted]
        return sorted([*past, *coming], key=lambda occurrence: (occurrence.slot, occurrence.id))

    async def tasks(self) -> dict[str, object]:
        """The open action items by their text."""
        async with self.database.read() as tx:
            return {task.text: task for task in await tx.tasks.open_in(self.world.team.id)}


def button(message: Message | Form, name: str) -> Button:
    """The button of that name; the first, if there are several."""
    assert isinstance(message, Message)
    found = [b for row in message.buttons() for b in row if b.name == name]
    assert found, f"no button {name} under {message}"
    return found[0]


def buttons(message: Message) -> list[str]:
    """The names of all buttons."""
    return [b.name for row in message.buttons() for b in row]


def said(reply: Reply | Refusal, kind: type[View]) -> View:
    """What a reply says, which is of this kind."""
    assert isinstance(reply, Say | Turn | Toast), reply
    assert isinstance(reply.message, kind), reply.message
    return reply.message


# -- fixtures: import them into a conftest, with `sqlite_template` of tests.databases ----------------------------------


@pytest.fixture(scope="session")
def built_house(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, World]:
    """A SQLite file with the small world in it, its Monday stand-up planned on a Thursday at noon."""
    path = tmp_path_factory.mktemp("house") / "letuchka.db"
    shutil.copy(sqlite_template, path)

    async def build() -> World:
        house = await _opened(path)
        house.world = await a_team(house.database)
        await house.plan()
        await house.database.close()
        return house.world

    return path, asyncio.run(build())


async def _opened(path: Path, world: World | None = None) -> House:
    clock = MovableClock(THURSDAY)
    return House(Database(f"sqlite:///{path}", clock), clock, world)  # type: ignore[arg-type]


@pytest.fixture
async def house(built_house: tuple[Path, World], tmp_path: Path) -> AsyncIterator[House]:
    """The team with its Monday stand-up planned; at the end nothing may have broken."""
    template, world = built_house
    shutil.copy(template, tmp_path / "letuchka.db")
    opened = await _opened(tmp_path / "letuchka.db", world)
    yield opened
    await opened.database.close()
    assert opened.broken == []
