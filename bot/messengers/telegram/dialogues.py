"""Fills forms question by question; what was answered is in the database, so that a restart loses nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from weakref import WeakValueDictionary

import structlog

from bot.desk import Answer, Desk, Incoming, Question
from bot.messengers.telegram.answers import Answers
from bot.messengers.telegram.dialogue import (
    NotAChoice,
    Values,
    complete,
    is_cancel,
    open_question,
    pressed_answer,
    reopened,
    written_answer,
)
from bot.messengers.telegram.heard import Asked, Command, Press, Words
from bot.messengers.telegram.interviewer import Interviewer
from bot.messengers.telegram.pieces import pieces
from bot.messengers.telegram.words import (
    OURS,
    AskedInPrivate,
    ChooseOne,
    DialogueCancelled,
    DialoguePutAside,
)
from bot.rendering.document import Block, RenderedForm
from bot.rendering.reader import Reader, language
from bot.storage.codec import Unreadable
from bot.storage.dialogues import Dialogue
from bot.storage.transaction import Database, SqlTransaction
from handlers.registry import Request
from rituals.errors import FormExpired, Refusal
from rituals.ports import Clock
from rituals.team import AccountKey, Place

log = structlog.get_logger(__name__)

LIFETIME = timedelta(hours=24)
"""So long a question waits for its answer."""

SHORTCUTS = frozenset({"cancel", "skip", "keep"})
"""What can be written as a command while a question is open, where it has no buttons."""


class Dialogues:
    """Knows everybody's open question. One person's answers are taken one after another, whichever chat they are in."""

    def __init__(
        self, database: Database, desk: Desk, answers: Answers, interviewer: Interviewer, clock: Clock
    ) -> None:
        self._database = database
        self._desk = desk
        self._answers = answers
        self._interviewer = interviewer
        self._clock = clock
        self._locks: WeakValueDictionary[AccountKey, asyncio.Lock] = WeakValueDictionary()

    # -- beginning -------------------------------------------------------------------------------------------------

    async def begin(self, asked: Asked, question: Question) -> None:
        """Ask the form's first question: in private where that is possible, else where it was asked for."""
        async with self._turn_of(asked.account):
            dialogue = self._dialogue(asked, question)
            if open_question(dialogue.form, {}) is None:
                await self._submit(asked, dialogue, {})
            elif asked.private:
                await self._ask(asked, dialogue)
            elif await self._ask_privately(asked, dialogue):
                await self._point_to_private(asked, question.reader)
            elif not await self._interviewer.invite(asked, dialogue):
                await self._ask(asked, replace(dialogue, place=asked.place))

    async def _point_to_private(self, asked: Asked, reader: Reader) -> None:
        """Say in the group where the question is: in a toast, or in a whisper if the bot may."""
        if asked.callback is not None:
            await self._answers.acknowledge(asked, self._desk.renderer.line(AskedInPrivate(), reader))
        else:
            await self._answers.whisper(asked, pieces(self._desk.renderer.message(AskedInPrivate(), reader), {}))

    async def follow(self, asked: Asked, code: str) -> bool:
        """Somebody came from a group by the link that carries a form. Whether the code was one."""
        async with self._turn_of(asked.account):
            dialogue = await self._interviewer.invited(asked, code)
            if dialogue is None:
                return False
            await self._ask(asked, dialogue)
            return True

    def _dialogue(self, asked: Asked, question: Question) -> Dialogue:
        return Dialogue(
            account=asked.account,
            place=Place(asked.account),
            origin=asked.place,
            locale=question.reader.locale,
            timezone=question.reader.timezone,
            form=question.form,
            values={},
            field=0,
            question_id=None,
            expires_at=self._clock() + LIFETIME,
        )

    async def _ask_privately(self, asked: Asked, dialogue: Dialogue) -> bool:
        async with self._database.read() as tx:
            if await tx.accounts.is_reachable(asked.account) is False:
                return False
        return await self._ask(asked, dialogue)

    # -- answering -------------------------------------------------------------------------------------------------

    async def take_words(self, words: Words) -> bool:
        """Take words as the answer to the open question. Whether there is one that they answer."""
        async with self._turn_of(words.asked.account):
            dialogue = await self._open(words.asked.account)
            if dialogue is None or not _answers(words, dialogue):
                return False
            if dialogue.question_id is None:  # It was never seen: a crash came between the answer and the question.
                await self._ask(words.asked, dialogue)
                return True
            shortcut = words.text.lower().partition("@")[0].removeprefix("/")
            if words.text.startswith("/") and shortcut in SHORTCUTS:
                await self._use(words.asked, dialogue, f"{OURS}:{dialogue.field}:{shortcut}")
            else:
                await self._take(words.asked, dialogue, words.text)
            return True

    async def take_shortcut(self, command: Command) -> bool:
        """`/cancel`, `/skip`, `/keep` while a question is open there. Whether it was that."""
        if command.name not in SHORTCUTS:
            return False
        async with self._turn_of(command.asked.account):
            dialogue = await self._open(command.asked.account)
            if dialogue is None or dialogue.place != command.asked.place:
                return False
            await self._use(command.asked, dialogue, f"{OURS}:{dialogue.field}:{command.name}")
            return True

    async def take_press(self, press: Press) -> None:
        """One of the dialogue's own buttons: somebody else's, and those of a question that is over, do nothing."""
        asked = press.asked
        async with self._turn_of(asked.account):
            dialogue = await self._open(asked.account)
            mine = dialogue is not None and dialogue.place == asked.place
            if dialogue is None or not mine or dialogue.question_id not in {None, str(asked.message)}:
                reader = Reader(language(asked.user.language_code), "UTC", self._clock())
                await self._answers.give(asked, self._desk.refuse(FormExpired(), reader))
                return
            await self._use(asked, dialogue, press.payload)

    async def put_aside(self, asked: Asked) -> None:
        """A command came instead of an answer: the question ends, and the person is told."""
        async with self._turn_of(asked.account):
            dialogue = await self._open(asked.account)
            if dialogue is None or dialogue.place != asked.place:
                return
            async with self._database.begin() as tx:
                await tx.dialogues.delete(asked.account)
            await self._interviewer.retire(dialogue, self._words(dialogue))
            await self._interviewer.say(asked, dialogue, DialoguePutAside(), self._reader(dialogue))

    async def _use(self, asked: Asked, dialogue: Dialogue, payload: str) -> None:
        """A button of the open question, or the command that stands for it."""
        if is_cancel(payload):
            await self._cancel(asked, dialogue)
            return
        words = self._words(dialogue)
        try:
            value = pressed_answer(words, dialogue.field, payload)
        except FormExpired as refusal:
            await self._answers.give(asked, self._desk.refuse(refusal, self._reader(dialogue)))
            return
        await self._answers.acknowledge(asked)
        await self._go_on(asked, dialogue, dialogue.values | {words.fields[dialogue.field].field.name: value})

    async def _take(self, asked: Asked, dialogue: Dialogue, text: str) -> None:
        field = self._words(dialogue).fields[dialogue.field]
        try:
            value = written_answer(field, text)
        except Refusal as refusal:
            await self._again(asked, dialogue, self._desk.refuse(refusal, self._reader(dialogue)).content.blocks)
        except NotAChoice:
            choose = self._desk.renderer.message(ChooseOne(), self._reader(dialogue))
            await self._again(asked, dialogue, choose.blocks)
        else:
            await self._go_on(asked, dialogue, dialogue.values | {field.field.name: value})

    # -- going on --------------------------------------------------------------------------------------------------

    async def _go_on(self, asked: Asked, dialogue: Dialogue, values: Values) -> None:
        if open_question(dialogue.form, values) is None:
            await self._submit(asked, dialogue, values)
            return
        following = replace(dialogue, values=values, question_id=None)
        if await self._keep(asked, following):
            await self._interviewer.retire(dialogue, self._words(dialogue), values)
            await self._ask(asked, following)

    async def _submit(self, asked: Asked, dialogue: Dialogue, values: Values) -> None:
        """Hand the answers in from where the form was asked for. A refusal opens the question that it is about."""

        async def end(tx: SqlTransaction) -> None:
            await tx.dialogues.delete(asked.account)

        words = self._words(dialogue)
        incoming = Incoming(asked.key, self._request(asked, dialogue, values), press=words.payload)
        outcome = await self._desk.handle(incoming, end)
        if isinstance(outcome, Answer) and outcome.refusal and values:
            again = replace(dialogue, values=reopened(dialogue.form, values, outcome.about), question_id=None)
            if await self._keep(asked, again):
                await self._interviewer.retire(dialogue, words, values)
                await self._ask(asked, again, outcome.content.blocks)
            return
        await self._interviewer.retire(dialogue, words, values)
        if isinstance(outcome, Answer):
            await self._answers.give(asked, outcome)
        elif isinstance(outcome, Question):
            following = replace(self._dialogue(asked, outcome), place=dialogue.place, origin=dialogue.origin)
            await self._ask(asked, following)

    async def _again(self, asked: Asked, dialogue: Dialogue, said: tuple[Block, ...]) -> None:
        """The same question once more, with why."""
        if await self._keep(asked, replace(dialogue, question_id=None)):
            await self._interviewer.retire(dialogue, self._words(dialogue))
            await self._ask(asked, dialogue, said)

    async def _cancel(self, asked: Asked, dialogue: Dialogue) -> None:
        async with self._database.begin() as tx:
            await tx.inbox.first_time(asked.key, self._clock())
            await tx.dialogues.delete(asked.account)
        await self._answers.acknowledge(asked)
        await self._interviewer.retire(dialogue, self._words(dialogue))
        await self._interviewer.say(asked, dialogue, DialogueCancelled(), self._reader(dialogue))

    async def _keep(self, asked: Asked, dialogue: Dialogue) -> bool:
        """Store where the person is now, with the update that brought it there. False if that was done before."""
        async with self._database.begin() as tx:
            if not await tx.inbox.first_time(asked.key, self._clock()):
                return False
            await tx.dialogues.put(dialogue)
            return True

    async def _ask(self, asked: Asked, dialogue: Dialogue, said: tuple[Block, ...] = ()) -> bool:
        """Send the open question and remember by which message. Whether the person can be written to at all."""
        index = open_question(dialogue.form, dialogue.values) or 0
        pending = replace(dialogue, field=index, question_id=None)
        async with self._database.begin() as tx:
            await tx.dialogues.put(pending)
        sent = await self._interviewer.send(asked, pending, self._words(pending), self._reader(pending), said)
        async with self._database.begin() as tx:
            if not sent.reachable:
                await tx.accounts.mark(asked.account, reachable=False)
                await tx.dialogues.delete(asked.account)
                return False
            if sent.message is not None:
                await tx.dialogues.put(replace(pending, question_id=str(sent.message)))
        return True

    # -- looking up ------------------------------------------------------------------------------------------------

    async def _open(self, account: AccountKey) -> Dialogue | None:
        """The open question of an account, unless it waited too long or is of another version."""
        try:
            async with self._database.read() as tx:
                dialogue = await tx.dialogues.get(account)
        except Unreadable as unreadable:
            log.warning("telegram: a form of another version is forgotten", template=unreadable.template)
            async with self._database.begin() as tx:
                await tx.dialogues.delete(account)
            return None
        return dialogue if dialogue is not None and dialogue.expires_at > self._clock() else None

    def _reader(self, dialogue: Dialogue) -> Reader:
        return Reader(language(dialogue.locale), dialogue.timezone, self._clock())

    def _words(self, dialogue: Dialogue) -> RenderedForm:
        return self._desk.renderer.form(dialogue.form, self._reader(dialogue))

    def _request(self, asked: Asked, dialogue: Dialogue, values: Values) -> Request:
        return Request(
            account=asked.account,
            place=dialogue.origin,
            private=dialogue.origin == Place(asked.account),
            now=self._clock(),
            name=asked.user.name,
            locale=asked.user.language_code,
            values=complete(dialogue.form, values),
        )

    @asynccontextmanager
    async def _turn_of(self, account: AccountKey) -> AsyncIterator[None]:
        lock = self._locks.get(account)
        if lock is None:
            lock = self._locks[account] = asyncio.Lock()
        async with lock:
            yield


def _answers(words: Words, dialogue: Dialogue) -> bool:
    """In private everything does; in a group only a reply to the question itself."""
    if dialogue.place != words.asked.place:
        return False
    return words.asked.private or (words.reply_to is not None and str(words.reply_to) == dialogue.question_id)
