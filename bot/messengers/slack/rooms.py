"""Where a place is in Slack: a channel by its own id, a person by the private chat that the bot has with them."""

import structlog
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.exc import SQLAlchemyError

from bot.messengers.slack.api import Refused, call
from bot.messengers.slack.keys import is_person, last_part
from bot.messengers.slack.library import Library
from rituals.team import AccountKey, Place

log = structlog.get_logger(__name__)


class Rooms:
    """Knows the private chats' ids, over a restart too; asks Slack for one only when nobody knows it.

    conversations.open is for some 50 calls a minute (tier 3), and a survey writes to everybody at once.
    """

    def __init__(self, client: AsyncWebClient, library: Library) -> None:
        self._client = client
        self._library = library
        self._known: dict[Place, str] = {}

    async def channel(self, place: Place) -> str:
        """The channel id to post to. Raises SlackTrouble (`user_disabled`, `cannot_dm_bot`, …)."""
        if not is_person(place):
            return last_part(place)
        if place not in self._known:
            self._known[place] = await self._remembered(place) or await self._open(place)
        return self._known[place]

    async def _open(self, place: Place) -> str:
        answer = await call(self._client.conversations_open(users=[last_part(place)]))
        room = (answer.get("channel") or {}).get("id")
        if not room:
            raise Refused("channel_not_found", answer)
        await self._remember(place, str(room))
        return str(room)

    async def _remembered(self, place: Place) -> str | None:
        try:
            async with self._library.read() as tx:
                return await tx.accounts.private_chat(AccountKey(place))
        except SQLAlchemyError as error:
            log.warning("slack: a private chat is not looked up", error=type(error).__name__)
            return None

    async def _remember(self, place: Place, room: str) -> None:
        """To have to ask again after a restart is no reason to say nothing now."""
        try:
            async with self._library.begin() as tx:
                await tx.accounts.remember_private_chat(AccountKey(place), room)
                if room:
                    await tx.accounts.mark(AccountKey(place), reachable=True)
        except SQLAlchemyError as error:
            log.warning("slack: a private chat is not remembered", error=type(error).__name__)

    async def forget(self, place: Place) -> None:
        """The id did not work: the next time Slack is asked."""
        self._known.pop(place, None)
        await self._remember(place, "")
