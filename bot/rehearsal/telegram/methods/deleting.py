"""deleteMessage(s) and pins."""

from datetime import timedelta

from bot.rehearsal.telegram.errors import bad_request
from bot.rehearsal.telegram.methods.call import Call, method
from bot.rehearsal.telegram.shapes import message_json
from bot.rehearsal.telegram.world import Chat, Group, Message

DELETABLE_FOR = timedelta(hours=48)
_MOST_IDS = 100
_FOREVER = ("group_chat_created", "supergroup_chat_created", "migrate_to_chat_id", "migrate_from_chat_id")


def _require_deletable(call: Call, chat: Chat, message: Message) -> None:
    if call.scene.clock() - message.at >= DELETABLE_FOR or any(name in message.service for name in _FOREVER):
        raise bad_request("message can't be deleted")
    if message.author is call.bot or not isinstance(chat, Group):
        return
    if not call.access.membership(chat).may("can_delete_messages"):
        raise bad_request("message can't be deleted for everyone")


@method("deleteMessage")
def delete_message(call: Call) -> bool:
    chat = call.access.chat(call.params)
    if not call.params.text("message_id"):
        raise bad_request("message identifier is not specified")
    message = call.access.message(chat, call.params, "message to delete not found")
    _require_deletable(call, chat, message)
    call.scene.remove(message)
    return True


@method("deleteMessages")
def delete_messages(call: Call) -> bool:
    """Those that are not there are passed over."""
    chat = call.access.chat(call.params)
    wanted = call.params.array("message_ids")
    if not wanted:
        raise bad_request("message identifiers are not specified")
    if len(wanted) > _MOST_IDS:
        raise bad_request("too many message identifiers specified")
    found = [message for number in wanted if (message := chat.messages.get(int(number))) is not None]
    for message in found:
        _require_deletable(call, chat, message)
    for message in found:
        call.scene.remove(message)
    return True


def _require_pinning(call: Call, chat: Chat) -> None:
    if isinstance(chat, Group) and not call.access.membership(chat).may("can_pin_messages"):
        raise bad_request("not enough rights to manage pinned messages in the chat")


@method("pinChatMessage")
def pin_chat_message(call: Call) -> bool:
    chat = call.access.chat(call.params)
    message = call.access.message(chat, call.params, "message to pin not found")
    _require_pinning(call, chat)
    if message.id in chat.pinned:
        chat.pinned.remove(message.id)
    chat.pinned.append(message.id)
    shown = message_json(message, call.scene.people, with_reply=False)
    call.scene.post_service(chat, call.bot, f"{call.bot.name} pinned a message", pinned_message=shown)
    return True


@method("unpinChatMessage")
def unpin_chat_message(call: Call) -> bool:
    chat = call.access.chat(call.params)
    _require_pinning(call, chat)
    wanted = call.params.integer("message_id") or (chat.pinned[-1] if chat.pinned else 0)
    if wanted not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(wanted)
    call.scene.changed()
    return True


@method("unpinAllChatMessages")
def unpin_all_chat_messages(call: Call) -> bool:
    chat = call.access.chat(call.params)
    _require_pinning(call, chat)
    chat.pinned.clear()
    call.scene.changed()
    return True
