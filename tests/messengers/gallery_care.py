"""Who can be reached, what is kept about whom, and what is to come."""

from rituals.reachability import PersonalLinks, PressStart, ReachPanel
from tests.messengers.gallery_people import Room

LINK = "https://t.me/letuchka_bot?start=me-4-ABCDEFGH"
NAMES = ("Глеб Фёдоров", "Дарья Ким", "Егор Лис")

ROOM: Room = (
    ("some", ReachPanel(14, 17, NAMES, may_invite=True)),
    ("slack_only", ReachPanel(2, 3, NAMES[:1], may_invite=False)),
    ("everybody", ReachPanel(17, 17, (), may_invite=True)),
    ("some", PersonalLinks(tuple((name, LINK) for name in NAMES), 7)),
    ("many", PersonalLinks(((NAMES[0], LINK),), 7, 21)),
    ("nobody", PersonalLinks((), 7)),
    ("some", PressStart(3, 17, "https://t.me/letuchka_bot?start=hello")),
    ("everybody", PressStart(0, 17, "https://t.me/letuchka_bot?start=hello")),
)
