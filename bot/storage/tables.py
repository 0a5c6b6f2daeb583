"""The tables, in SQLAlchemy Core. Migrations are written by hand; a test holds that both say the same."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    Text,
    UniqueConstraint,
    false,
    text,
)

from bot.storage import archive_tables, calendar_tables, meeting_tables, setup_tables, vote_tables  # noqa: F401  They belong to the metadata.
from bot.storage.schema import metadata as metadata  # noqa: PLC0414  Who wants all tables imports it from here.
from bot.storage.schema import number as _id
from bot.storage.schema import reference as _to
from bot.storage.schema import table as _table
from bot.storage.types import Days, Moment, RowId, Seconds, Words
from rituals.agenda import ItemState
from rituals.meeting import Passed, Phase
from rituals.tasks import Outcome, TaskState
from rituals.team import Audience, Department, Market, Role
from rituals.timeline import OccurrenceState, Reason, StepState, Subject, Variant

# -- the team --------------------------------------------------------------------------------------------------------

teams = _table(
    "teams",
    _id(),
    Column("name", Text, nullable=False),
    Column("locale", Text, nullable=False),
    Column("timezone", Text, nullable=False),
    Column("holidays", Text),
    Column("market", Words(Market), nullable=False),
    Column("days_off", Days),
    Column("working_days", Days),
    numbered=True,
)

chats = _table(
    "chats",
    _id(),
    _to("team_id", "teams.id"),
    Column("place", Text, nullable=False),
    Column("audience", Words(Audience), nullable=False),
    Column("locale", Text),
    Column("gone", Text),
    UniqueConstraint("place"),
    Index(None, "team_id"),
    numbered=True,
)

people = _table(
    "people",
    _id(),
    _to("team_id", "teams.id"),
    Column("name", Text, nullable=False),
    Column("department", Words(Department), nullable=False),
    Column("role", Words(Role)),
    Column("admin", Boolean, nullable=False),
    Column("locale", Text),
    Column("timezone", Text),
    Column("active", Boolean, nullable=False),
    Column("joined", Date),
    Index(None, "team_id"),
    numbered=True,
)

person_accounts = _table(
    "person_accounts",
    _to("team_id", "teams.id", key=True),
    Column("account", Text, primary_key=True),
    _to("person_id", "people.id"),
    Column("messenger", Text, nullable=False),
    Column("position", Integer, nullable=False),
    UniqueConstraint("person_id", "messenger"),
    Index(None, "account"),
)

accounts = _table(
    "accounts",
    Column("account", Text, primary_key=True),
    Column("reachable", Boolean),
    Column("reachable_since", Moment),
    Column("private_chat", Text),
    _to("chosen_team_id", "teams.id", null=True),
    Column("username", Text, index=True),  # in small letters, as last seen: who `@name` is
)

absences = _table(
    "absences",
    _to("person_id", "people.id", key=True),
    Column("first", Date, primary_key=True),
    Column("last", Date, nullable=False),
)

codes = _table(
    "codes",
    Column("purpose", Text, primary_key=True),
    Column("account", Text, primary_key=True),
    Column("code_hash", Text, nullable=False),
    Column("payload", Text, nullable=False),
    Column("until", Moment, nullable=False),
    UniqueConstraint("purpose", "code_hash"),
)

code_tries = _table(
    "code_tries",
    Column("account", Text, primary_key=True),
    Column("since", Moment, nullable=False),
    Column("tries", Integer, nullable=False),
)

# -- the timeline ----------------------------------------------------------------------------------------------------

rituals = _table(
    "rituals",
    _id(),
    _to("team_id", "teams.id"),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("every", Text, nullable=False),
    Column("on_day", Text, nullable=False),
    Column("at_time", Text, nullable=False),
    Column("timezone", Text, nullable=False),
    Column("day_off", Text, nullable=False),
    Column("starting", Date),
    Column("duration", Seconds, nullable=False),
    Column("variant", Words(Variant), nullable=False),
    Column("paused_at", Moment),
    Column("paused_until", Moment),
    Column("removed", Boolean, nullable=False, server_default=false()),
    Column("planned_until", Text),
    Column("next_run_at", Moment),
    Column("options", Text, nullable=False, server_default="{}"),
    Column("circle", Text),
    Index(
        "uq_rituals_team_id_name",
        "team_id",
        "name",
        unique=True,
        sqlite_where=text("NOT removed"),
        postgresql_where=text("NOT removed"),
    ),
    Index(None, "next_run_at"),
    numbered=True,
)

occurrences = _table(
    "occurrences",
    _id(),
    _to("team_id", "teams.id"),
    _to("ritual_id", "rituals.id"),
    Column("slot", Text, nullable=False),
    Column("starts_at", Moment, nullable=False),
    Column("state", Words(OccurrenceState), nullable=False),
    Column("reason", Words(Reason)),
    Column("note", Text),
    Column("moved_from", Moment),
    Column("opened_at", Moment),
    Column("closed_at", Moment),
    _to("by_id", "people.id", null=True),
    Column("place", Text),
    UniqueConstraint("ritual_id", "slot"),
    Index(None, "team_id", "state", "starts_at"),
    Index(None, "ritual_id", "starts_at"),
    numbered=True,
)

steps = _table(
    "steps",
    _id(),
    _to("team_id", "teams.id"),
    Column("subject", Words(Subject), nullable=False),
    Column("subject_id", RowId, nullable=False),
    Column("name", Text, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("last_at", Moment, nullable=False),
    Column("state", Words(StepState), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("done_at", Moment),
    Column("why", Text),
    UniqueConstraint("subject", "subject_id", "name"),
    Index(None, "state", "due_at"),
    numbered=True,
)

# -- what meetings work on -------------------------------------------------------------------------------------------

items = _table(
    "items",
    _id(),
    _to("team_id", "teams.id"),
    _to("ritual_id", "rituals.id"),
    Column("text", Text, nullable=False),
    _to("by_id", "people.id", null=True),
    Column("department", Words(Department)),
    Column("created_at", Moment, nullable=False),
    Column("link", Text),
    Column("state", Words(ItemState), nullable=False),
    _to("occurrence_id", "occurrences.id", null=True),
    Column("carried", Integer, nullable=False),
    Column("reopens", Integer),
    Column("topic", Text, nullable=False, server_default=text("''")),
    Index(None, "ritual_id", "state"),
    numbered=True,
)

item_votes = _table(
    "item_votes",
    _to("item_id", "items.id", key=True),
    _to("person_id", "people.id", key=True),
)

tasks = _table(
    "tasks",
    _id(),
    _to("team_id", "teams.id"),
    Column("text", Text, nullable=False),
    _to("owner_id", "people.id", null=True),
    Column("due", Moment),
    Column("has_time", Boolean, nullable=False),
    Column("created_at", Moment, nullable=False),
    _to("created_by_id", "people.id", null=True),
    _to("occurrence_id", "occurrences.id", null=True),
    _to("item_id", "items.id", null=True),
    Column("topic", Text, nullable=False, server_default=text("''")),
    Column("state", Words(TaskState), nullable=False),
    Column("reason", Text),
    Column("moves", Integer, nullable=False),
    Column("closed_at", Moment),
    _to("parent_id", "tasks.id", null=True),
    _to("raised_item_id", "items.id", null=True),
    Index(None, "team_id", "state"),
    Index(None, "occurrence_id"),
    numbered=True,
)

meetings = _table(
    "meetings",
    _to("occurrence_id", "occurrences.id", key=True),
    Column("stages", Text, nullable=False),
    _to("chair_id", "people.id", null=True),
    Column("phase", Words(Phase), nullable=False),
    Column("phase_since", Moment),
    Column("started_at", Moment),
    _to("item_id", "items.id", null=True),
    Column("to_review", Text, nullable=False),
    Column("topic", Text, nullable=False, server_default=text("''")),
    Column("item_since", Moment),
)

attendances = _table(
    "attendances",
    _to("occurrence_id", "occurrences.id", key=True),
    _to("person_id", "people.id", key=True),
    Column("at", Moment, nullable=False),
    Column("late", Boolean, nullable=False),
)

decisions = _table(
    "decisions",
    _to("occurrence_id", "occurrences.id", key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("text", Text, nullable=False),
    _to("item_id", "items.id", null=True),
    _to("by_id", "people.id"),
    Column("at", Moment, nullable=False),
    Column("reopened", Boolean, nullable=False),
    Column("topic", Text, nullable=False, server_default=text("''")),
)

passed_items = _table(
    "passed_items",
    _to("occurrence_id", "occurrences.id", key=True),
    _to("item_id", "items.id", key=True),
    Column("how", Words(Passed), nullable=False),
    Column("position", Integer, nullable=False),
)

reviews = _table(
    "reviews",
    _to("occurrence_id", "occurrences.id", key=True),
    _to("task_id", "tasks.id", key=True),
    Column("outcome", Words(Outcome), nullable=False),
    Column("at", Moment, nullable=False),
    _to("by_id", "people.id", null=True),
    Column("why", Text),
    Column("position", Integer, nullable=False),
)

protocols = _table(
    "protocols",
    _to("team_id", "teams.id", key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    _to("occurrence_id", "occurrences.id"),
    Column("words", Text, nullable=False, server_default=text("''")),  # bot/storage/wordforms.py
    UniqueConstraint("occurrence_id"),
)

protocol_versions = _table(
    "protocol_versions",
    _to("team_id", "teams.id", key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("made_at", Moment, nullable=False),
    Column("body", Text, nullable=False),
)

answers = _table(
    "answers",
    _to("occurrence_id", "occurrences.id", key=True),
    _to("person_id", "people.id", key=True),
    Column("done", Text, nullable=False),
    Column("plan", Text, nullable=False),
    Column("blocked", Text, nullable=False),
    Column("at", Moment, nullable=False),
)

# -- the world outside -----------------------------------------------------------------------------------------------

inbox = _table(
    "inbox",
    Column("source_id", Text, primary_key=True),
    Column("at", Moment, nullable=False),
    Index(None, "at"),
)

dialogues = _table(
    "dialogues",
    Column("account", Text, primary_key=True),
    Column("place", Text, nullable=False),
    Column("origin", Text, nullable=False),  # where the form was asked for; the answers are handed in from there
    Column("locale", Text, nullable=False),
    Column("timezone", Text, nullable=False),
    Column("template", Text, nullable=False),
    Column("facts", Text, nullable=False),
    Column("answers", Text, nullable=False),
    Column("field", Integer, nullable=False),
    Column("question_id", Text),
    Column("expires_at", Moment, nullable=False),
)

facts = _table(
    "facts",
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

slots = _table(
    "slots",
    _id(),
    Column("slot", Text, nullable=False),
    Column("place", Text, nullable=False),
    _to("team_id", "teams.id", null=True),
    _to("person_id", "people.id", null=True),
    Column("template", Text, nullable=False),
    Column("facts", Text, nullable=False),
    Column("repeatable", Boolean, nullable=False),
    Column("until", Moment),
    Column("revision", Integer, nullable=False),
    Column("shown", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("unknowns", Integer, nullable=False),
    Column("owner", Text),
    Column("lease_until", Moment),
    Column("sending_at", Moment),
    Column("message_ids", Text, nullable=False),
    Column("fingerprint", Text),
    Column("first_shown_at", Moment),
    Column("shown_at", Moment),
    Column("ended_at", Moment),
    Column("cause", Text),
    Column("reason", Text),
    UniqueConstraint("slot", "place"),
    Index(None, "state", "due_at"),
    Index(None, "place", "state"),
    Index(None, "team_id", "ended_at"),
    numbered=True,
)
