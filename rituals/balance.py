"""Whether both departments have their say: what each raised, what became of it, whose talk filled the time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from rituals.agenda import Item, ItemId
from rituals.kinds import is_private
from rituals.messages import Direct, Message
from rituals.ports import Transaction
from rituals.protocol import Protocol
from rituals.room import Room
from rituals.tasks import Task
from rituals.team import DIRECTOR_OF, Department, Person, PersonId, Team
from rituals.timeline import OccurrenceId, RitualId

TOO_MUCH = 70
"""Percent of the talk that one side may fill before the chair is told."""

TALK_TO_JUDGE = timedelta(minutes=10)
"""Less talk than this says nothing yet: one item is always of one department."""

LOOKS_BACK = timedelta(weeks=4)
"""What a report is about: long enough for a monthly rhythm, short enough to be changed."""

MOST_PROTOCOLS = 60
"""Protocols that a report reads: four weeks of three meetings a day."""

SIDES = tuple(DIRECTOR_OF)
"""The departments that are weighed against one another: sales, marketing."""


@dataclass(frozen=True, slots=True)
class Side:
    """One department in a report. `minutes` of talk about its items; `overdue` of its people's action items."""

    department: Department
    raised: int
    discussed: int
    decided: int
    overdue: int
    minutes: int


@dataclass(frozen=True, slots=True)
class BalanceReport(Message):
    """What both sides had of the meetings since then; `meetings` is how many were held."""

    template: ClassVar[str] = "meeting/balance"
    since: datetime
    meetings: int
    sides: tuple[Side, ...]

    @property
    def time_share(self) -> int | None:
        """How many percent of the talk the first side has; None where nobody has talked."""
        total = sum(side.minutes for side in self.sides)
        return round(100 * self.sides[0].minutes / total) if total else None


@dataclass(frozen=True, slots=True)
class OneSided(Message):
    """A private word to the chair: one department has filled most of the talk."""

    template: ClassVar[str] = "meeting/one_sided"
    repeatable: ClassVar[bool] = False
    name: str
    kind: str
    department: Department
    percent: int
    waiting: int


def shares(talked: Mapping[ItemId, timedelta], items: Iterable[Item]) -> dict[Department, timedelta]:
    """How long the items of each side were talked about; an item without a name is nobody's."""
    spent = dict.fromkeys(SIDES, timedelta())
    for item in items:
        if item.department in spent:
            spent[item.department] += talked.get(item.id, timedelta())
    return spent


def dominant(spent: Mapping[Department, timedelta]) -> tuple[Department, int] | None:
    """The side that fills more than TOO_MUCH percent of the talk, and how much; None as long as nothing can be said."""
    total = sum(spent.values(), timedelta())
    if total < TALK_TO_JUDGE:
        return None
    department = max(spent, key=lambda one: spent[one])
    percent = int(100 * spent[department] / total)
    return (department, percent) if percent > TOO_MUCH else None


async def tell_if_one_sided(tx: Transaction, room: Room, now: datetime) -> None:
    """Once a meeting, while it goes on: the chair can still give the other side its turn."""
    meeting = room.meeting
    slot = one_sided_slot(meeting.id)
    found = dominant(shares(meeting.talked(now), await _everything(tx, room)))
    if found is None or meeting.chair is None or await tx.outbox.shown_in(slot):
        return
    department, percent = found
    waiting = sum(item.department not in {department, None} for item in meeting.queue(room.items))
    message = OneSided(meeting.ritual.name, meeting.ritual.kind, department, percent, waiting)
    await tx.outbox.show(slot, Direct(meeting.chair), message, until=now + timedelta(minutes=5))


async def _everything(tx: Transaction, room: Room) -> Sequence[Item]:
    """The meeting's items; one that was taken back in the middle has had its time all the same."""
    here = {item.id for item in room.items}
    gone = [await tx.agenda.get(room.team.id, item) for item in room.meeting.spent if item not in here]
    return [*room.items, *(item for item in gone if item is not None)]


def one_sided_slot(occurrence: OccurrenceId) -> str:
    return f"meeting:{occurrence}:one_sided"


async def report(tx: Transaction, team: Team, now: datetime) -> BalanceReport:
    """The last weeks' meetings in the chats; what is held in private is nobody else's business, in numbers neither."""
    since = now - LOOKS_BACK
    held = [p for p in await tx.protocols.recent(team.id, MOST_PROTOCOLS) if p.closed_at >= since]
    private = {ritual.id for ritual in await tx.rituals.of(team.id) if is_private(ritual)}
    open_ones = [p for p in held if await _ritual_of(tx, team, p.occurrence) not in private]
    raised = [item for item in await tx.agenda.added_since(team.id, since) if item.ritual not in private]
    late = [task for task in await tx.tasks.open_in(team.id) if task.due is not None and task.due < now]
    overdue = [task for task in late if await _ritual_of(tx, team, task.occurrence) not in private]
    departments = {p.id: p.department for p in await tx.people.of(team.id)}
    return BalanceReport(
        since,
        len(open_ones),
        tuple(_side(side, raised, open_ones, overdue, departments) for side in SIDES),
    )


async def _ritual_of(tx: Transaction, team: Team, meeting: OccurrenceId | None) -> RitualId | None:
    occurrence = await tx.occurrences.get(team.id, meeting) if meeting else None
    return occurrence.ritual if occurrence else None


def _side(
    side: Department,
    raised: Sequence[Item],
    protocols: Sequence[Protocol],
    overdue: Sequence[Task],
    departments: Mapping[PersonId, Department],
) -> Side:
    lines = [line for protocol in protocols for line in protocol.items if line.department is side]
    talk = [line for protocol in protocols for line in (*protocol.items, *protocol.deferred) if line.department is side]
    return Side(
        side,
        raised=sum(item.department is side for item in raised),
        discussed=len(lines),
        decided=sum(bool(line.decisions or line.tasks) for line in lines),
        overdue=sum(task.owner is not None and departments.get(task.owner) is side for task in overdue),
        minutes=sum(line.seconds for line in talk) // 60,
    )


def may_see_balance(person: Person) -> bool:
    """Whoever has a role in the team, and the admins."""
    return person.admin or person.role is not None
