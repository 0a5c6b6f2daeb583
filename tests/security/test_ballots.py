"""Who voted for whom is nowhere once a vote is closed, not even in the free pages; and nobody votes who may not."""

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.storage.tables import dialogues, slots
from bot.storage.vote_tables import ballots, vote_electors
from bot.topics import everything
from handlers.registry import Access, Ask
from rituals import errors
from rituals.cup_messages import BallotPaper, CupCard, CupPanel
from tests.cups import CLOSING, OPENING, a_cup, result, says_why, stored_votes, votes
from tests.house import THURSDAY, House, _opened, button, said
from tests.world import World, another_team

CASES, BANNER, DROPPED = "Собрала кейсы к тендеру", "Переделал баннер за ночь", "XYZZY: первая мысль"


async def a_round(file: Path, world: World, choices: str) -> House:
    """Boris, Gleb and Darya vote in this order, each for Vera (v) or Egor (e) with the same words about them."""
    house = await _opened(file, world)
    house.clock.set(THURSDAY)
    await a_cup(house)
    await house.at(OPENING)
    for who, choice in zip((world.boris, world.gleb, world.darya), choices, strict=True):
        first, then = (world.egor, world.vera) if choice == "v" else (world.vera, world.egor)
        await votes(house, who, first)
        await says_why(house, who, DROPPED)
        await votes(house, who, then)
        await says_why(house, who, CASES if choice == "v" else BANNER)
        await house.later(seconds=1)
    await house.later(minutes=10)
    assert (await result(house)).winners
    return house


@pytest.fixture
def copies(built_house: tuple[Path, World], tmp_path: Path) -> tuple[World, list[Path]]:
    template, world = built_house
    paths = [tmp_path / f"{number}.db" for number in range(3)]
    for path in paths:
        shutil.copy(template, path)
    return world, paths


async def test_the_database_is_the_same_whoever_voted_for_whom(copies: tuple[World, list[Path]]) -> None:
    """Two for Vera, one for Egor: three ways to come to that, and not a byte of difference afterwards."""
    world, paths = copies
    stored, files = [], []
    for path, choices in zip(paths, ("vve", "vev", "evv"), strict=True):
        with capture_logs() as logs:
            house = await a_round(path, world, choices)
        stored.append(await house.everything_stored())
        await house.database.close()
        files.append(path.read_bytes())
        assert logs == []
    assert stored[0] == stored[1] == stored[2]
    assert files[0] == files[1] == files[2], "the free pages do not tell either"
    assert (stored[0][ballots.name], stored[0][vote_electors.name], stored[0][dialogues.name]) == ([], [], [])


async def test_what_was_taken_back_is_in_no_corner_of_the_file(copies: tuple[World, list[Path]]) -> None:
    world, [path, *_] = copies
    house = await a_round(path, world, "vve")
    await house.database.close()
    raw = path.read_bytes()
    assert CASES.encode() in raw, "otherwise this looks for nothing"
    assert DROPPED.encode() not in raw
    assert not path.with_name(f"{path.name}-wal").exists()


async def test_before_the_end_nothing_that_is_to_be_shown_knows_a_choice(house: House) -> None:
    w = house.world
    await a_cup(house)
    await house.at(OPENING)
    before = {row for row in (await house.everything_stored())[slots.name] if "cup/ballot" in row}
    await votes(house, w.gleb, w.vera)
    await says_why(house, w.gleb, CASES)
    after = await house.everything_stored()
    assert before == {row for row in after[slots.name] if "cup/ballot" in row}
    assert CASES not in repr({name: rows for name, rows in after.items() if name != ballots.name})
    paper = said(await house.presses(w.gleb, f"cup.vote:{(await house.sees(CupCard)).vote}"), BallotPaper)
    assert paper.confidential


async def test_the_voter_is_told_that_the_vote_is_erased_unless_nobody_else_votes(house: House) -> None:
    w = house.world
    await a_cup(house)
    await house.at(OPENING)
    assert not (await house.sees(BallotPaper, w.gleb)).alone
    async with house.database.begin() as tx:
        for one in (w.boris, w.darya):
            await tx.people.save(replace(one, active=False))
    await house.at("2027-01-11 11:00")
    assert (await house.sees(BallotPaper, w.gleb)).alone


# -- forged ------------------------------------------------------------------------------------------------------------


async def test_only_electors_vote_and_only_for_candidates_of_their_own_vote(house: House) -> None:
    w, cup = house.world, await a_cup(house)
    mirror = await a_cup(house, "mirror", mirror=True)
    await house.at(OPENING)
    async with house.database.begin() as tx:
        enemy = await another_team(tx)
    [sales], [marketing] = await stored_votes(house, cup), await stored_votes(house, mirror)
    ours, theirs = sales.id, marketing.id
    assert said(await house.presses(w.gleb, f"cup.choose:{ours}:{w.vera.id}"), BallotPaper).chosen == w.vera.name
    for who, press, refusal in (
        (w.vera, f"cup.choose:{ours}:{w.egor.id}", errors.NotAnElector),
        (w.anna, f"cup.choose:{ours}:{w.vera.id}", errors.NotAnElector),
        (w.gleb, f"cup.choose:{theirs}:{w.darya.id}", errors.NotAnElector),
        (w.gleb, f"cup.choose:{ours}:{w.gleb.id}", errors.NotOnTheBallot),
        (w.gleb, f"cup.choose:{ours}:{w.darya.id}", errors.NotOnTheBallot),
        (w.gleb, f"cup.choose:{ours}:{w.anna.id}", errors.NotOnTheBallot),
        (w.gleb, f"cup.choose:{ours}:{enemy.vera.id}", errors.NotOnTheBallot),
        (w.gleb, f"cup.choose:{ours}:{2**63 - 1}", errors.NotOnTheBallot),
        (w.gleb, f"cup.choose:{ours}", errors.UnknownButton),
        (w.gleb, f"cup.choose:{ours + 77}:{w.vera.id}", errors.VoteIsOver),
        (w.darya, f"cup.because:{ours}", errors.NotVotedYet),
        (w.darya, f"cup.why:{ours}", errors.NotVotedYet),
        (w.vera, f"cup.vote:{ours}", errors.NotAnElector),
    ):
        before = await house.everything_stored()
        reply = await house._ask(who, press=press, values={"why": "x"}, private=True)
        assert isinstance(reply, refusal), (press, reply)
        assert await house.everything_stored() == before
    for press in (f"cup.choose:{ours}:{w.vera.id}", f"cup.vote:{ours}", f"cup.why:{ours}", f"cup.because:{ours}"):
        reply = await house._ask(enemy.gleb, press=press, values={"why": "x"}, private=True)
        assert isinstance(reply, errors.VoteIsOver)
    assert isinstance(await house.presses(enemy.anna, f"cup.give:{cup.id}", private=True), errors.NoCup)
    assert isinstance(await house.presses(enemy.anna, f"cup.handed:{sales.occurrence}", private=True), errors.NoCup)


async def test_nobody_votes_before_the_opening_or_after_the_closing(house: House) -> None:
    w, cup = house.world, await a_cup(house)
    assert isinstance(await house.presses(w.gleb, f"cup.choose:1:{w.vera.id}", private=True), errors.VoteIsOver)
    await house.at(OPENING)
    [vote] = await stored_votes(house, cup)
    press = f"cup.choose:{vote.id}:{w.vera.id}"
    closing = house.moment(CLOSING)
    house.clock.set(closing - timedelta(seconds=1))
    assert said(await house.presses(w.gleb, press, private=True), BallotPaper).chosen == w.vera.name
    house.clock.set(closing)
    assert isinstance(await house.presses(w.gleb, press, private=True), errors.VoteIsOver), "the closing moment itself"
    await house.tick()
    assert isinstance(await house.presses(w.gleb, press, private=True), errors.VoteIsOver)
    assert (await result(house)).counts[0].voted == 1


async def test_a_form_that_was_open_when_the_vote_closed_changes_nothing(house: House) -> None:
    w, cup = house.world, await a_cup(house)
    await house.at(OPENING)
    await votes(house, w.gleb, w.vera)
    await votes(house, w.boris, w.vera)
    [vote] = await stored_votes(house, cup)
    form = await house.presses(w.gleb, f"cup.why:{vote.id}", private=True)
    assert isinstance(form, Ask)
    assert w.vera.name not in repr(form)
    await house.at(CLOSING)
    assert isinstance(await house.submits(w.gleb, form, why=CASES), errors.VoteIsOver)
    assert (await result(house)).winners[0].reasons == ()


async def test_the_panel_tells_a_reader_only_of_themselves(house: House) -> None:
    w = house.world
    await a_cup(house)
    await house.at(OPENING)
    await votes(house, w.gleb, w.vera)
    for who, voted in ((w.gleb, True), (w.boris, False), (w.vera, False)):
        [cup] = said(await house.says(who, "/cup"), CupPanel).cups
        assert cup.vote is not None
        assert (cup.vote.has_voted, cup.vote.voted) == (voted, 1)
        assert "chosen" not in repr(cup)


def test_everything_of_the_cup_is_for_members_alone() -> None:
    registry = everything()
    ours = [entry for name, entry in (registry.presses | registry.commands).items() if name.startswith("cup")]
    assert len(ours) > 5
    assert {entry.access for entry in ours} == {Access.MEMBER}


async def test_a_ballot_that_names_somebody_else_is_renewed_before_it_asks_why(house: House) -> None:
    w, cup = house.world, await a_cup(house)
    await house.at(OPENING)
    [vote] = await stored_votes(house, cup)
    stale = said(await house.presses(w.gleb, f"cup.choose:{vote.id}:{w.vera.id}"), BallotPaper)
    fresh = said(await house.presses(w.gleb, f"cup.choose:{vote.id}:{w.egor.id}", private=True), BallotPaper)
    assert said(await house.presses(w.gleb, button(stale, "why")), BallotPaper).chosen == w.egor.name
    assert isinstance(await house.presses(w.gleb, button(fresh, "why")), Ask)
