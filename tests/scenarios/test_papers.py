"""The protocol as a thing that people come back to, and action items that are split, raised, told of once a week."""

from dataclasses import dataclass

from tests.scenarios.meetings import held, shown_everywhere
from tests.scenarios.town import Town


@dataclass(frozen=True)
class Words:
    """What people read and press here."""

    found: str
    nothing: str
    number_one: str
    waiting: str
    versions: str
    version_one: str
    history: str
    earlier: str
    owner: str
    split: str
    parted: str
    for_you: str
    overdue: str
    part_of: str


IN = {
    "ru": Words(
        found="нашёлся 1 протокол",
        nothing="ничего не нашлось",
        number_one="№ 1",
        waiting="ждёт вашего слова",
        versions="Прежние версии",
        version_one="Версия 1",
        history="как он менялся",
        earlier="Это версия 1 из 2",
        owner="Отвечает:",
        split="Разделить",
        parted="Поручение разделено",
        for_you="Вам новое поручение",
        overdue="Просрочено: 1 поручение",
        part_of="Часть поручения",
    ),
    "en": Words(
        found="found in 1 protocol",
        nothing="Nothing was found",
        number_one="No. 1",
        waiting="is waiting for your word",
        versions="Earlier versions",
        version_one="Version 1",
        history="how it changed",
        earlier="This is version 1 of 2",
        owner="Owner:",
        split="Split",
        parted="Split and closed",
        for_you="A new action item for you",
        overdue="Overdue: 1 action item",
        part_of="Part of",
    ),
}


def words_of(town: Town) -> Words:
    return IN[town.staging.file.locale]


async def test_a_protocol_is_found_by_its_words(town: Town) -> None:
    words, gleb = words_of(town), town.gleb
    await held(town)
    await gleb.says("/protocol ЦЕНА январь")
    await gleb.hears(words.found, "Цены поднимаем с января")
    await gleb.chat_with(words.found).presses(words.number_one, words.found)
    await gleb.hears(town.words.protocol, "Цены поднимаем с января")
    await gleb.says("/protocol склад")
    await gleb.hears(words.nothing)
    assert town.refused == []


async def test_the_director_whose_word_is_awaited_is_asked_the_next_morning(town: Town) -> None:
    words, anna, boris = words_of(town), town.anna, town.boris
    await held(town)
    await boris.presses(town.words.agree, town.words.protocol)
    await town.at("2026-11-24 09:00")
    await anna.private.shows(words.waiting)
    assert not boris.private.having(words.waiting)
    await anna.private.presses(town.words.agree, words.waiting)
    await shown_everywhere(town, town.words.protocol, town.words.agreed)
    await town.at("2026-11-25 09:00")
    assert not anna.private.having(words.waiting), "the question says that it is answered, and is not asked again"
    assert town.refused == []


async def test_earlier_versions_can_be_read(town: Town) -> None:
    words, boris, gleb = words_of(town), town.boris, town.gleb
    await held(town)
    await boris.presses(town.words.agree, town.words.protocol)
    await gleb.presses(words.versions, town.words.protocol)
    await gleb.hears(words.history, boris.name)
    await gleb.chat_with(words.history).presses(words.version_one, words.history)
    await gleb.hears(words.earlier, "Цены поднимаем с января")
    assert town.refused == []


async def test_an_action_item_is_split_and_each_part_has_its_owner(town: Town) -> None:
    words, gleb, vera = words_of(town), town.gleb, town.vera
    await held(town)
    await gleb.says("/tasks")
    await gleb.hears("обзвонить дилеров")
    await gleb.chat_with("обзвонить дилеров", "⋯").presses("⋯ 1", "обзвонить дилеров", "⋯")
    await gleb.hears(words.owner, "обзвонить дилеров")
    await gleb.chat_with(words.owner, "обзвонить дилеров").presses(words.split, words.owner)
    await gleb.fills(
        first="обзвонить Москву",
        first_owner=gleb.name,
        first_due="02.12",
        second="обзвонить Казань",
        second_owner=vera.name,
        second_due="03.12",
    )
    await gleb.hears(words.parted, "обзвонить Москву", "обзвонить Казань")
    await vera.private.shows(words.for_you, "обзвонить Казань")
    await town.at("2026-12-01 10:00")
    await gleb.private.shows("обзвонить Москву", words.part_of)
    assert town.refused == []


async def test_what_is_overdue_is_told_on_monday_morning(town: Town) -> None:
    words, gleb, vera = words_of(town), town.gleb, town.vera
    await held(town)
    await town.at("2026-12-04 10:00")
    assert not gleb.private.having(words.overdue)
    await town.at("2026-12-07 09:00")
    await gleb.private.shows(words.overdue, "обзвонить дилеров")
    await vera.private.shows(words.overdue, "подготовить прайс")
    await gleb.private.presses("✓ 1", words.overdue)
    await gleb.hears(town.words.done_settled)
    assert town.refused == []
