"""Forum topics: made, closed, opened again and deleted by a bot that has the right."""

from typing import Any

from bot.rehearsal.telegram.errors import bad_request
from bot.rehearsal.telegram.methods.call import Call, method
from bot.rehearsal.telegram.world import Group, Topic

ICON_COLOR = 0x6FB9F0
_NAME = 128


def _forum(call: Call) -> Group:
    chat = call.access.chat(call.params)
    if not isinstance(chat, Group) or chat.kind != "supergroup":
        raise bad_request("method is available only for supergroups")
    if not chat.forum:
        raise bad_request("the chat is not a forum")
    if not call.access.membership(chat).may("can_manage_topics"):
        raise bad_request("CHAT_ADMIN_REQUIRED")
    return chat


def _topic(call: Call) -> Topic:
    topic = call.access.topic(_forum(call), call.params)
    if topic is None or topic.deleted:
        raise bad_request("message thread not found")
    return topic


@method("createForumTopic")
def create_forum_topic(call: Call) -> dict[str, Any]:
    group = _forum(call)
    name = call.params.text("name").strip()[:_NAME]
    if not name:
        raise bad_request("topic name must be non-empty")
    shape = {"name": name, "icon_color": ICON_COLOR}
    made = call.scene.post_service(
        group, call.bot, f"{call.bot.name} created the topic {name}", forum_topic_created=shape
    )
    group.topics[made.id] = made.topic = Topic(made.id, name)
    return shape | {"message_thread_id": made.id}


@method("closeForumTopic")
def close_forum_topic(call: Call) -> bool:
    _topic(call).closed = True
    return True


@method("reopenForumTopic")
def reopen_forum_topic(call: Call) -> bool:
    _topic(call).closed = False
    return True


@method("deleteForumTopic")
def delete_forum_topic(call: Call) -> bool:
    _topic(call).deleted = True
    return True
