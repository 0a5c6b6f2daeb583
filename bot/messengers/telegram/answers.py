"""Gives an answer to who asked, so that nobody else in a group is bothered with it."""

from collections.abc import Awaitable, Callable
from functools import partial
from html import escape

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError
from aiogram.types import EphemeralMessageParameters, Message, ReplyParameters

from bot.desk import Answer, Desk, How
from bot.messengers.port import Cause, Never
from bot.messengers.telegram.addresses import Spot
from bot.messengers.telegram.haste import at_once, went_well
from bot.messengers.telegram.heard import Asked
from bot.messengers.telegram.inbound import ASIDE
from bot.messengers.telegram.letters import Letters
from bot.messengers.telegram.pieces import Kind, Piece, pieces
from bot.messengers.telegram.ranks import Ranks
from bot.messengers.telegram.session import say
from bot.messengers.telegram.verdicts import is_unchanged, verdict, words_of
from bot.messengers.telegram.words import OpenPrivateChat
from bot.rendering.document import Rendered
from bot.rendering.plain import plain
from bot.storage.transaction import Database

log = structlog.get_logger(__name__)

TOAST_LIMIT = 200
"""Characters (core.telegram.org/bots/api#answercallbackquery)."""


class Answers:
    """Knows the ways to one person: toast, ephemeral message, private chat, and at last an open reply."""

    def __init__(self, bot: Bot, letters: Letters, desk: Desk, database: Database, ranks: Ranks, username: str) -> None:
        self._bot = bot
        self._desk = desk
        self._database = database
        self._ranks = ranks
        self._username = username
        self._letters = letters
        self._unanswered: set[str] = set()
        self._can_whisper = True

    # -- presses ---------------------------------------------------------------------------------------------------

    def expect(self, callback: str) -> None:
        """A press came in; somebody looks at a spinner now."""
        self._unanswered.add(callback)

    async def acknowledge(self, asked: Asked, text: str = "", *, alert: bool = False, url: str | None = None) -> bool:
        """Answer a press, once; what comes after the first answer is dropped. Whether the person saw it."""
        callback = asked.callback
        if callback is None or callback not in self._unanswered:
            return False
        self._unanswered.discard(callback)
        return await went_well(
            "toast",
            lambda: say(
                self._bot,
                "answerCallbackQuery",
                callback_query_id=callback,
                text=text[:TOAST_LIMIT] or None,
                show_alert=alert or None,
                url=url,
            ),
            asked.key,
        )

    # -- answers ---------------------------------------------------------------------------------------------------

    async def give(self, asked: Asked, answer: Answer) -> None:
        """Bring the answer to the person; what is said in passing only reaches who pressed a button."""
        heard_all = await self._toast(asked, answer)
        if answer.how is How.TURN and await self._turn(asked, answer):
            return
        if heard_all and (answer.how is How.TOAST or answer.refusal):
            return
        said = pieces(answer.content, answer.mentions)
        if asked.private:
            await self._say(asked, asked.spot, said)
        elif not (await self.whisper(asked, said) or heard_all or await self.write_privately(asked, said)):
            await self._say_openly(asked, answer)

    async def _toast(self, asked: Asked, answer: Answer) -> bool:
        """Answer the press first. Whether the person has thereby read everything."""
        turns = answer.how is How.TURN and _is_personal(asked)
        silent = not answer.refusal and (turns or (asked.private and answer.how is not How.TOAST))
        seen = await self.acknowledge(asked, "" if silent else answer.line, alert=answer.refusal)
        return seen and not silent and _is_short(answer)

    async def _turn(self, asked: Asked, answer: Answer) -> bool:
        """Make the message whose button was pressed show the answer; only one that is this person's alone."""
        said = pieces(answer.content, answer.mentions)
        if asked.callback is None or not _is_personal(asked) or not said or said[0].kind is not Kind.WORDS:
            return False
        try:
            await at_once(lambda: self._change(asked, said[0]))
        except AiogramError as error:
            if not is_unchanged(error):
                return False
        if said[1:]:
            await (self._say(asked, asked.spot, said[1:]) if asked.private else self.whisper(asked, said[1:]))
        return True

    async def _change(self, asked: Asked, piece: Piece) -> None:
        if asked.whisper is not None:
            await self._letters.change_whisper(asked.spot.chat, asked.user.id, asked.whisper, piece)
        elif asked.message is not None:
            await self._letters.change(asked.spot.chat, asked.message, piece)

    # -- ways ------------------------------------------------------------------------------------------------------

    async def whisper(self, asked: Asked, said: tuple[Piece, ...]) -> bool:
        """Say it in the group so that only this person sees it. Whether that was possible."""
        if not said or not await self._may_whisper(asked):
            return False
        parameters = EphemeralMessageParameters(receiver_user_id=asked.user.id, callback_query_id=asked.callback)
        answers_whisper = asked.whisper is not None and asked.callback is None
        reply = ReplyParameters(ephemeral_message_id=asked.whisper) if answers_whisper else None
        for number, piece in enumerate(said):
            send = partial(self._letters.send, asked.spot, piece, reply=reply, whisper=parameters)
            if not await self._whispered(asked, send):
                return number > 0
        return True

    async def _whispered(self, asked: Asked, send: Callable[[], Awaitable[Message]]) -> bool:
        """Whether only this person saw it.

        A Bot API server older than 10.2 ignores what it does not know and shows the message to all: then it is taken
        back at once, and nothing is whispered any more.
        """
        try:
            message = await at_once(send)
        except AiogramError as error:
            log.warning("telegram: an answer did not arrive", what="whisper", update=asked.key, reason=words_of(error))
            return False
        if message.ephemeral_message_id is not None:
            return True
        self._can_whisper = False
        log.warning("telegram: this Bot API server knows no ephemeral messages; answers go to private chats")
        await went_well("taking back", partial(self._letters.take_away, asked.spot.chat, message.message_id), asked.key)
        return False

    async def _may_whisper(self, asked: Asked) -> bool:
        if not self._can_whisper:
            return False
        return asked.callback is not None or asked.whisper is not None or await self._ranks.is_admin(asked.spot.chat)

    async def write_privately(self, asked: Asked, said: tuple[Piece, ...]) -> bool:
        """Write to the person alone. Whether that was possible; that it is not is remembered."""
        async with self._database.read() as tx:
            if await tx.accounts.is_reachable(asked.account) is False:
                return False
        private = Spot(asked.user.id)
        for piece in said:
            try:
                await at_once(partial(self._letters.send, private, piece))
            except AiogramError as error:
                await self._learn(asked, error)
                return False
        return True

    async def _learn(self, asked: Asked, error: AiogramError) -> None:
        match verdict(error, Spot(asked.user.id), repeatable=False):
            case Never(Cause.PERSON_UNREACHABLE):
                async with self._database.begin() as tx:
                    await tx.accounts.mark(asked.account, reachable=False)
            case _:
                pass

    async def say_to_all(self, asked: Asked, answer: Answer) -> None:
        """For what nobody in particular asked: everybody in the chat may read it."""
        await self._say(asked, asked.spot, pieces(answer.content, answer.mentions))

    async def _say(self, asked: Asked, spot: Spot, said: tuple[Piece, ...]) -> None:
        for piece in said:
            if not await went_well("message", partial(self._letters.send, spot, piece), asked.key):
                return

    async def _say_openly(self, asked: Asked, answer: Answer) -> None:
        """For somebody who cannot be written to: short words as they are, of long ones only that they are private."""
        may_be_heard = _is_short(answer) and not answer.confidential
        words = OpenPrivateChat(answer.line if may_be_heard else "", self.link(ASIDE))
        await self.reply_openly(asked, self._desk.renderer.message(words, answer.reader))

    async def reply_openly(self, asked: Asked, content: Rendered) -> None:
        """A short reply in the group; to a press, which is no message, the person is named instead."""
        piece = pieces(content, {})[0]
        if asked.callback is not None:
            piece = Piece(f"{person_link(asked)}\n{piece.html}", piece.keyboard)
        await went_well("reply", lambda: self._letters.send(asked.spot, piece, reply=reply_to(asked)), asked.key)

    def link(self, payload: str) -> str:
        """A link that opens the private chat; `payload` (64 characters of A-Z a-z 0-9 _ -) comes back with /start."""
        return f"https://t.me/{self._username}?start={payload}"


def reply_to(asked: Asked) -> ReplyParameters | None:
    """Reply to the command itself; a press is no message of that person, and to a whisper only whispers reply."""
    if asked.callback is not None or asked.message is None:
        return None
    return ReplyParameters(message_id=asked.message, allow_sending_without_reply=True)


def person_link(asked: Asked) -> str:
    """The person's name as a mention."""
    return f'<a href="tg://user?id={asked.user.id}">{escape(asked.user.name or "…", quote=False)}</a>'


def _is_personal(asked: Asked) -> bool:
    """Whether the message that was pressed is seen by this person alone; a card in a group is everybody's."""
    return asked.private or asked.whisper is not None


def _is_short(answer: Answer) -> bool:
    """Whether the line is the whole answer."""
    content = answer.content
    if content.buttons or content.attachments:
        return False
    return plain(content).replace("\n\n", "\n") == answer.line
