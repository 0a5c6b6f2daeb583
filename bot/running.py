"""Run the process: the database brought to this version, the bot at work, a clean stop on SIGTERM."""

import asyncio
import gc
import signal

import structlog

from bot.logs import configure
from bot.settings import Settings, WrongSettings
from bot.storage.upkeep import head, revision_of, upgrade

log = structlog.get_logger(__name__)


class WrongDatabase(WrongSettings):
    """The database cannot be used as it is."""


def made_ready(url: str, *, migrate: bool) -> str | None:
    """See to it that the database is of this version: SQLite is migrated by itself, PostgreSQL only when asked.

    Returns the version that it was of, None for an empty one. Raises WrongDatabase.
    """
    try:
        found = asyncio.run(revision_of(url))
    except Exception as error:
        raise _unopened(error) from error
    if found == head():
        return found
    if not (migrate or url.startswith("sqlite")):
        raise WrongDatabase(
            f"The database is of version {found or 'nothing'}, this program needs {head()}:"
            " run `letuchka db upgrade` (or `letuchka run --migrate`)."
        )
    try:
        asyncio.run(upgrade(url))
    except Exception as error:
        if found is None:
            raise _unopened(error) from error
        raise WrongDatabase(
            f"The database is of version {found} and could not be brought to {head()}"
            f" ({_first_line(error)}); nothing was changed. A newer program may have written it."
        ) from error
    return found


def _unopened(error: Exception) -> WrongDatabase:
    return WrongDatabase(
        f"LETUCHKA_DATABASE_URL: the database cannot be opened ({_first_line(error)})."
        " Is it there, and may we write to it?"
    )


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0][:200] or type(error).__name__


def run_until_stopped(settings: Settings, *, migrate: bool) -> None:
    """Run until SIGTERM or SIGINT; exits 0 then. Raises WrongSettings before anything has begun."""
    gc.disable()  # Hundreds of thousands of objects are loaded now and stay: looking through them again is lost time.
    configure(settings.log_format, settings.log_level)
    made_ready(settings.database_url, migrate=migrate)
    asyncio.run(_run(settings))


async def _run(settings: Settings) -> None:
    from bot.app import at_work  # noqa: PLC0415  After the settings have been found right.

    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    async with at_work(settings) as work:
        log.info(
            "ready",
            port=work.port,
            telegram=settings.telegram_token is not None,
            slack=settings.slack_bot_token is not None,
        )
        gc.freeze()
        gc.enable()
        await stopped.wait()
        log.info("stopping")
    log.info("stopped")
