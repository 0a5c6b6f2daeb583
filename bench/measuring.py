"""What the benchmarks measure with: one core, contenders in turns, medians over rounds, how long each answer took."""

import asyncio
import os
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

Take = Callable[[bytes], Awaitable[object]]
Contender = Callable[[str], AbstractAsyncContextManager[Take]]
"""By a database's address: what takes what comes in."""


@dataclass(frozen=True)
class Run:
    """One round of a contender: how many a second, processor seconds of each, seconds that each took, sorted."""

    per_second: float
    cost: float
    taken: Sequence[float]

    def percentile(self, share: float) -> float:
        """In milliseconds."""
        return 1000 * self.taken[min(len(self.taken) - 1, int(share * len(self.taken)))]


def on_one_core() -> None:
    """Give the process, and what it starts from now on, the last core of those that it may use."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


async def at_once(bodies: Sequence[bytes], take: Take, width: int) -> Run:
    """Give all of these to `take`, so many at a time: each of `width` clients sends its next when it has its answer."""
    waiting = iter(bodies)
    taken: list[float] = []

    async def client() -> None:
        for body in waiting:
            began = time.perf_counter()
            await take(body)
            taken.append(time.perf_counter() - began)

    began, spent = time.perf_counter(), time.process_time()
    await asyncio.gather(*(client() for _ in range(width)))
    elapsed, cost = time.perf_counter() - began, time.process_time() - spent
    return Run(len(taken) / elapsed, cost / len(taken), sorted(taken))


def tell(name: str, runs: Sequence[Run], peer: Sequence[Run] | None = None) -> float:
    """Print a contender's medians, and the median of the ratios to `peer`, round by round; gives that ratio."""
    rate, cost, half, most = (
        statistics.median(figures)
        for figures in (
            [run.per_second for run in runs],
            [1e6 * run.cost for run in runs],
            [run.percentile(0.5) for run in runs],
            [run.percentile(0.99) for run in runs],
        )
    )
    ratio = ratio_of(runs, peer) if peer else 1.0
    against = f"{ratio:8.2f} ×" if peer else ""
    print(f"{name:<40}{rate:9.0f}/s {cost:7.0f} µs   p50 {half:7.1f} ms   p99 {most:7.1f} ms {against}")
    return ratio


def ratio_of(runs: Sequence[Run], peer: Sequence[Run]) -> float:
    """How many times as many a second as the peer: the median over rounds."""
    return statistics.median(mine.per_second / theirs.per_second for mine, theirs in zip(runs, peer, strict=True))
