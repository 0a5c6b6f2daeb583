"""Sending with the messengers' limits on: a survey to 3,000 people and a card in 500 groups, on a virtual clock.

    python bench/limits.py [--people 3000] [--groups 500] [--quick]

Told is the share of the rate that delivery may use (Telegram: 20 a second, as a fifth is kept for answers to people who
wait; Slack: 160 posts a minute and workspace), and how many calls a strict judge would have refused, who counts
what Telegram and Slack publish. The cards are edited twice meanwhile. Exits 1 where a call would have been refused.
"""

import argparse
import asyncio
import sys
from collections import defaultdict, deque
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

from measuring import on_one_core  # noqa: E402  After the path.

from bot.delivery.pacing import SLACK_POSTS, TELEGRAM_DELIVERY, Pacer, SlackPacer, TelegramPacer  # noqa: E402
from rituals.team import Place  # noqa: E402
from tests.delivery.faketime import FakeTime  # noqa: E402

SECOND, MINUTE = 1.0, 60.0

Limits = Callable[[Place], dict[str, list[tuple[int, float]]]]
"""For a place, by what is counted: how many are allowed in how many seconds."""


class Judge:
    """Refuses what comes too fast: so many in any so many seconds, by key."""

    def __init__(self) -> None:
        self.refused = 0
        self.calls: list[float] = []
        self._seen: dict[tuple[str, float], deque[float]] = defaultdict(deque)

    def hears(self, now: float, limits: dict[str, list[tuple[int, float]]]) -> None:
        """A call that counts in all of these."""
        self.calls.append(now)
        late = False
        for key, several in limits.items():
            for most, seconds in several:
                seen = self._seen[key, seconds]
                while seen and seen[0] <= now - seconds:
                    seen.popleft()
                seen.append(now)
                late |= len(seen) > most
        self.refused += late


def telegram_limits(place: Place) -> dict[str, list[tuple[int, float]]]:
    """30 a second; 20 a minute in a group; one a second in a chat, short bursts pass (core.telegram.org/bots/faq)."""
    chat = [(20, MINUTE), (2, SECOND)] if place.startswith("telegram:-") else [(4, SECOND)]
    return {"bot": [(30, SECOND)], place: chat}


def slack_limits(place: Place) -> dict[str, list[tuple[int, float]]]:
    """Hundreds of posts a minute and workspace; one a second and channel, short bursts pass (docs.slack.dev)."""
    return {"workspace": [(200, MINUTE)], place: [(4, SECOND)]}


async def deliver(
    pacer: Pacer, seconds: FakeTime, judge: Judge, places: list[Place], cards: list[Place], limits: Limits
) -> float:
    """Post once in each place, and edit each card twice; the seconds that it took."""
    began = seconds()

    async def post(number: int, place: Place) -> None:
        await pacer.admit(place, number, edit=False)
        judge.hears(seconds(), limits(place))

    async def edit(number: int, place: Place) -> None:
        await pacer.admit(place, number, edit=True)
        judge.hears(seconds(), limits(place))

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(post(number, place)) for number, place in enumerate([*cards, *places])]
        for _ in range(2):
            tasks += [group.create_task(edit(number, place)) for number, place in enumerate(cards)]
        while not all(task.done() for task in tasks):
            await seconds.pass_by(0.5)
    return judge.calls[-1] - began


def told(name: str, judge: Judge, seconds: float, rate: float, burst: int) -> None:
    share = (len(judge.calls) - burst) / (seconds * rate)
    print(f"{name}: {len(judge.calls)} calls in {seconds:.0f} s, {100 * share:.1f} % of the allowed rate, ", end="")
    print(f"{judge.refused} × 429")


async def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--people", type=int, default=3000)
    arguments.add_argument("--groups", type=int, default=500)
    arguments.add_argument("--quick", action="store_true", help="a tenth of it")
    asked = arguments.parse_args()
    part = 10 if asked.quick else 1
    people, groups = asked.people // part, asked.groups // part
    on_one_core()
    telegram, clock = Judge(), FakeTime()
    places = [Place(f"telegram:{1_000_000 + number}") for number in range(people)]
    cards = [Place(f"telegram:-100{number:07}") for number in range(groups)]
    took = await deliver(TelegramPacer(clock, clock.sleep), clock, telegram, places, cards, telegram_limits)
    told("Telegram", telegram, took, 1 / TELEGRAM_DELIVERY.interval, TELEGRAM_DELIVERY.burst)
    slack, clock = Judge(), FakeTime()
    places = [Place(f"slack:T1/U{number:06}") for number in range(people)]
    took = await deliver(SlackPacer(clock, clock.sleep), clock, slack, places, [], slack_limits)
    told("Slack", slack, took, 1 / SLACK_POSTS.interval, SLACK_POSTS.burst)
    return 1 if telegram.refused or slack.refused else 0


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main()))
