"""A meeting in private comes into the chats: what was written for a few stays with them until its author says otherwise."""

from pathlib import Path

import pytest

from bot.teamfile.commands import DONE, REFUSED, Printed, export_team, import_team
from rituals.agenda_messages import AgendaPanel, AgendaPosted, CallForAgenda, ItemAdded
from rituals.calendar import Schedule
from rituals.errors import NoSuchItem, NotYourItem
from rituals.kept_back import ItemsKeptBack
from rituals.kinds.breakfast import BREAKFAST, BreakfastOptions
from rituals.timeline import Ritual, RitualId
from tests.house import House, button, buttons, said

SECRET, HERS, UNSIGNED = "Премии отдела", "Уходит Егор", "Кто врёт в отчётах"


@pytest.fixture
async def breakfast(house: House) -> Ritual:
    """The directors' breakfast; Boris, Vera (who does not take part) and somebody without a name have written."""
    w = house.world
    schedule = Schedule.parse(every="week", on="wed", at="09:00", timezone=w.team.timezone)
    ritual = Ritual(
        RitualId(0), w.team.id, "coffee", "breakfast", schedule, BREAKFAST.duration, options=BreakfastOptions()
    )
    async with house.database.begin() as tx:
        ritual = await tx.rituals.add(ritual)
    await house.plan(ritual)
    for who, text, sign in ((w.boris, SECRET, "name"), (w.vera, HERS, "name"), (w.gleb, UNSIGNED, "anonymous")):
        added = await house.presses(who, f"agenda.added:{ritual.id}", values={"text": text, "sign": sign}, private=True)
        said(added, ItemAdded)
    return ritual


async def becomes(house: House, folder: Path, where: str, *, dry_run: bool = False) -> Printed:
    file = folder / "team.yaml"
    text = (await export_team(house.database, None)).out.replace("    where: common\n", "")
    file.write_text(text.replace("kind: breakfast\n", f"kind: breakfast\n    where: {where}\n"), "utf-8")
    return await import_team(house.database, file, house.clock, dry_run=dry_run)


async def test_the_chats_see_nothing_of_it(house: House, breakfast: Ritual, tmp_path: Path) -> None:
    w = house.world
    assert "kept back, 3 in all" in (await becomes(house, tmp_path, "common", dry_run=True)).out
    assert await house.sights(ItemsKeptBack) == []
    assert (await becomes(house, tmp_path, "common")).code == DONE
    told = {who.name: await house.sees(ItemsKeptBack, who) for who in (w.anna, w.boris, w.vera)}
    assert await house.readers(ItemsKeptBack) == {w.anna.name, w.boris.name, w.vera.name}
    assert [line.text for line in told[w.boris.name].items] == [SECRET, HERS, UNSIGNED]
    assert [line.text for line in told[w.vera.name].items] == [HERS]
    assert [line.mine for line in told[w.boris.name].items] == [True, False, True]
    await house.at("Tue 17:00")
    assert (await house.sees(AgendaPosted)).lines == ()
    assert [(call.items, call.carried) for call in [await house.sees(CallForAgenda)]] == [(0, ())]
    shown = said(await house.presses(w.gleb, f"agenda.show:{breakfast.id}"), AgendaPanel)
    assert shown.lines == ()


async def test_the_author_shows_an_item_to_all(house: House, breakfast: Ritual, tmp_path: Path) -> None:
    w = house.world
    await becomes(house, tmp_path, "common")
    hers = button(await house.sees(ItemsKeptBack, w.vera), "open")
    assert isinstance(await house.presses(w.boris, hers), NotYourItem)
    assert isinstance(await house.presses(w.gleb, hers), NoSuchItem)
    assert said(await house.presses(w.vera, hers, private=True), ItemsKeptBack).total == 0
    assert isinstance(await house.presses(w.vera, hers), NoSuchItem)
    assert (await house.sees(ItemsKeptBack, w.boris)).total == 2
    assert buttons(await house.sees(ItemsKeptBack, w.vera)) == []
    await house.at("Tue 17:00")
    assert [line.text for line in (await house.sees(AgendaPosted)).lines] == [HERS]


async def test_in_private_again_they_are_on_the_agenda(house: House, breakfast: Ritual, tmp_path: Path) -> None:
    await becomes(house, tmp_path, "common")
    assert (await becomes(house, tmp_path, "private")).code == DONE
    assert (await house.sees(ItemsKeptBack, house.world.vera)).in_private
    shown = said(await house.presses(house.world.boris, f"agenda.show:{breakfast.id}", private=True), AgendaPanel)
    assert {line.text for line in shown.lines} == {SECRET, HERS, UNSIGNED}


async def test_not_while_it_goes_on(house: House, breakfast: Ritual, tmp_path: Path) -> None:
    await house.at("Wed 09:00")
    refused = await becomes(house, tmp_path, "common")
    assert refused.code == REFUSED
    assert "goes on in private" in refused.errors
    assert await house.sights(ItemsKeptBack) == []


async def test_what_it_gave_to_do_is_not_reviewed_in_the_chat(house: House, breakfast: Ritual, tmp_path: Path) -> None:
    w = house.world
    await house.at("Wed 09:00")
    for words in ("/start_meeting", "/task Борис премии, до понедельника", "/close_meeting"):
        await house.says(w.boris, words, private=True)
    await becomes(house, tmp_path, "common")
    await house.at("Tue 17:00")
    assert (await house.sees(AgendaPosted)).due == 0
