"""What a round of the cup does at its time: open the vote, remind, count, break a tie, celebrate, hand over."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from rituals.calendar import LocalSlot
from rituals.cup import Award, Roll, judged, options_of_cup, roll_of, streak_of
from rituals.cup_keeping import FAME_SHOWN, HISTORY, ask_who_holds, fame_of, hand_slot, reasons_for
from rituals.cup_messages import (
    REASONS_SHOWN,
    BallotsErased,
    Count,
    CountLine,
    CupResult,
    HandOver,
    KindWords,
    VoteReminder,
    Winner,
)
from rituals.cup_round import (
    FIRST,
    RUN_OFF,
    Round,
    ballot_slot,
    current,
    furnish,
    plan_closing,
    question_of,
    reminder_slot,
)
from rituals.kinds import circle_of, kind_of
from rituals.messages import Chats, Direct, Who
from rituals.notices import Skipped, skipped_slot
from rituals.places import addresses_of
from rituals.planning import days_off_of, held_at, next_of
from rituals.ports import Transaction
from rituals.team import Audience, PersonId, Team
from rituals.ticker import Due
from rituals.timeline import Occurrence, OccurrenceState, PlannedStep, Reason, Ritual, Subject
from rituals.vote import About, OptionId, Outcome, Rule, Ties, Vote, VoteId

HAND_OVER = "hand_over"
"""The step that asks, a workday later, whether the cup has changed hands."""

RUN_OFF_REMINDER = timedelta(hours=2)
"""How long before its end a run-off reminds those who have not voted."""

DECIDED_BY_ANYBODY = Rule(quorum=0, ties=Ties.SHARED)
"""A run-off: the first vote had its quorum, and what stays a tie is shared."""


# -- opening ---------------------------------------------------------------------------------------------------------


async def open_vote(tx: Transaction, due: Due) -> None:
    """The step *vote_open*: the card in the common chats, a ballot to every elector who is not away."""
    occurrence, ritual = _subject(due)
    if occurrence.state is not OccurrenceState.PLANNED:
        return
    roll = await roll_at(tx, due.team, ritual, occurrence)
    if not roll.is_enough:
        await _nobody_there(tx, due.team, ritual, occurrence, due.now)
        return
    opened = replace(occurrence, state=OccurrenceState.OPEN, opened_at=due.now)
    await tx.occurrences.save(opened)
    steps = kind_of(ritual.kind).steps(held_at(ritual, occurrence.starts_at, due.team))
    vote = Vote(
        VoteId(0),
        due.team.id,
        occurrence.id,
        FIRST,
        About.PEOPLE,
        Rule(options_of_cup(ritual).quorum, Ties.RUN_OFF),
        due.now,
        next(step.due_at for step in steps if step.name == "vote_close"),
        tuple(OptionId(int(person.id)) for person in sorted(roll.candidates, key=lambda person: person.name)),
        frozenset(person.id for person in roll.electors),
    )
    await _call(tx, await furnish(tx, due.team, ritual, opened, await tx.votes.open(vote), due.now))
    await ask_who_holds(tx, due.team, ritual, f"cup:{occurrence.id}:left", due.now)


def _subject(due: Due) -> tuple[Occurrence, Ritual]:
    assert due.occurrence is not None and due.ritual is not None  # noqa: S101, PT018
    return due.occurrence, due.ritual


async def roll_at(tx: Transaction, team: Team, ritual: Ritual, occurrence: Occurrence) -> Roll:
    """Who votes in a round, and who can be chosen, as people are now."""
    period = judged(ritual.schedule, LocalSlot.parse(occurrence.slot))
    absences = await tx.people.absences(team.id, period.first, period.last)
    people = circle_of(ritual).of(await tx.people.of(team.id))
    holders = await tx.cups.holders(ritual.id)
    return roll_of(people, options_of_cup(ritual), period, absences, days_off_of(team), holders)


async def _nobody_there(tx: Transaction, team: Team, ritual: Ritual, occurrence: Occurrence, now: datetime) -> None:
    """Nobody to vote, or nobody to choose: the round is not held, and the chat learns why."""
    await tx.steps.cancel(Subject.OCCURRENCE, occurrence.id, Reason.NOBODY_THERE, now)
    await tx.occurrences.save(occurrence.skipped(Reason.NOBODY_THERE, now=now))
    following = await next_of(tx, ritual)
    next_at = following.starts_at if following else None
    message = Skipped(ritual.name, ritual.kind, occurrence.starts_at, Reason.NOBODY_THERE, None, None, next_at)
    await tx.outbox.show(skipped_slot(occurrence.id), Chats(team.id, Audience.COMMON), message)


async def _call(tx: Transaction, opened: Round) -> None:
    """Call to a vote: everybody sees the card, each elector who is there gets a ballot."""
    await opened.show_card(tx)
    vote = opened.vote
    for elector in sorted(vote.electors - opened.away):
        paper = opened.paper(elector, empty=True)
        await tx.outbox.show(ballot_slot(vote.id), Direct(elector), paper, until=vote.closes_at)


# -- on the way ------------------------------------------------------------------------------------------------------


async def remind(tx: Transaction, due: Due) -> None:
    """The steps *vote_remind* and *runoff_remind*: those who have not voted and are not away."""
    occurrence, ritual = _subject(due)
    opened = await current(tx, due.team, ritual, occurrence, due.now)
    if opened is None:
        return
    vote = opened.vote
    reminder = VoteReminder(vote.id, opened.question, vote.closes_at)
    for elector in sorted(vote.missing - opened.away):
        await tx.outbox.show(reminder_slot(vote.id), Direct(elector), reminder, until=vote.closes_at)
    await opened.show_card(tx)


# -- closing ---------------------------------------------------------------------------------------------------------


async def close(tx: Transaction, due: Due) -> None:
    """The steps *vote_close* and *runoff_close*: count, erase the ballots, and make something of the decision."""
    occurrence, ritual = _subject(due)
    opened = await current(tx, due.team, ritual, occurrence, due.now)
    if opened is None:
        return
    decision = opened.vote.decide()
    counted = replace(opened, vote=opened.vote.closed())
    await tx.votes.save(counted.vote)
    await tx.steps.cancel(Subject.OCCURRENCE, occurrence.id, Reason.PERSON, due.now)
    await counted.show_card(tx, closed=True)
    await _erase_ballots(tx, counted, again=decision.outcome is Outcome.RUN_OFF)
    if decision.outcome is Outcome.RUN_OFF:
        await _run_off(tx, opened, decision.options, due.now)
    else:
        await _finish(tx, counted, tuple(PersonId(int(option)) for option in decision.options), due.now)


async def _erase_ballots(tx: Transaction, counted: Round, *, again: bool) -> None:
    """Nobody's private chat goes on saying whom they chose."""
    erased = BallotsErased(counted.question, again)
    for slot in (ballot_slot(counted.vote.id), reminder_slot(counted.vote.id)):
        for address in await addresses_of(tx, counted.team.id, slot):
            await tx.outbox.show(slot, address, erased)


async def _run_off(tx: Transaction, tied: Round, options: tuple[OptionId, ...], now: datetime) -> None:
    """Another vote, of one workday, between the tied."""
    closes_at = held_at(tied.ritual, now, tied.team).workdays_after(1)
    vote = replace(
        tied.vote,
        id=VoteId(0),
        number=RUN_OFF,
        rule=DECIDED_BY_ANYBODY,
        opened_at=now,
        closes_at=closes_at,
        options=options,
        ballots=(),
    )
    opened = await tx.votes.open(vote)
    await plan_closing(tx, opened, PlannedStep("runoff_remind", closes_at - RUN_OFF_REMINDER, closes_at))
    await _call(tx, await furnish(tx, tied.team, tied.ritual, tied.occurrence, opened, now))


async def _finish(tx: Transaction, counted: Round, winners: tuple[PersonId, ...], now: datetime) -> None:
    """The round is over: the hall of fame has a line more, the cup has its holder, and the chats celebrate."""
    ritual, occurrence, question = counted.ritual, counted.occurrence, counted.question
    reason = None if winners else Reason.NO_QUORUM
    await tx.occurrences.save(replace(occurrence, state=OccurrenceState.HELD, reason=reason, closed_at=now))
    before = await tx.cups.holders(ritual.id)
    period = question.first, question.last
    await tx.cups.add(Award(occurrence.id, counted.team.id, ritual.id, *period, now, winners))
    if winners:
        await tx.cups.hand_to(ritual.id, winners)
    giving = tuple(p for p in before if winners and p not in winners and counted.people[p].active)
    votes = await tx.votes.of(occurrence.id)
    await _post_result(tx, counted, votes, winners, before, giving)
    await _tell_kind_words(tx, counted, votes)
    await _tell_to_hand_over(tx, counted, winners, giving, now)


async def _post_result(
    tx: Transaction,
    counted: Round,
    votes: Sequence[Vote],
    winners: tuple[PersonId, ...],
    before: Sequence[PersonId],
    giving: tuple[PersonId, ...],
) -> None:
    history = await tx.cups.history(counted.ritual.id, HISTORY)
    earlier = [award for award in history if award.winners and award.occurrence != counted.occurrence.id]
    result = CupResult(
        counted.team.name,
        replace(counted.question, run_off=False),
        tuple(_count(counted, vote) for vote in votes),
        options_of_cup(counted.ritual).quorum,
        tuple(_winner(counted, one, streak_of(one, history), votes) for one in winners),
        tuple(Who.of(counted.people[one]) for one in giving),
        counted.names(one for one in before if counted.people[one].active),
        fame_of(earlier[:FAME_SHOWN], counted.people),
    )
    slot = f"cup:{counted.occurrence.id}:result"
    await tx.outbox.show(slot, Chats(counted.team.id, Audience.COMMON), result)


def _count(counted: Round, vote: Vote) -> Count:
    tally = vote.tally
    assert tally is not None  # noqa: S101  A round is over when all its votes are.
    lines = tuple(CountLine(counted.people[PersonId(int(option))].name, number) for option, number in tally.votes)
    return Count(tally.eligible, tally.voted, lines, tally.void)


def _winner(counted: Round, person: PersonId, streak: int, votes: Sequence[Vote]) -> Winner:
    reasons = reasons_for(person, votes)
    more = max(0, len(reasons) - REASONS_SHOWN)
    return Winner(Who.of(counted.people[person]), streak, reasons[:REASONS_SHOWN], more)


async def _tell_kind_words(tx: Transaction, counted: Round, votes: Sequence[Vote]) -> None:
    """Whoever was written about reads it, the winner or not."""
    about = {PersonId(int(option)) for vote in votes if vote.tally for option, _ in vote.tally.reasons}
    for person in sorted(about):
        words = KindWords(replace(counted.question, run_off=False), reasons_for(person, votes))
        await tx.outbox.show(f"cup:{counted.occurrence.id}:words", Direct(person), words)


async def _tell_to_hand_over(
    tx: Transaction, counted: Round, winners: tuple[PersonId, ...], giving: tuple[PersonId, ...], now: datetime
) -> None:
    """Who had the cup is told to hand it over, and asked a workday later whether it has been done."""
    if not giving:
        return
    occurrence = counted.occurrence.id
    message = HandOver(occurrence, question_of(counted.ritual, counted.occurrence), counted.names(winners))
    for person in giving:
        await tx.outbox.show(hand_slot(occurrence), Direct(person), message)
    asking = held_at(counted.ritual, now, counted.team).workdays_after(1)
    later = PlannedStep(HAND_OVER, asking, asking + timedelta(days=7))
    await tx.steps.put(counted.team.id, Subject.OCCURRENCE, occurrence, (later,))


async def remind_to_hand_over(tx: Transaction, due: Due) -> None:
    """The step *hand_over*: unless somebody has said that it is done, which ends this step."""
    occurrence, ritual = _subject(due)
    winners = await tx.cups.holders(ritual.id)
    names = {person.id: person.name for person in await tx.people.of(due.team.id)}
    message = HandOver(occurrence.id, question_of(ritual, occurrence), tuple(names[one] for one in winners), again=True)
    for address in await addresses_of(tx, due.team.id, hand_slot(occurrence.id)):
        await tx.outbox.show(f"{hand_slot(occurrence.id)}:again", address, message)
