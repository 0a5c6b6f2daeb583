"""The first tables: teams, the timeline, what meetings work on, the world outside."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(27), "sqlite")


def upgrade() -> None:
    _create_teams()
    _create_timeline()
    _create_meetings()
    _create_world()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


TABLES = (
    "teams",
    "chats",
    "people",
    "person_accounts",
    "accounts",
    "absences",
    "codes",
    "code_tries",
    "rituals",
    "occurrences",
    "steps",
    "items",
    "item_votes",
    "tasks",
    "meetings",
    "attendances",
    "decisions",
    "passed_items",
    "reviews",
    "protocols",
    "protocol_versions",
    "answers",
    "inbox",
    "dialogues",
    "facts",
    "slots",
)


def _create_teams() -> None:
    op.create_table(
        "teams",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("holidays", sa.Text(), nullable=True),
        sa.Column("market", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_teams"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "chats",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("team_id", ROW_ID, nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=True),
        sa.Column("gone", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name="fk_chats_team_id_teams"),
        sa.PrimaryKeyConstraint("id", name="pk_chats"),
        sa.UniqueConstraint("place", name="uq_chats_place"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_chats_team_id", "chats", ["team_id"])
    op.create_table(
        "people",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("team_id", ROW_ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("admin", sa.Boolean(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=True),
        sa.Column("timezone", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name="fk_people_team_id_teams"),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_people_team_id", "people", ["team_id"])
    op.create_table(
        "person_accounts",
        sa.Column("team_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("person_id", ROW_ID, nullable=False),
        sa.Column("messenger", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name="fk_person_accounts_team_id_teams"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_person_accounts_person_id_people"),
        sa.PrimaryKeyConstraint("team_id", "account", name="pk_person_accounts"),
        sa.UniqueConstraint("person_id", "messenger", name="uq_person_accounts_person_id_messenger"),
    )
    op.create_index("ix_person_accounts_account", "person_accounts", ["account"])
    op.create_table(
        "accounts",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("reachable", sa.Boolean(), nullable=True),
        sa.Column("reachable_since", MOMENT, nullable=True),
        sa.Column("private_chat", sa.Text(), nullable=True),
        sa.Column("username", sa.Text(), nullable=True),
        sa.Column("chosen_team_id", ROW_ID, autoincrement=False, nullable=True),
        sa.ForeignKeyConstraint(["chosen_team_id"], ["teams.id"], name="fk_accounts_chosen_team_id_teams"),
        sa.PrimaryKeyConstraint("account", name="pk_accounts"),
    )
    op.create_index("ix_accounts_username", "accounts", ["username"])
    op.create_table(
        "absences",
        sa.Column("person_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_absences_person_id_people"),
        sa.PrimaryKeyConstraint("person_id", "first", name="pk_absences"),
    )
    op.create_table(
        "codes",
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("purpose", "account", name="pk_codes"),
        sa.UniqueConstraint("purpose", "code_hash", name="uq_codes_purpose_code_hash"),
    )
    op.create_table(
        "code_tries",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("account", name="pk_code_tries"),
    )


def _create_timeline() -> None:
    op.create_table(
        "rituals",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("team_id", ROW_ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("every", sa.Text(), nullable=False),
        sa.Column("on_day", sa.Text(), nullable=False),
        sa.Column("at_time", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("day_off", sa.Text(), nullable=False),
        sa.Column("starting", sa.Date(), nullable=True),
        sa.Column("duration", sa.Integer(), nullable=False),
        sa.Column("variant", sa.Text(), nullable=False),
        sa.Column("paused_at", MOMENT, nullable=True),
        sa.Column("paused_until", MOMENT, nullable=True),
        sa.Column("removed", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("planned_until", sa.Text(), nullable=True),
        sa.Column("next_run_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name="fk_rituals_team_id_teams"),
        sa.PrimaryKeyConstraint("id", name="pk_rituals"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_rituals_next_run_at", "rituals", ["next_run_at"])
    op.create_index(
        "uq_rituals_team_id_name",
        "rituals",
        ["team_id", "name"],
        unique=True,
        sqlite_where=sa.text("NOT removed"),
        postgresql_where=sa.text("NOT removed"),
    )
    op.create_table(
        "occurrences",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("team_id", ROW_ID, nullable=False),
        sa.Column("ritual_id", ROW_ID, nullable=False),
        sa.Column("slot", sa.Text(), nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("moved_from", MOMENT, nullable=True),
        sa.Column("opened_at", MOMENT, nullable=True),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("by_id", ROW_ID, nullable=True),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name="fk_occurrences_team_id_teams"),
        sa.ForeignKeyConstraint(["ritual_id"], ["rituals.id"], name="fk_occurrences_ritual_id_rituals"),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name="fk_occurrences_by_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_occurrences"),
        sa.UniqueConstraint("ritual_id", "slot", name="uq_occurrences_ritual_id_slot"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_occurrences_ritual_id_starts_at", "occurrences", ["ritual_id", "starts_at"])
    op.create_index("ix_occurrences_team_id_state_starts_at", "occurrences", ["team_id", "state", "starts_at"])
    op.create_table(
        "steps",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("team_id", ROW_ID, nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("subject_id", ROW_ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("last_at", MOMENT, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name="fk_steps_team_id_teams"),
        sa.PrimaryKeyConstraint("id", name="pk_steps"),
        sa.UniqueConstraint("subject", "subject_id", "name", name="uq_steps_subject_subject_id_name"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_steps_state_due_at", "steps", ["state", "due_at"])


def _create_meetings() -> None:
    op.create_table(
        "items",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("team_id", ROW_ID, nullable=False),
        sa.Column("ritual_id", ROW_ID, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by_id", ROW_ID, nullable=True),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("occurrence_id", ROW_ID, nullable=True),
        sa.Column("carried", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name="fk_items_team_id_teams"),
        sa.ForeignKeyConstraint(["ritual_id"], ["rituals.id"], name="fk_items_ritual_id_rituals"),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name="fk_items_by_id_people"),
        sa.ForeignKeyConstraint(["occurrence_id"], ["occurrences.id"], name="fk_items_occurrence_id_occurrences"),
        sa.PrimaryKeyConstraint("id", name="pk_items"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_items_ritual_id_state", "items", ["ritual_id", "state"])
    op.create_table(
        "item_votes",
        sa.Column("item_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("person_id", ROW_ID, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_item_votes_item_id_items"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_item_votes_person_id_people"),
        sa.PrimaryKeyConstraint("item_id", "person_id", name="pk_item_votes"),
    )
    op.create_table(
        "tasks",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("team_id", ROW_ID, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("owner_id", ROW_ID, nullable=True),
        sa.Column("due", MOMENT, nullable=True),
        sa.Column("has_time", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by_id", ROW_ID, nullable=True),
        sa.Column("occurrence_id", ROW_ID, nullable=True),
        sa.Column("item_id", ROW_ID, nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("moves", sa.Integer(), nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name="fk_tasks_team_id_teams"),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name="fk_tasks_owner_id_people"),
        sa.ForeignKeyConstraint(["created_by_id"], ["people.id"], name="fk_tasks_created_by_id_people"),
        sa.ForeignKeyConstraint(["occurrence_id"], ["occurrences.id"], name="fk_tasks_occurrence_id_occurrences"),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_tasks_item_id_items"),
        sa.PrimaryKeyConstraint("id", name="pk_tasks"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_tasks_occurrence_id", "tasks", ["occurrence_id"])
    op.create_index("ix_tasks_team_id_state", "tasks", ["team_id", "state"])
    op.create_table(
        "meetings",
        sa.Column("occurrence_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("stages", sa.Text(), nullable=False),
        sa.Column("chair_id", ROW_ID, nullable=True),
        sa.Column("phase", sa.Text(), nullable=False),
        sa.Column("phase_since", MOMENT, nullable=True),
        sa.Column("started_at", MOMENT, nullable=True),
        sa.Column("item_id", ROW_ID, nullable=True),
        sa.Column("to_review", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["occurrence_id"], ["occurrences.id"], name="fk_meetings_occurrence_id_occurrences"),
        sa.ForeignKeyConstraint(["chair_id"], ["people.id"], name="fk_meetings_chair_id_people"),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_meetings_item_id_items"),
        sa.PrimaryKeyConstraint("occurrence_id", name="pk_meetings"),
    )
    op.create_table(
        "attendances",
        sa.Column("occurrence_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("person_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["occurrence_id"], ["occurrences.id"], name="fk_attendances_occurrence_id_occurrences"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_attendances_person_id_people"),
        sa.PrimaryKeyConstraint("occurrence_id", "person_id", name="pk_attendances"),
    )
    op.create_table(
        "decisions",
        sa.Column("occurrence_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("item_id", ROW_ID, nullable=True),
        sa.Column("by_id", ROW_ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("reopened", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["occurrence_id"], ["occurrences.id"], name="fk_decisions_occurrence_id_occurrences"),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_decisions_item_id_items"),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name="fk_decisions_by_id_people"),
        sa.PrimaryKeyConstraint("occurrence_id", "seq", name="pk_decisions"),
    )
    op.create_table(
        "passed_items",
        sa.Column("occurrence_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("item_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["occurrence_id"], ["occurrences.id"], name="fk_passed_items_occurrence_id_occurrences"
        ),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_passed_items_item_id_items"),
        sa.PrimaryKeyConstraint("occurrence_id", "item_id", name="pk_passed_items"),
    )
    op.create_table(
        "reviews",
        sa.Column("occurrence_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("task_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by_id", ROW_ID, nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["occurrence_id"], ["occurrences.id"], name="fk_reviews_occurrence_id_occurrences"),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name="fk_reviews_task_id_tasks"),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name="fk_reviews_by_id_people"),
        sa.PrimaryKeyConstraint("occurrence_id", "task_id", name="pk_reviews"),
    )
    op.create_table(
        "protocols",
        sa.Column("team_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("occurrence_id", ROW_ID, nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name="fk_protocols_team_id_teams"),
        sa.ForeignKeyConstraint(["occurrence_id"], ["occurrences.id"], name="fk_protocols_occurrence_id_occurrences"),
        sa.PrimaryKeyConstraint("team_id", "number", name="pk_protocols"),
        sa.UniqueConstraint("occurrence_id", name="uq_protocols_occurrence_id"),
    )
    op.create_table(
        "protocol_versions",
        sa.Column("team_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name="fk_protocol_versions_team_id_teams"),
        sa.PrimaryKeyConstraint("team_id", "number", "version", name="pk_protocol_versions"),
    )
    op.create_table(
        "answers",
        sa.Column("occurrence_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("person_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("done", sa.Text(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("blocked", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["occurrence_id"], ["occurrences.id"], name="fk_answers_occurrence_id_occurrences"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_answers_person_id_people"),
        sa.PrimaryKeyConstraint("occurrence_id", "person_id", name="pk_answers"),
    )


def _create_world() -> None:
    op.create_table(
        "inbox",
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("source_id", name="pk_inbox"),
    )
    op.create_index("ix_inbox_at", "inbox", ["at"])
    op.create_table(
        "dialogues",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("field", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Text(), nullable=True),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("account", name="pk_dialogues"),
    )
    op.create_table(
        "facts",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_facts"),
    )
    op.create_table(
        "slots",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("slot", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("team_id", ROW_ID, nullable=True),
        sa.Column("person_id", ROW_ID, nullable=True),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("repeatable", sa.Boolean(), nullable=False),
        sa.Column("until", MOMENT, nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("unknowns", sa.Integer(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("lease_until", MOMENT, nullable=True),
        sa.Column("sending_at", MOMENT, nullable=True),
        sa.Column("message_ids", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=True),
        sa.Column("first_shown_at", MOMENT, nullable=True),
        sa.Column("shown_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("cause", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name="fk_slots_team_id_teams"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_slots_person_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_slots"),
        sa.UniqueConstraint("slot", "place", name="uq_slots_slot_place"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_slots_place_state", "slots", ["place", "state"])
    op.create_index("ix_slots_state_due_at", "slots", ["state", "due_at"])
    op.create_index("ix_slots_team_id_ended_at", "slots", ["team_id", "ended_at"])
