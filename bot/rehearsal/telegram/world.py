"""Who and what is on the Telegram stage: people, bots, groups with topics, private chats, messages, polls."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from bot.rehearsal.telegram.entities import FormattedText
from bot.rehearsal.telegram.files import StoredFile
from bot.rehearsal.telegram.markup import InlineKeyboard, InputMarkup, Markup
from bot.rehearsal.telegram.updates import UpdateQueue

ANONYMOUS_ADMIN_ID = 1087968824
Status = Literal["creator", "administrator", "member", "restricted", "left", "kicked"]
PRESENT = ("creator", "administrator", "member", "restricted")
ADMIN_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_send_welcome_messages",
    "can_pin_messages",
    "can_manage_topics",
)


@dataclass(eq=False, slots=True)
class Person:
    """A human with a Telegram account."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = ""
    active: bool = True

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(eq=False, slots=True)
class BotAccount:
    """A bot: its token, what it has been told (menus, descriptions) and the updates that wait for it.

    `known` holds the ids of the users it has ever been shown: it cannot address others.
    """

    token: str
    id: int
    username: str
    name: str
    privacy: bool
    queue: UpdateQueue
    known: set[int] = field(default_factory=set)
    menus: dict[tuple[str, str], list[dict[str, Any]]] = field(default_factory=dict)
    described: dict[str, str] = field(default_factory=dict)
    menu_button: dict[str, Any] = field(default_factory=lambda: {"type": "commands"})
    revoked: bool = False
    last_private_id: int = 0


Peer = Person | BotAccount


@dataclass(eq=False, slots=True)
class Membership:
    """How somebody belongs to a group."""

    peer: Peer
    status: Status
    rights: frozenset[str] = frozenset()
    anonymous: bool = False
    can_send: bool = True

    @property
    def present(self) -> bool:
        return self.status in PRESENT

    @property
    def is_admin(self) -> bool:
        return self.status in ("creator", "administrator")

    def may(self, right: str) -> bool:
        return self.status == "creator" or (self.status == "administrator" and right in self.rights)


@dataclass(eq=False, slots=True)
class Topic:
    """A topic of a forum; its id is the id of the service message that made it."""

    id: int
    name: str
    closed: bool = False
    deleted: bool = False


@dataclass(eq=False, slots=True)
class Poll:
    """A native poll; `votes` maps a person's id to the numbers of her options."""

    id: str
    question: FormattedText
    options: list[FormattedText]
    anonymous: bool = True
    several: bool = False
    kind: str = "regular"
    closed: bool = False
    votes: dict[int, tuple[int, ...]] = field(default_factory=dict)


@dataclass(eq=False, slots=True)
class Message:
    """One message. `text` is also the caption of a file; `receiver` is set for ephemeral ones, whose id is 0."""

    id: int
    chat: "Chat"
    author: Peer
    at: datetime
    text: FormattedText = field(default_factory=lambda: FormattedText(""))
    file: StoredFile | None = None
    poll: Poll | None = None
    markup: Markup | None = None
    reply_to: "Message | None" = None
    topic: Topic | None = None
    edited_at: datetime | None = None
    service: dict[str, Any] = field(default_factory=dict)
    service_text: str = ""
    anonymous: bool = False
    loud: bool = True
    receiver: Person | None = None
    ephemeral_id: int = 0
    replaces: "Message | None" = None
    reactions: dict[int, tuple[str, ...]] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return f"e{self.ephemeral_id}" if self.receiver else str(self.id)

    @property
    def keyboard(self) -> InlineKeyboard | None:
        return self.markup if isinstance(self.markup, InlineKeyboard) else None

    @property
    def asks_for_reply(self) -> str | None:
        """The hint of the input field when an answer to this message is asked for."""
        return self.markup.placeholder if isinstance(self.markup, InputMarkup) and self.markup.kind == "force" else None


@dataclass(eq=False, slots=True)
class Conversation:
    """What every chat has: messages by id, ephemeral ones by their own id, and what is pinned."""

    messages: dict[int, Message] = field(default_factory=dict)
    ephemerals: dict[int, Message] = field(default_factory=dict)
    order: list[Message] = field(default_factory=list)
    pinned: list[int] = field(default_factory=list)
    last_id: int = 0
    last_ephemeral: int = 0

    def by_key(self, key: int | str) -> Message | None:
        if isinstance(key, str) and key.startswith("e"):
            return self.ephemerals.get(int(key[1:]))
        return self.messages.get(int(key))


@dataclass(eq=False, slots=True, kw_only=True)
class Group(Conversation):
    """A group or supergroup."""

    id: int
    title: str
    kind: Literal["group", "supergroup"] = "supergroup"
    username: str = ""
    forum: bool = False
    members: dict[int, Membership] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    may_write: bool = True
    deleted: bool = False
    migrated_to: "Group | None" = None
    last_bot: BotAccount | None = None

    @property
    def key(self) -> str:
        return str(self.id)

    def add_topic(self, name: str) -> Topic:
        """A topic that has always been there: no service message tells of it."""
        topic = Topic(next_message_id(self), name)
        self.topics[topic.id] = topic
        return topic

    def membership(self, peer: Peer) -> Membership | None:
        return self.members.get(peer.id)

    def has(self, peer: Peer) -> bool:
        membership = self.members.get(peer.id)
        return membership is not None and membership.present

    def bots(self) -> Iterator[BotAccount]:
        for membership in self.members.values():
            if membership.present and isinstance(membership.peer, BotAccount):
                yield membership.peer


@dataclass(eq=False, slots=True, kw_only=True)
class PrivateChat(Conversation):
    """The private chat of one person with one bot."""

    person: Person
    bot: BotAccount
    started: bool = False
    blocked: bool = False

    @property
    def id(self) -> int:
        return self.person.id

    @property
    def key(self) -> str:
        return str(self.bot.id)


Chat = Group | PrivateChat


def next_message_id(chat: Chat) -> int:
    """Groups count for themselves; the private chats of a bot share one count, as on the real server."""
    if isinstance(chat, PrivateChat):
        chat.bot.last_private_id += 1
        return chat.bot.last_private_id
    chat.last_id += 1
    return chat.last_id
