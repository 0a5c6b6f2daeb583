"""The state of the Telegram stage, and the two things that happen to it: a message appears, a bot is told."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from bot.rehearsal.telegram import shapes
from bot.rehearsal.telegram.callbacks import CallbackDesk
from bot.rehearsal.telegram.entities import Entity
from bot.rehearsal.telegram.faults import FaultPlan
from bot.rehearsal.telegram.files import FileShelf
from bot.rehearsal.telegram.journal import Journal
from bot.rehearsal.telegram.limits import RateLimits
from bot.rehearsal.telegram.updates import PendingUpdate, UpdateQueue
from bot.rehearsal.telegram.world import (
    BotAccount,
    Chat,
    Group,
    Membership,
    Message,
    Peer,
    Person,
    PrivateChat,
    next_message_id,
)


class Scene:
    """Everything that exists on the stage. Knows who is told what; knows nothing of HTTP."""

    def __init__(self, clock: Callable[[], datetime], *, limits: bool = False) -> None:
        self.clock = clock
        self.journal = Journal(clock)
        self.faults = FaultPlan()
        self.limits = RateLimits(clock) if limits else None
        self.knows_whispers = True
        """A Bot API server older than 10.2 does not: it ignores the parameters and shows the message to everybody."""
        self.files = FileShelf()
        self.callbacks = CallbackDesk()
        self.people: dict[int, Person] = {}
        self.bots: dict[int, BotAccount] = {}
        self.groups: dict[int, Group] = {}
        self._privates: dict[tuple[int, int], PrivateChat] = {}
        self._listeners: list[Callable[[], None]] = []
        self._next_number = 7_000_000

    def on_change(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call `callback` whenever something visible changed; the answer takes it off again."""
        self._listeners.append(callback)
        return lambda: self._listeners.remove(callback)

    def changed(self) -> None:
        for listener in tuple(self._listeners):
            listener()

    def number(self) -> int:
        """A number that the stage has not used yet, for polls and callback queries."""
        self._next_number += 1
        return self._next_number

    def new_queue(self, token: str) -> UpdateQueue:
        def dropped(update: PendingUpdate) -> None:
            self.journal.warn(
                f"update {update.id} ({update.kind}) for bot {token.split(':', maxsplit=1)[0]} expired unfetched"
            )

        return UpdateQueue(self.clock, dropped)

    def private(self, person: Person, bot: BotAccount) -> PrivateChat:
        """Their private chat, made when it is first looked for; it is not thereby started."""
        key = (person.id, bot.id)
        if key not in self._privates:
            self._privates[key] = PrivateChat(person=person, bot=bot)
        return self._privates[key]

    def privates_of(self, person: Person) -> Iterator[PrivateChat]:
        return (chat for chat in self._privates.values() if chat.person is person)

    def post(self, message: Message) -> Message:
        """Put a message into its chat (with the next id unless it is ephemeral) and tell the bots that may know."""
        chat = message.chat
        if message.receiver is not None:
            chat.last_ephemeral += 1
            message.ephemeral_id = chat.last_ephemeral
            chat.ephemerals[message.ephemeral_id] = message
        else:
            message.id = next_message_id(chat)
            chat.messages[message.id] = message
        chat.order.append(message)
        self._after_post(message)
        for bot in self.audience(message):
            self.tell(bot, "message", shapes.message_json(message, self.people), f"chat {chat.id}")
        self.changed()
        return message

    def _after_post(self, message: Message) -> None:
        if isinstance(message.author, BotAccount) and not message.service:
            self.journal.review(message)
            if isinstance(message.chat, Group) and message.receiver is None:
                message.chat.last_bot = message.author

    def post_service(self, chat: Chat, author: Peer, words: str, **service: Any) -> Message:
        """A line such as "Anna joined": every bot of the chat gets it, privacy mode or not."""
        return self.post(Message(0, chat, author, self.clock(), service=service, service_text=words))

    def remove(self, message: Message) -> None:
        """Take a message away for everybody."""
        message.chat.messages.pop(message.id, None)
        message.chat.ephemerals.pop(message.ephemeral_id, None) if message.receiver else None
        message.chat.order.remove(message)
        if message.id in message.chat.pinned:
            message.chat.pinned.remove(message.id)
        self.changed()

    def tell(self, bot: BotAccount, kind: str, payload: dict[str, Any], lane: str) -> PendingUpdate | None:
        """Queue an update for a bot, which thereby learns of everybody named in it."""
        update = bot.queue.put(kind, payload, lane)
        if update is not None:
            self.acquaint(bot, payload)
        return update

    def acquaint(self, bot: BotAccount, shown: Any) -> None:
        """Remember every user in what a bot was shown: only these can it address."""
        if isinstance(shown, dict):
            if "is_bot" in shown and isinstance(shown.get("id"), int):
                bot.known.add(shown["id"])
            for value in shown.values():
                self.acquaint(bot, value)
        elif isinstance(shown, list):
            for value in shown:
                self.acquaint(bot, value)

    def audience(self, message: Message) -> list[BotAccount]:
        """The bots that are told of a message: never its author, and in groups only what privacy mode lets through."""
        chat = message.chat
        if isinstance(message.author, BotAccount):
            return (
                [bot for bot in chat.bots() if bot is not message.author and message.service]
                if isinstance(chat, Group)
                else []
            )
        if isinstance(chat, PrivateChat):
            return [] if chat.blocked else [chat.bot]
        if message.receiver is not None:
            return [bot for bot in chat.bots() if self._is_for(bot, chat, message)]
        return [bot for bot in chat.bots() if self._sees(bot, chat, message)]

    def _sees(self, bot: BotAccount, chat: Group, message: Message) -> bool:
        membership = chat.members[bot.id]
        if message.service or not bot.privacy or membership.is_admin:
            return True
        if message.reply_to is not None and message.reply_to.author is bot:
            return True
        return self._is_for(bot, chat, message)

    def _is_for(self, bot: BotAccount, chat: Group, message: Message) -> bool:
        """Whether a command in it addresses this bot: by its name, or by none when it was the last bot to speak.

        The FAQ says "if the bot was the last bot to send a message to the group"; while no bot has, each is told.
        """
        for entity in message.text.entities:
            if entity.type == "bot_command":
                addressed = _command(message, entity)[1]
                if addressed == bot.username.lower() or (not addressed and chat.last_bot in (None, bot)):
                    return True
        return False

    def status_changed(self, group: Group, by: Peer, old: Membership, new: Membership) -> None:
        """Tell the one who changed (`my_chat_member`) and the admin bots that asked for others (`chat_member`)."""
        payload = {
            "chat": shapes.chat_json(group),
            "from": shapes.user_json(by),
            "date": shapes.unix(self.clock()),
            "old_chat_member": shapes.member_json(old),
            "new_chat_member": shapes.member_json(new),
        }
        if isinstance(new.peer, BotAccount):
            self.tell(new.peer, "my_chat_member", payload, f"my {group.id}")
        for bot in group.bots():
            if bot is not new.peer and group.members[bot.id].is_admin:
                self.tell(bot, "chat_member", payload, f"member {new.peer.id}")


def _command(message: Message, entity: Entity) -> tuple[str, str]:
    """The command of an entity and the bot's name it is addressed to, both in small letters."""
    raw = message.text.text.encode("utf-16-le")[2 * entity.offset : 2 * entity.end].decode("utf-16-le")
    command, _, addressed = raw[1:].lower().partition("@")
    return command, addressed


def first_command(message: Message) -> tuple[str, str] | None:
    """The command that a message begins with, and whom it addresses."""
    entities = message.text.entities
    if entities and entities[0].type == "bot_command" and entities[0].offset == 0:
        return _command(message, entities[0])
    return None
