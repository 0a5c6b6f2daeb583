"""A vote: options, electors and a rule; ballots that can be changed until it closes, and a count that adds up.

It does not know what it is about: a ritual takes the roll, says what has become of people since, shows the vote and
makes something of the decision. Ids and time come from outside.
"""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b
from typing import NewType

from rituals.errors import NotAnElector, NotOnTheBallot, VoteIsOver
from rituals.team import PersonId, TeamId
from rituals.timeline import OccurrenceId

VoteId = NewType("VoteId", int)

OptionId = NewType("OptionId", int)
"""What can be chosen, by the id that it has in its own table: see About."""

REASON_LIMIT = 500
"""Characters of a ballot's reason: two or three sentences, of which a dozen still fit a post."""


class About(StrEnum):
    """What the options of a vote are."""

    PEOPLE = "people"


class Ties(StrEnum):
    """What is made of a tie: another vote among the tied, or all of them win."""

    RUN_OFF = "run_off"
    SHARED = "shared"


@dataclass(frozen=True, slots=True)
class Rule:
    """How a vote is decided. `quorum`: per cent of those eligible who must have voted, 0 for none."""

    quorum: int = 0
    ties: Ties = Ties.SHARED


@dataclass(frozen=True, slots=True)
class Ballot:
    """What one elector has chosen, and why (may be empty)."""

    elector: PersonId
    option: OptionId
    why: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """The count. `voted` is the sum of all `votes` and of `void`; who of those `eligible` did not vote is the rest.

    `reasons` have no authors, and an order that knows neither who gave them nor when.
    """

    eligible: int
    voted: int
    votes: tuple[tuple[OptionId, int], ...]
    void: int = 0
    reasons: tuple[tuple[OptionId, str], ...] = ()

    @property
    def silent(self) -> int:
        """Those who could have voted and did not."""
        return self.eligible - self.voted

    def of(self, option: OptionId) -> int:
        """How many votes an option has."""
        return dict(self.votes).get(option, 0)

    @property
    def leaders(self) -> tuple[OptionId, ...]:
        """Who has most votes; everybody where nobody has any."""
        most = max((number for _, number in self.votes), default=0)
        return tuple(option for option, number in self.votes if number == most)


class Outcome(StrEnum):
    """How a vote ends. UNDECIDED: too few have voted, or there is nothing left to choose."""

    WON = "won"
    SHARED = "shared"
    RUN_OFF = "run_off"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Decision:
    """An outcome with those who win, or who go into the run-off."""

    outcome: Outcome
    options: tuple[OptionId, ...] = ()


@dataclass(frozen=True, slots=True)
class Vote:
    """One vote. `number` counts the votes of an occurrence: a run-off is the next.

    The roll (`electors`, `options`) is taken when it opens. What happens to people afterwards is said by `excused`,
    who need not vote but may, and `gone`, who cannot be chosen any more. `tally` stands there once it is closed, and
    then `electors` and `ballots` are empty for ever.
    """

    id: VoteId
    team: TeamId
    occurrence: OccurrenceId
    number: int
    about: About
    rule: Rule
    opened_at: datetime
    closes_at: datetime
    options: tuple[OptionId, ...]
    electors: frozenset[PersonId] = frozenset()
    ballots: tuple[Ballot, ...] = ()
    tally: Tally | None = None
    excused: frozenset[PersonId] = frozenset()
    gone: frozenset[OptionId] = frozenset()

    # -- who may what ----------------------------------------------------------------------------------------------

    @property
    def is_closed(self) -> bool:
        return self.tally is not None

    def takes_ballots(self, now: datetime) -> bool:
        """Whether there is still time; the closing moment itself is too late, however late the count comes."""
        return not self.is_closed and now < self.closes_at

    def choices_of(self, elector: PersonId) -> tuple[OptionId, ...]:
        """What an elector can choose: all that is still there, but never themselves."""
        return tuple(option for option in self.options if self._may_be_chosen(elector, option))

    def ballot_of(self, elector: PersonId) -> Ballot | None:
        """The ballot that counts; one for somebody who has gone does not."""
        return next((one for one in self._counted if one.elector == elector), None)

    def cast(self, ballot: Ballot, now: datetime) -> "Vote":
        """The vote with this ballot in place of an earlier one. Raises VoteIsOver, NotAnElector, NotOnTheBallot."""
        self.check_elector(ballot.elector, now)
        if ballot.option not in self.choices_of(ballot.elector):
            raise NotOnTheBallot
        others = tuple([one for one in self.ballots if one.elector != ballot.elector])
        return replace(self, ballots=(*others, ballot))

    def check_elector(self, person: PersonId, now: datetime) -> None:
        """Raises VoteIsOver, NotAnElector."""
        if not self.takes_ballots(now):
            raise VoteIsOver
        if person not in self.electors:
            raise NotAnElector

    # -- how it stands: numbers that may be told before the end -----------------------------------------------------

    @property
    def eligible(self) -> int:
        """Electors whom the vote waits for, and those who voted without being waited for."""
        return len(self.electors - self.excused | {ballot.elector for ballot in self._cast})

    @property
    def voted(self) -> int:
        return len(self._cast)

    @property
    def missing(self) -> frozenset[PersonId]:
        """Electors whom the vote waits for: who has not voted, or for somebody who has gone."""
        return self.electors - self.excused - {ballot.elector for ballot in self._counted}

    @property
    def everybody_voted(self) -> bool:
        return bool(self._counted) and not self.missing

    # -- the end -----------------------------------------------------------------------------------------------------

    def count(self) -> Tally:
        """The count as of now; the options in the order of their votes, then of the roll."""
        numbers = Counter(ballot.option for ballot in self._counted)
        standing = [option for option in self.options if option not in self.gone]
        votes = tuple((option, numbers[option]) for option in sorted(standing, key=lambda one: -numbers[one]))
        return Tally(self.eligible, self.voted, votes, self.voted - numbers.total(), self._reasons())

    def decide(self) -> Decision:
        """What the rule makes of the count."""
        tally = self.count()
        enough = tally.voted * 100 >= self.rule.quorum * tally.eligible
        chosen = self.rule.quorum == 0 or tally.voted > tally.void
        if not (enough and chosen and tally.leaders):
            return Decision(Outcome.UNDECIDED)
        if len(tally.leaders) == 1:
            return Decision(Outcome.WON, tally.leaders)
        return Decision(Outcome.RUN_OFF if self.rule.ties is Ties.RUN_OFF else Outcome.SHARED, tally.leaders)

    def closed(self) -> "Vote":
        """The vote with its count and without its electors and ballots."""
        return replace(self, tally=self.count(), electors=frozenset(), ballots=())

    def _may_be_chosen(self, elector: PersonId, option: OptionId) -> bool:
        return option not in self.gone and self._is_another(elector, option)

    def _is_another(self, elector: PersonId, option: OptionId) -> bool:
        """Whether somebody has not chosen themselves."""
        return self.about is not About.PEOPLE or int(option) != int(elector)

    @property
    def _cast(self) -> list[Ballot]:
        """The electors' ballots, void ones too."""
        return [ballot for ballot in self.ballots if ballot.elector in self.electors]

    @property
    def _counted(self) -> list[Ballot]:
        """The ballots that count: two persons may turn out to be one, and people leave."""
        standing = frozenset(self.options) - self.gone
        return [one for one in self._cast if one.option in standing and self._is_another(one.elector, one.option)]

    def _reasons(self) -> tuple[tuple[OptionId, str], ...]:
        given = [(ballot.option, ballot.why) for ballot in self._counted if ballot.why]
        return tuple(sorted(given, key=lambda reason: (_shuffled(self.id, reason[1]), reason[0])))


def _shuffled(vote: VoteId, words: str) -> bytes:
    return blake2b(f"{vote}:{words}".encode(), digest_size=16).digest()
