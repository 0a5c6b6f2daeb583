"""Looking back into the protocols: by words, by meetings, at versions; of one's own team alone."""

from dataclasses import replace
from datetime import timedelta
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.storage.archive import SEARCHES_KEPT
from bot.storage.transaction import Database, SqlTransaction
from bot.storage.wordforms import folded, index_of, places
from rituals.protocol import DecisionLine, Protocol
from tests.databases import MONDAY
from tests.messengers.gallery_meeting import PROTOCOL, QUIET
from tests.storage.things import WEEK, an_occurrence
from tests.world import World, another_team

SAID = (
    "Бюджет на рекламу утвердили до мая",
    "Скидки дилерам: не больше десяти процентов",
    "Ёлки для клиентов купит Глеб",
    "We move the budgets of campaigns to spring",
    "100% предоплата, _без_ исключений",
)


async def a_protocol(tx: SqlTransaction, world: World, number: int, text: str) -> Protocol:
    occurrence = await an_occurrence(tx, world, MONDAY + number * WEEK)
    protocol = replace(
        QUIET, team=world.team.id, number=number, occurrence=occurrence.id, decisions=(DecisionLine(1, text),)
    )
    await tx.protocols.add(protocol)
    return protocol


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("бюджет", [1]),
        ("БЮДЖЕТА", [1]),
        ("бюд", [1]),
        ("юджет", []),
        ("скидка", [2]),
        ("скидками", [2]),
        ("дилер скид", [2]),
        ("дилер бюджет", []),
        ("елка", [3]),
        ("ёлку", [3]),
        ("budget", [4]),
        ("Campaign", [4]),
        ("100", [5]),
        ("%", []),
        ("100%", [5]),
        ("_", []),
        ("исключение", [5]),
        ("", []),
        ("'; DROP TABLE protocols; --", []),
        ("летучка", []),
        ("monday", [5, 4, 3, 2, 1]),
    ],
)
async def test_words_are_found_in_all_their_forms(
    database: Database, world: World, query: str, numbers: list[int]
) -> None:
    async with database.begin() as tx:
        for number, text in enumerate(SAID, 1):
            await a_protocol(tx, world, number, text)
    async with database.read() as tx:
        assert [found.number for found in await tx.archive.find(world.team.id, query)] == numbers


async def test_what_is_found_is_the_last_version(database: Database, world: World) -> None:
    async with database.begin() as tx:
        first = await a_protocol(tx, world, 1, "Скидки")
        amended = first.amend(world.gleb, "Забыли про склад", first.closed_at)
        await tx.protocols.add(amended)
    async with database.read() as tx:
        for query in ("скидка", "склады"):
            assert list(await tx.archive.find(world.team.id, query)) == [amended]
        assert list(await tx.archive.versions(world.team.id, 1)) == [first, amended]
        assert await tx.archive.of_meetings(world.team.id, {first.occurrence}) == {first.occurrence: amended}
        assert await tx.archive.of_meetings(world.team.id, ()) == {}


async def test_another_team_finds_nothing(database: Database, world: World) -> None:
    async with database.begin() as tx:
        protocol = await a_protocol(tx, world, 1, "Скидки")
        other = await another_team(tx)
        search = await tx.archive.keep_search(world.team.id, world.gleb.id, "скидки")
        team = other.team.id
        assert list(await tx.archive.find(team, "скидки")) == []
        assert list(await tx.archive.versions(team, 1)) == []
        assert await tx.archive.of_meetings(team, {protocol.occurrence}) == {}
        assert await tx.archive.search_of(team, world.gleb.id, search) is None
        assert await tx.archive.search_of(world.team.id, world.vera.id, search) is None
        assert await tx.archive.search_of(world.team.id, world.gleb.id, search) == "скидки"


async def test_the_oldest_searches_of_a_person_are_forgotten(database: Database, world: World) -> None:
    async with database.begin() as tx:
        others = await tx.archive.keep_search(world.team.id, world.vera.id, "чужое")
        kept = [
            await tx.archive.keep_search(world.team.id, world.gleb.id, f"слово {n}") for n in range(SEARCHES_KEPT + 2)
        ]
        found = [await tx.archive.search_of(world.team.id, world.gleb.id, search) for search in kept]
        assert found == [None, None, *(f"слово {n}" for n in range(2, SEARCHES_KEPT + 2))]
        assert await tx.archive.search_of(world.team.id, world.vera.id, others) == "чужое"


async def test_five_hundred_protocols_are_searched_at_once(database: Database, world: World) -> None:
    """As large as meetings are; the bound is generous, because the machine is shared."""
    async with database.begin() as tx:
        for number in range(1, 501):
            occurrence = await an_occurrence(tx, world, MONDAY + timedelta(days=number))
            decision = DecisionLine(9, "Бюджет" if number % 2 else "Склад")
            body = replace(PROTOCOL, decisions=(decision,), occurrence=occurrence.id, team=world.team.id, number=number)
            await tx.protocols.add(body)
    async with database.read() as tx:
        started = perf_counter()
        found = await tx.archive.find(world.team.id, "бюджеты прайс")
        assert perf_counter() - started < 2
    assert [protocol.number for protocol in found] == list(range(499, 0, -2))


@given(st.text(max_size=60))
def test_every_word_of_a_text_is_found_in_it(text: str) -> None:
    assert len(folded(text)) == len(text)
    index = index_of([text])
    for word in index.split():
        assert f" {word} " in index
    for begin, end in places(text, text):
        assert places(text[begin:end], text)
