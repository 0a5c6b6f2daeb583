"""sendMessage, sendPhoto, sendDocument and the small signs: actions and reactions."""

from dataclasses import dataclass, field
from typing import Any

from bot.rehearsal.telegram.entities import FormattedText
from bot.rehearsal.telegram.errors import bad_request
from bot.rehearsal.telegram.files import StoredFile
from bot.rehearsal.telegram.markup import Markup, read_markup
from bot.rehearsal.telegram.methods.call import Call, method
from bot.rehearsal.telegram.methods.texts import read_caption, read_text
from bot.rehearsal.telegram.methods.whispers import Whisper, read_whisper, require_whisper
from bot.rehearsal.telegram.reactions import EMOJI
from bot.rehearsal.telegram.shapes import message_json
from bot.rehearsal.telegram.world import Chat, Message, Poll, PrivateChat, Topic

_KINDS = "photo video voice document video_note"
_ACTIONS = frozenset(
    ["typing", "choose_sticker", "find_location", "record_video", "record_voice", "record_video_note"]
    + [f"upload_{kind}" for kind in _KINDS.split()]
)


@dataclass(frozen=True, slots=True)
class Content:
    """What a message is to say; `what` is the server's word for its kind when it refuses it."""

    what: str
    text: FormattedText = field(default_factory=lambda: FormattedText(""))
    file: StoredFile | None = None
    poll: Poll | None = None


def read_content_text(call: Call) -> FormattedText:
    params = call.params
    return read_text(
        params.text("text"), params.text("parse_mode"), params.array("entities"), call.bot.known.__contains__
    )


def read_content_caption(call: Call) -> FormattedText:
    params = call.params
    entities = params.array("caption_entities")
    return read_caption(params.text("caption"), params.text("parse_mode"), entities, call.bot.known.__contains__)


def _reply_target(call: Call, chat: Chat) -> Message | None:
    params = call.params
    reply = params.mapping("reply_parameters")
    wanted = reply.get("message_id") or params.integer("reply_to_message_id")
    if reply.get("ephemeral_message_id") or not wanted:
        return None
    elsewhere = reply.get("chat_id")
    source = chat if elsewhere in (None, chat.id, str(chat.id)) else call.access.find(str(elsewhere))
    target = source.messages.get(int(wanted))
    if target is None and not (reply.get("allow_sending_without_reply") or params.flag("allow_sending_without_reply")):
        raise bad_request("message to be replied not found")
    return target


def deliver(call: Call, content: Content, markup: Markup | None) -> dict[str, Any]:
    """Everything after the content was read, in the server's order; the Message's JSON. Raises ApiError."""
    access = call.access
    whisper = read_whisper(call.params) if call.scene.knows_whispers else None
    chat = access.chat(call.params)
    access.require_reachable(chat)
    topic = access.topic(chat, call.params)
    reply_to = _reply_target(call, chat)
    access.require_writing(chat, content.what)
    if whisper is not None:
        require_whisper(call, chat, whisper)
    access.require_welcome(chat)
    topic = topic or _topic_of_reply(reply_to, chat)
    access.require_open(chat, topic)
    if markup is not None:
        markup.refuse_on_server(private=isinstance(chat, PrivateChat))
    call.spend(chat.id)
    return message_json(_posted(call, content, markup, (chat, topic, reply_to, whisper)), call.scene.people)


def _topic_of_reply(reply_to: Message | None, chat: Chat) -> Topic | None:
    return reply_to.topic if reply_to is not None and reply_to.chat is chat else None


def _posted(
    call: Call,
    content: Content,
    markup: Markup | None,
    place: tuple[Chat, Topic | None, Message | None, Whisper | None],
) -> Message:
    chat, topic, reply_to, whisper = place
    message = Message(
        0,
        chat,
        call.bot,
        call.scene.clock(),
        text=content.text,
        file=content.file,
        poll=content.poll,
        markup=markup,
        reply_to=reply_to,
        topic=topic,
        loud=not call.params.flag("disable_notification"),
        receiver=call.scene.people[whisper.receiver] if whisper else None,
        replaces=whisper.replaced(call) if whisper else None,
    )
    return call.scene.post(message)


@method("sendMessage")
def send_message(call: Call) -> dict[str, Any]:
    text = read_content_text(call)
    return deliver(call, Content("text messages", text), read_markup(call.params.nested("reply_markup")))


@method("sendPhoto")
def send_photo(call: Call) -> dict[str, Any]:
    file = call.scene.files.received(call.params, "photo", call.params.text("photo"), photo=True)
    content = Content("photos", read_content_caption(call), file)
    return deliver(call, content, read_markup(call.params.nested("reply_markup")))


@method("sendDocument")
def send_document(call: Call) -> dict[str, Any]:
    file = call.scene.files.received(call.params, "document", call.params.text("document"), photo=False)
    content = Content("documents", read_content_caption(call), file)
    return deliver(call, content, read_markup(call.params.nested("reply_markup")))


@method("sendChecklist")
def send_checklist(_call: Call) -> dict[str, Any]:
    """Checklists need a business connection, which no group bot has."""
    raise bad_request("business connection not found")


@method("sendChatAction")
def send_chat_action(call: Call) -> bool:
    if call.params.text("action").lower() not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = call.access.chat(call.params)
    call.access.require_reachable(chat)
    call.access.require_welcome(chat)
    return True


@method("setMessageReaction")
def set_message_reaction(call: Call) -> bool:
    chat = call.access.chat(call.params)
    message = call.access.message(chat, call.params, "message to react not found")
    reactions = call.params.array("reaction")
    if len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    chosen = tuple(str(item.get("emoji", "")) for item in reactions if isinstance(item, dict))
    if any(emoji not in EMOJI for emoji in chosen):
        raise bad_request("REACTION_INVALID")
    message.reactions[call.bot.id] = chosen
    call.scene.changed()
    return True
