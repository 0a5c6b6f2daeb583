"""Presses of inline buttons that wait for their answer."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.rehearsal.telegram.errors import ApiError, bad_request
from bot.rehearsal.telegram.world import BotAccount, Message, Person

ANSWER_WITHIN = timedelta(seconds=15)  # undocumented; clients show the spinner for 15 to 30 s
WHISPER_WITHIN = timedelta(seconds=15)


@dataclass(frozen=True, slots=True)
class CallbackAnswer:
    """What answerCallbackQuery said."""

    text: str = ""
    alert: bool = False
    url: str = ""


@dataclass(eq=False, slots=True)
class Callback:
    """One press: by whom, under which message, when, and the answer that somebody may be waiting for."""

    id: str
    person: Person
    message: Message
    bot: BotAccount
    at: datetime
    answered: bool = False
    answer: asyncio.Future[CallbackAnswer] | None = field(default=None, repr=False)


class CallbackDesk:
    """The callback queries by id. An answer is accepted once and in time."""

    def __init__(self) -> None:
        self._callbacks: dict[str, Callback] = {}

    def open(self, callback: Callback) -> None:
        self._callbacks[callback.id] = callback

    def find(self, query_id: str, bot: BotAccount) -> Callback | None:
        callback = self._callbacks.get(query_id)
        return callback if callback is not None and callback.bot is bot else None

    def answer(self, query_id: str, bot: BotAccount, answer: CallbackAnswer, now: datetime) -> None:
        """Accept the answer. Raises ApiError 400 when it is unknown, late or the second one."""
        callback = self.find(query_id, bot)
        if callback is None or callback.answered or now - callback.at > ANSWER_WITHIN:
            raise _too_old()
        callback.answered = True
        if callback.answer is not None and not callback.answer.done():
            callback.answer.set_result(answer)


def _too_old() -> ApiError:
    return bad_request("query is too old and response timeout expired or query ID is invalid")
