"""Surveys in the database: what is asked, who is asked, and what is answered, which is sealed."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, Table, delete, select, update

from bot.storage.codec import decode, encode
from bot.storage.sealing import SealedElsewhere, Sealing
from bot.storage.sql import Sql
from bot.storage.survey_tables import survey_boxes, survey_drafts, survey_people, surveys
from rituals.suppression import Rule
from rituals.survey import Participant, Survey, SurveyId
from rituals.survey_errors import SurveyUnreadable
from rituals.survey_questions import Draft, Question
from rituals.survey_results import Box, Results
from rituals.team import PersonId, TeamId
from rituals.timeline import OccurrenceId


class SurveyRows:
    """The surveys; see rituals.survey_ports.Surveys."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def get(self, team: TeamId, survey: SurveyId) -> Survey | None:
        """Locked for this transaction: two who finish at once do so one after the other."""
        mine = (surveys.c.id == survey) & (surveys.c.team_id == team)
        row = await self._sql.first(select(surveys).where(mine).with_for_update(key_share=True))
        return None if row is None else survey_of(row)

    async def add(self, survey: Survey) -> Survey:
        """Store a new survey (its id is ignored)."""
        number = await self._sql.value(surveys.insert().values(_values(survey)).returning(surveys.c.id))
        return replace(survey, id=SurveyId(number))

    async def save(self, survey: Survey) -> None:
        mine = (surveys.c.id == survey.id) & (surveys.c.team_id == survey.team)
        await self._sql.run(update(surveys).where(mine).values(_values(survey)))

    async def of(self, team: TeamId) -> Sequence[Survey]:
        """All surveys of a team, the newest first."""
        newest = select(surveys).where(surveys.c.team_id == team).order_by(surveys.c.id.desc())
        return [survey_of(row) for row in await self._sql.all(newest)]


class BallotRows:
    """Who is asked, and the sealed answers; see rituals.survey_ports.Ballots."""

    def __init__(self, sql: Sql, sealing: Sealing) -> None:
        self._sql = sql
        self._sealing = sealing

    async def asked(self, survey: SurveyId) -> Sequence[Participant]:
        """Everybody who is asked, by number."""
        rows = await self._sql.all(
            select(survey_people).where(survey_people.c.survey_id == survey).order_by(survey_people.c.person_id)
        )
        return [Participant(PersonId(row.person_id), row.director, row.label, row.standing) for row in rows]

    async def put(self, survey: SurveyId, participants: Sequence[Participant]) -> None:
        """Ask these, or keep where they stand."""
        rows = [
            {
                "survey_id": survey,
                "person_id": one.person,
                "director": one.director,
                "label": one.label,
                "standing": one.standing,
            }
            for one in participants
        ]
        await self._sql.put(survey_people, rows)

    async def draft(self, survey: SurveyId, person: PersonId) -> Draft | None:
        """Somebody's answers so far. Those that cannot be unsealed any more are none."""
        mine = (survey_drafts.c.survey_id == survey) & (survey_drafts.c.person_id == person)
        sealed = await self._sql.value(select(survey_drafts.c.sealed).where(mine))
        try:
            return None if sealed is None else decode(self._open(sealed, f"draft:{survey}"), Draft)
        except SealedElsewhere:
            return None

    async def keep_draft(self, survey: SurveyId, person: PersonId, draft: Draft | None) -> None:
        """Keep somebody's answers so far, sealed; None forgets them."""
        if draft is None:
            mine = (survey_drafts.c.survey_id == survey) & (survey_drafts.c.person_id == person)
            await self._sql.run(delete(survey_drafts).where(mine))
            return
        row = {"survey_id": survey, "person_id": person, "sealed": self._seal(draft, f"draft:{survey}")}
        await self._sql.put(survey_drafts, [row])

    async def box(self, survey: SurveyId, questions: Sequence[Question]) -> Box:
        """What has been finished so far; an empty box before. Raises SurveyUnreadable."""
        sealed = await self._sql.value(select(survey_boxes.c.sealed).where(survey_boxes.c.survey_id == survey))
        try:
            return Box.empty(questions) if sealed is None else decode(self._open(sealed, f"box:{survey}"), Box)
        except SealedElsewhere:
            raise SurveyUnreadable from None

    async def keep_box(self, survey: SurveyId, box: Box) -> None:
        """Keep the box, sealed."""
        await self._sql.put(survey_boxes, [{"survey_id": survey, "sealed": self._seal(box, f"box:{survey}")}])

    async def forget(self, survey: SurveyId) -> None:
        """Drafts and box are gone, for good."""
        tables: tuple[Table, ...] = (survey_drafts, survey_boxes)
        for table in tables:
            await self._sql.run(delete(table).where(table.c.survey_id == survey))

    def _seal(self, value: Draft | Box, about: str) -> bytes:
        return self._sealing.seal(encode(value).encode(), about)

    def _open(self, sealed: bytes, about: str) -> str:
        return self._sealing.open(sealed, about).decode()


def survey_of(row: Row[Any]) -> Survey:
    """A row of `surveys` as a survey."""
    return Survey(
        id=SurveyId(row.id),
        team=TeamId(row.team_id),
        template=row.template,
        questions=decode(row.questions, tuple[Question, ...]),
        title=row.title,
        by=None if row.by_id is None else PersonId(row.by_id),
        occurrence=None if row.occurrence_id is None else OccurrenceId(row.occurrence_id),
        audience=row.audience,
        days=row.days,
        state=row.state,
        rule=decode(row.rule, Rule),
        opened_at=row.opened_at,
        until=row.until,
        closed_at=row.closed_at,
        released_at=row.released_at,
        results=None if row.results is None else decode(row.results, Results),
    )


def _values(survey: Survey) -> dict[str, Any]:
    return {
        "team_id": survey.team,
        "occurrence_id": survey.occurrence,
        "by_id": survey.by,
        "template": survey.template,
        "title": survey.title,
        "questions": encode(survey.questions),
        "audience": survey.audience,
        "days": survey.days,
        "state": survey.state,
        "rule": encode(survey.rule),
        "opened_at": survey.opened_at,
        "until": survey.until,
        "closed_at": survey.closed_at,
        "released_at": survey.released_at,
        "results": None if survey.results is None else encode(survey.results),
    }
