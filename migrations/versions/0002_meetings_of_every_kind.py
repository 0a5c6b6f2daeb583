"""What a team may set of a ritual, and who takes part in it."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("rituals", sa.Column("options", sa.Text(), nullable=False, server_default="{}"))
    op.add_column("rituals", sa.Column("circle", sa.Text()))


def downgrade() -> None:
    op.drop_column("rituals", "circle")
    op.drop_column("rituals", "options")
