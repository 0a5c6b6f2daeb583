"""Who can be reached, what is kept about whom, and what is to come."""

from handlers.personal import PersonalForm, PersonalKept
from rituals.privacy import Erased, EraseMe, PrivacyFile, PrivacyPanel
from rituals.reachability import PersonalLinks, PressStart, ReachPanel
from tests.messengers.gallery_people import Room

LINK = "https://t.me/letuchka_bot?start=me-4-ABCDEFGH"
NAMES = ("Глеб Фёдоров", "Дарья Ким", "Егор Лис")

TEAM = "Оригинальные работы"
KINDS = (
    "absences", "items", "votes", "tasks", "tasks_given", "attendances", "decisions", "answers", "parts", "messages",
    "searches", "calendar", "ballots", "cups", "surveys",
)  # fmt: skip
ACCOUNTS = ("telegram:1001", "slack:T0000001/U0000001")

ROOM: Room = (
    ("everything", PrivacyPanel("Анна Петрова", TEAM, ACCOUNTS, tuple((kind, n) for n, kind in enumerate(KINDS, 1)))),
    ("nothing", PrivacyPanel("Глеб Фёдоров", TEAM, ACCOUNTS[:1], ())),
    ("one", PrivacyFile(TEAM, b"{}")),
    ("plain", EraseMe(4, TEAM, "бывший коллега", 0, last_admin=False)),
    ("leaves_much", EraseMe(4, TEAM, "бывший коллега", 3, last_admin=True)),
    ("one", Erased(TEAM)),
    ("one", PersonalForm("team", "")),
    ("own", PersonalForm("en", "Europe/Berlin")),
    ("team", PersonalKept("", "")),
    ("russian", PersonalKept("ru", "Asia/Omsk")),
    ("english", PersonalKept("en", "")),
    ("some", ReachPanel(14, 17, NAMES, may_invite=True)),
    ("slack_only", ReachPanel(2, 3, NAMES[:1], may_invite=False)),
    ("everybody", ReachPanel(17, 17, (), may_invite=True)),
    ("some", PersonalLinks(tuple((name, LINK) for name in NAMES), 7)),
    ("many", PersonalLinks(((NAMES[0], LINK),), 7, 21)),
    ("nobody", PersonalLinks((), 7)),
    ("some", PressStart(3, 17, "https://t.me/letuchka_bot?start=hello")),
    ("everybody", PressStart(0, 17, "https://t.me/letuchka_bot?start=hello")),
)
