"""Everybody's home in both messengers: it shows what waits, follows what happens, and opens all the rest beside it."""

from bot.rehearsal.views import MessageView
from tests.scenarios.actors import Actor, labels_of
from tests.scenarios.town import Town

BELOW = "Главная теперь ниже"


def tab(town: Town, actor: Actor) -> MessageView:
    """Slack's tab of the app."""
    assert actor.slack is not None
    home = town.slack.home(actor.slack)
    assert home is not None
    return home.messages[0]


async def test_a_home_follows_in_both_messengers_at_once(both: Town) -> None:
    anna = both.anna
    await both.slack.open_home(anna.slack)
    await both.boris.says(f"/task {anna.name} звонки, до пятницы")
    await both.quiet()
    await anna.telegram_dm.shows("Ваши поручения: 1", "звонки")
    assert "звонки" in tab(both, anna).text
    outcome = await anna.telegram_dm.presses("✓ 1", "Ваши поручения")
    assert "звонки" in outcome.toast
    await both.quiet()
    await anna.telegram_dm.shows("Ваши поручения: открытых нет")
    assert "звонки" not in tab(both, anna).text
    assert both.refused == []


async def test_the_newest_start_has_the_home_and_nothing_takes_its_place(both: Town) -> None:
    anna = both.anna
    await anna.telegram_dm.says("/start")
    await both.quiet()
    assert len(anna.telegram_dm.having(BELOW)) == 1
    assert anna.telegram_dm.messages[-1] == anna.telegram_dm.having("Ближайшие встречи")[-1]
    await anna.telegram_dm.presses("Люди", "Ближайшие встречи")
    await both.quiet()
    assert len(anna.telegram_dm.having("Ближайшие встречи")) == 1, "the list stands beside it"
    assert both.refused == []


async def test_in_slack_a_button_of_the_tab_answers_in_the_private_chat(both: Town) -> None:
    anna = both.anna
    await both.slack.open_home(anna.slack)
    await anna.says(f"/task {anna.name} звонки")
    await both.quiet()
    assert {"Люди", "Настройки команды", "Помощь"} <= set(labels_of(tab(both, anna)))
    await both.slack.press(anna.slack, tab(both, anna).key, tab(both, anna).key, "Люди")
    await both.quiet()
    await anna.slack_dm.shows(both.gleb.name)
    said = len(anna.slack_dm.messages)
    await both.slack.press(anna.slack, tab(both, anna).key, tab(both, anna).key, "✓ 1")
    await both.quiet()
    assert len(anna.slack_dm.messages) == said, "the tab shows it itself"
    assert "Ваши поручения: открытых нет" in tab(both, anna).text
    assert "Ближайшие встречи" in tab(both, anna).text
    assert both.refused == []
