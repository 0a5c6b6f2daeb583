"""What the archive of protocols keeps beside them: whose words were searched for, so that pages can be turned."""

from sqlalchemy import Column, Index, Text

from bot.storage.schema import number, reference, table
from bot.storage.types import Moment

protocol_searches = table(
    "protocol_searches",
    number(),
    reference("team_id", "teams.id"),
    reference("person_id", "people.id"),
    Column("words", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "person_id", "at"),
    numbered=True,
)
