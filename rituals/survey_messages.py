"""What somebody sees who is asked in a survey: the invitation, one question at a time, the end."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from rituals.messages import Button, Field, FieldKind, Form, Message, Style
from rituals.suppression import THRESHOLD
from rituals.survey import SurveyId
from rituals.survey_questions import ANSWER_LIMIT, Answer, Question, QuestionKind, SurveyTemplate

Rows = tuple[tuple[Button, ...], ...]

IN_A_ROW = {QuestionKind.SCALE: 5, QuestionKind.ENPS: 6}
"""Numbers of a scale side by side, so that a thumb finds them."""

JUMPS_IN_A_ROW = 5

GOTO = "survey.goto"
WRITE = "survey.write"
SKIP = "survey.skip"


@dataclass(frozen=True, slots=True)
class SurveyInvitation(Message):
    """The first message, in plain words: what is asked, what is kept, from how many answers on a result is shown.

    `labels` are the departments that may be told apart; `labelled`: the reader's answers name theirs. `readers` see
    the results first. `preview`: for who sets it up.
    """

    template: ClassVar[str] = "survey/invitation"
    survey: SurveyId
    kind: SurveyTemplate
    title: str
    questions: int
    until: datetime
    labels: tuple[str, ...]
    labelled: bool
    readers: tuple[str, ...]
    directors: bool = False
    threshold: int = THRESHOLD
    preview: bool = False
    closed: bool = False
    answered: bool = False
    """Whether the reader had answered when it was closed."""

    def buttons(self) -> Rows:
        if self.closed:
            return ()
        if self.preview:
            begin = Button("begin", "survey.preview", (self.survey, 0), Style.PRIMARY)
            return ((begin, Button("back", "survey.setup", (self.survey,))),)
        return ((Button("begin", "survey.begin", (self.survey,), Style.PRIMARY),),)


@dataclass(frozen=True, slots=True)
class SurveyReminder(Message):
    """Somebody has not finished, and the last day has come, or the middle of a long round."""

    template: ClassVar[str] = "survey/reminder"
    repeatable: ClassVar[bool] = False
    survey: SurveyId
    kind: SurveyTemplate
    title: str
    until: datetime

    def buttons(self) -> Rows:
        begin = Button("begin", "survey.begin", (self.survey,), Style.PRIMARY)
        return ((begin,), (Button("stop", "survey.stop", (self.survey,)),))


@dataclass(frozen=True, slots=True)
class SurveyQuestion(Message):
    """One question, with what the reader has answered so far. `preview`: nothing is kept."""

    template: ClassVar[str] = "survey/question"
    confidential: ClassVar[bool] = True
    survey: SurveyId
    kind: SurveyTemplate
    title: str
    position: int
    total: int
    question: Question
    answer: Answer | None = None
    preview: bool = False

    @property
    def picks(self) -> tuple[int, ...]:
        return self.answer.picks if self.answer else ()

    @property
    def words(self) -> str:
        return self.answer.text if self.answer else ""

    def buttons(self) -> Rows:
        width = IN_A_ROW.get(self.question.kind, 1)
        options = [self._option(value) for value in self.question.values]
        rows = [tuple(options[start : start + width]) for start in range(0, len(options), width)]
        if self.question.is_text:
            rows.append((self._to("write" if not self.words else "rewrite", WRITE, self.position),))
        return (*rows, self._ways())

    def _option(self, value: int) -> Button:
        if self.preview:
            return Button("option", "survey.preview", (self.survey, self.position + 1, value))
        return Button("option", "survey.pick", (self.survey, self.position, value))

    def _ways(self) -> tuple[Button, ...]:
        """Back, on, and out."""
        back = (self._to("back", GOTO, self.position - 1),) if self.position else ()
        answered = self.answer is not None and not self.answer.is_skipped
        on: tuple[Button, ...] = ()
        if answered or (self.preview and not self.question.optional):
            on = (self._to("next", GOTO, self.position + 1),)
        elif self.question.optional:
            on = (self._to("skip", SKIP, self.position),)
        leave = Button("leave", "survey.setup", (self.survey,))
        return (*back, *on, leave if self.preview else Button("pause", "survey.pause", (self.survey,)))

    def _to(self, name: str, press: str, position: int) -> Button:
        if self.preview:
            step = self.position - 1 if name == "back" else self.position + 1
            return Button(name, "survey.preview", (self.survey, step))
        return Button(name, press, (self.survey, position))


@dataclass(frozen=True, slots=True)
class AnswerForm(Form):
    """A question that takes words."""

    template: ClassVar[str] = "survey/answer_form"
    press: ClassVar[str] = "survey.written"
    survey: SurveyId
    position: int
    question: Question

    def args(self) -> tuple[int | str, ...]:
        return (self.survey, self.position)

    def fields(self) -> tuple[Field, ...]:
        return (Field("text", FieldKind.TEXT, optional=self.question.optional, max_length=ANSWER_LIMIT),)


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """A question and what the reader answered."""

    question: Question
    answer: Answer | None


@dataclass(frozen=True, slots=True)
class SurveyReview(Message):
    """All answers before *Finish*: until then each can be changed, afterwards none can be found any more.

    `missing` is the position of a question that must be answered and is not.
    """

    template: ClassVar[str] = "survey/review"
    confidential: ClassVar[bool] = True
    survey: SurveyId
    kind: SurveyTemplate
    title: str
    lines: tuple[ReviewLine, ...]
    missing: int | None = None
    preview: bool = False

    def buttons(self) -> Rows:
        press = "survey.preview" if self.preview else GOTO
        jumps = [Button("change", press, (self.survey, position)) for position in range(len(self.lines))]
        rows = [tuple(jumps[start : start + JUMPS_IN_A_ROW]) for start in range(0, len(jumps), JUMPS_IN_A_ROW)]
        if self.preview:
            return (*rows, (Button("leave", "survey.setup", (self.survey,), Style.PRIMARY),))
        pause = Button("pause", "survey.pause", (self.survey,))
        if self.missing is not None:
            return (*rows, (pause,))
        return (*rows, (Button("finish", "survey.finish", (self.survey,), Style.PRIMARY), pause))


@dataclass(frozen=True, slots=True)
class SurveyPaused(Message):
    """The answers so far wait; they can be thrown away too."""

    template: ClassVar[str] = "survey/paused"
    survey: SurveyId
    kind: SurveyTemplate
    title: str
    until: datetime

    def buttons(self) -> Rows:
        go_on = Button("go_on", "survey.begin", (self.survey,), Style.PRIMARY)
        return ((go_on, Button("stop", "survey.stop", (self.survey,))),)


@dataclass(frozen=True, slots=True)
class SurveyStopped(Message):
    """The answers so far are gone, and nobody asks again; until the end one may begin anew."""

    template: ClassVar[str] = "survey/stopped"
    survey: SurveyId
    kind: SurveyTemplate
    title: str
    until: datetime

    def buttons(self) -> Rows:
        return ((Button("begin", "survey.begin", (self.survey,)),),)


@dataclass(frozen=True, slots=True)
class SurveyDone(Message):
    """Thanks: the answers are among all the others, and nobody can tell whose they are."""

    template: ClassVar[str] = "survey/done"
    kind: SurveyTemplate
    title: str
    until: datetime
    threshold: int = THRESHOLD
