"""Teams, chats, people, absences, codes, accounts: stored, found again, and never seen from another team."""

import asyncio
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from bot.storage.codes import ALPHABET, TRIES, TRIES_WITHIN
from bot.storage.teams import UnknownTeam
from bot.storage.transaction import Database
from rituals.messages import At
from rituals.team import (
    Absence,
    AccountKey,
    Audience,
    Chat,
    ChatId,
    Department,
    Market,
    PersonId,
    Place,
    Role,
    TeamId,
)
from tests.databases import MONDAY
from tests.storage.shown import Note
from tests.world import SLACK_CHAT, TELEGRAM_CHAT, World, a_chat, another_team

ANNA = AccountKey("telegram:1001")
MINUTE = timedelta(minutes=1)


class Refused(Exception):  # noqa: N818
    """Ends a use case as a refusal does."""


class TestTeams:
    async def test_a_team_is_found_again(self, database: Database, world: World) -> None:
        async with database.begin() as tx:
            assert await tx.teams.get(world.team.id) == world.team
            changed = replace(world.team, name="New", holidays=None, market=Market.B2C, locale="en", timezone="UTC")
            await tx.teams.save(changed)
            other = await another_team(tx)
        async with database.begin() as tx:
            assert list(await tx.teams.all()) == [changed, other.team]

    async def test_a_team_that_is_not_there(self, database: Database, world: World) -> None:
        async with database.begin() as tx:
            with pytest.raises(UnknownTeam):
                await tx.teams.get(TeamId(world.team.id + 1))

    async def test_chats_lead_to_their_team(self, database: Database, world: World) -> None:
        async with database.begin() as tx:
            other = await another_team(tx)
            assert await tx.teams.at(TELEGRAM_CHAT) == (world.team, world.telegram)
            assert await tx.teams.at(SLACK_CHAT) == (world.team, world.slack)
            assert await tx.teams.at(other.slack.place) == (other.team, other.slack)
            assert await tx.teams.at(Place("telegram:-1")) is None
            assert list(await tx.teams.chats(world.team.id)) == [world.telegram, world.slack]

    async def test_a_topic_of_its_own_wins_over_its_group(self, database: Database, world: World) -> None:
        topic, other = Place(f"{TELEGRAM_CHAT}/5"), Place(f"{TELEGRAM_CHAT}/6")
        async with database.begin() as tx:
            sales = await a_chat(tx, world.team, topic, Audience.SALES)
            assert await tx.teams.at(topic) == (world.team, sales)
            assert await tx.teams.at(other) == (world.team, world.telegram)
            assert await tx.teams.at(Place("slack:T0000001/C9")) is None

    async def test_a_workspace_is_no_group_around_its_channels(self, database: Database, world: World) -> None:
        async with database.begin() as tx:
            await a_chat(tx, world.team, Place("slack:T7"))
            assert await tx.teams.at(Place("slack:T7/C7")) is None

    async def test_a_place_belongs_to_one_team(self, database: Database, world: World) -> None:
        async with database.begin() as tx:
            other = await another_team(tx)
            assert await tx.teams.bind(Chat(ChatId(0), other.team.id, TELEGRAM_CHAT, Audience.COMMON)) is None
            assert await tx.teams.at(TELEGRAM_CHAT) == (world.team, world.telegram)

    async def test_a_chat_is_changed_and_unbound_by_its_own_team_only(self, database: Database, world: World) -> None:
        changed = replace(world.telegram, audience=Audience.SALES, locale="en", gone="kicked")
        async with database.begin() as tx:
            other = await another_team(tx)
            await tx.teams.save_chat(replace(world.telegram, team=other.team.id, gone="stolen"))
            await tx.teams.unbind(other.team.id, world.telegram.id)
            assert list(await tx.teams.chats(world.team.id)) == [world.telegram, world.slack]
            await tx.teams.save_chat(changed)
            await tx.teams.unbind(world.team.id, world.slack.id)
            assert list(await tx.teams.chats(world.team.id)) == [changed]

    async def test_the_teams_of_an_account(self, database: Database, world: World) -> None:
        async with database.begin() as tx:
            other = await another_team(tx)
            theirs = replace(other.vera, accounts=(ANNA,))
            await tx.people.save(theirs)
            assert list(await tx.teams.of(ANNA)) == [(world.team, world.anna), (other.team, theirs)]
            await tx.people.save(replace(theirs, active=False))
            assert list(await tx.teams.of(ANNA)) == [(world.team, world.anna)]
            assert list(await tx.teams.of(AccountKey("telegram:7"))) == []

    async def test_the_team_that_is_meant_in_private(self, database: Database, world: World) -> None:
        async with database.begin() as tx:
            other = await another_team(tx)
            await tx.accounts.mark(ANNA, reachable=True)
            assert await tx.teams.chosen(ANNA) is None
            await tx.teams.choose(ANNA, world.team.id)
            await tx.teams.choose(ANNA, other.team.id)
            assert await tx.teams.chosen(ANNA) == other.team.id
            assert await tx.accounts.is_reachable(ANNA) is True

    async def test_a_chat_is_gone_and_back(self, database: Database, world: World) -> None:
        async with database.begin() as tx:
            await tx.outbox.show("card", At(TELEGRAM_CHAT), Note("a"))
            assert await tx.teams.gone(TELEGRAM_CHAT, "kicked") == world.team.id
            assert await tx.teams.gone(TELEGRAM_CHAT, "kicked") == world.team.id
            assert await tx.teams.gone(Place("telegram:-5"), "kicked") is None
            assert await tx.teams.at(TELEGRAM_CHAT) == (world.team, replace(world.telegram, gone="kicked"))
            assert list(await tx.slots.due_places(MONDAY, 5)) == []
            await tx.teams.back_in(TELEGRAM_CHAT)
            assert await tx.teams.at(TELEGRAM_CHAT) == (world.team, world.telegram)
            assert list(await tx.slots.due_places(MONDAY, 5)) == [TELEGRAM_CHAT]


class TestPeople:
    async def test_people_are_found_again(self, database: Database, world: World) -> None:
        async with database.begin() as tx:
            other = await another_team(tx)
            assert list(await tx.people.of(world.team.id)) == list(world.people)
            assert list(await tx.people.of(other.team.id)) == list(other.people)

    async def test_a_person_changes_with_the_accounts(self, database: Database, world: World) -> None:
        changed = replace(
            world.gleb,
            name="Глеб Иванов",
            department=Department.OTHER,
            role=Role.HR,
            admin=True,
            accounts=(AccountKey("slack:T0000001/U4"), AccountKey("telegram:44")),
            locale="en",
            timezone="Asia/Omsk",
            active=False,
        )
        async with database.begin() as tx:
            await tx.people.save(changed)
        async with database.begin() as tx:
            assert changed in await tx.people.of(world.team.id)
            assert list(await tx.teams.of(AccountKey("telegram:1004"))) == []

    async def test_a_person_is_not_changed_from_another_team(self, database: Database, world: World) -> None:
        async with database.begin() as tx:
            other = await another_team(tx)
            await tx.people.save(replace(world.gleb, team=other.team.id, name="Stolen", accounts=()))
        async with database.begin() as tx:
            assert list(await tx.people.of(world.team.id)) == list(world.people)
            assert list(await tx.people.of(other.team.id)) == list(other.people)

    async def test_an_account_moves_to_the_person_who_gets_it(self, database: Database, world: World) -> None:
        async with database.begin() as tx:
            await tx.people.save(replace(world.vera, accounts=(*world.vera.accounts, ANNA)))
            people = {person.name: person for person in await tx.people.of(world.team.id)}
            assert ANNA not in people["Анна Петрова"].accounts
            assert ANNA in people["Вера Орлова"].accounts

    async def test_one_account_a_messenger(self, database: Database, world: World) -> None:
        with pytest.raises(IntegrityError):
            async with database.begin() as tx:
                await tx.people.save(replace(world.vera, accounts=(AccountKey("telegram:1"), AccountKey("telegram:2"))))

    async def test_who_has_a_chance_to_be_reached(self, database: Database, world: World) -> None:
        slack = AccountKey("slack:T0000001/U0000001")
        async with database.begin() as tx:
            assert not await tx.people.reachable(ANNA)
            assert await tx.people.reachable(slack)
            await tx.accounts.mark(ANNA, reachable=True)
            await tx.accounts.mark(slack, reachable=False)
            assert await tx.people.reachable(ANNA)
            assert not await tx.people.reachable(slack)

    async def test_absences(self, database: Database, world: World) -> None:
        first, last = date(2026, 1, 12), date(2026, 1, 16)
        week = Absence(world.vera.id, first, last)
        async with database.begin() as tx:
            other = await another_team(tx)
            await tx.people.be_away(week)
            await tx.people.be_away(Absence(other.vera.id, first, last))
            assert list(await tx.people.absences(world.team.id, last, last)) == [week]
            assert list(await tx.people.absences(world.team.id, date(2026, 1, 1), first)) == [week]
            assert list(await tx.people.absences(world.team.id, date(2026, 1, 17), date(2027, 1, 1))) == []

    async def test_a_new_absence_takes_the_place_of_what_it_overlaps_and_leaves_the_rest(
        self, database: Database, world: World
    ) -> None:
        year = date(2026, 1, 1), date(2026, 12, 31)
        async with database.begin() as tx:
            await tx.people.be_away(Absence(world.vera.id, date(2026, 8, 3), date(2026, 8, 14)))
            await tx.people.be_away(Absence(world.vera.id, date(2026, 1, 10), date(2026, 1, 15)))
            await tx.people.be_away(Absence(world.vera.id, date(2026, 1, 14), date(2026, 1, 20)))
            kept = await tx.people.absences(world.team.id, *year)
            await tx.people.be_away(Absence(world.vera.id, date(2026, 1, 16), date(2026, 1, 15)))
            back = await tx.people.absences(world.team.id, *year)
        before = Absence(world.vera.id, date(2026, 1, 10), date(2026, 1, 13))
        august = Absence(world.vera.id, date(2026, 8, 3), date(2026, 8, 14))
        assert list(kept) == [before, Absence(world.vera.id, date(2026, 1, 14), date(2026, 1, 20)), august]
        assert list(back) == [before, Absence(world.vera.id, date(2026, 1, 14), date(2026, 1, 15))]


class TestCodes:
    async def _issue(self, database: Database, purpose: str = "link", until: datetime = MONDAY + 10 * MINUTE) -> str:
        async with database.begin() as tx:
            return await tx.codes.issue(purpose, ANNA, "payload", until)

    async def _redeem(
        self, database: Database, code: str, by: str = "slack:T1/U1", now: datetime = MONDAY, purpose: str = "link"
    ) -> tuple[AccountKey, str] | None:
        """As a use case does it: a wrong code is refused, and a refusal rolls back."""
        try:
            async with database.begin() as tx:
                found = await tx.codes.redeem(purpose, code, AccountKey(by), now)
                if found is None:
                    raise Refused  # noqa: TRY301
                return found
        except Refused:
            return None

    async def test_a_code_works_once(self, database: Database) -> None:
        code = await self._issue(database)
        assert set(code) <= set(ALPHABET)
        assert await self._redeem(database, f" {code[:4].lower()}-{code[4:]} ") == (ANNA, "payload")
        assert await self._redeem(database, code) is None

    async def test_a_code_is_for_one_purpose_and_for_a_time(self, database: Database) -> None:
        code = await self._issue(database)
        assert await self._redeem(database, code, purpose="dialogue") is None
        assert await self._redeem(database, code, now=MONDAY + 11 * MINUTE) is None
        assert await self._redeem(database, code, now=MONDAY + 10 * MINUTE) == (ANNA, "payload")

    async def test_a_new_code_voids_the_earlier_one(self, database: Database) -> None:
        first, second = await self._issue(database), await self._issue(database)
        assert await self._redeem(database, first) is None
        assert await self._redeem(database, second) == (ANNA, "payload")

    async def test_who_guesses_too_often_must_wait_even_though_refusals_roll_back(self, database: Database) -> None:
        code = await self._issue(database, until=MONDAY + 60 * MINUTE)
        for _ in range(TRIES):
            assert await self._redeem(database, "WRONG234") is None
        assert await self._redeem(database, code) is None
        assert await self._redeem(database, code, now=MONDAY + TRIES_WITHIN) == (ANNA, "payload")

    async def test_others_are_not_held_up_by_who_guesses(self, database: Database) -> None:
        code = await self._issue(database)
        for _ in range(TRIES):
            await self._redeem(database, "WRONG234", by="telegram:666")
        assert await self._redeem(database, code) == (ANNA, "payload")

    async def test_two_at_once_share_one_code_never(self, database: Database) -> None:
        code = await self._issue(database)
        found = await asyncio.gather(*(self._redeem(database, code, by=f"slack:T1/U{n}") for n in range(5)))
        assert sorted(found, key=bool) == [None] * 4 + [(ANNA, "payload")]

    async def test_sweep(self, database: Database) -> None:
        code = await self._issue(database)
        async with database.begin() as tx:
            await tx.codes.sweep(MONDAY + 11 * MINUTE)
        assert await self._redeem(database, code) is None

    async def test_no_code_is_kept_in_clear(self, database: Database) -> None:
        from sqlalchemy import select

        from bot.storage.tables import codes

        code = await self._issue(database)
        async with database.begin() as tx:
            assert code not in str(await tx._sql.all(select(codes)))


class TestAccounts:
    async def test_who_can_be_reached(self, database: Database, world: World) -> None:
        async with database.begin() as tx:
            other = await another_team(tx)
            await tx.accounts.mark(ANNA, reachable=True)
            await tx.accounts.mark(AccountKey("telegram:1002"), reachable=True)
            await tx.accounts.mark(AccountKey("telegram:1002"), reachable=False)
            reachable = await tx.accounts.reachable(world.team.id)
            assert reachable[ANNA] is True
            assert reachable[AccountKey("telegram:1002")] is False
            assert reachable[AccountKey("telegram:1004")] is None
            assert set(reachable) == {account for person in world.people for account in person.accounts}
            assert set(await tx.accounts.reachable(other.team.id)).isdisjoint(reachable)

    async def test_the_private_chat_is_remembered_beside(self, database: Database) -> None:
        async with database.begin() as tx:
            assert await tx.accounts.private_chat(ANNA) is None
            await tx.accounts.mark(ANNA, reachable=True)
            await tx.accounts.remember_private_chat(ANNA, "D1")
            await tx.accounts.mark(ANNA, reachable=False)
            assert await tx.accounts.private_chat(ANNA) == "D1"
            assert await tx.accounts.is_reachable(ANNA) is False

    async def test_a_name_belongs_to_the_account_that_had_it_last(self, database: Database) -> None:
        boris = AccountKey("telegram:1002")
        async with database.begin() as tx:
            await tx.accounts.name(ANNA, "anna")
            await tx.accounts.name(AccountKey("slack:T1/U1"), "slackanna")
            assert await tx.accounts.by_username("telegram", ["anna", "slackanna", "nobody"]) == {"anna": ANNA}
            await tx.accounts.name(boris, "anna")
            assert await tx.accounts.by_username("telegram", ["anna"]) == {"anna": boris}


class TestSmallThings:
    async def test_facts(self, database: Database) -> None:
        async with database.begin() as tx:
            assert await tx.facts.get("telegram.offset") is None
            await tx.facts.put("telegram.offset", "1")
            await tx.facts.put("telegram.offset", "2")
            assert await tx.facts.get("telegram.offset") == "2"
            await tx.facts.delete("telegram.offset")
            assert await tx.facts.get("telegram.offset") is None

    async def test_an_update_is_done_once(self, database: Database) -> None:
        async def handle(key: str) -> bool:
            async with database.begin() as tx:
                return await tx.inbox.first_time(key, MONDAY)

        done = await asyncio.gather(*(handle("telegram:7") for _ in range(5)), handle("telegram:8"))
        assert sorted(done) == [False] * 4 + [True] * 2

    async def test_an_update_whose_effects_were_rolled_back_is_not_done(self, database: Database) -> None:
        with pytest.raises(Refused):  # noqa: PT012
            async with database.begin() as tx:
                assert await tx.inbox.first_time("telegram:7", MONDAY)
                raise Refused
        async with database.begin() as tx:
            assert await tx.inbox.first_time("telegram:7", MONDAY)

    async def test_the_inbox_is_swept_after_two_days(self, database: Database) -> None:
        async with database.begin() as tx:
            await tx.inbox.first_time("telegram:7", MONDAY)
            await tx.inbox.first_time("telegram:8", MONDAY + timedelta(hours=1))
            assert await tx.inbox.sweep(MONDAY + timedelta(hours=48, minutes=1)) == 1
            assert not await tx.inbox.first_time("telegram:8", MONDAY)
            assert await tx.inbox.first_time("telegram:7", MONDAY)

    async def test_ids_are_never_used_again(self, database: Database, world: World) -> None:
        async with database.begin() as tx:
            chat = await a_chat(tx, world.team, Place("telegram:-5"))
            await tx.teams.unbind(world.team.id, chat.id)
        async with database.begin() as tx:
            assert (await a_chat(tx, world.team, Place("telegram:-6"))).id > chat.id

    async def test_what_refers_to_nothing_is_refused(self, database: Database) -> None:
        with pytest.raises(IntegrityError):
            async with database.begin() as tx:
                await tx.people.be_away(Absence(PersonId(10**9), date(2026, 1, 1), date(2026, 1, 2)))

    async def test_a_moment_without_a_zone_is_refused(self, database: Database) -> None:
        with pytest.raises(Exception, match="without a time zone"):
            async with database.begin() as tx:
                await tx.inbox.first_time("telegram:7", MONDAY.replace(tzinfo=None))
