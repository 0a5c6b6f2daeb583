"""The table of the rates that replicas share."""

from sqlalchemy import Column, Double, Text

from bot.storage.schema import table

rates = table(
    "rates",
    Column("key", Text, primary_key=True),
    Column("full_at", Double, nullable=False),
)
