"""What a dialogue sends: its questions, what becomes of them once answered, and the link to the private chat."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from html import escape

import msgspec
from aiogram.exceptions import AiogramError

from bot.desk import Desk
from bot.messengers.port import Cause, Never
from bot.messengers.telegram.addresses import spot_of
from bot.messengers.telegram.answers import Answers, person_link, reply_to
from bot.messengers.telegram.dialogue import Values, is_open
from bot.messengers.telegram.haste import at_once, went_well
from bot.messengers.telegram.heard import Asked
from bot.messengers.telegram.letters import Letters
from bot.messengers.telegram.pieces import Piece, pieces
from bot.messengers.telegram.questions import draw
from bot.messengers.telegram.verdicts import verdict
from bot.rendering.document import Block, RenderedForm
from bot.rendering.reader import Reader, language
from bot.storage.codec import Unreadable, decode_shown, encode_shown
from bot.storage.dialogues import Dialogue
from bot.storage.transaction import Database
from rituals.messages import FieldKind, Form, Message
from rituals.ports import Clock
from rituals.team import Place

INVITATION = "dialogue"
"""The purpose of the codes that carry a form from a group into the private chat."""

PREFIX = "ask-"
"""How such a code is told from other payloads of /start."""

INVITED_FOR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Sent:
    """`message`: the question's id, if it surely stands. `reachable`: False if the person cannot be written to."""

    message: int | None
    reachable: bool = True


class _Invitation(msgspec.Struct, frozen=True):
    template: str
    facts: str
    origin: str
    locale: str
    timezone: str
    expires_at: datetime


class Interviewer:
    """Sends and changes a dialogue's messages; knows nothing of which question follows which."""

    def __init__(self, letters: Letters, desk: Desk, database: Database, answers: Answers, clock: Clock) -> None:
        self._letters = letters
        self._desk = desk
        self._database = database
        self._answers = answers
        self._clock = clock

    async def send(
        self, asked: Asked, dialogue: Dialogue, words: RenderedForm, reader: Reader, said: tuple[Block, ...]
    ) -> Sent:
        """Send the open question, after `said`. In a group it replies to the person and asks for a reply."""
        openly = is_open(dialogue)
        drawn = draw(words, dialogue.field, self._desk.renderer, reader, openly=openly, said=said)
        spot = spot_of(dialogue.place)
        reply = reply_to(asked) if openly else None
        piece = _addressed(asked, drawn.piece) if openly and reply is None else drawn.piece
        try:
            for before in drawn.before:
                await at_once(partial(self._letters.send, spot, before))
            message = await at_once(lambda: self._letters.send(spot, piece, reply=reply, force_reply=drawn.force_reply))
        except AiogramError as error:
            result = verdict(error, spot, repeatable=False)
            gone = isinstance(result, Never) and result.cause is Cause.PERSON_UNREACHABLE
            return Sent(None, reachable=not gone)
        return Sent(message.message_id)

    async def retire(self, dialogue: Dialogue, words: RenderedForm, values: Values | None = None) -> None:
        """The question is over: its buttons go, and a choice is written where they were."""
        if dialogue.question_id is None:
            return
        chat, message = spot_of(dialogue.place).chat, int(dialogue.question_id)
        asked = words.fields[dialogue.field]
        openly = is_open(dialogue)
        if openly and asked.field.kind is not FieldKind.CHOICE:
            return
        label = {option.value: option.label for option in asked.options}.get((values or {}).get(asked.field.name, ""))
        if label is None:
            await went_well("old question", lambda: self._letters.set_buttons(chat, message, None), dialogue.account)
            return
        reader = Reader(language(dialogue.locale), dialogue.timezone, self._clock())
        drawn = draw(words, dialogue.field, self._desk.renderer, reader, openly=openly)
        answered = Piece(f"{drawn.piece.html}\n\n<b>✓ {escape(label, quote=False)}</b>")
        await went_well("old question", lambda: self._letters.change(chat, message, answered), dialogue.account)

    async def say(self, asked: Asked, dialogue: Dialogue, message: Message, reader: Reader) -> None:
        """A word about the dialogue itself, where it is held."""
        content = self._desk.renderer.message(message, reader)
        if is_open(dialogue):
            if not await self._answers.whisper(asked, pieces(content, {})):
                await self._answers.reply_openly(asked, content)
            return
        spot = spot_of(dialogue.place)
        for piece in pieces(content, {}):
            await went_well("word", partial(self._letters.send, spot, piece), asked.key)

    async def invite(self, asked: Asked, dialogue: Dialogue) -> bool:
        """After a press: open the private chat with a link that carries the form. Whether the person was led there."""
        if asked.callback is None:
            return False
        template, facts = encode_shown(dialogue.form)
        until = self._clock() + INVITED_FOR
        carried = _Invitation(template, facts, dialogue.origin, dialogue.locale, dialogue.timezone, dialogue.expires_at)
        payload = msgspec.json.encode(carried).decode()
        async with self._database.begin() as tx:
            code = await tx.codes.issue(INVITATION, asked.account, payload, until)
        return await self._answers.acknowledge(asked, url=self._answers.link(PREFIX + code))

    async def invited(self, asked: Asked, code: str) -> Dialogue | None:
        """The dialogue that a link carries, kept from now on; None if it is used up or another person's."""
        now = self._clock()
        async with self._database.begin() as tx:
            found = await tx.codes.redeem(INVITATION, code.removeprefix(PREFIX), asked.account, now)
            if found is None or found[0] != asked.account or not await tx.inbox.first_time(asked.key, now):
                return None
            try:
                dialogue = _carried(asked, found[1])
            except (Unreadable, msgspec.MsgspecError):
                return None
            await tx.dialogues.put(dialogue)
            return dialogue


def _carried(asked: Asked, payload: str) -> Dialogue:
    carried = msgspec.json.decode(payload, type=_Invitation)
    return Dialogue(
        account=asked.account,
        place=Place(asked.account),
        origin=Place(carried.origin),
        locale=carried.locale,
        timezone=carried.timezone,
        form=decode_shown(carried.template, carried.facts, Form),
        values={},
        field=0,
        question_id=None,
        expires_at=carried.expires_at,
    )


def _addressed(asked: Asked, piece: Piece) -> Piece:
    """Names the person, so that the reply is asked of nobody else."""
    return Piece(f"{person_link(asked)}\n{piece.html}", piece.keyboard)
