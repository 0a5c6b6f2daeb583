"""What people see of a survey's results: in the messengers, and as files."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from rituals.messages import Attachment, Button, Document, Field, FieldKind, Form, Message, Style
from rituals.protocol_messages import PDF
from rituals.survey import Survey, SurveyId
from rituals.survey_messages import Rows
from rituals.survey_questions import Question, SurveyTemplate
from rituals.survey_results import Figures, Outcome, Results, change, is_alarming

PNG = "image/png"
CSV = "text/csv"

TEXTS_SHOWN = 8
"""Answers in words that a message has room for; the file has all of them."""


class ReportFormat(StrEnum):
    """As which file the results go out."""

    PDF = "pdf"
    CSV = "csv"


_MEDIA = {ReportFormat.PDF: PDF, ReportFormat.CSV: CSV}


@dataclass(frozen=True, slots=True)
class SurveyReport(Document):
    """The results as a file: a picture, a page, or a table. `before` is the last round of the same questions."""

    template: ClassVar[str] = "survey/report"
    team: str
    kind: SurveyTemplate
    title: str
    closed_at: datetime
    results: Results
    before: Results | None = None
    before_at: datetime | None = None

    @classmethod
    def of(cls, survey: Survey, team: str, before: Survey | None) -> "SurveyReport":
        assert survey.results is not None and survey.closed_at is not None  # noqa: S101, PT018  It is closed.
        return cls(
            team,
            survey.template,
            survey.title,
            survey.closed_at,
            survey.results,
            before.results if before else None,
            before.closed_at if before else None,
        )


@dataclass(frozen=True, slots=True)
class GroupScore:
    """The score of one department."""

    group: str
    score: float


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a question and how many picked it."""

    value: int
    count: int


@dataclass(frozen=True, slots=True)
class ResultLine:
    """One question of the results, in the order in which it is told."""

    question: Question
    shown: bool
    answered: int
    score: float | None
    change: float | None
    alarming: bool
    groups: tuple[GroupScore, ...]
    choices: tuple[Choice, ...]
    texts: tuple[str, ...]
    more_texts: int

    @classmethod
    def of(cls, outcome: Outcome, before: Results | None) -> "ResultLine":
        question, figures = outcome.question, outcome.figures
        return cls(
            question=question,
            shown=outcome.is_shown,
            answered=outcome.answered or 0,
            score=outcome.score,
            change=change(outcome, before),
            alarming=is_alarming(outcome, before),
            groups=tuple(GroupScore(f.group, f.mean(question)) for f in figures[1:] if question.is_number),
            choices=_choices(question, figures[0]) if figures and not question.is_number else (),
            texts=outcome.texts[:TEXTS_SHOWN],
            more_texts=len(outcome.texts[TEXTS_SHOWN:]),
        )


def _choices(question: Question, figures: Figures) -> tuple[Choice, ...]:
    """The choices that somebody picked, the most frequent first."""
    picked = zip(question.values, figures.counts, strict=False)
    return tuple(sorted((Choice(value, count) for value, count in picked if count), key=lambda one: -one.count))


@dataclass(frozen=True, slots=True)
class SurveyResults(Message):
    """The results: to HR first, then to everybody. Where too few have answered that alone is said.

    `managed`: the reader may release them and make an agenda item of them.
    """

    template: ClassVar[str] = "survey/results"
    confidential: ClassVar[bool] = True
    survey: SurveyId
    report: SurveyReport
    released: bool
    managed: bool

    @property
    def kind(self) -> SurveyTemplate:
        return self.report.kind

    @property
    def title(self) -> str:
        return self.report.title

    @property
    def results(self) -> Results:
        return self.report.results

    @property
    def before_at(self) -> datetime | None:
        return self.report.before_at

    @property
    def lines(self) -> tuple[ResultLine, ...]:
        return tuple(ResultLine.of(outcome, self.report.before) for outcome in self.results.outcomes)

    @property
    def alarming(self) -> bool:
        return any(line.alarming for line in self.lines)

    @property
    def compared(self) -> bool:
        return any(line.change is not None for line in self.lines)

    def buttons(self) -> Rows:
        if not self.results.is_shown:
            return ()
        files = tuple(Button("file", "survey.as", (self.survey, one)) for one in ReportFormat)
        if not self.managed:
            return (files,)
        urgent = Style.PRIMARY if self.alarming else Style.PLAIN
        agenda = Button("agenda", "survey.to_agenda", (self.survey,), urgent)
        release = () if self.released else (Button("release", "survey.release", (self.survey,)),)
        return ((*release, agenda), files)

    def attachments(self) -> tuple[Attachment, ...]:
        plotted = any(outcome.figures for outcome in self.results.outcomes)
        return (Attachment("survey.png", PNG, document=self.report),) if plotted else ()


@dataclass(frozen=True, slots=True)
class SurveyFile(Message):
    """The results as a file."""

    template: ClassVar[str] = "survey/file"
    report: SurveyReport
    format: ReportFormat

    @property
    def kind(self) -> SurveyTemplate:
        return self.report.kind

    @property
    def title(self) -> str:
        return self.report.title

    def attachments(self) -> tuple[Attachment, ...]:
        day = self.report.closed_at.date().isoformat()
        return (Attachment(f"survey-{day}.{self.format}", _MEDIA[self.format], document=self.report),)


@dataclass(frozen=True, slots=True)
class SurveyReleased(Message):
    """The results are in the common chats."""

    template: ClassVar[str] = "survey/released"
    kind: SurveyTemplate
    title: str


@dataclass(frozen=True, slots=True)
class SurveyAgendaForm(Form):
    """What shall the directors talk about? `lines` are the scores that are bad or have fallen."""

    template: ClassVar[str] = "survey/agenda_form"
    press: ClassVar[str] = "survey.on_agenda"
    survey: SurveyId
    lines: tuple[ResultLine, ...]

    def args(self) -> tuple[int | str, ...]:
        return (self.survey,)

    def fields(self) -> tuple[Field, ...]:
        return (Field("text", FieldKind.TEXT),)
