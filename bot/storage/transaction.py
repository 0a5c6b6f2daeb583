"""The database, and transactions with one small repository an area."""

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import cached_property

from sqlalchemy import text

from bot.clock import system_clock
from bot.storage.accounts import AccountRows
from bot.storage.agenda import AgendaRows
from bot.storage.answers import AnswerRows
from bot.storage.archive import ArchiveRows
from bot.storage.calendars import CalendarRows
from bot.storage.codes import CodeRows
from bot.storage.cups import CupRows
from bot.storage.dialogues import DialogueRows
from bot.storage.engine import DEFAULT_URL, database_url, is_sqlite, reader_engine, writer_engine
from bot.storage.facts import FactRows
from bot.storage.homes import HomeRows
from bot.storage.inbox import InboxRows
from bot.storage.meetings import MeetingRows
from bot.storage.occurrences import OccurrenceRows
from bot.storage.outbox import OutboxRows
from bot.storage.parts import PartRows
from bot.storage.people import PeopleRows
from bot.storage.privacy import PrivacyRows
from bot.storage.protocols import ProtocolRows
from bot.storage.rituals import RitualRows
from bot.storage.sealing import Sealing
from bot.storage.setups import SetupRows
from bot.storage.slots import SlotRows
from bot.storage.sql import Sql
from bot.storage.steps import StepRows
from bot.storage.surveys import BallotRows, SurveyRows
from bot.storage.tasks import TaskRows
from bot.storage.teams import TeamRows
from bot.storage.votes import VoteRows
from bot.storage.writer import Unit, Writer
from bot.surveyfile import Questionnaires
from rituals.ports import Clock
from rituals.team import Place

Listener = Callable[[frozenset[Place]], None]

log = logging.getLogger(__name__)


class SqlTransaction:
    """One use case: everything in it happens, or nothing does."""

    def __init__(self, sql: Sql, sealing: Sealing) -> None:
        self._sql = sql
        self._sealing = sealing

    @cached_property
    def teams(self) -> TeamRows:
        return TeamRows(self._sql)

    @cached_property
    def people(self) -> PeopleRows:
        return PeopleRows(self._sql)

    @cached_property
    def codes(self) -> CodeRows:
        return CodeRows(self._sql)

    @cached_property
    def rituals(self) -> RitualRows:
        return RitualRows(self._sql)

    @cached_property
    def occurrences(self) -> OccurrenceRows:
        return OccurrenceRows(self._sql)

    @cached_property
    def steps(self) -> StepRows:
        return StepRows(self._sql)

    @cached_property
    def calendars(self) -> CalendarRows:
        return CalendarRows(self._sql)

    @cached_property
    def agenda(self) -> AgendaRows:
        return AgendaRows(self._sql)

    @cached_property
    def meetings(self) -> MeetingRows:
        return MeetingRows(self._sql)

    @cached_property
    def parts(self) -> PartRows:
        return PartRows(self._sql)

    @cached_property
    def tasks(self) -> TaskRows:
        return TaskRows(self._sql)

    @cached_property
    def protocols(self) -> ProtocolRows:
        return ProtocolRows(self._sql)

    @cached_property
    def archive(self) -> ArchiveRows:
        return ArchiveRows(self._sql)

    @cached_property
    def answers(self) -> AnswerRows:
        return AnswerRows(self._sql)

    @cached_property
    def votes(self) -> VoteRows:
        return VoteRows(self._sql)

    @cached_property
    def cups(self) -> CupRows:
        return CupRows(self._sql)

    @cached_property
    def privacy(self) -> PrivacyRows:
        return PrivacyRows(self._sql)

    @cached_property
    def surveys(self) -> SurveyRows:
        return SurveyRows(self._sql)

    @cached_property
    def ballots(self) -> BallotRows:
        return BallotRows(self._sql, self._sealing)

    @cached_property
    def questionnaires(self) -> Questionnaires:
        return Questionnaires()

    @cached_property
    def setups(self) -> SetupRows:
        return SetupRows(self._sql)

    @cached_property
    def homes(self) -> HomeRows:
        return HomeRows(self._sql)

    @cached_property
    def outbox(self) -> OutboxRows:
        return OutboxRows(self._sql)

    @cached_property
    def slots(self) -> SlotRows:
        """What delivery works through."""
        return SlotRows(self._sql)

    @cached_property
    def inbox(self) -> InboxRows:
        """Which updates of the messengers are done."""
        return InboxRows(self._sql)

    @cached_property
    def dialogues(self) -> DialogueRows:
        """Forms that Telegram asks question by question."""
        return DialogueRows(self._sql)

    @cached_property
    def accounts(self) -> AccountRows:
        """Who can be written to in private."""
        return AccountRows(self._sql)

    @cached_property
    def facts(self) -> FactRows:
        """Small things that the process must remember."""
        return FactRows(self._sql)


class Database:
    """SQLite or PostgreSQL behind one door. `clock` is "now" for the outbox: a rehearsal can move it.

    What is sealed in it cannot be read without the tokens that `sealing` is made of.
    """

    def __init__(self, url: str = DEFAULT_URL, clock: Clock = system_clock, sealing: Sealing | None = None) -> None:
        self.url = database_url(url)
        self._clock = clock
        self._sealing = sealing or Sealing()
        self._engine = writer_engine(self.url)
        self._writer = Writer(self._engine) if is_sqlite(self.url) else None
        self._reader = reader_engine(self.url) if is_sqlite(self.url) else self._engine
        self._listeners: list[Listener] = []

    @property
    def is_sqlite(self) -> bool:
        return self._writer is not None

    def on_commit(self, listener: Listener) -> None:
        """Call this after each commit that changed what people are to see, with the places. It must not block."""
        self._listeners.append(listener)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[SqlTransaction]:
        """One transaction: committed at the end of the block, rolled back by an exception.

        Within it wait for the database only, never for another task or the network: on SQLite others wait for its end.
        """
        sql: Sql | None = None
        try:
            async with self._unit() as unit:
                sql = Sql(unit.connection, self._clock)
                unit.after_commit.append(lambda places=sql.places: self._tell(places))  # type: ignore[misc]
                yield SqlTransaction(sql, self._sealing)
        except Exception:
            if sql is not None and sql.kept:
                await self._keep(sql)
            raise

    @asynccontextmanager
    async def read(self) -> AsyncIterator[SqlTransaction]:
        """Look without writing: on SQLite beside the one that writes. Writing in it fails."""
        async with self._reader.connect() as connection, connection.begin():
            if not self.is_sqlite:
                await connection.execute(text("SET TRANSACTION READ ONLY"))
            yield SqlTransaction(Sql(connection, self._clock), self._sealing)

    async def close(self) -> None:
        """Close all connections."""
        if self._writer is not None:
            await self._writer.close()
            await self._reader.dispose()
        await self._engine.dispose()

    @asynccontextmanager
    async def _unit(self) -> AsyncIterator[Unit]:
        if self._writer is not None:
            async with self._writer.begin() as unit:
                yield unit
            return
        async with self._engine.begin() as connection:
            unit = Unit(connection)
            yield unit
        for tell in unit.after_commit:
            tell()

    async def _keep(self, sql: Sql) -> None:
        """What must be remembered of a transaction that was rolled back, for example a wrong guess."""
        async with self._unit() as unit:
            again = Sql(unit.connection, self._clock)
            for statement in sql.kept:
                await again.run(statement)

    def _tell(self, places: set[Place]) -> None:
        if not places:
            return
        for listener in self._listeners:
            try:
                listener(frozenset(places))
            except Exception:
                log.exception("a listener failed after a commit; the sweep will find what it was to be told")
