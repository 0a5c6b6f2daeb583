"""The week in numbers, for the Friday review: what was raised, discussed and done, and protocols in time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rituals.balance import SIDES
from rituals.calendar import local_date
from rituals.kinds import is_held, is_private
from rituals.ports import Transaction
from rituals.protocol import Protocol
from rituals.tasks import TaskState
from rituals.team import Department, Team
from rituals.timeline import Ritual

WEEK = timedelta(days=7)

MOST_PROTOCOLS = 40
"""Protocols of one week that are counted."""


@dataclass(frozen=True, slots=True)
class Share:
    """A department's items of the week."""

    department: Department
    raised: int
    discussed: int


@dataclass(frozen=True, slots=True)
class WeekInNumbers:
    """Seven days up to the review. `overdue` are open action items whose date has passed."""

    shares: tuple[Share, ...]
    done: int
    dropped: int
    overdue: int
    protocols: int
    on_time: int


async def week_in_numbers(tx: Transaction, team: Team, now: datetime) -> WeekInNumbers:
    """What the last seven days brought to the whole team; of meetings in private not even how much there was."""
    since = now - WEEK
    protocols = [p for p in await tx.protocols.recent(team.id, MOST_PROTOCOLS) if p.closed_at >= since]
    open_to_all = {ritual.id for ritual in await tx.rituals.of(team.id) if not _is_between_few(ritual)}
    raised = [item for item in await tx.agenda.added_since(team.id, since) if item.ritual in open_to_all]
    closed = await tx.tasks.closed_since(team.id, since)
    overdue = [task for task in await tx.tasks.open_in(team.id) if task.due is not None and task.due < now]
    discussed = [line for protocol in protocols if protocol.readers is None for line in protocol.items]
    return WeekInNumbers(
        tuple(
            Share(
                side,
                sum(item.department is side for item in raised),
                sum(line.department is side for line in discussed),
            )
            for side in SIDES
        ),
        done=sum(task.state is TaskState.DONE for task in closed),
        dropped=sum(task.state is TaskState.DROPPED for task in closed),
        overdue=len(overdue),
        protocols=len(protocols),
        on_time=await on_time(tx, team, protocols),
    )


def _is_between_few(ritual: Ritual) -> bool:
    return is_held(ritual.kind) and is_private(ritual)


async def on_time(tx: Transaction, team: Team, protocols: Sequence[Protocol]) -> int:
    """How many of these were seen on the day of their meeting: the promise that the product is measured by."""
    count = 0
    for protocol in protocols:
        shown = await tx.outbox.first_shown(f"meeting:{protocol.occurrence}:protocol")
        zone = team.timezone
        count += shown is not None and local_date(shown, zone) == local_date(protocol.started_at, zone)
    return count
