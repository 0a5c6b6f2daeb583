"""What the bot tells by itself about itself: what was missed, skipped or could not be delivered, once and plainly."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from rituals.audience import show
from rituals.messages import Button, Chats, Direct, Message, Style
from rituals.ports import Transaction
from rituals.team import Audience, Place, Team, TeamId
from rituals.timeline import Occurrence, OccurrenceId, OccurrenceState, Reason, Ritual, RitualId

MISSED_SHOWN = 12
"""Occurrences of one ritual that a message about an outage names, the latest: a quarter of a weekly one."""


@dataclass(frozen=True, slots=True)
class MissedLine:
    """One occurrence that an outage swallowed."""

    ritual: RitualId
    name: str
    kind: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Missed(Message):
    """What was missed while the bot could not work; one message a chat and day."""

    template: ClassVar[str] = "notices/missed"
    occurrences: tuple[MissedLine, ...]

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        rituals = dict.fromkeys(line.ritual for line in self.occurrences)
        run = tuple(Button("run", "ritual.run", (ritual,), Style.PRIMARY) for ritual in rituals)
        return (*((button,) for button in run), (Button("leave", "ritual.leave"),))


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
class ChatGone(Message):
    """Nothing can be posted in a chat any more; said once to an admin, in private."""

    template: ClassVar[str] = "notices/chat_gone"
    place: str
    messenger: str
    why: str


@dataclass(frozen=True, slots=True)
class Paused(Message):
    """A ritual rests."""

    template: ClassVar[str] = "notices/paused"
    name: str
    kind: str
    by: str


@dataclass(frozen=True, slots=True)
class Resumed(Message):
    """A ritual goes on."""

    template: ClassVar[str] = "notices/resumed"
    name: str
    kind: str
    by: str
    next_at: datetime | None


async def tell_missed(tx: Transaction, team: Team, now: datetime) -> None:
    """Tell the chats what this outage swallowed: one message, to which each further occurrence is added."""
    lines = []
    for other in await tx.rituals.of(team.id):
        past = await tx.occurrences.past(other.id, MISSED_SHOWN)
        lines += [
            MissedLine(other.id, other.name, other.kind, o.starts_at)
            for o in past
            if o.state is OccurrenceState.MISSED and o.closed_at is not None and (now - o.closed_at).days < 1
        ]
    day = now.date().isoformat()
    await tx.outbox.show(
        f"missed:{team.id}:{day}",
        Chats(team.id, Audience.COMMON),
        Missed(tuple(sorted(lines, key=lambda line: line.at))),
    )


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
    await show(tx, team, ritual, skipped.id, skipped_slot(skipped.id), message, until=skipped.starts_at)


def skipped_slot(occurrence: OccurrenceId) -> str:
    return f"skipped:{occurrence}"


async def chat_is_gone(tx: Transaction, team: TeamId, place: Place, why: str) -> None:
    """Tell one admin, once, in private, that a chat cannot be written to any more."""
    people = await tx.people.of(team)
    admin = next((p for p in people if p.admin and p.active and p.accounts), None)
    if admin is not None:
        messenger = place.partition(":")[0]
        await tx.outbox.show(f"chat_gone:{place}", Direct(admin.id), ChatGone(place, messenger, why))
