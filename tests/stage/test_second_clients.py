"""Clients that we do not use read the stage as well: python-telegram-bot, and the models of slack_sdk."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, HeaderBlock, SectionBlock, StaticSelectElement
from slack_sdk.models.blocks.basic_components import MarkdownTextObject, Option
from slack_sdk.models.views import View
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, RetryAfter

from tests.stage.slack_world import SlackWorld, slack_world
from tests.stage.telegram_world import TOKEN, World, served

# -- python-telegram-bot ---------------------------------------------------------------------------------------------


@pytest_asyncio.fixture
async def world() -> AsyncIterator[World]:
    async with served() as one:
        yield one


@pytest.fixture(autouse=True)
def of_today(monkeypatch: pytest.MonkeyPatch) -> None:
    """python-telegram-bot warns who has not chosen its newer way to tell a wait."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


def bot_at(world: World, token: str = TOKEN) -> Bot:
    return Bot(token, base_url=f"{world.url}/bot", base_file_url=f"{world.url}/file/bot")


async def test_another_library_sends_edits_and_hears(world: World) -> None:
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Я здесь", callback_data="here:1")]])
    async with bot_at(world) as bot:
        assert (bot.username, bot.first_name) == ("letuchka_bot", "Летучка")
        sent = await bot.send_message(world.group.id, "<b>Летучка</b>", parse_mode="HTML", reply_markup=keyboard)
        assert (sent.text, sent.entities[0].type, sent.chat.type) == ("Летучка", "bold", "supergroup")
        world.stage.says(world.anna, world.group, "/agenda Цены")
        heard = await bot.get_updates()
        assert [update.effective_message.text for update in heard if update.effective_message] == ["/agenda Цены"]
        edited = await bot.edit_message_text("Летучка: 1", world.group.id, sent.message_id, reply_markup=keyboard)
        assert edited.edit_date is not None  # type: ignore[union-attr]


async def test_another_library_reads_every_update(world: World) -> None:
    message = await world.sent(reply_markup={"inline_keyboard": [[{"text": "Я здесь", "callback_data": "here"}]]})
    world.stage.block(world.anna, world.bot)
    press = world.stage.press(world.boris, world.group, message, "here", wait=0.1)
    assert (await press).error
    async with bot_at(world) as bot:
        kinds = [_kind(update) for update in await bot.get_updates(allowed_updates=Update.ALL_TYPES)]
    assert kinds == [*["my_chat_member"] * 3, "callback_query"]


def _kind(update: Update) -> str:
    return next(kind for kind in ("message", "callback_query", "my_chat_member") if getattr(update, kind))


async def test_refusals_arrive_as_that_librarys_own_errors(world: World) -> None:
    async with bot_at(world) as bot:
        with pytest.raises(BadRequest, match="Chat not found"):
            await bot.send_message(-100999, "x")
        with pytest.raises(BadRequest, match="Can't parse entities"):
            await bot.send_message(world.group.id, "<b>x", parse_mode="HTML")
        world.stage.starts(world.anna, world.bot)
        world.stage.block(world.anna, world.bot)
        with pytest.raises(Forbidden, match="blocked by the user"):
            await bot.send_message(world.anna.id, "x")
        world.stage.faults.add("sendMessage", "429", seconds=7)
        with pytest.raises(RetryAfter):
            await bot.send_message(world.group.id, "x")
        await world.ok("setWebhook", url="https://example.org/hook")
        with pytest.raises(Conflict):
            await bot.get_updates()
    with pytest.raises(InvalidToken):
        async with bot_at(world, "4242:wrong-token"):
            pass


# -- slack_sdk's models ----------------------------------------------------------------------------------------------


@pytest_asyncio.fixture
async def slack() -> AsyncIterator[SlackWorld]:
    async with slack_world() as one:
        yield one


def options(count: int) -> list[Option]:
    return [Option(text=f"выбор {number}", value=str(number)) for number in range(count)]


def button(number: int = 0, **more: Any) -> ButtonElement:
    return ButtonElement(**{"text": "Go", "action_id": f"go{number}", **more})


LIMITS: list[tuple[str, Block, Block]] = [
    ("a header of 150", HeaderBlock(text="x" * 150), HeaderBlock(text="x" * 151)),
    ("25 elements", ActionsBlock(elements=[button(n) for n in range(25)]), ActionsBlock(elements=[button(n) for n in range(26)])),
    ("a label of 75", ActionsBlock(elements=[button(text="x" * 75)]), ActionsBlock(elements=[button(text="x" * 76)])),
    ("a value of 2000", ActionsBlock(elements=[button(value="x" * 2000)]), ActionsBlock(elements=[button(value="x" * 2001)])),
    (
        "100 options",
        ActionsBlock(elements=[StaticSelectElement(action_id="menu", placeholder="…", options=options(100))]),
        ActionsBlock(elements=[StaticSelectElement(action_id="menu", placeholder="…", options=options(101))]),
    ),
    (
        "ten fields",
        SectionBlock(fields=[MarkdownTextObject(text="x") for _ in range(10)]),
        SectionBlock(fields=[MarkdownTextObject(text="x") for _ in range(11)]),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("inside", "beyond"), [pair for _, *pair in LIMITS], ids=[name for name, *_ in LIMITS])
async def test_the_stage_and_the_sdk_draw_the_same_line(slack: SlackWorld, inside: Block, beyond: Block) -> None:
    await slack.web.chat_postMessage(channel="C0000001", text="x", blocks=[inside.to_dict()])
    with pytest.raises(SlackObjectFormationError):
        beyond.to_dict()
    beyond.validate_json = lambda: None  # type: ignore[method-assign]
    raw = [_unchecked(beyond)]
    refused = await slack.call("chat.postMessage", channel="C0000001", text="x", blocks=raw)
    assert refused["error"] == "invalid_blocks"


def _unchecked(block: Any) -> dict[str, Any]:
    """The same block as JSON, without the SDK's own limits."""
    return {
        name: [_unchecked(one) for one in value] if isinstance(value, list) else _plain(value)
        for name in block.attributes | {"type"}
        if (value := getattr(block, name, None)) is not None
    }


def _plain(value: Any) -> Any:
    return _unchecked(value) if hasattr(value, "attributes") else value


async def test_the_sdk_reads_what_comes_back(slack: SlackWorld) -> None:
    blocks = [HeaderBlock(text="Повестка").to_dict(), ActionsBlock(elements=[button()]).to_dict()]
    posted = await slack.web.chat_postMessage(channel="C0000001", text="Повестка", blocks=blocks)
    read = Block.parse_all(posted["message"]["blocks"])
    assert [type(block) for block in read] == [HeaderBlock, ActionsBlock]
    modal = View(type="modal", title={"type": "plain_text", "text": "Вопрос"}, blocks=[SectionBlock(text="x")])
    assert modal.to_dict()["title"]["text"] == "Вопрос"
