"""What all tables are made with: one metadata, numbers that are never used twice, references."""

from typing import Any

from sqlalchemy import Column, ForeignKey, MetaData, Table

from bot.storage.types import RowId

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def number() -> Column[int]:
    """A number that is never used twice: an old button must not come to mean something new."""
    return Column("id", RowId, primary_key=True, autoincrement=True)


def reference(name: str, target: str, *, null: bool = False, key: bool = False) -> Column[Any]:
    return Column(name, RowId, ForeignKey(target), nullable=null, primary_key=key, autoincrement=False)


def table(name: str, *parts: Any, numbered: bool = False) -> Table:
    return Table(name, metadata, *parts, sqlite_autoincrement=numbered)
