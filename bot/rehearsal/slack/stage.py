"""The local Slack: workspaces, people and apps to set up, things that people do, what they see, trouble on demand.

It speaks the Web API, Socket Mode and signed HTTP to the app under rehearsal, refuses what Slack refuses, and is at
once what the tests, the demo page and the transcripts look at. Rules come from docs.slack.dev; what was not documented
is marked as an inference where it is decided. Time is the stage's clock, except the three seconds for an ack and the
age of signatures, which are real.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from typing import Literal

from aiohttp import web

from bot.rehearsal.slack.call import Desk, Grant
from bot.rehearsal.slack.casting import Casting, Where, Who
from bot.rehearsal.slack.deeds import Deeds
from bot.rehearsal.slack.delivery import Delivery
from bot.rehearsal.slack.faults import Faults
from bot.rehearsal.slack.filling import Filling
from bot.rehearsal.slack.forms import form_view
from bot.rehearsal.slack.hooks import Hooks
from bot.rehearsal.slack.inputs import Entered
from bot.rehearsal.slack.journal import Journal
from bot.rehearsal.slack.later import Clock
from bot.rehearsal.slack.letters import Json
from bot.rehearsal.slack.limits import Limits
from bot.rehearsal.slack.modals import Modals, View
from bot.rehearsal.slack.posting import publish
from bot.rehearsal.slack.postman import Forgery
from bot.rehearsal.slack.scene import Scene
from bot.rehearsal.slack.sight import all_views, channel_view, home_view, keyboards
from bot.rehearsal.slack.speech import as_message
from bot.rehearsal.slack.web_api import WebApi
from bot.rehearsal.slack.world import App, Channel, Post, User
from bot.rehearsal.views import ButtonView, ChatView, FormView, Outcome

ACK_SECONDS = 3.0
_GLANCE_SECONDS = 0.05
_LARGEST_REQUEST = 64 * 1024 * 1024
Farewell = Literal["warning", "refresh_requested", "link_disabled", "hard"]


class SlackStage(Casting):
    """One local Slack. Everywhere a person or channel is wanted, its id does as well."""

    def __init__(
        self,
        clock: Clock,
        *,
        limits: bool = False,
        ack_seconds: float = ACK_SECONDS,
        signing_time: Callable[[], float] = time.time,
    ) -> None:
        scene = Scene(clock)
        super().__init__(scene, Delivery(scene, ack_seconds, signing_time))
        self._modals = Modals(self._scene)
        rate = Limits(clock, on=limits)
        self._desk = Desk(self._scene, self._modals, Hooks(self._scene), rate, self._delivery.sockets)
        self._deeds = Deeds(self._desk, self._delivery)
        self._filling = Filling(self._desk, self._delivery, self._deeds)
        self.faults = Faults()
        self._web = WebApi(self._desk, self.faults)

    # The server

    @asynccontextmanager
    async def serve(self, port: int = 0, host: str = "127.0.0.1") -> AsyncIterator[str]:
        """Serve until the block ends; gives the base address. Methods are at `<address>/api/<method>`."""
        application = web.Application(client_max_size=_LARGEST_REQUEST)
        application.add_routes(self.routes())
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        site = web.TCPSite(runner, host, port)
        await site.start()
        bound = runner.addresses[0][1]
        self.base_url = f"http://{host}:{bound}"
        try:
            async with self.running():
                yield self.base_url
        finally:
            await runner.cleanup()

    def routes(self) -> list[web.RouteDef]:
        """For mounting in another aiohttp application: set `base_url` then, and keep `running()` open meanwhile."""
        return self._web.routes()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """While open, what is due later happens when the clock gets there."""
        glances = asyncio.get_running_loop().create_task(self._glance())
        try:
            yield
        finally:
            glances.cancel()
            await asyncio.gather(glances, return_exceptions=True)
            await self._delivery.close()

    async def _glance(self) -> None:
        while True:
            self._scene.later.run_due()
            await asyncio.sleep(_GLANCE_SECONDS)

    @property
    def base_url(self) -> str:
        return self._scene.base_url

    @base_url.setter
    def base_url(self, address: str) -> None:
        self._scene.base_url = address.rstrip("/")

    # What people do

    def says(self, user: Who, channel: Where, text: str, *, thread: str | None = None) -> str:
        """A message in a channel; returns its key. Names in it become mentions (`@letuchka`, `@Вера Орлова`)."""
        author, where = self._scene.user(user), self._scene.channel(channel)
        if author not in where.members:
            raise LookupError(f"{author.real_name} is not in {where.name}")
        words = as_message(text, where.space)
        ts = self._scene.ids.ts(self._scene.clock())
        post = publish(self._scene, Post(ts, where, author, self._scene.clock(), text=words, thread=thread))
        for member in where.members:
            if member.bot is not None and not where.direct and f"<@{member.id}>" in words:
                self._scene.emit(member.bot, self._mention(post))
        return ts

    def _mention(self, post: Post) -> Json:
        event: Json = {
            "type": "app_mention",
            "user": post.author.id,
            "text": post.text,
            "ts": post.ts,
            "team": post.author.space.id,
            "channel": post.channel.id,
            "event_ts": post.ts,
        }
        return event | ({"thread_ts": post.thread} if post.thread else {})

    def dm(self, user: Who, text: str, *, app: App | None = None) -> str:
        """A message to the app in private; returns its key. Raises LookupError when its messages tab is off."""
        author = self._scene.user(user)
        chosen = self._app(author, app)
        if not chosen.messages_tab:
            raise LookupError(f"sending messages to {chosen.name} has been turned off")
        return self.says(author, self._scene.direct(chosen, [author]), text)

    def dm_of(self, user: Who, *, app: App | None = None) -> Channel:
        """The direct conversation with the app."""
        person = self._scene.user(user)
        return self._scene.direct(self._app(person, app), [person])

    async def command(
        self, user: Who, where: Where | None, name: str, text: str = "", *, thread: str | None = None
    ) -> Outcome:
        """A slash command in a channel, or (`where` None) in the app's private chat. Waits for the ack."""
        person = self._scene.user(user)
        channel = self.dm_of(person) if where is None else self._scene.channel(where)
        if person not in channel.members:
            raise LookupError(f"{person.real_name} is not in {channel.name}")
        return await self._deeds.command(person, channel, name, text, thread)

    async def press(
        self,
        user: Who,
        where: Where,
        message_key: str,
        wanted: str,
        *,
        value: Entered = None,
        values: Mapping[str, Entered] | None = None,
    ) -> Outcome:
        """Press a button of a message or of the home tab, by key, action_id or label.

        `value` is what is chosen in a menu or picker, `values` what is entered in the message's inputs.
        Raises NotPressable.
        """
        person = self._scene.user(user)
        home = self._home(person, message_key)
        if home is not None:
            return await self._filling.press(person, home, wanted, value)
        return await self._deeds.press(person, self._seen(person, where, message_key), wanted, value, values)

    async def shortcut(
        self, user: Who, where: Where, message_key: str, callback_id: str, *, app: App | None = None
    ) -> Outcome:
        """A message shortcut."""
        person = self._scene.user(user)
        post = self._seen(person, where, message_key)
        return await self._deeds.shortcut(person, post, self._app(person, app), callback_id)

    async def global_shortcut(self, user: Who, callback_id: str, *, app: App | None = None) -> Outcome:
        person = self._scene.user(user)
        return await self._deeds.global_shortcut(person, self._app(person, app), callback_id)

    async def open_home(self, user: Who, *, app: App | None = None) -> None:
        """Open the app's home tab: `app_home_opened`, whether or not a view is there."""
        person = self._scene.user(user)
        chosen = self._app(person, app)
        home = self._modals.homes.get((chosen.id, person.id))
        event = {
            "type": "app_home_opened",
            "user": person.id,
            "channel": self.dm_of(person, app=chosen).id,
            "tab": "home",
        }
        self._scene.emit(chosen, event | ({"view": home.json()} if home else {}))
        await self.settled()

    # Forms

    def form(self, user: Who) -> FormView | None:
        """The modal that this person sees now."""
        view = self._modals.top(self._scene.user(user))
        return None if view is None else form_view(self._scene, view)

    def fill(self, user: Who, values: Mapping[str, Entered]) -> None:
        """Enter values into the open modal, by block_id or label, without sending it."""
        self._filling.fill(self._filling.top(self._scene.user(user)), values)

    async def submit(self, user: Who, values: Mapping[str, Entered] | None = None) -> Outcome:
        """Fill in (by block_id or label) and submit; refused inputs are in the Outcome's `extra` and in the form."""
        return await self._filling.submit(self._scene.user(user), values or {})

    async def close(self, user: Who, *, everything: bool = False) -> Outcome:
        """Close the top modal, or the whole stack."""
        return await self._filling.close(self._scene.user(user), everything=everything)

    async def press_in_form(self, user: Who, wanted: str, *, value: Entered = None) -> Outcome:
        """A button or menu of the open modal, by key, action_id or label."""
        person = self._scene.user(user)
        return await self._filling.press(person, self._filling.top(person), wanted, value)

    # What people see

    def views(self, user: Who) -> tuple[ChatView, ...]:
        """Everything on this person's screen."""
        return all_views(self._scene, self._modals, self._scene.user(user))

    def view(self, user: Who, where: Where) -> ChatView:
        """One chat as this person sees it; raises LookupError for one that the person is not in."""
        person = self._scene.user(user)
        home = self._home(person, where) if isinstance(where, str) else None
        if home is not None:
            return home_view(self._scene, home)
        channel = self._scene.channel(where)
        if person not in channel.members:
            raise LookupError(f"{person.real_name} is not in {channel.name}")
        return channel_view(self._scene, person, channel)

    def channels_of(self, user: Who) -> tuple[str, ...]:
        """The ids of the channels that this person is in."""
        person = self._scene.user(user)
        return tuple(one.id for one in person.space.channels.values() if person in one.members and not one.direct)

    def keyboards(self, user: Who, where: Where, newest: int) -> Iterator[tuple[str, tuple[ButtonView, ...]]]:
        """The buttons under the newest messages of a chat, as (key of the message, its buttons); nothing is drawn."""
        return keyboards(self._scene.user(user), self._scene.channel(where), newest)

    def home(self, user: Who, *, app: App | None = None) -> ChatView | None:
        """The app's home tab, when it was published for this person."""
        person = self._scene.user(user)
        view = self._modals.homes.get((self._app(person, app).id, person.id))
        return None if view is None else home_view(self._scene, view)

    def file(self, key: str) -> tuple[str, str, bytes]:
        """Name, media type and content. Raises LookupError."""
        file = self._scene.files.get(key)
        if file is None or file.content is None:
            raise LookupError(f"the stage has no file {key!r}")
        return file.name, file.media_type, file.content

    @property
    def journal(self) -> Journal:
        return self._scene.journal

    def on_change(self, watcher: Callable[[], None]) -> None:
        """Called after every change that somebody can see."""
        self._scene.on_change(watcher)

    async def until(self, seen: Callable[[], object], *, seconds: float = 60.0) -> None:
        """Wait (real time) until `seen()` is true, looking after every change. Raises TimeoutError."""
        deadline = time.monotonic() + seconds
        while not seen():
            if time.monotonic() > deadline:
                raise TimeoutError("it did not happen; last seen: " + _last_words(self.journal))
            await asyncio.sleep(0.005)

    # Trouble

    def drop_sockets(self, reason: Farewell = "hard", app: App | None = None) -> None:
        """End the connections: with a word before (`warning`: they close ten seconds later) or cut (`hard`)."""
        self._delivery.sockets.drop(app, reason)

    @property
    def down(self) -> bool:
        """An outage: the app gets no answer and hears nothing, nobody can write."""
        return self._web.down

    def set_down(self, down: bool) -> None:
        """Begin or end an outage."""
        self._web.down = down
        if down:
            self.drop_sockets()
        self._scene.changed()

    def connections(self, app: App) -> int:
        return len(self._delivery.sockets.of(app))

    async def settled(self) -> None:
        """Wait until no event is under way."""
        await self._delivery.settled()

    def retry_now(self) -> int:
        """Do at once what waits for a later moment (retries of events); returns how many there were."""
        return self._scene.later.run_all()

    def events(self, app: App) -> list[Json]:
        """The payloads of all events that were sent to this app, each once, in order."""
        return [payload for whose, payload in self._delivery.sent if whose is app]

    def repeat_event(self, app: App, payload: Json | None = None) -> None:
        """Deliver an event (the last one) a second time, with the same event_id."""
        self._delivery.repeat(app, payload or self.events(app)[-1])

    def unknown_threads(self, error: str = "thread_not_found") -> None:
        """What a reply to an unknown thread gets: an error, or '' to be posted all the same."""
        self._desk.unknown_thread = error

    async def forge(self, app: App, forgery: Forgery) -> int:
        """Send the app a request that is not Slack's; returns its HTTP status (401 is right)."""
        return await self._delivery.postman.forge(app, forgery)

    async def ssl_check(self, app: App) -> int:
        return await self._delivery.postman.ssl_check(app)

    def grant(self, app: App, *, redirect_uri: str = "", refresh: bool = False) -> str:
        """A code for oauth.v2.access (or a refresh token)."""
        code = self._scene.ids.secret("xoxe-1" if refresh else "code")
        self._desk.grants[code] = Grant(app, redirect_uri)
        return code

    # Inside

    def _app(self, user: User, app: App | None) -> App:
        if app is not None:
            return app
        if not user.space.apps:
            raise LookupError(f"{user.space.name} has no app")
        return user.space.apps[0]

    def _seen(self, user: User, where: Where, key: str) -> Post:
        channel = self._scene.channel(where)
        post = channel.posts.get(key)
        if post is None or post.reader not in (None, user) or user not in channel.members:
            raise LookupError(f"{user.real_name} sees no message {key!r} in {channel.name or channel.id}")
        return post

    def _home(self, user: User, key: str) -> View | None:
        return next((view for view in self._modals.homes.values() if view.user is user and view.id == key), None)


def _last_words(journal: Journal) -> str:
    return "; ".join(f"{seen.deed} {seen.text!r}" for seen in journal.seen[-3:]) or "nothing"
