"""From "added to the chat" to the first ritual in five taps, in each messenger and language; what may come between."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import MovableClock
from bot.rehearsal.staging import staged
from bot.storage.transaction import Database
from bot.teamfile.reading import read_team_file
from rituals.localtime import zone
from tests.patience import PATIENCE
from tests.scenarios.actors import Chat, labels_of
from tests.scenarios.conftest import FRIDAY, Meet
from tests.scenarios.teams import BOTH_AT_ONCE, SLACK_ALONE, TELEGRAM_ALONE, TeamPlan
from tests.scenarios.town import Town, blank_database


@dataclass(frozen=True)
class Words:
    """What people press and read while they set a team up."""

    begin: str
    sales: str
    pages: tuple[tuple[str, str], ...]
    last: str
    create: str
    ready: str
    run: str
    will_join: str
    only_admins: str
    cancel: str
    cancelled: str
    belongs: str
    another_chat: str
    joined: str
    wrong_code: str


RU = Words(
    "Настроить",
    "Я из продаж",
    (("1 из 4", "Всё верно"), ("2 из 4", "Дальше"), ("3 из 4", "Подходит")),
    "4 из 4",
    "Создать команду",
    "готова",
    "Летучка: провести сейчас",
    "Записано: продажи",
    "Настроить команду может",
    "Отменить",
    "Настройка отменена",
    "принадлежит команде",
    "Ещё один чат…",
    "этот чат теперь принадлежит",
    "Код не подошёл",
)
EN = Words(
    "Set up",
    "I’m in sales",
    (("1 of 4", "That’s right"), ("2 of 4", "Next"), ("3 of 4", "Looks good")),
    "4 of 4",
    "Create the team",
    "is set up",
    "Stand-up: run it now",
    "Noted: sales",
    "can set the team up",
    "Cancel",
    "Set-up cancelled",
    "belongs to",
    "Another chat…",
    "this chat belongs to",
    "This code did not work",
)


@asynccontextmanager
async def nobodys_town(plan: TeamPlan, folder: Path) -> AsyncIterator[Town]:
    """The people and the chats of a plan, the bot at work, and no team."""
    file = read_team_file(plan.text.encode())
    clock = MovableClock(datetime.fromisoformat("2026-11-19 12:00").replace(tzinfo=zone(file.timezone)))
    async with staged(file, clock, ack_seconds=PATIENCE) as staging:
        town = Town(staging, await blank_database(folder))
        for actor in town.everybody:
            if actor.telegram is not None:
                town.telegram.starts(actor.telegram, town.bot)
        try:
            await town.starts()
            yield town
        finally:
            await town.stops()


@pytest.fixture(
    params=[
        pytest.param((replace(plan, locale=locale), words), id=f"{name}-{locale}")
        for name, plan in (("telegram", TELEGRAM_ALONE), ("slack", SLACK_ALONE))
        for locale, words in (("ru", RU), ("en", EN))
    ]
)
async def scene(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[tuple[Town, Words]]:
    plan, words = request.param
    async with nobodys_town(plan, tmp_path) as town:
        await the_bot_is_added(town)
        yield town, words


async def the_bot_is_added(town: Town) -> None:
    if town.staging.telegram is not None:
        town.telegram.leave(town.bot, town.group)
        town.telegram.invite(town.bot, town.group, by=town.anna.telegram)
    if town.staging.slack is not None:
        town.slack.remove_app(town.channel)
        town.slack.invite(town.staging.app, town.channel, inviter=town.anna.slack)
    await town.quiet()


async def panel(town: Town, words: str) -> Chat:
    """Where Anna sees a page of the set-up: whispered in the chat, or in private."""
    await town.until(
        lambda: any(chat.having(words) for chat in (*town.anna.privates, *town.anna.commons)),
        lambda: f"a page {words!r}",
    )
    return town.anna.chat_with(words)


async def through(town: Town, words: Words, pages: int = 3) -> None:
    """Press *Set up*, and so many pages on."""
    await town.anna.presses(words.begin)
    for title, go_on in words.pages[:pages]:
        await (await panel(town, title)).presses(go_on, title)


async def test_five_taps_and_the_first_meeting(scene: tuple[Town, Words]) -> None:
    town, words = scene
    await town.boris.presses(words.sales)
    await town.boris.hears(words.will_join)
    await through(town, words)
    await (await panel(town, words.last)).presses(words.create)
    done = await panel(town, words.ready)
    await town.anna.common.shows(words.belongs)
    await done.presses(words.run)
    await done.presses(town.words.begin_now)
    await town.boris.common.shows(town.words.gathering)
    assert town.refused == []


async def test_a_restart_in_the_middle_loses_no_answer(scene: tuple[Town, Words]) -> None:
    town, words = scene
    await through(town, words, pages=2)
    await town.restarts()
    title, go_on = words.pages[2]
    await (await panel(town, title)).presses(go_on, title)
    await (await panel(town, words.last)).presses(words.create)
    await panel(town, words.ready)
    assert town.refused == []


async def test_whoever_does_not_run_the_chat_is_told_who_does(scene: tuple[Town, Words]) -> None:
    town, words = scene
    await town.gleb.presses(words.begin)
    await town.gleb.hears(words.only_admins)
    await town.gleb.says("/setup")
    await town.gleb.hears(words.only_admins)


async def test_cancelled_it_leaves_nothing(scene: tuple[Town, Words]) -> None:
    town, words = scene
    await town.anna.presses(words.begin)
    title, _ = words.pages[0]
    await (await panel(town, title)).presses(words.cancel, title)
    await panel(town, words.cancelled)
    assert not town.anna.common.having(words.belongs)
    await through(town, words, pages=1)


async def test_a_channel_of_the_other_messenger_joins_by_a_code(tmp_path: Path) -> None:
    async with nobodys_town(BOTH_AT_ONCE, tmp_path) as town:
        await the_bot_is_added(town)
        await town.anna.group.presses(RU.begin)
        for title, go_on in RU.pages:
            await (await panel(town, title)).presses(go_on, title)
        await (await panel(town, "4 из 4")).presses(RU.create)
        await panel(town, RU.ready)
        await town.anna.group.says("/setup")
        await (await panel(town, "Настройки:")).presses(RU.another_chat, "Настройки:")
        text = (await panel(town, "/setup ")).having("Код действует")[-1].text
        code = next(line for line in text.splitlines() if line.startswith("/setup ")).split()[1]
        await town.anna.channel.says("/setup AAAAAAAA")
        await town.anna.hears(RU.wrong_code)
        await town.anna.channel.says(f"/setup {code}")
        await town.anna.hears(RU.joined)
        await town.anna.channel.shows(RU.belongs)
        assert any(RU.sales in labels_of(message) for message in town.anna.channel.messages)


# -- people who go, and who have another name ------------------------------------------------------------------------


async def test_who_leaves_the_group_is_asked_about(gather: Meet) -> None:
    async with gather(TELEGRAM_ALONE, FRIDAY) as town:
        town.telegram.leave(town.gleb.telegram, town.group)
        await town.quiet()
        told = await town.anna.private.shows("больше не в чате команды", town.gleb.name)
        await town.anna.press("telegram", told, "Больше не в команде")
        await town.gleb.telegram_dm.says("/tasks")
        await town.gleb.hears("Пока не знаю, в какой вы команде")
        assert town.refused == []


async def test_a_deactivated_account_is_off_the_team_and_a_new_name_is_seen(gather: Meet) -> None:
    async with gather(SLACK_ALONE, FRIDAY) as town:
        user = town.slack.add_user(town.channel.space, "U0000099", "Ирина Белова", tz="Europe/Moscow", locale="ru-RU")
        town.slack.invite(user, town.channel)
        await town.slack.command(user, town.channel, "/letuchka", "join sales")
        await town.quiet()
        town.slack.change_user(user, name="Ирина Чёрная")
        await town.quiet()
        town.slack.deactivate(user)
        await town.quiet()
        await town.anna.private.shows("was deactivated", "Ирина Чёрная")
        assert town.refused == []


async def test_a_guest_joins_no_team(gather: Meet) -> None:
    async with gather(SLACK_ALONE, FRIDAY) as town:
        guest = town.slack.add_user(
            town.channel.space, "U0000098", "Гость", tz="Europe/Moscow", locale="ru-RU", guest=True
        )
        town.slack.invite(guest, town.channel)
        outcome = await town.slack.command(guest, town.channel, "/letuchka", "join sales")
        await town.quiet()
        seen = town.slack.view(guest, town.channel).messages[-1].text
        assert "A guest of the Slack workspace" in f"{outcome}{seen}"


@pytest.mark.parametrize(("words", "told"), [("join sales", "guest"), ("agenda our prices", "people of")])
async def test_somebody_of_another_workspace_neither_joins_nor_takes_part(gather: Meet, words: str, told: str) -> None:
    """A channel shared by Slack Connect has people of a partner in it: they are no colleagues."""
    async with gather(SLACK_ALONE, FRIDAY) as town:
        partner = town.slack.add_workspace("T0000009", "Partner")
        stranger = town.slack.add_stranger(
            town.channel.space, town.slack.add_user(partner, "U0000097", "Partner Person", tz="Europe/Moscow")
        )
        town.slack.invite(stranger, town.channel)
        outcome = await town.slack.command(stranger, town.channel, "/letuchka", words)
        await town.quiet()
        seen = town.slack.view(stranger, town.channel).messages[-1].text
        assert told in f"{outcome}{seen}"
        database = Database(town.database_url, town.clock)
        async with database.read() as tx:
            (team,) = await tx.teams.all()
            assert "Partner Person" not in {person.name for person in await tx.people.of(team.id)}
            assert await tx.agenda.added_since(team.id, town.clock() - timedelta(days=1)) == []
        await database.close()
