"""A round of the cup from inside: the vote with its people, what they may see of it, and what they do in it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from rituals.agenda import clean
from rituals.calendar import LocalSlot, local_date
from rituals.cup import away_throughout, judged, options_of_cup, voting
from rituals.cup_messages import BallotPaper, CupCard, OpenVote, Question
from rituals.errors import NotAnElector, NotVotedYet, VoteIsOver
from rituals.kinds.declaration import FOR_EVER
from rituals.messages import Chats, Who
from rituals.planning import days_off_of
from rituals.ports import Transaction
from rituals.team import Audience, Person, PersonId, Team, away_on
from rituals.timeline import GRACE, Occurrence, PlannedStep, Ritual, Subject
from rituals.vote import REASON_LIMIT, Ballot, OptionId, Vote, VoteId

SECOND_THOUGHTS = timedelta(minutes=10)
"""When everybody has voted the count waits so long: the last ones may change their minds as all others could, and the
moment of the result does not point at who was last."""

FIRST, RUN_OFF = 1, 2
"""The votes of a round, by their numbers."""

CLOSING = {FIRST: "vote_close", RUN_OFF: "runoff_close"}
"""The step that counts each."""


def card_slot(vote: VoteId) -> str:
    return f"cup:{vote}:card"


def ballot_slot(vote: VoteId) -> str:
    return f"cup:{vote}:ballot"


def reminder_slot(vote: VoteId) -> str:
    return f"cup:{vote}:remind"


@dataclass(frozen=True, slots=True)
class Round:
    """A vote with everything around it, as people are now. `away`: who is so today."""

    team: Team
    ritual: Ritual
    occurrence: Occurrence
    vote: Vote
    people: Mapping[PersonId, Person]
    away: frozenset[PersonId]

    @property
    def question(self) -> Question:
        return question_of(self.ritual, self.occurrence, run_off=self.vote.number == RUN_OFF)

    def names(self, people: Iterable[OptionId | PersonId]) -> tuple[str, ...]:
        return tuple(self.people[PersonId(int(one))].name for one in people)

    def card(self, *, closed: bool = False) -> CupCard:
        opened = self.occurrence.opened_at or self.occurrence.starts_at
        vote = self.vote
        return CupCard(
            vote.id,
            self.question,
            self.names(option for option in vote.options if option not in vote.gone),
            vote.voted if vote.tally is None else vote.tally.voted,
            vote.eligible if vote.tally is None else vote.tally.eligible,
            vote.closes_at,
            ending=vote.everybody_voted,
            closed=closed,
            late=vote.number == FIRST and opened - self.occurrence.starts_at > GRACE,
        )

    def paper(self, elector: PersonId, *, changing: bool = False, page: int = 0, empty: bool = False) -> BallotPaper:
        """The ballot of an elector. `empty`: as it is sent and stored, whatever they have chosen."""
        ballot = None if empty else self.vote.ballot_of(elector)
        candidates = (self.people[PersonId(int(option))] for option in self.vote.choices_of(elector))
        return BallotPaper(
            self.vote.id,
            self.question,
            tuple(map(Who.of, candidates)),
            self.vote.closes_at,
            alone=len(self.vote.electors) == 1,
            chosen=self.names((ballot.option,))[0] if ballot else None,
            has_reason=ballot is not None and bool(ballot.why),
            changing=changing,
            page=page,
            option=int(ballot.option) if ballot else 0,
        )

    def as_seen_by(self, reader: PersonId, now: datetime) -> OpenVote:
        """How it stands, for the panel."""
        vote = self.vote
        may_vote = reader in vote.electors and vote.takes_ballots(now)
        has_voted = vote.ballot_of(reader) is not None
        return OpenVote(vote.id, self.question, vote.voted, vote.eligible, vote.closes_at, may_vote, has_voted)

    async def show_card(self, tx: Transaction, *, closed: bool = False) -> None:
        to = Chats(self.team.id, Audience.COMMON)
        await tx.outbox.show(card_slot(self.vote.id), to, self.card(closed=closed))


def question_of(ritual: Ritual, occurrence: Occurrence, *, run_off: bool = False) -> Question:
    period = judged(ritual.schedule, LocalSlot.parse(occurrence.slot))
    return Question(ritual.name, options_of_cup(ritual).mirror, period.first, period.last, run_off)


# -- coming in -------------------------------------------------------------------------------------------------------


async def enter(tx: Transaction, team: Team, vote: VoteId, by: PersonId, now: datetime) -> Round:
    """A vote that this person may vote in. Raises NotAnElector, and VoteIsOver also for a vote of another team."""
    found = await tx.votes.get(team.id, vote)
    occurrence = await tx.occurrences.get(team.id, found.occurrence) if found else None
    ritual = await tx.rituals.get(team.id, occurrence.ritual) if occurrence else None
    if found is None or occurrence is None or ritual is None:
        raise VoteIsOver
    entered = await furnish(tx, team, ritual, occurrence, found, now)
    try:
        entered.vote.check_elector(by, now)
    except NotAnElector:
        raise NotAnElector(voting(options_of_cup(ritual))) from None
    return entered


async def current(tx: Transaction, team: Team, ritual: Ritual, occurrence: Occurrence, now: datetime) -> Round | None:
    """The vote of a round that is open; None between and after the votes."""
    votes = await tx.votes.of(occurrence.id)
    if not votes or votes[-1].is_closed:
        return None
    return await furnish(tx, team, ritual, occurrence, votes[-1], now)


async def furnish(
    tx: Transaction, team: Team, ritual: Ritual, occurrence: Occurrence, vote: Vote, now: datetime
) -> Round:
    """Everything around a vote: who has left since it opened, and for whom nobody waits."""
    people = {person.id: person for person in await tx.people.of(team.id)}
    opened, closes, today = (local_date(at, team.timezone) for at in (vote.opened_at, vote.closes_at, now))
    absences = await tx.people.absences(team.id, min(opened, today), max(closes, today))
    left = frozenset(person.id for person in people.values() if not person.active)
    seen = replace(
        vote,
        excused=left | away_throughout(opened, closes, absences, days_off_of(team)),
        gone=frozenset(OptionId(int(person)) for person in left),
    )
    return Round(team, ritual, occurrence, seen, people, away_on(today, absences))


# -- what people do --------------------------------------------------------------------------------------------------


async def cast(tx: Transaction, team: Team, vote: VoteId, by: PersonId, option: OptionId, now: datetime) -> Round:
    """Vote, or change one's vote. A reason stays with whom it was written for."""
    entered = await enter(tx, team, vote, by, now)
    before = entered.vote.ballot_of(by)
    why = before.why if before is not None and before.option == option else ""
    return await _put(tx, entered, Ballot(by, option, why), now)


async def explain(tx: Transaction, team: Team, vote: VoteId, by: PersonId, why: str, now: datetime) -> Round:
    """Add a reason to one's vote, or replace it. Raises NotVotedYet, NoText, TooLong."""
    entered = await enter(tx, team, vote, by, now)
    ballot = entered.vote.ballot_of(by)
    if ballot is None:
        raise NotVotedYet
    return await _put(tx, entered, replace(ballot, why=clean(why, REASON_LIMIT)), now)


async def _put(tx: Transaction, entered: Round, ballot: Ballot, now: datetime) -> Round:
    voted = replace(entered, vote=entered.vote.cast(ballot, now))
    await tx.votes.cast(voted.vote.id, ballot)
    if voted.vote.everybody_voted and voted.vote.closes_at > now + SECOND_THOUGHTS:
        voted = replace(voted, vote=replace(voted.vote, closes_at=now + SECOND_THOUGHTS))
        await tx.votes.save(voted.vote)
        await plan_closing(tx, voted.vote)
    await voted.show_card(tx)
    return voted


async def plan_closing(tx: Transaction, vote: Vote, *before: PlannedStep) -> None:
    """Count a vote at its closing moment, however late that is noticed."""
    closing = PlannedStep(CLOSING[vote.number], vote.closes_at, vote.closes_at + FOR_EVER)
    await tx.steps.put(vote.team, Subject.OCCURRENCE, vote.occurrence, (*before, closing))
