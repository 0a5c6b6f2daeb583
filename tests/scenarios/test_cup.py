"""The cup in both messengers at once: one vote, one count, one celebration; and what people see and nobody sees."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from types import SimpleNamespace

import pytest

from bot.storage.tables import metadata
from bot.storage.transaction import Database
from tests.scenarios.actors import Actor, Chat
from tests.scenarios.meetings import everywhere, shown_everywhere
from tests.scenarios.town import Town

Gather = Callable[..., AbstractAsyncContextManager[Town]]

FIRST = "2026-12-01"
SECOND = timedelta(seconds=1)
TEXT = """
team: Original Works
locale: ru
timezone: Europe/Moscow
holidays: none
market: b2b
chats:
  - id: telegram:-1001234567890
    department: common
  - id: slack:T0000001/C0000001
    department: common
people:
  - name: Анна Петрова
    department: marketing
    role: cmo
    admin: true
    accounts: [telegram:1001, slack:T0000001/U0000001]
  - name: Борис Смирнов
    department: sales
    role: cco
    accounts: [telegram:1002, slack:T0000001/U0000002]
  - name: Вера Орлова
    department: marketing
    accounts: [slack:T0000001/U0000003]
  - name: Глеб Фёдоров
    department: sales
    accounts: [telegram:1004]
  - name: Дарья Ким
    department: sales
    accounts: [slack:T0000001/U0000005]
  - name: Егор Лис
    department: marketing
    accounts: [telegram:1006]
rituals:
  - name: cup
    kind: cup
    every: month
    on: first workday
    at: "11:00"
"""
VOTE, CHANGE, WHY = "Проголосовать", "Изменить голос", "Написать, за что"
VERA, EGOR = "Вера Орлова", "Егор Лис"
QUESTION = "Кто из маркетинга больше всех помог продажам в ноябре"
THANKS, ERASED, RESULT = "Спасибо. Ваш голос:", "подсчитаны и стёрты", "Кубок за ноябрь получает"


@pytest.fixture
async def town(gather: Gather) -> AsyncIterator[Town]:
    """Ten in the morning of the first workday, an hour before the vote."""
    async with gather(SimpleNamespace(text=TEXT), f"{FIRST} 10:00") as town:
        yield town


async def chooses(who: Actor, whom: str, chat: Chat | None = None) -> None:
    await (chat or who.private).presses(whom, QUESTION)
    await (chat or who.private).shows(THANKS, whom)


def pictures(chat: Chat) -> list[str]:
    return [file.media_type for message in chat.messages for file in message.files]


async def test_a_vote_in_both_messengers_at_once(town: Town) -> None:
    boris, gleb, darya, egor = town.boris, town.gleb, town["Дарья"], town["Егор"]
    await town.at(f"{FIRST} 11:00")
    await shown_everywhere(town, QUESTION, "Проголосовали: 0 из 3")
    for elector in (boris, gleb, darya):
        await elector.private.shows(QUESTION, "не узнает никто")
    assert not egor.private.having(QUESTION)

    await chooses(gleb, VERA)
    await gleb.private.presses(WHY, THANKS)
    await gleb.fills(why="Собрала кейсы к тендеру за вечер")
    await gleb.private.shows("Записано")
    await chooses(darya, EGOR)
    await darya.private.presses(WHY, THANKS)
    await darya.fills(why="Починил форму заявки")
    await shown_everywhere(town, "Проголосовали: 2 из 3")
    for chat in everywhere(town):
        for secret in ("Записано", THANKS, "кейсы", "заявки"):
            assert not [m for m in chat.having(secret) if not m.ephemeral]

    await town.at("2026-12-03 11:00")
    await boris.private.shows("вашего голоса пока нет")
    assert not gleb.private.having("вашего голоса пока нет")
    await boris.private.presses(VOTE, "вашего голоса пока нет")
    await chooses(boris, VERA)
    await shown_everywhere(town, "Проголосовали все: 3 из 3")
    await town.later(minutes=10)

    await shown_everywhere(town, RESULT, VERA, "«Собрала кейсы к тендеру за вечер»", "Вера Орлова — 2, Егор Лис — 1")
    for chat in everywhere(town):
        assert pictures(chat) == ["image/png"]
        assert not chat.having("Починил форму заявки"), "what was said of others is told to them"
    await town.vera.private.shows("вот что о вас написали", "кейсы")
    await egor.private.shows("вот что о вас написали", "Починил форму заявки")
    for elector in (boris, gleb, darya):
        await elector.private.shows(ERASED)
        assert not elector.private.having(THANKS), "nobody's chat goes on saying whom they chose"
    assert town.refused == []


async def test_a_person_with_two_accounts_has_one_vote_wherever_they_tap(town: Town) -> None:
    boris, gleb = town.boris, town.gleb
    await town.at(f"{FIRST} 11:00")
    await chooses(boris, VERA, boris.telegram_dm)
    await boris.channel.presses(VOTE, QUESTION)
    await boris.channel.shows("Сейчас ваш голос", VERA)
    await chooses(boris, EGOR, boris.channel)
    await shown_everywhere(town, "Проголосовали: 1 из 3")
    await gleb.group.presses(VOTE, QUESTION)
    await chooses(gleb, EGOR, gleb.group)
    assert not boris.group.having(THANKS), "only Gleb sees his ballot in the group"
    await town.at("2026-12-04 11:00")
    await shown_everywhere(town, RESULT, EGOR, "Егор Лис — 2, Вера Орлова — 0")
    for opened_by_the_card in (gleb.group, boris.channel):
        await opened_by_the_card.presses(CHANGE, THANKS)
        await opened_by_the_card.shows("уже завершено")
        assert not opened_by_the_card.having(THANKS), "what was opened by the card says what is true by now"
    assert town.refused == []


async def test_two_taps_at_the_same_moment_are_one_vote(town: Town) -> None:
    boris, gleb = town.boris, town.gleb
    await town.at(f"{FIRST} 11:00")
    await boris.channel.presses(VOTE, QUESTION)
    telegram, slack = boris.telegram_dm.having(QUESTION)[-1], boris.channel.having("Выберите одного")[-1]
    await asyncio.gather(
        boris.press("telegram", telegram, VERA),
        boris.press("channel", slack, EGOR),
        gleb.private.presses(VERA, QUESTION),
    )
    await town.quiet()
    await shown_everywhere(town, "Проголосовали: 2 из 3")
    await town.at("2026-12-04 11:00")
    await shown_everywhere(town, "Проголосовали: 2 (")


async def test_a_vote_at_the_closing_second(town: Town) -> None:
    boris, gleb, darya = town.boris, town.gleb, town["Дарья"]
    await town.at(f"{FIRST} 11:00")
    await chooses(gleb, VERA)
    await chooses(boris, VERA)
    late, in_time = darya.private.having(QUESTION)[-1], boris.telegram_dm.having(THANKS)[-1]
    town.clock.set(town.moment("2026-12-04 11:00") - SECOND)
    await boris.press("telegram", in_time, CHANGE)
    await chooses(boris, EGOR, boris.telegram_dm)
    town.clock.advance(SECOND)
    await darya.press("slack", late, VERA)
    await darya.hears("голосование завершено")
    await town.quiet()
    await shown_everywhere(town, "второй тур", f"{VERA} и {EGOR}")


async def test_a_restart_in_the_middle_loses_no_vote_and_says_nothing_twice(town: Town) -> None:
    boris, gleb, darya = town.boris, town.gleb, town["Дарья"]
    await town.at(f"{FIRST} 11:00")
    await chooses(gleb, VERA)
    said = [len(chat.messages) for chat in (*everywhere(town), gleb.private, darya.private)]
    await town.restarts()
    assert [len(chat.messages) for chat in (*everywhere(town), gleb.private, darya.private)] == said
    await gleb.private.shows(THANKS, VERA)
    await chooses(darya, EGOR)
    await gleb.private.presses(CHANGE, THANKS)
    await chooses(gleb, EGOR)
    await town.sleeps_until("2026-12-04 12:30")
    await shown_everywhere(town, RESULT, EGOR, "Егор Лис — 2, Вера Орлова — 0")
    await boris.private.shows(ERASED)
    assert all(pictures(chat) == ["image/png"] for chat in everywhere(town))


async def test_a_tie_is_broken_by_a_run_off_or_shared(town: Town) -> None:
    boris, gleb, darya = town.boris, town.gleb, town["Дарья"]
    await town.at(f"{FIRST} 11:00")
    await chooses(gleb, VERA)
    await chooses(darya, EGOR)
    await town.at("2026-12-04 11:00")
    await shown_everywhere(town, "второй тур", "Проголосовали: 0 из 3")
    for elector in (boris, gleb, darya):
        await elector.private.shows("второй тур", "выберите одного из этих людей")
    await gleb.private.presses(VERA, "второй тур")
    await darya.private.presses(EGOR, "второй тур")
    await town.at("2026-12-07 11:00")
    await shown_everywhere(town, "делят", VERA, EGOR, "Первый тур", "Второй тур")
    await boris.says("/cup")
    await boris.hears("Обладатели кубка", VERA, EGOR)


async def test_without_a_quorum_the_post_says_so(town: Town) -> None:
    await town.at(f"{FIRST} 11:00")
    await chooses(town.gleb, VERA)
    await town.at("2026-12-04 11:00")
    await shown_everywhere(town, "остаётся на месте", "хотя бы 50")
    assert not any(pictures(chat) for chat in everywhere(town))
    for chat in everywhere(town):
        assert VERA not in chat.having("остаётся на месте")[-1].text


async def test_the_card_gives_a_ballot_to_electors_alone(town: Town) -> None:
    darya = town["Дарья"]
    await town.gleb.group.says("/cup")
    await town.gleb.hears("Кубок ещё никому не достался")
    await town.at(f"{FIRST} 11:00")
    await shown_everywhere(town, "Проголосовали: 0 из 3")
    await darya.channel.presses(VOTE, QUESTION)
    await darya.channel.shows("Выберите одного")
    await town["Егор"].group.presses(VOTE, QUESTION)
    await town["Егор"].hears("Здесь голосует только отдел продаж")


async def test_nothing_in_the_database_joins_a_voter_to_a_vote(town: Town) -> None:
    gleb = town.gleb
    await town.at(f"{FIRST} 11:00")
    await chooses(gleb, VERA)
    await gleb.private.presses(WHY, THANKS)
    await gleb.fills(why="Собрала кейсы")
    await gleb.private.presses(WHY, THANKS)
    await chooses(town["Дарья"], VERA)
    assert await rows_that_join(town) == ["ballots"]
    await town.at("2026-12-04 11:00")
    await shown_everywhere(town, RESULT, VERA)
    assert await rows_that_join(town) == []


async def rows_that_join(town: Town) -> list[str]:
    """The tables of which a row names Gleb (by number, name or account) and Vera or what he wrote about her."""
    database = Database(town.database_url, town.clock)
    async with database.read() as tx:
        [team] = await tx.teams.all()
        by_name = {person.name: person.id for person in await tx.people.of(team.id)}
        gleb, vera = by_name["Глеб Фёдоров"], by_name[VERA]
        tables = {table.name: await tx._sql.all(table.select()) for table in metadata.sorted_tables}
    await database.close()
    found = set()
    for name, rows in tables.items():
        for row in rows:
            columns = row._mapping
            is_his = gleb in [columns.get("person_id"), columns.get("by_id")] or "telegram:1004" in map(str, row)
            tells = any(words in str(value) for value in row for words in (VERA, "кейсы"))
            of_her = name not in {"people", "slots"} and columns.get("option_id") == vera
            if is_his and (of_her or (tells and not _is_a_mere_list(columns))):
                found.add(name)
    return sorted(found)


def _is_a_mere_list(columns) -> bool:
    """An empty ballot names all candidates alike."""
    return "cup/ballot" in str(columns.get("template", "")) and EGOR in columns["facts"]
