"""The calls that put one piece into a chat, change it and take it away; what Telegram answers is raised as it comes."""

from collections.abc import Callable

from aiogram import Bot
from aiogram.client.default import Default
from aiogram.types import (
    BufferedInputFile,
    EphemeralMessageParameters,
    ForceReply,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    Message,
    ReplyParameters,
)

from bot.messengers.telegram.addresses import Spot, place_of
from bot.messengers.telegram.pieces import Kind, Piece
from bot.messengers.telegram.session import say
from rituals.messages import Attachment
from rituals.team import Place

Count = Callable[[Place], None]


def uncounted(place: Place) -> None:
    """Whoever paces the sending counts already."""


class Letters:
    """Knows how each kind of piece is sent; knows nothing of when, and repeats nothing.

    `count` is told of each message and edit, where somebody else than delivery sends: they share Telegram's limits.
    """

    def __init__(self, bot: Bot, count: Count = uncounted) -> None:
        self._bot = bot
        self._count = count

    async def send(
        self,
        spot: Spot,
        piece: Piece,
        *,
        reply: ReplyParameters | None = None,
        whisper: EphemeralMessageParameters | None = None,
        force_reply: ForceReply | None = None,
    ) -> Message:
        """Put it into the chat. `whisper` shows it to one person only; `force_reply` replaces the piece's buttons."""
        self._count(place_of(spot.chat))
        markup = force_reply or piece.keyboard
        if piece.file is None:
            return await self._bot.send_message(
                spot.chat,
                piece.html,
                message_thread_id=spot.topic,
                reply_markup=markup,
                reply_parameters=reply,
                ephemeral_message_parameters=whisper,
            )
        if piece.kind is Kind.PICTURE:
            return await self._bot.send_photo(
                spot.chat,
                _upload(piece.file),
                caption=piece.html or None,
                message_thread_id=spot.topic,
                reply_markup=markup,
                reply_parameters=reply,
                ephemeral_message_parameters=whisper,
            )
        return await self._bot.send_document(
            spot.chat,
            _upload(piece.file),
            caption=piece.html or None,
            message_thread_id=spot.topic,
            reply_markup=markup,
            reply_parameters=reply,
            ephemeral_message_parameters=whisper,
        )

    async def change(self, chat: int, message: int, piece: Piece) -> None:
        """Make a message show this piece, which is of the same kind. Without buttons the old ones go."""
        self._count(place_of(chat))
        if piece.file is None:
            await say(
                self._bot,
                "editMessageText",
                chat_id=chat,
                message_id=message,
                text=piece.html,
                reply_markup=piece.keyboard,
                parse_mode=Default("parse_mode"),
                link_preview_options=Default("link_preview"),
            )
            return
        media = InputMediaPhoto if piece.kind is Kind.PICTURE else InputMediaDocument
        await self._bot.edit_message_media(
            media(media=_upload(piece.file), caption=piece.html or None, parse_mode="HTML"),
            chat_id=chat,
            message_id=message,
            reply_markup=piece.keyboard,
        )

    async def change_whisper(self, chat: int, reader: int, whisper: int, piece: Piece) -> None:
        """The same for an ephemeral message of words."""
        self._count(place_of(chat))
        await self._bot.edit_ephemeral_message_text(
            chat_id=chat,
            receiver_user_id=reader,
            ephemeral_message_id=whisper,
            text=piece.html,
            reply_markup=piece.keyboard,
        )

    async def set_buttons(self, chat: int, message: int, buttons: InlineKeyboardMarkup | None) -> None:
        self._count(place_of(chat))
        await self._bot.edit_message_reply_markup(chat_id=chat, message_id=message, reply_markup=buttons)

    async def take_away(self, chat: int, message: int) -> None:
        """Raises TelegramBadRequest when it is gone already, or older than two days."""
        await self._bot.delete_message(chat, message)


def _upload(file: Attachment) -> BufferedInputFile:
    return BufferedInputFile(file.body, filename=file.filename)
