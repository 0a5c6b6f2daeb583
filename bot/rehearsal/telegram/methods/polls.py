"""sendPoll and stopPoll."""

from typing import Any

from bot.rehearsal.telegram.entities import FormattedText
from bot.rehearsal.telegram.errors import bad_request
from bot.rehearsal.telegram.markup import read_inline, read_markup
from bot.rehearsal.telegram.methods.call import Call, method
from bot.rehearsal.telegram.methods.sending import Content, deliver
from bot.rehearsal.telegram.methods.texts import read_formatted
from bot.rehearsal.telegram.shapes import poll_json
from bot.rehearsal.telegram.world import Poll

QUESTION_LENGTH = 300
OPTION_LENGTH = 100
MOST_OPTIONS = 12


def _option(call: Call, raw: Any) -> FormattedText:
    item = raw if isinstance(raw, dict) else {"text": raw}
    text, mode = str(item.get("text") or ""), str(item.get("text_parse_mode") or "")
    option = read_formatted(text, mode, item.get("text_entities") or [], call.bot.known.__contains__)
    if not option.text:
        raise bad_request("poll options must be non-empty")
    if option.length > OPTION_LENGTH:
        raise bad_request(f"poll options length must not exceed {OPTION_LENGTH}")
    return option


def _options(call: Call) -> list[FormattedText]:
    options = call.params.array("options")
    if not options:
        raise bad_request("poll must have at least one answer option")
    if len(options) > MOST_OPTIONS:
        raise bad_request(f"poll can't have more than {MOST_OPTIONS} options")
    return [_option(call, raw) for raw in options]


@method("sendPoll")
def send_poll(call: Call) -> dict[str, Any]:
    """A poll that stays open until it is stopped; polls that close by themselves are refused by the stage."""
    params = call.params
    mode, given = params.text("question_parse_mode"), params.array("question_entities")
    question = read_formatted(params.text("question"), mode, given, call.bot.known.__contains__)
    if not question.text:
        raise bad_request("poll question must be non-empty")
    if question.length > QUESTION_LENGTH:
        raise bad_request(f"poll question length must not exceed {QUESTION_LENGTH}")
    if params.text("open_period") or params.text("close_date"):
        raise bad_request("the rehearsal stage has no polls that close by themselves")
    anonymous = params.flag("is_anonymous") if params.text("is_anonymous") else True
    poll = Poll(
        str(call.scene.number()),
        question,
        _options(call),
        anonymous=anonymous,
        several=params.flag("allows_multiple_answers"),
        kind=params.text("type") or "regular",
        closed=params.flag("is_closed"),
    )
    return deliver(call, Content("polls", poll=poll), read_markup(params.nested("reply_markup")))


@method("stopPoll")
def stop_poll(call: Call) -> dict[str, Any]:
    markup = read_inline(call.params.nested("reply_markup"))
    chat = call.access.chat(call.params)
    message = call.access.message(chat, call.params, "message with poll to stop not found")
    if message.poll is None:
        raise bad_request("message is not a poll")
    if message.author is not call.bot:
        raise bad_request("poll can't be stopped")
    if message.poll.closed:
        raise bad_request("poll has already been closed")
    message.poll.closed = True
    message.markup = markup
    call.scene.changed()
    return poll_json(message.poll, call.scene.people)
