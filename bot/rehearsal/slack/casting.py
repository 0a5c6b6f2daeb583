"""Who and what is on the stage: workspaces, people, apps, channels; and what admins and fate do to them."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Literal

from bot.rehearsal.slack.delivery import Delivery
from bot.rehearsal.slack.scene import Scene
from bot.rehearsal.slack.tenancy import Tenancy
from bot.rehearsal.slack.world import App, Channel, Token, User, Workspace

Who = User | str
Where = Channel | str


class Casting:
    """The part of the stage that sets it up and changes it. Everywhere a person or channel is wanted, its id does."""

    def __init__(self, scene: Scene, delivery: Delivery) -> None:
        self._scene = scene
        self._delivery = delivery
        self._tenancy = Tenancy(scene, delivery)

    # Setting up

    def add_workspace(self, team_id: str, name: str, *, domain: str = "") -> Workspace:
        space = Workspace(team_id, name, domain or "-".join(name.lower().split()))
        self._scene.spaces[team_id] = space
        return space

    def add_app(
        self,
        space: Workspace,
        *,
        bot_token: str,
        app_token: str,
        signing_secret: str,
        scopes: Iterable[str],
        name: str = "letuchka",
        commands: Iterable[str] | None = None,
        events: Iterable[str] | None = None,
        app_id: str | None = None,
        should_escape: bool = True,
    ) -> App:
        """Install an app. Several workspaces may install the same one: same `app_id`, `app_token`, `signing_secret`."""
        ids = self._scene.ids
        user = User(ids.new("U"), space, name, name)
        app = App(
            id=app_id or ids.new("A"),
            name=name,
            space=space,
            bot_id=ids.new("B"),
            user=user,
            bot_token=bot_token,
            app_token=app_token,
            signing_secret=signing_secret,
            scopes=set(scopes),
            commands=None if commands is None else frozenset(commands),
            events=None if events is None else frozenset(events),
            should_escape=should_escape,
            client_id=ids.secret("client"),
            client_secret=ids.secret("secret"),
        )
        user.bot = app
        space.users[user.id] = user
        space.apps.append(app)
        self._scene.tokens[bot_token] = Token(bot_token, "bot", app)
        self._scene.tokens.setdefault(app_token, Token(app_token, "app", app))
        return app

    def add_user(
        self,
        space: Workspace,
        user_id: str,
        name: str,
        *,
        tz: str = "UTC",
        locale: str = "en-US",
        admin: bool = False,
        guest: bool = False,
        handle: str = "",
    ) -> User:
        if self._scene.find_user(user_id) is not None:
            raise ValueError(f"the stage has a user {user_id} already")
        handle = handle or ".".join(name.lower().split())
        user = User(user_id, space, handle, name, tz=tz, locale=locale, admin=admin, guest=guest)
        space.users[user_id] = user
        return user

    def add_stranger(self, space: Workspace, user: User, *, hidden: bool = False) -> User:
        """Somebody of another workspace whom this one sees through a shared channel (or, `hidden`, does not see)."""
        user.stranger, user.hidden = True, hidden
        space.users[user.id] = user
        return user

    def add_channel(
        self, space: Workspace, channel_id: str, name: str, *, members: Iterable[User | App] = (), private: bool = False
    ) -> Channel:
        people = [member.user if isinstance(member, App) else member for member in members]
        kind: Literal["private", "public"] = "private" if private else "public"
        channel = Channel(channel_id, space, name, kind, people, created=self._scene.clock())
        space.channels[channel_id] = channel
        return channel

    async def deliver_http(self, app: App, request_url: str) -> bool:
        """From now on over HTTP. False when the address did not give the challenge back, as it must."""
        app.request_url = request_url
        return await self._delivery.postman.verify_url(app)

    def deliver_socket(self, app: App) -> None:
        app.request_url = None

    # What admins and fate do

    def invite(self, who: Who | App, where: Where, *, inviter: User | None = None) -> None:
        self._tenancy.invite(self._member(who), self._scene.channel(where), inviter)

    def remove(self, who: Who | App, where: Where) -> None:
        self._tenancy.remove(self._member(who), self._scene.channel(where))

    def remove_app(self, where: Where, app: App | None = None) -> None:
        """The app is kicked out of a channel."""
        channel = self._scene.channel(where)
        self._tenancy.remove((app or channel.space.apps[0]).user, channel)

    def archive(self, where: Where, *, archived: bool = True, actor: User | None = None) -> None:
        self._tenancy.archive(self._scene.channel(where), actor, archived=archived)

    def rename(self, where: Where, name: str) -> None:
        self._tenancy.rename(self._scene.channel(where), name)

    def change_channel_id(self, where: Where, new_id: str) -> None:
        self._tenancy.change_id(self._scene.channel(where), new_id)

    def restrict(self, where: Where, error: str = "restricted_action") -> None:
        """Posting is for some people only; '' lifts it."""
        self._scene.channel(where).posting = error

    def deactivate(self, user: Who, *, deleted: bool = True) -> None:
        person = self._scene.user(user)
        person.deleted = deleted
        self._tenancy.user_changed(person)

    def change_user(
        self, user: Who, *, tz: str | None = None, locale: str | None = None, name: str | None = None
    ) -> None:
        person = self._scene.user(user)
        person.tz, person.locale = tz or person.tz, locale or person.locale
        person.real_name = name or person.real_name
        self._tenancy.user_changed(person)

    def uninstall(self, app: App) -> None:
        self._tenancy.uninstall(app)

    def reinstall(self, app: App) -> None:
        self._tenancy.reinstall(app)

    def revoke_token(self, app: App) -> None:
        self._tenancy.revoke(app)

    def expire_token(self, app: App, after: timedelta = timedelta(0)) -> None:
        self._tenancy.expire(app, after)

    def close_edit_window(self, where: Where, message_key: str) -> None:
        self._scene.channel(where).posts[message_key].closed = True

    def _member(self, who: Who | App) -> User:
        return who.user if isinstance(who, App) else self._scene.user(who)
