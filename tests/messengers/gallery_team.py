"""The rituals, notices, help, and people who come and go."""

from dataclasses import replace
from datetime import date, time, timedelta

from handlers.help import CommandWords, Home
from handlers.people import AwayForm, AwayKept, AwayPanel, BackAgain, Joined, LinkCode, Linked, WhichDepartment
from handlers.rituals import PastLine, RitualLine, RitualList, RitualPanel, UndeliveredLine
from handlers.teams import TeamChosen, WhichTeam
from rituals.calendar import LocalSlot, Schedule
from rituals.calendar_messages import CalendarFile
from rituals.messages import Who
from rituals.notices import ChatGone, Paused, Resumed, Skipped
from rituals.team import Department, PersonId, Role, TeamId
from rituals.timeline import OccurrenceState, Reason, RitualId
from rituals.vacancies import DirectorMissing, SuccessorForm, Vacancy
from rituals.yearahead import Meeting, Series
from tests.messengers.gallery_people import MONDAY, NEXT_MONDAY, OTHER_RITUAL, RITUAL, Room

TEAM = "Оригинальные работы"
GROUP = "telegram:-1001234567890"


def weeks_ago(weeks: int, state: OccurrenceState, reason: Reason | None = None, *, note: str | None = None) -> PastLine:
    """How one Monday went."""
    return PastLine(MONDAY - timedelta(weeks=weeks), state, reason, note, late=False, protocol=None)


VACANT = (
    Vacancy(Role.CCO, (("breakfast", "breakfast"), ("strategy", "quarterly"))),
    Vacancy(Role.CMO, (("breakfast", "breakfast"),)),
)
HELD, SKIPPED, MISSED = OccurrenceState.HELD, OccurrenceState.SKIPPED, OccurrenceState.MISSED
LINE = RitualLine(
    RITUAL,
    "monday",
    "standup",
    "meeting",
    "week",
    "mon",
    "10:00",
    NEXT_MONDAY,
    None,
    running=False,
    paused=False,
    past=(
        replace(weeks_ago(1, HELD), protocol=12),
        replace(weeks_ago(2, HELD), protocol=11, late=True),
        weeks_ago(3, SKIPPED, Reason.DAY_OFF, note="День народного единства"),
    ),
)
REASONS = replace(
    LINE,
    past=(
        weeks_ago(1, MISSED, Reason.OUTAGE),
        *(weeks_ago(2 + n, SKIPPED, reason) for n, reason in enumerate(Reason)),
        weeks_ago(12, HELD),
    ),
)
IN_WRITING = replace(
    LINE, id=OTHER_RITUAL, name="thursday", variant="async", every="2 weeks", on="thu", next_at=None, past=()
)
STRATEGY = replace(
    IN_WRITING,
    id=RitualId(9),
    name="strategy",
    kind="strategy",
    variant="meeting",
    every="quarter",
    on="first workday",
    next_at=NEXT_MONDAY + timedelta(days=42),
    moved_because="Новый год",
)
MEMBER = Home(
    "Анна Петрова",
    TEAM,
    member=True,
    private=True,
    messenger="telegram",
    next_name="monday",
    next_kind="standup",
    next_at=NEXT_MONDAY,
    running=False,
    my_tasks=2,
    admin=False,
    account="telegram:1001",
    place="telegram:1001",
)
STRANGER = replace(
    MEMBER, name="Олег", team=None, member=False, next_name=None, next_kind=None, next_at=None, my_tasks=0
)
SKIPPED_ONE = Skipped("monday", "standup", MONDAY, Reason.PERSON, None, "Анна Петрова", NEXT_MONDAY)

MONDAYS = Series(
    TeamId(1),
    RITUAL,
    "monday",
    "standup",
    Schedule.parse(every="week", on="mon", at="10:00", timezone="Europe/Moscow"),
    timedelta(minutes=30),
    (Meeting(LocalSlot(NEXT_MONDAY.date(), time(10)), NEXT_MONDAY),),
)
RESTING = replace(MONDAYS, ritual=OTHER_RITUAL, name="Планёрка", meetings=(), ends=True)

ROOM: Room = (
    ("one", CalendarFile(TEAM, MONDAY, (MONDAYS,))),
    ("resting", CalendarFile(TEAM, MONDAY, (MONDAYS, RESTING))),
    ("person", SKIPPED_ONE),
    ("day_off", replace(SKIPPED_ONE, reason=Reason.DAY_OFF, because="День народного единства", by=None)),
    ("nothing", replace(SKIPPED_ONE, reason=Reason.NOTHING_TO_DISCUSS, by="Борис Смирнов")),
    ("unknown", replace(SKIPPED_ONE, by=None, next_at=None)),
    *((f"reason_{reason}", replace(SKIPPED_ONE, reason=reason, by=None)) for reason in list(Reason)[4:]),
    ("paused", replace(SKIPPED_ONE, reason=Reason.PAUSED, by=None)),
    ("removed", ChatGone(GROUP, "telegram", "removed")),
    ("refused", ChatGone("slack:T0000001/C0000001", "slack", "is_archived")),
    ("plain", Paused("monday", "standup", "Анна Петрова")),
    ("planned", Resumed("monday", "standup", "Анна Петрова", NEXT_MONDAY)),
    ("unplanned", Resumed("Планёрка", "standup", "Анна Петрова", None)),
    # -- rituals -------------------------------------------------------------------------------------------------
    ("member", RitualList((LINE, STRATEGY), 11, 12, (), may_change=False)),
    (
        "admin",
        RitualList(
            (replace(LINE, running=True), replace(IN_WRITING, paused=True), STRATEGY),
            11,
            12,
            (UndeliveredLine(GROUP, "not enough rights", 2), UndeliveredLine("", "bot was blocked by the user", 21)),
            may_change=True,
            reachable=14,
            people=17,
        ),
    ),
    ("none", RitualList((), 0, 0, (), may_change=True)),
    ("vacant", RitualList((LINE,), 0, 0, (), may_change=True, vacant=VACANT)),
    ("vacant_member", RitualList((LINE,), 0, 0, (), may_change=False, vacant=VACANT[:1])),
    ("reasons", RitualPanel(REASONS)),
    ("not_held_yet", RitualPanel(replace(LINE, kind="battle", name="battle", held=False, next_at=None, past=()))),
    ("paused", RitualPanel(replace(LINE, paused=True, past=()))),
    ("running", RitualPanel(replace(LINE, running=True, next_at=None))),
    # -- help ----------------------------------------------------------------------------------------------------
    ("private", MEMBER),
    ("group_running", replace(MEMBER, private=False, running=True, admin=True, my_tasks=0, place=GROUP)),
    ("slack", replace(MEMBER, messenger="slack", private=False, next_name=None, next_at=None, my_tasks=1)),
    ("visitor", replace(STRANGER, team=TEAM, private=False, place=GROUP)),
    ("stranger", STRANGER),
    ("stranger_slack", replace(STRANGER, messenger="slack", account="slack:T0000001/U0000009")),
    ("guest", replace(STRANGER, guest=True, messenger="slack", account="slack:T0000001/U0000009")),
    ("unbound", replace(STRANGER, private=False, place=GROUP)),
    ("menu", CommandWords()),
    ("begun", replace(STRANGER, begun=True)),
    # -- directors -----------------------------------------------------------------------------------------------
    ("gone", DirectorMissing(Role.CMO, (("breakfast", "breakfast"), ("strategy", "strategy")), "Анна Петрова")),
    ("never", DirectorMissing(Role.CCO, (("breakfast", "Кофе"),))),
    ("no_ritual", DirectorMissing(Role.CCO, (), "Борис Смирнов")),
    ("named", DirectorMissing(Role.CMO, (), successor="Вера Ким")),
    ("form", SuccessorForm(Role.CMO, (Who(PersonId(3), "Вера Ким"),))),
    ("former_cco", SuccessorForm(Role.CCO, (Who(PersonId(3), "Вера Ким"),))),
    # -- people --------------------------------------------------------------------------------------------------
    ("two", WhichTeam(((1, TEAM), (2, "Северный филиал")))),
    ("plain", TeamChosen(TEAM)),
    ("plain", WhichDepartment(TEAM)),
    ("new", Joined("Олег Ли", TEAM, Department.SALES, changed=False, reachable=True)),
    ("changed", Joined("Олег Ли", TEAM, Department.MARKETING, changed=True, reachable=True)),
    ("unreachable", Joined("Олег Ли", TEAM, Department.OTHER, changed=False, reachable=False)),
    ("to_slack", LinkCode("K7QM2X", "slack", 10)),
    ("to_telegram", LinkCode("K7QM2X", "telegram", 1)),
    ("plain", Linked("Олег Ли", TEAM)),
    ("none", AwayPanel(())),
    ("two", AwayPanel(((date(2026, 11, 24), date(2026, 11, 24)), (date(2026, 12, 28), date(2027, 1, 8))))),
    ("plain", AwayForm()),
    ("one_day", AwayKept(date(2026, 11, 24), date(2026, 11, 24), 0)),
    ("weeks", AwayKept(date(2026, 12, 28), date(2027, 1, 8), 2)),
    ("one_task", AwayKept(date(2026, 12, 1), date(2026, 12, 4), 1)),
    ("plain", BackAgain()),
)
