"""The results of a survey as files: a picture, one page, a table that no spreadsheet takes for formulas."""

import csv
from dataclasses import replace
from io import BytesIO, StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from bot.documents.survey_table import FORMULA, harmless
from bot.documents.writing import written
from bot.rendering.reader import LOCALES, Locale, Reader
from bot.rendering.renderer import Renderer
from rituals.messages import Attachment
from rituals.survey_questions import Question, QuestionKind
from rituals.survey_result_messages import CSV, PNG, SurveyReport
from rituals.survey_results import Outcome, Results
from tests.messengers.gallery_people import MONDAY
from tests.messengers.gallery_survey import OWN_REPORT, QUARREL_REPORT, REPORT, TEXTS, figures

PDF = "application/pdf"
RENDERER = Renderer()
HOSTILE = (
    "=cmd|' /C calc'!A0",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "$x_{1}$ \\frac",
    "👍 спасибо <b>&amp;",
    '";=1+1;"',
    "＝1",
)
REPORTS = pytest.mark.parametrize("report", [REPORT, QUARREL_REPORT, OWN_REPORT], ids=["pulse", "quarrel", "own"])


def body(report: SurveyReport, media_type: str, locale: Locale = "ru") -> bytes:
    return written(Attachment("x", media_type, document=report), RENDERER, Reader(locale, "Europe/Moscow", MONDAY)).body


def table(report: SurveyReport, locale: Locale = "ru") -> list[list[str]]:
    text = body(report, CSV, locale).decode("utf-8-sig")
    return list(csv.reader(StringIO(text), delimiter=";" if locale == "ru" else ","))


def hostile_report() -> SurveyReport:
    question = Question(QuestionKind.ONE, text=HOSTILE[0], options=HOSTILE[:5])
    words = Question(QuestionKind.TEXT, text="=вопрос")
    outcomes = (Outcome(question, 5, (figures("", 1, 1, 1, 1, 1),)), Outcome(words, 9, texts=HOSTILE))
    return replace(OWN_REPORT, title="=название $x$", results=Results(9, 9, 5, (), outcomes))


@REPORTS
@pytest.mark.parametrize("locale", LOCALES)
def test_the_picture_fits_a_phone(report: SurveyReport, locale: Locale) -> None:
    picture = Image.open(BytesIO(body(report, PNG, locale)))
    assert picture.width == 1080
    assert picture.width + picture.height < 10_000
    assert len(picture.getcolors(1 << 20) or []) > 10


@REPORTS
@pytest.mark.parametrize("locale", LOCALES)
def test_the_page_is_one_and_says_all_questions(report: SurveyReport, locale: Locale) -> None:
    pages = PdfReader(BytesIO(body(report, PDF, locale))).pages
    assert len(pages) == 1
    text = pages[0].extract_text()
    assert all(f"{number}." in text for number in range(1, len(report.results.outcomes) + 1))


def test_the_page_stays_one_with_a_great_deal_of_words() -> None:
    long = tuple(f"{n}. " + "Очень длинный ответ на вопрос. " * 30 for n in range(20))
    outcomes = tuple(replace(outcome, texts=long) for outcome in REPORT.results.outcomes[2:3] * 3)
    report = replace(REPORT, results=replace(REPORT.results, outcomes=(*REPORT.results.outcomes[:2], *outcomes)))
    assert len(PdfReader(BytesIO(body(report, PDF))).pages) == 1


@pytest.mark.parametrize("media_type", [PNG, PDF, CSV])
def test_hostile_words_are_words(media_type: str) -> None:
    assert body(hostile_report(), media_type)


def test_the_same_facts_give_the_same_bytes() -> None:
    for media_type in (PNG, PDF, CSV):
        assert body(REPORT, media_type) == body(REPORT, media_type)


def test_a_spreadsheet_opens_the_table_and_finds_no_formula() -> None:
    raw = body(hostile_report(), CSV)
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = table(hostile_report())
    assert not any(cell.startswith(FORMULA) for row in rows for cell in row if not cell.lstrip("-").isdecimal())
    answers = [row[3] for row in rows]
    assert "'=cmd|' /C calc'!A0" in answers
    assert '";=1+1;"' in answers


@given(st.text(max_size=40))
def test_no_cell_begins_a_formula(words: str) -> None:
    assert not harmless(words).startswith(FORMULA)
    assert harmless(words).removeprefix("'") in {words, words.removeprefix("'")}


@pytest.mark.parametrize("locale", LOCALES)
def test_the_table_has_every_figure_and_text_and_nothing_of_who_is_too_few(locale: Locale) -> None:
    rows = table(REPORT, locale)
    assert len({len(row) for row in rows}) == 1
    scores = {row[6] for row in rows if row[0] == "1"}
    assert scores == {score.replace(".", ",") if locale == "ru" else score for score in ("4.6", "5.8", "3.2")}
    assert {row[3] for row in rows if row[0] == "3"} == {harmless(text) for text in TEXTS}
    assert [row[4:] for row in rows if row[0] == "4"] == [["", "", ""]]
