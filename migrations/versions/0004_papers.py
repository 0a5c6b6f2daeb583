"""Protocols that are found by their words; action items that are split, and raised to the directors."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

from bot.storage.types import Moment
from bot.storage.wordforms import index_of

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(27), "sqlite")

PROTOCOLS = sa.table("protocols", sa.column("team_id"), sa.column("number"), sa.column("words"))
VERSIONS = sa.table(
    "protocol_versions", sa.column("team_id"), sa.column("number"), sa.column("version"), sa.column("body")
)

TASKS = sa.table(
    "tasks",
    sa.column("id"),
    sa.column("team_id"),
    sa.column("state"),
    sa.column("owner_id"),
    sa.column("due", Moment),
)
STEPS = sa.table(
    "steps",
    *(sa.column(name) for name in ("team_id", "subject", "subject_id", "name", "state", "attempts")),
    sa.column("due_at", Moment),
    sa.column("last_at", Moment),
)

_WORDS = frozenset({"text", "why", "by", "name", "owner", "reopened", "chair", "ritual", "absent", "away"})
"""Where a stored protocol has people's words and names."""


def upgrade() -> None:
    op.add_column("protocols", sa.Column("words", sa.Text(), nullable=False, server_default=sa.text("''")))
    op.add_column("items", sa.Column("reopens", sa.Integer()))
    _refer("parent_id", "tasks")
    _refer("raised_item_id", "items")
    op.create_table(
        "protocol_searches",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("team_id", ROW_ID, nullable=False),
        sa.Column("person_id", ROW_ID, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name="fk_protocol_searches_team_id_teams"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_protocol_searches_person_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_protocol_searches"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_protocol_searches_person_id_at", "protocol_searches", ["person_id", "at"])
    _index_protocols()
    _plan_digests()


def downgrade() -> None:
    op.execute("DELETE FROM steps WHERE name IN ('overdue', 'remind_back') OR subject = 'protocol'")
    op.execute("UPDATE tasks SET state = 'dropped' WHERE state = 'split'")
    op.drop_table("protocol_searches")
    op.drop_column("tasks", "raised_item_id")
    op.drop_column("tasks", "parent_id")
    op.drop_column("items", "reopens")
    op.drop_column("protocols", "words")


def _refer(column: str, table: str) -> None:
    """A column of `tasks` that refers to a table, in the one spelling that both databases understand."""
    wide = "BIGINT" if op.get_bind().dialect.name == "postgresql" else "INTEGER"
    name = f"fk_tasks_{column}_{table}"
    op.execute(f"ALTER TABLE tasks ADD COLUMN {column} {wide} CONSTRAINT {name} REFERENCES {table} (id)")


def _index_protocols() -> None:
    """Each protocol by the words of its last version, one at a time: a version is as large as a meeting was."""
    heads = op.get_bind().execute(sa.select(PROTOCOLS.c.team_id, PROTOCOLS.c.number)).all()
    for team, number in heads:
        mine = (VERSIONS.c.team_id == team) & (VERSIONS.c.number == number)
        newest = sa.select(VERSIONS.c.body).where(mine).order_by(VERSIONS.c.version.desc()).limit(1)
        body = op.get_bind().execute(newest).scalar()
        words = index_of(_said(json.loads(body))) if body else ""
        its = (PROTOCOLS.c.team_id == team) & (PROTOCOLS.c.number == number)
        op.get_bind().execute(sa.update(PROTOCOLS).where(its).values(words=words))


def _said(value: Any, key: str = "") -> Iterator[str]:
    """Every text and name in a stored protocol."""
    match value:
        case dict():
            for name, inner in value.items():
                yield from _said(inner, name)
        case list():
            for inner in value:
                yield from _said(inner, key)
        case str() if key in _WORDS:
            yield value


def _plan_digests() -> None:
    """What is open already is told of once a week as well, from the Monday after its date on."""
    open_ones = sa.select(TASKS.c.id, TASKS.c.team_id, TASKS.c.due).where(
        TASKS.c.state == "open", TASKS.c.owner_id.is_not(None), TASKS.c.due.is_not(None)
    )
    for number, team, due in op.get_bind().execute(open_ones).all():
        monday = (due + timedelta(days=7 - due.weekday())).replace(hour=6, minute=0, second=0, microsecond=0)
        step = {
            "team_id": team,
            "subject": "task",
            "subject_id": number,
            "name": "overdue",
            "due_at": monday,
            "last_at": monday + timedelta(days=3660),
            "state": "waiting",
            "attempts": 0,
        }
        op.get_bind().execute(sa.insert(STEPS).values(step))
