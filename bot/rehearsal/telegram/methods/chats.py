"""What a bot can ask about itself, about chats, their members and files."""

from typing import Any

from bot.rehearsal.telegram.errors import bad_request
from bot.rehearsal.telegram.files import DOWNLOAD_BYTES
from bot.rehearsal.telegram.methods.call import Call, method
from bot.rehearsal.telegram.shapes import file_json, full_chat_json, me_json, member_json
from bot.rehearsal.telegram.world import BotAccount, Group, Membership, PrivateChat


@method("getMe")
def get_me(call: Call) -> dict[str, Any]:
    return me_json(call.bot)


@method("logOut")
def log_out(call: Call) -> bool:
    return not call.bot.revoked


@method("close")
def close(call: Call) -> bool:
    return not call.bot.revoked


@method("getChat")
def get_chat(call: Call) -> dict[str, Any]:
    return full_chat_json(call.access.chat(call.params), call.scene.people)


@method("getChatMember")
def get_chat_member(call: Call) -> dict[str, Any]:
    chat = call.access.chat(call.params)
    number = call.params.integer("user_id")
    if not number:
        raise bad_request("invalid user_id specified")
    peer = call.scene.people.get(number) or call.scene.bots.get(number)
    if peer is None:
        raise bad_request("user not found")
    if isinstance(chat, Group):
        return member_json(chat.membership(peer) or Membership(peer, "left"))
    if peer not in (chat.person, call.bot):
        raise bad_request("user not found")
    return member_json(Membership(peer, "member"))


@method("getChatAdministrators")
def get_chat_administrators(call: Call) -> list[dict[str, Any]]:
    """The people who are admins, and this bot if it is one; other bots only when they are asked for."""
    chat = call.access.chat(call.params)
    if isinstance(chat, PrivateChat):
        raise bad_request("there are no administrators in the private chat")
    others = call.params.flag("return_bots")
    return [
        member_json(member)
        for member in chat.members.values()
        if member.is_admin and (others or member.peer is call.bot or not isinstance(member.peer, BotAccount))
    ]


@method("getChatMemberCount")
def get_chat_member_count(call: Call) -> int:
    chat = call.access.chat(call.params)
    if isinstance(chat, PrivateChat):
        return 2
    return sum(member.present for member in chat.members.values())


@method("leaveChat")
def leave_chat(call: Call) -> bool:
    group = call.access.group(call.params)
    old = group.members[call.bot.id]
    group.members[call.bot.id] = new = Membership(call.bot, "left")
    shown = {"id": call.bot.id, "is_bot": True, "first_name": call.bot.name, "username": call.bot.username}
    call.scene.post_service(group, call.bot, f"{call.bot.name} left the group", left_chat_member=shown)
    call.scene.status_changed(group, call.bot, old, new)
    return True


@method("getFile")
def get_file(call: Call) -> dict[str, Any]:
    file = call.scene.files.by_id(call.params.text("file_id"))
    if file is None:
        raise bad_request("invalid file_id")
    if len(file.data) > DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    return file_json(file) | {"file_path": file.path}
