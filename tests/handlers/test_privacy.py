"""What is kept about me: as text, as a file; to be forgotten; and the language and the zone that I want."""

import json
from dataclasses import replace
from datetime import datetime

import pytest

from handlers.help import Home
from handlers.personal import PersonalForm, PersonalKept
from handlers.registry import Ask
from rituals import roster
from rituals.errors import NoSuchTimezone, NoTeamOfYours, NotInTeam, UnknownButton
from rituals.privacy import SOMEBODY_ERASED, Erased, EraseMe, PrivacyFile, PrivacyPanel
from rituals.task_messages import TaskGiven, WhoTakesOver
from rituals.team import AccountKey, Person
from tests.house import House, button, buttons, said
from tests.world import another_team


async def person_of(house: House, person: Person) -> Person:
    async with house.database.read() as tx:
        return next(p for p in await tx.people.of(house.world.team.id) if p.id == person.id)


async def erased(house: House, who: Person) -> Erased:
    panel = said(await house.says(who, "/privacy", private=True), PrivacyPanel)
    asked = said(await house.presses(who, button(panel, "erase"), private=True), EraseMe)
    return said(await house.presses(who, button(asked, "yes"), private=True), Erased)


async def test_what_is_kept_is_counted_by_kind(house: House) -> None:
    gleb = house.world.gleb
    empty = said(await house.says(gleb, "/privacy"), PrivacyPanel)
    assert (empty.name, empty.accounts, empty.counts) == (gleb.name, gleb.accounts, ())
    await house.says(gleb, "/agenda Лиды")
    await house.says(gleb, "/away завтра")
    await house.says(gleb, "/task Глеб Фёдоров позвонить, завтра")
    counts = dict(said(await house.says(gleb, "/privacy"), PrivacyPanel).counts)
    assert {"absences": 1, "items": 1, "tasks": 1, "tasks_given": 1}.items() <= counts.items()


async def test_the_file_has_everything_and_nothing_of_others(house: House) -> None:
    gleb, boris = house.world.gleb, house.world.boris
    await house.says(gleb, "/agenda Лиды «тёплые»")
    await house.says(boris, "/agenda Чужое")
    panel = said(await house.says(gleb, "/privacy"), PrivacyPanel)
    [file] = said(await house.presses(gleb, button(panel, "file")), PrivacyFile).attachments()
    about = json.loads(file.body)
    assert about["person"]["name"] == gleb.name
    assert [item["text"] for item in about["items"]] == ["Лиды «тёплые»"]
    assert [account["account"] for account in about["accounts"]] == list(gleb.accounts)
    assert "Чужое" not in file.body.decode()


async def test_who_is_erased_is_nobody_to_the_bot(house: House) -> None:
    gleb = house.world.gleb
    await erased(house, gleb)
    assert isinstance(await house.says(gleb, "/privacy"), NotInTeam)
    assert isinstance(await house.says(gleb, "/privacy", private=True), NoTeamOfYours)
    assert said(await house.says(gleb, "/start", private=True), Home).team is None
    stored = repr(await house.everything_stored())
    assert gleb.name not in stored
    assert gleb.accounts[0] not in stored


async def test_the_director_is_asked_who_takes_over(house: House) -> None:
    w = house.world
    said(await house.says(w.gleb, "/task Глеб Фёдоров позвонить Кировскому заводу, завтра"), TaskGiven)
    panel = said(await house.says(w.gleb, "/privacy"), PrivacyPanel)
    assert said(await house.presses(w.gleb, button(panel, "erase")), EraseMe).open_tasks == 1
    await erased(house, w.gleb)
    asked = await house.sees(WhoTakesOver, w.boris)
    assert (asked.name, asked.total) == (SOMEBODY_ERASED, 1)


async def test_nothing_goes_before_it_is_confirmed(house: House) -> None:
    gleb = house.world.gleb
    before = await house.everything_stored()
    panel = said(await house.says(gleb, "/privacy"), PrivacyPanel)
    asked = said(await house.presses(gleb, button(panel, "erase")), EraseMe)
    said(await house.presses(gleb, button(asked, "no")), PrivacyPanel)
    assert await house.everything_stored() == before


async def test_somebody_elses_button_erases_nobody(house: House) -> None:
    gleb, boris = house.world.gleb, house.world.boris
    panel = said(await house.says(gleb, "/privacy"), PrivacyPanel)
    asked = said(await house.presses(gleb, button(panel, "erase")), EraseMe)
    before = await house.everything_stored()
    assert isinstance(await house.presses(boris, button(asked, "yes")), UnknownButton)
    assert await house.everything_stored() == before
    said(await house.presses(gleb, button(asked, "yes")), Erased)


async def test_the_only_admin_is_told(house: House) -> None:
    panel = said(await house.says(house.world.anna, "/privacy"), PrivacyPanel)
    assert said(await house.presses(house.world.anna, button(panel, "erase")), EraseMe).last_admin


async def test_who_comes_back_starts_afresh(house: House) -> None:
    gleb = house.world.gleb
    await house.says(gleb, "/agenda Лиды")
    await erased(house, gleb)
    await house.says(gleb, "/join sales", name="Глеб Фёдоров")
    panel = said(await house.says(gleb, "/privacy"), PrivacyPanel)
    assert panel.counts == ()


# -- language and time zone --------------------------------------------------------------------------------------------


async def settings_of(house: House, who: Person) -> Ask:
    panel = said(await house.says(who, "/privacy"), PrivacyPanel)
    asked = await house.presses(who, button(panel, "settings"))
    assert isinstance(asked, Ask)
    return asked


@pytest.mark.parametrize(
    ("words", "zone"), [("Europe/Berlin", "Europe/Berlin"), ("berlin", "Europe/Berlin"), ("Омск", "Asia/Omsk")]
)
async def test_a_person_has_their_own_language_and_zone(house: House, words: str, zone: str) -> None:
    gleb = house.world.gleb
    kept = said(await house.submits(gleb, await settings_of(house, gleb), locale="en", timezone=words), PersonalKept)
    assert (kept.locale, kept.timezone) == ("en", zone)
    assert await person_of(house, gleb) == replace(gleb, locale="en", timezone=zone)
    form = (await settings_of(house, gleb)).form
    assert form == PersonalForm("en", zone)
    said(await house.submits(gleb, Ask(form), locale="team", timezone=""), PersonalKept)
    assert await person_of(house, gleb) == gleb


@pytest.mark.parametrize("words", ["Мордор", "Europe/Berln", "../etc", "x" * 5000, "localtime"])
async def test_a_zone_that_is_none_changes_nothing(house: House, words: str) -> None:
    gleb = house.world.gleb
    asked = await settings_of(house, gleb)
    assert isinstance(await house.submits(gleb, asked, locale="en", timezone=words), NoSuchTimezone)
    assert await person_of(house, gleb) == gleb


async def test_a_time_is_understood_where_who_wrote_it_lives(house: House) -> None:
    gleb, boris = house.world.gleb, house.world.boris
    await house.submits(gleb, await settings_of(house, gleb), locale="team", timezone="Омск")
    await house.says(gleb, "/task Позвонить, завтра 15:00")
    await house.says(boris, "/task Ответить, завтра 15:00")
    tasks = await house.tasks()
    assert tasks["Позвонить"].due == datetime.fromisoformat("2026-11-20T15:00+06:00")
    assert tasks["Ответить"].due == datetime.fromisoformat("2026-11-20T15:00+03:00")


# -- who has left ------------------------------------------------------------------------------------------------------


async def leaves(house: House, who: Person) -> None:
    async with house.database.begin() as tx:
        await roster.leave(tx, house.world.team, who, house.clock())


async def test_who_has_left_sees_what_is_kept_and_is_erased_without_joining_again(house: House) -> None:
    w = house.world
    await house.says(w.gleb, "/agenda Лиды")
    await leaves(house, w.gleb)
    for private in (True, False):
        panel = said(await house.says(w.gleb, "/privacy", private=private), PrivacyPanel)
        assert (panel.name, panel.left, dict(panel.counts)["items"]) == (w.gleb.name, True, 1)
        assert "settings" not in buttons(panel)
    [file] = said(await house.presses(w.gleb, button(panel, "file"), private=True), PrivacyFile).attachments()
    assert json.loads(file.body)["person"]["active"] is False
    assert not (await person_of(house, w.gleb)).active, "looking does not bring anybody back"
    await erased(house, w.gleb)
    assert w.gleb.name not in repr(await house.everything_stored())
    assert isinstance(await house.says(w.gleb, "/privacy", private=True), NoTeamOfYours)


async def test_who_is_of_another_team_by_now_reaches_the_one_they_left(house: House) -> None:
    w = house.world
    async with house.database.begin() as tx:
        other = await another_team(tx)
        await tx.people.save(replace(other.gleb, accounts=w.gleb.accounts))
    await leaves(house, w.gleb)
    own = said(await house.says(w.gleb, "/privacy", private=True), PrivacyPanel)
    assert (own.team, own.left, own.elsewhere) == (other.team.name, False, ((w.gleb.id, w.team.name),))
    left = said(await house.presses(w.gleb, button(own, "elsewhere"), private=True), PrivacyPanel)
    assert (left.team, left.left) == (w.team.name, True)
    asked = said(await house.presses(w.gleb, button(left, "erase"), private=True), EraseMe)
    said(await house.presses(w.gleb, button(asked, "yes"), private=True), Erased)
    assert w.gleb.name not in repr(await house.everything_stored())
    assert said(await house.says(w.gleb, "/privacy", private=True), PrivacyPanel).team == other.team.name


async def test_who_has_left_reaches_nobody_elses_data(house: House) -> None:
    w = house.world
    await leaves(house, w.gleb)
    before = await house.everything_stored()
    for press in ("show", "file", "erase", "erase_now"):
        for private in (True, False):
            reply = await house.presses(w.gleb, f"privacy.{press}:{w.boris.id}", private=private)
            assert isinstance(reply, UnknownButton), (press, reply)
    assert await house.everything_stored() == before


@pytest.mark.parametrize("private", [True, False])
async def test_a_stranger_is_told_nothing_and_erases_nobody(house: House, private: bool) -> None:
    stranger, boris = AccountKey("telegram:6666"), house.world.boris
    refusal = NoTeamOfYours if private else NotInTeam
    before = await house.everything_stored()
    assert isinstance(await house.says(stranger, "/privacy", private=private), refusal)
    for press in ("show", "file", "erase"):
        assert isinstance(await house.presses(stranger, f"privacy.{press}", private=private), refusal)
    for press in ("show", "file", "erase", "erase_now"):
        reply = await house.presses(stranger, f"privacy.{press}:{boris.id}", private=private)
        assert isinstance(reply, UnknownButton), reply
    assert await house.everything_stored() == before
