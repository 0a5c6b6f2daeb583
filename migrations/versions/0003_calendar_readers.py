"""Who keeps a calendar of their meetings up to date."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(27), "sqlite")


def upgrade() -> None:
    op.create_table(
        "calendar_readers",
        sa.Column("team_id", ROW_ID, nullable=False),
        sa.Column("person_id", ROW_ID, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name="fk_calendar_readers_team_id_teams"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_calendar_readers_person_id_people"),
        sa.PrimaryKeyConstraint("team_id", "person_id", name="pk_calendar_readers"),
    )


def downgrade() -> None:
    op.drop_table("calendar_readers")
