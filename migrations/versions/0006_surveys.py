"""Surveys: who is asked, the sealed drafts and boxes of answers, and the figures that are left of them."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(27), "sqlite")
TABLES = ("surveys", "survey_people", "survey_drafts", "survey_boxes")


def upgrade() -> None:
    op.create_table(
        "surveys",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("team_id", ROW_ID, nullable=False),
        sa.Column("occurrence_id", ROW_ID, nullable=True),
        sa.Column("by_id", ROW_ID, nullable=True),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("questions", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=True),
        sa.Column("until", MOMENT, nullable=True),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("released_at", MOMENT, nullable=True),
        sa.Column("results", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name="fk_surveys_team_id_teams"),
        sa.ForeignKeyConstraint(["occurrence_id"], ["occurrences.id"], name="fk_surveys_occurrence_id_occurrences"),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name="fk_surveys_by_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_surveys"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_surveys_team_id_state", "surveys", ["team_id", "state"])
    op.create_index("ix_surveys_occurrence_id", "surveys", ["occurrence_id"])
    _create_of_people(
        "survey_people",
        sa.Column("director", sa.Boolean(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
    )
    _create_of_people("survey_drafts", sa.Column("sealed", sa.LargeBinary(), nullable=False))
    op.create_table(
        "survey_boxes",
        sa.Column("survey_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["survey_id"], ["surveys.id"], name="fk_survey_boxes_survey_id_surveys"),
        sa.PrimaryKeyConstraint("survey_id", name="pk_survey_boxes"),
    )


def _create_of_people(table: str, *columns: sa.Column[object]) -> None:
    op.create_table(
        table,
        sa.Column("survey_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("person_id", ROW_ID, autoincrement=False, nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["survey_id"], ["surveys.id"], name=f"fk_{table}_survey_id_surveys"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=f"fk_{table}_person_id_people"),
        sa.PrimaryKeyConstraint("survey_id", "person_id", name=f"pk_{table}"),
    )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
