"""Whose turn it is to chair: by the market, in turn, by a rota over both departments, or a moderator at first."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from rituals.team import DIRECTORS, Circle, Market, Person, PersonId, Role, Team

HISTORY = 60
"""Past chairs that a turn is decided by: a year of a weekly meeting, and more people than a rota can carry."""


class ChairRule(StrEnum):
    """Who chairs a meeting: what the market says, CCO and CMO in turn, or everybody who takes part."""

    MARKET = "market"
    IN_TURN = "in turn"
    ROTA = "rota"


@dataclass(frozen=True, slots=True)
class Turns:
    """What a turn is decided by. `before` are those who chaired, the latest first; `gone` cannot: away, or declined.

    `chosen` was named for this one, because who would have chaired it has left the team.
    `moderated` tells that this one is among the first meetings, which the moderator leads while the conflict is acute.
    """

    team: Team
    rule: ChairRule
    circle: Circle
    people: tuple[Person, ...]
    gone: frozenset[PersonId]
    before: tuple[PersonId, ...]
    moderated: bool = False
    chosen: PersonId | None = None

    @property
    def chair(self) -> Person | None:
        """Whose turn it is; None when nobody who could is there: then anybody present may take the chair."""
        return next(iter(self.candidates), None)

    @property
    def candidates(self) -> tuple[Person, ...]:
        """Who chairs, who does if the first cannot, and so on: at the end the moderator and the admins."""
        moderators = [p for p in self._here if p.role is Role.MODERATOR]
        first = [*(p for p in self._here if p.id == self.chosen), *(moderators if self.moderated else [])]
        chosen = self._by_rota() if self.rule is ChairRule.ROTA else self._directors()
        admins = [p for p in self._here if p.admin]
        return tuple(dict.fromkeys((*first, *chosen, *moderators, *admins)))

    @property
    def is_told(self) -> bool:
        """Whether the turn changes, so that whoever has it must be told."""
        by_market = self.rule is ChairRule.MARKET and self.team.market is Market.B2B
        return self.moderated or self.chosen is not None or not by_market

    @property
    def _here(self) -> list[Person]:
        return [p for p in self.people if p.active and p.id not in self.gone]

    def _directors(self) -> list[Person]:
        """b2b: the CCO. b2c, and in turn: who did not chair last."""
        by_role = {p.role: p for p in self._here}
        here = [by_role[role] for role in DIRECTORS if role in by_role]
        in_turn = self.rule is ChairRule.IN_TURN or self.team.market is Market.B2C
        return sorted(here, key=self._how_recently) if in_turn else here

    def _by_rota(self) -> list[Person]:
        """Who has not chaired for the longest time, and of the department that did not chair last before the other."""
        here = [p for p in self.circle.of(self._here) if p.role is not Role.MODERATOR]
        last = next((p.department for p in self.people if p.id in self.before[:1]), None)
        return sorted(here, key=lambda p: (p.department is last, self._how_recently(p), p.id))

    def _how_recently(self, person: Person) -> int:
        """The lower, the longer ago; somebody who never chaired comes before all."""
        return -self.before.index(person.id) if person.id in self.before else -len(self.before) - 1


def next_after(turns: Turns, chair: PersonId | None) -> Person | None:
    """Who is asked when that one cannot."""
    return next((person for person in turns.candidates if person.id != chair), None)


def led_by(people: Sequence[Person]) -> tuple[Person, ...]:
    """Who may lead any meeting of the team when the chair does not: the directors, the moderator, the admins."""
    return tuple(p for p in people if p.active and (p.is_director or p.admin or p.role is Role.MODERATOR))
