"""People are looked after in both messengers: who is away, who cannot be reached, who wants to be forgotten."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from types import SimpleNamespace

import pytest

from tests.scenarios.teams import BOTH_AT_ONCE, SLACK_ALONE, TELEGRAM_ALONE, TeamPlan
from tests.scenarios.test_cup import TEXT as WITH_A_CUP
from tests.scenarios.town import Town

Gather = Callable[..., AbstractAsyncContextManager[Town]]

FRIDAY = "2026-11-20 09:00"
WORDS = {
    "ru": SimpleNamespace(
        away="/away до воскресенья",
        back="/away вернулся",
        erase="Удалить всё обо мне",
        yes="Да, удалить",
        erased="больше не знает, кто вы",
        left="уже не в этой команде",
    ),
    "en": SimpleNamespace(
        away="/away until sunday",
        back="/away back",
        erase="Erase me",
        yes="Yes, erase me",
        erased="does not know you any more",
        left="not in this team any more",
    ),
}
EVERYWHERE = pytest.mark.parametrize(
    "plan", [pytest.param(TELEGRAM_ALONE, id="telegram"), pytest.param(SLACK_ALONE, id="slack")]
)


async def asks(town: Town, text: str) -> None:
    """Gleb says something in his private chat; in Slack to the bot's one command."""
    slack = town.gleb.telegram is None
    await town.gleb.private.says(text.replace("/", "/letuchka ", 1) if slack else text)


@EVERYWHERE
async def test_who_is_away_reads_it_on_coming_back(gather: Gather, plan: TeamPlan) -> None:
    async with gather(plan, FRIDAY) as town:
        words, gleb = WORDS[plan.locale], town.gleb
        await asks(town, words.away)
        await town.boris.says(f"/task {gleb.name} Reply to Kirov")
        await town.quiet()
        assert not gleb.private.having("Reply to Kirov")
        await town.at("2026-11-23 08:59")
        assert not gleb.private.having("Reply to Kirov")
        await town.at("2026-11-23 09:00")
        await gleb.private.shows("Reply to Kirov")
        assert town.refused == []


@EVERYWHERE
async def test_who_comes_back_early_reads_it_at_once(gather: Gather, plan: TeamPlan) -> None:
    async with gather(plan, FRIDAY) as town:
        words, gleb = WORDS[plan.locale], town.gleb
        await asks(town, words.away)
        await town.boris.says(f"/task {gleb.name} Reply to Kirov")
        await town.quiet()
        assert not gleb.private.having("Reply to Kirov")
        await asks(town, words.back)
        await gleb.private.shows("Reply to Kirov")


@EVERYWHERE
async def test_who_has_left_is_forgotten_without_joining_again(gather: Gather, plan: TeamPlan) -> None:
    async with gather(plan, FRIDAY) as town:
        words, gleb = WORDS[plan.locale], town.gleb
        await leaves(town)
        await asks(town, "/privacy")
        await gleb.private.shows(gleb.name, words.left)
        await gleb.private.presses(words.erase)
        await gleb.private.presses(words.yes)
        await gleb.private.shows(words.erased)


async def leaves(town: Town) -> None:
    """Gleb is taken off the team."""
    assert town.work is not None
    async with town.work.database.begin() as tx:
        (team,) = await tx.teams.all()
        gleb = next(p for p in await tx.people.of(team.id) if p.name == town.gleb.name)
        await tx.people.save(replace(gleb, active=False))


async def test_before_a_vote_the_admin_learns_who_is_out_of_reach_and_the_chat_no_names(gather: Gather) -> None:
    async with gather(SimpleNamespace(text=WITH_A_CUP), "2026-11-30 10:00", shy=("Глеб",)) as town:
        await town.at("2026-11-30 11:00")
        await town.anna.private.shows("Скоро голосование", "2 из 3", "Пока не получат: Глеб Фёдоров")
        await town.boris.private.shows("Скоро голосование")
        await town.anna.private.presses("Показать кнопку в чате", "Скоро голосование")
        shown = await town.anna.group.shows("5 из 6")
        assert "Глеб" not in shown.text
        assert not any(message for message in town.anna.channel.messages if "Глеб" in message.text)
        assert town.refused == []


async def test_a_day_off_of_the_teams_own_moves_the_meeting(gather: Gather) -> None:
    text = BOTH_AT_ONCE.text.replace("holidays: none", "holidays: none\ndays_off: [2026-11-23]")
    async with gather(SimpleNamespace(text=text), FRIDAY) as town:
        await town.at("2026-11-23 10:00")
        assert not town.anna.group.having(town.words.gathering)
        await town.at("2026-11-24 10:00")
        await town.anna.group.shows(town.words.gathering)
        await town.anna.channel.shows(town.words.gathering)
