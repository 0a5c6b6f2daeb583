"""The life of a slot's row: claimed by one, in order, recorded by its claimer alone, never lost and never deleted."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from bot.clock import MovableClock
from bot.storage.dialogues import Dialogue
from bot.storage.slots import ClaimedSlot, DeadCause
from bot.storage.slotstate import REVIVE_WITHIN
from bot.storage.transaction import Database
from rituals.messages import At, Direct
from rituals.team import AccountKey, Place
from tests.databases import MONDAY
from tests.storage.shown import Survey
from tests.storage.test_outbox import LEASE, MINUTE, claim, common, deliver, due, place, show, words
from tests.world import SLACK_CHAT, TELEGRAM_CHAT, World

CHAT = Place("telegram:-1")
OTHER = Place("telegram:-2")


async def taken(database: Database, where: Place = CHAT, owner: str = "me") -> ClaimedSlot:
    claimed = await claim(database, where, owner)
    assert claimed is not None
    return claimed


class TestOrder:
    async def test_a_place_is_served_in_order(self, database: Database) -> None:
        for number in range(3):
            await show(database, At(CHAT), str(number), f"slot{number}")
        assert await deliver(database, CHAT) == ["0", "1", "2"]

    async def test_one_at_a_time_is_in_flight_in_a_place(self, database: Database) -> None:
        await show(database, At(CHAT), slot="one")
        await show(database, At(CHAT), slot="two")
        first = await taken(database)
        assert await claim(database, CHAT, "other") is None
        assert await due(database) == []
        async with database.begin() as tx:
            assert await tx.slots.head(CHAT) is None
            await tx.slots.record_shown(first, ("m1",), MONDAY)
        assert (await taken(database)).slot == "two"

    async def test_an_edit_does_not_overtake_what_is_in_flight(self, database: Database) -> None:
        await show(database, At(CHAT), slot="one")
        await deliver(database, CHAT)
        await show(database, At(CHAT), slot="two")
        second = await taken(database)
        await show(database, At(CHAT), "b", slot="one")
        assert await claim(database, CHAT) is None
        async with database.begin() as tx:
            await tx.slots.record_shown(second, ("m2",), MONDAY)
        assert await deliver(database, CHAT) == ["b"]

    async def test_one_place_never_holds_up_another(self, database: Database) -> None:
        await show(database, At(CHAT))
        await taken(database)
        await show(database, At(OTHER))
        assert await due(database) == [OTHER]
        assert await deliver(database, OTHER) == ["a"]

    async def test_what_rests_holds_up_what_comes_after_it(self, database: Database, clock: MovableClock) -> None:
        await show(database, At(CHAT), "0", "one")
        first = await taken(database)
        async with database.begin() as tx:
            assert await tx.slots.record_later(first, MINUTE, "flood", MONDAY)
        await show(database, At(CHAT), "1", "two")
        assert await claim(database, CHAT) is None
        assert await due(database) == []
        async with database.begin() as tx:
            head = await tx.slots.head(CHAT)
            assert head is not None
            assert (head.id, head.due_at, head.is_edit) == (first.id, MONDAY + MINUTE, False)
            assert await tx.slots.next_moment() == MONDAY
        clock.advance(MINUTE)
        assert await due(database) == [CHAT]
        assert await deliver(database, CHAT) == ["0", "1"]

    async def test_a_head_that_is_dead_is_parked_and_the_rest_goes_on(self, database: Database) -> None:
        await show(database, At(CHAT), "0", "one")
        await show(database, At(CHAT), "1", "two")
        first = await taken(database)
        async with database.begin() as tx:
            assert await tx.slots.record_dead(first, "cannot be read", MONDAY)
        assert await deliver(database, CHAT) == ["1"]

    async def test_places_by_how_long_they_wait(self, database: Database, clock: MovableClock) -> None:
        for number in (3, 1, 2):
            await show(database, At(Place(f"telegram:-{number}")))
            clock.advance(MINUTE)
        async with database.begin() as tx:
            found = await tx.slots.due_places(MONDAY + 5 * MINUTE, 2)
        assert list(found) == ["telegram:-3", "telegram:-1"]


class TestClaims:
    async def test_many_who_claim_at_once_get_it_once(self, database: Database) -> None:
        await show(database, At(CHAT))
        claims = await asyncio.gather(*(claim(database, CHAT, f"owner{n}") for n in range(8)))
        assert len([claimed for claimed in claims if claimed is not None]) == 1

    async def test_two_replicas_send_everything_once(self, database: Database) -> None:
        for number in range(5):
            await show(database, At(CHAT), str(number), f"slot{number}")
            await show(database, At(OTHER), str(number), f"slot{number}")
        sent: list[tuple[Place, str]] = []

        async def work(owner: str) -> None:
            idle = 0
            while idle < 5:
                found = [await claim(database, where, owner) for where in (CHAT, OTHER)]
                idle = 0 if any(found) else idle + 1
                for claimed in found:
                    if claimed is not None:
                        sent.append((claimed.place, words(claimed)))
                        async with database.begin() as tx:
                            await tx.slots.record_shown(claimed, ("m",), MONDAY)
                await asyncio.sleep(0.002)

        await asyncio.gather(*(work(f"owner{n}") for n in range(3)))
        assert [word for where, word in sent if where == CHAT] == list("01234")
        assert [word for where, word in sent if where == OTHER] == list("01234")

    async def test_a_claim_tells_what_delivery_needs(self, database: Database, world: World) -> None:
        await show(database, Direct(world.boris.id), until=MONDAY + MINUTE)
        claimed = await taken(database, place(world.boris))
        assert replace(claimed, id=0, facts="", template="") == ClaimedSlot(
            id=0,
            slot="card",
            place=place(world.boris),
            team=world.team.id,
            person=world.boris.id,
            template="",
            facts="",
            repeatable=False,
            until=MONDAY + MINUTE,
            revision=1,
            shown=0,
            attempt=1,
            owner="me",
            unknowns=0,
            sending_at=MONDAY,
            message_ids=(),
            fingerprint=None,
            first_shown_at=None,
        )

    async def test_a_claimer_whose_row_was_taken_over_records_nothing(
        self, database: Database, clock: MovableClock
    ) -> None:
        await show(database, At(CHAT))
        old = await taken(database)
        clock.advance(2 * LEASE)
        async with database.begin() as tx:
            assert list(await tx.slots.abandoned(MONDAY + 2 * LEASE)) == [old.id]
        new = await taken(database, owner="other")
        async with database.begin() as tx:
            assert not await tx.slots.record_shown(old, ("old",), MONDAY)
            assert not await tx.slots.record_later(old, MINUTE, "x", MONDAY)
            assert not await tx.slots.record_unknown(old, (), "x", MONDAY)
            assert not await tx.slots.record_dead(old, "x", MONDAY)
            assert not await tx.slots.readdress(old, OTHER, MONDAY)
            assert await tx.slots.record_shown(new, ("new",), MONDAY)
        await show(database, At(CHAT), "b")
        assert (await taken(database)).message_ids == ("new",)

    async def test_a_claimer_who_is_late_may_still_tell_what_it_knows(self, database: Database) -> None:
        await show(database, At(CHAT))
        slow = await taken(database)
        async with database.begin() as tx:
            await tx.slots.abandoned(MONDAY + 2 * LEASE)
            assert await tx.slots.record_shown(slow, ("m1",), MONDAY)
        assert await claim(database, CHAT) is None


class TestUnknown:
    async def test_only_leases_that_ran_out_are_abandoned(self, database: Database) -> None:
        await show(database, At(CHAT))
        await show(database, At(OTHER))
        await taken(database, CHAT, "me")
        theirs = await taken(database, OTHER, "other")
        async with database.begin() as tx:
            assert list(await tx.slots.abandoned(MONDAY + LEASE)) == []
            assert list(await tx.slots.abandoned(MONDAY + 2 * LEASE, alive="me")) == [theirs.id]

    async def test_after_a_crash_what_was_in_flight_is_unknown(self, database: Database) -> None:
        await show(database, At(CHAT))
        await show(database, At(OTHER))
        left = await taken(database)
        async with database.begin() as tx:
            assert list(await tx.slots.at_start(MONDAY)) == [left.id]
        again = await taken(database, owner="new")
        assert (again.id, again.unknowns, again.sending_at, again.attempt) == (left.id, 1, MONDAY, 2)

    async def test_it_is_known_when_the_first_attempt_began(self, database: Database, clock: MovableClock) -> None:
        await show(database, At(CHAT))
        first = await taken(database)
        async with database.begin() as tx:
            assert await tx.slots.record_unknown(first, (), "timeout", MONDAY, MINUTE)
        assert await claim(database, CHAT) is None
        clock.advance(MINUTE)
        second = await taken(database)
        assert (second.unknowns, second.sending_at) == (1, MONDAY)
        async with database.begin() as tx:
            assert await tx.slots.keep_unknown(second, MONDAY + MINUTE, MINUTE)
        assert await claim(database, CHAT) is None
        clock.advance(MINUTE)
        third = await taken(database)
        assert (third.unknowns, third.sending_at) == (1, MONDAY)
        async with database.begin() as tx:
            await tx.slots.record_shown(third, ("m1",), MONDAY)
        await show(database, At(CHAT), "b")
        edit = await taken(database)
        assert (edit.unknowns, edit.sending_at) == (0, MONDAY + 2 * MINUTE)

    async def test_what_is_unknown_holds_up_the_place_and_keeps_its_state_when_shown_anew(
        self, database: Database
    ) -> None:
        await show(database, At(CHAT), "0", "one")
        await show(database, At(CHAT), "1", "two")
        first = await taken(database)
        async with database.begin() as tx:
            await tx.slots.record_unknown(first, ("part1",), "reset", MONDAY, MINUTE)
        await show(database, At(CHAT), "2", "one")
        assert await claim(database, CHAT) is None
        async with database.begin() as tx:
            head = await tx.slots.head(CHAT)
            assert head is not None
            assert (head.id, head.is_edit) == (first.id, True)


class TestPlaces:
    async def test_a_word_goes_to_the_other_account(self, database: Database, world: World) -> None:
        await show(database, Direct(world.anna.id))
        claimed = await taken(database, place(world.anna))
        async with database.begin() as tx:
            assert await tx.slots.readdress(claimed, place(world.anna, 1), MONDAY)
        assert await due(database) == [place(world.anna, 1)]
        assert (await taken(database, place(world.anna, 1))).person == world.anna.id

    async def test_a_word_is_not_sent_twice_to_one_account(self, database: Database, world: World) -> None:
        await show(database, At(OTHER))
        await show(database, At(CHAT))
        claimed = await taken(database)
        async with database.begin() as tx:
            assert not await tx.slots.readdress(claimed, OTHER, MONDAY)

    async def test_a_chat_that_is_gone_is_reported_once(self, database: Database, world: World) -> None:
        await show(database, common(world))
        async with database.begin() as tx:
            assert await tx.slots.chat_gone(TELEGRAM_CHAT, "kicked") == world.team.id
            assert await tx.slots.chat_gone(TELEGRAM_CHAT, "kicked") is None
            assert await tx.slots.chat_gone(CHAT, "kicked") is None
        assert await due(database) == [SLACK_CHAT]
        async with database.begin() as tx:
            assert list(await tx.teams.chats(world.team.id)) == [replace(world.telegram, gone="kicked"), world.slack]
            assert await tx.outbox.undelivered(world.team.id, MONDAY) == [(TELEGRAM_CHAT, "card", "kicked")]

    async def test_a_chat_that_is_back_gets_what_it_missed(
        self, database: Database, world: World, clock: MovableClock
    ) -> None:
        await show(database, common(world), slot="stale", until=MONDAY + MINUTE)
        await show(database, common(world), slot="card")
        async with database.begin() as tx:
            await tx.slots.chat_gone(TELEGRAM_CHAT, "kicked")
        clock.advance(2 * MINUTE)
        async with database.begin() as tx:
            assert await tx.slots.revive(TELEGRAM_CHAT) == 1
            assert world.telegram in await tx.teams.chats(world.team.id)
        assert (await taken(database, TELEGRAM_CHAT)).slot == "card"

    async def test_only_what_died_of_being_out_of_reach_lately_is_revived(self, database: Database) -> None:
        causes = {"reach": DeadCause.UNREACHABLE, "bug": None}
        for slot, cause in causes.items():
            await show(database, At(CHAT), slot=slot)
            claimed = await taken(database)
            async with database.begin() as tx:
                await tx.slots.record_dead(claimed, "x", MONDAY, cause)
        async with database.begin() as tx:
            assert await tx.slots.revive(CHAT, MONDAY + REVIVE_WITHIN) == 0
            assert await tx.slots.revive(CHAT, MONDAY + REVIVE_WITHIN - MINUTE) == 1

    async def test_a_group_that_became_a_supergroup(self, database: Database, world: World) -> None:
        new = Place("telegram:-100777")
        await show(database, common(world), "old", "shown")
        await deliver(database, TELEGRAM_CHAT)
        await show(database, common(world), "waits", "waits")
        claimed = await taken(database, TELEGRAM_CHAT)
        dialogue = Dialogue(
            AccountKey("telegram:1001"), TELEGRAM_CHAT, TELEGRAM_CHAT, "ru", "UTC", Survey("x"), {}, 0, None, MONDAY
        )
        async with database.begin() as tx:
            await tx.dialogues.put(dialogue)
            await tx.slots.record_later(claimed, timedelta(0), "moved", MONDAY)
            await tx.slots.rewrite_place(TELEGRAM_CHAT, new)
        async with database.begin() as tx:
            assert await tx.teams.at(TELEGRAM_CHAT) is None
            assert await tx.teams.at(new) == (world.team, replace(world.telegram, place=new))
            assert await tx.dialogues.get(dialogue.account) == replace(dialogue, place=new, origin=new)
        assert await deliver(database, new) == ["waits"]
        await show(database, common(world), "new", "shown")
        edit = await taken(database, new)
        assert (words(edit), edit.message_ids) == ("new", ())
        assert TELEGRAM_CHAT not in await due(database)

    async def test_a_move_to_where_the_slot_stands_already_keeps_both_rows(
        self, database: Database, world: World
    ) -> None:
        await show(database, At(TELEGRAM_CHAT), "old")
        await show(database, At(OTHER), "there")
        async with database.begin() as tx:
            await tx.slots.rewrite_place(TELEGRAM_CHAT, OTHER)
        assert await due(database) == [OTHER]
        assert await deliver(database, OTHER) == ["there"]
