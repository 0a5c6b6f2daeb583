"""The meeting from its first card to its protocol."""

from dataclasses import replace
from datetime import timedelta

from rituals.agenda import ItemId
from rituals.meeting import Phase
from rituals.meeting_messages import (
    AlreadyMoved,
    ChairPassed,
    ChairReminder,
    ChairTaken,
    ChairWanted,
    Closed,
    DecideForm,
    DecisionKept,
    Deferred,
    Here,
    ItemNow,
    MeetingCard,
    Moved,
    ReviewForm,
    ReviewNow,
    TaskForm,
)
from rituals.protocol import Amendment, DecisionLine, ItemLine, Present, Protocol, ReviewLine, TaskLine
from rituals.protocol_messages import (
    AgreedTo,
    Amended,
    AmendForm,
    ObjectedTo,
    ObjectForm,
    ProtocolFile,
    ProtocolFormats,
    ProtocolPosted,
)
from rituals.tasks import Load, Outcome, TaskId
from rituals.team import Department, Role, TeamId
from tests.messengers.gallery_people import (
    ANNA,
    AT_THREE,
    BORIS,
    FRIDAY,
    LEADS,
    LETTERS,
    LINK,
    LONG,
    MONDAY,
    NEXT_MONDAY,
    OCCURRENCE,
    PRICE,
    STAND,
    VERA,
    Room,
)

SALES, MARKETING = Department.SALES, Department.MARKETING

PRESENT = (Present("Борис Смирнов"), Present("Анна Петрова"), Present("Вера Ким", late=True))
DECISION = DecisionLine(1, "Прайс обновляет маркетинг до пятого числа каждого месяца")
TASK = TaskLine(TaskId(1), LETTERS, VERA, FRIDAY, has_time=False)
BARE_TASK = TaskLine(TaskId(2), "Найти переводчика на выставку", None, None, has_time=False)
DATELESS_TASK = TaskLine(TaskId(3), "Проверить форму на сайте", VERA, None, has_time=False)
TIMED_TASK = TaskLine(TaskId(4), "Позвонить организаторам", None, AT_THREE, has_time=True)
REVIEWS = (
    ReviewLine("Отдать макеты в печать", "Анна Петрова", Outcome.DONE),
    ReviewLine("Список городов", "Вера Ким", Outcome.PARTLY, "готова половина", FRIDAY, 1),
    ReviewLine("Новая презентация", "Борис Смирнов", Outcome.NOT_DONE, "нет данных", NEXT_MONDAY, 3),
    ReviewLine("Опрос дилеров", "Иван Орлов", Outcome.NOT_DONE, "дилеры против", dropped=True),
    ReviewLine("Обойти дилеров", "Вера Ким", Outcome.NOT_DONE, "слишком много", split=True),
    ReviewLine("Смета стенда", None, Outcome.NOT_REVIEWED),
)

CARD = MeetingCard(
    OCCURRENCE, "monday", "standup", MONDAY, Phase.GATHERING, "gathering", BORIS, (), 8, 0, 0, coming=(PRICE, STAND)
)
GATHERED = replace(CARD, present=PRESENT)
REVIEW_NOW = ReviewNow(
    TaskId(5), "Обновить презентацию", VERA, FRIDAY - timedelta(days=7), has_time=False, moves=2, position=3, of=5
)
REVIEWING = replace(
    GATHERED, phase=Phase.REVIEW, marker="review5", minutes_left=3, minutes=5, review=REVIEW_NOW, reviewed=REVIEWS[:2]
)
ITEM_NOW = ItemNow(LEADS, "Иван Орлов", SALES, LINK, 2, 2, 5)
DISCUSSING = replace(
    GATHERED,
    phase=Phase.ITEMS,
    marker="items4",
    minutes_left=11,
    minutes=15,
    item=ITEM_NOW,
    coming=(STAND, LONG),
    decisions=(DECISION,),
    tasks=(TASK, BARE_TASK),
    unfinished=1,
    heavy=(Load("Вера Ким", 8),),
)
PLANNING = replace(DISCUSSING, phase=Phase.PLAN, marker="plan", item=None, coming=(), minutes_left=4, minutes=5)

ITEMS = (
    ItemLine(ItemId(1), PRICE, "Борис Смирнов", SALES, None, (DECISION,), (TASK, BARE_TASK)),
    ItemLine(ItemId(2), LEADS, "Иван Орлов", SALES, LINK, (), (DATELESS_TASK, TIMED_TASK)),
    ItemLine(ItemId(3), "Почему мы узнаём о скидках от клиентов?", None, None, None),
)
PROTOCOL = Protocol(
    team=TeamId(1),
    number=12,
    occurrence=OCCURRENCE,
    version=1,
    made_at=MONDAY + timedelta(minutes=28),
    ritual="monday",
    kind="standup",
    planned_at=MONDAY,
    started_at=MONDAY + timedelta(minutes=2),
    closed_at=MONDAY + timedelta(minutes=28),
    chair="Борис Смирнов",
    present=PRESENT,
    absent=("Олег Ли",),
    away=("Иван Орлов",),
    reviews=REVIEWS,
    items=ITEMS,
    decisions=(DecisionLine(2, "Летучку держим в полчаса"),),
    tasks=(replace(TASK, text="Купить песочные часы"),),
    deferred=(ItemLine(ItemId(4), STAND, "Вера Ким", MARKETING, None, carried=1),),
    directors=(BORIS, ANNA),
    roles=(Role.CCO, Role.CMO),
)
AGREED = replace(PROTOCOL, version=3, made_at=MONDAY + timedelta(hours=4), agreed=(BORIS, ANNA))
QUIET = replace(
    PROTOCOL,
    absent=(),
    away=(),
    reviews=(),
    items=(),
    decisions=(),
    tasks=(),
    deferred=(),
    directors=(),
    by_itself=True,
    chair=None,
)
OBJECTED = replace(
    PROTOCOL,
    version=2,
    items=(
        replace(ITEMS[0], decisions=(replace(DECISION, reopened="Анна Петрова", why="К пятому числу цен ещё нет."),)),
    ),
)
AMENDED = replace(
    PROTOCOL,
    version=3,
    agreed=(BORIS,),
    amendments=(Amendment("Вера Ким", MONDAY + timedelta(hours=3), "Скидка только для новых дилеров."),),
)

ROOM: Room = (
    ("nobody", CARD),
    ("gathering", GATHERED),
    ("late_no_chair", replace(GATHERED, late_by=25, chair=None, chair_wanted=True, coming=())),
    ("chair_wanted", replace(GATHERED, chair_wanted=True)),
    ("review", REVIEWING),
    (
        "review_third_move",
        replace(REVIEWING, review=replace(REVIEW_NOW, moves=3, owner=None), reviewed=(), unfinished=5),
    ),
    ("review_overrun", replace(REVIEWING, minutes_left=-3, review=replace(REVIEW_NOW, moves=0), reviewed=REVIEWS)),
    ("items", DISCUSSING),
    ("items_reopened", replace(DISCUSSING, item=replace(ITEM_NOW, reopens=11, carried=0), heavy=())),
    (
        "items_raised",
        replace(DISCUSSING, item=replace(ITEM_NOW, by=None, link=None, carried=0, moves=2), decisions=(), tasks=()),
    ),
    ("items_overrun", replace(DISCUSSING, minutes_left=-3, coming=(), unfinished=0, tasks=(TASK,))),
    (
        "items_anonymous",
        replace(
            DISCUSSING,
            minutes_left=0,
            item=ItemNow("Почему мы узнаём о скидках от клиентов?", None, None, None, 0, 1, 1),
            coming=(),
            decisions=(),
            tasks=(),
            unfinished=0,
        ),
    ),
    ("plan", PLANNING),
    ("plan_nothing", replace(PLANNING, decisions=(), tasks=(), unfinished=0)),
    ("closed", replace(PLANNING, phase=Phase.CLOSED, protocol=12)),
    ("not_held", replace(CARD, phase=Phase.CLOSED, held=False)),
    ("three", ChairReminder(OCCURRENCE, "monday", "standup", 3)),
    ("settled", ChairReminder(OCCURRENCE, "monday", "standup", 3, settled=True)),
    ("nobody", ChairReminder(OCCURRENCE, "monday", "standup", 0)),
    ("one", ChairWanted(OCCURRENCE, "monday", "standup", "Борис Смирнов", 1)),
    ("no_chair", ChairWanted(OCCURRENCE, "Планёрка", "standup", None, 0)),
    ("settled", ChairWanted(OCCURRENCE, "monday", "standup", None, 3, settled=True)),
    ("item", DecideForm(OCCURRENCE, LEADS)),
    ("no_item", DecideForm(OCCURRENCE, None)),
    ("item", TaskForm(OCCURRENCE, LEADS, (ANNA, BORIS, VERA))),
    ("no_item", TaskForm(OCCURRENCE, None, (ANNA, BORIS, VERA))),
    ("not_done", ReviewForm(TaskId(1), OCCURRENCE, "not_done", LETTERS, 2, may_move=True, people=(ANNA, BORIS, VERA))),
    ("partly", ReviewForm(TaskId(1), OCCURRENCE, "partly", LETTERS, 0, may_move=True, people=(ANNA, BORIS, VERA))),
    (
        "no_more_moves",
        ReviewForm(TaskId(1), OCCURRENCE, "not_done", LETTERS, 3, may_move=False, people=(ANNA, BORIS, VERA)),
    ),
    ("in_time", Here(late=False, starts_at=MONDAY, started=False, chair="Борис Смирнов")),
    ("late", Here(late=True, starts_at=MONDAY, started=True, chair="Борис Смирнов")),
    ("no_chair", Here(late=False, starts_at=MONDAY, started=False, chair=None)),
    ("review", Moved(Phase.REVIEW, LETTERS)),
    ("item", Moved(Phase.ITEMS, LONG)),
    ("over", Moved(Phase.PLAN, None)),
    ("plain", AlreadyMoved()),
    ("planned", Deferred(LONG, NEXT_MONDAY)),
    ("unplanned", Deferred(STAND, None)),
    ("item", DecisionKept(2, DECISION.text, PRICE)),
    ("no_item", DecisionKept(1, DECISION.text, None)),
    ("before", ChairTaken("monday", "standup", started=False)),
    ("running", ChairTaken("monday", "standup", started=True)),
    ("asked", ChairPassed("Анна Петрова")),
    ("nobody", ChairPassed(None)),
    ("full", Closed(12, 3, 4, 2, 1, 8)),
    ("quiet", Closed(13, 0, 0, 0, 0, 1)),
    ("breakfast", Closed(15, 2, 1, 0, 1, 2, private=True)),
    ("one_unfinished", Closed(14, 1, 1, 1, 0, 21)),
    # -- the protocol --------------------------------------------------------------------------------------------
    ("full", ProtocolPosted(PROTOCOL)),
    ("agreed", ProtocolPosted(AGREED)),
    ("objected", ProtocolPosted(OBJECTED)),
    ("objected_no_word", ProtocolPosted(replace(QUIET, decisions=(replace(DECISION, reopened="Анна Петрова"),)))),
    ("amended", ProtocolPosted(AMENDED)),
    ("quiet", ProtocolPosted(QUIET)),
    ("outside_only", ProtocolPosted(replace(PROTOCOL, items=(), deferred=(), reviews=()))),
    ("plain", ProtocolFormats(12)),
    ("first", ProtocolFile(PROTOCOL, "Оригинальные работы")),
    ("version", ProtocolFile(AGREED, "Оригинальные работы")),
    ("one_missing", AgreedTo(12, "Анна Петрова")),
    ("all", AgreedTo(12, None)),
    ("two", ObjectForm(12, ((1, DECISION.text), (2, LONG)))),
    ("planned", ObjectedTo(12, DECISION.text, NEXT_MONDAY)),
    ("unplanned", ObjectedTo(12, DECISION.text, None)),
    ("plain", AmendForm(12, MONDAY + timedelta(days=1))),
    ("directors", Amended(12, 2, (BORIS, ANNA))),
    ("no_directors", Amended(12, 2, ())),
)
