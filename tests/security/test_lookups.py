"""One team never sees another: every look-up of every repository that asks for a team finds nothing of any other."""

import inspect
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any, get_type_hints

import pytest

from bot.storage.transaction import SqlTransaction
from rituals import ports, setup_ports, survey_ports, vote_ports
from rituals.planning import run_now
from rituals.survey import Survey
from rituals.survey_questions import SurveyTemplate
from rituals.team import Absence, TeamId
from tests.cups import OPENING, a_cup
from tests.house import THURSDAY, House
from tests.world import another_team

Call = Callable[[SqlTransaction, TeamId], Any]

LONG_AGO = THURSDAY - timedelta(days=400)
IDS = range(1, 40)
"""Numbers that the first team's things have: they are small, because it was there first."""

CALLS: Mapping[str, Call] = {
    "Outbox.undelivered": lambda tx, team: tx.outbox.undelivered(team, LONG_AGO),
    "Teams.chats": lambda tx, team: tx.teams.chats(team),
    "People.of": lambda tx, team: tx.people.of(team),
    "People.reached": lambda tx, team: tx.people.reached(team),
    "People.absences": lambda tx, team: tx.people.absences(team, date.min, date.max),
    "Rituals.get": lambda tx, team: _each(tx.rituals.get, team),
    "Rituals.of": lambda tx, team: tx.rituals.of(team),
    "Occurrences.get": lambda tx, team: _each(tx.occurrences.get, team),
    "Occurrences.upcoming": lambda tx, team: tx.occurrences.upcoming(team),
    "Steps.waiting": lambda tx, team: tx.steps.waiting(team, 99),
    "Steps.troubled": lambda tx, team: tx.steps.troubled(team, LONG_AGO),
    "Calendars.readers": lambda tx, team: tx.calendars.readers(team),
    "Agenda.get": lambda tx, team: _each(tx.agenda.get, team),
    "Agenda.added_since": lambda tx, team: tx.agenda.added_since(team, LONG_AGO),
    "Meetings.get": lambda tx, team: _each(tx.meetings.get, team),
    "Meetings.open_in": lambda tx, team: tx.meetings.open_in(team),
    "Tasks.get": lambda tx, team: _each(tx.tasks.get, team),
    "Tasks.open_in": lambda tx, team: tx.tasks.open_in(team),
    "Tasks.closed_since": lambda tx, team: tx.tasks.closed_since(team, LONG_AGO),
    "Protocols.get": lambda tx, team: _each(tx.protocols.get, team),
    "Protocols.recent": lambda tx, team: tx.protocols.recent(team, 99),
    "Archive.find": lambda tx, team: tx.archive.find(team, "вместе"),
    "Archive.search_of": lambda tx, team: _each(lambda team, n: tx.archive.search_of(team, 4, n), team),
    "Archive.versions": lambda tx, team: _each(tx.archive.versions, team),
    "Archive.of_meetings": lambda tx, team: tx.archive.of_meetings(team, set(IDS)),
    "Votes.get": lambda tx, team: _each(tx.votes.get, team),
    "Homes.of": lambda tx, team: tx.homes.of(team),
    "Surveys.get": lambda tx, team: _each(tx.surveys.get, team),
    "Surveys.of": lambda tx, team: tx.surveys.of(team),
}
"""Each look-up, asked for all that there is."""

WRITES = {"Steps.put", "Archive.keep_search", "Protocols.number", "Teams.get", "Teams.choose"}
"""What takes a team and finds nothing in it: it writes, counts, or is the team itself."""

NEVER_EMPTY_HERE = {"Outbox.undelivered", "Steps.troubled", "People.reached"}
"""Nothing of the kind happens in the tests' team."""


async def _each(get: Callable[[Any, Any], Any], team: TeamId) -> list[object]:
    return [found for found in [await get(team, number) for number in IDS] if found]


def of_a_team() -> set[str]:
    """The methods of the repositories that take a team's number."""
    found = set()
    for module in (ports, setup_ports, survey_ports, vote_ports):
        for name, port in inspect.getmembers(module, inspect.isclass):
            if port.__module__ != module.__name__ or not getattr(port, "_is_protocol", False):
                continue
            for method, function in inspect.getmembers(port, inspect.isfunction):
                takes = get_type_hints(function, vars(module)).get("team")
                if takes is TeamId and not method.startswith("_"):
                    found.add(f"{name}.{method}")
    return found


def test_every_look_up_is_listed() -> None:
    assert of_a_team() - WRITES == CALLS.keys()


@pytest.fixture
async def full(house: House) -> House:
    """A team with something of everything, and another one with nothing but its people."""
    w = house.world
    await a_cup(house)
    await house.at("Mon 10:00")
    await house.says(w.gleb, "/agenda Лиды")
    await house.says(w.boris, "/start_meeting")
    await house.says(w.boris, "/decide Вместе")
    await house.says(w.boris, "/task Глеб звонки, до пятницы")
    await house.says(w.boris, "/task Вера прайс, до пятницы")
    await house.says(w.boris, "/close_meeting")
    await house.says(w.gleb, "/protocol вместе")
    await house.presses(w.gleb, "calendar.keep")
    await house.presses(w.gleb, "task.done:1")
    await house.at(OPENING)
    async with house.database.begin() as tx:
        await tx.surveys.add(Survey.drafted(w.team.id, SurveyTemplate.PULSE, by=None))
        await run_now(tx, w.monday, w.team, w.anna.id, house.clock())
        await tx.people.be_away(Absence(w.gleb.id, date(2027, 1, 11), date(2027, 1, 12)))
        await another_team(tx)
    await house.tick()
    await house.says(w.gleb, "/agenda Ещё")
    await house.says(w.gleb, "/start", private=True)
    return house


async def test_no_look_up_finds_anything_of_another_team(full: House) -> None:
    ours = full.world.team.id
    async with full.database.begin() as tx:
        theirs = TeamId(ours + 1)
        for name, call in CALLS.items():
            found = await call(tx, theirs)
            if name in {"People.of", "Teams.chats", "Rituals.of", "Rituals.get"}:
                assert found, name
                assert {one.team for one in found} == {theirs}, name
            else:
                assert not found, (name, found)
            assert await call(tx, ours) or name in NEVER_EMPTY_HERE, f"{name} finds nothing at all"
