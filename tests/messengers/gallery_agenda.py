"""The agenda, the stand-up in writing, and action items between the meetings."""

from dataclasses import replace
from datetime import timedelta

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
from rituals.in_writing import AnswerForm, AnswerKept, AnswerReminder, Digest, DigestLine, NotAnswered, Questions
from rituals.kept_back import ItemsKeptBack, KeptLine
from rituals.team import Department
from tests.messengers.gallery_people import (
    AT_THREE,
    BORIS,
    LEADS,
    LETTERS,
    LINK,
    MONDAY,
    OCCURRENCE,
    OTHER_RITUAL,
    PRICE,
    RITUAL,
    STAND,
    Room,
)

SALES, MARKETING = Department.SALES, Department.MARKETING

LINES = (
    AgendaLine(ItemId(1), 1, PRICE, "Борис Смирнов", SALES, None, 3, 0),
    AgendaLine(ItemId(2), 2, STAND, "Вера Ким", MARKETING, None, 0, 1),
    AgendaLine(ItemId(3), 3, "Почему мы узнаём о скидках от клиентов?", None, None, None, 1, 0),
    AgendaLine(ItemId(4), 4, LEADS, "Иван Орлов", SALES, LINK, 0, 2),
    AgendaLine(ItemId(5), 5, "Прайс обновляет маркетинг", "Анна Петрова", MARKETING, None, 0, 0, reopens=12),
    AgendaLine(ItemId(6), 6, LETTERS, None, MARKETING, None, 0, 1, moves=2),
)
MANY = tuple(
    AgendaLine(ItemId(n), n, f"Вопрос для разговора {n}", "Вера Ким", MARKETING, None, 0, 0) for n in range(1, 13)
)
CALL = CallForAgenda(RITUAL, "monday", "standup", MONDAY, 4, (STAND, LEADS))
POSTED = AgendaPosted(RITUAL, "monday", "standup", MONDAY, BORIS, LINES, 3)
PANEL = AgendaPanel(RITUAL, "monday", "standup", MONDAY, LINES, (ItemId(1),), (ItemId(3),))
ADDED = ItemAdded(ItemId(4), RITUAL, LEADS, 4, "monday", "standup", MONDAY, anonymous=False)


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
KEPT = (KeptLine(ItemId(1), 1, PRICE, mine=True), KeptLine(ItemId(2), 2, STAND, mine=True))
QUESTIONS = Questions(OCCURRENCE, "monday", AT_THREE)

ROOM: Room = (
    ("author", ItemsKeptBack(RITUAL, "breakfast", "breakfast", KEPT[:1], 1)),
    ("circle", ItemsKeptBack(RITUAL, "breakfast", "breakfast", (*KEPT, replace(KEPT[0], number=3, mine=False)), 11)),
    ("not_mine", ItemsKeptBack(RITUAL, "Кофе", "breakfast", (replace(KEPT[0], mine=False),), 1)),
    ("none_any_more", ItemsKeptBack(RITUAL, "strategy", "strategy", (), 0)),
    ("in_private_again", ItemsKeptBack(RITUAL, "breakfast", "breakfast", (), 0, in_private=True)),
    ("several", CALL),
    ("one", replace(CALL, items=1, carried=())),
    ("none_moved", replace(CALL, items=0, carried=(), moved_because="День народного единства")),
    ("closed", replace(CALL, items=5, closed=True)),
    ("skipped", replace(CALL, skipped=True)),
    ("many_carried", replace(CALL, items=11, carried=tuple(line.text for line in MANY))),
    ("own_name", replace(CALL, name="Планёрка с дилерами")),
    ("five", CallToDirector(RITUAL, "monday", "standup", MONDAY, SALES, 5, MONDAY - timedelta(hours=1))),
    ("one", CallToDirector(RITUAL, "monday", "standup", MONDAY, SALES, 1)),
    (
        "none",
        CallToDirector(
            RITUAL, "breakfast", "breakfast", MONDAY, MARKETING, 0, MONDAY - timedelta(hours=16), in_private=True
        ),
    ),
    ("sales", NothingFromYours(RITUAL, "monday", "standup", MONDAY, SALES)),
    ("several", POSTED),
    ("empty", replace(POSTED, lines=(), due=0, chair=None)),
    ("one_over", replace(POSTED, lines=LINES[:1], due=1, open=False)),
    ("skipped", replace(POSTED, skipped=True)),
    ("skipped_empty", replace(POSTED, lines=(), due=0, skipped=True)),
    ("own_kind", replace(POSTED, kind="battle", name="battle", lines=LINES[:2], due=0)),
    ("offer", OfferToSkip(OCCURRENCE, "monday", "standup", MONDAY)),
    ("settled", OfferToSkip(OCCURRENCE, "monday", "standup", MONDAY, settled=True)),
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
)
