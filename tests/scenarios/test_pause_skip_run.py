"""An admin changes the course by the buttons of `/rituals`: run one now, skip the next, pause, resume."""

from tests.scenarios.actors import Actor, Chat
from tests.scenarios.meetings import MONDAY, NEXT_MONDAY, everywhere, shown_everywhere
from tests.scenarios.town import Town


async def test_run_now(town: Town) -> None:
    words = town.words
    panel = await _chooses(town.anna, words.run)
    assert not any(chat.having(words.gathering) for chat in everywhere(town))
    await panel.presses(words.begin_now)
    await shown_everywhere(town, words.gathering)
    await town.boris.presses(words.start)
    await town.boris.says("/close_meeting")
    await shown_everywhere(town, words.protocol)

    await town.at(f"{MONDAY} 10:00")
    await shown_everywhere(town, words.gathering)
    assert town.refused == []


async def test_skip_the_next(town: Town) -> None:
    words, anna = town.words, town.anna
    await town.gleb.says("/agenda Новые цены")
    panel = await _chooses(anna, words.skip_next)
    await panel.presses(words.yes_skip)
    await shown_everywhere(town, words.skipped, anna.name)

    await town.at(f"{MONDAY} 12:00")
    assert not any(chat.having(words.gathering) for chat in everywhere(town))
    await town.at(f"{NEXT_MONDAY} 10:00")
    await shown_everywhere(town, words.gathering, "Новые цены")
    assert town.refused == []


async def test_pause_and_resume(town: Town) -> None:
    words, anna = town.words, town.anna
    panel = await _chooses(anna, words.pause)
    await panel.presses(words.yes_pause, words.pause_question)
    await shown_everywhere(town, words.paused, anna.name)

    await town.at(f"{MONDAY} 10:00")
    await town.at(f"{MONDAY} 12:00")
    assert not any(chat.having(words.gathering) or chat.having(words.call) for chat in everywhere(town))
    panel = await _chooses(anna, words.resume)
    await panel.presses(words.resume, words.resume_question)
    await shown_everywhere(town, words.resumed, anna.name)

    await town.at("2026-11-27 10:00")
    await shown_everywhere(town, words.call)
    await town.at(f"{NEXT_MONDAY} 10:00")
    await shown_everywhere(town, words.gathering)
    await anna.says("/rituals")
    await anna.hears(words.skipped_by_pause)
    assert town.refused == []


async def test_others_look_and_do_not_change(town: Town) -> None:
    await town.gleb.says("/rituals")
    listed = await town.gleb.hears(town.words.rituals)
    assert not town.gleb.chat_with(listed).having(listed)[-1].buttons


async def _chooses(admin: Actor, label: str) -> Chat:
    """`/rituals`, the ritual, the button. Where that panel is."""
    await admin.says("/rituals")
    panel = admin.chat_with(await admin.hears(admin.town.words.rituals))
    ritual = panel.having(admin.town.words.rituals)[-1].buttons[0][0].label
    await panel.presses(ritual, admin.town.words.rituals)
    await panel.presses(label)
    return panel
