"""The part of Telegram's updates that the bot reads, as it comes over the wire (core.telegram.org/bots/api#update)."""

from typing import Any, Literal

import msgspec

ANONYMOUS_ADMIN = 1087968824
CHANNEL_BOT = 136817688
TELEGRAM_ITSELF = 777000


class _Wire(msgspec.Struct, frozen=True, kw_only=True):
    """What is not named here is ignored, so that a newer Bot API breaks nothing."""


class User(_Wire, frozen=True, kw_only=True):
    id: int
    is_bot: bool = False
    first_name: str = ""
    last_name: str = ""
    username: str = ""
    language_code: str | None = None

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


class Chat(_Wire, frozen=True, kw_only=True):
    id: int
    type: str
    title: str = ""
    username: str | None = None

    @property
    def is_private(self) -> bool:
        return self.type == "private"

    @property
    def is_group(self) -> bool:
        return self.type in {"group", "supergroup"}


class Entity(_Wire, frozen=True, kw_only=True):
    """`offset` and `length` count UTF-16 units."""

    type: str
    offset: int
    length: int
    user: User | None = None


class Message(_Wire, frozen=True, kw_only=True):
    """`message_id` is 0 for ephemeral ones; an inaccessible one has nothing but its chat and id, and `date` 0."""

    message_id: int
    chat: Chat
    date: int = 0
    sender: User | None = msgspec.field(name="from", default=None)
    sender_chat: Chat | None = None
    text: str = ""
    caption: str = ""
    entities: tuple[Entity, ...] = ()
    caption_entities: tuple[Entity, ...] = ()
    reply_to_message: "Message | None" = None
    message_thread_id: int | None = None
    is_topic_message: bool = False
    is_automatic_forward: bool = False
    ephemeral_message_id: int | None = None
    new_chat_members: tuple[User, ...] = ()
    left_chat_member: User | None = None
    migrate_to_chat_id: int | None = None
    migrate_from_chat_id: int | None = None

    @property
    def topic(self) -> int | None:
        """The topic; outside of forums the thread id is only a chain of replies."""
        return self.message_thread_id if self.is_topic_message else None

    @property
    def words(self) -> tuple[str, tuple[Entity, ...]]:
        """The text, or what is written under a picture or a file."""
        return (self.text, self.entities) if self.text else (self.caption, self.caption_entities)


class CallbackQuery(_Wire, frozen=True, kw_only=True):
    """`sender` is always a human with a name, also for anonymous admins."""

    id: str
    sender: User = msgspec.field(name="from")
    message: Message | None = None
    data: str = ""


class Member(_Wire, frozen=True, kw_only=True):
    status: str
    is_member: bool = True

    @property
    def is_here(self) -> bool:
        return self.status in {"creator", "administrator", "member"} or (self.status == "restricted" and self.is_member)


class MyMembership(_Wire, frozen=True, kw_only=True):
    """How the bot itself belongs to a chat, and who changed that."""

    chat: Chat
    sender: User = msgspec.field(name="from")
    old_chat_member: Member
    new_chat_member: Member


class Update(_Wire, frozen=True, kw_only=True):
    update_id: int
    message: Message | None = None
    callback_query: CallbackQuery | None = None
    my_chat_member: MyMembership | None = None


Kind = Literal["message", "callback_query", "my_chat_member"]
ALLOWED: tuple[Kind, ...] = ("message", "callback_query", "my_chat_member")
"""What the bot asks Telegram for; everything else is not even sent."""


def read(update: Any) -> Update:
    """An update out of parsed JSON. Raises msgspec.ValidationError for what is none."""
    return msgspec.convert(update, Update)


def id_of(update: Any) -> int | None:
    """The id of something that may be an update."""
    number = update.get("update_id") if isinstance(update, dict) else None
    return number if isinstance(number, int) else None
