"""Teams that are being set up: one a chat, kept as they stand; and what messengers call people."""

from dataclasses import replace
from datetime import timedelta

from bot.storage.setups import FORGOTTEN_AFTER
from bot.storage.transaction import Database
from rituals.setup import usual_rituals
from rituals.setup_draft import Page, Setup, SetupId
from rituals.team import AccountKey, Department, Market, Place, Role
from tests.databases import MONDAY

GROUP, ANOTHER = Place("telegram:-100777"), Place("telegram:-100778")
ROOT = AccountKey("telegram:3001")


def a_setup(place: Place = GROUP) -> Setup:
    draft = Setup(
        SetupId(0), place, "Works", "ru", "Europe/Moscow", "RU", MONDAY, by=ROOT, by_name="Олег", inviter=ROOT
    )
    draft = replace(draft, market=Market.B2C, page=Page.RITUALS, rituals=usual_rituals(), card="greeting:1")
    return draft.joined(ROOT, "Олег", Department.OTHER).named(Role.CCO, ROOT)


async def test_it_is_kept_as_it_stands_once_a_chat(database: Database) -> None:
    async with database.begin() as tx:
        first = await tx.setups.keep(a_setup())
        other = await tx.setups.keep(a_setup(ANOTHER))
        again = await tx.setups.keep(replace(first, page=Page.PREVIEW))
    assert first.id == again.id != other.id
    async with database.begin() as tx:
        assert await tx.setups.get(first.id) == await tx.setups.at(GROUP) == replace(first, page=Page.PREVIEW)
        assert await tx.setups.at(Place("telegram:-5")) is None
        assert await tx.setups.locale_at(GROUP) == "ru"


async def test_the_latest_of_an_account(database: Database) -> None:
    async with database.begin() as tx:
        await tx.setups.keep(a_setup())
        latest = await tx.setups.keep(replace(a_setup(ANOTHER), changed_at=MONDAY + timedelta(hours=1)))
        assert await tx.setups.of(ROOT) == latest
        await tx.setups.keep(replace(latest, by=None))
        found = await tx.setups.of(ROOT)
    assert found is not None
    assert found.place == GROUP


async def test_it_goes_with_the_group_and_is_forgotten_in_the_end(database: Database) -> None:
    moved = Place("telegram:-100999")
    async with database.begin() as tx:
        kept = await tx.setups.keep(a_setup())
        await tx.slots.rewrite_place(GROUP, moved)
        assert await tx.setups.at(GROUP) is None
        assert await tx.setups.at(moved) == replace(kept, place=moved)
        await tx.setups.sweep(MONDAY + FORGOTTEN_AFTER)
        assert await tx.setups.at(moved) is not None
        await tx.setups.sweep(MONDAY + FORGOTTEN_AFTER + timedelta(seconds=1))
        assert await tx.setups.at(moved) is None


async def test_what_a_messenger_called_somebody_before(database: Database) -> None:
    async with database.begin() as tx:
        assert await tx.people.called(ROOT, "Олег") is None
        assert await tx.people.called(ROOT, "Олег Ли") == "Олег"
        assert await tx.people.called(ROOT, "Олег Ли") == "Олег Ли"
