"""The tables of surveys. What is answered stands in them sealed, until all that is left of it are figures."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text

from bot.storage.tables import metadata
from bot.storage.types import Moment, RowId, Words
from rituals.survey import Standing, SurveyAudience, SurveyState
from rituals.survey_questions import SurveyTemplate

surveys = Table(
    "surveys",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("team_id", RowId, ForeignKey("teams.id"), nullable=False),
    Column("occurrence_id", RowId, ForeignKey("occurrences.id")),
    Column("by_id", RowId, ForeignKey("people.id")),
    Column("template", Words(SurveyTemplate), nullable=False),
    Column("title", Text, nullable=False),
    Column("questions", Text, nullable=False),
    Column("audience", Words(SurveyAudience), nullable=False),
    Column("days", Integer, nullable=False),
    Column("state", Words(SurveyState), nullable=False),
    Column("rule", Text, nullable=False),
    Column("opened_at", Moment),
    Column("until", Moment),
    Column("closed_at", Moment),
    Column("released_at", Moment),
    Column("results", Text),
    Index(None, "team_id", "state"),
    Index(None, "occurrence_id"),
    sqlite_autoincrement=True,
)

survey_people = Table(
    "survey_people",
    metadata,
    Column("survey_id", RowId, ForeignKey("surveys.id"), primary_key=True, autoincrement=False),
    Column("person_id", RowId, ForeignKey("people.id"), primary_key=True, autoincrement=False),
    Column("director", Boolean, nullable=False),
    Column("label", Text, nullable=False),
    Column("standing", Words(Standing), nullable=False),
)

survey_drafts = Table(
    "survey_drafts",
    metadata,
    Column("survey_id", RowId, ForeignKey("surveys.id"), primary_key=True, autoincrement=False),
    Column("person_id", RowId, ForeignKey("people.id"), primary_key=True, autoincrement=False),
    Column("sealed", LargeBinary, nullable=False),
)

survey_boxes = Table(
    "survey_boxes",
    metadata,
    Column("survey_id", RowId, ForeignKey("surveys.id"), primary_key=True, autoincrement=False),
    Column("sealed", LargeBinary, nullable=False),
)
