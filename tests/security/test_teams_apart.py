"""Nothing of one team is readable or changeable from another, and nobody does what is not theirs: over every name."""

from dataclasses import replace

import pytest

from bot.topics import everything
from handlers.people import Joined
from handlers.registry import Access, Ask, Reply, Say, Toast, Turn
from rituals import errors
from rituals.agenda import Item, ItemId
from rituals.errors import NoTeamHere, NoTeamOfYours, NotInTeam, OnlyAdmins, Refusal
from rituals.planning import run_now
from rituals.tasks import Task, TaskId
from rituals.team import AccountKey, Person, Place
from tests.house import House, said
from tests.world import World, another_team

REGISTRY = everything()
SECRET = "XYZZY-секрет"
STRANGER = AccountKey("telegram:6666")
VALUES = {
    "text": "чужое", "why": "чужое", "now": "drop", "owner": "", "due": "завтра", "done": "a", "plan": "b",
    "days": "завтра", "decision": "1", "seq": "1",
}  # fmt: skip


async def first_team_at_work(house: House) -> None:
    """A meeting goes on in the first team, with an item, a decision, a task and an earlier protocol; all secret."""
    world = house.world
    await house.at("Mon 10:00")
    await house.says(world.gleb, f"/agenda {SECRET} вопрос")
    await house.says(world.boris, "/start_meeting")
    await house.says(world.boris, f"/decide {SECRET} решение")
    await house.says(world.boris, f"/task {SECRET} поручение")
    await house.says(world.boris, "/close_meeting")
    await house.later(hours=1)
    async with house.database.begin() as tx:
        ritual = await tx.rituals.get(world.team.id, world.monday.id)
        await tx.agenda.add(
            Item(ItemId(0), world.team.id, ritual.id, f"{SECRET} ещё", world.gleb.id, None, house.clock())
        )
        await tx.tasks.add(
            Task(
                TaskId(0),
                world.team.id,
                f"{SECRET} дело",
                world.gleb.id,
                None,
                has_time=False,
                created_at=house.clock(),
            )
        )
    async with house.database.begin() as tx:
        await run_now(tx, ritual, world.team, world.anna.id, house.clock())
    await house.tick()
    await house.says(world.boris, "/start_meeting")


def words_of(reply: Reply | Refusal) -> str:
    """All facts that a reply tells: its words are made of nothing else."""
    match reply:
        case Say(message) | Turn(message) | Toast(message):
            return repr(message)
        case Ask(form):
            return repr(form)
        case Refusal():
            return repr(vars(reply))
    return ""


PRESSES = sorted(REGISTRY.presses)
TAILS = ("1:1", "2:0", "2:2:not_done", "1:1:partly", "3:1")
"""Ids of the first team: they are small, because it was there first."""

FORGED = ("", "-1", "x", "9" * 5000, "1:" + "9" * 30, ":::", "1_0", "\u0661", "all:0", "mine:-1", "\x00", "0", "sales")
"""What no button of ours carries."""


async def enemy_of(house: House) -> World:
    async with house.database.begin() as tx:
        return await another_team(tx)


async def attack(house: House, who: Person | AccountKey, place: Place | None, press: str) -> list[str]:
    """One button with every tail, and with a form's answers; what was told."""
    replies = [
        await house._ask(who, press=f"{press}:{tail}", values=VALUES, place=place, private=place is None)
        for tail in TAILS
    ]
    return [words_of(reply) for reply in replies]


@pytest.mark.parametrize("where", ["group", "private"])
async def test_another_team_neither_reads_nor_changes_anything(house: House, where: str) -> None:
    await first_team_at_work(house)
    enemy = await enemy_of(house)
    assert enemy.anna.role is not None
    boss = replace(enemy.anna, admin=True)
    async with house.database.begin() as tx:
        await tx.people.save(boss)
        reached = await tx.tasks.open_in(house.world.team.id)
    assert any(SECRET in task.text for task in reached), "otherwise this proves nothing"
    ours = {row for rows in (await house.everything_stored()).values() for row in map(repr, rows) if SECRET in row}
    assert len(ours) > 5
    place = enemy.telegram.place if where == "group" else None
    for press in PRESSES:
        told = await attack(house, boss, place, press)
        assert not [words for words in told if SECRET in words], press
    for command in sorted(REGISTRY.commands):
        for text in ("", "1", "all"):
            reply = await house._ask(boss, command=command, text=text, place=place, private=place is None)
            assert SECRET not in words_of(reply), command
    after = {row for rows in (await house.everything_stored()).values() for row in map(repr, rows)}
    assert ours <= after


async def test_a_forged_payload_is_refused_and_breaks_nothing(house: House) -> None:
    await house.at("Mon 10:00")
    for press in PRESSES:
        for tail in FORGED:
            reply = await house.presses(house.world.gleb, f"{press}:{tail}" if tail else press)
            assert isinstance(reply, Refusal | Say | Turn | Toast | Ask | None), press
    huge = dict.fromkeys(VALUES, "9" * 100000)
    for press in PRESSES:
        assert await house._ask(house.world.gleb, press=f"{press}:1:1:partly", values=huge | {"now": "new_owner"})


async def test_the_first_teams_people_can_do_what_the_others_cannot(house: House) -> None:
    """The same attack from inside finds the secrets: so it is able to."""
    await first_team_at_work(house)
    told = [
        words
        for press in ("agenda.show", "protocol.file")
        for words in await attack(house, house.world.anna, None, press)
    ]
    assert [words for words in told if SECRET in words]


@pytest.mark.parametrize("where", ["group", "private"])
async def test_a_stranger_may_what_everybody_may_and_nothing_else(house: House, where: str) -> None:
    place = house.world.telegram.place if where == "group" else None
    asked = [
        *((REGISTRY.presses[name].access, {"press": f"{name}:1:1"}) for name in PRESSES),
        *((command.access, {"command": name}) for name, command in REGISTRY.commands.items()),
    ]
    for access, how in asked:
        before = await house.everything_stored()
        reply = await house._ask(STRANGER, **how, place=place, private=place is None, values=VALUES)
        if access in {Access.MEMBER, Access.ADMIN}:
            assert isinstance(reply, NotInTeam if place else NoTeamOfYours), how
        assert await house.everything_stored() == before, how


async def test_only_admins_do_what_is_theirs(house: House) -> None:
    await first_team_at_work(house)
    for name in PRESSES:
        if REGISTRY.presses[name].access is Access.ADMIN:
            for payload in (name, f"{name}:1", f"{name}:1:1"):
                before = await house.everything_stored()
                assert isinstance(await house.presses(house.world.gleb, payload), OnlyAdmins), name
                assert isinstance(await house.presses(house.world.boris, payload), OnlyAdmins), name
                assert await house.everything_stored() == before


@pytest.mark.parametrize("words", ["/next", "/close_meeting", "/defer"])
async def test_only_who_leads_moves_the_meeting_on(house: House, words: str) -> None:
    await first_team_at_work(house)
    before = await house.everything_stored()
    assert isinstance(await house.says(house.world.gleb, words), errors.NotTheChair)
    assert await house.everything_stored() == before


@pytest.mark.parametrize("event", sorted(REGISTRY.events))
async def test_nobody_presses_what_the_messenger_alone_can_tell(house: House, event: str) -> None:
    for payload in (event, f"{event}:1", f"~{event}", f" {event}"):
        assert isinstance(await house.presses(house.world.anna, payload), errors.UnknownButton)
    assert isinstance(await house.says(house.world.anna, f"/{event}"), errors.UnknownCommand)


async def test_a_chat_of_another_team_is_not_ours_to_speak_in(house: House) -> None:
    enemy = await enemy_of(house)
    reply = await house.says(house.world.anna, "/agenda чужой чат", place=enemy.telegram.place)
    assert isinstance(reply, NotInTeam)
    assert isinstance(await house.says(house.world.anna, "/agenda x", place=Place("telegram:-5")), NoTeamHere)


async def test_the_chair_of_a_meeting_does_not_speak_for_what_it_does_not_review(house: House) -> None:
    await first_team_at_work(house)
    world = house.world
    async with house.database.begin() as tx:
        [running] = await tx.meetings.open_in(world.team.id)
        meeting = await tx.meetings.get(world.team.id, running)
        meeting.chair = world.darya.id
        meeting.to_review = ()
        await tx.meetings.save(meeting)
        task = next(one for one in await tx.tasks.open_in(world.team.id) if one.owner == world.gleb.id)
    values = {"why": "не моё", "now": "drop"}
    forged = f"task.explained:{task.id}:{running}:not_done"
    assert isinstance(await house._ask(world.darya, press=forged, values=values), errors.NotYourTask)
    assert isinstance(await house._ask(world.gleb, press=forged, values=values), Say)


async def test_who_was_taken_off_the_team_comes_back_without_power(house: House) -> None:
    async with house.database.begin() as tx:
        await tx.people.save(replace(house.world.anna, active=False))
    assert isinstance(await house.presses(house.world.anna, "ritual.pause:1"), NotInTeam)
    assert said(await house.presses(house.world.anna, "team.join:marketing"), Joined).changed
    async with house.database.read() as tx:
        [back] = [p for p in await tx.people.of(house.world.team.id) if p.id == house.world.anna.id]
    assert (back.active, back.admin, back.role) == (True, False, None)
    assert isinstance(await house.presses(house.world.anna, "ritual.pause:1"), OnlyAdmins)
