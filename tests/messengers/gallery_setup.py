"""Setting a team up, and putting its people right."""

from dataclasses import replace
from datetime import date, timedelta

from handlers.roster import AskLeave, MergeForm, PeopleList, PersonLine, PersonPanel, RenameForm
from rituals.messages import Who
from rituals.roster import DEACTIVATED, LEFT_CHAT, SomebodyBack, SomebodyGone
from rituals.setup import usual_rituals
from rituals.setup_messages import (
    ChatCode,
    ChatJoined,
    ChatLine,
    DaysOffForm,
    Greeting,
    MoreRituals,
    PreviewPage,
    ProposalLine,
    ProposalPanel,
    RitualsPage,
    SetUp,
    SetupCancelled,
    TeamForm,
    TeamPanel,
    WhenForm,
    WhereForm,
    WherePage,
    WhoIs,
    WhoPage,
    WillJoin,
)
from rituals.team import Department, PersonId, Role
from tests.messengers.gallery_people import MONDAY, VERA, Room

TEAM = "Оригинальные работы"
GROUP = "telegram:-1001234567890"
CHANNEL = "slack:T0000001/C0000001"
USUAL = tuple(ProposalLine(one.kind, one.every, one.on, one.at, taken=True) for one in usual_rituals())
WHERE = WherePage(7, TEAM, "ru", "Europe/Moscow", "12:05", "RU")
WHO = WhoPage(7, "b2b", "Борис Смирнов", "Анна Петрова", None, 4, moderates=False)
PREVIEW = PreviewPage(
    7,
    TEAM,
    ((MONDAY, "standup"), (MONDAY + timedelta(days=1, hours=23), "breakfast"), (MONDAY + timedelta(days=4), "review")),
    4,
    directors_missing=False,
)
PANEL = TeamPanel(
    TEAM,
    "ru",
    "Europe/Moscow",
    "12:05",
    "RU",
    "b2b",
    "Борис Смирнов",
    "Анна Петрова",
    None,
    17,
    (ChatLine(1, GROUP, "common", gone=False), ChatLine(2, CHANNEL, "marketing", gone=False)),
    ("review", "strategy"),
)
ANNA = PersonLine(
    PersonId(1),
    "Анна Петрова",
    Department.MARKETING,
    Role.CMO,
    admin=True,
    active=True,
    messengers=("telegram", "slack"),
)
GLEB = PersonLine(
    PersonId(4), "Глеб Фёдоров", Department.SALES, None, admin=False, active=True, messengers=("telegram",)
)
LEFT = replace(GLEB, id=PersonId(9), name="Олег Ли", active=False, messengers=())

ROOM: Room = (
    ("bound", Greeting(TEAM, GROUP)),
    ("unbound", Greeting(None, GROUP)),
    ("unbound_slack", Greeting(None, CHANNEL)),
    ("sales", WillJoin(Department.SALES)),
    ("marketing", WillJoin(Department.MARKETING)),
    ("guessed", WHERE),
    ("no_country", replace(WHERE, language="en", timezone="UTC", clock="09:05", holidays=None)),
    ("plain", WhereForm(7, TEAM, "Europe/Moscow", "RU")),
    ("named", WHO),
    ("nobody", replace(WHO, market="b2c", cco=None, cmo=None, joined=1, moderates=True)),
    ("cco", WhoIs(7, Role.CCO, ((0, "Анна Петрова"), (1, "Борис Смирнов")))),
    ("cmo", WhoIs(7, Role.CMO, ((0, "Анна Петрова"),))),
    ("hr", WhoIs(7, Role.HR, ())),
    ("usual", RitualsPage(7, USUAL)),
    ("one_left_out", RitualsPage(7, (replace(USUAL[0], taken=False), *USUAL[1:]))),
    *((line.kind, ProposalPanel(7, line, 45)) for line in USUAL),
    ("left_out", ProposalPanel(7, replace(USUAL[0], taken=False), 30)),
    ("weekday", WhenForm(7, "standup", "mon", "10:00")),
    ("first_workday", WhenForm(7, "cup", "", "11:00")),
    ("plain", PREVIEW),
    ("nothing", replace(PREVIEW, meetings=(), people=1, directors_missing=True)),
    ("plain", SetUp(TEAM, 3, "standup", "standup", MONDAY)),
    ("no_rituals", SetUp(TEAM, None, "", "", None)),
    ("plain", SetupCancelled()),
    ("plain", ChatCode(TEAM, "K7QM2X4P", 10)),
    ("plain", ChatJoined(TEAM)),
    ("admin", PANEL),
    (
        "three_chats",
        replace(
            PANEL,
            language="en",
            market="b2c",
            holidays=None,
            cco=None,
            missing=(),
            days_off=((date(2026, 12, 28), date(2026, 12, 30)), (date(2027, 1, 11), date(2027, 1, 11))),
            working_days=((date(2027, 2, 20), date(2027, 2, 20)),),
            chats=(*PANEL.chats, ChatLine(3, "telegram:-1005550001111/5", "sales", gone=True)),
        ),
    ),
    ("plain", TeamForm(TEAM, "ru", "Europe/Moscow", "DE-BY")),
    ("empty", DaysOffForm("", "")),
    ("named", DaysOffForm("28.12.2026 – 30.12.2026, 11.01.2027", "20.02.2027")),
    ("two", MoreRituals(USUAL[1:3])),
    ("none", MoreRituals(())),
    ("one_page", PeopleList(TEAM, (ANNA, GLEB, LEFT), 0, 1)),
    ("pages", PeopleList(TEAM, (GLEB,), 1, 3)),
    ("director", PersonPanel(ANNA)),
    ("member", PersonPanel(replace(GLEB, messengers=()))),
    ("left", PersonPanel(LEFT)),
    ("plain", AskLeave(PersonId(4), "Глеб Фёдоров")),
    ("plain", RenameForm(PersonId(4), "Глеб Фёдоров")),
    ("plain", MergeForm(PersonId(4), "Глеб Фёдоров", (Who(PersonId(5), "Глеб"), VERA))),
    ("telegram", SomebodyBack(PersonId(4), "Глеб Фёдоров", "telegram")),
    ("slack", SomebodyBack(PersonId(4), "Глеб Фёдоров", "slack")),
    ("deactivated", SomebodyGone(PersonId(4), "Глеб Фёдоров", DEACTIVATED, "slack", left=True)),
    ("last_admin", SomebodyGone(PersonId(1), "Анна Петрова", DEACTIVATED, "slack", left=False)),
    ("left_chat", SomebodyGone(PersonId(4), "Глеб Фёдоров", LEFT_CHAT, "telegram", left=False)),
)
