"""The table of those who keep a calendar of their meetings up to date."""

from sqlalchemy import Column

from bot.storage.schema import reference, table
from bot.storage.types import Moment

calendar_readers = table(
    "calendar_readers",
    reference("team_id", "teams.id", key=True),
    reference("person_id", "people.id", key=True),
    Column("since", Moment, nullable=False),
)
