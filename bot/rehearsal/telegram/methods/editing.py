"""editMessageText, -Caption, -Media and -ReplyMarkup, compared after parsing as the server compares."""

from typing import Any

from bot.rehearsal.telegram.entities import FormattedText
from bot.rehearsal.telegram.errors import ApiError, bad_request
from bot.rehearsal.telegram.files import StoredFile
from bot.rehearsal.telegram.markup import InlineKeyboard, InputMarkup, read_inline
from bot.rehearsal.telegram.methods.call import Call, method
from bot.rehearsal.telegram.methods.sending import read_content_caption, read_content_text
from bot.rehearsal.telegram.methods.texts import read_caption
from bot.rehearsal.telegram.shapes import message_json
from bot.rehearsal.telegram.world import Message, PrivateChat


def not_modified() -> ApiError:
    return bad_request(
        "message is not modified: specified new message content and reply markup are exactly the same "
        "as a current content and reply markup of the message"
    )


def _editable(call: Call) -> Message:
    """The message to edit: found, and the bot's own. Raises ApiError 400 or 403."""
    params = call.params
    if params.text("inline_message_id"):
        raise bad_request("MESSAGE_ID_INVALID")
    if not params.text("chat_id") and not params.text("message_id"):
        raise bad_request("message identifier is not specified")
    chat = call.access.chat(params)
    call.access.require_reachable(chat)
    message = call.access.message(chat, params, "message to edit not found")
    if message.author is not call.bot or message.service or isinstance(message.markup, InputMarkup):
        raise bad_request("message can't be edited")
    return message


def _finish(call: Call, message: Message, markup: InlineKeyboard | None, text: FormattedText | None) -> dict[str, Any]:
    """Refuse what only the server refuses, apply text and markup, and show the message."""
    if (text is None or text == message.text) and markup == message.keyboard:
        raise not_modified()
    if markup is not None:
        markup.refuse_on_server(private=isinstance(message.chat, PrivateChat))
    call.spend(message.chat.id)
    if text is not None:
        message.text, message.edited_at = text, call.scene.clock()
    message.markup = markup
    call.scene.changed()
    return message_json(message, call.scene.people)


@method("editMessageText")
def edit_message_text(call: Call) -> dict[str, Any]:
    text = read_content_text(call)
    markup = read_inline(call.params.nested("reply_markup"))
    message = _editable(call)
    if message.file is not None or message.poll is not None:
        raise bad_request("there is no text in the message to edit")
    return _finish(call, message, markup, text)


@method("editMessageCaption")
def edit_message_caption(call: Call) -> dict[str, Any]:
    caption = read_content_caption(call)
    markup = read_inline(call.params.nested("reply_markup"))
    message = _editable(call)
    if message.file is None:
        raise bad_request("there is no caption in the message to edit")
    return _finish(call, message, markup, caption)


@method("editMessageReplyMarkup")
def edit_message_reply_markup(call: Call) -> dict[str, Any]:
    markup = read_inline(call.params.nested("reply_markup"))
    return _finish(call, _editable(call), markup, None)


def read_media(call: Call) -> tuple[StoredFile, FormattedText]:
    """The new file and caption of an InputMediaPhoto or InputMediaDocument."""
    media = call.params.mapping("media")
    kind = media.get("type")
    if kind not in ("photo", "document"):
        raise bad_request("can't parse InputMedia: type must be specified")
    file = call.scene.files.received(call.params, str(kind), str(media.get("media") or ""), photo=kind == "photo")
    caption, mode = str(media.get("caption") or ""), str(media.get("parse_mode") or "")
    return file, read_caption(caption, mode, media.get("caption_entities") or [], call.bot.known.__contains__)


@method("editMessageMedia")
def edit_message_media(call: Call) -> dict[str, Any]:
    file, caption = read_media(call)
    markup = read_inline(call.params.nested("reply_markup"))
    message = _editable(call)
    if message.poll is not None:
        raise bad_request("message can't be edited")
    if message.file is file and caption == message.text and markup == message.keyboard:
        raise not_modified()
    if markup is not None:
        markup.refuse_on_server(private=isinstance(message.chat, PrivateChat))
    call.spend(message.chat.id)
    message.file, message.text, message.markup = file, caption, markup
    message.edited_at = call.scene.clock()
    call.scene.changed()
    return message_json(message, call.scene.people)
