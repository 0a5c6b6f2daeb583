"""A survey's results as a table for spreadsheets: CSV that Excel opens as it is, and in which nothing is a formula."""

import csv
from collections.abc import Iterator
from io import StringIO

from bot.documents.labels import Labels
from bot.rendering.people_words import cleaned
from bot.rendering.reader import Locale
from rituals.survey_result_messages import SurveyReport
from rituals.survey_results import Figures, Outcome

SEPARATORS: dict[Locale, str] = {"ru": ";", "en": ","}
"""What a spreadsheet of that language takes for the end of a cell: in Russian the comma is in the numbers."""

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet might take for the beginning of a formula (owasp.org/www-community/attacks/CSV_Injection)."""

HEADS = ("number", "question", "group", "answer", "count", "of", "score")
Row = tuple[str, ...]


def survey_table(report: SurveyReport, labels: Labels) -> bytes:
    """The table, one row a figure or text; with the mark by which Excel knows UTF-8."""
    written = StringIO()
    writer = csv.writer(written, delimiter=SEPARATORS[labels.languages[0]], quoting=csv.QUOTE_ALL)
    writer.writerow([labels.line(f"head_{head}") for head in HEADS])
    for number, outcome in enumerate(report.results.outcomes, 1):
        asked = cleaned(labels.line("question", q=outcome.question))
        for row in _rows(outcome, report, labels):
            writer.writerow([str(number), *map(harmless, (asked, *row[:2])), *row[2:]])
    return written.getvalue().encode("utf-8-sig")


def harmless(cell: str) -> str:
    """The words as words: what looks like a formula gets an apostrophe before it, as a spreadsheet itself does it."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _number(words: str) -> str:
    """A score as a spreadsheet reads it."""
    return words.removeprefix("+").replace("−", "-")


def _rows(outcome: Outcome, report: SurveyReport, labels: Labels) -> Iterator[Row]:
    if not outcome.is_shown:
        yield ("", labels.line("too_few", threshold=report.results.threshold), "", "", "")
    for figures in outcome.figures:
        yield from _figures(outcome, figures, labels)
    everybody = labels.line("everybody")
    for text in outcome.texts:
        yield (everybody, cleaned(text), "", "", "")


def _figures(outcome: Outcome, figures: Figures, labels: Labels) -> Iterator[Row]:
    question = outcome.question
    group = labels.line("department", group=figures.group) if figures.group else labels.line("everybody")
    score = _number(labels.line("score", q=question, value=figures.mean(question))) if question.is_number else ""
    for value, count in zip(question.values, figures.counts, strict=False):
        answer = cleaned(labels.line("option", q=question, value=value))
        yield (group, answer, str(count), str(figures.answered), score)
