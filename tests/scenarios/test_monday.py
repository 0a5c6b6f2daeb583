"""A whole Monday, for Telegram alone, Slack alone and both at once: from the call to the last reminder."""

import re

from tests.scenarios.actors import Actor, sense
from tests.scenarios.meetings import (
    MONDAY,
    Cards,
    everywhere,
    first_name,
    held,
    number_of,
    opened,
    shown_everywhere,
)
from tests.scenarios.town import Town


async def test_the_agenda_is_called_for_and_collected(town: Town) -> None:
    words, anna, boris, vera, gleb = town.words, town.anna, town.boris, town.vera, town.gleb

    await town.at("2026-11-20 10:00")
    await shown_everywhere(town, words.call)
    for director in (anna, boris):
        await director.private.shows(words.call_to_director)
    assert not vera.private.having(words.call_to_director)

    await vera.says("/agenda Качество лидов")
    await vera.hears(words.saved, "1")

    await gleb.presses(words.add, words.call)
    await gleb.fills(text="Новые цены", sign=words.with_my_name)
    await gleb.hears(words.saved, "Новые цены")

    await anna.presses(words.add, words.call)
    await anna.fills(text="Мы не доверяем прогнозам", sign=words.without_name)
    await anna.hears(words.name_not_kept)

    await gleb.says("/agenda Это лишнее")
    await gleb.hears(words.saved, "Это лишнее")
    await _takes_back(town)

    for chat in everywhere(town):
        assert len(chat.having(words.call)) == 1, "one live call a chat"

    await _from_a_message(town, "Клиенты жалуются на сроки")
    assert town.refused == []


async def _takes_back(town: Town) -> None:
    gleb, words = town.gleb, town.words
    await gleb.chat_with("Это лишнее", words.saved).presses(words.take_back, "Это лишнее")
    await gleb.hears(words.taken_back)


async def _from_a_message(town: Town, text: str) -> None:
    """Somebody's message becomes an item: by a reply in Telegram, by the shortcut and by a mention in Slack."""
    words, boris, vera = town.words, town.boris, town.vera
    if boris.telegram is not None:
        await town.gleb.group.says(text)
        said = await boris.group.shows(text)
        await boris.group.says("/agenda", reply_to=said.key)
        await boris.hears(words.saved, text)
    if vera.slack is not None:
        await vera.channel.says("Сайт падает по ночам")
        await vera.puts_on_the_agenda(await vera.channel.shows("Сайт падает по ночам"))
        await vera.hears(words.saved, "Сайт падает по ночам")
        await vera.channel.says("@letuchka agenda Кто отвечает на отзывы")
        await vera.hears(words.saved, "Кто отвечает на отзывы")


async def test_the_agenda_is_voted_on_and_published(town: Town) -> None:
    words, vera, gleb, boris = town.words, town.vera, town.gleb, town.boris
    await town.at("2026-11-20 10:00")
    await vera.says("/agenda Качество лидов")
    await vera.says("/agenda Бюджет выставки")
    await gleb.says("/agenda Новые цены")

    for voter in (gleb, boris):
        await _votes(voter, "Бюджет выставки")
    await _votes(vera, "Качество лидов")
    await vera.hears("▲ 1")
    await _votes(vera, "Качество лидов", again=True)

    await town.at(f"{MONDAY} 08:59")
    assert not any(chat.having(words.agenda) for chat in everywhere(town))
    await town.at(f"{MONDAY} 09:00")
    await shown_everywhere(town, words.agenda, words.marketing, words.sales, boris.name)
    for chat in everywhere(town):
        published = sense(chat.having(words.agenda)[-1].text)
        assert published.index("Бюджет выставки") < published.index("Качество лидов")
        assert "▲ 2" in published
        assert "▲ 1" not in published, "the vote was taken back"
        assert number_of(published, "Новые цены") == "2", "the departments take turns"

    await gleb.says("/agenda Ещё одно дело")
    await shown_everywhere(town, words.agenda, "Ещё одно дело")
    assert town.refused == []


async def _votes(voter: Actor, item: str, *, again: bool = False) -> None:
    """By the panel that `/agenda` shows to one person."""
    await voter.says("/agenda")
    panel = await voter.hears(item)
    await voter.chat_with(panel).presses(f"{'▼' if again else '▲'} {number_of(panel, item)}", panel)


async def test_the_meeting_goes_its_way(town: Town) -> None:
    words, anna, boris, vera, gleb = town.words, town.anna, town.boris, town.vera, town.gleb
    await vera.says("/agenda Качество лидов")
    await gleb.says("/agenda Новые цены")
    await anna.says("/agenda Выставка в марте")
    await town.at(f"{MONDAY} 10:00")
    await shown_everywhere(town, words.gathering, boris.name)
    cards = Cards(town)

    await gleb.presses(words.here)
    await gleb.hears(words.noted_here)
    await gleb.presses(words.start)
    await gleb.hears(words.only_the_chair, boris.name)
    for other in (boris, vera):
        assert not any(chat.having(words.only_the_chair) for chat in other.commons), "a refusal is private"

    await town.later(minutes=2)
    await boris.presses(words.start)
    await shown_everywhere(town, "Качество лидов", "1")
    await town.later(minutes=5)
    await vera.presses(words.here)
    await vera.hears(words.noted_late)

    await boris.presses(words.decide)
    await boris.fills(text="Лиды проверяем вместе по вторникам")
    await boris.hears("Лиды проверяем вместе по вторникам")
    await vera.says(f"/task {first_name(gleb)} прислать список отказов, 27.11")
    await vera.hears(words.recorded, gleb.name)
    await anna.presses(words.task)
    await anna.fills(text="Обновить презентацию", owner=vera.name, due="27.11")
    await anna.hears(words.recorded, vera.name)
    await shown_everywhere(town, words.decision, "прислать список отказов", "Обновить презентацию", words.late)
    cards.agree()

    await boris.presses(words.next)
    await boris.presses(words.defer)
    await boris.hears(words.deferred, "Новые цены")
    cards.agree()
    await boris.presses(words.next)
    await boris.hears(words.nothing_left)
    await shown_everywhere(town, words.summing_up)
    cards.agree()

    await gleb.presses(words.close)
    await gleb.hears(words.only_the_chair)
    await boris.presses(words.close)
    await _protocol_is_everywhere(town)
    assert town.refused == []


async def _protocol_is_everywhere(town: Town) -> None:
    words = town.words
    expected = ("Лиды проверяем вместе по вторникам", "прислать список отказов", words.carried_over, "Новые цены")
    await shown_everywhere(town, words.protocol, *expected, words.awaited)
    seen = {sense(chat.having(words.protocol)[-1].text) for chat in everywhere(town)}
    for actor in town.everybody:
        message = await actor.private.shows(words.protocol, *expected)
        seen.add(sense(message.text))
    assert len(seen) == 1, "\n=====\n".join(seen)
    for owner, task in ((town.gleb, "прислать список отказов"), (town.vera, "Обновить презентацию")):
        await owner.private.shows(words.for_you, task)
    assert not town.boris.private.having(words.for_you)


async def test_the_protocol_is_amended_objected_to_and_agreed(town: Town) -> None:
    words, anna, boris, vera, gleb = town.words, town.anna, town.boris, town.vera, town.gleb
    await vera.says("/agenda Качество лидов")
    await held(town)

    await gleb.private.presses(words.agree, words.protocol)
    await gleb.hears(anna.name)
    assert not any(chat.having(words.agreed) for chat in everywhere(town)), "only the directors agree"

    await gleb.private.presses(words.amend, words.protocol)
    await gleb.fills(text="Скидка только для новых дилеров")
    await _version_everywhere(town, words.version_2, words.amendments, "Скидка только для новых дилеров")

    await boris.presses(words.agree, words.protocol)
    await boris.hears(anna.name)
    await anna.private.presses(words.agree, words.protocol)
    await _version_everywhere(town, words.agreed, boris.name, anna.name)

    await vera.private.presses(words.file, words.protocol)
    await vera.private.presses(words.markdown, "1")
    file = await _file_of(vera)
    assert "Цены поднимаем с января" in file
    assert words.agreed in file

    await town.later(hours=25)
    await gleb.private.presses(words.amend, words.protocol)
    await gleb.hears(words.too_late)
    assert town.refused == []


async def test_an_objection_opens_one_decision_again(town: Town) -> None:
    words, anna, boris = town.words, town.anna, town.boris
    await town.vera.says("/agenda Качество лидов")
    await opened(town)
    await boris.says("/decide Цены поднимаем с января")
    await boris.says("/decide Лиды проверяем по вторникам")
    await boris.says("/close_meeting")
    await boris.common.shows(words.protocol)
    await boris.presses(words.agree, words.protocol)

    await anna.private.presses(words.object, words.protocol)
    await anna.fills(decision="1. Цены поднимаем с января", why="К январю не готовы дилеры")
    await anna.hears(words.objection_kept, "Цены поднимаем с января")
    await _version_everywhere(town, words.open_again, "К январю не готовы дилеры", "Лиды проверяем по вторникам")
    for chat in everywhere(town):
        assert not chat.having(words.agreed)

    await boris.presses(words.agree, words.protocol)
    await anna.presses(words.agree, words.protocol)
    await _version_everywhere(town, words.agreed)
    await town.vera.says("/agenda")
    await town.vera.hears("Цены поднимаем с января", anna.name)
    assert town.refused == []


async def _version_everywhere(town: Town, *expected: str) -> None:
    """The one protocol message of every chat says it now, the private ones too."""
    await shown_everywhere(town, town.words.protocol, *expected)
    for actor in town.everybody:
        await actor.private.shows(town.words.protocol, *expected, among_last=30)
        assert len(actor.private.having(town.words.protocol)) == 1


async def _file_of(actor: Actor) -> str:
    """The file that comes to somebody in private."""

    def keys() -> list[str]:
        return [message.files[0].key for message in actor.private.messages if message.files]

    await actor.town.until(keys, lambda: f"a file for {actor.name}")
    key = keys()[-1]
    stage = actor.town.telegram if actor.private.where == "telegram" else actor.town.slack
    name, _, content = stage.file(key)
    assert re.fullmatch(r"protocol-1-(ru|en)\.md", name)
    return content.decode()


async def test_action_items_are_remembered(town: Town) -> None:
    words, anna, vera, gleb = town.words, town.anna, town.vera, town.gleb
    await opened(town)
    await anna.says(f"/task {_mention(anna, vera)} подготовить прайс, 27.11")
    await anna.hears(words.recorded, "подготовить прайс", vera.name)
    await anna.says(f"/task {first_name(gleb)} обзвонить дилеров, 27.11")
    await town.boris.says("/close_meeting")

    await vera.says("/tasks")
    tasks = await vera.hears("подготовить прайс")
    assert "обзвонить дилеров" not in tasks
    await vera.chat_with(tasks).presses("✓ 1", tasks)
    await vera.hears(words.done_settled)

    await town.at("2026-11-26 09:59")
    assert not gleb.private.having(words.due_soon)
    await town.at("2026-11-26 10:00")
    await gleb.private.shows(words.due_soon, "обзвонить дилеров")
    await town.at("2026-11-27 10:00")
    await gleb.private.shows(words.due_today, "обзвонить дилеров")
    assert not vera.private.having(words.due_soon), "nothing reminds of what is done"

    await gleb.private.presses(words.done, words.due_today)
    await gleb.hears(words.done_settled)
    await gleb.says("/tasks")
    await gleb.hears(words.no_tasks)
    assert town.refused == []


def _mention(by: Actor, of: Actor) -> str:
    """A mention as one types it; plain words for somebody who is not in this messenger."""
    if by.common.where == "group":
        return f"@{of.telegram.username}" if of.telegram else first_name(of)
    return f"@{of.name}"
