"""A vote: ballots always add up, whatever people do, change, leave or turn out to be; and it ends as its rule says."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rituals.errors import NotAnElector, NotOnTheBallot, VoteIsOver
from rituals.team import PersonId, TeamId
from rituals.timeline import OccurrenceId
from rituals.vote import About, Ballot, Decision, OptionId, Outcome, Rule, Tally, Ties, Vote, VoteId

OPENED = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
CLOSES = OPENED + timedelta(days=3)
SECOND = timedelta(seconds=1)
SALES = tuple(map(PersonId, (1, 2, 3, 4)))
HALF = Rule(50, Ties.RUN_OFF)
VERA, EGOR, ZOYA = map(OptionId, (11, 12, 13))


def a_vote(rule: Rule = HALF, *, options: tuple[OptionId, ...] = (VERA, EGOR, ZOYA)) -> Vote:
    return Vote(VoteId(1), TeamId(1), OccurrenceId(1), 1, About.PEOPLE, rule, OPENED, CLOSES, options, frozenset(SALES))


def voted(vote: Vote, *choices: OptionId | None, now: datetime = OPENED) -> Vote:
    """The first elector's choice, the second's, …; None does not vote."""
    for elector, option in zip(SALES, choices, strict=False):
        if option is not None:
            vote = vote.cast(Ballot(elector, option), now)
    return vote


class TestCasting:
    def test_the_last_choice_counts_and_the_first_leaves_no_trace(self) -> None:
        vote = voted(voted(a_vote(), VERA), EGOR)
        assert vote.ballot_of(SALES[0]) == Ballot(SALES[0], EGOR)
        assert vote.ballots == (Ballot(SALES[0], EGOR),)

    def test_who_is_not_on_the_roll_does_not_vote(self) -> None:
        assert voted(a_vote(), VERA).voted == 1
        with pytest.raises(NotAnElector):
            a_vote().cast(Ballot(PersonId(99), VERA), OPENED)

    def test_who_is_not_on_the_list_is_not_chosen(self) -> None:
        for option in (OptionId(99), OptionId(int(SALES[0])), OptionId(0)):
            with pytest.raises(NotOnTheBallot):
                a_vote().cast(Ballot(SALES[0], option), OPENED)

    def test_who_has_left_is_not_chosen_any_more(self) -> None:
        vote = replace(a_vote(), gone=frozenset({VERA}))
        assert vote.choices_of(SALES[0]) == (EGOR, ZOYA)
        with pytest.raises(NotOnTheBallot):
            vote.cast(Ballot(SALES[0], VERA), OPENED)

    def test_nobody_chooses_oneself_even_when_two_persons_turn_out_to_be_one(self) -> None:
        me = PersonId(int(VERA))
        vote = replace(a_vote(), electors=frozenset({me, SALES[1]}))
        assert vote.choices_of(me) == (EGOR, ZOYA)
        with pytest.raises(NotOnTheBallot):
            vote.cast(Ballot(me, VERA), OPENED)
        merged = replace(vote, ballots=(Ballot(me, VERA), Ballot(SALES[1], VERA)))
        assert merged.count() == Tally(2, 2, ((VERA, 1), (EGOR, 0), (ZOYA, 0)), void=1)

    def test_the_last_second_counts_and_the_closing_moment_does_not(self) -> None:
        assert voted(a_vote(), VERA, now=CLOSES - SECOND).voted == 1
        for late in (CLOSES, CLOSES + SECOND):
            with pytest.raises(VoteIsOver):
                voted(a_vote(), VERA, now=late)

    def test_a_closed_vote_takes_nothing_whatever_the_clock_says(self) -> None:
        closed = voted(a_vote(), VERA).closed()
        with pytest.raises(VoteIsOver):
            voted(closed, VERA, now=OPENED)


class TestEnding:
    @pytest.mark.parametrize(
        ("choices", "decision"),
        [
            ((VERA, VERA, EGOR, None), Decision(Outcome.WON, (VERA,))),
            ((VERA, EGOR, None, None), Decision(Outcome.RUN_OFF, (VERA, EGOR))),
            ((ZOYA, EGOR, VERA, None), Decision(Outcome.RUN_OFF, (VERA, EGOR, ZOYA))),
            ((VERA, None, None, None), Decision(Outcome.UNDECIDED)),
            ((None, None, None, None), Decision(Outcome.UNDECIDED)),
        ],
    )
    def test_as_its_rule_says(self, choices: tuple[OptionId | None, ...], decision: Decision) -> None:
        assert voted(a_vote(), *choices).decide() == decision

    @pytest.mark.parametrize(("quorum", "enough"), [(75, True), (76, False), (100, False), (1, True)])
    def test_the_quorum_is_reached_exactly(self, quorum: int, enough: bool) -> None:
        outcome = voted(a_vote(Rule(quorum)), VERA, VERA, EGOR).decide().outcome
        assert (outcome is Outcome.WON) is enough

    def test_a_run_off_shares_what_stays_a_tie_even_when_nobody_comes(self) -> None:
        run_off = a_vote(Rule(0, Ties.SHARED), options=(VERA, EGOR))
        assert run_off.decide() == Decision(Outcome.SHARED, (VERA, EGOR))
        assert voted(run_off, VERA, EGOR).decide() == Decision(Outcome.SHARED, (VERA, EGOR))
        assert voted(run_off, VERA).decide() == Decision(Outcome.WON, (VERA,))
        assert replace(run_off, gone=frozenset({VERA})).decide() == Decision(Outcome.WON, (EGOR,))
        assert replace(run_off, gone=frozenset({VERA, EGOR})).decide() == Decision(Outcome.UNDECIDED)

    def test_votes_for_nobody_but_those_who_left_decide_nothing(self) -> None:
        vote = replace(voted(a_vote(), VERA, VERA, VERA), gone=frozenset({VERA}))
        assert vote.decide() == Decision(Outcome.UNDECIDED)
        assert vote.count() == Tally(4, 3, ((EGOR, 0), (ZOYA, 0)), void=3)

    def test_nobody_waits_for_who_is_away_or_has_left_but_their_votes_count(self) -> None:
        vote = replace(a_vote(Rule(100)), excused=frozenset(SALES[2:]))
        assert voted(vote, VERA).missing == {SALES[1]}
        both = voted(vote, VERA, VERA)
        assert both.everybody_voted
        assert both.count() == Tally(2, 2, ((VERA, 2), (EGOR, 0), (ZOYA, 0)))
        assert voted(both, VERA, VERA, EGOR).count().eligible == 3
        assert both.decide() == Decision(Outcome.WON, (VERA,))

    def test_everybody_has_voted_only_if_their_votes_count(self) -> None:
        vote = voted(a_vote(), VERA, EGOR, EGOR, EGOR)
        assert vote.everybody_voted
        without_vera = replace(vote, gone=frozenset({VERA}))
        assert without_vera.missing == {SALES[0]}
        assert not without_vera.everybody_voted
        assert not replace(a_vote(), excused=frozenset(SALES)).everybody_voted, "nobody is not everybody"

    def test_closing_keeps_numbers_and_reasons_and_nobody(self) -> None:
        vote = a_vote().cast(Ballot(SALES[0], VERA, "кейсы"), OPENED).cast(Ballot(SALES[1], VERA, "баннер"), OPENED)
        closed = vote.closed()
        assert (closed.electors, closed.ballots) == (frozenset(), ())
        assert closed.tally == Tally(4, 2, ((VERA, 2), (EGOR, 0), (ZOYA, 0)), 0, vote.count().reasons)
        assert set(vote.count().reasons) == {(VERA, "кейсы"), (VERA, "баннер")}

    def test_the_order_of_reasons_tells_neither_who_nor_when(self) -> None:
        words = [f"причина {n}" for n in range(4)]
        orders = set()
        for shift in range(4):
            vote = a_vote()
            for n in range(4):
                vote = vote.cast(Ballot(SALES[(n + shift) % 4], VERA, words[(n * 3 + shift) % 4]), OPENED)
            orders.add(tuple(why for _, why in vote.count().reasons))
        assert len(orders) == 1
        assert orders != {tuple(words)}


# -- whatever happens --------------------------------------------------------------------------------------------------

electors = st.frozensets(st.integers(1, 30).map(PersonId), max_size=15)
options = st.lists(st.integers(1, 40).map(OptionId), max_size=6, unique=True).map(tuple)
choices = st.lists(st.tuples(st.integers(1, 32).map(PersonId), st.integers(1, 42).map(OptionId)), max_size=60)


@st.composite
def histories(draw: st.DrawFn) -> Vote:
    """A vote in which people voted and changed their minds, before and after some of them left or became one."""
    rule = Rule(draw(st.integers(0, 100)), draw(st.sampled_from(Ties)))
    vote = replace(a_vote(rule, options=draw(options)), electors=draw(electors))
    for elector, option in draw(choices):
        try:
            vote = vote.cast(Ballot(elector, option, draw(st.sampled_from(["", "за дело"]))), OPENED)
        except (NotAnElector, NotOnTheBallot):
            continue
    people = st.integers(1, 40)
    return replace(
        vote,
        excused=draw(st.frozensets(people.map(PersonId), max_size=8)),
        gone=draw(st.frozensets(people.map(OptionId), max_size=3)),
        electors=vote.electors - draw(st.frozensets(people.map(PersonId), max_size=2)),
    )


@given(histories())
def test_ballots_always_add_up(vote: Vote) -> None:
    tally = vote.count()
    assert tally.voted == sum(number for _, number in tally.votes) + tally.void
    assert tally.eligible == tally.voted + tally.silent
    assert 0 <= tally.voted <= tally.eligible <= len(vote.electors)
    assert tally.void >= 0
    assert [number for _, number in tally.votes] == sorted((number for _, number in tally.votes), reverse=True)
    by_hand = Counter(
        ballot.option
        for ballot in vote.ballots
        if ballot.elector in vote.electors
        and ballot.option not in vote.gone
        and int(ballot.option) != int(ballot.elector)
    )
    assert dict(tally.votes) == {option: by_hand[option] for option in vote.options if option not in vote.gone}
    assert len(tally.reasons) <= tally.voted
    assert vote.missing <= vote.electors
    assert len(vote.missing) >= tally.silent


@given(histories())
def test_a_decision_follows_from_the_count(vote: Vote) -> None:
    tally, decision = vote.count(), vote.decide()
    enough = tally.voted * 100 >= vote.rule.quorum * tally.eligible
    if decision.outcome is Outcome.UNDECIDED:
        assert not enough or not tally.votes or (vote.rule.quorum and not any(number for _, number in tally.votes))
        assert decision.options == ()
        return
    assert enough
    best = max(number for _, number in tally.votes)
    assert set(decision.options) == {option for option, number in tally.votes if number == best}
    assert (decision.outcome is Outcome.WON) is (len(decision.options) == 1)
    assert not set(decision.options) & vote.gone


@given(histories(), st.data())
def test_changing_ones_mind_moves_exactly_one_vote(vote: Vote, data: st.DataObject) -> None:
    able = [elector for elector in sorted(vote.electors) if vote.choices_of(elector)]
    if not able:
        return
    elector = data.draw(st.sampled_from(able))
    option = data.draw(st.sampled_from(vote.choices_of(elector)))
    before = next((one for one in vote.ballots if one.elector == elector), None)
    after = vote.cast(Ballot(elector, option), OPENED)
    again = after.cast(Ballot(elector, option), OPENED)
    assert again.count() == after.count(), "a second tap changes nothing"
    assert after.voted - vote.voted == (before is None)
    old, new = dict(vote.count().votes), dict(after.count().votes)
    moved = {one: new[one] - old[one] for one in new if new[one] != old[one]}
    if before is not None and before.option == option:
        assert moved == {}
    else:
        assert moved.pop(option) == 1
        assert list(moved.values()) in ([], [-1])
