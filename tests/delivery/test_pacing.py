"""Who may send when: chats, bots, workspaces, lines, rests."""

import asyncio
import itertools
from collections.abc import Callable

import pytest

from bot.delivery import doors
from bot.delivery.pacing import SLACK_CHANNEL, Pacer, SlackPacer, TelegramPacer, Unpaced, pacer_of
from rituals.team import Place
from tests.delivery.faketime import FakeTime

GROUP = Place("telegram:-1001234567890")
CHANNEL = Place("slack:T0000001/C0000001")


class Log:
    """Asks a pacer, and writes down when each was let through (seconds since the start)."""

    def __init__(self, make: Callable[..., Pacer]) -> None:
        self.time = FakeTime()
        self.pacer = make(self.time, self.time.sleep)
        self.sent: list[tuple[float, str, bool]] = []
        self._start = self.time.now
        self._tasks: list[asyncio.Task[None]] = []

    def ask(self, place: str, *, edit: bool = False, slot: int = 0, times: int = 1) -> asyncio.Task[None]:
        """One drainer that wants to send so many messages, each of another slot unless one is given."""
        task = asyncio.create_task(self._go(place, edit, slot, times))
        self._tasks.append(task)
        return task

    async def _go(self, place: str, edit: bool, slot: int, times: int) -> None:
        for number in range(times):
            await self.pacer.admit(Place(place), slot or number + 1, edit=edit)
            self.sent.append((round(self.time.now - self._start, 3), place, edit))

    def times(self, place: str | None = None) -> list[float]:
        return [at for at, where, _ in self.sent if place in (None, where)]

    def most_in(self, window: float, *, of: list[float] | None = None) -> int:
        times = self.times() if of is None else of
        return max(sum(first <= at < first + window for at in times) for first in times)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def test_a_group_gets_one_a_second_and_nineteen_a_minute() -> None:
    log = Log(TelegramPacer)
    log.ask(GROUP, times=60)
    await log.time.pass_by(180)
    await log.close()
    assert log.times()[:4] == [0, 1, 2, 3]
    assert log.most_in(1) == 1
    assert 15 <= log.most_in(60) <= 19


async def test_the_topics_of_a_group_share_its_limits() -> None:
    log = Log(TelegramPacer)
    for topic in ("/1", "/2", "/3"):
        log.ask(GROUP + topic, times=20)
    await log.time.pass_by(120)
    await log.close()
    assert log.most_in(1) == 1
    assert log.most_in(60) <= 19
    assert {place for _, place, _ in log.sent[:6]} == {GROUP + "/1", GROUP + "/2", GROUP + "/3"}


async def test_a_private_chat_gets_a_short_burst() -> None:
    log = Log(TelegramPacer)
    log.ask("telegram:1001", times=5)
    await log.time.pass_by(10)
    assert log.times() == pytest.approx([0, 0.05, 0.1, 1, 2], abs=0.11)


async def test_a_bot_stays_below_its_limit_and_uses_it() -> None:
    log = Log(TelegramPacer)
    for person in range(600):
        log.ask(f"telegram:{person + 1}")
    await log.time.pass_by(40)
    assert len(log.sent) == 600
    assert log.most_in(1) <= 22
    assert log.times()[-1] == pytest.approx(600 / 20, abs=0.5)


async def test_answers_to_people_are_counted_and_never_wait() -> None:
    log = Log(TelegramPacer)
    for person in range(300):
        log.ask(f"telegram:{person + 1}")
    for _ in range(50):
        for _ in range(2):
            log.pacer.interactive()
        await log.time.pass_by(0.1)
    in_five_seconds = [at for at in log.times() if at < 5]
    await log.close()
    assert len(in_five_seconds) <= 28 * 5 - 100
    assert len(in_five_seconds) >= 20


async def test_an_edit_is_sent_at_once_when_the_place_is_idle_and_then_once_a_second() -> None:
    log = Log(TelegramPacer)
    log.ask("telegram:1001", edit=True, slot=7, times=4)
    await log.time.pass_by(10)
    assert log.times() == pytest.approx([0, 1, 2, 3], abs=0.01)


async def test_many_edits_in_a_group_come_slower() -> None:
    log = Log(TelegramPacer)
    log.ask(GROUP, edit=True, slot=7, times=40)
    await log.time.pass_by(120)
    await log.close()
    assert log.times()[:4] == [0, 1, 2, 3]
    late = log.times()[10:]
    assert all(later - earlier >= 3 for earlier, later in itertools.pairwise(late))
    assert log.most_in(60) <= 16


async def test_edits_overtake_posts_in_the_line_and_do_not_starve_them() -> None:
    log = Log(TelegramPacer)
    for person in range(200):
        log.ask(f"telegram:{person + 1}")
    for person in range(200):
        log.ask(f"telegram:{person + 1001}", edit=True)
    await log.time.pass_by(5)
    first = log.sent[3:83]
    await log.close()
    edits = sum(edit for _, _, edit in first)
    assert edits == pytest.approx(64, abs=2)
    assert len(first) - edits == pytest.approx(16, abs=2)


async def test_a_rest_closes_its_place_alone() -> None:
    log = Log(TelegramPacer)
    log.pacer.rest(GROUP, 30)
    log.ask(GROUP)
    log.ask("telegram:1001")
    await log.time.pass_by(29)
    assert log.times("telegram:1001") == [0]
    assert log.times(GROUP) == []
    await log.time.pass_by(2)
    assert log.times(GROUP) == [30]


async def test_a_rest_everywhere_closes_the_bot() -> None:
    log = Log(TelegramPacer)
    log.pacer.rest(GROUP, 30, everywhere=True)
    log.ask("telegram:1001")
    await log.time.pass_by(60)
    assert log.times() == [30]


async def test_three_chats_in_trouble_mean_that_the_bot_is_too_fast() -> None:
    log = Log(TelegramPacer)
    for chat in (1, 1, 2):
        log.pacer.rest(Place(f"telegram:{chat}"), 30)
    log.ask("telegram:8")
    await log.time.pass_by(1)
    assert log.times("telegram:8") == [0]
    log.pacer.rest(Place("telegram:3"), 30)
    log.ask("telegram:9")
    await log.time.pass_by(60)
    assert log.times("telegram:9") == [31]


async def test_slack_limits_a_channel_and_a_method_of_the_workspace() -> None:
    log = Log(SlackPacer)
    log.ask(CHANNEL, times=6)
    for channel in range(250):
        log.ask(f"slack:T0000001/C1{channel:06}")
    log.ask("slack:T0000002/C0000001")
    await log.time.pass_by(300)
    assert len(log.sent) == 6 + 250 + 1
    assert log.most_in(60) <= 201
    assert log.times("slack:T0000002/C0000001") == [0]
    assert log.most_in(2, of=log.times(CHANNEL)) <= SLACK_CHANNEL[0].most_in(2)


async def test_slack_edits_have_a_limit_of_their_own() -> None:
    log = Log(SlackPacer)
    for channel in range(60):
        log.ask(f"slack:T0000001/C1{channel:06}", edit=True)
    log.ask(CHANNEL)
    await log.time.pass_by(120)
    edits = [at for at, _, edit in log.sent if edit]
    assert len(edits) == 60
    assert log.most_in(60, of=edits) <= 40
    assert log.times(CHANNEL) == [0]


async def test_a_rest_of_slack_closes_the_channel_or_everything() -> None:
    log = Log(SlackPacer)
    log.pacer.rest(CHANNEL, 10)
    log.pacer.rest(CHANNEL, 5, everywhere=True)
    log.ask(CHANNEL)
    log.ask("slack:T0000001/C0000002")
    await log.time.pass_by(60)
    assert log.times(CHANNEL) == [10]
    assert log.times("slack:T0000001/C0000002") == [5]


@pytest.mark.parametrize("make", [TelegramPacer, SlackPacer])
async def test_the_parts_of_a_long_message_are_counted(make: Callable[..., Pacer]) -> None:
    place = Place("telegram:1001") if make is TelegramPacer else CHANNEL
    log = Log(make)
    await log.pacer.admit(place, 1, edit=False)
    log.pacer.also(place, 4)
    log.ask(place)
    await log.time.pass_by(10)
    assert log.times() == pytest.approx([3], abs=0.1)


@pytest.mark.parametrize("make", [TelegramPacer, SlackPacer])
async def test_an_answer_in_a_chat_makes_the_next_message_there_wait(make: Callable[..., Pacer]) -> None:
    place = GROUP if make is TelegramPacer else CHANNEL
    log = Log(make)
    for _ in range(3):
        log.pacer.interactive(place)
    log.ask(place)
    await log.time.pass_by(10)
    assert log.times()[0] >= 1


async def test_who_gives_up_waiting_blocks_nobody() -> None:
    log = Log(TelegramPacer)
    waiting = [log.ask(f"telegram:{person + 1}", times=1) for person in range(10)]
    await log.time.settle()
    for task in waiting[2:9]:
        task.cancel()
    await log.time.pass_by(5)
    assert [place for _, place, _ in log.sent] == ["telegram:1", "telegram:2", "telegram:10"]


async def test_without_pacing_nothing_waits_but_a_rest() -> None:
    log = Log(Unpaced)
    log.ask(GROUP, times=100)
    await log.time.settle()
    assert log.times() == [0] * 100
    log.pacer.rest(GROUP, 3)
    log.ask(GROUP)
    await log.time.pass_by(5)
    assert log.times()[100:] == [3]
    log.pacer.interactive(GROUP)
    log.pacer.also(GROUP, 3)
    log.ask(GROUP)
    await log.time.settle()
    assert log.times()[101:] == [5]


async def test_chats_that_rest_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "MOST_DOORS", 10)
    time = FakeTime()
    pacer = TelegramPacer(time, time.sleep)
    for person in range(100):
        waiting = asyncio.create_task(pacer.admit(Place(f"telegram:{person + 1}"), 1, edit=False))
        await time.pass_by(0.5)
        await waiting
    assert len(pacer._doors) <= 10


def test_every_messenger_has_its_pacer() -> None:
    assert isinstance(pacer_of("telegram"), TelegramPacer)
    assert isinstance(pacer_of("slack"), SlackPacer)
    assert isinstance(pacer_of("something new"), Unpaced)
