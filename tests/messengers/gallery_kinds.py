"""What is its own in a review, a breakfast and a strategy session; who chairs, and whether both sides have their say."""

from dataclasses import replace
from datetime import timedelta

from rituals.agenda import ItemId
from rituals.agenda_messages import (
    AddItemForm,
    AgendaLine,
    AgendaPosted,
    CallForAgenda,
    ChooseRitual,
    ReadIt,
    ReadReminder,
    RitualChoice,
    SomebodyIsAway,
)
from rituals.balance import BalanceReport, OneSided, Side
from rituals.chairs import ChairHandedOver, YourTurn
from rituals.hosting import (
    GuestCannotCome,
    Invited,
    InviteForm,
    LateForm,
    LateNoted,
    Placed,
    PlaceForm,
    SomebodyIsLate,
    YouAreInvited,
)
from rituals.meeting import Phase
from rituals.meeting_messages import DecisionKept, HandOverForm, LateComer, Moved
from rituals.notices import Skipped
from rituals.numbers import Share, WeekInNumbers
from rituals.protocol import DecisionLine
from rituals.protocol_messages import ProtocolPosted
from rituals.timeline import Reason
from rituals.venue import Venue
from tests.messengers.gallery_agenda import ADDED, PANEL, POSTED
from tests.messengers.gallery_meeting import (
    CARD,
    DECISION,
    DISCUSSING,
    GATHERED,
    MARKETING,
    PRESENT,
    PROTOCOL,
    SALES,
    TASK,
)
from tests.messengers.gallery_people import (
    ANNA,
    BORIS,
    FRIDAY,
    LEADS,
    MONDAY,
    NEXT_MONDAY,
    OCCURRENCE,
    OTHER_RITUAL,
    PRICE,
    RITUAL,
    STAND,
    VERA,
    Room,
)

WEDNESDAY = MONDAY + timedelta(days=2, hours=-1)
AT_HOME, CAFE = Venue("Борис Смирнов", is_home=True), Venue("Кофемания на Покровке")
BREAKFAST, REVIEW, STRATEGY = ("breakfast", "breakfast"), ("friday", "review"), ("strategy", "strategy")
BOTH = ("Анна Петрова", "Борис Смирнов")

TOPICS = ("campaigns", "sales", "feedback")
NUMBERS = WeekInNumbers(
    (Share(SALES, 5, 3), Share(MARKETING, 2, 2)), done=7, dropped=1, overdue=2, protocols=3, on_time=3
)
REVIEW_AGENDA = AgendaPosted(
    RITUAL,
    "friday",
    "review",
    FRIDAY,
    BORIS,
    (
        AgendaLine(ItemId(1), 1, "Вебинар для дилеров", "Анна Петрова", MARKETING, None, 2, 0, topic="campaigns"),
        AgendaLine(ItemId(2), 2, LEADS, "Борис Смирнов", SALES, None, 0, 1, topic="feedback"),
        AgendaLine(ItemId(3), 3, STAND, None, None, None, 0, 0),
    ),
    2,
    topics=TOPICS,
    numbers=NUMBERS,
)
BREAKFAST_AGENDA = AgendaPosted(
    RITUAL,
    *BREAKFAST,
    WEDNESDAY,
    BORIS,
    POSTED.lines[:2],
    1,
    venue=AT_HOME,
    streak=7,
    private=True,
    hosted=True,
)
STRATEGY_AGENDA = AgendaPosted(
    RITUAL,
    *STRATEGY,
    FRIDAY,
    BORIS,
    (),
    0,
    topics=(*TOPICS, "joint"),
    has_read=("Анна Петрова",),
    unread=("Борис Смирнов", "Вера Ким"),
    private=True,
)
TALK = replace(
    CARD,
    name="friday",
    kind="review",
    phase=Phase.TOPIC,
    marker="topiccampaigns",
    present=PRESENT,
    minutes=10,
    minutes_left=6,
    topic="campaigns",
    next_topic="sales",
)
BY_TOPIC = replace(
    PROTOCOL,
    ritual="friday",
    kind="review",
    topics=TOPICS,
    items=(replace(PROTOCOL.items[0], topic="campaigns"), *PROTOCOL.items[1:]),
    decisions=(DecisionLine(2, "Скидку согласуем до пятницы", topic="sales"), *PROTOCOL.decisions),
    tasks=(replace(TASK, text="Спросить трёх клиентов", topic="feedback"),),
)
TURN = YourTurn(OCCURRENCE, "monday", "standup", MONDAY)
REPORT = BalanceReport(
    MONDAY - timedelta(weeks=4), 6, (Side(SALES, 14, 11, 6, 3, 185), Side(MARKETING, 9, 7, 5, 1, 65))
)

ROOM: Room = (
    ("review", REVIEW_AGENDA),
    ("review_first_week", replace(REVIEW_AGENDA, numbers=replace(NUMBERS, dropped=0, protocols=0), lines=(), due=0)),
    ("breakfast", BREAKFAST_AGENDA),
    ("breakfast_cafe", replace(BREAKFAST_AGENDA, venue=CAFE, streak=1, lines=())),
    ("strategy", STRATEGY_AGENDA),
    ("strategy_all_read", replace(STRATEGY_AGENDA, has_read=BOTH, unread=(), open=False)),
    ("breakfast", CallForAgenda(RITUAL, *BREAKFAST, WEDNESDAY, 2, (), people=BOTH)),
    ("breakfast_closed", CallForAgenda(RITUAL, *BREAKFAST, WEDNESDAY, 2, (), closed=True, people=BOTH)),
    ("of_others", replace(PANEL, lines=(), mine=(), closed_to=True, others=True)),
    ("mine_alone", replace(PANEL, lines=PANEL.lines[:1], closed_to=True)),
    ("with_topic", replace(ADDED, kind="review", name="friday", topic="campaigns", others=True)),
    ("with_topics", AddItemForm(RITUAL, "friday", "review", FRIDAY, topics=TOPICS)),
    (
        "elsewhere",
        ChooseRitual((RitualChoice(OTHER_RITUAL, "strategy", "strategy", NEXT_MONDAY),), item=ItemId(4)),
    ),
    ("to_look", ChooseRitual((RitualChoice(RITUAL, *BREAKFAST, WEDNESDAY),), "agenda.page")),
    ("quarterly", ReadReminder(OCCURRENCE, "quarter", "strategy", FRIDAY, 5)),
    ("some", ReadIt(("Борис Смирнов", "Вера Ким"))),
    ("everybody", ReadIt(())),
    ("items", ReadReminder(OCCURRENCE, *STRATEGY, FRIDAY, 3)),
    ("no_items", ReadReminder(OCCURRENCE, *STRATEGY, FRIDAY, 0)),
    ("one", SomebodyIsAway(OCCURRENCE, RITUAL, *BREAKFAST, WEDNESDAY, ("Борис Смирнов",))),
    ("two", SomebodyIsAway(OCCURRENCE, RITUAL, *STRATEGY, FRIDAY, BOTH)),
    # -- the meeting itself --------------------------------------------------------------------------------------
    ("talk", TALK),
    ("talk_recorded", replace(TALK, decisions=(DECISION,), tasks=(TASK,), coming=(PRICE,), next_topic="")),
    ("talk_item", replace(TALK, item=DISCUSSING.item, minutes_left=-2)),
    (
        "breakfast",
        replace(
            GATHERED,
            name="breakfast",
            kind="breakfast",
            venue=AT_HOME,
            expected=2,
            present=PRESENT[:1],
            private=True,
            on_their_way=(LateComer("Анна Петрова", 15),),
        ),
    ),
    (
        "breakfast_closed",
        replace(GATHERED, name="breakfast", kind="breakfast", phase=Phase.CLOSED, protocol=12, private=True),
    ),
    ("topic", Moved(Phase.TOPIC, None, "sales")),
    ("topic", DecisionKept(3, DECISION.text, None, "feedback")),
    ("by_topic", ProtocolPosted(BY_TOPIC)),
    ("breakfast", ProtocolPosted(replace(PROTOCOL, ritual="breakfast", kind="breakfast", venue=CAFE, streak=12))),
    ("too_few", Skipped(*BREAKFAST, WEDNESDAY, Reason.TOO_FEW, "Борис Смирнов", None, NEXT_MONDAY)),
    # -- the chair -----------------------------------------------------------------------------------------------
    ("plain", TURN),
    ("instead", replace(TURN, instead_of="Анна Петрова")),
    ("moderated", replace(TURN, moderated=True)),
    ("passed_on", replace(TURN, passed_on=True)),
    ("plain", ChairHandedOver(OCCURRENCE, "monday", "standup", "Борис Смирнов")),
    ("left", ChairHandedOver(OCCURRENCE, "monday", "standup", "Борис Смирнов", left=True)),
    ("plain", HandOverForm(OCCURRENCE, (ANNA, VERA))),
    ("waiting", OneSided("monday", "standup", SALES, 82, 2)),
    ("none_waiting", OneSided("monday", "standup", MARKETING, 71, 0)),
    ("lopsided", REPORT),
    ("quiet", replace(REPORT, meetings=0, sides=(Side(SALES, 0, 0, 0, 0, 0), Side(MARKETING, 0, 0, 0, 0, 0)))),
    # -- in private ----------------------------------------------------------------------------------------------
    ("plain", LateForm(OCCURRENCE)),
    ("one", LateNoted(15, ("Анна Петрова",))),
    ("nobody", LateNoted(5, ())),
    ("plain", SomebodyIsLate(*BREAKFAST, "Анна Петрова", 10)),
    ("plain", InviteForm(OCCURRENCE, (VERA,))),
    ("plain", Invited("Вера Ким", *BREAKFAST, WEDNESDAY)),
    ("at_home", YouAreInvited(OCCURRENCE, *BREAKFAST, "Борис Смирнов", WEDNESDAY, AT_HOME)),
    ("no_place", YouAreInvited(OCCURRENCE, *STRATEGY, "Борис Смирнов", FRIDAY, None)),
    ("told", GuestCannotCome(*BREAKFAST, "Вера Ким")),
    ("said", GuestCannotCome(*BREAKFAST, "Вера Ким", said=True)),
    ("plain", PlaceForm(OCCURRENCE)),
    ("plain", Placed("Кофемания на Покровке")),
)
