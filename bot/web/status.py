"""`letuchka status`: how the running process is, for a human, from its own `/readyz` and `/metrics`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

import aiohttp
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families
from rich.table import Table

from bot.settings import PREFIX, Listen

PATIENCE = aiohttp.ClientTimeout(total=5)

NOWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  Where it listens everywhere, it is asked here.


class NotRunningError(Exception):
    """Nobody answers where the process should listen."""


@dataclass(frozen=True, slots=True)
class Status:
    """What a process says of itself. `standing` is the JSON of `/readyz`, `metrics` the families of `/metrics`."""

    standing: dict[str, Any]
    metrics: dict[str, Metric]

    @property
    def ready(self) -> bool:
        return self.standing.get("ready") is True

    def total(self, family: str, **labels: str) -> float:
        """The sum of a family's samples that have these labels."""
        return sum(
            sample.value
            for sample in (self.metrics[family].samples if family in self.metrics else ())
            if sample.name in {family, f"{family}_total"} and labels.items() <= sample.labels.items()
        )

    def by(self, family: str, label: str) -> str:
        """`done 5, refused 1`: a counter by one of its labels, what is zero left out."""
        samples = self.metrics[family].samples if family in self.metrics else ()
        names = dict.fromkeys(sample.labels[label] for sample in samples if label in sample.labels)
        counts = ((name, int(self.total(family, **{label: name}))) for name in names)
        return ", ".join(f"{name} {count}" for name, count in counts if count) or "none"


async def asked(listen: Listen) -> Status:
    """Ask the process that listens there. Raises NotRunningError."""
    base = f"http://{_host(listen)}:{listen.port}"
    try:
        async with aiohttp.ClientSession(timeout=PATIENCE) as session:
            async with session.get(f"{base}/readyz") as answer:
                if answer.status not in {HTTPStatus.OK, HTTPStatus.SERVICE_UNAVAILABLE}:
                    raise NotRunningError(f"{base} is answered by another program.")
                standing = await answer.json()
            async with session.get(f"{base}/metrics") as answer:
                families = text_string_to_metric_families(await answer.text())
                return Status(standing, {family.name: family for family in families})
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        raise NotRunningError(
            f"Nobody answers at {base} ({type(error).__name__}). Does `letuchka run` run, with the same {PREFIX}LISTEN?"
        ) from error


def _host(listen: Listen) -> str:
    host = NOWHERE.get(listen.host, listen.host)
    return f"[{host}]" if ":" in host else host


def table(status: Status, now: datetime) -> Table:
    """The same in a few lines."""
    grid = Table.grid(padding=(0, 2))
    for name, words in _lines(status, now):
        grid.add_row(name, words)
    return grid


def _lines(status: Status, now: datetime) -> Iterable[tuple[str, str]]:
    waiting, troubles = status.standing.get("waiting_for", {}), status.standing.get("troubles", {})
    yield "ready", "yes" if status.ready else "no: " + _told(waiting)
    if troubles:
        yield "in trouble", _told(troubles)
    tick = status.total("letuchka_last_tick_timestamp_seconds")
    ago = now - datetime.fromtimestamp(tick, now.tzinfo)
    yield "last tick", f"{_short(ago)} ago" if tick else "never"
    if status.total("letuchka_database_up"):
        due, age = (
            int(status.total("letuchka_queue_due")),
            timedelta(seconds=status.total("letuchka_queue_age_seconds")),
        )
        yield "queue", f"{due} due, the oldest for {_short(age)}" if due else "empty"
    else:
        yield "queue", "not known, the database does not answer"
    yield "deliveries", status.by("letuchka_deliveries", "result")
    yield "steps", _steps(status)
    yield "updates", status.by("letuchka_updates", "result")
    yield "log", status.by("letuchka_log_messages", "level")


def _steps(status: Status) -> str:
    family = status.metrics.get("letuchka_step_lateness_seconds")
    counts = [sample for sample in (family.samples if family else ()) if sample.name.endswith("_count")]
    return ", ".join(f"{sample.labels['state']} {int(sample.value)}" for sample in counts) or "none"


def _told(what: dict[str, str]) -> str:
    return "; ".join(f"{name}: {words}" for name, words in what.items())


def _short(span: timedelta) -> str:
    return str(timedelta(seconds=round(max(0.0, span.total_seconds()))))
