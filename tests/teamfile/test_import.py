"""Importing a team file: what it does, that it does it once, all of it or nothing, and what a dry run leaves alone."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.clock import MovableClock
from bot.storage.transaction import Database
from bot.teamfile.commands import NO_FILE, REFUSED, import_team
from bot.teamfile.stored import StoredTeam, stored_team
from rituals.team import AccountKey, Audience, Department, Place, Role
from rituals.timeline import Occurrence, OccurrenceState, Reason
from tests.teamfile.conftest import Import
from tests.teamfile.texts import TEAM, changed
from tests.world import a_team, another_team

FIRST_TIME = """\
+ team Original Works (ru, Europe/Moscow, holidays RU, b2b)
+ chat telegram:-1001234567890 (common)
+ chat slack:T0000001/C0000001 (common)
+ person Анна Петрова (marketing, cmo, admin): telegram:1001, slack:T0000001/U0000001
+ person Борис Смирнов (sales, cco): telegram:1002
+ ritual monday (standup, every week on mon at 10:00, 30m)
+ ritual cup (cup, every month on first workday at 11:00, 30m)
Original Works: done.
"""


async def the_team(database: Database, name: str = "Original Works") -> StoredTeam | None:
    async with database.read() as tx:
        teams = [team for team in await tx.teams.all() if team.name == name]
        return await stored_team(tx, teams[0]) if teams else None


async def team_of(database: Database) -> StoredTeam:
    team = await the_team(database)
    assert team is not None
    return team


async def upcoming(database: Database, *but: str) -> list[Occurrence]:
    """What is to come of all rituals but these: the cup, unless others are named."""
    team = await team_of(database)
    others = {ritual.id for ritual in team.rituals if ritual.name in (but or ("cup",))}
    async with database.read() as tx:
        return [one for one in await tx.occurrences.upcoming(team.team.id) if one.ritual not in others]


class TestTheFirstTime:
    async def test_everything_is_new(self, imports: Import, database: Database) -> None:
        printed = await imports(TEAM)
        assert (printed.out, printed.errors, printed.code) == (FIRST_TIME, "", 0)
        stored = await team_of(database)
        assert (stored.team.locale, stored.team.timezone, stored.team.holidays) == ("ru", "Europe/Moscow", "RU")
        assert [chat.place for chat in stored.chats] == ["telegram:-1001234567890", "slack:T0000001/C0000001"]
        assert [(person.name, person.role, person.accounts) for person in stored.people] == [
            ("Анна Петрова", Role.CMO, ("telegram:1001", "slack:T0000001/U0000001")),
            ("Борис Смирнов", Role.CCO, ("telegram:1002",)),
        ]

    async def test_every_kind_that_a_file_may_name_is_planned(self, imports: Import, database: Database) -> None:
        printed = await imports(changed("name: cup\n    kind: cup", "name: pulse\n    kind: survey"))
        assert "! " not in printed.out
        monday, pulse = (await team_of(database)).rituals
        planned = {occurrence.ritual: occurrence.starts_at for occurrence in await upcoming(database)}
        assert planned[monday.id] == monday.next_run_at == datetime(2026, 1, 19, 7, 0, tzinfo=UTC)
        assert planned[pulse.id] == pulse.next_run_at == datetime(2026, 1, 12, 8, 0, tzinfo=UTC)

    async def test_the_cup_is_planned_for_the_first_workday(self, imports: Import, database: Database) -> None:
        await imports(TEAM)
        (cup,) = await upcoming(database, "monday")
        assert cup.starts_at == datetime(2026, 1, 12, 8, 0, tzinfo=UTC)

    async def test_a_paused_ritual_rests(self, imports: Import, database: Database) -> None:
        await imports(changed("    duration: 30m\n", "    paused: true\n"))
        assert (await team_of(database)).rituals[0].rests


class TestTheSecondTime:
    async def test_nothing_changes(self, imports: Import, database: Database, clock: MovableClock) -> None:
        await imports(TEAM)
        before, planned = await team_of(database), await upcoming(database)
        clock.set(datetime(2026, 1, 14, 12, 0, tzinfo=UTC))
        printed = await imports(TEAM)
        assert printed.out.splitlines() == ["Original Works: nothing to change."]
        assert await team_of(database) == before
        assert await upcoming(database) == planned

    async def test_a_changed_schedule_is_planned_anew(self, imports: Import, database: Database) -> None:
        await imports(TEAM)
        (given_up,) = await upcoming(database)
        printed = await imports(changed('at: "10:00"', 'at: "09:30"'))
        assert printed.out.splitlines()[0] == "~ ritual monday: at 10:00 → 09:30"
        (planned,) = await upcoming(database)
        assert planned.starts_at == datetime(2026, 1, 19, 6, 30, tzinfo=UTC)
        async with database.read() as tx:
            past = await tx.occurrences.past(given_up.ritual, 5)
        assert [(one.slot, one.state, one.reason) for one in past] == [
            ("2026-01-19T10:00", OccurrenceState.SKIPPED, Reason.RESCHEDULED)
        ]

    async def test_other_rituals_are_untouched(self, imports: Import, database: Database) -> None:
        second = changed("  - name: cup\n    kind: cup\n    every: month\n    on: first workday\n", "", TEAM)
        second = changed('    at: "11:00"\n', "", second) + (
            '  - name: friday\n    kind: standup\n    every: week\n    on: fri\n    at: "16:00"\n'
        )
        await imports(second)
        friday = (await upcoming(database))[0]
        await imports(changed("on: mon", "on: tue", second))
        assert friday in await upcoming(database)

    async def test_other_holidays_are_another_plan(
        self, imports: Import, database: Database, clock: MovableClock
    ) -> None:
        """The first of May is a Friday; in Russia the stand-up moves to the Monday after it."""
        clock.set(datetime(2026, 4, 29, 12, 0, tzinfo=UTC))
        text = changed("holidays: RU", "holidays: none", changed("on: mon", "on: fri"))
        await imports(text)
        assert [one.starts_at.day for one in await upcoming(database)] == [1]
        printed = await imports(changed("holidays: none", "holidays: RU", text))
        assert printed.out.splitlines()[0] == "~ team Original Works: holidays none → RU"
        assert [one.starts_at.day for one in await upcoming(database)] == [4]

    async def test_the_teams_time_zone_moves_its_rituals(self, imports: Import, database: Database) -> None:
        await imports(TEAM)
        printed = await imports(changed("Europe/Moscow", "Asia/Omsk"))
        assert "~ team Original Works: timezone Europe/Moscow → Asia/Omsk" in printed.out
        assert "~ ritual monday: timezone Europe/Moscow → Asia/Omsk" in printed.out
        assert [one.starts_at.hour for one in await upcoming(database)] == [4]

    async def test_a_pause_and_its_end(self, imports: Import, database: Database) -> None:
        await imports(TEAM)
        paused = await imports(changed("    duration: 30m\n", "    paused: true\n"))
        assert "~ ritual monday: paused false → true" in paused.out
        silent = await imports(TEAM)
        assert "nothing to change" in silent.out
        assert (await team_of(database)).rituals[0].rests
        resumed = await imports(changed("    duration: 30m\n", "    paused: false\n"))
        assert "~ ritual monday: paused true → false" in resumed.out
        assert not (await team_of(database)).rituals[0].rests

    async def test_a_kind_that_is_held_now(self, imports: Import, database: Database) -> None:
        world = await a_team(database)
        assert world.monday.next_run_at is None
        printed = await imports(TEAM)
        assert "~ ritual monday: planned from now on" in printed.out
        assert len(await upcoming(database)) == 1
        assert "planned from now on" not in (await imports(TEAM)).out


class TestPeople:
    async def test_are_known_by_an_account(self, imports: Import, database: Database) -> None:
        await imports(TEAM)
        anna = (await team_of(database)).people[0]
        printed = await imports(changed("name: Анна Петрова", "name: Анна Иванова"))
        assert "~ person Анна Петрова: name Анна Петрова → Анна Иванова" in printed.out
        renamed = (await team_of(database)).people[0]
        assert (renamed.id, renamed.name) == (anna.id, "Анна Иванова")

    async def test_are_known_by_name_without_accounts(self, imports: Import, database: Database) -> None:
        without = changed("    accounts: [telegram:1002]\n", "")
        await imports(without)
        printed = await imports(TEAM)
        assert "~ person Борис Смирнов: + telegram:1002" in printed.out
        again = await imports(without)
        assert "nothing to change" in again.out
        assert "not in the file, kept: account telegram:1002 of Борис Смирнов" in again.out

    async def test_a_namesake_is_another_human(self, imports: Import, database: Database) -> None:
        await imports(TEAM)
        text = changed("    role: cco\n    accounts: [telegram:1002]\n", "    accounts: [telegram:2222]\n")
        printed = await imports(text)
        assert "+ person Борис Смирнов (sales): telegram:2222" in printed.out
        assert "not in the file, kept: person Борис Смирнов" in printed.out

    async def test_two_of_one_name_cannot_be_told_apart(self, imports: Import, database: Database) -> None:
        await imports(changed("Борис Смирнов", "Анна Петрова"))
        nameless = "people:\n  - {name: Анна Петрова, department: marketing}\n"
        printed = await imports(TEAM[: TEAM.index("people:")] + nameless)
        assert printed.code == REFUSED
        assert "team.yaml:12: 2 people of the team are called 'Анна Петрова'" in printed.errors

    async def test_an_account_linked_in_the_chat_stays(self, imports: Import, database: Database) -> None:
        await imports(TEAM)
        printed = await imports(changed("[telegram:1001, slack:T0000001/U0000001]", "[telegram:1001]"))
        assert "nothing to change" in printed.out
        assert "not in the file, kept: account slack:T0000001/U0000001 of Анна Петрова" in printed.out
        assert len((await team_of(database)).people[0].accounts) == 2

    async def test_another_account_in_the_same_messenger_replaces(self, imports: Import, database: Database) -> None:
        await imports(TEAM)
        printed = await imports(changed("telegram:1001,", "telegram:1111,"))
        assert "~ person Анна Петрова: + telegram:1111; - telegram:1001" in printed.out
        assert (await team_of(database)).people[0].accounts == ("telegram:1111", "slack:T0000001/U0000001")

    async def test_an_account_moves_between_people_of_the_file(self, imports: Import, database: Database) -> None:
        await imports(TEAM)
        text = changed("[telegram:1001, slack:T0000001/U0000001]", "[telegram:1001]")
        text = changed("[telegram:1002]", "[telegram:1002, slack:T0000001/U0000001]", text)
        assert (await imports(text)).code == 0
        assert [person.accounts for person in (await team_of(database)).people] == [
            ("telegram:1001",),
            ("telegram:1002", "slack:T0000001/U0000001"),
        ]

    async def test_accounts_are_exchanged(self, imports: Import, database: Database) -> None:
        text = changed("[telegram:1002]", "[telegram:1002, slack:T0000001/U0000002]")
        await imports(text)
        swapped = changed("[telegram:1001,", "[telegram:@,", text)
        swapped = changed("[telegram:1002,", "[telegram:1001,", swapped).replace("telegram:@", "telegram:1002")
        assert (await imports(swapped)).code == 0
        assert [person.accounts for person in (await team_of(database)).people] == [
            ("telegram:1002", "slack:T0000001/U0000001"),
            ("telegram:1001", "slack:T0000001/U0000002"),
        ]
        assert "nothing to change" in (await imports(swapped)).out

    async def test_two_people_are_not_made_one(self, imports: Import, database: Database) -> None:
        await imports(TEAM)
        alone = TEAM[: TEAM.index("  - name: Борис")] + TEAM[TEAM.index("rituals:") :]
        text = changed("[telegram:1001, slack:T0000001/U0000001]", "[telegram:1002, slack:T0000001/U0000001]", alone)
        printed = await imports(text)
        assert printed.code == REFUSED
        assert "the account telegram:1002 of 'Анна Петрова' is that of 'Борис Смирнов'" in printed.errors
        assert (await team_of(database)).people[1].accounts == ("telegram:1002",)

    async def test_what_a_person_chose_stays(self, imports: Import, database: Database) -> None:
        world = await a_team(database)
        egor = changed(
            "rituals:", "  - name: Егор Лис\n    department: marketing\n    accounts: [telegram:1006]\nrituals:"
        )
        printed = await imports(egor)
        assert "Егор" not in printed.out
        kept = next(person for person in (await team_of(database)).people if person.id == world.egor.id)
        assert kept.locale == "en"

    async def test_who_left_is_back(self, imports: Import, database: Database) -> None:
        await imports(TEAM)
        async with database.begin() as tx:
            boris = (await team_of(database)).people[1]
            await tx.people.save(type(boris)(boris.id, boris.team, boris.name, boris.department, active=False))
        printed = await imports(TEAM)
        assert "~ person Борис Смирнов: role none → cco; + telegram:1002; is back" in printed.out

    async def test_a_role_passes_on(self, imports: Import, database: Database) -> None:
        await imports(TEAM)
        text = changed("    role: cmo\n", "")
        text = changed("    role: cco\n", "    role: cmo\n", text)
        assert (await imports(text)).code == 0
        assert [person.role for person in (await team_of(database)).people] == [None, Role.CMO]

    async def test_a_role_of_somebody_who_is_not_in_the_file(self, imports: Import, database: Database) -> None:
        await imports(TEAM)
        text = changed("name: Борис Смирнов", "name: Глеб Фёдоров")
        text = changed("[telegram:1002]", "[telegram:1004]", text)
        printed = await imports(text)
        assert printed.code == REFUSED
        assert "team.yaml:17: the role cco is that of 'Борис Смирнов', who is not in the file" in printed.errors

    async def test_an_account_may_be_in_several_teams(self, imports: Import, database: Database) -> None:
        async with database.begin() as tx:
            await another_team(tx)
        assert (await imports(changed("telegram:1002", "telegram:9002"))).code == 0
        async with database.read() as tx:
            assert len(await tx.teams.of(AccountKey("telegram:9002"))) == 2

    async def test_nobody_is_an_admin(self, imports: Import) -> None:
        printed = await imports(changed("    admin: true\n", ""))
        assert "! nobody is an admin of this team" in printed.out


class TestChats:
    async def test_are_known_by_their_place(self, imports: Import, database: Database) -> None:
        await imports(TEAM)
        place = "slack:T0000001/C0000001\n"
        printed = await imports(changed(f"{place}    department: common", f"{place}    department: sales"))
        assert printed.out.splitlines()[0] == "~ chat slack:T0000001/C0000001: department common → sales"
        assert [chat.audience for chat in (await team_of(database)).chats] == [Audience.COMMON, Audience.SALES]

    async def test_a_chat_of_another_team_is_refused(self, imports: Import, database: Database) -> None:
        async with database.begin() as tx:
            await another_team(tx)
        printed = await imports(changed("telegram:-1001234567890", "telegram:-1009999999999"))
        assert printed.code == REFUSED
        assert "team.yaml:7: the chat telegram:-1009999999999 belongs to the team 'Other Works'" in printed.errors
        assert await the_team(database) is None

    async def test_a_topic_in_a_group_of_another_team_is_its_own(self, imports: Import, database: Database) -> None:
        async with database.begin() as tx:
            await another_team(tx)
        assert (await imports(changed("telegram:-1001234567890", "telegram:-1009999999999/7"))).code == 0
        async with database.read() as tx:
            found = await tx.teams.at(Place("telegram:-1009999999999/7"))
        assert found is not None
        assert found[0].name == "Original Works"

    async def test_what_the_file_does_not_name_stays(self, imports: Import, database: Database) -> None:
        await imports(TEAM)
        bare = TEAM[: TEAM.index("chats:")] + (
            "people:\n  - {name: Глеб, department: sales, admin: true, accounts: [telegram:1004]}\n"
        )
        printed = await imports(bare)
        assert printed.out.splitlines() == [
            "+ person Глеб (sales, admin): telegram:1004",
            "not in the file, kept: chat telegram:-1001234567890",
            "not in the file, kept: chat slack:T0000001/C0000001",
            "not in the file, kept: person Анна Петрова",
            "not in the file, kept: person Борис Смирнов",
            "not in the file, kept: ritual monday",
            "not in the file, kept: ritual cup",
            "Original Works: done.",
        ]
        stored = await team_of(database)
        assert (len(stored.chats), len(stored.people), len(stored.rituals)) == (2, 3, 2)


class TestRefused:
    async def test_a_wrong_file_changes_nothing(self, imports: Import, database: Database) -> None:
        await imports(TEAM)
        before = await team_of(database)
        text = changed('at: "10:00"', 'at: "09:30"')
        printed = await imports(changed("kind: cup", "kind: cap", text))
        assert (printed.out, printed.code) == ("", REFUSED)
        assert "team.yaml:30: kind: 'cap' is not allowed (did you mean 'cup'?); allowed: standup" in printed.errors
        assert printed.errors.endswith("\nNothing was changed.\n")
        assert await team_of(database) == before

    async def test_a_contradiction_changes_nothing(self, imports: Import, database: Database) -> None:
        """The last ritual contradicts what is stored; the people before it are not changed either."""
        await imports(TEAM)
        before = await team_of(database)
        text = changed("kind: cup", "kind: standup")
        text = changed("every: month", "every: week", text)
        text = changed("on: first workday", "on: fri", text)
        printed = await imports(changed("department: sales", "department: marketing", text))
        assert printed.code == REFUSED
        assert "team.yaml:29: the ritual 'cup' is of the kind cup; allowed: another name" in printed.errors
        assert await team_of(database) == before

    async def test_a_failure_halfway_changes_nothing(
        self, imports: Import, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The database breaks at the very last write."""

        async def breaks(*_: object) -> None:
            raise RuntimeError("the disk is full")

        monkeypatch.setattr("bot.teamfile.applying.plan_next", breaks)
        with pytest.raises(RuntimeError):
            await imports(TEAM)
        assert await the_team(database) is None

    async def test_two_teams_of_one_name(self, imports: Import, database: Database) -> None:
        async with database.begin() as tx:
            world = await a_team(tx)
            await tx.teams.add(world.team)
        printed = await imports(TEAM)
        assert printed.code == REFUSED
        assert "team.yaml:1: 2 teams are called 'Original Works'" in printed.errors

    async def test_no_such_file(self, database: Database, clock: MovableClock, tmp_path: Path) -> None:
        printed = await import_team(database, tmp_path / "none.yaml", clock)
        assert (printed.out, printed.code) == ("", NO_FILE)
        assert printed.errors.endswith("none.yaml: cannot be read: No such file or directory\n")


class TestDryRun:
    async def test_prints_the_difference_and_writes_nothing(self, imports: Import, database: Database) -> None:
        printed = await imports(TEAM, dry_run=True)
        assert printed.out == FIRST_TIME.replace("Original Works: done.", "Dry run: nothing was written.")
        assert await the_team(database) is None

    async def test_of_a_change(self, imports: Import, database: Database) -> None:
        await imports(TEAM)
        before, planned = await team_of(database), await upcoming(database)
        text = changed('at: "10:00"', 'at: "09:30"')
        printed = await imports(changed("department: sales", "department: other", text), dry_run=True)
        assert "~ person Борис Смирнов: department sales → other\n" in printed.out
        assert "~ ritual monday: at 10:00 → 09:30\n" in printed.out
        assert (await team_of(database), await upcoming(database)) == (before, planned)

    async def test_refuses_what_the_import_refuses(self, imports: Import, database: Database) -> None:
        async with database.begin() as tx:
            await another_team(tx)
        text = changed("telegram:-1001234567890", "telegram:-1009999999999")
        assert await imports(text, dry_run=True) == await imports(text)


async def test_departments_are_those_of_the_file(imports: Import, database: Database) -> None:
    await imports(changed("department: sales", "department: other"))
    assert [person.department for person in (await team_of(database)).people] == [
        Department.MARKETING,
        Department.OTHER,
    ]
