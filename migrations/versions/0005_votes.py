"""Votes, the cups that they decide, and since when people are in their team."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(27), "sqlite")

TABLES = (
    "votes",
    "vote_options",
    "vote_electors",
    "ballots",
    "vote_reasons",
    "cup_awards",
    "cup_winners",
    "cup_holders",
)


def upgrade() -> None:
    op.add_column("people", sa.Column("joined", sa.Date()))
    _create_votes()
    _create_cups()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    op.drop_column("people", "joined")


def _create_votes() -> None:
    op.create_table(
        "votes",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("team_id", ROW_ID, nullable=False),
        sa.Column("occurrence_id", ROW_ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("quorum", sa.Integer(), nullable=False),
        sa.Column("ties", sa.Text(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("closes_at", MOMENT, nullable=False),
        sa.Column("eligible", sa.Integer(), nullable=True),
        sa.Column("voted", sa.Integer(), nullable=True),
        sa.Column("void", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name="fk_votes_team_id_teams"),
        sa.ForeignKeyConstraint(["occurrence_id"], ["occurrences.id"], name="fk_votes_occurrence_id_occurrences"),
        sa.PrimaryKeyConstraint("id", name="pk_votes"),
        sa.UniqueConstraint("occurrence_id", "number", name="uq_votes_occurrence_id_number"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "vote_options",
        sa.Column("vote_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("option_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["vote_id"], ["votes.id"], name="fk_vote_options_vote_id_votes"),
        sa.PrimaryKeyConstraint("vote_id", "option_id", name="pk_vote_options"),
    )
    op.create_table(
        "vote_electors",
        sa.Column("vote_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("person_id", ROW_ID, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["vote_id"], ["votes.id"], name="fk_vote_electors_vote_id_votes"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_vote_electors_person_id_people"),
        sa.PrimaryKeyConstraint("vote_id", "person_id", name="pk_vote_electors"),
    )
    op.create_table(
        "ballots",
        sa.Column("vote_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("person_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("option_id", ROW_ID, nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["vote_id"], ["votes.id"], name="fk_ballots_vote_id_votes"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_ballots_person_id_people"),
        sa.PrimaryKeyConstraint("vote_id", "person_id", name="pk_ballots"),
    )
    op.create_table(
        "vote_reasons",
        sa.Column("vote_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("option_id", ROW_ID, nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["vote_id"], ["votes.id"], name="fk_vote_reasons_vote_id_votes"),
        sa.PrimaryKeyConstraint("vote_id", "position", name="pk_vote_reasons"),
    )


def _create_cups() -> None:
    op.create_table(
        "cup_awards",
        sa.Column("occurrence_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("team_id", ROW_ID, nullable=False),
        sa.Column("ritual_id", ROW_ID, nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("closed_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["occurrence_id"], ["occurrences.id"], name="fk_cup_awards_occurrence_id_occurrences"),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name="fk_cup_awards_team_id_teams"),
        sa.ForeignKeyConstraint(["ritual_id"], ["rituals.id"], name="fk_cup_awards_ritual_id_rituals"),
        sa.PrimaryKeyConstraint("occurrence_id", name="pk_cup_awards"),
    )
    op.create_index("ix_cup_awards_ritual_id_closed_at", "cup_awards", ["ritual_id", "closed_at"])
    op.create_table(
        "cup_winners",
        sa.Column("occurrence_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("person_id", ROW_ID, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["occurrence_id"], ["cup_awards.occurrence_id"], name="fk_cup_winners_occurrence_id_cup_awards"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_cup_winners_person_id_people"),
        sa.PrimaryKeyConstraint("occurrence_id", "person_id", name="pk_cup_winners"),
    )
    op.create_table(
        "cup_holders",
        sa.Column("ritual_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("person_id", ROW_ID, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["ritual_id"], ["rituals.id"], name="fk_cup_holders_ritual_id_rituals"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_cup_holders_person_id_people"),
        sa.PrimaryKeyConstraint("ritual_id", "person_id", name="pk_cup_holders"),
    )
