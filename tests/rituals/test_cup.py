"""Rounds of the cup from the first card to the hand-over: who votes for whom, ties, quorum, rests, and people who go."""

from dataclasses import replace
from datetime import date

from rituals import errors
from rituals.cup_messages import (
    BallotPaper,
    BallotsErased,
    Count,
    CountLine,
    CupCard,
    CupPanel,
    CupResult,
    HandOver,
    KindWords,
    VoteReminder,
)
from rituals.notices import Skipped
from rituals.planning import run_now
from rituals.team import Department
from rituals.timeline import OccurrenceState, Reason
from tests.cups import (
    CLOSING,
    NEXT_ROUND,
    OPENING,
    REMINDER,
    a_cup,
    is_away,
    joins,
    leaves,
    names_on_ballot,
    result,
    says_why,
    state,
    stored_votes,
    votes,
)
from tests.house import House, buttons, said

# -- a round -----------------------------------------------------------------------------------------------------------


async def test_a_round_from_the_card_to_the_hand_over(house: House) -> None:
    w, cup = house.world, await a_cup(house)
    async with house.database.begin() as tx:
        await tx.cups.hand_to(cup.id, (w.egor.id,))
    await house.at(OPENING)
    card = await house.sees(CupCard)
    assert (card.candidates, card.voted, card.eligible) == (("Вера Орлова", "Егор Лис"), 0, 3)
    assert (card.question.first, card.question.last) == (date(2026, 11, 1), date(2026, 11, 30))
    assert await house.readers(BallotPaper) == {w.boris.name, w.gleb.name, w.darya.name}
    assert await names_on_ballot(house, w.gleb) == ["Вера Орлова", "Егор Лис"]

    assert said(await votes(house, w.gleb, w.vera), BallotPaper).chosen == w.vera.name
    assert (await house.sees(CupCard)).voted == 1
    await says_why(house, w.gleb, "Собрала кейсы")
    await house.at(REMINDER)
    assert await house.readers(VoteReminder) == {w.boris.name, w.darya.name}
    await votes(house, w.boris, w.egor)
    await house.at(CLOSING)

    closed, again = (sight.message for sight in await house.sights(CupCard, w.telegram.place))
    assert (closed.closed, closed.voted, closed.eligible, buttons(closed)) == (True, 2, 3, [])
    assert (again.question.run_off, again.voted, buttons(again)) == (True, 0, ["vote"]), "one each"
    assert (
        await house.readers(BallotsErased)
        == await house.readers(BallotPaper)
        == {w.boris.name, w.gleb.name, w.darya.name}
    )
    await votes(house, w.darya, w.vera)
    await house.at("2026-12-07 11:00")

    shown = await result(house)
    assert [(one.who.name, one.streak, one.reasons) for one in shown.winners] == [(w.vera.name, 1, ("Собрала кейсы",))]
    tied = (CountLine("Вера Орлова", 1), CountLine("Егор Лис", 1))
    assert shown.counts == (Count(3, 2, tied), Count(3, 1, (CountLine("Вера Орлова", 1), CountLine("Егор Лис", 0))))
    assert [who.name for who in shown.giving] == [w.egor.name]
    assert (await house.sees(KindWords, w.vera)).reasons == ("Собрала кейсы",)
    assert (await house.sees(HandOver, w.egor)).to == (w.vera.name,)
    assert await state(house, cup) == (OccurrenceState.HELD, None)
    await house.at("2026-12-08 11:00")
    assert (await house.sees(HandOver, w.egor)).again


async def test_the_card_tells_how_many_have_voted_and_never_for_whom(house: House) -> None:
    w, cup = house.world, await a_cup(house)
    await house.at(OPENING)
    seen = []
    for whom in (w.vera, w.egor):
        await votes(house, w.gleb, whom)
        panel = said(await house.says(w.boris, "/cup"), CupPanel)
        seen.append((await house.sees(CupCard), panel, await house.sights(BallotPaper)))
    assert seen[0] == seen[1], "whatever Gleb chooses, everything that is stored to be shown is the same"
    [vote] = await stored_votes(house, cup)
    assert [ballot.option for ballot in vote.ballots] == [w.egor.id]


async def test_all_have_voted_so_it_closes_early_but_not_at_once(house: House) -> None:
    w = house.world
    await a_cup(house)
    await house.at(OPENING)
    for who in (w.boris, w.gleb, w.darya):
        assert not (await house.sees(CupCard)).ending
        await votes(house, who, w.vera)
    assert (await house.sees(CupCard)).ending
    await house.later(minutes=9)
    assert said(await votes(house, w.darya, w.egor), BallotPaper).chosen == w.egor.name, "second thoughts"
    await house.later(minutes=1)
    shown = await result(house)
    assert shown.counts == (Count(3, 3, (CountLine("Вера Орлова", 2), CountLine("Егор Лис", 1))),)
    await house.at(CLOSING)
    assert len(await house.sights(CupResult, w.telegram.place)) == 1
    assert not await house.sights(VoteReminder)


async def test_too_few_votes_leave_the_cup_where_it_is(house: House) -> None:
    w, cup = house.world, await a_cup(house)
    async with house.database.begin() as tx:
        await tx.cups.hand_to(cup.id, (w.egor.id,))
    await house.at(OPENING)
    await votes(house, w.gleb, w.vera)
    await house.at(CLOSING)
    shown = await result(house)
    assert (shown.winners, shown.holders, shown.was_enough) == ((), (w.egor.name,), False)
    assert (shown.counts[0].eligible, shown.counts[0].voted, shown.attachments()) == (3, 1, ())
    assert await state(house, cup) == (OccurrenceState.HELD, Reason.NO_QUORUM)
    async with house.database.begin() as tx:
        assert await tx.cups.holders(cup.id) == [w.egor.id]
    assert not await house.sights(HandOver)


async def test_what_a_run_off_leaves_tied_is_shared(house: House) -> None:
    w = house.world
    await a_cup(house)
    await house.at(OPENING)
    await votes(house, w.gleb, w.vera)
    await votes(house, w.boris, w.egor)
    await house.at(CLOSING)
    await house.at("2026-12-07 09:00")
    assert await house.readers(VoteReminder) == {w.boris.name, w.gleb.name, w.darya.name}
    await house.at("2026-12-07 11:00")
    shown = await result(house)
    assert {one.who.name for one in shown.winners} == {w.vera.name, w.egor.name}
    assert [count.voted for count in shown.counts] == [2, 0]
    panel = said(await house.says(w.gleb, "/cup"), CupPanel)
    assert set(panel.cups[0].holders) == {w.vera.name, w.egor.name}


async def test_the_mirror_cup_exchanges_the_sides(house: House) -> None:
    w = house.world
    await a_cup(house, "mirror", mirror=True)
    await house.at(OPENING)
    assert await house.readers(BallotPaper) == {w.anna.name, w.vera.name, w.egor.name}
    assert await names_on_ballot(house, w.vera) == ["Глеб Фёдоров", "Дарья Ким"]
    assert isinstance(await votes(house, w.gleb, w.darya), errors.NotAnElector)
    for who in (w.vera, w.anna):
        assert said(await votes(house, who, w.gleb), BallotPaper).chosen == w.gleb.name
    await house.at(CLOSING)
    assert [one.who.name for one in (await result(house)).winners] == [w.gleb.name]


async def test_two_cups_are_held_side_by_side(house: House) -> None:
    w = house.world
    await a_cup(house)
    await a_cup(house, "mirror", mirror=True)
    await house.at(OPENING)
    panel = said(await house.says(w.gleb, "/cup"), CupPanel)
    assert [cup.vote.may_vote for cup in panel.cups if cup.vote] == [True, False]
    assert buttons(panel) == ["vote"]


# -- who votes for whom ------------------------------------------------------------------------------------------------


async def test_the_directors_stand_if_the_team_says_so(house: House) -> None:
    w = house.world
    await a_cup(house, directors_stand=True)
    await house.at(OPENING)
    assert await names_on_ballot(house, w.gleb) == [w.anna.name, w.vera.name, w.egor.name]


async def test_who_was_not_there_that_month_is_neither_asked_nor_chosen(house: House) -> None:
    w = house.world
    await a_cup(house)
    await joins(house, "Новичок Продаж", Department.SALES, date(2026, 12, 1))
    await joins(house, "Новичок Маркетинга", Department.MARKETING, date(2026, 12, 1))
    await joins(house, "Яна Последняя", Department.MARKETING, date(2026, 11, 30))
    await is_away(house, w.egor, date(2026, 10, 26), date(2026, 11, 15))
    await is_away(house, w.egor, date(2026, 11, 16), date(2026, 11, 30))
    await is_away(house, w.gleb, date(2026, 11, 1), date(2026, 11, 29))
    await leaves(house, w.darya)
    await house.at(OPENING)
    card = await house.sees(CupCard)
    assert card.candidates == ("Вера Орлова", "Яна Последняя")
    assert await house.readers(BallotPaper) == {w.boris.name, w.gleb.name}, "Gleb was there on the 30th"


async def test_in_a_team_that_is_new_everybody_was_there(house: House) -> None:
    w = house.world
    cup = await a_cup(house)
    async with house.database.begin() as tx:
        for person in w.people:
            await tx.people.save(replace(person, joined=date(2026, 11, 19)))
        await run_now(tx, cup, w.team, w.anna.id, house.clock())
    await house.tick()
    card = await house.sees(CupCard)
    assert (card.candidates, card.eligible) == (("Вера Орлова", "Егор Лис"), 3)
    assert card.question.first == date(2026, 10, 1)


async def test_without_anybody_to_choose_the_round_is_not_held(house: House) -> None:
    w, cup = house.world, await a_cup(house)
    await leaves(house, w.vera)
    await leaves(house, w.egor)
    await house.at(OPENING)
    assert (await house.sees(Skipped)).reason is Reason.NOBODY_THERE
    assert await state(house, cup) == (OccurrenceState.SKIPPED, Reason.NOBODY_THERE)
    await house.at(CLOSING)
    assert not await house.sights(CupCard)


async def test_the_holder_rests_unless_nobody_else_is_there(house: House) -> None:
    w, cup = house.world, await a_cup(house, holder_rests=True)
    async with house.database.begin() as tx:
        await tx.cups.hand_to(cup.id, (w.vera.id,))
    await house.at(OPENING)
    assert await names_on_ballot(house, w.gleb) == ["Егор Лис"]
    assert isinstance(await votes(house, w.gleb, w.vera), errors.NotOnTheBallot)
    async with house.database.begin() as tx:
        await tx.cups.hand_to(cup.id, (w.vera.id, w.egor.id))
    await house.at(NEXT_ROUND)
    assert await names_on_ballot(house, w.gleb) == ["Вера Орлова", "Егор Лис"]


async def test_who_is_away_is_not_called_and_not_waited_for(house: House) -> None:
    w = house.world
    await a_cup(house, quorum=100)
    await is_away(house, w.darya, date(2026, 12, 1), date(2026, 12, 4))
    await is_away(house, w.boris, date(2026, 12, 1), date(2026, 12, 2))
    await house.at(OPENING)
    assert await house.readers(BallotPaper) == {w.gleb.name}
    assert (await house.sees(CupCard)).eligible == 2, "Boris comes back in time, Darya does not"
    await votes(house, w.gleb, w.vera)
    await house.at(REMINDER)
    assert await house.readers(VoteReminder) == {w.boris.name}
    await votes(house, w.boris, w.vera)
    await house.later(minutes=10)
    assert (await result(house)).counts[0].eligible == 2


async def test_an_absent_elector_may_vote_and_is_counted_then(house: House) -> None:
    w = house.world
    await a_cup(house)
    await is_away(house, w.darya, date(2026, 12, 1), date(2026, 12, 4))
    await house.at(OPENING)
    await votes(house, w.darya, w.vera)
    assert ((await house.sees(CupCard)).voted, (await house.sees(CupCard)).eligible) == (1, 3)


async def test_an_elector_who_leaves_is_not_waited_for_and_a_vote_that_was_cast_stays(house: House) -> None:
    w = house.world
    await a_cup(house, quorum=100)
    await house.at(OPENING)
    await votes(house, w.darya, w.vera)
    await leaves(house, w.darya)
    await leaves(house, w.boris)
    await votes(house, w.gleb, w.vera)
    await house.at(CLOSING)
    assert (await result(house)).counts == (Count(2, 2, (CountLine("Вера Орлова", 2), CountLine("Егор Лис", 0))),)


async def test_a_candidate_who_leaves_takes_no_cup_and_their_voters_are_reminded(house: House) -> None:
    w = house.world
    await a_cup(house)
    await house.at(OPENING)
    await votes(house, w.gleb, w.vera)
    await votes(house, w.darya, w.egor)
    await leaves(house, w.vera)
    await house.at(REMINDER)
    assert await house.readers(VoteReminder) == {w.boris.name, w.gleb.name}
    assert (await house.sees(CupCard)).candidates == ("Егор Лис",)
    await house.at(CLOSING)
    shown = await result(house)
    assert shown.counts == (Count(3, 2, (CountLine("Егор Лис", 1),), void=1),)
    assert [one.who.name for one in shown.winners] == ["Егор Лис"]


async def test_a_run_off_from_which_all_have_left_says_so(house: House) -> None:
    w, cup = house.world, await a_cup(house)
    await house.at(OPENING)
    await votes(house, w.gleb, w.vera)
    await votes(house, w.boris, w.egor)
    await house.at(CLOSING)
    for candidate in (w.vera, w.egor):
        await leaves(house, candidate)
    await house.at("2026-12-07 11:00")
    assert (await result(house)).winners == ()
    assert await state(house, cup) == (OccurrenceState.HELD, Reason.NOBODY_LEFT)


# -- over the months ---------------------------------------------------------------------------------------------------


async def test_a_streak_grows_over_rounds_and_an_undecided_one_does_not_break_it(house: House) -> None:
    w = house.world
    await a_cup(house)
    for opening in (OPENING, NEXT_ROUND):
        await house.at(opening)
        for who in (w.gleb, w.boris, w.darya):
            await votes(house, who, w.vera)
        await house.later(minutes=10)
    shown = await result(house)
    assert [one.streak for one in shown.winners] == [2]
    assert [(line.first, line.names) for line in shown.fame] == [(date(2026, 11, 1), ("Вера Орлова",))]
    await house.at("2027-02-01 11:00")
    await house.at("2027-02-04 11:00")
    assert (await result(house)).winners == ()
    await house.at("2027-03-01 11:00")
    for who in (w.gleb, w.boris, w.darya):
        await votes(house, who, w.vera)
    await house.later(minutes=10)
    assert [one.streak for one in (await result(house)).winners] == [3]
    panel = said(await house.says(w.gleb, "/cup"), CupPanel)
    assert (panel.cups[0].streak, len(panel.cups[0].fame)) == (3, 3)


async def test_january_begins_late_and_judges_december(house: House) -> None:
    await a_cup(house)
    await house.at(NEXT_ROUND)
    card = await house.sees(CupCard)
    assert (card.question.first, card.question.last) == (date(2026, 12, 1), date(2026, 12, 31))
    assert card.until == house.moment("2027-01-14 11:00")


async def test_a_quarterly_cup_judges_the_quarter(house: House) -> None:
    w, cup = house.world, await a_cup(house)
    async with house.database.begin() as tx:
        every = type(cup.schedule.every)("quarter")
        quarterly = replace(cup, schedule=replace(cup.schedule, every=every))
        await tx.rituals.save(quarterly)
        await run_now(tx, quarterly, w.team, w.anna.id, house.clock())
    await house.tick()
    card = await house.sees(CupCard)
    assert (card.question.first, card.question.last) == (date(2026, 7, 1), date(2026, 9, 30))
