"""Brings to Telegram what delivery hands over, and says what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramBadRequest

from bot.messengers.port import Cause, Later, Moved, Never, Result, Shown, Unknown
from bot.messengers.telegram.addresses import NAME, Spot, spot_of
from bot.messengers.telegram.letters import Letters
from bot.messengers.telegram.pieces import Kind, Piece, named, pieces, read_name
from bot.messengers.telegram.verdicts import is_unchanged, verdict
from bot.rendering.document import Rendered
from rituals.team import AccountKey, PersonId, Place

NOTHING_LEFT = Piece("·")
"""What stands in a message that is one too many and too old to be deleted (Telegram: 48 hours)."""


@dataclass(slots=True)
class _Course:
    """How far a call has come: the messages that surely stand, and what stopped it."""

    standing: list[str] = field(default_factory=list)
    trouble: Result | None = None


class TelegramMessenger:
    """The Messenger of Telegram. Every call is tried once: waiting and repeating are delivery's business."""

    name = NAME

    def __init__(self, bot: Bot) -> None:
        self._letters = Letters(bot)

    async def post(self, place: Place, content: Rendered, mentions: Mapping[PersonId, AccountKey], key: str) -> Result:
        """Post all pieces, or none: when one is refused those before it are taken back."""
        del key  # A Telegram message carries nothing that only bots see.
        spot = spot_of(place)
        wanted = pieces(content, mentions)
        if not wanted:
            return Never(Cause.REFUSED, "there is nothing to show")
        course = _Course()
        await self._add(spot, wanted, course)
        if course.trouble is None:
            return Shown(tuple(course.standing))
        if isinstance(course.trouble, Unknown) or not await self._take_back(spot, course.standing):
            return Unknown(_reason(course.trouble), tuple(course.standing))
        return course.trouble

    async def edit(
        self, place: Place, ids: tuple[str, ...], content: Rendered, mentions: Mapping[PersonId, AccountKey], key: str
    ) -> Result:
        """Change what is there, add what is missing, take away what is too much."""
        del key
        spot = spot_of(place)
        wanted = pieces(content, mentions)
        kept = _alike(ids, wanted)
        course = _Course()
        await self._change(spot, ids[:kept], wanted, course)
        if course.trouble is None:
            await self._add(spot, wanted[kept:], course)
        if course.trouble is None:
            await self._take_back(spot, ids[kept:])
            return Shown(tuple(course.standing))
        if isinstance(course.trouble, Never) and course.trouble.cause is Cause.MESSAGE_GONE:
            # It is posted anew as a whole. Only what was just edited is surely ours: in a group that has become a
            # supergroup the old numbers name other people's messages.
            await self._take_back(spot, course.standing)
        if isinstance(course.trouble, Unknown) or len(course.standing) > kept:
            return Unknown(_reason(course.trouble), tuple(course.standing))
        return course.trouble

    async def find(self, place: Place, key: str, since: datetime) -> tuple[str, ...] | None:
        """A bot cannot read a chat's history in Telegram."""
        del place, key, since
        return None

    async def _add(self, spot: Spot, wanted: Sequence[Piece], course: _Course) -> None:
        for piece in wanted:
            try:
                message = await self._letters.send(spot, piece)
            except AiogramError as error:
                course.trouble = verdict(error, spot, repeatable=False)
                return
            course.standing.append(named(piece.kind, message.message_id))

    async def _change(self, spot: Spot, ids: Sequence[str], wanted: Sequence[Piece], course: _Course) -> None:
        for name, piece in zip(ids, wanted, strict=False):
            try:
                await self._letters.change(spot.chat, read_name(name)[1], piece)
            except AiogramError as error:
                if not is_unchanged(error):
                    course.trouble = verdict(error, spot, repeatable=True)
                    return
            course.standing.append(name)

    async def _take_back(self, spot: Spot, ids: Sequence[str]) -> bool:
        """Delete messages; one that is too old is emptied. Whether all are gone."""
        gone = True
        for name in reversed(ids):
            kind, message = read_name(name)
            gone = await self._vanish(spot, kind, message) and gone
        return gone

    async def _vanish(self, spot: Spot, kind: Kind, message: int) -> bool:
        try:
            await self._letters.take_away(spot.chat, message)
        except TelegramBadRequest as error:
            if "message to delete not found" in str(error):
                return True
            return kind is Kind.WORDS and await self._empty(spot, message)
        except AiogramError:
            return False
        return True

    async def _empty(self, spot: Spot, message: int) -> bool:
        try:
            await self._letters.change(spot.chat, message, NOTHING_LEFT)
        except AiogramError as error:
            return is_unchanged(error)
        return True


def _alike(ids: Sequence[str], wanted: Sequence[Piece]) -> int:
    """How many messages from the first on can be edited into what is wanted."""
    kept = 0
    for name, piece in zip(ids, wanted, strict=False):
        if read_name(name)[0] is not piece.kind:
            break
        kept += 1
    return kept


def _reason(trouble: Result) -> str:
    match trouble:
        case Later() | Unknown() | Never():
            return trouble.reason
        case Moved(to):
            return f"the chat moved to {to}"
        case Shown():
            return ""
