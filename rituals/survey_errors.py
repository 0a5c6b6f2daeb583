"""What a person should read when something is not possible in a survey."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from rituals.errors import Refusal


@dataclass(eq=False)
class OnlyForManagers(Refusal):
    """Surveys are started, and their results read first, by HR and the CEO."""

    names: tuple[str, ...]


@dataclass(eq=False)
class NoSuchSurvey(Refusal):
    """A survey that is not this team's, or was given up."""


@dataclass(eq=False)
class ResultsNotReleased(Refusal):
    """HR and the CEO read the results first, everybody else once they are released: the names of the first."""

    names: tuple[str, ...]


@dataclass(eq=False)
class NotAsked(Refusal):
    """Somebody answers who was not of the team, or not meant, when the survey began."""


@dataclass(eq=False)
class SurveyIsOver(Refusal):
    """The round is closed. `waits`: it has not begun yet, the directors answer after everybody else."""

    waits: bool = False


@dataclass(eq=False)
class AlreadyAnswered(Refusal):
    """What was finished is with all the other answers: nobody could find it to change it."""


@dataclass(eq=False)
class SurveyNotFull(Refusal):
    """A question that must be answered is not."""

    number: int


@dataclass(eq=False)
class SurveyNotReady(Refusal):
    """Nothing to ask, or nobody to be asked. `what` is questions or people."""

    what: str


@dataclass(eq=False)
class SurveyTooAlike(Refusal):
    """The same questions went to nearly the same people a short while ago; `after` they may be asked again."""

    after: datetime


@dataclass(eq=False)
class SurveyHasBegun(Refusal):
    """What was promised to people is not changed any more."""


@dataclass(eq=False)
class SurveyGoesOn(Refusal):
    """There are no results while people still answer."""


@dataclass(eq=False)
class TooFewToRelease(Refusal):
    """There is nothing that could be shown to everybody."""


@dataclass(eq=False)
class WrongQuestions(Refusal):
    """Questions in YAML that cannot be read: on which line, what is wrong (a word of ours), and what stands there."""

    about: ClassVar[str] = "questions"
    line: int
    what: str
    given: str = ""


@dataclass(eq=False)
class TooFewOptions(Refusal):
    """A question with choices needs two at the least."""

    about: ClassVar[str] = "options"


@dataclass(eq=False)
class AnswerInPrivate(Refusal):
    """Words that are nobody else's business, asked for in a group."""


@dataclass(eq=False)
class SurveyUnreadable(Refusal):
    """The answers were sealed under tokens that the bot does not have any more."""
