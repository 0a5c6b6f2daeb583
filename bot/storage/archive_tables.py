"""What the archive of protocols keeps beside them: whose words were searched for, so that pages can be turned."""

from sqlalchemy import Column, ForeignKey, Index, Table, Text

from bot.storage.tables import metadata
from bot.storage.types import Moment, RowId

protocol_searches = Table(
    "protocol_searches",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("team_id", RowId, ForeignKey("teams.id"), nullable=False),
    Column("person_id", RowId, ForeignKey("people.id"), nullable=False),
    Column("words", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "person_id", "at"),
    sqlite_autoincrement=True,
)
