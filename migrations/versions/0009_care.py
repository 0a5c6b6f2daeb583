"""A team's own days off, and the days on which it works although its country does not."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("teams", sa.Column("days_off", sa.Text(), nullable=True))
    op.add_column("teams", sa.Column("working_days", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("teams", "working_days")
    op.drop_column("teams", "days_off")
