"""What rituals show becomes rows of slots: once a place, merged, in the right places, and only if it is committed."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.clock import MovableClock
from bot.storage.codec import decode_shown
from bot.storage.slots import ClaimedSlot, DeadCause
from bot.storage.transaction import Database
from rituals.messages import Address, At, Chats, Direct
from rituals.team import AccountKey, Audience, Person, PersonId, Place
from tests.databases import MONDAY
from tests.storage.shown import Note
from tests.world import SLACK_CHAT, TELEGRAM_CHAT, World, a_chat, another_team

LEASE = timedelta(seconds=60)
MINUTE = timedelta(minutes=1)


async def show(database: Database, to: Address, words: str = "a", slot: str = "card", **more: object) -> None:
    async with database.begin() as tx:
        await tx.outbox.show(slot, to, Note(words), **more)  # type: ignore[arg-type]


async def claim(database: Database, place: Place, owner: str = "me") -> ClaimedSlot | None:
    async with database.begin() as tx:
        return await tx.slots.claim(place, owner, tx._sql.now(), LEASE)


async def deliver(database: Database, place: Place) -> list[str]:
    """Show all that is due in a place; the words."""
    said = []
    while (claimed := await claim(database, place)) is not None:
        said.append(words(claimed))
        async with database.begin() as tx:
            assert await tx.slots.record_shown(claimed, (f"m{claimed.id}",), tx._sql.now())
    return said


def words(claimed: ClaimedSlot) -> str:
    return decode_shown(claimed.template, claimed.facts, Note).words


async def due(database: Database) -> Sequence[Place]:
    async with database.begin() as tx:
        return sorted(await tx.slots.due_places(tx._sql.now(), 100))


def common(world: World) -> Chats:
    return Chats(world.team.id, Audience.COMMON)


def place(person: Person, account: int = 0) -> Place:
    return Place(person.accounts[account])


class TestWhere:
    async def test_all_chats_of_the_audience_in_both_messengers(self, database: Database, world: World) -> None:
        await show(database, common(world))
        assert await due(database) == sorted([TELEGRAM_CHAT, SLACK_CHAT])
        async with database.begin() as tx:
            assert sorted(await tx.outbox.shown_in("card")) == sorted([TELEGRAM_CHAT, SLACK_CHAT])

    async def test_a_departments_own_chat(self, database: Database, world: World) -> None:
        own = Place("telegram:-77")
        async with database.begin() as tx:
            await a_chat(tx, world.team, own, Audience.SALES)
        await show(database, Chats(world.team.id, Audience.SALES))
        assert await due(database) == [own]

    async def test_a_chat_that_is_gone_gets_nothing(self, database: Database, world: World) -> None:
        async with database.begin() as tx:
            await tx.teams.save_chat(replace(world.slack, gone="archived"))
        await show(database, common(world))
        assert await due(database) == [TELEGRAM_CHAT]

    async def test_another_teams_chats_get_nothing(self, database: Database, world: World) -> None:
        async with database.begin() as tx:
            other = await another_team(tx)
        await show(database, common(world))
        assert other.telegram.place not in await due(database)

    async def test_one_definite_place_even_without_a_team(self, database: Database) -> None:
        stranger = Place("telegram:-5")
        await show(database, At(stranger))
        claimed = await claim(database, stranger)
        assert claimed is not None
        assert (claimed.team, claimed.person, claimed.place) == (None, None, stranger)

    async def test_a_person_is_written_to_where_they_can_be_reached(self, database: Database, world: World) -> None:
        telegram, slack = (AccountKey(account) for account in world.anna.accounts)
        for reachable, expected in (
            ({}, telegram),
            ({slack: True}, slack),
            ({telegram: False}, slack),
            ({telegram: False, slack: False}, telegram),
            ({telegram: True, slack: True}, telegram),
        ):
            async with database.begin() as tx:
                for account in (telegram, slack):
                    await tx.accounts.mark(account, reachable.get(account))
            await show(database, Direct(world.anna.id), slot=f"word:{reachable}")
            async with database.begin() as tx:
                assert list(await tx.outbox.shown_in(f"word:{reachable}")) == [expected]

    async def test_what_a_person_has_seen_stays_where_they_saw_it(self, database: Database, world: World) -> None:
        await show(database, Direct(world.anna.id))
        assert await deliver(database, place(world.anna)) == ["a"]
        async with database.begin() as tx:
            await tx.accounts.mark(world.anna.accounts[1], reachable=True)
        await show(database, Direct(world.anna.id), "b")
        assert await due(database) == [place(world.anna)]

    async def test_what_is_kept_for_somebody_is_shown_once_though_by_another_account(
        self, database: Database, world: World
    ) -> None:
        await show(database, Direct(world.anna.id))
        claimed = await claim(database, place(world.anna))
        assert claimed is not None
        async with database.begin() as tx:
            await tx.slots.record_dead(claimed, "blocked", MONDAY, DeadCause.UNREACHABLE)
            await tx.accounts.mark(world.anna.accounts[0], reachable=False)
            assert await tx.outbox.shown_in("card") == []
            assert await tx.outbox.kept_in("card") == [place(world.anna)]
        await show(database, Direct(world.anna.id), "b")
        assert await due(database) == [place(world.anna, 1)]
        async with database.begin() as tx:
            assert await tx.outbox.kept_in("card") == []
            assert await tx.slots.revive(place(world.anna), MONDAY) == 0

    async def test_who_left_or_has_no_account_gets_nothing(self, database: Database, world: World) -> None:
        async with database.begin() as tx:
            await tx.people.save(replace(world.gleb, active=False))
            await tx.people.save(replace(world.vera, accounts=()))
        for person in (world.gleb.id, world.vera.id, PersonId(10**9)):
            await show(database, Direct(person))
        assert await due(database) == []


class TestWhat:
    async def test_nothing_is_shown_that_was_rolled_back(self, database: Database, world: World) -> None:
        class Refused(Exception):  # noqa: N818
            pass

        with pytest.raises(Refused):  # noqa: PT012
            async with database.begin() as tx:
                await tx.outbox.show("card", common(world), Note("a"))
                raise Refused
        assert await due(database) == []

    async def test_delivery_hears_of_the_places(self, database: Database, world: World) -> None:
        heard: list[frozenset[Place]] = []
        database.on_commit(heard.append)
        await show(database, common(world))
        assert heard == [frozenset({TELEGRAM_CHAT, SLACK_CHAT})]

    async def test_shows_that_overtake_each_other_are_merged(self, database: Database, world: World) -> None:
        for number in range(5):
            await show(database, common(world), str(number))
        claimed = await claim(database, TELEGRAM_CHAT)
        assert claimed is not None
        assert (words(claimed), claimed.revision, claimed.shown, claimed.repeatable) == ("4", 5, 0, False)

    async def test_the_same_again_is_no_news(self, database: Database, world: World) -> None:
        await show(database, common(world))
        assert await deliver(database, TELEGRAM_CHAT) == ["a"]
        await show(database, common(world))
        assert TELEGRAM_CHAT not in await due(database)
        await show(database, common(world), "b")
        assert await deliver(database, TELEGRAM_CHAT) == ["b"]

    async def test_what_changes_while_it_is_being_sent_is_shown_after(self, database: Database, world: World) -> None:
        await show(database, common(world))
        claimed = await claim(database, TELEGRAM_CHAT)
        assert claimed is not None
        await show(database, common(world), "b")
        assert await claim(database, TELEGRAM_CHAT) is None
        async with database.begin() as tx:
            assert await tx.slots.record_shown(claimed, ("m1",), MONDAY, "print")
        again = await claim(database, TELEGRAM_CHAT)
        assert again is not None
        assert (words(again), again.message_ids, again.fingerprint, again.shown) == ("b", ("m1",), "print", 1)

    async def test_many_who_show_at_once_end_with_one_row(self, database: Database, world: World) -> None:
        await asyncio.gather(*(show(database, common(world), str(number)) for number in range(20)))
        claimed = await claim(database, TELEGRAM_CHAT)
        assert claimed is not None
        assert claimed.revision == 20
        async with database.begin() as tx:
            assert len(await tx.outbox.shown_in("card")) == 2

    async def test_when_it_was_first_seen(self, database: Database, world: World, clock: MovableClock) -> None:
        await show(database, common(world))
        async with database.begin() as tx:
            assert await tx.outbox.first_shown("card") is None
        clock.advance(MINUTE)
        await deliver(database, SLACK_CHAT)
        clock.advance(MINUTE)
        await deliver(database, TELEGRAM_CHAT)
        await show(database, common(world), "b")
        await deliver(database, TELEGRAM_CHAT)
        async with database.begin() as tx:
            assert await tx.outbox.first_shown("card") == MONDAY + MINUTE

    async def test_what_was_given_up_is_told_to_its_team(
        self, database: Database, world: World, clock: MovableClock
    ) -> None:
        await show(database, common(world), until=MONDAY)
        await show(database, Direct(world.boris.id), slot="word")
        claimed = await claim(database, place(world.boris))
        assert claimed is not None
        async with database.begin() as tx:
            await tx.slots.record_dead(claimed, "blocked", MONDAY, DeadCause.UNREACHABLE)
        clock.advance(MINUTE)
        assert await claim(database, SLACK_CHAT) is None
        async with database.begin() as tx:
            other = await another_team(tx)
            assert list(await tx.outbox.undelivered(world.team.id, MONDAY)) == [
                (place(world.boris), "word", "blocked"),
                (SLACK_CHAT, "card", "too late to be shown"),
            ]
            assert len(await tx.outbox.undelivered(world.team.id, MONDAY + MINUTE)) == 1
            assert list(await tx.outbox.undelivered(other.team.id, MONDAY)) == []

    async def test_too_late_concerns_posts_and_not_edits(
        self, database: Database, world: World, clock: MovableClock
    ) -> None:
        await show(database, common(world), until=MONDAY)
        assert await deliver(database, TELEGRAM_CHAT) == ["a"]
        clock.advance(MINUTE)
        await show(database, common(world), "b", until=MONDAY)
        assert await deliver(database, TELEGRAM_CHAT) == ["b"]
        assert await deliver(database, SLACK_CHAT) == []
        await show(database, common(world), "b", until=MONDAY + 2 * MINUTE)
        assert await deliver(database, SLACK_CHAT) == ["b"]
