"""The things that a Slack workspace is made of, as the stage keeps them: people, apps, channels, posts, files."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Blocks = list[dict[str, Any]]


@dataclass(slots=True, eq=False)
class Workspace:
    """One team (tenant) of Slack. `users` and `channels` go by id."""

    id: str
    name: str
    domain: str
    users: dict[str, "User"] = field(default_factory=dict)
    channels: dict[str, "Channel"] = field(default_factory=dict)
    apps: list["App"] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class User:
    """A person, or the bot user of an app (`bot`). `name` is the handle, `real_name` what others see.

    A `stranger` belongs to another workspace and came in through a shared channel; a `hidden` one the app cannot see.
    """

    id: str
    space: Workspace
    name: str
    real_name: str
    tz: str = "UTC"
    locale: str = "en-US"
    admin: bool = False
    deleted: bool = False
    guest: bool = False
    stranger: bool = False
    hidden: bool = False
    bot: "App | None" = None


@dataclass(slots=True, eq=False)
class Token:
    """A token of an installation and its state; an app-level one (`xapp`) opens sockets and nothing else."""

    value: str
    kind: Literal["bot", "app", "user"]
    app: "App"
    state: Literal["live", "revoked", "uninstalled", "expired"] = "live"
    expires: datetime | None = None


@dataclass(slots=True, eq=False)
class App:
    """One installation of an app in a workspace.

    `commands` None means any; `events` None means everything that its scopes allow. `request_url` set means that
    payloads go there over HTTP instead of through a socket.
    """

    id: str
    name: str
    space: Workspace
    bot_id: str
    user: User
    bot_token: str
    app_token: str
    signing_secret: str
    scopes: set[str]
    commands: frozenset[str] | None = None
    events: frozenset[str] | None = None
    should_escape: bool = True
    messages_tab: bool = True
    home_tab: bool = True
    installed: bool = True
    request_url: str | None = None
    client_id: str = ""
    client_secret: str = ""


@dataclass(slots=True, eq=False)
class Channel:
    """A channel, or a direct conversation (`im` of two, `mpim` of more). `posts` goes by ts, in order of time."""

    id: str
    space: Workspace
    name: str
    kind: Literal["public", "private", "im", "mpim"]
    members: list[User] = field(default_factory=list)
    archived: bool = False
    posting: str = ""  # set to restricted_action… to refuse every post of apps
    posts: dict[str, "Post"] = field(default_factory=dict)
    bookmarks: dict[str, dict[str, Any]] = field(default_factory=dict)
    scheduled: list[datetime] = field(default_factory=list)
    created: datetime | None = None

    @property
    def direct(self) -> bool:
        return self.kind in {"im", "mpim"}


@dataclass(slots=True, eq=False)
class StoredFile:
    """An uploaded file. `content` is None until the bytes came; it is `shared` when a post shows it."""

    id: str
    name: str
    length: int
    app: App
    upload_key: str
    created: datetime
    media_type: str = "application/octet-stream"
    title: str = ""
    content: bytes | None = None
    shared: list["Post"] = field(default_factory=list)
    complete: bool = False


@dataclass(slots=True, eq=False)
class Post:
    """A message. `reader` makes it ephemeral: one person sees it, no method of the Web API finds it again."""

    ts: str
    channel: Channel
    author: User
    at: datetime
    text: str = ""
    blocks: Blocks = field(default_factory=list)
    attachments: Blocks = field(default_factory=list)
    thread: str | None = None
    app: App | None = None
    metadata: dict[str, Any] | None = None
    files: list[StoredFile] = field(default_factory=list)
    edited: datetime | None = None
    pinned: bool = False
    closed: bool = False  # its edit window is over
    service: bool = False
    broadcast: bool = False
    username: str = ""
    reader: User | None = None
    reactions: dict[str, list[User]] = field(default_factory=dict)
    subtype: str = ""
