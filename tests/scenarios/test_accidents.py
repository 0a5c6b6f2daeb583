"""What goes wrong in a real week: restarts, outages, lost answers, chats that go, people out of reach, a machine asleep."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import pytest

from bot.rehearsal.slack import Fault
from tests.scenarios.meetings import MONDAY, NEXT_MONDAY, Cards, everywhere, opened, shown_everywhere
from tests.scenarios.teams import BOTH_AT_ONCE, SLACK_ALONE, TELEGRAM_ALONE
from tests.scenarios.town import Town

Gather = Callable[..., AbstractAsyncContextManager[Town]]


# -- restarts --------------------------------------------------------------------------------------------------------


async def test_a_restart_in_the_middle_of_a_meeting(both: Town) -> None:
    words, anna, boris, vera, gleb = both.words, both.anna, both.boris, both.vera, both.gleb
    await vera.says("/agenda Качество лидов")
    await gleb.says("/agenda Новые цены")
    await opened(both)
    await boris.says("/decide Лиды проверяем вместе")
    cards = [len(chat.messages) for chat in everywhere(both)]

    await both.restarts()
    assert [len(chat.messages) for chat in everywhere(both)] == cards, "nothing is said twice"

    await anna.channel.presses(words.next)
    await shown_everywhere(both, "Новые цены", "2")
    await both.restarts()
    await boris.presses(words.close)
    await shown_everywhere(both, words.protocol, "Лиды проверяем вместе")
    assert all(len(chat.having(words.protocol)) == 1 for chat in everywhere(both))


async def test_what_people_do_while_the_bot_is_down_is_not_lost_in_telegram(both: Town) -> None:
    await both.stops()
    await both.gleb.group.says("/agenda Новые цены")
    await both.starts()
    await both.gleb.hears(both.words.saved, "Новые цены")


async def test_a_restart_in_the_middle_of_a_dialogue(both: Town) -> None:
    words, vera, gleb = both.words, both.vera, both.gleb
    await both.at("2026-11-20 10:00")
    await gleb.presses(words.add)
    await gleb.answers("Новые цены")
    await vera.presses(words.add)
    await both.restarts()
    await gleb.answers(words.with_my_name)
    await gleb.hears(words.saved, "Новые цены")
    await vera.fills(text="Качество лидов", sign=words.with_my_name)
    await vera.hears(words.saved, "Качество лидов")


# -- outages ---------------------------------------------------------------------------------------------------------


@pytest.fixture
async def meeting(both: Town) -> tuple[Town, Cards]:
    """Two items, and the meeting has been opened."""
    await both.vera.says("/agenda Качество лидов")
    await both.gleb.says("/agenda Новые цены")
    await both.at(f"{MONDAY} 10:00")
    return both, Cards(both)


@pytest.mark.parametrize("kind", ["500_before", "500_after", "429", "html_502", "reset_before", "reset_after"])
async def test_telegram_fails_while_the_meeting_goes_on(meeting: tuple[Town, Cards], kind: str) -> None:
    town, cards = meeting
    town.telegram.faults.add("editMessageText", kind, times=2, seconds=1)  # type: ignore[arg-type]
    await town.anna.channel.presses(town.words.start)
    await town.vera.channel.shows("Качество лидов", "1")
    await _weathers(town)
    cards.agree()
    await town.boris.presses(town.words.here)
    cards.agree()


@pytest.mark.parametrize(
    "fault",
    [
        Fault("http", status=503),
        Fault("rate_limited", seconds=1),
        Fault("gateway_page"),
        Fault("error", code="internal_error"),
        Fault("reset", after=True),
    ],
    ids=lambda fault: f"{fault.kind}{fault.status if fault.kind == 'http' else ''}",
)
async def test_slack_fails_while_the_meeting_goes_on(meeting: tuple[Town, Cards], fault: Fault) -> None:
    town, cards = meeting
    town.slack.faults.plan("chat.update", fault, times=2)
    await town.boris.presses(town.words.start)
    await town.gleb.group.shows("Качество лидов", "1")
    await _weathers(town)
    cards.agree()


async def _weathers(town: Town) -> None:
    """The troubles are over, and what had to wait is tried again."""
    for _ in range(4):
        await town.later(seconds=20)


async def test_a_lost_answer_posts_once_in_slack_and_at_most_twice_in_telegram(both: Town) -> None:
    words = both.words
    both.slack.faults.plan("chat.postMessage", Fault("reset", after=True))
    both.telegram.faults.add("sendMessage", "reset_after", match=lambda p: str(p.get("chat_id")).startswith("-100"))
    await both.at(f"{MONDAY} 10:00")
    await _weathers(both)
    assert len(both.vera.channel.having(words.gathering)) == 1
    posted = both.boris.group.having(words.gathering)
    assert 1 <= len(posted) <= 2

    await both.boris.press("group", posted[0], words.start)
    await _weathers(both)
    live = [message for message in both.boris.group.messages if message.buttons]
    assert len(live) == 1, "the first press tells which copy is the card; the other is disarmed or gone"
    await both.boris.presses(words.close)
    await shown_everywhere(both, words.protocol)


# -- chats that go ---------------------------------------------------------------------------------------------------


async def test_the_bot_is_removed_from_the_group(gather: Gather) -> None:
    async with gather(TELEGRAM_ALONE, "2026-11-20 09:00") as town:
        words = town.words
        town.telegram.kick(town.bot, town.group)
        await town.quiet()
        await town.anna.private.shows(words.chat_gone)
        await town.at("2026-11-20 10:00")
        await town.at(f"{MONDAY} 09:00")
        assert len(town.anna.private.having(words.chat_gone)) == 1, "an admin is told once"
        assert not town.boris.private.having(words.chat_gone)

        town.telegram.invite(town.bot, town.group)
        await town.quiet()
        await town.at(f"{MONDAY} 10:00")
        await town.boris.group.shows(words.gathering)


async def test_the_bot_is_removed_from_the_channel(gather: Gather) -> None:
    async with gather(SLACK_ALONE, "2026-11-20 09:00") as town:
        words = town.words
        town.slack.remove_app(town.channel)
        await town.quiet()
        await town.anna.private.shows(words.chat_gone)
        await town.at("2026-11-20 10:00")
        await town.at(f"{MONDAY} 09:00")
        assert len(town.anna.private.having(words.chat_gone)) == 1

        assert town.staging.app is not None
        town.slack.invite(town.staging.app, town.channel, inviter=town.anna.slack)
        await town.quiet()
        await town.at(f"{MONDAY} 10:00")
        await town.boris.channel.shows(words.gathering)


async def test_one_chat_goes_and_the_other_goes_on(both: Town) -> None:
    both.telegram.kick(both.bot, both.group)
    await both.at(f"{MONDAY} 10:00")
    await both.vera.channel.shows(both.words.gathering)
    await both.anna.channel.presses(both.words.start)
    await both.anna.channel.says("/close_meeting")
    await both.vera.channel.shows(both.words.protocol)
    await both.gleb.private.shows(both.words.protocol)


async def test_the_group_becomes_a_supergroup(gather: Gather) -> None:
    async with gather(TELEGRAM_ALONE, "2026-11-20 09:00") as town:
        words = town.words
        await town.at("2026-11-20 10:00")
        town.group.kind = "group"
        town.telegram.migrate(town.group, -1009876543210)
        await town.quiet()
        await town.gleb.says("/agenda Новые цены")
        await town.gleb.hears(words.saved)
        await town.at(f"{MONDAY} 10:00")
        await town.boris.group.shows(words.gathering, "Новые цены")
        await town.boris.presses(words.start)
        await town.boris.says("/close_meeting")
        await town.boris.group.shows(words.protocol)
        assert not town.anna.private.having(words.chat_gone)


# -- people out of reach ---------------------------------------------------------------------------------------------


async def test_somebody_who_never_pressed_start(gather: Gather) -> None:
    async with gather(TELEGRAM_ALONE, "2026-11-20 09:00", shy=("Глеб",)) as town:
        words, anna, gleb = town.words, town.anna, town.gleb
        await town.at("2026-11-20 10:00")
        outcome = await gleb.presses(words.add)
        assert outcome.opens is not None, "the button leads to the private chat"
        assert not gleb.telegram_dm.messages

        await opened(town)
        await town.boris.says("/close_meeting")
        await anna.private.shows(words.protocol)
        await anna.says("/rituals")
        await anna.hears("1 раз")

        assert gleb.telegram is not None
        town.telegram.starts(gleb.telegram, town.bot, outcome.opens.partition("start=")[2])
        await town.quiet()
        await gleb.says("/agenda Новые цены")
        await gleb.hears(words.saved)


async def test_the_link_of_a_button_opens_the_form(gather: Gather) -> None:
    async with gather(TELEGRAM_ALONE, "2026-11-20 09:00", shy=("Глеб",)) as town:
        words, gleb = town.words, town.gleb
        await town.at("2026-11-20 10:00")
        outcome = await gleb.presses(words.add)
        assert gleb.telegram is not None
        assert outcome.opens is not None
        town.telegram.starts(gleb.telegram, town.bot, outcome.opens.partition("start=")[2])
        await town.quiet()
        await gleb.fills(text="Новые цены", sign=words.with_my_name)
        await gleb.hears(words.saved, "Новые цены")


async def test_who_is_not_reached_in_telegram_is_reached_in_slack(gather: Gather) -> None:
    async with gather(BOTH_AT_ONCE, "2026-11-20 09:00", shy=("Анна",)) as town:
        await town.at("2026-11-20 10:00")
        await town.anna.slack_dm.shows(town.words.call_to_director)
        await opened(town)
        await town.boris.says("/close_meeting")
        await town.anna.slack_dm.shows(town.words.protocol)
        assert not town.anna.telegram_dm.messages


# -- a machine asleep ------------------------------------------------------------------------------------------------


async def test_asleep_until_eleven_opens_late(town: Town) -> None:
    words = town.words
    await town.gleb.says("/agenda Новые цены")
    await town.at(f"{MONDAY} 09:00")
    await town.sleeps_until(f"{MONDAY} 11:00")
    await shown_everywhere(town, words.gathering, words.late_card, "Новые цены")
    await town.boris.presses(words.start)
    await town.boris.presses(words.next)
    await town.boris.presses(words.close)
    await town.anna.says("/rituals")
    await town.anna.hears(words.held_late)


async def test_asleep_until_three_is_missed_and_run_by_hand(town: Town) -> None:
    words, anna = town.words, town.anna
    await town.gleb.says("/agenda Новые цены")
    await town.at("2026-11-20 10:00")
    await town.sleeps_until(f"{MONDAY} 15:00")
    await shown_everywhere(town, words.missed)
    assert not any(chat.having(words.gathering) for chat in everywhere(town))

    await town.gleb.presses(words.hold_now, words.missed)
    await town.gleb.hears(words.only_admins)
    await anna.presses(words.hold_now, words.missed)
    await shown_everywhere(town, words.gathering, "Новые цены")
    assert all(len(chat.having(words.missed)) == 1 for chat in everywhere(town))
    await town.boris.presses(words.start)
    await town.boris.says("/close_meeting")
    await shown_everywhere(town, words.protocol)

    await town.at(f"{NEXT_MONDAY} 10:00")
    await shown_everywhere(town, words.gathering)


async def test_asleep_for_a_month_catches_up_with_one_word(gather: Gather) -> None:
    async with gather(BOTH_AT_ONCE, "2026-11-20 09:00") as town:
        await town.sleeps_until("2026-12-17 12:00")
        await shown_everywhere(town, town.words.missed)
        assert all(len(chat.having(town.words.missed)) == 1 for chat in everywhere(town))
        assert not any(chat.having(town.words.gathering) for chat in everywhere(town))
        await town.at("2026-12-21 10:00")
        await shown_everywhere(town, town.words.gathering)
