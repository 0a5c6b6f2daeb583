"""Who can be reached, what is kept about whom, and what is to come."""

from dataclasses import replace
from datetime import date, timedelta

from handlers.people import AwayNoted
from handlers.personal import PersonalForm, PersonalKept
from rituals.preview import Preview, PreviewLine, StepLine
from rituals.privacy import Erased, EraseMe, PrivacyFile, PrivacyPanel
from rituals.reachability import PersonalLinks, PressStart, ReachBefore, ReachPanel
from rituals.team import PersonId
from rituals.timeline import Reason
from rituals.yearahead import Fate
from tests.messengers.gallery_people import MONDAY, Room

LINK = "https://t.me/letuchka_bot?start=me-4-ABCDEFGH"
NAMES = ("Глеб Фёдоров", "Дарья Ким", "Егор Лис")

TEAM = "Оригинальные работы"
KINDS = (
    "absences", "items", "votes", "tasks", "tasks_given", "attendances", "decisions", "answers", "parts", "messages",
    "searches", "calendar", "ballots", "cups", "surveys",
)  # fmt: skip
ACCOUNTS = ("telegram:1001", "slack:T0000001/U0000001")

BERLIN = (("Europe/Berlin", "08:00"),)
HOUR, WEEK = timedelta(hours=1), timedelta(weeks=1)
USUAL = PreviewLine(
    "monday",
    "standup",
    MONDAY,
    Fate.AS_PLANNED,
    None,
    "",
    None,
    (
        StepLine("call", MONDAY - timedelta(days=3), "each", 2, ("Анна Петрова", "Борис Смирнов"), BERLIN),
        StepLine("agenda", MONDAY - HOUR, "common", elsewhere=(("Asia/Vladivostok", "24.11 00:00"),)),
        StepLine("open", MONDAY, "common"),
        StepLine("close", MONDAY + 8 * HOUR, "common", 6, (), BERLIN),
    ),
    "common",
    6,
    (("Europe/Berlin", "08:00"),),
)
EVERY_STEP = (
    "call", "agenda", "remind_to_read", "open", "close", "ask", "remind_to_answer", "digest", "vote_open", "vote_remind",
    "vote_close", "survey_open",
)  # fmt: skip
SKIPPED = replace(
    USUAL,
    at=MONDAY + WEEK,
    fate=Fate.CANCELLED,
    reason=Reason.DAY_OFF,
    because="Новый год",
    steps=(StepLine("notice", MONDAY),),
)
MOVED = replace(
    USUAL,
    at=MONDAY + WEEK + HOUR,
    fate=Fate.MOVED,
    reason=Reason.DAY_OFF,
    because="Новый год",
    instead_of=MONDAY + WEEK,
    where="private",
    people=2,
    elsewhere=(),
)
PAUSED = replace(USUAL, at=MONDAY + 2 * WEEK, fate=Fate.CANCELLED, reason=Reason.PAUSED, steps=())

ROOM: Room = (
    ("days", AwayNoted("Глеб Фёдоров", date(2026, 11, 23), date(2026, 11, 27))),
    ("back", AwayNoted("Глеб Фёдоров", None, None)),
    ("month", Preview(TEAM, 30, (USUAL, SKIPPED, MOVED, PAUSED), 3, (("review", "review"),))),
    ("nothing", Preview(TEAM, 1, ())),
    ("steps", Preview(TEAM, 30, (replace(USUAL, steps=tuple(StepLine(one, MONDAY) for one in EVERY_STEP)),))),
    (
        "everything",
        PrivacyPanel(PersonId(1), "Анна Петрова", TEAM, ACCOUNTS, tuple((kind, n) for n, kind in enumerate(KINDS, 1))),
    ),
    ("nothing", PrivacyPanel(PersonId(4), "Глеб Фёдоров", TEAM, ACCOUNTS[:1], ())),
    (
        "left",
        PrivacyPanel(
            PersonId(4),
            "Глеб Фёдоров",
            TEAM,
            ACCOUNTS[:1],
            (("items", 3),),
            left=True,
            elsewhere=((PersonId(9), "Север"),),
        ),
    ),
    ("one", PrivacyFile(TEAM, b"{}")),
    ("plain", EraseMe(4, TEAM, 0, last_admin=False)),
    ("leaves_much", EraseMe(4, TEAM, 3, last_admin=True)),
    ("one", Erased(TEAM)),
    ("one", PersonalForm("team", "")),
    ("own", PersonalForm("en", "Europe/Berlin")),
    ("team", PersonalKept("", "")),
    ("russian", PersonalKept("ru", "Asia/Omsk")),
    ("english", PersonalKept("en", "")),
    ("cup", ReachBefore("cup", "cup", MONDAY, 5, 7, NAMES[:2], may_invite=True)),
    ("survey", ReachBefore("pulse", "survey", MONDAY, 16, 17, NAMES[:1], may_invite=False)),
    ("some", ReachPanel(14, 17, NAMES, may_invite=True)),
    ("slack_only", ReachPanel(2, 3, NAMES[:1], may_invite=False)),
    ("everybody", ReachPanel(17, 17, (), may_invite=True)),
    ("some", PersonalLinks(tuple((name, LINK) for name in NAMES), 7)),
    ("many", PersonalLinks(((NAMES[0], LINK),), 7, 21)),
    ("nobody", PersonalLinks((), 7)),
    ("some", PressStart(3, 17, "https://t.me/letuchka_bot?start=hello")),
    ("everybody", PressStart(0, 17, "https://t.me/letuchka_bot?start=hello")),
)
