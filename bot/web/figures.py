"""The process in figures, for Prometheus: counted where things happen, the queue looked up when somebody asks."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.logs import written
from bot.storage.slotstate import Backlog
from bot.storage.transaction import Database
from rituals.ports import Clock
from rituals.timeline import Step, StepState

LATENESS = (1, 2, 5, 10, 30, 60, 600, 3600, 86400)
"""Seconds: a tick, what people notice, the grace of ten minutes, a day."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What is counted elsewhere and only read here."""

    sends: Callable[[], Iterable[tuple[str, int]]]
    last_tick: Callable[[], datetime | None]


class Figures(Collector):
    """The registry of a process. Names and labels are a stable interface: alerts and dashboards rely on them."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._updates = Counter(
            "letuchka_updates", "What came in, by result.", ["messenger", "result"], registry=self.registry
        )
        self._lateness = Histogram(
            "letuchka_step_lateness_seconds",
            "How late the steps of rituals were, by how they ended.",
            ["state"],
            buckets=LATENESS,
            registry=self.registry,
        )
        for state in set(StepState) - {StepState.WAITING}:
            self._lateness.labels(state.value)
        self._sources: Sources | None = None
        self.backlog: Backlog | None = None
        self.registry.register(self)

    def read(self, sources: Sources) -> None:
        """Show what these sources count, too."""
        self._sources = sources

    def heard(self, messenger: str, result: str) -> None:
        """An update was handled. Results: done, asked, refused, broken, outage."""
        self._updates.labels(messenger, result).inc()

    def ran(self, step: Step) -> None:
        """A step has ended."""
        if step.done_at is not None:
            late = max(0.0, (step.done_at - step.due_at).total_seconds())
            self._lateness.labels(step.state.value).observe(late)

    async def told(self, database: Database, clock: Clock) -> bytes:
        """All of it in Prometheus' text format. While the database is away the queue's figures are left out."""
        self.backlog = None
        with suppress(Exception):
            async with database.read() as tx:
                self.backlog = await tx.slots.backlog(clock())
        return generate_latest(self.registry)

    def collect(self) -> Iterator[Metric]:
        """Called by the registry: what is counted elsewhere."""
        yield _by("letuchka_log_messages", "Lines of the log, by level.", "level", written.items())
        yield _one("letuchka_database_up", "1 when the database answers.", self.backlog is not None)
        if self.backlog is not None:
            yield _one("letuchka_queue_due", "Messages whose time has come and that are not shown.", self.backlog.due)
            yield _one("letuchka_queue_age_seconds", "How long the oldest of them is due.", self.backlog.age)
        if self._sources is not None:
            sends, tick = self._sources.sends(), self._sources.last_tick()
            yield _by("letuchka_deliveries", "Attempts to show something, by result.", "result", sends)
            when = tick.timestamp() if tick else 0
            yield _one("letuchka_last_tick_timestamp_seconds", "When the clock was last looked at.", when)


def _one(name: str, words: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, words, value)


def _by(name: str, words: str, label: str, counts: Iterable[tuple[str, int]]) -> CounterMetricFamily:
    family = CounterMetricFamily(name, words, labels=[label])
    for value, count in counts:
        family.add_metric([value], count)
    return family
