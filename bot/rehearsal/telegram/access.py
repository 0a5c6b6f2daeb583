"""Which chat a call means, and whether the bot may reach it and write there; refusals in the server's order."""

from bot.rehearsal.telegram.errors import bad_request, forbidden
from bot.rehearsal.telegram.params import Params
from bot.rehearsal.telegram.scene import Scene
from bot.rehearsal.telegram.world import BotAccount, Chat, Group, Membership, Message, PrivateChat, Topic

_MOST_ID = 2**63


class Access:
    """One bot's view of the stage: what it can find and what it is refused."""

    def __init__(self, scene: Scene, bot: BotAccount) -> None:
        self._scene = scene
        self._bot = bot

    def chat(self, params: Params, field: str = "chat_id") -> Chat:
        """The chat of a call, if the bot has ever heard of it and still belongs to it. Raises ApiError 400 or 403."""
        chat = self.find(params.text(field).strip())
        if isinstance(chat, Group):
            self._require_member(chat)
        return chat

    def group(self, params: Params) -> Group:
        chat = self.chat(params)
        if isinstance(chat, PrivateChat):
            raise bad_request("method is available for group, supergroup and channel chats only")
        return chat

    def find(self, raw: str) -> Chat:
        if not raw:
            raise bad_request("chat_id is empty")
        if raw.startswith("@"):
            return self._public(raw[1:].lower())
        if not raw.lstrip("-").isdecimal() or abs(int(raw)) >= _MOST_ID:
            raise bad_request("chat not found")
        number = int(raw)
        return self._group(number) if number < 0 else self._person(number)

    def _public(self, username: str) -> Group:
        for group in self._scene.groups.values():
            if group.username and group.username.lower() == username:
                return group
        raise bad_request("chat not found")

    def _group(self, number: int) -> Group:
        group = self._scene.groups.get(number)
        if group is None or self._bot.id not in group.members:
            raise bad_request("chat not found")
        return group

    def _person(self, number: int) -> PrivateChat:
        if number in self._scene.bots:
            raise forbidden("the bot can't send messages to the bot")
        person = self._scene.people.get(number)
        if person is None or number not in self._bot.known:
            raise bad_request("chat not found")
        return self._scene.private(person, self._bot)

    def _require_member(self, group: Group) -> None:
        kind = f"{group.kind} chat"
        if group.migrated_to is not None:
            message = "group chat was upgraded to a supergroup chat"
            raise bad_request(message, migrate_to_chat_id=group.migrated_to.id)
        if group.deleted:
            raise forbidden("the group chat was deleted")
        match group.members[self._bot.id].status:
            case "kicked":
                raise forbidden(f"bot was kicked from the {kind}")
            case "left":
                raise forbidden(f"bot is not a member of the {kind}")

    def require_reachable(self, chat: Chat) -> None:
        """The deleted account, which the core knows of itself."""
        if isinstance(chat, PrivateChat) and not chat.person.active:
            raise forbidden("user is deactivated")

    def require_welcome(self, chat: Chat) -> None:
        """What only Telegram's servers know: who blocked the bot, and who never started it."""
        if isinstance(chat, PrivateChat):
            if chat.blocked:
                raise forbidden("bot was blocked by the user")
            if not chat.started:
                raise forbidden("bot can't initiate conversation with a user")

    def require_writing(self, chat: Chat, what: str) -> None:
        """`what` is the server's word for it: "text messages", "photos", "documents", "polls"."""
        if isinstance(chat, PrivateChat):
            return
        mine = self.membership(chat)
        if mine.is_admin:
            return
        if not chat.may_write or not mine.can_send:
            raise bad_request(f"not enough rights to send {what} to the chat")

    def membership(self, group: Group) -> Membership:
        return group.members[self._bot.id]

    def topic(self, chat: Chat, params: Params) -> Topic | None:
        """The forum topic of a call. The General topic has no id, so 1 is not found either."""
        raw = params.text("message_thread_id")
        if not raw or raw == "0":
            return None
        topic = chat.topics.get(params.integer("message_thread_id")) if isinstance(chat, Group) and chat.forum else None
        if topic is None:
            raise bad_request("message thread not found")
        return topic

    def require_open(self, chat: Chat, topic: Topic | None) -> None:
        if topic is None or not isinstance(chat, Group):
            return
        if topic.deleted:
            raise bad_request("TOPIC_DELETED")
        if topic.closed and not self.membership(chat).may("can_manage_topics"):
            raise bad_request("TOPIC_CLOSED")

    def message(self, chat: Chat, params: Params, otherwise: str) -> Message:
        """The message that a call names. Raises ApiError 400 with the text `otherwise`."""
        message = chat.messages.get(params.integer("message_id"))
        if message is None:
            raise bad_request(otherwise)
        return message
