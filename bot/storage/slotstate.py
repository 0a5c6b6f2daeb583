"""The life of a slot's row: what its states are called, and what a messenger is given to work with."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Row

from bot.storage.codec import decode
from rituals.team import PersonId, Place, TeamId

REVIVE_WITHIN = timedelta(hours=48)
"""What a person or a chat could not be told is told after all when they are back within so long; later it is stale."""


class SlotState(StrEnum):
    """DUE: to be shown. SENDING: claimed. UNKNOWN: sent, and nobody knows whether it arrived. The others rest."""

    DUE = "due"
    SENDING = "sending"
    SHOWN = "shown"
    UNKNOWN = "unknown"
    DEAD = "dead"
    EXPIRED = "expired"


class DeadCause(StrEnum):
    """Why a row is dead, where that can change: these rows are revived when the place can be written to again."""

    UNREACHABLE = "unreachable"


TO_DO = (SlotState.DUE, SlotState.UNKNOWN)
GIVEN_UP = (SlotState.DEAD, SlotState.EXPIRED)


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many rows are due and not shown, and for how many seconds the oldest of them has been."""

    due: int
    age: float


@dataclass(frozen=True, slots=True)
class Head:
    """The first row of a place that waits: when it may be shown, and whether it changes messages that stand."""

    id: int
    due_at: datetime
    is_edit: bool


@dataclass(frozen=True, slots=True)
class ClaimedSlot:
    """A row that one process may show now. `owner` and `attempt` fence its records against a later claimer.

    `unknowns` counts the attempts of whose end nothing is known (0: this one begins afresh); `sending_at` is then when
    the first of them began. `message_ids` are the messages that stand, `fingerprint` what they say.
    """

    id: int
    slot: str
    place: Place
    team: TeamId | None
    person: PersonId | None
    template: str
    facts: str
    repeatable: bool
    until: datetime | None
    revision: int
    shown: int
    attempt: int
    owner: str
    unknowns: int
    sending_at: datetime
    message_ids: tuple[str, ...]
    fingerprint: str | None
    first_shown_at: datetime | None


def claimed(row: Row[Any]) -> ClaimedSlot:
    """A row of `slots` as a claim."""
    return ClaimedSlot(
        id=row.id,
        slot=row.slot,
        place=Place(row.place),
        team=None if row.team_id is None else TeamId(row.team_id),
        person=None if row.person_id is None else PersonId(row.person_id),
        template=row.template,
        facts=row.facts,
        repeatable=row.repeatable,
        until=row.until,
        revision=row.revision,
        shown=row.shown,
        attempt=row.attempt,
        owner=row.owner,
        unknowns=row.unknowns,
        sending_at=row.sending_at,
        message_ids=decode(row.message_ids, tuple[str, ...]),
        fingerprint=row.fingerprint,
        first_shown_at=row.first_shown_at,
    )
