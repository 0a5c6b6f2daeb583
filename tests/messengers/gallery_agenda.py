"""The agenda, the stand-up in writing, and action items between the meetings."""

from dataclasses import replace

from rituals.agenda import ItemId
from rituals.agenda_messages import (
    AddItemForm,
    AgendaLine,
    AgendaPanel,
    AgendaPosted,
    CallForAgenda,
    CallToDirector,
    ChooseRitual,
    ItemAdded,
    ItemTakenBack,
    NothingFromYours,
    OfferToSkip,
    RitualChoice,
)
from rituals.assignments import (
    DateForm,
    OwnerForm,
    TaskForYou,
    TaskGiven,
    TaskList,
    TaskReminder,
    TaskRow,
    TaskSettled,
    YourTasks,
)
from rituals.in_writing import AnswerForm, AnswerKept, AnswerReminder, Digest, DigestLine, NotAnswered, Questions
from rituals.tasks import TaskId
from rituals.team import Department
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
    OCCURRENCE,
    OTHER_RITUAL,
    PRICE,
    RITUAL,
    STAND,
    VERA,
    Room,
)

SALES, MARKETING = Department.SALES, Department.MARKETING

LINES = (
    AgendaLine(ItemId(1), 1, PRICE, "Борис Смирнов", SALES, None, 3, 0),
    AgendaLine(ItemId(2), 2, STAND, "Вера Ким", MARKETING, None, 0, 1),
    AgendaLine(ItemId(3), 3, "Почему мы узнаём о скидках от клиентов?", None, None, None, 1, 0),
    AgendaLine(ItemId(4), 4, LEADS, "Иван Орлов", SALES, LINK, 0, 2),
)
MANY = tuple(
    AgendaLine(ItemId(n), n, f"Вопрос для разговора {n}", "Вера Ким", MARKETING, None, 0, 0) for n in range(1, 13)
)
CALL = CallForAgenda(RITUAL, "monday", "standup", MONDAY, 4, (STAND, LEADS))
POSTED = AgendaPosted(RITUAL, "monday", "standup", MONDAY, BORIS, LINES, 3)
PANEL = AgendaPanel(RITUAL, "monday", "standup", MONDAY, LINES, (ItemId(1),), (ItemId(3),))
ADDED = ItemAdded(ItemId(4), RITUAL, LEADS, 4, "monday", "standup", MONDAY, anonymous=False)

ROW = TaskRow(
    TaskId(1), 1, LETTERS, "Вера Ким", FRIDAY, has_time=False, overdue=False, moves=0, reason=None, protocol=12
)
ROWS = (
    replace(ROW, due=MONDAY.replace(day=20, hour=15), overdue=True, moves=2, reason="Ждём макеты от подрядчика"),
    replace(
        ROW,
        id=TaskId(2),
        number=2,
        text="Собрать список городов из заявок за месяц",
        due=AT_THREE,
        has_time=True,
        moves=1,
        protocol=11,
    ),
    replace(ROW, id=TaskId(3), number=3, text="Найти переводчика на выставку", owner=None, due=None, protocol=None),
)
GIVEN = TaskGiven(TaskId(1), LETTERS, VERA, FRIDAY, has_time=False)

DIGEST = Digest(
    OCCURRENCE,
    "monday",
    MONDAY,
    (DigestLine("Борис Смирнов", "Закрыли три сделки с дилерами", "Встреча с «Альфой» во вторник", ""),),
    (
        DigestLine("Анна Петрова", "Запустили рассылку", "Макеты стенда", "Нет цен на новую линейку"),
        DigestLine("Вера Ким", "Собрала города из заявок", "Обновить форму на сайте", ""),
    ),
    (),
    2,
    closed=False,
)
QUESTIONS = Questions(OCCURRENCE, "monday", AT_THREE)

ROOM: Room = (
    ("several", CALL),
    ("one", replace(CALL, items=1, carried=())),
    ("none_moved", replace(CALL, items=0, carried=(), moved_because="День народного единства")),
    ("closed", replace(CALL, items=5, closed=True)),
    ("skipped", replace(CALL, skipped=True)),
    ("many_carried", replace(CALL, items=11, carried=tuple(line.text for line in MANY))),
    ("own_name", replace(CALL, name="Планёрка с дилерами")),
    ("five", CallToDirector(RITUAL, "monday", "standup", MONDAY, SALES, 5)),
    ("one", CallToDirector(RITUAL, "monday", "standup", MONDAY, SALES, 1)),
    ("none", CallToDirector(RITUAL, "monday", "standup", MONDAY, MARKETING, 0)),
    ("sales", NothingFromYours(RITUAL, "monday", "standup", MONDAY, SALES)),
    ("several", POSTED),
    ("empty", replace(POSTED, lines=(), due=0, chair=None)),
    ("one_over", replace(POSTED, lines=LINES[:1], due=1, open=False)),
    ("skipped", replace(POSTED, skipped=True)),
    ("skipped_empty", replace(POSTED, lines=(), due=0, skipped=True)),
    ("own_kind", replace(POSTED, kind="battle", name="battle", lines=LINES[:2], due=0)),
    ("offer", OfferToSkip(OCCURRENCE, "monday", "standup", MONDAY)),
    ("several", PANEL),
    ("empty", replace(PANEL, lines=(), mine=())),
    ("second_page", replace(PANEL, lines=MANY, page=1, at=None, mine=())),
    (
        "two",
        ChooseRitual(
            (
                RitualChoice(RITUAL, "monday", "standup", MONDAY),
                RitualChoice(OTHER_RITUAL, "strategy", "strategy", None),
            ),
            "agenda.add",
        ),
    ),
    (
        "same_kind",
        ChooseRitual(
            (
                RitualChoice(RITUAL, "monday", "standup", MONDAY),
                RitualChoice(OTHER_RITUAL, "thursday", "standup", MONDAY.replace(day=26)),
            ),
            "agenda.add",
        ),
    ),
    ("planned", AddItemForm(RITUAL, "monday", "standup", MONDAY)),
    ("unplanned", AddItemForm(RITUAL, "monday", "standup", None)),
    ("planned", ADDED),
    ("anonymous", replace(ADDED, anonymous=True)),
    ("running", replace(ADDED, meeting_runs=True, number=2)),
    ("unplanned", replace(ADDED, at=None, name="Планёрка")),
    ("plain", ItemTakenBack(LEADS, RITUAL)),
    # -- in writing ----------------------------------------------------------------------------------------------
    ("asked", QUESTIONS),
    ("answered", replace(QUESTIONS, answered=True)),
    ("closed", replace(QUESTIONS, closed=True)),
    ("closed_answered", replace(QUESTIONS, answered=True, closed=True)),
    ("plain", AnswerReminder(OCCURRENCE, "monday", AT_THREE)),
    ("empty", AnswerForm(OCCURRENCE, "monday")),
    ("before", AnswerKept(AT_THREE, in_digest=False)),
    ("after", AnswerKept(AT_THREE, in_digest=True)),
    ("several", DIGEST),
    ("nobody", replace(DIGEST, sales=(), marketing=(), missing=7)),
    ("closed", replace(DIGEST, missing=0, closed=True)),
    ("several", NotAnswered("monday", ("Вера Ким", "Иван Орлов", "Олег Ли"))),
    # -- action items --------------------------------------------------------------------------------------------
    ("complete", GIVEN),
    ("with_time_heavy", replace(GIVEN, due=AT_THREE, has_time=True, load=9)),
    ("bare", replace(GIVEN, owner=None, due=None)),
    ("no_date", replace(GIVEN, due=None)),
    ("no_owner", replace(GIVEN, owner=None)),
    ("several", YourTasks(12, "monday", "standup", ROWS)),
    ("one_no_date", YourTasks(12, "monday", "standup", (replace(ROW, due=None),))),
    ("due", TaskForYou(ROW, "Борис Смирнов")),
    ("no_date", TaskForYou(replace(ROW, due=None), "Борис Смирнов")),
    ("today", TaskReminder(replace(ROW, due=MONDAY.replace(hour=15), moves=2), today=True, item=LEADS)),
    ("before", TaskReminder(replace(ROW, due=AT_THREE, has_time=True, protocol=None), today=False, item=None)),
    ("mine", TaskList(ROWS[:2], all=False, total=2, page=0)),
    ("all", TaskList(ROWS, all=True, total=3, page=0)),
    ("none", TaskList((), all=False, total=0, page=0)),
    ("none_all", TaskList((), all=True, total=0, page=0)),
    ("second_page", TaskList((replace(ROW, number=9),), all=False, total=9, page=1)),
    ("done", TaskSettled("done", LETTERS)),
    ("dropped", TaskSettled("dropped", LETTERS)),
    ("date", TaskSettled("date", LETTERS, FRIDAY, has_time=False, moves=1)),
    ("second_move", TaskSettled("date", LETTERS, FRIDAY, has_time=False, moves=2)),
    ("third_move", TaskSettled("date", LETTERS, AT_THREE, has_time=True, moves=3)),
    ("owner", TaskSettled("owner", LETTERS, owner="Вера Ким")),
    ("noted", TaskSettled("noted", LETTERS)),
    ("first", DateForm(TaskId(1), LETTERS, 0)),
    ("moved", DateForm(TaskId(1), LONG, 2)),
    ("plain", OwnerForm(TaskId(1), LETTERS, (ANNA, BORIS, VERA))),
)
