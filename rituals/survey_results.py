"""What became of a survey: the box of answers that no person can be joined to, and the figures that may be shown."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from rituals.suppression import UNLABELLED, Rule
from rituals.survey_questions import Answer, Question, QuestionKind

_CHANCE = random.SystemRandom()
"""Nobody can work out the order that it made."""

BAD_SCORE = 6.0
"""Of ten: a mean that is not above it is worth a talk."""

BAD_ENPS = 0
"""An employee net promoter score that is not above it: as many warn of the place as recommend it."""

FALL = 0.5
"""A mean that has fallen by so much since the last round is worth a talk."""

ENPS_FALL = 10

PROMOTER, DETRACTOR = 9, 6
"""eNPS: who answers 9 or 10 recommends the place, who answers 6 or less does not (Reichheld, 2003)."""


@dataclass(frozen=True, slots=True)
class Slip:
    """One answer to one question. `label` is the group that the survey's rule lets it name, or nothing."""

    label: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class Box:
    """The answers of all who have finished: a heap a question, each in an order that tells nothing.

    Nothing joins the answers of one person to one another; what was skipped leaves no slip.
    """

    heaps: tuple[tuple[Slip, ...], ...]

    @classmethod
    def empty(cls, questions: Sequence[Question]) -> "Box":
        return cls(tuple(() for _ in questions))

    def with_ballot(self, label: str, answers: Sequence[Answer]) -> "Box":
        """The box with one more person's answers in it, every heap shuffled anew."""
        heaps = []
        for heap, answer in zip(self.heaps, answers, strict=True):
            slips = [*heap, *(() if answer.is_skipped else (Slip(label, answer),))]
            _CHANCE.shuffle(slips)
            heaps.append(tuple(slips))
        return Box(tuple(heaps))


@dataclass(frozen=True, slots=True)
class Figures:
    """What one group answered to one question: how many did, and how often each value was picked.

    `group` is a department's word, nothing for everybody. `counts` go with `Question.values`.
    """

    group: str
    answered: int
    counts: tuple[int, ...]

    def mean(self, question: Question) -> float:
        """The mean of a scale, to one decimal; the eNPS, from -100 to 100."""
        values = [value for value, count in zip(question.values, self.counts, strict=False) for _ in range(count)]
        if not values:
            return 0.0
        if question.kind is QuestionKind.ENPS:
            promoters = sum(value >= PROMOTER for value in values)
            detractors = sum(value <= DETRACTOR for value in values)
            return float(round(100 * (promoters - detractors) / len(values)))
        return round(fmean(values), 1)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What may be shown of one question. Without `figures`, and without `texts`: too few have answered it.

    `figures` are those of everybody first, then of the groups that can stand beside them.
    """

    question: Question
    answered: int | None
    figures: tuple[Figures, ...] = ()
    texts: tuple[str, ...] = ()

    @property
    def is_shown(self) -> bool:
        return bool(self.figures or self.texts)

    @property
    def score(self) -> float | None:
        """The score of everybody, of a question that has one."""
        return self.figures[0].mean(self.question) if self.figures and self.question.is_number else None


@dataclass(frozen=True, slots=True)
class Results:
    """What may be shown of a survey: all that is kept of it. `labels` are the departments that the rule let be told."""

    asked: int
    answered: int
    threshold: int
    labels: tuple[str, ...]
    outcomes: tuple[Outcome, ...]
    unreadable: bool = False
    """The bot's tokens were changed meanwhile, and the answers were sealed under the former ones."""

    @property
    def is_shown(self) -> bool:
        return any(outcome.is_shown for outcome in self.outcomes)

    @property
    def held_back(self) -> tuple[str, ...]:
        """The departments that could have been told and are not, of any question with choices."""
        closed = [o for o in self.outcomes if o.figures]
        return tuple(label for label in self.labels if any(label not in {f.group for f in o.figures} for o in closed))


def results_of(questions: Sequence[Question], box: Box, rule: Rule, asked: int, answered: int) -> Results:
    """The figures that the rule lets be shown; all else is not in them."""
    outcomes = tuple(_outcome(question, heap, rule) for question, heap in zip(questions, box.heaps, strict=True))
    return Results(asked, answered, rule.threshold, rule.labels, outcomes)


def _outcome(question: Question, heap: tuple[Slip, ...], rule: Rule) -> Outcome:
    counts = {label: sum(slip.label == label for slip in heap) for label in (*rule.labels, UNLABELLED)}
    shown = rule.shown(counts)
    if not shown.total:
        return Outcome(question, None)
    if question.is_text:
        texts = [slip.answer.text for slip in heap]
        _CHANCE.shuffle(texts)
        return Outcome(question, len(heap), texts=tuple(texts))
    figures = (_figures(question, "", heap), *(_figures(question, group, heap) for group in shown.groups))
    return Outcome(question, len(heap), figures)


def _figures(question: Question, group: str, heap: tuple[Slip, ...]) -> Figures:
    answers = [slip.answer for slip in heap if group in {"", slip.label}]
    counts = tuple(sum(value in answer.picks for answer in answers) for value in question.values)
    return Figures(group, len(answers), counts)


# -- compared with the last round ----------------------------------------------------------------------------------


def same_question(outcome: Outcome, before: Results | None) -> Outcome | None:
    """What was shown of the same question in the last round."""
    asked = replace(outcome.question, optional=False)
    outcomes = before.outcomes if before else ()
    return next((o for o in outcomes if o.is_shown and replace(o.question, optional=False) == asked), None)


def change(outcome: Outcome, before: Results | None) -> float | None:
    """By how much a score has risen since the last round."""
    earlier = same_question(outcome, before)
    if outcome.score is None or earlier is None or earlier.score is None:
        return None
    return round(outcome.score - earlier.score, 1)


def is_alarming(outcome: Outcome, before: Results | None) -> bool:
    """Whether a score is bad, or has fallen: worth a talk."""
    if outcome.score is None:
        return False
    enps = outcome.question.kind is QuestionKind.ENPS
    fell = change(outcome, before) or 0.0
    return outcome.score <= (BAD_ENPS if enps else BAD_SCORE) or fell <= -(ENPS_FALL if enps else FALL)
