"""Delivery over a real database: order, merging, crashes, two engines, the end."""

import asyncio
from datetime import timedelta

import pytest

from bot.delivery import engine
from bot.delivery.courier import FRESH_SECONDS, LEASE, Courier
from bot.delivery.pacing import TelegramPacer
from bot.messengers.port import Later
from bot.rendering.document import Rendered
from bot.rendering.reader import Reader
from rituals.messages import At, Chats, Direct
from rituals.team import Audience, Place
from tests.delivery.stage import CHANNEL, GROUP, Stage
from tests.delivery.waiting import dead_long_enough, kill, show_and_fail, told_or_held, until
from tests.fakes import PlainWords, View


async def test_what_is_shown_is_posted_and_then_edited_everywhere_it_belongs(stage: Stage) -> None:
    everywhere = Chats(stage.world.team.id, Audience.COMMON)
    async with stage.delivering() as delivery:
        await stage.show("agenda", everywhere)
        await delivery.settled()
        await stage.show("agenda, changed", everywhere)
        await delivery.settled()
    for messenger, place in ((stage.telegram, GROUP), (stage.slack, CHANNEL)):
        assert messenger.shows(place) == ["agenda, changed"]
        assert [call.what for call in messenger.calls] == ["post", "edit"]
    row = await stage.row()
    assert (row.state, row.shown, row.revision) == ("shown", 2, 2)
    assert row.first_shown_at == stage.clock()


async def test_what_was_committed_before_the_start_is_shown_too(stage: Stage) -> None:
    await stage.show("before anybody ran")
    async with stage.delivering() as delivery:
        await delivery.settled()
    assert stage.telegram.shows(GROUP) == ["before anybody ran"]


async def test_what_was_rolled_back_is_never_shown(stage: Stage) -> None:
    async with stage.delivering() as delivery:
        with pytest.raises(ZeroDivisionError):
            await show_and_fail(stage)
        await delivery.settled()
    assert stage.telegram.calls == []


async def test_a_place_gets_its_messages_in_order_and_a_slow_place_blocks_no_other(stage: Stage) -> None:
    stage.telegram.gate.clear()
    async with stage.delivering() as delivery:
        for number in range(10):
            await stage.show(f"m{number}", slot=f"slot:{number}")
            await stage.show(f"m{number}", At(CHANNEL), slot=f"slot:{number}")
        await until(lambda: len(stage.slack.shows(CHANNEL)) == 10)
        assert stage.telegram.shows(GROUP) == []
        stage.telegram.gate.set()
        await delivery.settled()
    assert stage.telegram.shows(GROUP) == stage.slack.shows(CHANNEL) == [f"m{number}" for number in range(10)]
    assert stage.telegram.most_at_work == 1


async def test_a_hundred_changes_become_a_few_edits_and_the_last_one_stands(stage: Stage) -> None:
    async with stage.delivering() as delivery:
        stage.telegram.gate.clear()
        await asyncio.gather(*(stage.show(f"{number} are here") for number in range(100)))
        await stage.show("all are here")
        stage.telegram.gate.set()
        await delivery.settled()
    assert stage.telegram.shows(GROUP) == ["all are here"]
    assert len(stage.telegram.calls) <= 3


async def test_a_card_that_everybody_presses_moves_at_a_pace_that_the_messenger_allows(stage: Stage) -> None:
    async with stage.delivering(pacers={"telegram": TelegramPacer(stage.time, stage.time.sleep)}) as delivery:
        for second in range(30):
            await stage.show(f"{second} are here")
            await told_or_held(stage)
            await stage.time.pass_by(1)
        settling = asyncio.create_task(delivery.settled())
        while not settling.done():
            await asyncio.sleep(0.01)
            await stage.time.pass_by(0.5)
    assert stage.telegram.shows(GROUP) == ["29 are here"]
    assert 5 <= len(stage.telegram.calls) <= 4 + 30 / 5 + 2


async def test_the_same_words_are_not_sent_again(stage: Stage) -> None:
    async with stage.delivering() as delivery:
        await stage.show("same")
        await delivery.settled()
        await stage.show("other")
        stage.telegram.gate.clear()
        await asyncio.sleep(0)
        await stage.show("same")
        stage.telegram.gate.set()
        await delivery.settled()
        calls = len(stage.telegram.calls)
        await stage.change_row(revision=50, state="due")
        await delivery.settled()
    assert len(stage.telegram.calls) == calls
    assert stage.telegram.shows(GROUP) == ["same"]
    assert (await stage.row()).shown == 50


async def test_every_reader_has_their_own_language_and_zone(stage: Stage) -> None:
    people = stage.world.people
    async with stage.delivering() as delivery:
        await stage.show("a", Chats(stage.world.team.id, Audience.COMMON))
        await delivery.settled()
        for person in people:
            await stage.show("b", Direct(person.id), slot=f"word:{person.id}")
            await delivery.settled()
    read = [(reader.locale, reader.timezone) for reader in stage.words.readers]
    wanted = [(person.locale or "ru", person.timezone or "Europe/Moscow") for person in people]
    assert read == [("ru", "Europe/Moscow")] * 2 + wanted
    assert ("en", "Europe/Moscow") in read


async def test_people_are_mentioned_by_their_account_in_that_messenger(stage: Stage) -> None:
    anna, boris = stage.world.people[:2]
    async with stage.delivering() as delivery:
        await stage.show(f"@{anna.id}", Chats(stage.world.team.id, Audience.COMMON), by=f"@{boris.id}")
        await delivery.settled()
    assert set(stage.telegram.calls[0].mentions) == {(anna.id, "telegram:1001"), (boris.id, "telegram:1002")}
    assert set(stage.slack.calls[0].mentions) == {(anna.id, "slack:T0000001/U0000001")}


async def test_a_crash_between_claim_and_record_loses_nothing(stage: Stage) -> None:
    stage.telegram.gate.clear()
    first = stage.delivery("first")
    running = asyncio.create_task(first.run())
    await stage.show("card")
    await stage.show("next", slot="next")
    await until(lambda: stage.telegram.at_work == 1)
    await kill(running, stage)
    stage.telegram.gate.set()
    async with stage.delivering("second") as second:
        await second.settled()
        assert stage.telegram.shows(GROUP) == []
        await dead_long_enough(stage, second)
    assert stage.telegram.shows(GROUP) == ["card", "next"]


async def test_an_engine_that_died_elsewhere_is_noticed_by_its_lease(stage: Stage) -> None:
    await stage.show("card")
    async with stage.database.begin() as tx:
        claim = await tx.slots.claim(GROUP, "dead", stage.clock(), LEASE)
    assert claim is not None
    async with stage.delivering("alive", alone=False) as delivery:
        await delivery.settled()
        assert stage.telegram.calls == []
        await dead_long_enough(stage, delivery)
        assert stage.telegram.shows(GROUP) == ["card"]
    async with stage.database.begin() as tx:
        assert not await tx.slots.record_shown(claim, ("999",), stage.clock(), "")
    assert (await stage.row()).message_ids == '["1"]'


async def test_a_clock_that_jumps_takes_nothing_away_from_an_engine_that_lives(stage: Stage) -> None:
    stage.telegram.gate.clear()
    async with stage.delivering() as delivery:
        await stage.show("card")
        await until(lambda: stage.telegram.at_work == 1)
        stage.clock.advance(timedelta(days=1))
        await delivery._sweep()
        stage.telegram.gate.set()
        await delivery.settled()
    assert [call.what for call in stage.telegram.calls] == ["post"]
    assert (await stage.row()).state == "shown"


async def test_who_was_frozen_between_claim_and_send_sends_nothing(stage: Stage) -> None:
    class Frozen(PlainWords):
        def message(self, shown: View, reader: Reader) -> Rendered:
            stage.time.now += FRESH_SECONDS + 1
            return super().message(shown, reader)

    written = stage.delivery()._consequences
    telegram = {"telegram": stage.telegram}
    await stage.show("card")
    await Courier(stage.database, Frozen(), telegram, stage.clock, "frozen", written, stage.time).bring_next(GROUP)
    assert stage.telegram.calls == []
    assert await stage.states() == {"card": "due"}


async def test_a_lease_is_renewed_while_a_send_takes_long(stage: Stage) -> None:
    stage.telegram.gate.clear()
    async with stage.delivering("slow", alone=False) as slow, stage.delivering("other", alone=False) as other:
        await stage.show("card")
        await until(lambda: stage.telegram.at_work == 1)
        for _ in range(3):
            stage.clock.advance(LEASE * 0.7)
            await slow._sweep()
            await other._sweep()
        assert (await stage.row()).state == "sending"
        stage.telegram.gate.set()
        await slow.settled()
    assert stage.telegram.called("post") == ["card"]


async def test_two_engines_never_send_one_slot_twice(stage: Stage) -> None:
    places = [Place(f"telegram:{-100 - number}") for number in range(8)]
    async with stage.delivering("one", alone=False) as one, stage.delivering("two", alone=False) as two:
        for number in range(5):
            await asyncio.gather(*(stage.show(f"m{number}", At(place), slot=f"slot:{number}") for place in places))
        await asyncio.gather(one.settled(), two.settled())
        await asyncio.gather(one.settled(), two.settled())
    for place in places:
        assert stage.telegram.shows(place) == [f"m{number}" for number in range(5)]
    assert len(stage.telegram.calls) == 40
    assert one.figures.shown + two.figures.shown == 40


async def test_what_nobody_saw_in_time_is_not_posted_any_more(stage: Stage) -> None:
    await stage.show("in five minutes", until=timedelta(minutes=5))
    await stage.show("later", slot="later")
    stage.clock.advance(timedelta(minutes=6))
    async with stage.delivering() as delivery:
        await delivery.settled()
    assert stage.telegram.shows(GROUP) == ["later"]
    assert await stage.states() == {"card": "expired", "later": "shown"}


async def test_a_card_that_stands_is_edited_after_its_time(stage: Stage) -> None:
    async with stage.delivering() as delivery:
        await stage.show("open", until=timedelta(minutes=5))
        await delivery.settled()
        stage.clock.advance(timedelta(minutes=6))
        await stage.show("closed", until=timedelta(minutes=-1))
        await delivery.settled()
    assert stage.telegram.shows(GROUP) == ["closed"]


async def test_a_poisoned_row_is_parked_and_the_queue_goes_on(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    await stage.show("secret words", slot="poisoned")
    await stage.change_row("poisoned", facts='{"text": 7, "words": "secret words"}')
    await stage.show("strange", slot="strange")
    await stage.change_row("strange", template="of/another/version")
    await stage.show("broken", slot="broken")
    await stage.show("fine", slot="fine")
    async with stage.delivering() as delivery:
        await delivery.settled()
    assert stage.telegram.shows(GROUP) == ["fine"]
    assert await stage.states() == {"poisoned": "dead", "strange": "dead", "broken": "dead", "fine": "shown"}
    assert (await stage.row("poisoned")).facts == '{"text": 7, "words": "secret words"}'
    assert "ValueError in fakes.py" in (await stage.row("broken")).reason
    assert "people said" not in (await stage.row("broken")).reason
    assert delivery.figures.given_up == 3


async def test_stopping_lets_those_in_flight_end_and_starts_nothing(stage: Stage) -> None:
    stage.telegram.gate.clear()
    async with stage.delivering() as delivery:
        for number in range(3):
            await stage.show(f"m{number}", slot=f"slot:{number}")
        await until(lambda: stage.telegram.at_work == 1)
        stopping = asyncio.create_task(delivery.stop())
        await asyncio.sleep(0.05)
        assert not stopping.done()
        stage.telegram.gate.set()
        await stopping
    assert stage.telegram.shows(GROUP) == ["m0"]
    assert await stage.states() == {"slot:0": "shown", "slot:1": "due", "slot:2": "due"}


async def test_stopping_does_not_wait_for_a_dead_network(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "GRACE_SECONDS", 0.1)
    stage.telegram.gate.clear()
    async with stage.delivering() as delivery:
        await stage.show("card")
        await until(lambda: stage.telegram.at_work == 1)
        async with asyncio.timeout(20):
            await delivery.stop()
    assert await stage.states() == {"card": "unknown"}


async def test_an_engine_can_be_started_again(stage: Stage) -> None:
    delivery = stage.delivery()
    for text in ("one", "two"):
        running = asyncio.create_task(delivery.run())
        await asyncio.sleep(0)
        await stage.show(text, slot=text)
        await delivery.settled()
        await delivery.stop()
        await running
    await delivery.stop()
    assert stage.telegram.shows(GROUP) == ["one", "two"]


async def test_sends_at_the_same_time_are_bounded(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "MOST_SENDS", 5)
    stage.telegram.gate.clear()
    async with stage.delivering() as delivery:
        await asyncio.gather(*(stage.show("word", At(Place(f"telegram:{number + 1}"))) for number in range(20)))
        await until(lambda: stage.telegram.at_work == 5)
        await asyncio.sleep(0.1)
        assert stage.telegram.at_work == 5
        stage.telegram.gate.set()
        await delivery.settled()
    assert stage.telegram.most_at_work == 5
    assert len(stage.telegram.calls) == 20


async def test_a_commit_of_another_process_is_found_by_the_sweep(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "SWEEP_SECONDS", 0.05)
    async with stage.delivering():
        stage.database._listeners.clear()
        await stage.show("card")
        await until(lambda: stage.telegram.shows(GROUP) == ["card"])


async def test_a_pause_ends_without_a_sweep(stage: Stage) -> None:
    stage.clock = type(stage.clock)(stage.clock(), running=True)
    stage.telegram.will(Later(timedelta(0), "busy"))
    async with stage.delivering():
        await stage.show("card")
        await until(lambda: stage.telegram.shows(GROUP) == ["card"])


async def test_a_database_that_is_away_for_a_moment_loses_no_outcome(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlalchemy.exc import OperationalError

    from bot.delivery import courier
    from bot.storage.slots import SlotRows

    monkeypatch.setattr(courier, "RECORD_AGAIN_SECONDS", 0.01)
    recorded = SlotRows.record_shown
    failures = iter([OperationalError("UPDATE", {}, Exception("gone"))] * 3)

    async def fail_at_first(*args: object) -> bool:
        if (failure := next(failures, None)) is not None:
            raise failure
        return await recorded(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(SlotRows, "record_shown", fail_at_first)
    async with stage.delivering() as delivery:
        await stage.show("card")
        await delivery.settled()
    assert stage.telegram.called("post") == ["card"]
    assert (await stage.row()).state == "shown"


async def test_an_outcome_that_cannot_be_recorded_does_not_block_the_place(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.storage.slots import SlotRows

    recorded = SlotRows.record_shown
    failures = iter([ValueError("a bug")])

    async def fail_once(*args: object) -> bool:
        if (failure := next(failures, None)) is not None:
            raise failure
        return await recorded(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(SlotRows, "record_shown", fail_once)
    async with stage.delivering() as delivery:
        await stage.show("card")
        await stage.show("next", slot="next")
        await delivery.settled()
    assert await stage.states() == {"card": "dead", "next": "shown"}
