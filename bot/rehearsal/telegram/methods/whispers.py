"""Ephemeral messages: who may be told something in a group that only she sees, and for how long."""

from dataclasses import dataclass
from typing import Any

from bot.rehearsal.telegram.callbacks import WHISPER_WITHIN
from bot.rehearsal.telegram.errors import bad_request
from bot.rehearsal.telegram.methods.call import Call
from bot.rehearsal.telegram.params import Params
from bot.rehearsal.telegram.world import Chat, Group, Message, Person


@dataclass(frozen=True, slots=True)
class Whisper:
    """The parameters of an ephemeral message."""

    receiver: int
    callback_id: str = ""
    replaces: bool = False
    reply_to: int = 0

    def replaced(self, call: Call) -> Message | None:
        """The message whose place it takes for its receiver."""
        callback = call.scene.callbacks.find(self.callback_id, call.bot)
        return callback.message if self.replaces and callback is not None else None


def read_whisper(params: Params) -> Whisper | None:
    """The ephemeral parameters of a send, in their form since 10.3 or the one before it; None for an open message."""
    reply = params.mapping("reply_parameters").get("ephemeral_message_id")
    given: dict[str, Any] = params.mapping("ephemeral_message_parameters")
    receiver = given.get("receiver_user_id") or params.integer("receiver_user_id")
    if not receiver:
        if given or reply:
            raise bad_request("receiver of the ephemeral message is not specified")
        return None
    callback = str(given.get("callback_query_id") or params.text("callback_query_id"))
    return Whisper(int(receiver), callback, bool(given.get("replace_callback_query_message")), int(reply or 0))


def require_whisper(call: Call, chat: Chat, whisper: Whisper) -> None:
    """An admin bot may whisper to any member at any time, others within 15 s of a press or an ephemeral command.

    Raises ApiError 400 (the real server's words for these cases are not published).
    """
    if not isinstance(chat, Group):
        raise bad_request("ephemeral messages can be sent only to group and supergroup chats")
    receiver = call.scene.people.get(whisper.receiver)
    if receiver is None or not chat.has(receiver):
        raise bad_request("receiver of the ephemeral message is not a member of the chat")
    replaced = whisper.replaced(call)
    if replaced is not None and replaced.receiver is not None:
        raise bad_request("an ephemeral message can't be replaced, only edited")
    if call.access.membership(chat).is_admin:
        return
    if not (_pressed_lately(call, chat, whisper) or _asked_lately(call, chat, receiver, whisper)):
        raise bad_request("ephemeral messages can be sent only within 15 seconds of an action of their receiver")


def _pressed_lately(call: Call, chat: Group, whisper: Whisper) -> bool:
    callback = call.scene.callbacks.find(whisper.callback_id, call.bot)
    if callback is None or callback.person.id != whisper.receiver or callback.message.chat is not chat:
        return False
    return call.scene.clock() - callback.at <= WHISPER_WITHIN


def _asked_lately(call: Call, chat: Group, receiver: Person, whisper: Whisper) -> bool:
    asked = chat.ephemerals.get(whisper.reply_to)
    return asked is not None and asked.author is receiver and call.scene.clock() - asked.at <= WHISPER_WITHIN
