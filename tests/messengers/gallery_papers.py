"""Protocols that are looked for and compared, and action items between the meetings."""

from dataclasses import replace
from datetime import date, timedelta

from rituals.meeting_messages import ChairChosen, ChairForm
from rituals.protocol_messages import (
    AgreedTo,
    EarlierVersion,
    ProtocolPosted,
    ProtocolsFound,
    ProtocolVersions,
    WordAwaited,
)
from rituals.protocol_search import Hit, Piece
from rituals.protocol_versions import Change, VersionLine
from rituals.task_forms import DateForm, DropForm, HeirForm, OwnerForm, SplitForm
from rituals.task_messages import (
    CupLeft,
    Scope,
    TakenOver,
    TaskCard,
    TaskForYou,
    TaskGiven,
    TaskList,
    TaskReminder,
    TaskRow,
    TaskSettled,
    TasksInherited,
    TasksOverdue,
    TaskSplit,
    TaskStuck,
    TaskTaken,
    TurnLeft,
    WhoTakesOver,
    YourTasks,
)
from rituals.tasks import Load, TaskId
from rituals.team import PersonId
from rituals.timeline import OccurrenceId
from rituals.venue import Venue
from tests.messengers.gallery_meeting import AMENDED, DECISION, PROTOCOL
from tests.messengers.gallery_people import (
    ANNA,
    AT_THREE,
    BORIS,
    FRIDAY,
    LEADS,
    LETTERS,
    LONG,
    MONDAY,
    NEXT_MONDAY,
    OCCURRENCE,
    RITUAL,
    VERA,
    Room,
)

DAY = timedelta(days=1)

HITS = (
    Hit(
        12,
        "monday",
        "standup",
        MONDAY,
        (
            Piece("… весь "),
            Piece("бюджет", found=True),
            Piece(" на "),
            Piece("рекламу", found=True),
            Piece(" до мая …"),
        ),
    ),
    Hit(9, "Планёрка", "standup", MONDAY - 21 * DAY, (Piece("Бюджета", found=True), Piece(" на стенд нет"))),
    Hit(2, "monday", "strategy", MONDAY - 300 * DAY, (Piece("Сверить "), Piece("бюджеты", found=True))),
)
FOUND = ProtocolsFound(3, "бюджет реклама", HITS, 3, 14)

VERSIONS = (
    VersionLine(5, MONDAY + 2 * DAY, Change.RELEASED, "Борис Смирнов"),
    VersionLine(
        4,
        MONDAY + DAY,
        Change.OBJECTED,
        "Анна Петрова",
        DECISION.text,
        1,
        "К пятому числу цен ещё нет",
        ("Борис Смирнов",),
    ),
    VersionLine(3, MONDAY + timedelta(hours=4), Change.AGREED, "Борис Смирнов"),
    VersionLine(2, MONDAY + timedelta(hours=3), Change.AMENDED, "Вера Ким", "Скидка только для новых дилеров."),
    VersionLine(1, MONDAY + timedelta(minutes=28), Change.MADE, "Борис Смирнов"),
)
AWAITED = WordAwaited(12, 1, "monday", "standup", MONDAY, 2, ())

ROW = TaskRow(
    TaskId(1), 1, LETTERS, "Вера Ким", FRIDAY, has_time=False, overdue=False, moves=0, reason=None, protocol=12
)
ROWS = (
    replace(
        ROW,
        due=MONDAY.replace(day=20, hour=15),
        overdue=True,
        moves=2,
        reason="Ждём макеты от подрядчика",
        item=LEADS,
        raised=True,
    ),
    replace(
        ROW,
        id=TaskId(2),
        number=2,
        text="Собрать список городов из заявок за месяц",
        due=AT_THREE,
        has_time=True,
        moves=1,
        protocol=11,
        parent="Разобрать заявки с сайта",
    ),
    replace(ROW, id=TaskId(3), number=3, text="Найти переводчика на выставку", owner=None, due=None, protocol=None),
)
LATE = replace(ROWS[0], moves=3, raised=False, reason=None)
LEFT = replace(ROWS[1], number=3, owner="Олег Ли", gone=True)
GIVEN = TaskGiven(TaskId(1), LETTERS, VERA, FRIDAY, has_time=False)
PARTS = (replace(ROW, id=TaskId(8)), replace(ROW, id=TaskId(9), number=2, text="Собрать цены", owner="Анна Петрова"))
EVERYBODY = (ANNA, BORIS, VERA)
TURNS = (
    TurnLeft(OCCURRENCE, "monday", "standup", NEXT_MONDAY, "Анна Петрова"),
    TurnLeft(OccurrenceId(43), "Итоги", "review", FRIDAY, None),
)
CUPS = (CupLeft(RITUAL, "cup", mirror=False),)

ROOM: Room = (
    ("several", FOUND),
    ("one", replace(FOUND, hits=HITS[1:2], total=1)),
    ("second_page", replace(FOUND, total=14, page=1)),
    ("none", replace(FOUND, hits=(), total=0)),
    ("none_yet", replace(FOUND, hits=(), total=0, last=None)),
    ("all", ProtocolVersions(12, VERSIONS, 5)),
    ("second_page", ProtocolVersions(12, VERSIONS[3:], 10, 1)),
    ("first", EarlierVersion(PROTOCOL, 3)),
    ("released", ProtocolPosted(replace(AMENDED, released=(ANNA,), venue=Venue("Кафе «Пушкин»")))),
    ("several", AWAITED),
    ("no_decisions", replace(AWAITED, decisions=0, agreed=(BORIS,))),
    ("given", replace(AWAITED, agreed=(BORIS,), given=True)),
    ("away", AgreedTo(12, "Анна Петрова", date(2026, 11, 30))),
    ("complete", GIVEN),
    ("with_time_heavy", replace(GIVEN, due=AT_THREE, has_time=True, load=9)),
    ("bare", replace(GIVEN, owner=None, due=None)),
    ("no_date", replace(GIVEN, due=None)),
    ("no_owner", replace(GIVEN, owner=None)),
    ("several", YourTasks(12, "monday", "standup", ROWS)),
    ("one_no_date", YourTasks(12, "monday", "standup", (replace(ROW, due=None),))),
    ("due", TaskForYou(replace(ROW, item=LEADS), "Борис Смирнов")),
    ("no_date", TaskForYou(replace(ROW, due=None, parent="Обновить прайс", protocol=None), "Борис Смирнов")),
    ("today", TaskReminder(replace(ROW, due=MONDAY.replace(hour=15), moves=2), today=True, item=LEADS)),
    ("before", TaskReminder(replace(ROW, due=AT_THREE, has_time=True, protocol=None), today=False, item=None)),
    ("back", TaskReminder(replace(LATE, parent="Обновить прайс"), today=False, item=None, passed=True)),
    ("plain", TaskTaken(TaskId(1), LETTERS, "Вера Ким", "Борис Смирнов")),
    ("one", TasksOverdue((LATE,), 1)),
    ("none_any_more", TasksOverdue((), 0)),
    ("many", TasksOverdue((LATE, replace(ROWS[0], number=2)), 11)),
    ("mine", TaskList(ROWS[:2], Scope.MINE, 2, 0, overdue=1)),
    ("all", TaskList(ROWS, Scope.ALL, 3, 0, overdue=1)),
    (
        "all_of_director",
        TaskList(
            (*ROWS[:2], LEFT),
            Scope.ALL,
            21,
            1,
            2,
            (Scope.SALES, Scope.MARKETING),
            (Load("Вера Ким", 9), Load("Иван Орлов", 8)),
            (replace(VERA, id=PersonId(9), name="Олег Ли"),),
        ),
    ),
    ("sales", TaskList(ROWS[:1], Scope.SALES, 1, 0, 1, (Scope.SALES, Scope.MARKETING))),
    ("none", TaskList((), Scope.MINE, 0, 0)),
    ("none_all", TaskList((), Scope.ALL, 0, 0)),
    ("second_page", TaskList((replace(ROW, number=9),), Scope.MINE, 9, 1)),
    ("owner", TaskCard(ROWS[0], open=True, may_change=True, may_move=True)),
    ("stuck", TaskCard(LATE, open=True, may_change=True, may_move=False)),
    ("other", TaskCard(LEFT, open=True, may_change=False, may_move=True)),
    ("closed", TaskCard(replace(ROW, owner=None), open=False, may_change=True, may_move=True)),
    ("moved", TaskStuck(TaskId(1), LETTERS, 3)),
    ("noted", TaskStuck(TaskId(1), LETTERS, 1, noted=True)),
    ("done", TaskSettled("done", LETTERS)),
    ("dropped", TaskSettled("dropped", LETTERS)),
    ("split", TaskSettled("split", LETTERS)),
    ("date", TaskSettled("date", LETTERS, FRIDAY, has_time=False, moves=1)),
    ("second_move", TaskSettled("date", LETTERS, FRIDAY, has_time=False, moves=2)),
    ("second_move_raised", TaskSettled("date", LETTERS, FRIDAY, has_time=False, moves=2, raised=True)),
    ("third_move", TaskSettled("date", LETTERS, AT_THREE, has_time=True, moves=3)),
    ("owner", TaskSettled("owner", LETTERS, owner="Вера Ким")),
    ("owner_heavy", TaskSettled("owner", LETTERS, owner="Вера Ким", load=8)),
    ("plain", TaskSplit(LONG, PARTS)),
    ("several", WhoTakesOver(PersonId(9), "Олег Ли", ROWS[:2], 2)),
    ("many", WhoTakesOver(PersonId(9), "Олег Ли", ROWS[:2], 21)),
    ("everything", WhoTakesOver(PersonId(9), "Олег Ли", ROWS[:2], 2, turns=TURNS, cups=CUPS)),
    ("the_rest", WhoTakesOver(PersonId(9), "Олег Ли", (), 0, "Вера Ким", turns=TURNS, cups=CUPS)),
    ("settled", WhoTakesOver(PersonId(9), "Олег Ли", (), 0, "Вера Ким")),
    ("back", WhoTakesOver(PersonId(9), "Олег Ли", (), 0, back=True)),
    ("one", ChairForm(OCCURRENCE, PersonId(9), EVERYBODY)),
    ("one", ChairChosen("monday", "standup", NEXT_MONDAY, "Вера Ким")),
    ("several", TakenOver("Олег Ли", "Вера Ким", 2, 9)),
    ("nothing", TakenOver("Олег Ли", "Вера Ким", 0)),
    ("several", TasksInherited("Олег Ли", "Борис Смирнов", ROWS[:2], 12)),
    ("first", DateForm(TaskId(1), LETTERS, 0)),
    ("moved", DateForm(TaskId(1), LONG, 2)),
    ("plain", OwnerForm(TaskId(1), LETTERS, EVERYBODY)),
    ("plain", DropForm(TaskId(1), LETTERS)),
    ("plain", SplitForm(TaskId(1), LETTERS, EVERYBODY)),
    ("plain", HeirForm(PersonId(9), "Олег Ли", 3, EVERYBODY)),
)
