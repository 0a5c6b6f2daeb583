"""What the bot tells by itself: what is skipped, moved, paused or cannot be delivered, once and plainly."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from rituals.absence import there_first
from rituals.audience import away_at, show
from rituals.messages import Direct, Message
from rituals.ports import Transaction
from rituals.team import Place, Team, TeamId
from rituals.timeline import Occurrence, OccurrenceId, Reason, Ritual


@dataclass(frozen=True, slots=True)
class Skipped(Message):
    """An occurrence does not take place. `name` is the ritual's; `because` the holiday's name for a day off."""

    template: ClassVar[str] = "notices/skipped"
    name: str
    kind: str
    at: datetime
    reason: Reason
    because: str | None
    by: str | None
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class OccurrenceMoved(Message):
    """An occurrence is at another time. `by` is None where a day off did it, and then `because` is its name.

    `back`: it is at its usual time again.
    """

    template: ClassVar[str] = "notices/moved"
    name: str
    kind: str
    at: datetime
    instead_of: datetime
    by: str | None
    because: str | None = None
    back: bool = False


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A schedule in the team file's words, and how long it takes."""

    every: str
    on: str
    at: str
    minutes: int
    day_off: str

    @classmethod
    def of(cls, ritual: Ritual) -> "Rhythm":
        schedule = ritual.schedule
        minutes = int(ritual.duration.total_seconds() // 60)
        return cls(schedule.every, str(schedule.on), f"{schedule.at:%H:%M}", minutes, schedule.day_off)


@dataclass(frozen=True, slots=True)
class ScheduleChanged(Message):
    """A ritual has another schedule: what it was, what it is, when it is held next."""

    template: ClassVar[str] = "notices/schedule_changed"
    name: str
    kind: str
    before: Rhythm
    now: Rhythm
    by: str
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class ChatGone(Message):
    """Nothing can be posted in a chat any more; said once to an admin, in private."""

    template: ClassVar[str] = "notices/chat_gone"
    place: str
    messenger: str
    why: str


@dataclass(frozen=True, slots=True)
class Paused(Message):
    """A ritual rests; with `until` it goes on by itself, and `next_at` is when."""

    template: ClassVar[str] = "notices/paused"
    name: str
    kind: str
    by: str
    until: datetime | None = None
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Resumed(Message):
    """A ritual goes on; without `by` the pause has come to its end."""

    template: ClassVar[str] = "notices/resumed"
    name: str
    kind: str
    by: str | None
    next_at: datetime | None


async def tell_skipped(
    tx: Transaction, team: Team, ritual: Ritual, skipped: Occurrence, next_at: datetime | None, by: str | None
) -> None:
    """Tell that an occurrence does not take place, and when the next one does, where the meeting would be shown."""
    message = Skipped(
        ritual.name,
        ritual.kind,
        skipped.starts_at,
        skipped.reason or Reason.PERSON,
        skipped.note,
        by,
        next_at,
    )
    gone, slot = await away_at(tx, team, skipped.starts_at), skipped_slot(skipped.id)
    await show(tx, team, ritual, skipped.id, slot, message, until=skipped.starts_at, without=gone)


async def tell_moved(
    tx: Transaction, team: Team, ritual: Ritual, moved: Occurrence, instead_of: datetime, now: datetime, by: str | None
) -> None:
    """Tell that an occurrence is at another time, where the meeting is shown: each move is a message of its own."""
    back = not moved.was_moved and (by is not None or moved.reason is None)
    message = OccurrenceMoved(ritual.name, ritual.kind, moved.starts_at, instead_of, by, moved.note, back)
    slot = f"moved:{moved.id}:{now:%Y%m%dT%H%M%S}"
    await show(tx, team, ritual, moved.id, slot, message, until=moved.starts_at)


def skipped_slot(occurrence: OccurrenceId) -> str:
    return f"skipped:{occurrence}"


async def chat_is_gone(tx: Transaction, team: TeamId, place: Place, why: str, now: datetime) -> None:
    """Tell one admin who is there, once, in private, that a chat cannot be written to any more."""
    admins = [p for p in await tx.people.of(team) if p.admin and p.active and p.accounts]
    admin = next(iter(await there_first(tx, await tx.teams.get(team), admins, now)), None)
    if admin is not None:
        messenger = place.partition(":")[0]
        await tx.outbox.show(f"chat_gone:{place}", Direct(admin.id), ChatGone(place, messenger, why))
