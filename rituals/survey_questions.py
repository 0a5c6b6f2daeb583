"""The questions of a survey, the answers that they take, and the templates that come with the program."""

from dataclasses import dataclass, replace
from enum import StrEnum

from rituals.agenda import clean
from rituals.errors import TooLong, TooMany, UnknownButton
from rituals.survey_errors import TooFewOptions

ANSWER_LIMIT = 1000
"""Characters of an answer in words."""

QUESTION_LIMIT = 300
OPTION_LIMIT = 60
"""Characters of a choice: it is the label of a button (75 in Slack), with a tick before it."""

MOST_QUESTIONS = 20
MOST_OPTIONS = 12


class QuestionKind(StrEnum):
    """What a question takes: one choice, several, a number from 1 to 10, words; ENPS a number from 0 to 10."""

    ONE = "one"
    SEVERAL = "several"
    SCALE = "scale"
    ENPS = "enps"
    TEXT = "text"


OWN_KINDS = (QuestionKind.ONE, QuestionKind.SEVERAL, QuestionKind.SCALE, QuestionKind.TEXT)
"""What people may ask in their own words."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question. One of ours has a `key`: its words are in templates/, and `options` are the keys of its choices.

    One in people's own words has no key: `text` and `options` are their words.
    """

    kind: QuestionKind
    key: str = ""
    text: str = ""
    options: tuple[str, ...] = ()
    optional: bool = False

    @property
    def values(self) -> range:
        """What can be picked: the positions of the choices, or the numbers of the scale."""
        match self.kind:
            case QuestionKind.SCALE:
                return range(1, 11)
            case QuestionKind.ENPS:
                return range(11)
            case QuestionKind.TEXT:
                return range(0)
            case QuestionKind.ONE | QuestionKind.SEVERAL:
                return range(len(self.options))

    @property
    def is_number(self) -> bool:
        return self.kind in {QuestionKind.SCALE, QuestionKind.ENPS}

    @property
    def is_text(self) -> bool:
        return self.kind is QuestionKind.TEXT


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody answered to one question; neither picks nor words: it was skipped."""

    picks: tuple[int, ...] = ()
    text: str = ""

    @property
    def is_skipped(self) -> bool:
        return not self.picks and not self.text


SKIPPED = Answer()

Draft = tuple[Answer | None, ...]
"""One person's answers so far, one a question; None: not come to it yet."""


def picked(question: Question, before: Answer | None, value: int) -> Answer:
    """The answer after a tap: of several choices it is put or taken back. Raises UnknownButton for what is forged."""
    if value not in question.values:
        raise UnknownButton
    if question.kind is not QuestionKind.SEVERAL:
        return Answer((value,))
    chosen = set(before.picks if before else ()) ^ {value}
    return Answer(tuple(sorted(chosen)))


def written(question: Question, text: str) -> Answer:
    """An answer in words; nothing at all is to skip the question. Raises UnknownButton, TooLong."""
    words = text.strip()
    if not question.is_text:
        raise UnknownButton
    if len(words) > ANSWER_LIMIT:
        raise TooLong(len(words), ANSWER_LIMIT)
    return Answer(text=words)


def missing(questions: tuple[Question, ...], draft: Draft) -> int | None:
    """The position of the first question that must be answered and is not; None when the draft is complete."""
    for position, (question, answer) in enumerate(zip(questions, draft, strict=True)):
        if not question.optional and (answer is None or answer.is_skipped):
            return position
    return None


# -- the templates -----------------------------------------------------------------------------------------------


class SurveyTemplate(StrEnum):
    """A ready set of questions, whose words are in templates/survey/words; OWN: in people's own words."""

    QUARREL = "quarrel"
    SIGNS = "signs"
    PULSE = "pulse"
    OWN = "own"


_SEEN = ("often", "sometimes", "never")

TEMPLATES: dict[SurveyTemplate, tuple[Question, ...]] = {
    SurveyTemplate.QUARREL: (
        Question(
            QuestionKind.SEVERAL,
            "quarrel_causes",
            options=(
                "prices",
                "budget",
                "product",
                "lead_quality",
                "lead_handling",
                "late_information",
                "no_respect",
                "different_goals",
                "other_cause",
            ),
        ),
        Question(QuestionKind.SCALE, "quarrel_together"),
        Question(QuestionKind.TEXT, "quarrel_remedy", optional=True),
    ),
    SurveyTemplate.SIGNS: (
        Question(QuestionKind.ONE, "signs_apart", options=_SEEN),
        Question(QuestionKind.ONE, "signs_ignored", options=_SEEN),
        Question(QuestionKind.ONE, "signs_own_content", options=_SEEN),
        Question(QuestionKind.TEXT, "signs_example", optional=True),
    ),
    SurveyTemplate.PULSE: (
        Question(QuestionKind.SCALE, "pulse_together"),
        Question(QuestionKind.ENPS, "pulse_enps"),
        Question(QuestionKind.TEXT, "pulse_good", optional=True),
        Question(QuestionKind.TEXT, "pulse_bad", optional=True),
    ),
}


def own_question(kind: str, ask: str, options: str, *, optional: bool) -> Question:
    """A question in people's own words; choices stand one a line. Raises NoText, TooLong, TooFewOptions, TooMany."""
    words = clean(ask, QUESTION_LIMIT)
    if kind not in OWN_KINDS:
        raise UnknownButton
    asked = Question(QuestionKind(kind), text=words, optional=optional)
    return replace(asked, options=_choices(options)) if kind in {QuestionKind.ONE, QuestionKind.SEVERAL} else asked


def _choices(text: str) -> tuple[str, ...]:
    lines = [" ".join(line.split()) for line in text.splitlines()]
    choices = tuple(dict.fromkeys(clean(line, OPTION_LIMIT) for line in lines if line))
    if len(choices) < 2:  # noqa: PLR2004  A choice of one is none.
        raise TooFewOptions
    if len(choices) > MOST_OPTIONS:
        raise TooMany("options", MOST_OPTIONS)
    return choices
