"""Asking about protocols: read, agree, object, amend; each change is a version that everybody sees."""

from datetime import timedelta

import pytest

from bot.storage.slots import DeadCause
from handlers.registry import Ask
from rituals.agenda_messages import AgendaPanel
from rituals.errors import NoSuchProtocol, NotADirector, NothingToObjectTo, TooLateToAmend
from rituals.protocol_messages import AgreedTo, Amended, ObjectedTo, ObjectForm, ProtocolPosted
from rituals.team import Place
from tests.house import House, button, buttons, said


@pytest.fixture
async def held(house: House) -> House:
    """Monday's meeting is over; it has decided two things."""
    w = house.world
    await house.says(w.gleb, "/agenda Лиды")
    await house.at("Mon 10:00")
    await house.says(w.boris, "/start_meeting")
    await house.says(w.boris, "/decide Ответ за 15 минут")
    await house.says(w.vera, "/decide Одна таблица")
    await house.says(w.boris, "/close_meeting")
    return house


async def test_the_last_one_or_number_n(held: House) -> None:
    w = held.world
    for words in ("/protocol", "/protocol 1", "/protocol №1", "/protocol #1"):
        assert said(await held.says(w.gleb, words), ProtocolPosted).protocol.number == 1
    for words, number in (("/protocol 7", 7), ("/protocol " + "9" * 50, 999999999)):
        refused = await held.says(w.gleb, words)
        assert isinstance(refused, NoSuchProtocol)
        assert (refused.number, refused.last) == (number, 1)


async def test_before_the_first_one_there_is_none(house: House) -> None:
    refused = await house.says(house.world.gleb, "/protocol")
    assert isinstance(refused, NoSuchProtocol)
    assert refused.last is None


async def test_when_both_directors_have_agreed_it_says_so_everywhere(held: House) -> None:
    w = held.world
    posted = await held.sees(ProtocolPosted)
    assert isinstance(await held.presses(w.gleb, button(posted, "agree")), NotADirector)
    assert said(await held.presses(w.boris, button(posted, "agree")), AgreedTo).missing == w.anna.name
    assert said(await held.presses(w.boris, button(posted, "agree")), AgreedTo).missing == w.anna.name
    assert said(await held.presses(w.anna, button(posted, "agree")), AgreedTo).missing is None
    sights = await held.sights(ProtocolPosted)
    assert len(sights) == 2 + 6
    assert {(s.message.protocol.is_agreed, s.message.protocol.version) for s in sights} == {(True, 3)}
    assert {s.person for s in sights if s.person} == {p.id for p in w.people}
    assert set(buttons(sights[0].message)) == {"amend", "file", "versions"}


async def test_an_objection_reopens_one_decision_and_puts_it_on_the_next_agenda_once(held: House) -> None:
    w = held.world
    posted = await held.sees(ProtocolPosted)
    assert isinstance(await held.presses(w.gleb, button(posted, "object")), NotADirector)
    asked = await held.presses(w.anna, button(posted, "object"))
    assert isinstance(asked, Ask)
    assert isinstance(asked.form, ObjectForm)
    told = said(await held.submits(w.anna, asked, decision="2", why="Таблиц три"), ObjectedTo)
    assert (told.text, told.next_at) == ("Одна таблица", held.moment("2026-11-30 10:00"))
    assert isinstance(await held.submits(w.boris, asked, decision="2", why="И я"), NothingToObjectTo)
    for wrong in ("0", "3", "x", "9" * 50):
        assert isinstance(await held.submits(w.boris, asked, decision=wrong, why="x"), NothingToObjectTo)
    (line,) = said(await held.says(w.gleb, "/agenda"), AgendaPanel).lines
    assert (line.text, line.by) == ("Одна таблица\n— Таблиц три", w.anna.name)
    decisions = (await held.sees(ProtocolPosted, w.gleb)).protocol.all_decisions
    assert [(d.seq, d.reopened) for d in decisions] == [(1, None), (2, w.anna.name)]
    said(await held.submits(w.anna, asked, decision="1", why="Тоже"), ObjectedTo)
    assert isinstance(await held.presses(w.anna, button(posted, "object")), NothingToObjectTo)


async def test_an_objection_is_kept_though_its_ritual_is_gone(held: House) -> None:
    from dataclasses import replace

    w = held.world
    async with held.database.begin() as tx:
        ritual = await tx.rituals.get(w.team.id, w.monday.id)
        assert ritual is not None
        await tx.rituals.save(replace(ritual, removed=True))
    asked = await held.presses(w.anna, button(await held.sees(ProtocolPosted), "object"))
    assert said(await held.submits(w.anna, asked, decision="2", why="Таблиц три"), ObjectedTo).next_at is None


async def test_anybody_amends_within_a_day(held: House) -> None:
    w = held.world
    posted = await held.sees(ProtocolPosted)
    asked = await held.presses(w.gleb, button(posted, "amend"))
    assert said(await held.submits(w.gleb, asked, text="Забыли бюджет"), Amended).version == 2
    for place in (w.telegram.place, w.slack.place, w.egor):
        (amendment,) = (await held.sees(ProtocolPosted, place)).protocol.amendments
        assert (amendment.by, amendment.text) == (w.gleb.name, "Забыли бюджет")
    held.clock.advance(timedelta(days=1, seconds=1))
    assert isinstance(await held.presses(w.gleb, button(posted, "amend")), TooLateToAmend)
    assert isinstance(await held.submits(w.gleb, asked, text="Поздно"), TooLateToAmend)


async def test_no_version_is_ever_overwritten(held: House) -> None:
    w = held.world
    posted = await held.sees(ProtocolPosted)
    before = (await held.everything_stored())["protocol_versions"]
    await held.presses(w.boris, button(posted, "agree"))
    asked = await held.presses(w.gleb, button(posted, "amend"))
    await held.submits(w.gleb, asked, text="Забыли бюджет")
    after = (await held.everything_stored())["protocol_versions"]
    assert len(after) == 3
    assert set(before) < set(after)


async def test_who_could_not_be_reached_reads_the_newest_version_on_coming_back(held: House) -> None:
    w, place = held.world, Place(held.world.gleb.accounts[0])
    async with held.database.begin() as tx:
        while (claim := await tx.slots.claim(place, "me", held.clock(), timedelta(seconds=60))) is not None:
            await tx.slots.record_dead(claim, "blocked", held.clock(), DeadCause.UNREACHABLE)
        await tx.accounts.mark(w.gleb.accounts[0], reachable=False)
    form = await held.presses(w.vera, button(await held.sees(ProtocolPosted), "amend"))
    said(await held.submits(w.vera, form, text="Ответ — в рабочее время"), Amended)
    async with held.database.begin() as tx:
        while (claim := await tx.slots.claim(place, "me", held.clock(), timedelta(seconds=60))) is not None:
            await tx.slots.record_dead(claim, "blocked", held.clock(), DeadCause.UNREACHABLE)
        assert await tx.slots.revive(place, held.clock()) >= 1
    assert (await held.sees(ProtocolPosted, w.gleb)).protocol.version == 2
    assert len(await held.sights(ProtocolPosted, w.gleb)) == 1
