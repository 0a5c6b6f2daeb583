"""What the picture and the page of a survey's results say alike."""

from collections.abc import Sequence

from bot.documents.labels import Labels
from rituals.survey_result_messages import SurveyReport
from rituals.survey_results import same_question


def compared_words(report: SurveyReport, labels: Labels) -> str:
    """Which round the results are compared with; nothing where there is none."""
    again = [outcome for outcome in report.results.outcomes if same_question(outcome, report.before)]
    if report.before_at is None or not again:
        return ""
    in_grey = any(outcome.figures and not outcome.question.is_number for outcome in again)
    return labels.line("compared_in_grey" if in_grey else "compared", at=report.before_at.date())


def most_first(counts: Sequence[int]) -> list[int]:
    """The places of the choices, the most frequent first."""
    return sorted(range(len(counts)), key=lambda place: -counts[place])
