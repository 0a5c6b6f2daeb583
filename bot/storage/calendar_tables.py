"""The table of those who keep a calendar of their meetings up to date."""

from sqlalchemy import Column, ForeignKey, Table

from bot.storage.tables import metadata
from bot.storage.types import Moment, RowId

calendar_readers = Table(
    "calendar_readers",
    metadata,
    Column("team_id", RowId, ForeignKey("teams.id"), nullable=False, primary_key=True, autoincrement=False),
    Column("person_id", RowId, ForeignKey("people.id"), nullable=False, primary_key=True, autoincrement=False),
    Column("since", Moment, nullable=False),
)
