"""How alembic reaches the database: the connection that it is given, or the address of the environment."""

import asyncio
import os

from alembic import context
from sqlalchemy import Connection

import bot.storage.survey_tables  # noqa: F401  Their tables are compared too.
from bot.storage.engine import DEFAULT_URL, database_url, upkeep_engine
from bot.storage.tables import metadata


def migrate(connection: Connection) -> None:
    """Run the migrations in one transaction, on SQLite too: one that breaks leaves nothing behind."""
    context.configure(connection=connection, target_metadata=metadata, transactional_ddl=True)
    with context.begin_transaction():
        context.run_migrations()


async def connect_and_migrate() -> None:
    """Used by the command line of alembic; LETUCHKA_DATABASE_URL names the database."""
    engine = upkeep_engine(database_url(os.environ.get("LETUCHKA_DATABASE_URL", DEFAULT_URL)))
    async with engine.begin() as connection:
        await connection.run_sync(migrate)
    await engine.dispose()


given: Connection | None = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    asyncio.run(connect_and_migrate())
