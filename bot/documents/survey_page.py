"""A survey's results on one page of A4: what the picture shows, and of the answers in words what there is room for."""

from dataclasses import dataclass

from bot.documents.labels import Labels
from bot.documents.pdf import typeset
from bot.documents.survey_words import compared_words, most_first
from bot.rendering.cutting import shortened
from bot.rendering.people_words import cleaned
from rituals.survey_result_messages import SurveyReport
from rituals.survey_results import Figures, Outcome, change, is_alarming, same_question

TEXTS = 8
TEXT_LENGTH = 240
"""Answers in words of a question, and their length, on the page; the table has all of them in full."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A labelled bar. `share` and `before` (the last round's, negative for none) are from 0 to 1."""

    words: str
    value: str
    share: float
    before: float = -1.0


@dataclass(frozen=True, slots=True)
class Part:
    """One question of the page. `score` is empty where there is none; `note` says what is not shown."""

    asked: str
    note: str
    score: str
    unit: str
    change: str
    alarm: bool
    columns: tuple[Bar, ...]
    bars: tuple[Bar, ...]
    texts: tuple[str, ...]
    more: str


@dataclass(frozen=True, slots=True)
class Page:
    """The whole page, in words of one language."""

    language: str
    owner: str
    name: str
    title: str
    facts: tuple[str, ...]
    parts: tuple[Part, ...]
    notes: tuple[str, ...]


def survey_page(report: SurveyReport, labels: Labels) -> bytes:
    """The bytes of the PDF: on one page, smaller if need be, unless somebody has asked a great deal."""
    return typeset("survey.typ", _page(report, labels), report.closed_at)


def _page(report: SurveyReport, labels: Labels) -> Page:
    results, line = report.results, labels.line
    facts = [
        line("answered", answered=results.answered, asked=results.asked),
        line("closed", at=report.closed_at.date()),
    ]
    facts += filter(None, [compared_words(report, labels)])
    notes = [line("rule", threshold=results.threshold), *([line("held_back")] if results.held_back else [])]
    return Page(
        language=labels.languages[0],
        owner=cleaned(" ".join(report.team.split())),
        name=line("name"),
        title=cleaned(line("title", kind=report.kind, title=report.title)),
        facts=tuple(facts),
        parts=tuple(_part(outcome, report, labels) for outcome in results.outcomes),
        notes=tuple(notes),
    )


def _part(outcome: Outcome, report: SurveyReport, labels: Labels) -> Part:
    question, line = outcome.question, labels.line
    risen = change(outcome, report.before)
    more = len(outcome.texts) - TEXTS
    return Part(
        asked=cleaned(line("question", q=question)),
        note="" if outcome.is_shown else line("too_few", threshold=report.results.threshold),
        score="" if outcome.score is None else line("score", q=question, value=outcome.score),
        unit="" if outcome.score is None else line("enps" if question.kind == "enps" else "of_ten"),
        change=line("change", q=question, value=risen) if risen else "",
        alarm=is_alarming(outcome, report.before),
        columns=_columns(outcome) if question.is_number else (),
        bars=tuple(_bars(outcome, report, labels)),
        texts=tuple(shortened(" ".join(cleaned(text).split()), TEXT_LENGTH) for text in outcome.texts[:TEXTS]),
        more=line("more", n=more) if more > 0 else "",
    )


def _columns(outcome: Outcome) -> tuple[Bar, ...]:
    """How the answers of everybody are spread over a scale."""
    if not outcome.figures:
        return ()
    counts = outcome.figures[0].counts
    most = max(counts, default=0) or 1
    pairs = zip(outcome.question.values, counts, strict=False)
    return tuple(Bar(str(value), str(count) if count else "", count / most) for value, count in pairs)


def _bars(outcome: Outcome, report: SurveyReport, labels: Labels) -> list[Bar]:
    if outcome.question.is_number:
        return [_group_bar(outcome, figures, labels) for figures in outcome.figures[1:]]
    before = same_question(outcome, report.before)
    earlier = before.figures[0] if before is not None and before.figures else None
    return [
        Bar(
            cleaned(labels.line("option", q=outcome.question, value=place)),
            _counts(outcome, place, labels),
            _share(outcome.figures[0], place),
            -1.0 if earlier is None else _share(earlier, place),
        )
        for place in (most_first(outcome.figures[0].counts) if outcome.figures else ())
    ]


def _group_bar(outcome: Outcome, figures: Figures, labels: Labels) -> Bar:
    question, mean = outcome.question, figures.mean(outcome.question)
    low, high = (-100, 100) if question.kind == "enps" else (1, 10)
    share = min(max((mean - low) / (high - low), 0.0), 1.0)
    name = labels.line("department", group=figures.group)
    return Bar(name, labels.line("score", q=question, value=mean), share)


def _counts(outcome: Outcome, place: int, labels: Labels) -> str:
    """How many picked it; after that, of each department."""
    everybody, *groups = outcome.figures
    parts = [f"{labels.line('department', group=f.group)} {_count(f, place)}" for f in groups]
    return f"{_count(everybody, place)} ({', '.join(parts)})" if parts else str(_count(everybody, place))


def _count(figures: Figures, place: int) -> int:
    return figures.counts[place] if place < len(figures.counts) else 0


def _share(figures: Figures, place: int) -> float:
    return min(_count(figures, place) / max(figures.answered, 1), 1.0)
