"""A small office in the local Telegram with the real messenger in it: people, groups, a database, a few handlers."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError

from bot.clock import MovableClock
from bot.desk import Desk
from bot.messengers.port import Shown
from bot.messengers.telegram.part import TelegramPart, telegram
from bot.rehearsal.telegram import BotAccount, Group, Person, TelegramStage
from bot.rehearsal.views import MessageView
from bot.rendering.renderer import Reader, Renderer
from bot.storage.tables import metadata
from bot.storage.transaction import Database, SqlTransaction
from handlers.registry import Access, Ask, Registry, Reply, Request, Say, Toast, Topic, Turn
from rituals.messages import Message, Who, type_of
from rituals.ports import Transaction
from rituals.team import AccountKey, Audience, Chat, ChatId, Department, Market, PersonId, Place, Team, TeamId
from rituals.team import Person as TeamPerson
from tests.messengers.telegram_views import KINDS, TEMPLATES, Greeted, NewItem, Panel, Paper, Said, Unkind
from tests.patience import PATIENCE

START = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
TOKEN = "4242:letuchka-token"
SECRET = "the-webhook-secret"
GROUP = -1001234567890
READER = Reader("en", "UTC", START)
PROJECT = Path(__file__).parents[2]
LONG = "слово " * 60


async def until(condition: Callable[[], object]) -> None:
    """Wait for what the messenger does by itself."""
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110  Nobody tells of it.
            await asyncio.sleep(0.01)


def office_templates(copied: Path) -> Path:
    """The real templates and a few of the tests' own."""
    shutil.copytree(PROJECT / "templates", copied)
    for template, words in TEMPLATES.items():
        (copied / template).mkdir(parents=True, exist_ok=True)
        for locale in ("ru", "en"):
            (copied / template / f"{locale}.html").write_text(words, "utf-8")
    return copied


@cache
def furniture(folder: Path) -> tuple[Renderer, Path]:
    """What every office has alike: the words, and an empty database to be copied."""
    made = create_engine(f"sqlite:///{folder / 'empty.db'}")
    metadata.create_all(made)
    made.dispose()
    return Renderer(office_templates(folder / "office-templates")), folder / "empty.db"


def office_registry(heard: list[Request]) -> Registry:
    """Handlers that answer in every way there is, and keep what they were asked."""
    topic = Topic()

    def command(name: str, access: Access, answer: Callable[[Request], Message], **where: bool) -> None:
        @topic.command(name, access, **where)
        async def handler(tx: Transaction, ask: Request) -> Reply:
            heard.append(ask)
            return Say(answer(ask))

    command("start", Access.ANYBODY, lambda ask: Said(f"welcome {ask.name}: {ask.text}"))
    command("help", Access.ANYBODY, lambda ask: Said(f"help for {ask.name}"))
    command("agenda", Access.MEMBER, lambda ask: Said(f"saved: {ask.text}"))
    command("tasks", Access.MEMBER, lambda _: Panel(1), in_groups=False)
    command("setup", Access.MEMBER, lambda _: Panel(1), admins=True)
    command("panel", Access.MEMBER, lambda _: Panel(1))
    command("long", Access.MEMBER, lambda _: Said(LONG))
    command("paper", Access.MEMBER, lambda _: Paper())
    command("greet", Access.MEMBER, lambda ask: Greeted(Who.of(ask.person)))

    @topic.press("panel.next")
    async def next_page(tx: Transaction, ask: Request) -> Reply:
        heard.append(ask)
        return Turn(Panel(ask.number() + 1))

    @topic.press("say")
    async def say(tx: Transaction, ask: Request) -> Reply:
        return Say(Said("said it"))

    @topic.press("toast")
    async def toast(tx: Transaction, ask: Request) -> Reply:
        return Toast(Said("counted"))

    @topic.press("long")
    async def long(tx: Transaction, ask: Request) -> Reply:
        return Say(Said(LONG))

    @topic.press("refuse")
    async def refuse(tx: Transaction, ask: Request) -> Reply:
        raise Unkind

    return Registry([topic, form_topic(heard), chat_topic(heard)])


def form_topic(heard: list[Request]) -> Topic:
    """What asks for a form, and what takes it."""
    topic = Topic()

    @topic.command("ask")
    async def ask_(tx: Transaction, ask: Request) -> Reply:
        return Ask(NewItem())

    @topic.press("item.form")
    async def form(tx: Transaction, ask: Request) -> Reply:
        return Ask(NewItem())

    @topic.press("item.added")
    async def added(tx: Transaction, ask: Request) -> Reply:
        heard.append(ask)
        if ask.values["text"].startswith("bad"):
            raise Unkind
        if ask.values.get("why") == "wrong day":
            raise Unkind("day")
        return Say(Said(f"added: {ask.values['text']}"))

    return topic


def chat_topic(heard: list[Request]) -> Topic:
    """What the messenger reports of its chats."""
    topic = Topic()

    @topic.event("chat.added")
    async def chat_added(tx: Transaction, ask: Request) -> Reply:
        heard.append(ask)
        return Say(Said(f"hello {ask.args[0]}"))

    @topic.event("chat.removed")
    async def chat_removed(tx: Transaction, ask: Request) -> Reply:
        heard.append(ask)
        return None

    @topic.event("account.renamed")
    async def renamed(tx: Transaction, ask: Request) -> Reply:
        return None

    @topic.event("account.came")
    async def came(tx: Transaction, ask: Request) -> Reply:
        heard.append(ask)
        return None

    return topic


class Door(Database):
    """The database, which can be away."""

    away = False

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[SqlTransaction]:
        self._knock()
        async with super().begin() as tx:
            yield tx

    @asynccontextmanager
    async def read(self) -> AsyncIterator[SqlTransaction]:
        self._knock()
        async with super().read() as tx:
            yield tx

    def _knock(self) -> None:
        if self.away:
            raise OperationalError("BEGIN", None, ConnectionError("the database is away"))


async def fill(database: Database) -> None:
    """One team with a group; Анна and Boris are of it."""
    async with database.begin() as tx:
        team = await tx.teams.add(Team(TeamId(0), "Original Works", "en", "Europe/Moscow", "RU", Market.B2B))
        await tx.teams.bind(Chat(ChatId(0), team.id, Place(f"telegram:{GROUP}"), Audience.COMMON))
        for name, user in (("Anna", 1001), ("Boris", 1002)):
            account = AccountKey(f"telegram:{user}")
            await tx.people.add(TeamPerson(PersonId(0), team.id, name, Department.MARKETING, accounts=(account,)))


@dataclass
class Office:
    """Anna and Boris are of the team, the stranger of the group alone is not; `heard` is what handlers got."""

    stage: TelegramStage
    clock: MovableClock
    account: BotAccount
    anna: Person
    boris: Person
    stranger: Person
    group: Group
    database: Door
    renderer: Renderer
    url: str
    heard: list[Request] = field(default_factory=list)
    http: str = ""
    part: TelegramPart | None = None

    def seen(self, person: Person, where: Group | BotAccount | None = None) -> list[MessageView]:
        """What the bot has said, as this person sees it; in the group if it is not said where."""
        return [message for message in self.stage.view(person, where or self.group).messages if message.from_bot]

    def private(self, person: Person) -> list[MessageView]:
        return self.seen(person, self.account)

    async def settled(self) -> None:
        await self.stage.settled()

    async def says(self, person: Person, text: str, where: Group | BotAccount | None = None, **options: Any) -> Any:
        """Write, and wait until the bot has done what it does about it."""
        message = self.stage.says(person, where or self.group, text, **options)
        await self.settled()
        return message

    async def tells(self, person: Person, text: str, **options: Any) -> Any:
        """Write in private."""
        return await self.says(person, text, self.account, **options)

    async def starts(self, *people: Person) -> None:
        """They have opened their private chats; what the bot answered is not counted."""
        for person in people:
            self.stage.starts(person, self.account)
        await self.settled()

    async def press(self, person: Person, label: str, where: Group | BotAccount | None = None, key: Any = None) -> Any:
        """Press a button of the newest message that has one of this label."""
        chat = where or self.group
        found = [m.key for m in self.seen(person, chat) if any(label == b.label for row in m.buttons for b in row)]
        key = key if key is not None else found[-1]
        outcome = await self.stage.press(person, chat, key if str(key).startswith("e") else int(key), label)
        await self.settled()
        return outcome

    async def posts(self) -> int:
        """The bot posts a card with the panel's buttons into the group, as delivery would."""
        assert self.part is not None
        content = self.renderer.message(Panel(1), READER)
        result = await self.part.messenger.post(Place(f"telegram:{GROUP}"), content, {}, "key")
        assert isinstance(result, Shown)
        return int(result.ids[0])

    def calls(self, method: str) -> list[Any]:
        return list(self.stage.journal.calls(method))

    @asynccontextmanager
    async def at_work(self, **options: Any) -> AsyncIterator[TelegramPart]:
        """The messenger at work; a new desk each time, as after a restart."""
        desk = Desk(self.database, office_registry(self.heard), self.renderer, self.clock)
        given = {"token": TOKEN, "api_url": self.url, "pause": 0.05} | options
        async with telegram(desk=desk, database=self.database, clock=self.clock, **given) as part:
            self.part = part
            async with AsyncExitStack() as stack:
                if part.routes:
                    self.http = await stack.enter_async_context(served(part.routes))
                await self._begun(polls=not part.routes)
                yield part

    async def _begun(self, *, polls: bool) -> None:
        """It has introduced itself and, where it polls, has fetched once: from then on nobody settles without it."""
        await until(lambda: self.stage.journal.calls("setMyShortDescription"))
        if polls:
            await until(lambda: self.account.queue.served)


@asynccontextmanager
async def served(routes: list[web.RouteDef], port: int = 0) -> AsyncIterator[str]:
    application = web.Application()
    application.add_routes(routes)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def telegram_office(folder: Path, monkeypatch: pytest.MonkeyPatch, **options: Any) -> AsyncIterator[Office]:
    """The office without the messenger; `office.at_work()` brings it in."""
    clock = MovableClock(START)
    admin, forum = options.pop("bot_is_admin", False), options.pop("forum", False)
    stage = TelegramStage(clock, **options)
    bot = stage.add_bot(TOKEN, "letuchka_bot", "Letuchka")
    anna = stage.add_user(1001, "Anna", "P", username="Anna", language_code="en")
    boris = stage.add_user(1002, "Boris", username="boris", language_code="en")
    stranger = stage.add_user(1003, "Stranger", language_code="ru")
    group = stage.add_group(
        GROUP,
        "Original Works",
        members=[anna, boris, stranger],
        bots=[bot],
        bot_is_admin=admin,
        forum=forum,
        announce=False,
    )
    renderer, empty = furniture(folder.parent)
    shutil.copy(empty, folder / "office.db")
    for name, view in KINDS.items():
        view.template = f"office/{name}"
        monkeypatch.setitem(type_of, f"office/{name}", view)
    database = Door(f"sqlite:///{folder / 'office.db'}", clock)
    await fill(database)
    async with stage.serve() as url:
        yield Office(stage, clock, bot, anna, boris, stranger, group, database, renderer, url)
    await database.close()
