"""What people see of their home."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from rituals.cup_messages import Question
from rituals.messages import Button, Message, Style
from rituals.survey import SurveyId
from rituals.survey_questions import SurveyTemplate
from rituals.task_messages import TaskRow, row_buttons
from rituals.vote import VoteId

TASKS_SHOWN = 5
"""Action items with buttons: the rest is one press away."""

MEETINGS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class HomeMeeting:
    """A meeting in which this person takes part. `running`: it has been opened."""

    name: str
    kind: str
    at: datetime
    running: bool


@dataclass(frozen=True, slots=True)
class HomeVote:
    """An open vote in which this person may vote. Whether they have is not said: a home is stored, a ballot is not."""

    vote: VoteId
    question: Question
    until: datetime


@dataclass(frozen=True, slots=True)
class HomeSurvey:
    """A survey that waits for this person's answer."""

    survey: SurveyId
    kind: SurveyTemplate
    title: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class HomePage(Message):
    """The home of a person of a team. `total` counts the action items that are not shown here, too.

    Every button stands `apart`: what it opens comes beside the home, which itself only ever shows what there is.
    """

    template: ClassVar[str] = "home/page"
    confidential: ClassVar[bool] = True
    name: str
    team: str
    meetings: tuple[HomeMeeting, ...]
    tasks: tuple[TaskRow, ...]
    total: int
    overdue: int
    votes: tuple[HomeVote, ...]
    surveys: tuple[HomeSurvey, ...]
    admin: bool

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        votes = tuple((_apart("vote", "cup.vote", one.vote, style=Style.PRIMARY),) for one in self.votes)
        surveys = tuple((_apart("answer", "survey.begin", one.survey, style=Style.PRIMARY),) for one in self.surveys)
        tasks = tuple(tuple(_aside(button) for button in row_buttons(row)) for row in self.tasks)
        more = (_apart("tasks", "task.list", "mine", 0),) if self.total > len(self.tasks) else ()
        everybody = (
            (_apart("add", "agenda.add"), *more),
            (_apart("away", "team.absences"), _apart("settings", "privacy.settings")),
            (_apart("rituals", "ritual.list"), _apart("privacy", "privacy.show"), _apart("help", "help.show")),
        )
        admin = ((_apart("people", "person.list", 0), _apart("setup", "setup.panel")),) if self.admin else ()
        return (*votes, *surveys, *tasks, *everybody, *admin)


def _apart(name: str, press: str, *args: int | str, style: Style = Style.PLAIN) -> Button:
    return Button(name, press, args, style, apart=True)


def _aside(button: Button) -> Button:
    return Button(button.name, button.press, button.args, button.style, button.label, apart=True)


@dataclass(frozen=True, slots=True)
class HomeBelow(Message):
    """What is left of a home that was asked for again further down."""

    template: ClassVar[str] = "home/below"


@dataclass(frozen=True, slots=True)
class HomeLeft(Message):
    """The home of somebody who is not in the team any more."""

    template: ClassVar[str] = "home/left"
    team: str
