"""Votes and cups in the database: what was cast is found, what was closed is erased, and two persons are one."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.storage.tables import people
from bot.storage.transaction import Database, SqlTransaction
from bot.storage.vote_tables import ballots, vote_electors, vote_reasons
from rituals.cup import Award
from rituals.team import PersonId
from rituals.vote import About, Ballot, OptionId, Rule, Tally, Ties, Vote, VoteId
from tests.databases import MONDAY
from tests.storage.things import an_occurrence
from tests.world import World, another_team

DAY = timedelta(days=1)


async def a_vote(tx: SqlTransaction, world: World) -> Vote:
    """Sales vote for Vera or Egor."""
    occurrence = await an_occurrence(tx, world)
    return await tx.votes.open(
        Vote(
            VoteId(0),
            world.team.id,
            occurrence.id,
            1,
            About.PEOPLE,
            Rule(50, Ties.RUN_OFF),
            MONDAY,
            MONDAY + 3 * DAY,
            options(world.vera.id, world.egor.id),
            frozenset((world.boris.id, world.gleb.id, world.darya.id)),
        )
    )


def options(*people: PersonId) -> tuple[OptionId, ...]:
    return tuple(OptionId(int(person)) for person in people)


async def rows(database: Database, vote: Vote) -> list[int]:
    """How many electors, ballots and reasons are stored."""
    async with database.read() as tx:
        tables = (vote_electors, ballots, vote_reasons)
        return [len(await tx._sql.all(select(t).where(t.c.vote_id == vote.id))) for t in tables]


async def test_a_vote_is_found_as_it_was_opened_in_its_own_team_alone(database: Database, world: World) -> None:
    async with database.begin() as tx:
        vote = await a_vote(tx, world)
        other = await another_team(tx)
    async with database.begin() as tx:
        assert await tx.votes.get(world.team.id, vote.id) == vote
        assert list(await tx.votes.of(vote.occurrence)) == [vote]
        assert await tx.votes.get(other.team.id, vote.id) is None


async def test_the_last_ballot_of_an_elector_stays(database: Database, world: World) -> None:
    vera, egor = options(world.vera.id, world.egor.id)
    async with database.begin() as tx:
        vote = await a_vote(tx, world)
        await tx.votes.cast(vote.id, Ballot(world.gleb.id, vera, "кейсы"))
        await tx.votes.cast(vote.id, Ballot(world.gleb.id, egor))
    async with database.begin() as tx:
        found = await tx.votes.get(world.team.id, vote.id)
        assert found is not None
        assert found.ballots == (Ballot(world.gleb.id, egor),)


async def test_a_ballot_that_is_cast_many_times_at_once_is_one(database: Database, world: World) -> None:
    async with database.begin() as tx:
        vote = await a_vote(tx, world)

    async def cast(option: OptionId) -> None:
        async with database.begin() as tx:
            found = await tx.votes.get(world.team.id, vote.id)
            assert found is not None
            await tx.votes.cast(vote.id, Ballot(world.gleb.id, option))

    await asyncio.gather(*(cast(option) for option in options(world.vera.id, world.egor.id) * 5))
    assert await rows(database, vote) == [3, 1, 0]


async def test_closing_keeps_the_count_and_erases_who_voted(database: Database, world: World) -> None:
    vera, egor = options(world.vera.id, world.egor.id)
    async with database.begin() as tx:
        vote = await a_vote(tx, world)
        for elector, option in ((world.gleb, egor), (world.darya, egor)):
            await tx.votes.cast(vote.id, Ballot(elector.id, option, f"за {option}"))
    async with database.begin() as tx:
        found = await tx.votes.get(world.team.id, vote.id)
        assert found is not None
        await tx.votes.save(found.closed())
    assert await rows(database, vote) == [0, 0, 2]
    async with database.begin() as tx:
        closed = await tx.votes.get(world.team.id, vote.id)
        assert closed is not None
        assert closed.tally is not None
        assert closed.tally == Tally(3, 2, ((egor, 2), (vera, 0)), 0, closed.tally.reasons)
        assert closed.tally.reasons == found.count().reasons
        assert {why for _, why in closed.tally.reasons} == {f"за {egor}"}
        assert (closed.electors, closed.ballots) == (frozenset(), ())


async def test_moving_the_closing_moment_erases_nothing(database: Database, world: World) -> None:
    async with database.begin() as tx:
        vote = await a_vote(tx, world)
        await tx.votes.cast(vote.id, Ballot(world.gleb.id, vote.options[0]))
        await tx.votes.save(replace(vote, closes_at=MONDAY + DAY))
        found = await tx.votes.get(world.team.id, vote.id)
    assert found is not None
    assert (found.closes_at, found.electors, len(found.ballots)) == (MONDAY + DAY, vote.electors, 1)


# -- cups --------------------------------------------------------------------------------------------------------------


async def test_the_hall_of_fame_has_the_latest_first(database: Database, world: World) -> None:
    ritual = world.monday.id
    async with database.begin() as tx:
        for week, winners in ((0, (world.vera.id,)), (1, ()), (2, (world.vera.id, world.egor.id))):
            held = await an_occurrence(tx, world, MONDAY + week * 7 * DAY)
            first, last = date(2025, 10 + week, 1), date(2025, 10 + week, 28)
            await tx.cups.add(Award(held.id, world.team.id, ritual, first, last, held.starts_at, winners))
    async with database.read() as tx:
        found = await tx.cups.history(ritual, 2)
        assert [award.winners for award in found] == [(world.vera.id, world.egor.id), ()]
        assert found[0].first == date(2025, 12, 1)


async def test_who_holds_a_cup_is_replaced(database: Database, world: World) -> None:
    async with database.begin() as tx:
        await tx.cups.hand_to(world.monday.id, (world.egor.id, world.vera.id))
        await tx.cups.hand_to(world.monday.id, (world.vera.id,))
        assert await tx.cups.holders(world.monday.id) == [world.vera.id]
        await tx.cups.hand_to(world.monday.id, ())
        assert await tx.cups.holders(world.monday.id) == []


# -- two persons are one -----------------------------------------------------------------------------------------------


async def merged(database: Database, world: World, vote: Vote, into: str, other: str) -> Vote:
    async with database.begin() as tx:
        await tx.people.merge(getattr(world, into), getattr(world, other))
        found = await tx.votes.get(world.team.id, vote.id)
    assert found is not None
    return found


async def test_two_electors_who_are_one_have_one_ballot(database: Database, world: World) -> None:
    vera, egor = options(world.vera.id, world.egor.id)
    async with database.begin() as tx:
        vote = await a_vote(tx, world)
        await tx.votes.cast(vote.id, Ballot(world.gleb.id, vera))
        await tx.votes.cast(vote.id, Ballot(world.darya.id, egor))
    found = await merged(database, world, vote, "gleb", "darya")
    assert found.ballots == (Ballot(world.gleb.id, vera),)
    assert found.count() == Tally(2, 1, ((vera, 1), (egor, 0)))


async def test_a_ballot_of_who_is_absorbed_is_not_lost(database: Database, world: World) -> None:
    async with database.begin() as tx:
        vote = await a_vote(tx, world)
        await tx.votes.cast(vote.id, Ballot(world.darya.id, vote.options[0], "за дело"))
    found = await merged(database, world, vote, "gleb", "darya")
    assert found.ballots == (Ballot(world.gleb.id, vote.options[0], "за дело"),)
    assert world.darya.id not in found.electors


async def test_votes_for_two_candidates_who_are_one_add_up(database: Database, world: World) -> None:
    vera, egor = options(world.vera.id, world.egor.id)
    async with database.begin() as tx:
        vote = await a_vote(tx, world)
        await tx.votes.cast(vote.id, Ballot(world.gleb.id, vera))
        await tx.votes.cast(vote.id, Ballot(world.darya.id, egor))
    found = await merged(database, world, vote, "vera", "egor")
    assert found.options == (vera,)
    assert found.count() == Tally(3, 2, ((vera, 2),))


async def test_the_numbers_of_a_closed_vote_add_up_after_a_merge_too(database: Database, world: World) -> None:
    vera, egor = options(world.vera.id, world.egor.id)
    async with database.begin() as tx:
        vote = await a_vote(tx, world)
        ballots_ = (Ballot(world.gleb.id, vera, "а"), Ballot(world.darya.id, egor, "б"))
        await tx.votes.save(replace(vote, ballots=ballots_).closed())
    found = await merged(database, world, vote, "vera", "egor")
    assert found.tally is not None
    assert (found.tally.votes, found.tally.voted) == (((vera, 2),), 2)
    assert {option for option, _ in found.tally.reasons} == {vera}


async def test_who_turns_out_to_be_their_own_candidate_has_voted_for_nobody(database: Database, world: World) -> None:
    async with database.begin() as tx:
        vote = await a_vote(tx, world)
        await tx.votes.cast(vote.id, Ballot(world.gleb.id, options(world.vera.id)[0]))
    found = await merged(database, world, vote, "vera", "gleb")
    assert found.count().void == 1
    assert found.ballot_of(world.vera.id) is None


async def test_cups_of_two_who_are_one_are_of_one(database: Database, world: World) -> None:
    async with database.begin() as tx:
        held = await an_occurrence(tx, world)
        both = (world.vera.id, world.egor.id)
        period = date(2025, 12, 1), date(2025, 12, 31)
        await tx.cups.add(Award(held.id, world.team.id, world.monday.id, *period, MONDAY, both))
        await tx.cups.hand_to(world.monday.id, both)
        await tx.people.merge(world.vera, world.egor)
        assert [award.winners for award in await tx.cups.history(world.monday.id, 9)] == [(world.vera.id,)]
        assert await tx.cups.holders(world.monday.id) == [world.vera.id]


@pytest.mark.parametrize(
    ("mine", "theirs", "kept"),
    [
        (date(2026, 1, 5), date(2025, 6, 1), date(2025, 6, 1)),
        (date(2026, 1, 5), None, None),
        (None, date(2025, 6, 1), None),
    ],
)
async def test_one_human_has_been_there_since_the_earlier_day(
    database: Database, world: World, mine: date | None, theirs: date | None, kept: date | None
) -> None:
    vera, egor = replace(world.vera, joined=mine), replace(world.egor, joined=theirs)
    async with database.begin() as tx:
        await tx.people.save(vera)
        await tx.people.save(egor)
        await tx.people.merge(vera, egor)
        assert await tx._sql.value(select(people.c.joined).where(people.c.id == vera.id)) == kept
