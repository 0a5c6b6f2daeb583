"""What HR and the CEO see while they set a survey up and while it runs."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from rituals.messages import Button, Field, FieldKind, Form, Message, Option, Style
from rituals.suppression import THRESHOLD
from rituals.survey import SurveyAudience, SurveyId, SurveyState
from rituals.survey_messages import Rows
from rituals.survey_questions import QUESTION_LIMIT, Question, SurveyTemplate

TITLE_LIMIT = 50
"""Characters: it goes onto buttons, with a word before it and a date behind it."""

YAML_LIMIT = 3000
"""Characters that one field of a Slack modal takes (docs.slack.dev/reference/block-kit/block-elements)."""


@dataclass(frozen=True, slots=True)
class SurveyLine:
    """A survey in the list of one reader.

    `mine`: what is left for the reader: `answer`, `answered`, `waits` for the directors' round, or nothing. `manages`:
    the reader may close it; `readable`: there are results for the reader.
    """

    survey: SurveyId
    kind: SurveyTemplate
    title: str
    state: SurveyState
    until: datetime | None
    closed_at: datetime | None
    answered: int
    asked: int
    mine: str = ""
    manages: bool = False
    readable: bool = False


@dataclass(frozen=True, slots=True)
class SurveyHome(Message):
    """The surveys that concern the reader."""

    template: ClassVar[str] = "survey/home"
    lines: tuple[SurveyLine, ...]
    may_start: bool

    def buttons(self) -> Rows:
        rows = [row for line in self.lines if (row := self._row(line))]
        return (*rows, *(((Button("start", "survey.choose", style=Style.PRIMARY),),) if self.may_start else ()))

    def _row(self, line: SurveyLine) -> tuple[Button, ...]:
        args = (line.survey,)
        answer = (Button("answer", "survey.begin", args, Style.PRIMARY),) if line.mine == "answer" else ()
        manage = (Button("manage", "survey.status", args),) if line.manages else ()
        results = (Button("results", "survey.results", args),) if line.readable else ()
        return (*answer, *manage, *results)


@dataclass(frozen=True, slots=True)
class ChooseSurvey(Message):
    """Which questions?"""

    template: ClassVar[str] = "survey/choose"

    def buttons(self) -> Rows:
        ready = [t for t in SurveyTemplate if t is not SurveyTemplate.OWN]
        rows = tuple((Button("ready", "survey.chosen", (one,)),) for one in ready)
        return (*rows, (Button("own", "survey.own"),), (Button("back", "survey.home"),))


@dataclass(frozen=True, slots=True)
class SurveySetup(Message):
    """A survey before it begins: what is asked of whom, who can be reached, what results there can be.

    `labels` are the departments that results may tell apart; `unreachable` are names.
    """

    template: ClassVar[str] = "survey/setup"
    confidential: ClassVar[bool] = True
    survey: SurveyId
    kind: SurveyTemplate
    title: str
    questions: tuple[Question, ...]
    audience: SurveyAudience
    days: int
    until: datetime
    asked: int
    directors: int
    unreachable: tuple[str, ...]
    labels: tuple[str, ...]
    threshold: int = THRESHOLD

    def buttons(self) -> Rows:
        args = (self.survey,)
        begin = (Button("begin", "survey.start", args, Style.PRIMARY),) if self.questions and self.asked else ()
        preview = (Button("preview", "survey.invite", args),) if self.questions else ()
        audience, days = Button("audience", "survey.audience", args), Button("days", "survey.days", args)
        rows = (preview, (audience,), (days,), *self._own(), (*begin, Button("drop", "survey.drop", args)))
        return tuple(row for row in rows if row)

    def _own(self) -> Rows:
        """How questions in people's own words come and go."""
        if self.kind is not SurveyTemplate.OWN:
            return ()
        args = (self.survey,)
        add, file = Button("add", "survey.add", args), Button("file", "survey.file", args)
        return ((add, file), *(((Button("remove", "survey.remove", args),),) if self.questions else ()))


@dataclass(frozen=True, slots=True)
class OwnSurveyForm(Form):
    """What is the survey called?"""

    template: ClassVar[str] = "survey/own_form"
    press: ClassVar[str] = "survey.titled"

    def fields(self) -> tuple[Field, ...]:
        return (Field("title", max_length=TITLE_LIMIT),)


@dataclass(frozen=True, slots=True)
class QuestionForm(Form):
    """One more question."""

    template: ClassVar[str] = "survey/question_form"
    press: ClassVar[str] = "survey.added"
    survey: SurveyId

    def args(self) -> tuple[int | str, ...]:
        return (self.survey,)

    def fields(self) -> tuple[Field, ...]:
        kinds = tuple(map(Option, ("options", "scale", "text")))
        chosen = ("kind", "options")
        return (
            Field("ask", FieldKind.TEXT, max_length=QUESTION_LIMIT),
            Field("kind", FieldKind.CHOICE, options=kinds),
            Field("options", FieldKind.TEXT, when=chosen),
            Field("many", FieldKind.CHOICE, options=(Option("one"), Option("several")), when=chosen),
            Field("skip", FieldKind.CHOICE, options=(Option("no"), Option("yes"))),
        )


@dataclass(frozen=True, slots=True)
class QuestionsForm(Form):
    """All questions at once, as YAML."""

    template: ClassVar[str] = "survey/questions_form"
    press: ClassVar[str] = "survey.filed"
    survey: SurveyId

    def args(self) -> tuple[int | str, ...]:
        return (self.survey,)

    def fields(self) -> tuple[Field, ...]:
        return (Field("questions", FieldKind.TEXT, max_length=YAML_LIMIT),)


@dataclass(frozen=True, slots=True)
class SurveyDropped(Message):
    """A survey that was being set up is given up."""

    template: ClassVar[str] = "survey/dropped"
    kind: SurveyTemplate
    title: str

    def buttons(self) -> Rows:
        return ((Button("start", "survey.choose"),),)


@dataclass(frozen=True, slots=True)
class SurveyStatus(Message):
    """How far a survey is: how many have answered, never who. `begun`: it has just begun."""

    template: ClassVar[str] = "survey/status"
    confidential: ClassVar[bool] = True
    survey: SurveyId
    kind: SurveyTemplate
    title: str
    state: SurveyState
    until: datetime
    answered: int
    asked: int
    directors_answered: int
    directors_asked: int
    begun: bool = False

    def buttons(self) -> Rows:
        if not self.state.is_open:
            return ()
        args = (self.survey,)
        return ((Button("refresh", "survey.status", args), Button("close", "survey.ask_close", args)),)


@dataclass(frozen=True, slots=True)
class AskCloseSurvey(Message):
    """What closing early changes, before it is done. `directors`: their round comes next."""

    template: ClassVar[str] = "survey/ask_close"
    survey: SurveyId
    kind: SurveyTemplate
    title: str
    answered: int
    asked: int
    directors: bool

    def buttons(self) -> Rows:
        yes = Button("yes", "survey.close", (self.survey,), Style.DANGER)
        return ((yes, Button("no", "survey.status", (self.survey,))),)
