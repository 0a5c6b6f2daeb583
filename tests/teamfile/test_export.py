"""What is exported: the form of the example, what the import takes back without a change; and the list of teams."""

import unicodedata
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import count
from typing import get_origin, get_type_hints

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.clock import MovableClock
from bot.storage.transaction import Database
from bot.teamfile.applying import apply, difference_in
from bot.teamfile.commands import DONE, REFUSED, export_team, list_teams
from bot.teamfile.content import (
    FILE_KINDS,
    FileChat,
    FilePerson,
    FileRitual,
    Participants,
    TeamFile,
    variants_of,
)
from bot.teamfile.reading import read_team_file
from bot.teamfile.stored import stored_team
from bot.teamfile.words import name as as_name
from bot.teamfile.writing import team_file_text
from rituals.calendar import DayOff, Every, On, Schedule
from rituals.kinds import options_of
from rituals.team import AccountKey, Audience, Department, Market, Place, Role
from rituals.timeline import Options
from rituals.wrongvalues import WrongValue
from tests.teamfile.conftest import Import
from tests.teamfile.texts import TEAM, changed
from tests.world import a_team, another_team

NOW = datetime(2026, 1, 12, 7, 0, tzinfo=UTC)

EXPORTED = """\
team: Original Works
locale: ru
timezone: Europe/Moscow
holidays: RU
market: b2b
chats:
  - id: telegram:-1001234567890
    department: common
  - id: slack:T0000001/C0000001
    department: common
people:
  - name: Анна Петрова
    department: marketing
    role: cmo
    admin: true
    accounts: [telegram:1001, slack:T0000001/U0000001]
  - name: Борис Смирнов
    department: sales
    role: cco
    accounts: [telegram:1002]
rituals:
  - name: monday
    kind: standup
    every: week
    on: mon
    at: "10:00"
  - name: cup
    kind: cup
    every: month
    on: first workday
    at: "11:00"
"""


def readable(text: str) -> bool:
    try:
        return as_name(text) == text
    except ValueError:
        return False


names = st.one_of(
    st.sampled_from(
        ["Анна Петрова", "null", "~", "yes", "007", "a: b", "# no", "- x", "'", '"', "O'Brien", "😀", "1e3", "*a"]
    ),
    st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co")), min_size=1, max_size=30)
    .map(lambda text: unicodedata.normalize("NFC", " ".join(text.split())) or "x")
    .filter(readable),
)
zones = st.sampled_from(["Europe/Moscow", "Asia/Omsk", "Europe/London", "UTC"])
locales = st.none() | st.sampled_from(["ru", "en"])


@st.composite
def schedules(draw: st.DrawFn, timezone: str) -> Schedule:
    every = draw(st.sampled_from(Every))
    weekday = draw(st.integers(0, 6))
    monthly = st.sampled_from([On(weekday, place) for place in (1, 2, 3, 4, -1)] + [On(None, 1)])
    return Schedule(
        every,
        On(weekday, None) if every.is_weekly else draw(monthly),
        time(draw(st.integers(0, 23)), draw(st.integers(0, 59))),
        draw(st.just(timezone) | zones),
        draw(st.sampled_from(DayOff)),
        draw(st.none() | st.dates(date(2025, 1, 1), date(2027, 1, 1))),
    )


def options(kind: str) -> st.SearchStrategy[Options]:
    """Any options of that kind, whatever fields it declares."""
    values: dict[str, st.SearchStrategy[object]] = {}
    for key, hint in get_type_hints(options_of(kind)).items():
        if get_origin(hint) is tuple:
            values[key] = st.lists(names, max_size=3).map(tuple)
        elif isinstance(hint, type) and issubclass(hint, StrEnum):
            values[key] = st.sampled_from(hint)
        else:
            values[key] = {bool: st.booleans(), int: st.integers(1, 9), str: names}[hint]
    return st.fixed_dictionaries(values).map(lambda given_: _built(kind, given_))


def _built(kind: str, values: dict[str, object]) -> Options:
    """The options of a kind; its usual ones where it refuses the values."""
    try:
        return options_of(kind)(**values)
    except WrongValue:
        return options_of(kind)()


@st.composite
def participants(draw: st.DrawFn, people: Sequence[str]) -> Participants | None:
    found = Participants(
        tuple(d for d in Department if draw(st.booleans())),
        tuple(r for r in Role if draw(st.booleans())),
        tuple(draw(st.lists(st.sampled_from(people), max_size=2, unique=True)) if people else ()),
    )
    return found if found.words else None


@st.composite
def rituals(draw: st.DrawFn, timezone: str, people: Sequence[str]) -> FileRitual:
    kind = draw(st.sampled_from(FILE_KINDS))
    return FileRitual(
        draw(names),
        kind,
        draw(schedules(timezone)),
        timedelta(minutes=draw(st.integers(1, 24 * 60))),
        draw(st.sampled_from(variants_of(kind))),
        draw(st.sampled_from([None, True])),
        draw(options(kind)),
        draw(participants(people)),
    )


def accounts_of(number: int) -> st.SearchStrategy[tuple[AccountKey, ...]]:
    both = [AccountKey(f"telegram:{number}"), AccountKey(f"slack:T0000001/U{number}")]
    return st.sampled_from([tuple(both), tuple(reversed(both)), (both[0],), (both[1],)])


@st.composite
def crowds(draw: st.DrawFn) -> tuple[FilePerson, ...]:
    """People with accounts of their own, no role twice; somebody may have no account at all."""
    called = draw(st.lists(names, max_size=6, unique=True))
    roles: list[Role | None] = list(draw(st.permutations([*Role, None, None])))
    return tuple(
        FilePerson(
            name,
            draw(st.sampled_from(Department)),
            roles[number],
            draw(st.booleans()),
            draw(st.just(()) | accounts_of(number + 1)),
            draw(locales),
            draw(st.none() | zones),
            draw(st.none() | st.dates(date(2000, 1, 1), date(2099, 12, 31))),
        )
        for number, name in enumerate(called)
    )


@st.composite
def teams(draw: st.DrawFn) -> TeamFile:
    timezone = draw(zones)
    places = ["telegram:-1001", "telegram:-1001/7", "telegram:-1002", "slack:T1/C1", "slack:T1/G1"]
    chats = [
        FileChat(Place(place), draw(st.sampled_from([Audience.COMMON, Audience.SALES])), draw(locales))
        for place in draw(st.lists(st.sampled_from(places), unique=True))
    ]
    crowd = draw(crowds())
    called = [person.name for person in crowd]
    return TeamFile(
        draw(names),
        draw(st.sampled_from(["ru", "en"])),
        timezone,
        draw(st.sampled_from([None, "RU", "NO", "DE-BY"])),
        draw(st.sampled_from(Market)),
        tuple(chats),
        crowd,
        tuple(draw(st.lists(rituals(timezone, called), max_size=4, unique_by=lambda ritual: ritual.name))),
        draw(days(2026)),
        draw(days(2027)),
    )


def days(year: int) -> st.SearchStrategy[frozenset[date] | None]:
    """Some dates of a year, or nothing that the file says."""
    some = st.frozensets(st.dates(date(year, 1, 1), date(year, 2, 10)), min_size=1, max_size=8)
    return st.none() | some


class TestForm:
    async def test_is_that_of_the_example(self, imports: Import, database: Database) -> None:
        await imports(TEAM)
        printed = await export_team(database, "Original Works")
        assert (printed.out, printed.errors, printed.code) == (EXPORTED, "", DONE)

    def test_says_everything_that_has_not_its_default(self) -> None:
        text = changed("    duration: 30m\n", "    duration: 1h30m\n", EXPORTED_WITH_DURATION)
        more = "    day_off: skip\n    variant: async\n    paused: true\n    starting: 2026-02-02\n    timezone: Asia/Omsk\n"
        text = changed("    duration: 1h30m\n", f"    duration: 1h30m\n{more}", text)
        days = "holidays: none\ndays_off: [2026-12-28..2026-12-30, 2027-01-11]\nworking_days: [2027-02-20]"
        text = changed("holidays: RU", days, text)
        assert team_file_text(read_team_file(text.encode())) == text

    @settings(max_examples=150)
    @given(teams())
    def test_is_read_back_as_it_was(self, team: TeamFile) -> None:
        assert read_team_file(team_file_text(team).encode()) == team


EXPORTED_WITH_DURATION = changed('at: "10:00"\n', 'at: "10:00"\n    duration: 30m\n', EXPORTED)

_number = count(1)


def elsewhere(team: TeamFile, number: int) -> TeamFile:
    """The same team under a name and in places that no other example has."""
    text = team_file_text(team).replace("-1001", f"-{number}1001").replace("-1002", f"-{number}1002")
    moved = read_team_file(text.replace("slack:T1/", f"slack:T1{number}/").encode())
    return TeamFile(
        f"team {number}",
        moved.locale,
        moved.timezone,
        moved.holidays,
        moved.market,
        moved.chats,
        moved.people,
        moved.rituals,
        moved.days_off,
        moved.working_days,
    )


class TestRoundTrip:
    @settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(made=teams())
    async def test_the_import_of_an_export_changes_nothing(self, database: Database, made: TeamFile) -> None:
        team = elsewhere(made, next(_number))
        async with database.begin() as tx:
            await apply(tx, await difference_in(tx, team, NOW), NOW)
        printed = await export_team(database, team.name)
        exported = read_team_file(printed.out.encode())
        assert exported == team
        async with database.read() as tx:
            difference = await difference_in(tx, exported, NOW)
        assert difference.lines == ()
        assert difference.is_empty
        assert difference.kept == ()

    async def test_of_a_team_that_was_set_up_in_the_chat(self, imports: Import, database: Database) -> None:
        await a_team(database)
        text = (await export_team(database, None)).out
        assert (await imports(text)).out.splitlines()[0] == "~ ritual monday: planned from now on"
        assert (await imports(text)).out == "Original Works: nothing to change.\n"
        assert (await export_team(database, None)).out == text

    async def test_who_left_is_not_in_it(self, imports: Import, database: Database) -> None:
        await imports(TEAM)
        async with database.begin() as tx:
            boris = (await stored_team(tx, (await tx.teams.all())[0])).people[1]
            await tx.people.save(type(boris)(boris.id, boris.team, boris.name, boris.department, active=False))
        text = (await export_team(database, None)).out
        assert "Борис" not in text
        assert (await imports(text)).out.splitlines()[0] == "Original Works: nothing to change."


class TestWhichTeam:
    async def test_without_a_name_the_only_one(self, imports: Import, database: Database) -> None:
        await imports(TEAM)
        assert (await export_team(database, None)).out == EXPORTED

    async def test_without_a_name_one_of_several(self, imports: Import, database: Database) -> None:
        await imports(TEAM)
        async with database.begin() as tx:
            await another_team(tx)
        printed = await export_team(database, None)
        assert (printed.out, printed.code) == ("", REFUSED)
        assert printed.errors == "Which team? Name one: 'Original Works', 'Other Works'.\n"
        assert (await export_team(database, "Original Works")).out == EXPORTED

    async def test_an_unknown_name(self, imports: Import, database: Database) -> None:
        await imports(TEAM)
        printed = await export_team(database, "Works")
        assert printed.errors == "There is no team 'Works'; there are: 'Original Works'.\n"
        assert printed.code == REFUSED

    async def test_no_team_at_all(self, database: Database) -> None:
        printed = await export_team(database, None)
        assert (printed.errors, printed.code) == ("There is no team yet: letuchka team import FILE\n", REFUSED)


class TestList:
    async def test_a_line_a_team(self, imports: Import, database: Database, clock: MovableClock) -> None:
        await imports(TEAM)
        async with database.begin() as tx:
            await another_team(tx)
        assert (await list_teams(database)).out.splitlines() == [
            "Original Works: 2 people, 2 chats, 2 rituals, next: cup on Mon 2026-01-12 11:00 Europe/Moscow",
            "Other Works: 6 people, 2 chats, 1 ritual, nothing planned",
        ]

    async def test_a_ritual_that_rests_is_not_next(self, imports: Import, database: Database) -> None:
        await imports(
            changed(
                'at: "11:00"\n', 'at: "11:00"\n    paused: true\n', changed("    duration: 30m\n", "    paused: true\n")
            )
        )
        assert (await list_teams(database)).out == "Original Works: 2 people, 2 chats, 2 rituals, nothing planned\n"

    async def test_no_team_yet(self, database: Database) -> None:
        printed = await list_teams(database)
        assert (printed.out, printed.code) == ("There is no team yet: letuchka team import FILE\n", DONE)
