"""How long to wait before the next try."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery import troubles
from bot.delivery.troubles import Troubles
from tests.delivery.faketime import FakeTime


def middle(low: float, high: float) -> float:
    return (low + high) / 2


def test_the_pause_doubles_up_to_a_minute() -> None:
    known = Troubles(FakeTime(), middle)
    assert [known.pause(1) for _ in range(9)] == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert known.pause(2) == 1
    known.over(1)
    assert known.pause(1) == 1


@given(times=st.integers(1, 40), at_least=st.floats(0, 500))
def test_it_is_never_shorter_than_the_messenger_asked_for(times: int, at_least: float) -> None:
    known = Troubles(FakeTime())
    for _ in range(times):
        pause = known.pause(1, at_least)
    assert pause >= at_least
    assert 0.8 <= pause <= max(60 * 1.2, at_least + 1)


def test_what_failed_together_does_not_come_back_together() -> None:
    known = Troubles(FakeTime())
    assert len({known.pause(slot) for slot in range(50)}) > 40


def test_it_is_late_after_ten_minutes_and_that_is_said_once() -> None:
    time = FakeTime()
    known = Troubles(time, middle)
    known.pause(1)
    time.now += 599
    assert not known.just_became_late(1)
    time.now += 2
    assert known.just_became_late(1)
    assert not known.just_became_late(1)
    known.over(1)
    assert not known.just_became_late(1)


def test_it_does_not_remember_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(troubles, "MOST_REMEMBERED", 3)
    known = Troubles(FakeTime(), middle)
    for slot in range(10):
        known.pause(slot)
    assert len(known._by_slot) == 3
    assert known.pause(9) == 2
