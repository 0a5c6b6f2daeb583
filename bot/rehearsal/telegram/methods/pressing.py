"""answerCallbackQuery: what the person who pressed a button is told."""

import re

from bot.rehearsal.telegram.callbacks import CallbackAnswer
from bot.rehearsal.telegram.errors import bad_request
from bot.rehearsal.telegram.methods.call import Call, method

_MOST = 200
_OPENS = re.compile(
    r"^(https?://)?(t\.me|telegram\.me)/\w+\?(start|startgroup)=|^tg://resolve\?domain=\w+", re.IGNORECASE
)


@method("answerCallbackQuery")
def answer_callback_query(call: Call) -> bool:
    text, url = call.params.text("text"), call.params.text("url")
    if len(text) > _MOST:
        raise bad_request("MESSAGE_TOO_LONG")
    if url and not _OPENS.match(url):
        raise bad_request("URL_INVALID")
    answer = CallbackAnswer(text, call.params.flag("show_alert"), url)
    call.scene.callbacks.answer(call.params.text("callback_query_id"), call.bot, answer, call.scene.clock())
    return True
