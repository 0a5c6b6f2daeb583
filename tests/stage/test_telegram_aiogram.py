"""The Telegram stage as the real library sees it: aiogram calls it, polls it and reads every answer."""

import asyncio
import struct
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO

import pytest
from aiogram import Bot, Dispatcher, F
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
)
from aiogram.filters import Command, CommandStart
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllGroupChats,
    BufferedInputFile,
    CallbackQuery,
    ChatMemberUpdated,
    EphemeralMessageParameters,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    Message,
    ReactionTypeEmoji,
)

from tests.stage.telegram_world import TOKEN, World, build


def png(width: int, height: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = b"".join(b"\x00" + b"\xff" * width for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


@asynccontextmanager
async def speaking() -> AsyncIterator[tuple[World, Bot]]:
    world = build()
    async with world.stage.serve() as url:
        session = AiohttpSession(api=TelegramAPIServer.from_base(url))
        bot = Bot(TOKEN, session=session, default=DefaultBotProperties(parse_mode="HTML"))
        try:
            yield world, bot
        finally:
            await session.close()


@asynccontextmanager
async def polling(bot: Bot, dispatcher: Dispatcher) -> AsyncIterator[None]:
    task = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False, close_bot_session=False))
    try:
        yield
    finally:
        await dispatcher.stop_polling()
        await task


def keyboard(label: str, data: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text=label, callback_data=data)]])


def conversation() -> Dispatcher:
    dispatcher = Dispatcher()

    @dispatcher.message(CommandStart(deep_link=True))
    async def start(message: Message) -> None:
        await message.answer("Welcome", reply_markup=keyboard("Yes", "yes"))

    @dispatcher.message(Command("agenda"))
    async def agenda(message: Message) -> None:
        await message.reply("<b>Agenda</b> &amp; more", reply_markup=keyboard("Here", "here"))

    @dispatcher.callback_query(F.data == "here")
    async def here(query: CallbackQuery) -> None:
        assert isinstance(query.message, Message)
        await query.answer(f"Hello {query.from_user.first_name}")
        whisper = EphemeralMessageParameters(receiver_user_id=query.from_user.id, callback_query_id=query.id)
        assert query.bot is not None
        await query.bot.send_message(query.message.chat.id, "Only you", ephemeral_message_parameters=whisper)
        await query.message.edit_text("Closed")

    @dispatcher.my_chat_member()
    async def added(update: ChatMemberUpdated) -> None:
        assert update.bot is not None
        await update.bot.send_message(update.chat.id, f"{update.new_chat_member.status} in {update.chat.title}")

    return dispatcher


async def test_a_dispatcher_polls_answers_edits_and_whispers() -> None:
    async with speaking() as (world, bot), polling(bot, conversation()):
        await world.stage.settled()
        world.stage.says(world.anna, world.group, "/agenda@letuchka_bot")
        await world.stage.settled()
        greeting, _, card = world.stage.view(world.anna, world.group).messages
        assert greeting.text == "member in Original Works"
        assert (card.html, card.author, card.reply_to) == ("<b>Agenda</b> &amp; more", "Летучка", "2")
        outcome = await world.stage.press(world.boris, world.group, card.key, "Here")
        assert outcome.toast == "Hello Boris"
        await world.stage.settled()
        seen = [(m.text, m.ephemeral) for m in world.stage.view(world.boris, world.group).messages]
        assert seen[2:] == [("Closed", False), ("Only you", True)]
        assert len(world.stage.view(world.anna, world.group).messages) == 3
        world.stage.starts(world.anna, world.bot, "payload")
        await world.stage.settled()
        assert [m.text for m in world.stage.view(world.anna, world.bot).messages] == ["/start payload", "Welcome"]
        assert [chat.title for chat in world.stage.views(world.anna)] == ["Original Works", "Sales", "Летучка"]


async def test_files_and_pictures_are_uploaded_and_downloaded() -> None:
    async with speaking() as (world, bot):
        sent = await bot.send_document(
            world.group.id, BufferedInputFile("итог".encode(), "Протокол.md"), caption="<i>x</i>"
        )
        assert sent.document is not None
        assert (sent.document.file_name, sent.document.file_size) == ("Протокол.md", 8)
        loaded = await bot.download(sent.document.file_id)
        assert isinstance(loaded, BytesIO)
        assert loaded.read() == "итог".encode()
        cup = await bot.send_photo(
            world.group.id, BufferedInputFile(png(4, 3), "cup.png"), reply_markup=keyboard("a", "b")
        )
        assert cup.photo is not None
        assert (cup.photo[-1].width, cup.photo[-1].height) == (4, 3)
        media = InputMediaPhoto(media=BufferedInputFile(png(5, 5), "new.png"), caption="<b>Cup</b>")
        changed = await bot.edit_message_media(media, chat_id=world.group.id, message_id=cup.message_id)
        assert isinstance(changed, Message)
        assert (changed.caption, changed.reply_markup) == ("Cup", None)
        recaptioned = await cup.edit_caption(caption="Other")
        assert isinstance(recaptioned, Message)
        assert recaptioned.caption == "Other"
        (file,) = world.stage.view(world.anna, world.group).messages[1].files
        assert world.stage.file(file.key)[0] == "new.png"


async def test_refusals_arrive_as_the_exceptions_of_the_library() -> None:
    async with speaking() as (world, bot):
        with pytest.raises(TelegramBadRequest, match="can't parse entities"):
            await bot.send_message(world.group.id, "5 < 6")
        world.stage.faults.add("sendMessage", "429", seconds=3)
        with pytest.raises(TelegramRetryAfter) as flood:
            await bot.send_message(world.group.id, "x")
        assert flood.value.retry_after == 3
        new = world.stage.migrate(world.basic)
        with pytest.raises(TelegramMigrateToChat) as moved:
            await bot.send_message(-555, "x")
        assert moved.value.migrate_to_chat_id == new.id
        world.stage.faults.add("sendMessage", "reset_after")
        with pytest.raises(TelegramNetworkError):
            await bot.send_message(world.group.id, "lost")
        assert world.stage.view(world.anna, world.group).messages[-1].text == "lost"
        world.stage.kick(world.bot, world.group)
        with pytest.raises(TelegramForbiddenError, match="kicked from the supergroup"):
            await bot.send_message(world.group.id, "x")


async def test_the_library_reads_every_answer() -> None:
    async with speaking() as (world, bot):
        world.stage.promote(world.bot, world.group)
        assert (await bot.get_me()).username == "letuchka_bot"
        assert (await bot.get_chat(world.group.id)).title == "Original Works"
        assert [member.status for member in await bot.get_chat_administrators(world.group.id)] == [
            "creator",
            "administrator",
        ]
        statuses = [(await bot.get_chat_member(world.group.id, number)).status for number in (1001, 1002, 1003)]
        assert statuses == ["creator", "member", "left"]
        world.stage.restrict(world.boris, world.group)
        world.stage.kick(world.anna, world.basic)
        assert (await bot.get_chat_member(world.group.id, 1002)).status == "restricted"
        assert (await bot.get_chat_member(-555, 1001)).status == "kicked"
        poll = await bot.send_poll(world.group.id, "Cake?", ["Yes", "No"], is_anonymous=False)
        assert poll.poll is not None
        world.stage.votes(world.anna, world.group, poll.message_id, (1,))
        assert (await bot.stop_poll(world.group.id, poll.message_id)).total_voter_count == 1
        assert await bot.set_message_reaction(world.group.id, poll.message_id, [ReactionTypeEmoji(emoji="👀")])
        assert await bot.set_my_commands([BotCommand(command="a", description="b")], BotCommandScopeAllGroupChats())
        assert await bot.get_my_commands(BotCommandScopeAllGroupChats())
        assert await bot.pin_chat_message(world.group.id, poll.message_id)
        assert await bot.set_my_description("About") is True
        assert (await bot.get_my_description()).description == "About"
        assert (await bot.get_my_name()).name == "Летучка"
        assert (await bot.get_chat_menu_button()).type == "commands"
        assert await bot.set_webhook("https://example.com/hook", secret_token="s")
        assert (await bot.get_webhook_info()).url == "https://example.com/hook"
        assert await bot.delete_webhook(drop_pending_updates=True)


async def test_the_library_reads_every_kind_of_update() -> None:
    async with speaking() as (world, bot):
        kinds = ["message", "edited_message", "my_chat_member", "chat_member", "callback_query", "poll", "poll_answer"]
        await bot.get_updates(offset=-1, allowed_updates=kinds)
        world.stage.promote(world.bot, world.group)
        world.stage.promote(world.boris, world.group, anonymous=True)
        world.stage.kick(world.boris, world.group)
        said = world.stage.says(world.anna, world.group, "Ask Пётр", mentions={"Пётр": world.anna})
        world.stage.edits(world.anna, world.group, said.id, "Ask him")
        poll = await bot.send_poll(world.group.id, "Cake?", ["Yes"], is_anonymous=False)
        world.stage.votes(world.anna, world.group, poll.message_id, (0,))
        world.stage.votes(world.anna, world.group, poll.message_id, ())
        card = await bot.send_message(world.group.id, "x", reply_markup=keyboard("Go", "go"))
        await world.stage.press(world.anna, world.group, card.message_id, "Go", wait=0.01, inaccessible=True)
        world.stage.starts(world.anna, world.bot)
        world.stage.block(world.anna, world.bot)
        world.stage.migrate(world.basic)
        updates = await bot.get_updates(offset=0, allowed_updates=kinds)
        assert {update.event_type for update in updates} == set(kinds)
        mention = next(u.message for u in updates if u.message and u.message.text == "Ask Пётр")
        assert mention.entities is not None
        assert mention.entities[0].user is not None
        assert mention.entities[0].user.id == 1001
