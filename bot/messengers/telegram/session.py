"""The HTTP side of aiogram, with quicker JSON, and the one call of which the bot wants the raw answer."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, ClassVar, cast, get_args

import msgspec
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import PRODUCTION, TelegramAPIServer
from aiogram.exceptions import TelegramNetworkError
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import InlineKeyboardMarkup
from aiohttp import ClientError, ClientTimeout

TIMEOUT = 30.0
"""Seconds for one call; uploads of pictures and files are small."""


class GetRawUpdates(TelegramMethod[list[dict[str, Any]]]):
    """getUpdates without aiogram's models: one update that they cannot read would block all that follow."""

    if TYPE_CHECKING:
        __returning__: ClassVar[Any] = list[dict[str, Any]]
        __api_method__: ClassVar[str] = "getUpdates"
    else:
        __returning__ = list[dict[str, Any]]
        __api_method__ = "getUpdates"

    offset: int | None = None
    limit: int | None = None
    timeout: int | None = None
    allowed_updates: list[str] | None = None


@dataclass(frozen=True, slots=True)
class Plain:
    """A call of a method whose answer nobody reads, with the values as they are.

    aiogram's models check what we write ourselves, which costs ten times what the rest of an answer to a press does.
    """

    __api_method__: str
    values: dict[str, Any]

    __returning__: ClassVar[Any] = Any

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        return iter(self.values.items())


async def say(bot: Bot, method: str, **values: Any) -> None:
    """Call a method through the bot's session, with its defaults for how words are read. Raises AiogramError."""
    await bot(cast("TelegramMethod[bool]", Plain(method, values)))


class Session(AiohttpSession):
    """aiogram's session with msgspec for JSON.

    On closing it waits a quarter of a second for TLS connections to end, and not where there are none.
    """

    def __init__(self, api: TelegramAPIServer, timeout: float) -> None:
        super().__init__(api=api, json_loads=msgspec.json.decode, json_dumps=_dumps, timeout=timeout)
        self._timeout = ClientTimeout(timeout)

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109
    ) -> TelegramType:
        """Call a method: as JSON, which costs a third of a form, unless files go with it. Raises AiogramError."""
        files: dict[str, Any] = {}
        given = {
            name: value if isinstance(value, _AS_IT_IS) else self.prepare_value(value, bot, files, _dumps_json=False)
            for name, value in _written(method)
        }
        if files:
            return await super().make_request(bot, method, timeout)
        body = msgspec.json.encode({name: value for name, value in given.items() if value is not None})
        session = await self.create_session()
        url = self.api.api_url(token=bot.token, method=method.__api_method__)
        within = self._timeout if timeout is None else ClientTimeout(timeout)
        try:
            async with session.post(url, data=body, headers=_JSON, timeout=within) as answer:
                content = await answer.text()
        except TimeoutError as error:
            raise TelegramNetworkError(method=method, message="Request timeout error") from error
        except ClientError as error:
            raise TelegramNetworkError(method=method, message=f"{type(error).__name__}: {error}") from error
        return cast("TelegramType", self.check_response(bot, method, answer.status, content).result)

    def check_response(
        self, bot: Bot, method: TelegramMethod[TelegramType], status_code: int, content: str
    ) -> Response[TelegramType]:
        """What Telegram answered. Raises TelegramAPIError's kinds.

        pydantic keeps `Response[…]` of each method only as long as somebody uses it, and building one anew takes
        thirty milliseconds: so we do. What only says that it went well (`True`, or the message that we have just
        written) is not read.
        """
        if status_code == HTTPStatus.OK and _is_unread(method.__returning__) and content.startswith(_OK):
            return cast("Response[TelegramType]", _WENT_WELL)
        return super().check_response(bot, method, status_code, content)

    async def close(self) -> None:
        if self.api.base.startswith("https:"):
            await super().close()
        elif self._session is not None:
            await self._session.close()


_AS_IT_IS = (str, int, msgspec.Raw)


def _written(method: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
    """The values of a call; a keyboard, which takes longest, is written as JSON by its own model at once."""
    for name, value in method:
        if isinstance(value, InlineKeyboardMarkup):
            yield name, msgspec.Raw(value.model_dump_json(exclude_none=True).encode())
        else:
            yield name, value


_JSON = {"Content-Type": "application/json"}
_RESPONSES: dict[Any, type[Response[Any]]] = {}
_WENT_WELL: Response[Any] = Response[bool](ok=True, result=True)


_OK = ('{"ok":true', '{"ok": true')


@cache
def _is_unread(returning: Any) -> bool:
    """Whether a method answers that it went well, and no more of use; its response type is kept from now on."""
    _RESPONSES[returning] = Response[returning]
    return returning is Any or bool in (returning, *get_args(returning))


def _dumps(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def make_bot(token: str, api_url: str | None, timeout: float = TIMEOUT) -> Bot:
    """A bot that writes HTML and shows no previews. Raises aiogram's TokenValidationError for what is no token."""
    server = TelegramAPIServer.from_base(api_url) if api_url else PRODUCTION
    return Bot(token, Session(server, timeout), DefaultBotProperties(parse_mode="HTML", link_preview_is_disabled=True))
