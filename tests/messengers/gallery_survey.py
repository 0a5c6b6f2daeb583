"""Surveys, from setting one up to its results."""

from dataclasses import replace
from datetime import timedelta

from rituals.suppression import THRESHOLD
from rituals.survey import SurveyAudience, SurveyId, SurveyState
from rituals.survey_messages import (
    AnswerForm,
    ReviewLine,
    SurveyDone,
    SurveyInvitation,
    SurveyPaused,
    SurveyQuestion,
    SurveyReminder,
    SurveyReview,
    SurveyStopped,
)
from rituals.survey_questions import TEMPLATES, Answer, Question, QuestionKind, SurveyTemplate
from rituals.survey_result_messages import (
    ReportFormat,
    ResultLine,
    SurveyAgendaForm,
    SurveyFile,
    SurveyReleased,
    SurveyReport,
    SurveyResults,
)
from rituals.survey_results import Figures, Outcome, Results
from rituals.survey_setup_messages import (
    AskCloseSurvey,
    ChooseSurvey,
    OwnSurveyForm,
    QuestionForm,
    QuestionsForm,
    SurveyDropped,
    SurveyHome,
    SurveyLine,
    SurveySetup,
    SurveyStatus,
)
from tests.messengers.gallery_people import FRIDAY, MONDAY, Room

SURVEY, OTHER = SurveyId(31), SurveyId(32)
PULSE, QUARREL, SIGNS, OWN = (
    SurveyTemplate.PULSE,
    SurveyTemplate.QUARREL,
    SurveyTemplate.SIGNS,
    SurveyTemplate.OWN,
)
LABELS = ("marketing", "sales")
TITLE = "Как прошла выставка"
INNA = "Инна Зотова"

OWN_QUESTIONS = (
    Question(QuestionKind.ONE, text="Довольны ли вы стендом?", options=("Да", "Отчасти", "Нет")),
    Question(QuestionKind.SCALE, text="Оцените подготовку"),
    Question(QuestionKind.TEXT, text="Что исправить?", optional=True),
)
TOGETHER, ENPS, GOOD, BAD = TEMPLATES[PULSE]
CAUSES, HARMONY, REMEDY = TEMPLATES[QUARREL]

TEXTS = (
    "Заявки с сайта наконец приходят с городом",
    "Вместе съездили к дилеру в Тулу",
    "Новый прайс вышел вовремя",
    "Ничего не вспомнилось",
    "Презентация для сетей",
    "Стенд",
    "Летучки стали короче",
    "Помогли с тендером за один день",
    "=2+2: шучу",
)


def figures(group: str, *counts: int, answered: int | None = None) -> Figures:
    return Figures(group, sum(counts) if answered is None else answered, counts)


PULSE_RESULTS = Results(
    asked=12,
    answered=11,
    threshold=THRESHOLD,
    labels=LABELS,
    outcomes=(
        Outcome(
            TOGETHER,
            11,
            (
                figures("", 0, 1, 2, 3, 2, 1, 1, 1, 0, 0),
                figures("marketing", 0, 0, 0, 1, 2, 1, 1, 1, 0, 0),
                figures("sales", 0, 1, 2, 2, 0, 0, 0, 0, 0, 0),
            ),
        ),
        Outcome(ENPS, 11, (figures("", 0, 0, 0, 0, 0, 1, 2, 2, 2, 3, 1),)),
        Outcome(GOOD, 9, texts=TEXTS),
        Outcome(BAD, None),
    ),
)
BEFORE = Results(
    asked=12,
    answered=10,
    threshold=THRESHOLD,
    labels=LABELS,
    outcomes=(
        Outcome(TOGETHER, 10, (figures("", 0, 0, 1, 1, 2, 2, 2, 1, 1, 0),)),
        Outcome(ENPS, 10, (figures("", 0, 0, 0, 0, 0, 0, 1, 3, 3, 2, 1),)),
        Outcome(GOOD, None),
        Outcome(BAD, None),
    ),
)
QUARREL_RESULTS = Results(
    asked=9,
    answered=8,
    threshold=THRESHOLD,
    labels=(),
    outcomes=(
        Outcome(CAUSES, 8, (figures("", 3, 1, 0, 6, 5, 7, 2, 4, 1, answered=8),)),
        Outcome(HARMONY, 8, (figures("", 0, 0, 0, 1, 1, 2, 3, 1, 0, 0),)),
        Outcome(REMEDY, 5, texts=TEXTS[:5]),
    ),
)
QUARREL_BEFORE = replace(
    QUARREL_RESULTS,
    outcomes=(Outcome(CAUSES, 7, (figures("", 5, 2, 1, 4, 5, 3, 2, 1, 0, answered=7),)), *QUARREL_RESULTS.outcomes[1:]),
)
OWN_RESULTS = Results(
    asked=14,
    answered=12,
    threshold=THRESHOLD,
    labels=LABELS,
    outcomes=(
        Outcome(OWN_QUESTIONS[0], 12, (figures("", 7, 4, 1), figures("marketing", 5, 1, 0), figures("sales", 2, 3, 1))),
        Outcome(OWN_QUESTIONS[1], 12, (figures("", 0, 0, 0, 0, 0, 1, 2, 4, 3, 2),)),
        Outcome(OWN_QUESTIONS[2], 5, texts=("Больше места под образцы", "Свет", "Каталоги", "Кофе", "Указатели")),
    ),
)
TOO_FEW = replace(PULSE_RESULTS, answered=4, outcomes=tuple(Outcome(q, None) for q in TEMPLATES[PULSE]))

LAST_MONTH = MONDAY - timedelta(days=30)
REPORT = SurveyReport("Original Works", PULSE, "", MONDAY, PULSE_RESULTS, BEFORE, LAST_MONTH)
QUARREL_REPORT = SurveyReport("Original Works", QUARREL, "", MONDAY, QUARREL_RESULTS, QUARREL_BEFORE, LAST_MONTH)
OWN_REPORT = SurveyReport("Original Works", OWN, TITLE, MONDAY, OWN_RESULTS)
FEW_REPORT = SurveyReport("Original Works", PULSE, "", MONDAY, TOO_FEW)

INVITATION = SurveyInvitation(SURVEY, PULSE, "", 4, FRIDAY, LABELS, labelled=True, readers=(INNA,))
QUESTION = SurveyQuestion(SURVEY, PULSE, "", 0, 4, TOGETHER)
SETUP = SurveySetup(
    SURVEY,
    PULSE,
    "",
    TEMPLATES[PULSE],
    SurveyAudience.BOTH,
    3,
    FRIDAY,
    asked=12,
    directors=2,
    unreachable=("Вера Ким", "Глеб Фёдоров"),
    labels=LABELS,
)
DRAFT = (
    ReviewLine(TOGETHER, Answer((4,))),
    ReviewLine(ENPS, Answer((7,))),
    ReviewLine(GOOD, Answer(text=TEXTS[0])),
    ReviewLine(BAD, Answer()),
)
OPEN = SurveyLine(SURVEY, PULSE, "", SurveyState.STAFF, FRIDAY, None, 5, 12, "answer")
CLOSED = SurveyLine(OTHER, OWN, TITLE, SurveyState.CLOSED, FRIDAY, LAST_MONTH, 9, 12, "", readable=True)
STATUS = SurveyStatus(SURVEY, PULSE, "", SurveyState.STAFF, FRIDAY, 5, 10, 0, 2)

ROOM: Room = (
    ("by_department", INVITATION),
    ("small_team", replace(INVITATION, labels=(), labelled=False, readers=())),
    ("director", replace(INVITATION, directors=True, kind=OWN, title=TITLE, questions=3)),
    ("preview", replace(INVITATION, preview=True)),
    ("closed", replace(INVITATION, closed=True)),
    ("closed_answered", replace(INVITATION, closed=True, answered=True)),
    ("plain", SurveyReminder(SURVEY, PULSE, "", FRIDAY)),
    ("scale", QUESTION),
    ("scale_answered", replace(QUESTION, answer=Answer((4,)))),
    ("enps", replace(QUESTION, position=1, question=ENPS)),
    ("text", replace(QUESTION, position=2, question=GOOD)),
    ("text_answered", replace(QUESTION, position=2, question=GOOD, answer=Answer(text=TEXTS[0]))),
    ("several", SurveyQuestion(SURVEY, QUARREL, "", 0, 3, CAUSES)),
    ("several_answered", SurveyQuestion(SURVEY, QUARREL, "", 0, 3, CAUSES, Answer((3, 5)))),
    ("one_own", SurveyQuestion(SURVEY, OWN, TITLE, 0, 3, OWN_QUESTIONS[0])),
    ("signs", SurveyQuestion(SURVEY, SIGNS, "", 1, 4, TEMPLATES[SIGNS][1])),
    ("preview", replace(QUESTION, preview=True, position=1, question=ENPS)),
    ("template", AnswerForm(SURVEY, 2, GOOD)),
    ("own", AnswerForm(SURVEY, 2, OWN_QUESTIONS[2])),
    ("full", SurveyReview(SURVEY, PULSE, "", DRAFT)),
    ("missing", SurveyReview(SURVEY, PULSE, "", (DRAFT[0], ReviewLine(ENPS, None), *DRAFT[2:]), missing=1)),
    ("preview", SurveyReview(SURVEY, PULSE, "", tuple(ReviewLine(q, None) for q in TEMPLATES[PULSE]), preview=True)),
    ("plain", SurveyPaused(SURVEY, PULSE, "", FRIDAY)),
    ("plain", SurveyStopped(SURVEY, PULSE, "", FRIDAY)),
    ("plain", SurveyDone(PULSE, "", FRIDAY)),
    ("person", SurveyHome((OPEN, replace(OPEN, survey=OTHER, kind=QUARREL, mine="waits")), may_start=False)),
    ("manager", SurveyHome((replace(OPEN, mine="answered", manages=True), CLOSED), may_start=True)),
    ("nothing", SurveyHome((), may_start=False)),
    ("nothing_yet", SurveyHome((), may_start=True)),
    ("plain", ChooseSurvey()),
    ("ready", SETUP),
    ("own_empty", replace(SETUP, kind=OWN, title=TITLE, questions=(), unreachable=())),
    (
        "own_small",
        replace(SETUP, kind=OWN, title=TITLE, questions=OWN_QUESTIONS, asked=7, directors=0, labels=(), days=1),
    ),
    ("three_people", replace(SETUP, asked=3, directors=2, labels=(), unreachable=(), kind=QUARREL)),
    ("plain", OwnSurveyForm()),
    ("plain", QuestionForm(SURVEY)),
    ("plain", QuestionsForm(SURVEY)),
    ("plain", SurveyDropped(OWN, TITLE)),
    ("begun", replace(STATUS, answered=0, begun=True)),
    ("staff", STATUS),
    ("directors", replace(STATUS, state=SurveyState.DIRECTORS, answered=9, directors_answered=1)),
    ("closed", replace(STATUS, state=SurveyState.CLOSED, answered=9, directors_answered=2)),
    ("before_directors", AskCloseSurvey(SURVEY, PULSE, "", 5, 10, directors=True)),
    ("last", AskCloseSurvey(SURVEY, PULSE, "", 1, 2, directors=False)),
    ("first_to_hr", SurveyResults(SURVEY, REPORT, released=False, managed=True)),
    ("to_all", SurveyResults(SURVEY, QUARREL_REPORT, released=True, managed=False)),
    ("own_released", SurveyResults(SURVEY, OWN_REPORT, released=True, managed=True)),
    ("too_few", SurveyResults(SURVEY, FEW_REPORT, released=False, managed=True)),
    (
        "unreadable",
        SurveyResults(
            SURVEY, replace(FEW_REPORT, results=replace(TOO_FEW, unreadable=True)), released=False, managed=True
        ),
    ),
    ("pdf", SurveyFile(REPORT, ReportFormat.PDF)),
    ("plain", SurveyReleased(PULSE, "")),
    ("fallen", SurveyAgendaForm(SURVEY, tuple(ResultLine.of(o, BEFORE) for o in PULSE_RESULTS.outcomes[:2]))),
    ("plain", SurveyAgendaForm(SURVEY, ())),
)
