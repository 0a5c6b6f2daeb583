"""The composition root: every part of the running process, put together in one place."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

import structlog
from dateutil.relativedelta import relativedelta
from pydantic import SecretStr

from bot.clock import SharedClock, system_clock
from bot.delivery.engine import Delivery
from bot.delivery.ledger import ALONE, Shared
from bot.delivery.pacing import Pacer, pacer_of
from bot.desk import Desk
from bot.heartbeat import Chore, Heartbeat
from bot.homes import Homes
from bot.messengers.port import Messenger
from bot.rendering.renderer import Renderer
from bot.settings import Settings, TelegramMode
from bot.storage.engine import database_url, is_sqlite
from bot.storage.outage import is_outage
from bot.storage.sealing import Sealing
from bot.storage.transaction import Database
from bot.topics import everything
from bot.web.figures import Figures, Sources
from bot.web.server import Readiness, Standing, serving
from rituals.plays import PLAYS
from rituals.ports import Clock
from rituals.ticker import Ran, Ticker
from rituals.timeline import Step

log = structlog.get_logger(__name__)

ASK_THE_TIME = timedelta(seconds=5)
"""How often replicas set their clock by the database's: a machine that slept has the right time again that soon."""

TIDIED_EVERY = timedelta(hours=1)
"""How often what is old is forgotten."""

STALE_AFTER = timedelta(seconds=30)
"""Without a tick for so long (and ten times the tick) the process is not ready."""


class Line(Protocol):
    """The connection with one messenger."""

    @property
    def trouble(self) -> str | None:
        """What is wrong with it now; None while it works."""


@dataclass(frozen=True, slots=True)
class Work:
    """The parts of a process at work; `port` is where it listens."""

    database: Database
    desk: Desk
    delivery: Delivery
    heartbeat: Heartbeat
    homes: Homes
    port: int
    spoken: Callable[[], Awaitable[None]] | None = None
    """Returns when Slack has been told whatever is answered after the acknowledgement."""

    async def settled(self) -> None:
        """Everything that is due now has been done and shown."""
        await self.heartbeat.settled()
        await self.homes.refresh()
        await self.delivery.settled()


@asynccontextmanager
async def at_work(
    settings: Settings,
    *,
    clock: Clock | None = None,
    pace: Callable[[str], Pacer] | None = None,
    tidied_every: timedelta = TIDIED_EVERY,
) -> AsyncIterator[Work]:
    """The bot at work until the block ends; then it stops taking updates and finishes what it has begun.

    `clock` is the system's by default, or the database's where replicas share one. `pace` says how fast a messenger is
    written to: by its published limits, unless it is a rehearsal; those limits are shared by replicas too.

    The database must be of this version. Raises WrongSettings where the address cannot be listened on.
    """
    settings.check_messengers()
    async with AsyncExitStack() as stack:
        shared = SharedClock() if clock is None and not is_sqlite(database_url(settings.database_url)) else None
        clock = clock or shared or system_clock
        database = await stack.enter_async_context(_opened(settings, clock, shared))
        pace = pace or partial(pacer_of, ledger=ALONE if database.is_sqlite else Shared(database))
        renderer = Renderer()
        figures = Figures()
        homes = Homes(database, clock)
        desk = Desk(database, everything(), renderer, clock, heard=figures.heard, changed=homes.changed)
        messengers: dict[str, Messenger] = {}
        pacers: dict[str, Pacer] = {}
        lines: dict[str, Line] = {}
        routes = []
        spoken: Callable[[], Awaitable[None]] | None = None
        if settings.telegram_token is not None:
            from bot.messengers.telegram.part import telegram  # noqa: PLC0415  aiogram costs seconds: only with a token.

            webhook = settings.telegram_mode is TelegramMode.WEBHOOK
            pacers["telegram"] = pace("telegram")
            part = await stack.enter_async_context(
                telegram(
                    token=settings.telegram_token.get_secret_value(),
                    api_url=settings.telegram_api_url,
                    webhook_url=settings.public_url if webhook else None,
                    webhook_secret=_secret(settings.telegram_webhook_secret),
                    count=pacers["telegram"].interactive,
                    desk=desk,
                    database=database,
                    clock=clock,
                )
            )
            messengers["telegram"] = part.messenger
            lines["telegram"] = part
            routes += part.routes
        if settings.slack_bot_token is not None:
            from bot.messengers.slack.assembly import slack  # noqa: PLC0415  Only with a token.

            pacers["slack"] = pace("slack")
            both = await stack.enter_async_context(
                slack(
                    bot_token=settings.slack_bot_token.get_secret_value(),
                    app_token=_secret(settings.slack_app_token) or "",
                    signing_secret=_secret(settings.slack_signing_secret) or "",
                    api_url=settings.slack_api_url,
                    mode=settings.slack_mode.value,
                    desk=desk,
                    database=database,
                    clock=clock,
                )
            )
            messengers["slack"] = both.messenger
            lines["slack"] = both
            spoken = both.reception.settled
            routes += both.routes
        delivery = Delivery(database, renderer, messengers, clock, secrets.token_hex(8), pacers=pacers)
        database.on_commit(delivery.wake)
        delivering = asyncio.create_task(delivery.run(), name="delivery")
        stack.push_async_callback(_end, delivery, delivering)
        ticker = Ticker(database.begin, clock, PLAYS, _failed, ran=_ran(figures, homes), changed=homes.changed)
        heartbeat = Heartbeat(ticker, clock, settings.tick_seconds)
        figures.read(Sources(lambda: delivery.figures, lambda: heartbeat.pulse.last))
        readiness = _readiness(database, delivering, heartbeat, lines, settings.tick_seconds, clock)
        metrics = partial(figures.told, database, clock)
        port = await stack.enter_async_context(serving(settings.listens_at, routes, readiness, metrics))
        # The first beat may have much to catch up with: meanwhile `/healthz` answers and `/readyz` says what is amiss.
        chores = [(tidied_every, _housekeeping(database, settings.keep_months))]
        if shared is not None:
            chores.append((ASK_THE_TIME, _timekeeping(database, shared)))
        await stack.enter_async_context(heartbeat.beating(*chores))
        keeping = asyncio.create_task(homes.run(), name="homes")
        stack.push_async_callback(_cease, keeping)
        yield Work(database, desk, delivery, heartbeat, homes, port, spoken)


@asynccontextmanager
async def _opened(settings: Settings, clock: Clock, shared: SharedClock | None) -> AsyncIterator[Database]:
    """The database; a clock that replicas share is set by it."""
    database = Database(settings.database_url, clock, Sealing(*_tokens(settings)))
    try:
        if shared is not None:
            await shared.ask(database.moment)
        yield database
    finally:
        await database.close()


def _tokens(settings: Settings) -> list[str]:
    """What the keys of sealed words are made of: a second messenger may come, and either may go."""
    tokens = (settings.telegram_token, settings.slack_bot_token)
    return [token.get_secret_value() for token in tokens if token is not None]


def _secret(value: SecretStr | None) -> str | None:
    return value.get_secret_value() if value is not None else None


async def _end(delivery: Delivery, delivering: asyncio.Task[None]) -> None:
    await delivery.stop()
    await delivering


def _ran(figures: Figures, homes: Homes) -> Ran:
    def ran(step: Step) -> None:
        """Count a step that has ended and leave a line with its ids; what it changed is shown in the homes."""
        homes.changed([step.team])
        if step.done_at is not None:
            figures.ran(step)
            ids = {"team": step.team, "step": step.id, step.subject.value: step.subject_id}
            log.info("step", name=step.name, state=step.state.value, why=step.why, **ids)

    return ran


async def _cease(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


def _failed(what: str, error: Exception) -> None:
    if is_outage(error):
        log.warning("not done, the database is away", what=what, error=type(error).__name__)
    else:
        log.error("a step or a plan failed, it is tried again", what=what, exc_info=error)


def _housekeeping(database: Database, keep_months: int) -> Chore:
    async def forget(now: datetime) -> None:
        """Old updates; codes that are void; forms that nobody finished; what is older than it is to be kept."""
        async with database.begin(unhurried=True) as tx:
            await tx.inbox.sweep(now)
            await tx.codes.sweep(now)
            await tx.dialogues.sweep(now)
            await tx.setups.sweep(now)
            if not database.is_sqlite:
                await tx.rates.sweep()
        if keep_months:
            async with database.begin(unhurried=True) as tx:
                await tx.privacy.sweep(now - relativedelta(months=keep_months))

    return forget


def _timekeeping(database: Database, clock: SharedClock) -> Chore:
    async def ask_the_time(_: datetime) -> None:
        """While the database is away the clock goes on by itself; the tick says what is amiss."""
        try:
            await clock.ask(database.moment)
        except Exception as error:
            if not is_outage(error):
                raise

    return ask_the_time


def _readiness(
    database: Database,
    delivering: asyncio.Task[None],
    heartbeat: Heartbeat,
    lines: Mapping[str, Line],
    tick_seconds: float,
    clock: Clock,
) -> Readiness:
    """Ready: the database answers, the clock is looked at, and one messenger at least can be reached."""

    async def standing() -> Standing:
        found = {}
        try:
            async with database.read() as tx:
                await tx.teams.all()
        except Exception as error:  # noqa: BLE001  Whatever it is, the database does not answer.
            found["database"] = type(error).__name__
        last, allowed = heartbeat.pulse.last, max(STALE_AFTER, timedelta(seconds=10 * tick_seconds))
        if last is None or abs(clock() - last) > allowed:
            found["tick"] = "the clock has not been looked at for a while"
        if delivering.done():
            found["delivery"] = "stopped"
        troubles = {name: trouble for name, line in lines.items() if (trouble := line.trouble) is not None}
        if len(troubles) == len(lines):
            return Standing(found | troubles, {})
        return Standing(found, troubles)

    return standing
