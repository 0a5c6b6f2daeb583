"""A small office in the local Slack with the real messenger in it: people, a channel, a database, a few handlers."""

import atexit
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any, Literal

from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError

from bot.clock import MovableClock
from bot.desk import Desk
from bot.messengers.slack.api import shared_session, web_client
from bot.messengers.slack.assembly import Slack, slack
from bot.messengers.slack.manifest import EVENTS, SCOPES
from bot.messengers.slack.socket_mode import Pauses
from bot.rehearsal.slack import App, Channel, SlackStage, User
from bot.rehearsal.views import MessageView
from bot.rendering.renderer import Renderer
from bot.storage.tables import metadata
from bot.storage.transaction import Database, SqlTransaction
from handlers.registry import Access, Ask, Registry, Reply, Request, Say, Toast, Topic, Turn
from rituals.errors import Refusal
from rituals.messages import Attachment, Button, Field, FieldKind, Form, Message, Option, Shown
from rituals.ports import Transaction
from rituals.team import (
    AccountKey,
    Audience,
    Chat,
    ChatId,
    Department,
    Market,
    Person,
    PersonId,
    Place,
    Team,
    TeamId,
)
from tests.patience import PATIENCE

START = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
BOT_TOKEN, APP_TOKEN, SECRET = "xoxb-office", "xapp-office", "the signing secret"
PROJECT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Said(Message):
    text: str

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        return ((Button("form", "item.form", label="Add"), Button("odd", "odd", ("1", "x"), label="Odd")),)


@dataclass(frozen=True, slots=True)
class Panel(Message):
    page: int

    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        return (
            (Button("next", "panel.next", (self.page,), label="Next"), Button("bug", "bug", label="Bug")),
            (Button("ask", "item.form", label="Write"),),
        )


@dataclass(frozen=True, slots=True)
class Paper(Message):
    def attachments(self) -> tuple[Attachment, ...]:
        return (Attachment("protocol.md", "text/markdown", "# Протокол".encode()),)


@dataclass(frozen=True, slots=True)
class NewItem(Form):
    press = "item.added"
    text: str = ""

    def fields(self) -> tuple[Field, ...]:
        return (
            Field("day", FieldKind.CHOICE, options=(Option("mon"), Option("fri")), initial="mon"),
            Field("text", FieldKind.TEXT, initial=self.text),
            Field("why", optional=True),
        )


@dataclass(eq=False)
class Unkind(Refusal):
    about: str | None = None


TEMPLATES = {
    "said": "{{ text }}",
    "panel": "Page {{ page }}",
    "paper": "Here it is.",
    "new_item": "{% block title %}New item{% endblock %}{% block submit %}Add{% endblock %}"
    "{% block field_day %}Day{% endblock %}{% block option_day_mon %}Monday{% endblock %}"
    "{% block option_day_fri %}Friday{% endblock %}{% block field_text %}Item{% endblock %}"
    "{% block field_why %}Why{% endblock %}",
    "unkind": "Say it kindly, and it will be on the agenda.",
}


@cache
def office_renderer() -> Renderer:
    """The real templates and a few of the tests' own. The classes are not registered: they are nobody's product."""
    folder = Path(mkdtemp(prefix="office"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for topic in (PROJECT / "templates").iterdir():
        (folder / topic.name).symlink_to(topic)
    shown: dict[str, type[Shown]] = {
        "said": Said,
        "panel": Panel,
        "paper": Paper,
        "new_item": NewItem,
        "unkind": Unkind,
    }
    for name, kind in shown.items():
        kind.template = f"office/{name}"
        (folder / "office" / name).mkdir(parents=True)
        for locale in ("ru", "en"):
            (folder / "office" / name / f"{locale}.html").write_text(TEMPLATES[name], "utf-8")
    return Renderer(folder)


@cache
def empty_database() -> bytes:
    """A SQLite file with all tables."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "empty.db"
        engine = create_engine(f"sqlite:///{file}")
        metadata.create_all(engine)
        engine.dispose()
        return file.read_bytes()


def office_registry(heard: list[Request]) -> Registry:  # noqa: C901  Many small handlers.
    """Handlers that answer in every way there is, and keep what they were asked."""
    topic = Topic()

    @topic.command("help", Access.ANYBODY)
    async def help_(tx: Transaction, ask: Request) -> Reply:
        heard.append(ask)
        return Say(Said(f"help for {ask.name}"))

    @topic.command("agenda")
    async def agenda(tx: Transaction, ask: Request) -> Reply:
        heard.append(ask)
        if ask.text == "form":
            return Ask(NewItem(ask.text))
        return Say(Said(f"saved: {ask.text}"))

    @topic.command("panel")
    async def panel(tx: Transaction, ask: Request) -> Reply:
        return Say(Panel(1))

    @topic.command("protocol")
    async def protocol(tx: Transaction, ask: Request) -> Reply:
        return Say(Paper())

    @topic.command("long")
    async def long(tx: Transaction, ask: Request) -> Reply:
        return Say(Said("\n".join(f"line {number} " + "слово " * 20 for number in range(200))))

    @topic.press("panel.next")
    async def next_page(tx: Transaction, ask: Request) -> Reply:
        heard.append(ask)
        return Turn(Panel(ask.number() + 1))

    @topic.press("item.form")
    async def form(tx: Transaction, ask: Request) -> Reply:
        heard.append(ask)
        return Ask(NewItem())

    @topic.press("item.added")
    async def added(tx: Transaction, ask: Request) -> Reply:
        heard.append(ask)
        if ask.values["text"].startswith("bad"):
            raise Unkind("day" if ask.values["text"] == "bad day" else None)
        if ask.values["text"] == "again":
            return Ask(NewItem("again"))
        if ask.values["text"] == "turn":
            return Turn(Panel(9))
        return Toast(Said(f"added: {ask.values['text']} on {ask.values['day']}"))

    @topic.press("agenda.quote")
    async def quote(tx: Transaction, ask: Request) -> Reply:
        heard.append(ask)
        assert ask.quote is not None
        return Say(Said(f"quoted: {ask.quote.text}"))

    @topic.press("bug")
    async def bug(tx: Transaction, ask: Request) -> Reply:
        raise RuntimeError("a bug of the office")

    @topic.press("home.open", Access.ANYBODY)
    async def home(tx: Transaction, ask: Request) -> Reply:
        return Say(Said(f"home of {ask.name}"))

    @topic.event("account.came")
    async def came(tx: Transaction, ask: Request) -> Reply:
        heard.append(ask)
        return None

    @topic.event("account.gone")
    async def gone(tx: Transaction, ask: Request) -> Reply:
        heard.append(ask)
        return None

    @topic.event("chat.added")
    async def chat_added(tx: Transaction, ask: Request) -> Reply:
        heard.append(ask)
        return None

    @topic.event("chat.removed")
    async def chat_removed(tx: Transaction, ask: Request) -> Reply:
        heard.append(ask)
        return None

    return Registry([topic])


@asynccontextmanager
async def small_database(folder: Path, clock: MovableClock) -> AsyncIterator[Database]:
    """A database with one team: two people of it in Slack, and a channel."""
    (folder / "office.db").write_bytes(empty_database())
    database = Database(f"sqlite:///{folder / 'office.db'}", clock)
    try:
        async with database.begin() as tx:
            team = await tx.teams.add(Team(TeamId(0), "Original Works", "ru", "Europe/Moscow", "RU", Market.B2B))
            await tx.teams.bind(Chat(ChatId(0), team.id, Place("slack:T0000001/C0000001"), Audience.COMMON))
            for name, user in (("Анна Петрова", "U0000001"), ("Вера Орлова", "U0000003")):
                account = AccountKey(f"slack:T0000001/{user}")
                await tx.people.add(Person(PersonId(0), team.id, name, Department.MARKETING, accounts=(account,)))
        yield database
    finally:
        await database.close()


class Door:
    """The database, which can be away."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.away = False

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[SqlTransaction]:
        self._knock()
        async with self._database.begin() as tx:
            yield tx

    @asynccontextmanager
    async def read(self) -> AsyncIterator[SqlTransaction]:
        self._knock()
        async with self._database.read() as tx:
            yield tx

    def _knock(self) -> None:
        if self.away:
            raise OperationalError("BEGIN", None, ConnectionError("the database is away"))


@dataclass
class Office:
    """Вера (marketing) and Анна are of the team, Boris of the workspace alone is not; `heard` is what handlers got."""

    stage: SlackStage
    clock: MovableClock
    app: App
    vera: User
    anna: User
    boris: User
    channel: Channel
    lobby: Channel
    database: Door
    desk: Desk
    url: str
    api_url: str
    heard: list[Request] = field(default_factory=list)
    bot: Slack | None = None
    http: str = ""

    @property
    def slack(self) -> Slack:
        assert self.bot is not None
        return self.bot

    def messages(self, user: User, where: Any = None) -> tuple[MessageView, ...]:
        return self.stage.view(user, where or self.channel).messages

    def last(self, user: User, where: Any = None) -> MessageView:
        return self.messages(user, where)[-1]

    @asynccontextmanager
    async def client(self) -> AsyncIterator[AsyncWebClient]:
        """The bot's own hands, for what the messenger would not do."""
        async with shared_session() as session:
            yield web_client(session, self.api_url, BOT_TOKEN)

    async def settled(self) -> None:
        """Every event is acknowledged and every answer is given."""
        await self.stage.settled()
        await self.slack.reception.settled()

    @asynccontextmanager
    async def at_work(self, mode: Literal["socket", "http"] = "socket", **options: Any) -> AsyncIterator[Slack]:
        """The messenger at work, connected (or known at its HTTP address)."""
        tokens = {"bot_token": BOT_TOKEN, "app_token": APP_TOKEN, "signing_secret": SECRET} | options
        async with AsyncExitStack() as stack:
            bot = await stack.enter_async_context(
                slack(
                    desk=self.desk,
                    database=self.database,
                    clock=self.clock,
                    mode=mode,
                    api_url=self.api_url,
                    pauses=Pauses(first=0.02, longest=0.2),
                    **tokens,
                )
            )
            self.bot = bot
            if mode == "http":
                self.http = await stack.enter_async_context(_served(bot))
                assert await self.stage.deliver_http(self.app, f"{self.http}/slack/events")
            elif bot.socket is not None and not options:
                await bot.socket.connected.wait()
            yield bot


@asynccontextmanager
async def _served(bot: Slack) -> AsyncIterator[str]:
    application = web.Application()
    application.add_routes(bot.routes)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def slack_office(folder: Path, **options: Any) -> AsyncIterator[Office]:
    """The office without the messenger; `office.at_work()` brings it in."""
    clock, heard = MovableClock(START), list[Request]()
    stage = SlackStage(clock, **({"ack_seconds": PATIENCE} | options))
    space = stage.add_workspace("T0000001", "Original Works")
    app = stage.add_app(
        space,
        bot_token=BOT_TOKEN,
        app_token=APP_TOKEN,
        signing_secret=SECRET,
        scopes=SCOPES,
        events=EVENTS,
        commands={"/letuchka", "/agenda", "/panel", "/protocol", "/long", "/help"},
    )
    anna = stage.add_user(space, "U0000001", "Анна Петрова", tz="Europe/Moscow", locale="ru-RU")
    boris = stage.add_user(space, "U0000002", "Boris Smith", locale="en-GB")
    vera = stage.add_user(space, "U0000003", "Вера Орлова", tz="Europe/Moscow", locale="ru-RU")
    channel = stage.add_channel(space, "C0000001", "sales-marketing", members=[anna, boris, vera, app])
    lobby = stage.add_channel(space, "C0000002", "lobby", members=[anna, boris, vera])
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(stage.serve())
        stored = await stack.enter_async_context(small_database(folder, clock))
        database = Door(stored)
        desk = Desk(database, office_registry(heard), office_renderer(), clock)
        yield Office(stage, clock, app, vera, anna, boris, channel, lobby, database, desk, url, f"{url}/api/", heard)
