"""What votes and the cup ask of the database."""

from collections.abc import Sequence
from typing import Protocol

from rituals.cup import Award
from rituals.team import PersonId, TeamId
from rituals.timeline import OccurrenceId, RitualId
from rituals.vote import Ballot, Vote, VoteId


class Votes(Protocol):
    """Votes of any ritual. A ballot is its elector's until the vote closes, and then it is nobody's."""

    async def open(self, vote: Vote) -> Vote:
        """Store a new vote (its id is ignored) with its roll."""

    async def get(self, team: TeamId, vote: VoteId) -> Vote | None:
        """With its roll and ballots; locked for this transaction, and before it the occurrence that it belongs to."""

    async def of(self, occurrence: OccurrenceId) -> Sequence[Vote]:
        """The votes of an occurrence by their numbers, as `get`."""

    async def cast(self, vote: VoteId, ballot: Ballot) -> None:
        """Keep a ballot in place of an earlier one of this elector: one statement."""

    async def save(self, vote: Vote) -> None:
        """Its closing moment; with a tally that too, and then the roll of electors and all ballots are erased."""


class Cups(Protocol):
    """Who has won the cups, and who holds them."""

    async def add(self, award: Award) -> None: ...

    async def history(self, ritual: RitualId, limit: int) -> Sequence[Award]:
        """How the rounds of a cup ended, the latest first."""

    async def holders(self, ritual: RitualId) -> Sequence[PersonId]:
        """Who has it now, those who have left the team too."""

    async def hand_to(self, ritual: RitualId, people: Sequence[PersonId]) -> None:
        """From now on these have it, and nobody else."""
