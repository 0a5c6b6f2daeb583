"""Forgetting a person: no row of any table knows who they were, and what was decided is all there."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.storage import erasure
from bot.storage.erasure import without_name, without_name_in_json
from bot.storage.tables import metadata
from bot.storage.transaction import Database, SqlTransaction
from rituals.meeting import Attendance, Decision, Meeting, Review
from rituals.messages import At, Direct, Who
from rituals.parts import Part, Partaking
from rituals.privacy import SOMEBODY_ERASED
from rituals.protocol import DecisionLine, Present, Protocol, TaskLine
from rituals.standup import Answer
from rituals.tasks import Outcome
from rituals.team import Absence
from tests.databases import MONDAY
from tests.storage.shown import Note
from tests.storage.things import a_task, an_item, an_occurrence
from tests.world import World, another_team

FORMER = SOMEBODY_ERASED


async def everything(tx: SqlTransaction) -> str:
    """All rows of all tables as one text: the dump that somebody might search."""
    rows = [row for table in metadata.tables.values() for row in await tx._sql.all(select(table))]
    return "\n".join(json.dumps([str(value) for value in row], ensure_ascii=False) for row in rows)


async def darya_at_work(tx: SqlTransaction, world: World) -> Protocol:
    """Dasha has done whatever one can do, in both messengers, and is named wherever a name can stand."""
    darya, name = world.darya.id, world.darya.name
    occurrence = replace(await an_occurrence(tx, world), by=darya, note=f"Перенесла {name}")
    item = await an_item(tx, world, f"Клиенты, которых ведёт {name}", by=world.darya)
    await tx.agenda.vote(item.id, darya)
    task = replace(await a_task(tx, world), owner=darya)
    await tx.tasks.save(task)
    meeting = Meeting(occurrence, world.monday, (), darya, to_review=(task.id,))
    meeting.attendance = {darya: Attendance(darya, MONDAY, late=True)}
    meeting.decisions.append(Decision(1, f"Прайс отправляет {name}", None, darya, MONDAY))
    meeting.reviews[task.id] = Review(task.id, Outcome.DONE, MONDAY, darya)
    await tx.meetings.save(meeting)
    await tx.answers.put(Answer(occurrence.id, darya, "a", "b", "", MONDAY))
    await tx.answers.put(Answer(occurrence.id, world.gleb.id, f"Помог: {name}", "b", "", MONDAY))
    await tx.parts.put(Partaking(occurrence.id, darya, Part.GUEST, MONDAY))
    await tx.people.be_away(Absence(darya, date(2026, 1, 1), date(2026, 1, 2)))
    await tx.calendars.keep(world.darya, MONDAY)
    await tx.archive.keep_search(world.team.id, darya, "прайс")
    await tx.archive.keep_search(world.team.id, world.gleb.id, name)
    await tx.outbox.show("word", Direct(darya), Note("a"))
    await tx.outbox.show("chat", At(world.telegram.place), Note(f"{name} «в Telegram»"))
    for account in world.darya.accounts:
        await tx.accounts.mark(account, reachable=True)
        await tx.accounts.name(account, "darya_kim")
        await tx.codes.issue("link", account, "x", MONDAY + timedelta(days=1))
        await tx.codes.redeem("link", "AAAA", account, MONDAY)
    protocol = Protocol(
        world.team.id, 1, occurrence.id, 1, MONDAY, "monday", "standup", MONDAY, MONDAY, MONDAY, name,
        (Present(name, late=True), Present(world.gleb.name)), (), (), (), (),
        (DecisionLine(1, f"Прайс отправляет {name}"),), (TaskLine(task.id, "Позвонить", Who(darya, name), None, has_time=False),),
        (),
    )  # fmt: skip
    await tx.protocols.add(protocol)
    amended = protocol.amend(world.darya, "И Кировский завод", MONDAY)
    await tx.protocols.add(amended)
    return amended


async def test_no_row_of_any_table_knows_who_it_was(database: Database, world: World) -> None:
    async with database.begin() as tx:
        await darya_at_work(tx, world)
        before = await everything(tx)
    for trace in (world.darya.name, *world.darya.accounts, "darya_kim", "дарья"):
        assert trace in before, "otherwise this proves nothing"
    async with database.begin() as tx:
        await tx.privacy.erase(world.darya, FORMER)
    async with database.read() as tx:
        after = await everything(tx)
        for trace in (world.darya.name, "Дарья", *world.darya.accounts, "darya_kim", "дарья", "дар "):
            assert trace not in after, [line for line in after.split("\n") if trace in line]
        assert await tx.teams.of(world.darya.accounts[0]) == []


async def test_what_was_decided_stays_in_every_version(database: Database, world: World) -> None:
    async with database.begin() as tx:
        await darya_at_work(tx, world)
        await tx.privacy.erase(world.darya, FORMER)
        first, second = await tx.archive.versions(world.team.id, 1)
    for version in (first, second):
        assert version.decisions[0].text == f"Прайс отправляет {FORMER}"
        assert version.tasks[0].owner == Who(world.darya.id, FORMER)
        assert [one.name for one in version.present] == [FORMER, world.gleb.name]
        assert version.chair == FORMER
    assert second.amendments[0].by == FORMER
    assert second.amendments[0].text == "И Кировский завод"


async def test_protocols_are_found_by_what_was_said_and_not_by_the_name(database: Database, world: World) -> None:
    async with database.begin() as tx:
        await darya_at_work(tx, world)
        assert len(await tx.archive.find(world.team.id, "Дарья")) == 1
        await tx.privacy.erase(world.darya, FORMER)
        assert await tx.archive.find(world.team.id, "Дарья") == []
        assert len(await tx.archive.find(world.team.id, "прайс")) == 1
        assert len(await tx.archive.find(world.team.id, "Кировский")) == 1


async def test_others_keep_what_is_theirs(database: Database, world: World) -> None:
    async with database.begin() as tx:
        await darya_at_work(tx, world)
        await tx.people.be_away(Absence(world.gleb.id, date(2026, 1, 1), date(2026, 1, 2)))
        await tx.outbox.show("word", Direct(world.gleb.id), Note("b"))
        before = {person.id: person for person in await tx.people.of(world.team.id)}
        kept = await tx.privacy.of(world.gleb)
        await tx.privacy.erase(world.darya, FORMER)
        after = {person.id: person for person in await tx.people.of(world.team.id)}
        assert {id_: p for id_, p in after.items() if id_ != world.darya.id} == {
            id_: p for id_, p in before.items() if id_ != world.darya.id
        }
        now = await tx.privacy.of(world.gleb)
    assert now["absences"] == kept["absences"] != []
    assert now["messages"] == kept["messages"] != []


async def test_an_open_action_item_waits_for_somebody_to_take_it_over(database: Database, world: World) -> None:
    async with database.begin() as tx:
        await darya_at_work(tx, world)
        await tx.privacy.erase(world.darya, FORMER)
        [task] = [task for task in await tx.tasks.open_in(world.team.id) if task.owner == world.darya.id]
        [former] = [p for p in await tx.people.of(world.team.id) if p.id == task.owner]
    assert (former.name, former.active, former.accounts) == (FORMER, False, ())


async def test_an_account_of_another_team_is_still_known_there(database: Database, world: World) -> None:
    account = world.darya.accounts[0]
    async with database.begin() as tx:
        enemy = await another_team(tx)
        await tx.people.save(replace(enemy.anna, accounts=(account,)))
        await tx.accounts.mark(account, reachable=True)
        await tx.privacy.erase(world.darya, FORMER)
        assert [person.name for _, person in await tx.teams.of(account)] == ["Ann"]
        assert await tx.accounts.is_reachable(account)


async def test_nobody_of_another_team_is_renamed(database: Database, world: World) -> None:
    async with database.begin() as tx:
        enemy = await another_team(tx)
        namesake = replace(enemy.gleb, name=world.darya.name)
        await tx.people.save(namesake)
        await tx.outbox.show("chat", At(enemy.telegram.place), Note(f"Привет, {world.darya.name}"))
        await tx.privacy.erase(world.darya, FORMER)
        assert namesake in await tx.people.of(enemy.team.id)
        assert f"Привет, {world.darya.name}" in await everything(tx)


def test_whoever_adds_a_table_says_what_becomes_of_the_people_in_it() -> None:
    decided = {*erasure.GONE, *erasure.NAMELESS, *erasure.A_FORMER_COLLEAGUE}
    named = {
        key.parent
        for table in metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name == "people"
    }
    assert {f"{column}" for column in named} == {f"{column}" for column in decided}


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("Дарья Ким", "Дарья Ким", FORMER),
        ("Ведёт Дарья Ким.", "Дарья Ким", f"Ведёт {FORMER}."),
        ("Дарья Кимова", "Дарья Ким", "Дарья Кимова"),
        ("Анна", "Анна", FORMER),
        ("Анна Петрова", "Анна", "Анна Петрова"),
        (r"a\b \1 Дарья Ким", "Дарья Ким", rf"a\b \1 {FORMER}"),
    ],
)
def test_a_name_is_replaced_as_a_whole(text: str, name: str, expected: str) -> None:
    assert without_name(text, name, FORMER) == expected
    assert json.loads(without_name_in_json(json.dumps({"a": [text, 1, None]}), name, FORMER)) == {
        "a": [expected, 1, None]
    }
