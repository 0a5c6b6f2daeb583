"""The process in figures, for Prometheus: read when somebody asks, counted where things happen."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector


class Figures(Collector):
    """Sends by result and the time of the last tick."""

    def __init__(
        self, sends: Callable[[], Iterable[tuple[str, int]]], last_tick: Callable[[], datetime | None]
    ) -> None:
        self._sends = sends
        self._last_tick = last_tick

    def collect(self) -> Iterator[Metric]:
        """Called by the registry."""
        sends = CounterMetricFamily("letuchka_deliveries", "Attempts to show something, by result.", labels=["result"])
        for result, count in self._sends():
            sends.add_metric([result], count)
        yield sends
        tick = self._last_tick()
        yield GaugeMetricFamily(
            "letuchka_last_tick_timestamp_seconds",
            "When the clock was last looked at.",
            tick.timestamp() if tick else 0,
        )


def registry_of(figures: Figures) -> CollectorRegistry:
    registry = CollectorRegistry()
    registry.register(figures)
    return registry
