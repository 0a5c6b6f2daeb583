"""The stand-up in writing: three questions in private, one digest in the chat, who is missing told to the chair alone."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace

import pytest

from tests.scenarios.meetings import MONDAY, everywhere, shown_everywhere
from tests.scenarios.teams import BOTH_AT_ONCE, SLACK_ALONE, TELEGRAM_ALONE, TeamPlan
from tests.scenarios.town import Town

Gather = Callable[..., AbstractAsyncContextManager[Town]]


@pytest.mark.parametrize("plan", [TELEGRAM_ALONE, SLACK_ALONE, BOTH_AT_ONCE], ids=["telegram", "slack", "both"])
async def test_a_standup_in_writing(gather: Gather, plan: TeamPlan) -> None:
    async with gather(replace(plan, ritual="variant: async"), f"{MONDAY} 09:00") as town:
        words, anna, boris, vera, gleb = town.words, town.anna, town.boris, town.vera, town.gleb
        await town.at(f"{MONDAY} 10:00")
        for actor in town.everybody:
            await actor.private.shows(words.three_questions)

        await _answers(town, vera, "Лендинг готов", "Рассылка", "Нет цен")
        await _answers(town, gleb, "Пять встреч", "Три договора", None)
        await vera.private.shows(words.answer_kept)
        await town.at(f"{MONDAY} 11:30")
        await boris.private.shows(words.answer_missing)
        assert not vera.private.having(words.answer_missing), "once, and only who has not answered"

        assert not any(chat.having(words.digest) for chat in everywhere(town))
        await town.at(f"{MONDAY} 12:00")
        await shown_everywhere(
            town, words.digest, "Лендинг готов", "Нет цен", "Пять встреч", words.sales, words.marketing
        )
        await boris.private.shows(words.no_answer_from, anna.name, boris.name)
        for chat in everywhere(town):
            assert anna.name not in chat.having(words.digest)[-1].text, (
                "who has not answered is named to the chair only"
            )

        await _answers(town, anna, "Договор с агентством", "Бюджет", None)
        await shown_everywhere(town, words.digest, "Договор с агентством")
        await vera.private.presses(words.change_answer)
        await vera.fills(done="Лендинг и баннеры", plan="Рассылка", blocked="Нет цен")
        await shown_everywhere(town, words.digest, "Лендинг и баннеры")

        await town.at(f"{MONDAY} 18:00")
        await shown_everywhere(town, words.digest, words.answers_closed)
        assert all(len(chat.having(words.digest)) == 1 for chat in everywhere(town)), "one live digest a chat"
        assert town.refused == []


async def _answers(town: Town, who, done: str, plan: str, blocked: str | None) -> None:
    await who.private.presses(town.words.answer, town.words.three_questions)
    await who.fills(done=done, plan=plan, blocked=blocked)
    await who.private.shows(town.words.answer_kept)
