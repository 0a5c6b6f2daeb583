"""The stage's people, chats and messages as the JSON objects of the Bot API."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.rehearsal.telegram.entities import FormattedText
from bot.rehearsal.telegram.files import StoredFile
from bot.rehearsal.telegram.world import (
    ADMIN_RIGHTS,
    ANONYMOUS_ADMIN_ID,
    BotAccount,
    Chat,
    Group,
    Membership,
    Message,
    Peer,
    Person,
    Poll,
    PrivateChat,
)

People = Mapping[int, Person]
_NAMES = ("first_name", "last_name", "username")
_PERMISSIONS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)
_GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")


def unix(moment: datetime) -> int:
    return int(moment.timestamp())


def user_json(peer: Peer) -> dict[str, Any]:
    if isinstance(peer, BotAccount):
        return {"id": peer.id, "is_bot": True, "first_name": peer.name, "username": peer.username}
    optional = {"last_name": peer.last_name, "username": peer.username, "language_code": peer.language_code}
    present = {name: value for name, value in optional.items() if value}
    return {"id": peer.id, "is_bot": False, "first_name": peer.first_name, **present}


def me_json(bot: BotAccount) -> dict[str, Any]:
    """What getMe tells."""
    no = ("supports_inline_queries", "can_connect_to_business", "has_main_web_app", "has_topics_enabled")
    known = {"can_join_groups": True, "can_read_all_group_messages": not bot.privacy}
    return {**user_json(bot), **known, **dict.fromkeys(no, False)}


ANONYMOUS_ADMIN = {"id": ANONYMOUS_ADMIN_ID, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}


def chat_json(chat: Chat) -> dict[str, Any]:
    if isinstance(chat, PrivateChat):
        person = user_json(chat.person)
        names: dict[str, Any] = {name: value for name, value in person.items() if name in _NAMES}
        return {"id": chat.id, "type": "private", **names}
    shape: dict[str, Any] = {"id": chat.id, "type": chat.kind, "title": chat.title}
    if chat.username:
        shape["username"] = chat.username
    if chat.forum:
        shape["is_forum"] = True
    return shape


def full_chat_json(chat: Chat, people: People) -> dict[str, Any]:
    """A ChatFullInfo."""
    shape = chat_json(chat) | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(_GIFTS, False),
    }
    if isinstance(chat, Group):
        shape["permissions"] = dict.fromkeys(_PERMISSIONS, chat.may_write)
    if chat.pinned and chat.pinned[-1] in chat.messages:
        shape["pinned_message"] = message_json(chat.messages[chat.pinned[-1]], people)
    return shape


def member_json(membership: Membership) -> dict[str, Any]:
    """A ChatMember of the kind that the status says."""
    shape: dict[str, Any] = {"user": user_json(membership.peer), "status": membership.status}
    match membership.status:
        case "creator":
            shape["is_anonymous"] = membership.anonymous
        case "administrator":
            rights = {right: right in membership.rights for right in ADMIN_RIGHTS}
            shape |= {"can_be_edited": False, "is_anonymous": membership.anonymous, **rights}
        case "restricted":
            shape |= {"is_member": True, "until_date": 0, **dict.fromkeys(_PERMISSIONS, membership.can_send)}
        case "kicked":
            shape["until_date"] = 0
        case "member" | "left":
            pass
    return shape


def entities_json(formatted: FormattedText, people: People) -> list[dict[str, Any]]:
    shapes = []
    for entity in formatted.entities:
        shape = entity.as_json()
        if entity.user_id is not None and entity.user_id in people:
            shape["user"] = user_json(people[entity.user_id])
        shapes.append(shape)
    return shapes


def file_json(file: StoredFile) -> dict[str, Any]:
    return {"file_id": file.file_id, "file_unique_id": file.key, "file_size": len(file.data)}


def poll_json(poll: Poll, people: People) -> dict[str, Any]:
    options = [
        {
            "persistent_id": str(number),
            "text": option.text,
            "text_entities": entities_json(option, people),
            "voter_count": sum(number in chosen for chosen in poll.votes.values()),
        }
        for number, option in enumerate(poll.options)
    ]
    return {
        "id": poll.id,
        "question": poll.question.text,
        "question_entities": entities_json(poll.question, people),
        "options": options,
        "total_voter_count": len(poll.votes),
        "is_closed": poll.closed,
        "is_anonymous": poll.anonymous,
        "type": poll.kind,
        "allows_multiple_answers": poll.several,
        "allows_revoting": True,
        "members_only": False,
    }


def _content(message: Message, people: People) -> dict[str, Any]:
    text = {"text": message.text.text, "entities": entities_json(message.text, people)}
    if message.service:
        return dict(message.service)
    if message.poll is not None:
        return {"poll": poll_json(message.poll, people)}
    if message.file is None:
        return text if text["entities"] else {"text": message.text.text}
    file = message.file
    shape: dict[str, Any] = {}
    if file.is_photo:
        shape["photo"] = [file_json(file) | {"width": file.width, "height": file.height}]
    else:
        shape["document"] = file_json(file) | {"file_name": file.name, "mime_type": file.media_type}
    if message.text.text:
        shape |= {"caption": text["text"], "caption_entities": text["entities"]}
    return shape


def _thread_root(message: Message) -> Message:
    """The first message of a chain of replies: outside forums a thread is just that, and no topic."""
    while message.reply_to is not None:
        message = message.reply_to
    return message


def message_json(message: Message, people: People, *, with_reply: bool = True) -> dict[str, Any]:
    """A Message; the message it replies to is shown one level deep and only while it exists."""
    chat = message.chat
    shape: dict[str, Any] = {"message_id": message.id, "date": unix(message.at), "chat": chat_json(chat)}
    if message.anonymous:
        shape |= {"from": ANONYMOUS_ADMIN, "sender_chat": chat_json(chat)}
    else:
        shape["from"] = user_json(message.author)
    if message.topic is not None:
        shape |= {"message_thread_id": message.topic.id, "is_topic_message": True}
    elif message.reply_to is not None and isinstance(chat, Group) and chat.kind == "supergroup" and not chat.forum:
        shape["message_thread_id"] = _thread_root(message).id
    if message.edited_at is not None:
        shape["edit_date"] = unix(message.edited_at)
    if message.receiver is not None:
        shape |= {"ephemeral_message_id": message.ephemeral_id, "receiver_user": user_json(message.receiver)}
    shape |= _content(message, people)
    if message.keyboard is not None:
        shape["reply_markup"] = message.keyboard.as_json()
    target = message.reply_to
    if with_reply and target is not None and target.chat.messages.get(target.id) is target:
        shape["reply_to_message"] = message_json(target, people, with_reply=False)
    return shape


def inaccessible_json(message: Message) -> dict[str, Any]:
    return {"chat": chat_json(message.chat), "message_id": message.id, "date": 0}
