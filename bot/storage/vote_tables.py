"""The tables of votes, and of who has won and who holds the cups."""

from sqlalchemy import Column, Date, Index, Integer, Text, UniqueConstraint

from bot.storage.schema import number, reference, table
from bot.storage.types import Moment, RowId, Words
from rituals.vote import About, Ties

votes = table(
    "votes",
    number(),
    reference("team_id", "teams.id"),
    reference("occurrence_id", "occurrences.id"),
    Column("number", Integer, nullable=False),
    Column("about", Words(About), nullable=False),
    Column("quorum", Integer, nullable=False),
    Column("ties", Words(Ties), nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("closes_at", Moment, nullable=False),
    Column("eligible", Integer),  # these three once it is closed
    Column("voted", Integer),
    Column("void", Integer),
    UniqueConstraint("occurrence_id", "number"),
    numbered=True,
)

vote_options = table(
    "vote_options",
    reference("vote_id", "votes.id", key=True),
    Column("option_id", RowId, primary_key=True, autoincrement=False),  # of people.id, where the vote is about people
    Column("position", Integer, nullable=False),
    Column("votes", Integer),
)

vote_electors = table(
    "vote_electors",
    reference("vote_id", "votes.id", key=True),
    reference("person_id", "people.id", key=True),
)

ballots = table(
    "ballots",
    reference("vote_id", "votes.id", key=True),
    reference("person_id", "people.id", key=True),
    Column("option_id", RowId, nullable=False),
    Column("why", Text, nullable=False),
)

vote_reasons = table(
    "vote_reasons",
    reference("vote_id", "votes.id", key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("option_id", RowId, nullable=False),
    Column("why", Text, nullable=False),
)

cup_awards = table(
    "cup_awards",
    reference("occurrence_id", "occurrences.id", key=True),
    reference("team_id", "teams.id"),
    reference("ritual_id", "rituals.id"),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    Column("closed_at", Moment, nullable=False),
    Index(None, "ritual_id", "closed_at"),
)

cup_winners = table(
    "cup_winners",
    reference("occurrence_id", "cup_awards.occurrence_id", key=True),
    reference("person_id", "people.id", key=True),
)

cup_holders = table(
    "cup_holders",
    reference("ritual_id", "rituals.id", key=True),
    reference("person_id", "people.id", key=True),
)
