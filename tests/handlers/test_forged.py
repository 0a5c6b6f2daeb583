"""What a button carries can be forged: whatever comes, it is refused or harmless, and nothing is changed by it."""

from dataclasses import replace

import pytest

from bot.topics import everything
from handlers.registry import Access, Ask, Say, Turn
from rituals.agenda_messages import ItemAdded
from rituals.errors import (
    NoCup,
    NoSuchDepartment,
    NoSuchItem,
    NoSuchProtocol,
    NoSuchRitual,
    NoSuchTask,
    NoTeamHere,
    NoTeamOfYours,
    NotInTeam,
    OnlyAdmins,
    Refusal,
    UnknownButton,
    VoteIsOver,
)
from rituals.planning import run_now
from rituals.setup_errors import NoSuchPerson, NothingSetUp
from rituals.survey import Survey
from rituals.survey_errors import NoSuchSurvey, OnlyForManagers
from rituals.survey_questions import SurveyTemplate
from rituals.team import AccountKey, Place
from tests.cups import a_cup, stored_votes
from tests.house import House, said
from tests.world import another_team

HUGE = str(2**63 - 1)
GARBAGE: tuple[tuple[str, ...], ...] = (
    (),
    ("",),
    ("-1",),
    ("0",),
    (str(2**63),),
    ("9" * 5000,),
    (HUGE, HUGE),
    ("0", "x", "y"),
    ("'; DROP TABLE people; --", "0"),
)
NEEDS_NOTHING = {
    "agenda.add": "asks for an item of the next meeting",
    "agenda.choose": "asks whose agenda to look at",
    "balance.show": "looks",
    "ritual.list": "looks",
    "calendar.keep": "asks to be told of changes, from now on",
    "calendar.stop": "asks not to be told of changes",
    "task.list": "looks",
    "survey.home": "looks",
    "home.open": "looks",
    "help.show": "looks",
    "team.absences": "looks",
    "team.away": "asks",
    "team.back": "takes back absences: there are none",
    "team.choose": "asks which team",
    "team.where": "asks",
    "team.days": "asks",
    "team.days_kept": "keeps the team's own days off: here none",
    "person.list": "looks",
    "setup.begin": "looks",
    "setup.panel": "looks",
    "setup.more": "looks",
    "setup.chat_code": "gives an admin a code",
    "ritual.preview": "looks",
    "reach.show": "looks",
    "reach.tell": "tells the chats how many can be reached",
    "reach.links": "gives an admin links",
    "privacy.show": "looks",
    "privacy.file": "looks",
    "privacy.erase": "asks whether one is sure",
    "privacy.settings": "asks",
    "personal.set": "keeps one's own language and time zone",
}
"""Presses that do not need their arguments, or may be given any: they change nothing."""

OTHERS = {
    "cup": (("vote",), VoteIsOver),
    "cup.page": (("vote", "1"), VoteIsOver),
    "cup.choose": (("vote", "1"), VoteIsOver),
    "cup.handed": (("occurrence",), NoCup),
    "cup.give": (("ritual",), NoCup),
    "cup.given": (("ritual",), NoCup),
    "meeting": (("occurrence",), NoSuchRitual),
    "standup": (("occurrence",), NoSuchRitual),
    "agenda": (("ritual",), NoSuchRitual),
    "agenda.vote": (("item", "0"), NoSuchItem),
    "agenda.remove": (("item", "0"), NoSuchItem),
    "agenda.take_back": (("item",), NoSuchItem),
    "agenda.elsewhere": (("item",), NoSuchItem),
    "agenda.open": (("item",), NoSuchItem),
    "agenda.read": (("occurrence",), NoSuchRitual),
    "chair": (("occurrence",), NoSuchRitual),
    "chair.choose": (("occurrence", "person"), NoSuchRitual),
    "chair.chosen": (("occurrence", "person"), NoSuchRitual),
    "ritual": (("ritual",), NoSuchRitual),
    "ritual.skip": (("occurrence", "0"), NoSuchRitual),
    "move": (("occurrence", "0", "0"), NoSuchRitual),
    "move.words": (("occurrence",), NoSuchRitual),
    "pause": (("ritual",), NoSuchRitual),
    "schedule": (("ritual", "0.0.0.600.30.0", "0"), NoSuchRitual),
    "missed": (("occurrence",), NoSuchRitual),
    "calendar": (("ritual",), NoSuchRitual),
    "ritual.skip_empty": (("occurrence",), NoSuchRitual),
    "ritual.hold": (("occurrence",), NoSuchRitual),
    "survey": (("survey", "0", "0"), (NoSuchSurvey, OnlyForManagers)),
    "task": (("task",), NoSuchTask),
    "task.given": (("occurrence",), NoSuchRitual),
    "task.explained": (("task", "0", "not_done"), NoSuchTask),
    "task.heir": (("person",), UnknownButton),
    "task.inherited": (("person",), UnknownButton),
    "privacy": (("person",), UnknownButton),
    "protocol": (("protocol",), NoSuchProtocol),
    "protocol.as": (("protocol", "md", "en"), NoSuchProtocol),
    "protocol.found": (("search", "0"), UnknownButton),
    "setup": (("setup",), NothingSetUp),
    "setup.add": (("x",), UnknownButton),
    "setup.greet": ((), UnknownButton),
    "setup.join": (("x",), NoSuchDepartment),
    "person": (("person",), NoSuchPerson),
    "chat": (("chat",), UnknownButton),
    "director": (("x",), UnknownButton),
}
"""What of another team a press could name, and how it is refused."""

OF_NO_TEAM = {
    "person.list",
    "setup.begin",
    "setup.chat_code",
    "setup.more",
    "setup.panel",
    "home.open",
    "help.show",
    "team.absences",
    "agenda.choose",
    "agenda.quote",
    "balance.show",
    "calendar.keep",
    "calendar.stop",
    "ritual.list",
    "ritual.preview",
    "reach.show",
    "reach.tell",
    "reach.links",
    "privacy.settings",
    "personal.set",
    "survey.home",
    "task.list",
}
"""Presses that name nothing."""

OF_ONESELF = frozenset({"setup.chat_code", "reach.tell", "reach.links", "personal.set"})
"""Presses of those that change something, of one's own or of one's own team."""

VALUES = {"text": "x", "why": "x", "now": "drop", "decision": "1", "done": "x", "plan": "x", "sign": "name", "due": ""}


async def test_garbage_changes_nothing(house: House) -> None:
    w = house.world
    before = await house.everything_stored()
    for name, entry in house.registry.presses.items():
        for args in GARBAGE:
            if name == "task.given" and args[:1] == ("0",):
                continue  # 0 is no forgery: an action item outside of any meeting
            reply = await house.presses(w.anna, ":".join([name, *args]), values=VALUES)
            assert isinstance(reply, Refusal) or name in NEEDS_NOTHING, (name, args, reply, entry)
        if name == "calendar.keep":
            await house.presses(w.anna, "calendar.stop")
        if name in OF_ONESELF:
            before = await house.everything_stored()
        assert await house.everything_stored() == before, name


async def a_vote_of(house: House) -> int:
    """The number of a vote that is open in a team's cup."""
    cup = await a_cup(house)
    async with house.database.begin() as tx:
        await run_now(tx, cup, house.world.team, house.world.boris.id, house.clock())
    await house.tick()
    [vote] = await stored_votes(house, cup)
    return vote.id


async def test_what_belongs_to_another_team_is_not_there(house: House) -> None:
    w = house.world
    async with house.database.begin() as tx:
        theirs = await another_team(tx)
    other = House(house.database, house.clock, theirs)
    await other.plan()
    said(await other.says(theirs.boris, "/agenda Theirs"), ItemAdded)
    await other.at("Mon 10:00")
    await other.says(theirs.boris, "/start_meeting")
    await other.says(theirs.boris, "/decide Theirs")
    await other.says(theirs.boris, "/task Glen theirs, by friday")
    async with house.database.begin() as tx:
        search = await tx.archive.keep_search(theirs.team.id, theirs.boris.id, "theirs")
        await tx.people.save(replace(theirs.vera, active=False))
        (task,) = await tx.tasks.open_in(theirs.team.id)
        (item,) = await tx.agenda.waiting(theirs.monday.id)
        (occurrence,) = await tx.meetings.open_in(theirs.team.id)
    async with house.database.begin() as tx:
        survey = await tx.surveys.add(Survey.drafted(theirs.team.id, SurveyTemplate.PULSE, by=None))
    ids = {
        "task": task.id,
        "item": item.id,
        "occurrence": occurrence,
        "ritual": theirs.monday.id,
        "protocol": 1,
        "search": search,
        "person": theirs.vera.id,
        "chat": theirs.slack.id,
        "setup": 1,
        "vote": await a_vote_of(other),
        "survey": survey.id,
    }
    before = await house.everything_stored()
    for name, entry in house.registry.presses.items():
        if name.startswith("team.") or name in OF_NO_TEAM:
            continue
        names, refusal = OTHERS.get(name) or OTHERS[name.partition(".")[0]]
        payload = ":".join([name, *(str(ids.get(arg, arg)) for arg in names)])
        reply = await house.presses(w.anna, payload, values=VALUES)
        assert isinstance(reply, refusal), (payload, reply, entry)
    assert isinstance(await house.presses(w.anna, f"team.choose:{theirs.team.id}", private=True), Say)
    assert await house.everything_stored() == before


async def test_a_member_presses_nothing_that_is_the_admins(house: House) -> None:
    w = house.world
    for name, entry in house.registry.presses.items():
        if entry.access is Access.ADMIN:
            assert isinstance(await house.presses(w.gleb, f"{name}:{w.monday.id}"), OnlyAdmins), name


@pytest.mark.parametrize(
    ("private", "place", "refusal"),
    [(False, None, NotInTeam), (False, Place("telegram:-55"), NoTeamHere), (True, None, NoTeamOfYours)],
)
async def test_a_stranger_presses_nothing_that_is_the_teams(
    house: House, private: bool, place: Place | None, refusal: type[Refusal]
) -> None:
    stranger = AccountKey("telegram:777")
    before = await house.everything_stored()
    for name, entry in house.registry.presses.items():
        if entry.access in {Access.MEMBER, Access.ADMIN}:
            reply = await house.presses(stranger, f"{name}:1:0", private=private, place=place)
            assert isinstance(reply, refusal), (name, reply)
    for name, command in house.registry.commands.items():
        if command.access in {Access.MEMBER, Access.ADMIN}:
            assert isinstance(await house.says(stranger, f"/{name}", private=private, place=place), refusal), name
    assert await house.everything_stored() == before


async def test_who_has_left_is_a_stranger(house: House) -> None:
    from dataclasses import replace

    w = house.world
    async with house.database.begin() as tx:
        await tx.people.save(replace(w.gleb, active=False))
    assert isinstance(await house.says(w.gleb, "/tasks"), NotInTeam)
    assert isinstance(await house.says(w.gleb, "/tasks", private=True), NoTeamOfYours)


def test_a_button_that_the_bot_never_made_is_refused() -> None:
    registry = everything()
    for payload in ("", ":", "x", "meeting", "meeting.", "MEETING.NEXT:1", "chat.added", "команда"):
        with pytest.raises(UnknownButton):
            registry.press(payload)


async def test_an_event_of_the_messenger_is_no_button(house: House) -> None:
    for event in house.registry.events:
        assert isinstance(await house.presses(house.world.anna, event), UnknownButton)


async def test_forged_answers_of_forms_are_refused(house: House) -> None:
    w = house.world
    await house.says(w.boris, "/task Глеб звонки, до пятницы")
    async with house.database.read() as tx:
        (task,) = await tx.tasks.open_in(w.team.id)
    before = await house.everything_stored()
    for payload, values in (
        (f"task.explained:{task.id}:0:done", {"why": "x", "now": "drop"}),
        (f"task.explained:{task.id}:0:not_reviewed", {"why": "x", "now": "drop"}),
        (f"task.explained:{task.id}:0:not_done", {"why": "x", "now": "everything"}),
        (f"task.explained:{task.id}:0:not_done", {"why": " ", "now": "drop"}),
        (f"task.explained:{task.id}:0:not_done", {"why": "x" * 1001, "now": "drop"}),
        (f"task.explained:{task.id}:0:not_done", {"why": "x", "now": "owner", "owner": "999999"}),
        (f"task.explained:{task.id}:0:not_done", {}),
        (f"task.dated:{task.id}", {"due": "никогда"}),
        (f"task.owned:{task.id}", {"owner": ""}),
        ("task.given:0", {"text": " "}),
        (f"agenda.added:{w.monday.id}", {"text": "x" * 4001}),
        (f"agenda.added:{w.monday.id}", {}),
        ("team.away_on", {"days": "скоро"}),
        ("team.join:бухгалтерия", {}),
    ):
        reply = await house.presses(w.gleb, payload, values=values)
        assert isinstance(reply, Refusal), (payload, values, reply)
    assert await house.everything_stored() == before


async def test_a_page_that_does_not_exist_is_the_last_one(house: House) -> None:
    w = house.world
    await house.says(w.gleb, "/agenda S1")
    assert isinstance(await house.presses(w.gleb, f"agenda.page:{w.monday.id}:{HUGE}"), Turn)
    assert isinstance(await house.presses(w.gleb, f"task.list:mine:{HUGE}"), Turn)
    assert isinstance(await house.presses(w.gleb, f"agenda.add:{w.monday.id}"), Ask)
