"""Before *Run now*: where it would be posted, who takes part, and whom a private message would reach."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from rituals.audience import away_at
from rituals.cup_steps import roll_at
from rituals.kinds import circle_of, kind_of
from rituals.kinds.cup import CUP
from rituals.messages import Button, Message, Style
from rituals.planning import held_at, next_of, to_run
from rituals.ports import Transaction
from rituals.reachability import HELLO, INVITING, readiness
from rituals.recipients import recipients
from rituals.team import Audience, Person, PersonId, Team, chats_for
from rituals.timeline import Occurrence, Ritual, RitualId


@dataclass(frozen=True, slots=True)
class AskRun(Message):
    """What *Run now* would do, before it is done; for an admin.

    `chats`: in how many chats it is posted. `people` take part; `asked` of them get a private message, and
    `out_of_reach` of those do not. `planned`: when it was to be held, where this is that one. `enough`: it can be held.
    """

    template: ClassVar[str] = "rituals/ask_run"
    confidential: ClassVar[bool] = True
    ritual: RitualId
    name: str
    kind: str
    variant: str
    chats: int
    people: int
    asked: int
    out_of_reach: tuple[str, ...]
    planned: datetime | None
    enough: bool
    may_invite: bool

    @property
    def reachable(self) -> int:
        return self.asked - len(self.out_of_reach)

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        begin = (Button("begin", "ritual.run", (self.ritual,), Style.PRIMARY),) if self.enough else ()
        invite = self.enough and self.out_of_reach and self.may_invite
        beside = tuple(tuple(replace(one, apart=True, style=Style.PLAIN) for one in row) for row in INVITING)
        return ((*begin, Button("cancel", "ritual.show", (self.ritual,))), *(beside if invite else ()))


async def ask_run(tx: Transaction, team: Team, ritual: Ritual, by: PersonId, now: datetime) -> AskRun:
    """Look at what would happen. Raises what `to_run` raises."""
    occurrence = await to_run(tx, ritual, by, now)
    before = await next_of(tx, ritual)
    kind = kind_of(ritual.kind)
    opening = next(step for step in kind.steps(held_at(ritual, now, team)) if step.name in kind.key_steps)
    people = [person for person in await tx.people.of(team.id) if person.active]
    audience, written_to = await recipients(tx, team, ritual, occurrence, opening, people)
    chats = [chat for chat in await tx.teams.chats(team.id) if chat.gone is None]
    taking_part = written_to or await _there(tx, team, ritual, people, now)
    found = await readiness(tx, team.id, written_to)
    return AskRun(
        ritual.id,
        ritual.name,
        ritual.kind,
        ritual.variant,
        len(chats_for(Audience(audience), chats)) if audience else 0,
        len(taking_part),
        found.total,
        tuple(person.name for person in found.out_of_reach),
        before.starts_at if before is not None and before.id == occurrence.id else None,
        await _is_enough(tx, team, ritual, occurrence, there=len(taking_part), in_chats=bool(audience)),
        may_invite=await tx.codes.link(HELLO) is not None,
    )


async def _there(
    tx: Transaction, team: Team, ritual: Ritual, people: list[Person], now: datetime
) -> tuple[Person, ...]:
    """Who takes part and is not away today."""
    away = await away_at(tx, team, now)
    return tuple(person for person in circle_of(ritual).of(people) if person.id not in away)


async def _is_enough(
    tx: Transaction, team: Team, ritual: Ritual, occurrence: Occurrence, *, there: int, in_chats: bool
) -> bool:
    """A meeting in the chats can be held before anybody has joined the team."""
    if ritual.kind == CUP.name:
        return (await roll_at(tx, team, ritual, occurrence)).is_enough
    return there >= kind_of(ritual.kind).least or (in_chats and kind_of(ritual.kind).least == 1)
