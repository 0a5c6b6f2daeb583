"""What somebody wants discussed: items, votes for them, and the order in which the departments take turns."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from rituals.errors import NoText, TooLong
from rituals.team import Department, PersonId, TeamId
from rituals.timeline import OccurrenceId, RitualId

ItemId = NewType("ItemId", int)

TEXT_LIMIT = 4000
"""Characters of an agenda item, a decision or an action item: what one message of either messenger can carry."""


MOST_ITEMS = 300
"""Items that wait for one ritual: no meeting gets through more, and every one of them is shown again at each change."""


class ItemState(StrEnum):
    """WAITING: for the next meeting; KEPT_BACK: written in private for one that is in the chats now; the rest ended."""

    WAITING = "waiting"
    KEPT_BACK = "kept_back"
    DISCUSSED = "discussed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Item:
    """An agenda item. It belongs to a ritual, and to an occurrence once it has been discussed there.

    `by` and `department` are None when it was added without a name: they are not kept anywhere then.
    `carried` counts the meetings that passed it on; `topic` is the part of the meeting that it belongs to, if any.
    `reopens` is the number of the protocol to a decision of which somebody objected; `moves` counts how often the date
    of an action item was moved that came here because of it.
    """

    id: ItemId
    team: TeamId
    ritual: RitualId
    text: str
    by: PersonId | None
    department: Department | None
    created_at: datetime
    link: str | None = None
    state: ItemState = ItemState.WAITING
    occurrence: OccurrenceId | None = None
    carried: int = 0
    votes: int = 0
    reopens: int | None = None
    moves: int = 0
    topic: str = ""


def clean(text: str, limit: int = TEXT_LIMIT) -> str:
    """People's words as they are kept: without the space around them. Refuses nothing at all and too much."""
    words = text.strip()
    if not words:
        raise NoText
    if len(words) > limit:
        raise TooLong(length=len(words), limit=limit)
    return words


def weight(item: Item) -> tuple[int, bool, datetime, int]:
    """Voted up first, then carried over, then the older."""
    return (-item.votes, item.carried == 0, item.created_at, item.id)


def by_department(items: Iterable[Item]) -> dict[Department | None, list[Item]]:
    """The items of each department in their order; under None those without a name."""
    groups: dict[Department | None, list[Item]] = defaultdict(list)
    for item in sorted(items, key=weight):
        groups[item.department].append(item)
    return dict(groups)


def take_turns(items: Iterable[Item]) -> list[Item]:
    """The order of discussion: the departments alternate, the one with the weightiest item begins."""
    queues = sorted(by_department(items).values(), key=lambda queue: weight(queue[0]))
    turns: list[Item] = []
    for round_ in range(max(map(len, queues), default=0)):
        turns.extend(queue[round_] for queue in queues if round_ < len(queue))
    return turns


def in_order(items: Iterable[Item], topics: Sequence[str]) -> list[Item]:
    """The order of a whole meeting: topic by topic, then what belongs to none; the departments take turns in each."""
    parts: dict[str, list[Item]] = {topic: [] for topic in (*topics, "")}
    for item in items:
        parts[item.topic if item.topic in parts else ""].append(item)
    return [item for part in parts.values() for item in take_turns(part)]
