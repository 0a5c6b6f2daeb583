"""Edits and deletes messages that only one person of a group sees."""

from bot.rehearsal.telegram.entities import FormattedText
from bot.rehearsal.telegram.errors import bad_request
from bot.rehearsal.telegram.markup import InlineKeyboard, read_inline
from bot.rehearsal.telegram.methods.call import Call, method
from bot.rehearsal.telegram.methods.editing import not_modified, read_media
from bot.rehearsal.telegram.methods.sending import read_content_caption, read_content_text
from bot.rehearsal.telegram.world import Message


def _ephemeral(call: Call, otherwise: str) -> Message:
    """The bot's own ephemeral message that a call names with its receiver. Raises ApiError 400."""
    group = call.access.group(call.params)
    message = group.ephemerals.get(call.params.integer("ephemeral_message_id"))
    receiver = call.params.integer("receiver_user_id")
    if message is None or message.receiver is None or message.receiver.id != receiver or message.author is not call.bot:
        raise bad_request(otherwise)
    return message


def _change(call: Call, message: Message, text: FormattedText | None, markup: InlineKeyboard | None) -> bool:
    if (text is None or text == message.text) and markup == message.keyboard:
        raise not_modified()
    if markup is not None:
        markup.refuse_on_server(private=False)
    call.spend(message.chat.id)
    if text is not None:
        message.text, message.edited_at = text, call.scene.clock()
    message.markup = markup
    call.scene.changed()
    return True


@method("editEphemeralMessageText")
def edit_text(call: Call) -> bool:
    text = read_content_text(call)
    markup = read_inline(call.params.nested("reply_markup"))
    message = _ephemeral(call, "message to edit not found")
    if message.file is not None:
        raise bad_request("there is no text in the message to edit")
    return _change(call, message, text, markup)


@method("editEphemeralMessageCaption")
def edit_caption(call: Call) -> bool:
    caption = read_content_caption(call)
    markup = read_inline(call.params.nested("reply_markup"))
    message = _ephemeral(call, "message to edit not found")
    if message.file is None:
        raise bad_request("there is no caption in the message to edit")
    return _change(call, message, caption, markup)


@method("editEphemeralMessageReplyMarkup")
def edit_reply_markup(call: Call) -> bool:
    markup = read_inline(call.params.nested("reply_markup"))
    return _change(call, _ephemeral(call, "message to edit not found"), None, markup)


@method("editEphemeralMessageMedia")
def edit_media(call: Call) -> bool:
    file, caption = read_media(call)
    markup = read_inline(call.params.nested("reply_markup"))
    message = _ephemeral(call, "message to edit not found")
    if markup is not None:
        markup.refuse_on_server(private=False)
    call.spend(message.chat.id)
    message.file, message.text, message.markup = file, caption, markup
    message.edited_at = call.scene.clock()
    call.scene.changed()
    return True


@method("deleteEphemeralMessage")
def delete(call: Call) -> bool:
    call.scene.remove(_ephemeral(call, "message to delete not found"))
    return True
