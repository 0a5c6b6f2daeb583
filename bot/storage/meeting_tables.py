"""What happens around a meeting beside its course: people's parts in it, and how long each item was talked about."""

from sqlalchemy import Column, Integer

from bot.storage.schema import reference, table
from bot.storage.types import Moment, Seconds, Words
from rituals.parts import Part

partakings = table(
    "partakings",
    reference("occurrence_id", "occurrences.id", key=True),
    reference("person_id", "people.id", key=True),
    Column("part", Words(Part), primary_key=True),
    Column("at", Moment, nullable=False),
    Column("minutes", Integer, nullable=False),
)

item_talks = table(
    "item_talks",
    reference("occurrence_id", "occurrences.id", key=True),
    reference("item_id", "items.id", key=True),
    Column("spent", Seconds, nullable=False),
)
