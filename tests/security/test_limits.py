"""One person cannot make the bot do work without end: what can pile up has a limit, and says so."""

from dataclasses import replace
from datetime import timedelta

from handlers.people import MOST_ABSENCES, AwayKept
from rituals.agenda import MOST_ITEMS, Item, ItemId
from rituals.agenda_messages import ItemAdded
from rituals.assignments import MOST_TASKS
from rituals.errors import TooLong, TooMany
from rituals.meeting import MOST_DECISIONS, Decision
from rituals.meeting_messages import DecisionKept
from rituals.protocol import MOST_AMENDMENTS, Amendment
from rituals.protocol_messages import Amended, ProtocolPosted
from rituals.task_messages import TaskGiven
from rituals.tasks import Task, TaskId
from rituals.team import Absence
from tests.house import House, said


async def test_items(house: House) -> None:
    world = house.world
    async with house.database.begin() as tx:
        for number in range(MOST_ITEMS - 1):
            await tx.agenda.add(Item(ItemId(0), world.team.id, world.monday.id, f"{number}", None, None, house.clock()))
    assert said(await house.says(world.gleb, "/agenda последний"), ItemAdded)
    refusal = await house.says(world.gleb, "/agenda лишний")
    assert isinstance(refusal, TooMany)
    assert (refusal.what, refusal.limit) == ("items", MOST_ITEMS)


async def test_tasks(house: House) -> None:
    world = house.world
    async with house.database.begin() as tx:
        for _ in range(MOST_TASKS - 1):
            await tx.tasks.add(
                Task(TaskId(0), world.team.id, "x", None, None, has_time=False, created_at=house.clock())
            )
    assert said(await house.says(world.gleb, "/task последнее"), TaskGiven)
    assert isinstance(await house.says(world.gleb, "/task лишнее"), TooMany)


async def test_absences(house: House) -> None:
    world, today = house.world, house.clock().date()
    async with house.database.begin() as tx:
        for number in range(MOST_ABSENCES - 1):
            day = today + timedelta(days=2 + 2 * number)
            await tx.people.be_away(Absence(world.gleb.id, day, day))
    last, more = (f"/away {today + timedelta(days=200 + 5 * n):%d.%m.%Y}" for n in (0, 1))
    assert said(await house.says(world.gleb, last), AwayKept)
    assert isinstance(await house.says(world.gleb, more), TooMany)
    assert said(await house.says(world.darya, more), AwayKept), "each has their own"


async def test_decisions_and_amendments(house: House) -> None:
    world = house.world
    await house.at("Mon 10:00")
    await house.says(world.boris, "/start_meeting")
    async with house.database.begin() as tx:
        [running] = await tx.meetings.open_in(world.team.id)
        meeting = await tx.meetings.get(world.team.id, running)
        assert meeting is not None
        for seq in range(1, MOST_DECISIONS):
            meeting.decisions.append(Decision(seq, "x", None, world.gleb.id, house.clock()))
        await tx.meetings.save(meeting)
    assert said(await house.says(world.gleb, "/decide последнее"), DecisionKept).seq == MOST_DECISIONS
    assert isinstance(await house.says(world.gleb, "/decide лишнее"), TooMany)
    await house.says(world.boris, "/close_meeting")
    protocol = (await house.sees(ProtocolPosted)).protocol
    full = (Amendment("Глеб", house.clock(), "x"),) * (MOST_AMENDMENTS - 1)
    async with house.database.begin() as tx:
        await tx.protocols.add(replace(protocol, version=2, amendments=full))
    payload = f"protocol.amended:{protocol.number}"
    assert said(await house._ask(world.gleb, press=payload, values={"text": "ещё"}), Amended)
    assert isinstance(await house._ask(world.gleb, press=payload, values={"text": "лишнее"}), TooMany)


async def test_what_is_too_long_is_refused_wherever_it_is_said(house: House) -> None:
    world, long = house.world, "я" * 100_000
    await house.at("Mon 10:00")
    await house.says(world.boris, "/start_meeting")
    for words in ("/agenda", "/decide", "/task"):
        assert isinstance(await house.says(world.gleb, f"{words} {long}"), TooLong), words
    for words in ("/away", "/join", "/protocol", "/tasks", "/link"):
        before = await house.everything_stored()
        await house.says(world.gleb, f"{words} {long}")
        after = await house.everything_stored()
        assert long not in repr(after), words
        assert before["items"] == after["items"]
