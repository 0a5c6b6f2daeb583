"""Column types: moments, dates, words of an enumeration, lengths of time."""

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Generic, TypeVar

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, String, Text, TypeDecorator

from rituals.datelists import range_text, ranges_of, read_range

Word = TypeVar("Word", bound=StrEnum)

RowId = BigInteger().with_variant(Integer(), "sqlite")
"""64 bits everywhere: SQLite's INTEGER is that wide already, and only that word makes a row id of it."""


class Moment(TypeDecorator[datetime]):
    """An aware moment, handed back in UTC.

    PostgreSQL: timestamptz. SQLite: `2026-01-05T07:00:00.000000Z`, of one width, so that text sorts as time does and a
    person who looks into the file can read it. Raises ValueError for a moment without a zone.
    """

    impl = DateTime(timezone=True).with_variant(String(27), "sqlite")
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | str | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        utc = value.astimezone(UTC)
        if dialect.name == "sqlite":
            return utc.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
        return utc

    def process_result_value(self, value: datetime | str | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if isinstance(value, str):
            return datetime.fromisoformat(value)
        return None if value is None else value.astimezone(UTC)


class Words(TypeDecorator[Word], Generic[Word]):
    """A word of an enumeration, as text."""

    impl = Text
    cache_ok = True

    def __init__(self, words: type[Word]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: Word | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else self.words(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> Word | None:  # noqa: ARG002
        return None if value is None else self.words(value)


class Days(TypeDecorator[frozenset[date]]):
    """Dates, as a line that a person can read: `2026-12-28..2026-12-30 2027-01-09`; no dates are NULL."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Collection[date] | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return " ".join(map(range_text, ranges_of(value))) if value else None

    def process_result_value(self, value: str | None, dialect: Dialect) -> frozenset[date]:  # noqa: ARG002
        return frozenset().union(*map(read_range, (value or "").split()))


class Seconds(TypeDecorator[timedelta]):
    """A length of time, in whole seconds."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: timedelta | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        return None if value is None else int(value.total_seconds())

    def process_result_value(self, value: int | None, dialect: Dialect) -> timedelta | None:  # noqa: ARG002
        return None if value is None else timedelta(seconds=value)
