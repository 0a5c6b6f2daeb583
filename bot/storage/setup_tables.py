"""The tables of teams that are being set up (the answers so far, a chat) and of what messengers call people."""

from sqlalchemy import Column, Text, UniqueConstraint

from bot.storage.schema import number, table
from bot.storage.types import Moment

setups = table(
    "setups",
    number(),
    Column("place", Text, nullable=False),
    Column("account", Text),
    Column("facts", Text, nullable=False),
    Column("changed_at", Moment, nullable=False),
    UniqueConstraint("place"),
    numbered=True,
)

told_names = table(
    "told_names",
    Column("account", Text, primary_key=True),
    Column("name", Text, nullable=False),
)
