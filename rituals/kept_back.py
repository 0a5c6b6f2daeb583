"""A meeting in private is held in the chats from now on: what was written for the few stays with the few."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from rituals.agenda import Item, ItemId, ItemState
from rituals.agenda_board import refresh
from rituals.audience import takes_part
from rituals.errors import NoSuchItem, NotYourItem
from rituals.kinds import is_meeting, is_private
from rituals.messages import Button, Direct, Message
from rituals.ports import Transaction
from rituals.team import Person, Team
from rituals.timeline import Ritual, RitualId

ITEMS_SHOWN = 8
"""Items with buttons in one message."""


@dataclass(frozen=True, slots=True)
class KeptLine:
    """An item that is kept back. `mine`: this reader may put it on the agenda for all."""

    id: ItemId
    number: int
    text: str
    mine: bool


@dataclass(frozen=True, slots=True)
class ItemsKeptBack(Message):
    """To one reader: the items that they could read, and that the chats do not see. Without `total` there is none."""

    template: ClassVar[str] = "agenda/kept_back"
    confidential: ClassVar[bool] = True
    ritual: RitualId
    name: str
    kind: str
    items: tuple[KeptLine, ...]
    total: int
    in_private: bool = False
    """The meeting is in private again, and the items are on its agenda."""

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        mine = (line for line in self.items if line.mine)
        return tuple((Button("open", "agenda.open", (line.id, line.number)),) for line in mine)


def opens_up(before: Ritual, after: Ritual) -> bool:
    """Whether a change shows in the chats what was between a few."""
    return is_meeting(before.kind) and is_private(before) and not is_private(after)


def closes(before: Ritual, after: Ritual) -> bool:
    """Whether a change takes a meeting out of the chats."""
    return is_meeting(before.kind) and not is_private(before) and is_private(after)


async def keep_back(tx: Transaction, team: Team, ritual: Ritual) -> None:
    """No item that waits is shown in the chats before who wrote it says so; whoever could read it is told."""
    for item in await tx.agenda.waiting(ritual.id):
        await tx.agenda.save(replace(item, state=ItemState.KEPT_BACK))
    await _tell(tx, team, ritual, await tx.agenda.kept_back(ritual.id))


async def give_back(tx: Transaction, team: Team, ritual: Ritual) -> None:
    """The meeting is in private again: the items are on its agenda as before."""
    kept = await tx.agenda.kept_back(ritual.id)
    for item in kept:
        await tx.agenda.save(replace(item, state=ItemState.WAITING))
    for person in _concerned(ritual, await tx.people.of(team.id), kept):
        over = ItemsKeptBack(ritual.id, ritual.name, ritual.kind, (), 0, in_private=True)
        await tx.outbox.show(_slot(ritual), Direct(person.id), over)


async def open_to_all(tx: Transaction, team: Team, item: ItemId, by: Person, now: datetime) -> ItemsKeptBack:
    """Put an item on the agenda that everybody reads. Raises NoSuchItem, NotYourItem."""
    found = await tx.agenda.get(team.id, item)
    ritual = await tx.rituals.get(team.id, found.ritual) if found else None
    if found is None or ritual is None or found.state is not ItemState.KEPT_BACK or not _could_read(ritual, found, by):
        raise NoSuchItem
    people = await tx.people.of(team.id)
    if not _may_open(ritual, found, by, people):
        raise NotYourItem
    kept = await tx.agenda.kept_back(ritual.id)
    await tx.agenda.save(replace(found, state=ItemState.WAITING))
    await refresh(tx, team, ritual, now)
    await _tell(tx, team, ritual, kept)
    return _message(ritual, await tx.agenda.kept_back(ritual.id), by, people)


def _slot(ritual: Ritual) -> str:
    return f"ritual:{ritual.id}:kept_back"


def _could_read(ritual: Ritual, item: Item, reader: Person) -> bool:
    return item.by == reader.id or takes_part(ritual, reader)


def _may_open(ritual: Ritual, item: Item, by: Person, people: Sequence[Person]) -> bool:
    """Who wrote it; those for whom it was written, where nobody has signed it or the author has left."""
    author = next((person for person in people if person.id == item.by and person.active), None)
    return item.by == by.id or (author is None and takes_part(ritual, by))


def _concerned(ritual: Ritual, people: Sequence[Person], kept: Sequence[Item]) -> tuple[Person, ...]:
    """Those who could read any of it."""
    there = (person for person in people if person.active)
    return tuple(person for person in there if any(_could_read(ritual, item, person) for item in kept))


async def _tell(tx: Transaction, team: Team, ritual: Ritual, about: Sequence[Item]) -> None:
    """What is kept back by now, to everybody who could read any of these items."""
    kept, people = await tx.agenda.kept_back(ritual.id), await tx.people.of(team.id)
    for person in _concerned(ritual, people, about):
        await tx.outbox.show(_slot(ritual), Direct(person.id), _message(ritual, kept, person, people))


def _message(ritual: Ritual, kept: Sequence[Item], reader: Person, people: Sequence[Person]) -> ItemsKeptBack:
    read = [item for item in kept if _could_read(ritual, item, reader)]
    lines = tuple(
        KeptLine(item.id, number, item.text, _may_open(ritual, item, reader, people))
        for number, item in enumerate(read[:ITEMS_SHOWN], 1)
    )
    return ItemsKeptBack(ritual.id, ritual.name, ritual.kind, lines, len(read))
