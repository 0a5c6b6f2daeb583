"""Looking back: protocols by their words, earlier versions, and the directors' word that is still to come."""

from dataclasses import replace

import pytest

from handlers.registry import Turn
from rituals.agenda_messages import AgendaPanel
from rituals.errors import NoSuchProtocol, NotADirector, UnknownButton
from rituals.protocol_messages import (
    AgreedTo,
    Amended,
    EarlierVersion,
    ObjectedTo,
    ProtocolPosted,
    ProtocolsFound,
    ProtocolVersions,
    WordAwaited,
)
from rituals.protocol_versions import Change
from rituals.team import Person, Role
from tests.house import House, button, buttons, said


async def hold(house: House, *words: str) -> None:
    """Next Monday's meeting, with these commands of the chair in it."""
    await house.at("Mon 10:00")
    await house.says(house.world.boris, "/start_meeting")
    for command in words:
        await house.says(house.world.boris, command)
    await house.says(house.world.boris, "/close_meeting")
    await house.later(hours=1)


@pytest.fixture
async def held(house: House) -> House:
    await hold(house, "/decide Бюджет на рекламу до мая", "/decide Одна таблица", "/task Глеб обзвонить дилеров, 30.11")
    return house


async def leaves(house: House, person: Person) -> None:
    async with house.database.begin() as tx:
        await tx.people.save(replace(person, active=False))


class TestSearch:
    async def test_words_find_the_protocol_and_a_button_opens_it(self, held: House) -> None:
        w = held.world
        found = said(await held.says(w.gleb, "/protocol БЮДЖЕТА реклама"), ProtocolsFound)
        assert (found.total, [hit.number for hit in found.hits]) == (1, [1])
        assert [piece.text for piece in found.hits[0].excerpt if piece.found] == ["Бюджет", "рекламу"]
        opened = await held.presses(w.gleb, button(found, "read"))
        assert said(opened, ProtocolPosted).protocol.number == 1
        by_name = said(await held.says(w.gleb, "/protocol фёдоров дилер"), ProtocolsFound)
        assert [hit.number for hit in by_name.hits] == [1]

    async def test_nothing_found_says_so_and_names_the_last_one(self, held: House) -> None:
        found = said(await held.says(held.world.gleb, "/protocol склад"), ProtocolsFound)
        assert (found.hits, found.total, found.last, buttons(found)) == ((), 0, 1, [])

    async def test_before_the_first_protocol_too(self, house: House) -> None:
        assert said(await house.says(house.world.gleb, "/protocol склад"), ProtocolsFound).last is None

    async def test_pages_are_turned_by_who_looked(self, house: House) -> None:
        """Eight Mondays, one of them in the holidays of New Year."""
        w = house.world
        for _ in range(8):
            await hold(house, "/decide Бюджет")
        found = said(await house.says(w.gleb, "/protocol бюджет"), ProtocolsFound)
        assert [hit.number for hit in found.hits] == [7, 6, 5, 4, 3, 2]
        turned = await house.presses(w.gleb, button(found, "later"))
        assert isinstance(turned, Turn)
        assert [hit.number for hit in said(turned, ProtocolsFound).hits] == [1]
        back = said(await house.presses(w.gleb, button(said(turned, ProtocolsFound), "earlier")), ProtocolsFound)
        assert back.hits == found.hits
        assert isinstance(await house.presses(w.vera, button(found, "later")), UnknownButton)

    async def test_what_is_not_there_is_not_read(self, held: House) -> None:
        assert isinstance(await held.presses(held.world.gleb, "protocol.read:7"), NoSuchProtocol)


class TestVersions:
    async def test_what_changed_and_each_version_as_it_was(self, held: House) -> None:
        w = held.world
        posted = await held.sees(ProtocolPosted)
        assert "versions" not in buttons(posted)
        await held.presses(w.boris, button(posted, "agree"))
        form = await held.presses(w.gleb, button(posted, "amend"))
        said(await held.submits(w.gleb, form, text="Забыли склад"), Amended)
        now = await held.sees(ProtocolPosted)
        shown = said(await held.presses(w.vera, button(now, "versions")), ProtocolVersions)
        assert [(line.version, line.change, line.by) for line in shown.versions] == [
            (3, Change.AMENDED, w.gleb.name),
            (2, Change.AGREED, w.boris.name),
            (1, Change.MADE, w.boris.name),
        ]
        assert shown.versions[0].void == (w.boris.name,)
        second = said(await held.presses(w.vera, button(shown, "version")), EarlierVersion)
        assert (second.protocol.version, second.latest, second.protocol.amendments) == (2, 3, ())
        assert [who.name for who in second.protocol.agreed] == [w.boris.name]
        latest = said(await held.presses(w.vera, button(second, "newest")), ProtocolPosted)
        assert latest.protocol.version == 3
        assert isinstance(await held.presses(w.vera, "protocol.version:1:9"), UnknownButton)

    async def test_an_objection_is_marked_on_the_next_agenda(self, held: House) -> None:
        w = held.world
        form = await held.presses(w.anna, button(await held.sees(ProtocolPosted), "object"))
        said(await held.submits(w.anna, form, decision="2", why="Таблиц три"), ObjectedTo)
        (line,) = said(await held.says(w.gleb, "/agenda"), AgendaPanel).lines
        assert line.reopens == 1


class TestTheDirectorsWord:
    async def test_who_has_not_spoken_is_asked_once_the_next_morning(self, held: House) -> None:
        w = held.world
        await held.presses(w.boris, button(await held.sees(ProtocolPosted), "agree"))
        await held.at("Tue 08:59")
        assert await held.sights(WordAwaited) == []
        await held.at("Tue 09:00")
        assert await held.readers(WordAwaited) == {w.anna.name}
        asked = await held.sees(WordAwaited, w.anna)
        assert (asked.number, asked.decisions, [who.name for who in asked.agreed]) == (1, 2, [w.boris.name])
        await held.at("Wed 09:00")
        assert len(await held.sights(WordAwaited)) == 1
        said(await held.presses(w.anna, button(asked, "agree")), AgreedTo)
        assert (await held.sees(ProtocolPosted)).protocol.is_agreed
        settled = await held.sees(WordAwaited, w.anna)
        assert [b.name for row in settled.buttons() for b in row] == ["read"]

    async def test_nobody_is_asked_when_both_have_spoken(self, held: House) -> None:
        w = held.world
        for director in (w.boris, w.anna):
            await held.presses(director, button(await held.sees(ProtocolPosted), "agree"))
        await held.at("Tue 09:00")
        assert await held.sights(WordAwaited) == []

    async def test_an_amendment_is_asked_about_anew(self, held: House) -> None:
        w = held.world
        await held.at("Tue 09:00")
        assert await held.readers(WordAwaited) == {w.anna.name, w.boris.name}
        form = await held.presses(w.gleb, button(await held.sees(ProtocolPosted), "amend"))
        said(await held.submits(w.gleb, form, text="Забыли склад"), Amended)
        await held.at("Wed 09:00")
        assert len(await held.sights(WordAwaited)) == 4

    async def test_who_is_away_is_asked_when_they_are_back(self, held: House) -> None:
        w = held.world
        await held.says(w.anna, "/away 23.11-27.11")
        told = said(await held.presses(w.boris, button(await held.sees(ProtocolPosted), "agree")), AgreedTo)
        assert (told.missing, str(told.away_until)) == (w.anna.name, "2026-11-27")
        for day in ("Tue", "Wed", "Thu", "Fri"):
            await held.at(f"{day} 09:00")
        assert await held.sights(WordAwaited) == []
        await held.at("Mon 09:00")
        assert await held.readers(WordAwaited) == {w.anna.name}

    async def test_nobody_waits_for_who_has_left(self, held: House) -> None:
        w = held.world
        posted = await held.sees(ProtocolPosted)
        await leaves(held, w.anna)
        await held.at("Tue 09:00")
        assert await held.readers(WordAwaited) == {w.boris.name}
        protocol = (await held.sees(ProtocolPosted)).protocol
        assert ([who.name for who in protocol.released], protocol.is_agreed) == ([w.anna.name], False)
        assert said(await held.presses(w.boris, button(posted, "agree")), AgreedTo).missing is None
        sights = [s for s in await held.sights(ProtocolPosted) if s.person != w.anna.id]
        assert {s.message.protocol.is_agreed for s in sights} == {True}

    async def test_whose_word_counts_does_not_follow_the_role(self, held: House) -> None:
        w = held.world
        async with held.database.begin() as tx:
            await tx.people.save(replace(w.anna, role=None))
            await tx.people.save(replace(w.vera, role=Role.CMO))
        posted = await held.sees(ProtocolPosted)
        refused = await held.presses(w.vera, button(posted, "agree"))
        assert isinstance(refused, NotADirector)
        assert set(refused.directors) == {w.anna.name, w.boris.name}
        said(await held.presses(w.anna, button(posted, "agree")), AgreedTo)
        assert said(await held.presses(w.boris, button(posted, "agree")), AgreedTo).missing is None
