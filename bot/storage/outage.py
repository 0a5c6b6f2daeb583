"""Whether an error of the database is an outage: then nothing was done, and it will work again by itself."""

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

PASSING = ("08", "25006", "25P03", "53", "55P03", "57")
"""How the codes of PostgreSQL begin that pass: no connection, a server that only reads, a transaction that stood still
for too long, no resources, a lock that was not free, an operator at work
(postgresql.org/docs/current/errcodes-appendix.html). Not all of them are operational errors to the driver."""


def is_outage(error: BaseException) -> bool:
    """Whether the database is away, busy, full or may only be read."""
    if isinstance(error, InterfaceError | OperationalError | NoConnectionFree):
        return True
    if not isinstance(error, DBAPIError):
        return False
    code = getattr(error.orig, "sqlstate", None) or ""
    return error.connection_invalidated or code.startswith(PASSING)


def what_is_wrong(error: BaseException) -> str:
    """The database's own words, for the log. They hold nothing that people said: such an error is not about rows."""
    told = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
    return told[:200] or type(error).__name__
