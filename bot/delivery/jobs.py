"""Calls across replicas: a job of procrastinate for each busy place, done by whichever replica is free."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, suppress

import structlog
from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.jobs import Job, Status
from psycopg import AsyncConnection
from sqlalchemy import URL

from bot.delivery.callers import Drain
from bot.storage.pg import SILENCE
from rituals.team import Place

BEAT_SECONDS = 5.0
"""How often a replica says that it is alive."""

DEAD_AFTER = 15.0
"""Seconds of silence after which a replica's jobs are taken from it: frozen or killed, it is all the same."""

POLL_SECONDS = 0.5
"""A job is announced by NOTIFY; the worker (3.10) may overhear one while it looks for another, and looks again then."""

MOST_JOBS = 2000
"""Jobs that one replica does at the same time: most of them wait for a rate."""

CONNECTIONS = 4
"""Beside the one that listens."""

REST_SECONDS = 2.0
"""After the worker was stopped by a trouble with the database."""

TASK = "drain"
QUEUE = "places"

log = structlog.get_logger(__name__)


class Jobs:
    """One job a place waits at most, one is done at most (procrastinate's queueing lock and lock).

    A job is a hint and is never scheduled for later: a lock and a time together hold up what comes behind
    (github.com/procrastinate-org/procrastinate/issues/1599). It is thrown away when it has ended, well or not.
    """

    def __init__(self, url: URL) -> None:
        self._address = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._called: set[Place] = set()
        self._is_called = asyncio.Event()
        self._deferring = False
        self._app: App | None = None
        self._work: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def working(self, drain: Drain) -> AsyncIterator[None]:
        work = self._work = asyncio.create_task(self._work_for_ever(drain), name="jobs")
        try:
            yield
        finally:
            self.rest()
            await asyncio.wait([work])

    def rest(self) -> None:
        """The worker takes no more jobs; what is due will be found by the sweep of another replica."""
        if self._work is not None:
            self._work.cancel()
            self._work = None

    def call(self, places: Iterable[Place]) -> None:
        if self._work is not None:
            self._called.update(places)
            self._is_called.set()

    async def sweep(self) -> None:
        """Throw the jobs of dead replicas away. Not a job itself, as it might be stalled too."""
        if self._app is None:
            return
        jobs = self._app.job_manager
        for left in await jobs.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER):
            log.warning("a job was left by a replica", place=left.lock)
            with suppress(ConnectorException):  # Another replica was quicker.
                await jobs.finish_job(left, Status.FAILED, delete_job=True)

    async def finished(self) -> bool:
        waited = False
        while self._called or self._deferring or await self._any_left():
            waited = True
            await asyncio.sleep(POLL_SECONDS / 10)
        return waited

    async def _any_left(self) -> bool:
        if self._app is None:
            return False
        jobs = self._app.job_manager
        return any([list(await jobs.list_jobs_async(status=status)) for status in ("todo", "doing")])

    # -- the worker --------------------------------------------------------------------------------------------------

    async def _work_for_ever(self, drain: Drain) -> None:
        while True:
            try:
                await self._work_with(self._new_app(drain))
            except ConnectorException as error:
                log.warning("jobs rest, the database is away", error=type(error).__name__)
            except Exception:
                log.exception("jobs rest")
            else:
                log.warning("jobs rest, the worker has stopped")
            await asyncio.sleep(REST_SECONDS)

    def _new_app(self, drain: Drain) -> App:
        app = App(
            connector=PsycopgConnector(
                conninfo=self._address, min_size=1, max_size=CONNECTIONS, kwargs=SILENCE, configure=_in_its_schema
            )
        )

        @app.task(name=TASK)
        async def drain_it(place: str) -> None:
            await drain(Place(place))

        return app

    async def _work_with(self, app: App) -> None:
        async with app.open_async():
            self._app = app
            deferring = asyncio.create_task(self._defer_while_working(app))
            try:
                await app.run_worker_async(
                    concurrency=MOST_JOBS,
                    fetch_job_polling_interval=POLL_SECONDS,
                    delete_jobs="always",
                    install_signal_handlers=False,
                    update_heartbeat_interval=BEAT_SECONDS,
                    stalled_worker_timeout=DEAD_AFTER,
                )
            finally:
                self._app = None
                deferring.cancel()
                await asyncio.wait([deferring])

    async def _defer_while_working(self, app: App) -> None:
        """Until the app is given up.

        That is looked at, too: `asyncio.wait_for` of Python 3.11, which the pool of connections waits with, loses a
        cancellation that comes in the same moment as the connection (github.com/python/cpython/issues/81839).
        """
        while self._app is app:
            await self._is_called.wait()
            self._is_called.clear()
            called, self._called = sorted(self._called), set()
            self._deferring = True
            try:
                await self._defer(app, called)
            except ConnectorException as error:
                log.warning("calls are lost, the sweep will find what is due", error=type(error).__name__)
            finally:
                self._deferring = False

    async def _defer(self, app: App, places: Sequence[Place]) -> None:
        """All at once; where one of them is called for already the database takes none, and they go one by one."""
        jobs = [
            Job(queue=QUEUE, task_name=TASK, lock=place, queueing_lock=place, task_kwargs={"place": place})
            for place in places
        ]
        try:
            await app.job_manager.batch_defer_jobs_async(jobs)
        except AlreadyEnqueued:
            for job in jobs if len(jobs) > 1 else ():
                with suppress(AlreadyEnqueued):
                    await app.job_manager.defer_job_async(job)


async def _in_its_schema(connection: AsyncConnection) -> None:
    await connection.execute("SET search_path TO procrastinate")
    await connection.commit()
