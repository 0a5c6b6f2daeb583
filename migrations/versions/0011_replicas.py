"""What replicas share: rates, and on PostgreSQL the jobs of procrastinate, in a schema of its own."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0009"
branch_labels = None
depends_on = None

JOBS = Path(__file__).parents[1] / "procrastinate-3.10.sql"
"""The library's own schema as it was in that version: what a migration makes must not change with the library."""


def upgrade() -> None:
    op.create_table(
        "rates",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("full_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_rates"),
    )
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("CREATE SCHEMA procrastinate")
        connection.exec_driver_sql("SET LOCAL search_path TO procrastinate")
        connection.exec_driver_sql(JOBS.read_text("utf-8"), execution_options={"no_parameters": True})
        connection.exec_driver_sql("SET LOCAL search_path TO DEFAULT")


def downgrade() -> None:
    op.drop_table("rates")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP SCHEMA procrastinate CASCADE")
