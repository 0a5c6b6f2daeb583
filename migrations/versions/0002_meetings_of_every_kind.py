"""Every kind of meeting: what a team may set of it and who takes part, its topics, its places, people's parts in it."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(27), "sqlite")

WITH_TOPIC = ("items", "tasks", "meetings", "decisions")


def upgrade() -> None:
    op.add_column("rituals", sa.Column("options", sa.Text(), nullable=False, server_default="{}"))
    op.add_column("rituals", sa.Column("circle", sa.Text()))
    op.add_column("occurrences", sa.Column("place", sa.Text()))
    for table in WITH_TOPIC:
        op.add_column(table, sa.Column("topic", sa.Text(), nullable=False, server_default=""))
    op.add_column("meetings", sa.Column("item_since", MOMENT))
    op.create_table(
        "partakings",
        _of_occurrence("partakings"),
        _of("partakings", "person_id", "people"),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("occurrence_id", "person_id", "part", name="pk_partakings"),
    )
    op.create_table(
        "item_talks",
        _of_occurrence("item_talks"),
        _of("item_talks", "item_id", "items"),
        sa.Column("spent", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("occurrence_id", "item_id", name="pk_item_talks"),
    )


def downgrade() -> None:
    op.drop_table("item_talks")
    op.drop_table("partakings")
    op.drop_column("meetings", "item_since")
    for table in reversed(WITH_TOPIC):
        op.drop_column(table, "topic")
    op.drop_column("occurrences", "place")
    op.drop_column("rituals", "circle")
    op.drop_column("rituals", "options")


def _of_occurrence(table: str) -> sa.Column[int]:
    return _of(table, "occurrence_id", "occurrences")


def _of(table: str, column: str, target: str) -> sa.Column[int]:
    name = f"fk_{table}_{column}_{target}"
    return sa.Column(column, ROW_ID, sa.ForeignKey(f"{target}.id", name=name), nullable=False, autoincrement=False)
