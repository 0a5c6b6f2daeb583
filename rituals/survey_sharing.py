"""The use cases of a survey's results: first for HR, then for everybody, and on the next agenda."""

from dataclasses import replace
from datetime import datetime

from rituals import gathering
from rituals.agenda import Item
from rituals.messages import Chats, Direct
from rituals.ports import Transaction
from rituals.survey import Survey, SurveyId, SurveyState, first_readers, may_start
from rituals.survey_errors import SurveyGoesOn, TooFewToRelease
from rituals.survey_result_messages import SurveyReport, SurveyResults
from rituals.team import Audience, Person, Team
from rituals.timeline import Ritual

BREAKFAST = "breakfast"


def results_slot(survey: SurveyId) -> str:
    return f"survey:{survey}:results"


async def last_round(tx: Transaction, survey: Survey, *, managed: bool) -> Survey | None:
    """The round of the same questions before this one of which something could be shown.

    To who does not manage surveys a round that was never released is not shown by a comparison either.
    """
    earlier = (o for o in await tx.surveys.of(survey.team) if o.id < survey.id and (managed or o.released_at))
    comparable = (other for other in earlier if other.compares_with(survey) and other.results is not None)
    return next((other for other in comparable if other.results and other.results.is_shown), None)


async def results_for(tx: Transaction, team: Team, survey: Survey, reader: Person | None) -> SurveyResults:
    """The results for one reader; None: for everybody. Raises SurveyGoesOn."""
    if survey.state is not SurveyState.CLOSED:
        raise SurveyGoesOn
    managed = reader is not None and may_start(reader)
    report = SurveyReport.of(survey, team.name, await last_round(tx, survey, managed=managed))
    return SurveyResults(survey.id, report, survey.released_at is not None, managed)


def may_read(survey: Survey, reader: Person) -> bool:
    """HR and the CEO at once, everybody once the results are released."""
    return survey.state is SurveyState.CLOSED and (may_start(reader) or survey.released_at is not None)


async def show_to_first_readers(tx: Transaction, team: Team, survey: Survey) -> None:
    """The results, in private, to who reads them first."""
    for reader in first_readers(survey, await tx.people.of(team.id)):
        message = await results_for(tx, team, survey, reader)
        await tx.outbox.show(results_slot(survey.id), Direct(reader.id), message)


async def release(tx: Transaction, team: Team, survey: Survey, now: datetime) -> Survey:
    """Show the results in the common chats. Again: nothing new. Raises SurveyGoesOn, TooFewToRelease."""
    if survey.results is None:
        raise SurveyGoesOn
    if not survey.results.is_shown:
        raise TooFewToRelease
    released = replace(survey, released_at=survey.released_at or now)
    await tx.surveys.save(released)
    message = await results_for(tx, team, released, None)
    await tx.outbox.show(f"{results_slot(survey.id)}:all", Chats(team.id, Audience.COMMON), message)
    await show_to_first_readers(tx, team, released)
    return released


async def put_on_agenda(tx: Transaction, team: Team, text: str, by: Person, now: datetime) -> tuple[Ritual, Item, int]:
    """An item for the directors' breakfast; without one, for the next meeting. Raises NoRituals."""
    meetings = [ritual for ritual, _ in await gathering.meetings_with_agenda(tx, team, now)]
    ritual = next((one for one in meetings if one.kind == BREAKFAST), meetings[0])
    item, number, _ = await gathering.add(tx, team, ritual, text, by, now)
    return ritual, item, number
